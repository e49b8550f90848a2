/**
 * Conditions on a row in memory, by SQL's logic of three values: true, false, and null for unknown.
 *
 * It answers only where its answer surely is the database's, and gives undefined for all else: then the database is to be asked. So it compares
 * numbers, truths, days, UUIDs, enums and bytes; decimals by value; texts for being equal, for their beginning, end and middle, where the
 * engine compares them by their characters. It refuses the order of texts, which is a collation's to say, moments, of which an engine keeps more
 * digits than a cell has, documents and lists, patterns with wildcards inside, other rows, and the user's own SQL.
 *
 * After SQLAlchemy's `lib/sqlalchemy/orm/evaluator.py`.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { Cell, CellValue, Row } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import type { Comparison, PredicateNode } from "./predicate.ts";

/** Undefined where memory cannot tell. */
export type Truth = boolean | null | undefined;

/** Whether a row of the model satisfies a condition. */
export function evaluate(node: PredicateNode, model: Model, cells: Row, dialect: Dialect): Truth {
  switch (node.kind) {
    case "constant":
      return node.holds;
    case "null": {
      const cell = cellOf(node.column, model, cells);
      return cell === undefined ? undefined : cell === null;
    }
    case "compare":
      return compared(node.column, node.comparison, cellOf(node.column, model, cells), node.cell, dialect);
    case "columns": {
      const { left, right, comparison } = node;
      const isAlike = left.type.kind === right.type.kind && canCompare(right, comparison, dialect);
      if (!isAlike) return undefined;
      return compared(left, comparison, cellOf(left, model, cells), cellOf(right, model, cells), dialect);
    }
    case "between": {
      const cell = cellOf(node.column, model, cells);
      return conjunction([
        compared(node.column, ">=", cell, node.low, dialect),
        compared(node.column, "<=", cell, node.high, dialect),
      ]);
    }
    case "among": {
      const cell = cellOf(node.column, model, cells);
      return negation(conjunction(node.cells.map((one) => negation(compared(node.column, "=", cell, one, dialect)))));
    }
    case "match":
      return matched(node, cellOf(node.column, model, cells), dialect);
    case "and":
      return conjunction(node.parts.map((part) => evaluate(part, model, cells, dialect)));
    case "or":
      return negation(conjunction(node.parts.map((part) => negation(evaluate(part, model, cells, dialect)))));
    case "not":
      return negation(evaluate(node.part, model, cells, dialect));
    case "related":
    case "linked":
    case "sql":
      return undefined;
  }
}

/** What cannot be told makes the whole so, even where another part decides: a condition is evaluated for all rows or for none. */
function conjunction(parts: readonly Truth[]): Truth {
  if (parts.includes(undefined)) return undefined;
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

function negation(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : truth;
}

/** The cell of a column that stands in the row; undefined where it was not loaded, or is read from elsewhere. */
function cellOf(column: ColumnMeta, model: Model, cells: Row): Cell {
  return isKindOf(model, column.model) && column.expression === null ? cells[column.index] : undefined;
}

function canCompare({ type }: ColumnMeta, comparison: Comparison, { supports }: Dialect): boolean {
  if (type.native !== undefined || type.isLoose === true) return false;
  switch (type.kind) {
    case "int":
    case "bigint":
    case "float":
    case "bool":
    case "decimal":
    case "date":
      return true;
    case "bytes":
      return comparison === "=" || comparison === "<>";
    case "text":
    case "uuid":
    case "enum":
      return supports.exactText && (comparison === "=" || comparison === "<>");
    default:
      return false;
  }
}

function compared(column: ColumnMeta, comparison: Comparison, left: Cell, right: Cell, dialect: Dialect): Truth {
  if (left === undefined || right === undefined || !canCompare(column, comparison, dialect)) return undefined;
  if (left === null || right === null) return null;
  const order = orderOf(column, left, right);
  switch (comparison) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
  }
}

/** Below zero where `a` comes first. Both are cells of the column. */
function orderOf({ type }: ColumnMeta, a: CellValue, b: CellValue): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  if (left === right) return 0;
  if (type.kind === "bigint") return BigInt(left) < BigInt(right) ? -1 : 1;
  if (type.kind === "decimal") return decimalsOrder(left, right);
  return left < right ? -1 : 1;
}

/** Of two decimals, as whole numbers of the smallest unit that either has. */
function decimalsOrder(a: string, b: string): number {
  const scale = Math.max(fractionOf(a).length, fractionOf(b).length);
  const units = (text: string): bigint => BigInt(text.replace(".", "") + "0".repeat(scale - fractionOf(text).length));
  const [left, right] = [units(a), units(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

const fractionOf = (digits: string): string => digits.split(".")[1] ?? "";

/** A pattern that has wildcards at its ends alone: what `startsWith`, `endsWith` and `contains` make. */
const simplePattern = /^(%?)((?:[^\\%_]|\\[\\%_])*)(%?)$/s;

function matched({ column, pattern, match }: PredicateNode & { kind: "match" }, cell: Cell, dialect: Dialect): Truth {
  const found = match === "like" && canCompare(column, "=", dialect) ? simplePattern.exec(pattern) : null;
  if (cell === undefined || found === null) return undefined;
  if (cell === null) return null;
  const [, before, escaped = "", after] = found;
  const text = escaped.replaceAll(/\\([\\%_])/g, "$1");
  const whole = String(cell);
  // An engine's patterns may end where a text has the character 0.
  if (text.includes("\0") || whole.includes("\0")) return undefined;
  if (before === "%" && after === "%") return whole.includes(text);
  if (before === "%") return text === "" || whole.endsWith(text);
  return after === "%" ? whole.startsWith(text) : whole === text;
}
