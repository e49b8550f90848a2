/**
 * The user's own SQL, as a tagged template that is always parameterised: what is interpolated becomes a quoted identifier, a nested
 * fragment, or a parameter, and never a part of the text.
 */
import { kindOf, QueryError, SqlValueError } from "../errors.ts";
import type { CellKind, CellValue } from "../io/request.ts";
import { modelIn } from "../meta/model-class.ts";
import { Column } from "./column.ts";
import {
  isSqlPiece,
  nodeOf,
  Ordering,
  type OrderingNode,
  Predicate,
  type PredicateNode,
  type SqlNode,
  type SqlPart,
} from "./predicate.ts";

/**
 * A piece of SQL. Stands wherever a condition or an order stands, and can be executed as a statement of its own.
 *
 * @example
 * session.query(Post).filter(sql`length(${Post.title}) > ${limit}`).orderBy(sql`lower(${Post.title})`);
 */
export class Sql {
  /** @internal */
  readonly [isSqlPiece] = true;
  /** @internal */
  readonly node: SqlNode;

  /** @internal */
  constructor(parts: readonly SqlPart[]) {
    this.node = { kind: "sql", parts };
  }

  asc(): Ordering<unknown> {
    return new Ordering({ by: this.node, sort: "asc", nulls: null });
  }

  desc(): Ordering<unknown> {
    return new Ordering({ by: this.node, sort: "desc", nulls: null });
  }
}

/** Where a condition on `M` is taken. */
export type Condition<M> = Predicate<M> | Sql;
/** Where an order of `M` is taken. A column alone ascends. */
export type OrderBy<M> = Ordering<M> | Column<M, unknown> | Sql;

/** @internal */
export const conditionNode = (condition: Condition<never>): PredicateNode => nodeOf(condition, "filter");

/** @internal */
export function orderingNode(order: OrderBy<never>): OrderingNode {
  if (order instanceof Ordering) return order.node;
  if (order instanceof Sql) return { by: order.node, sort: "asc", nulls: null };
  if (order instanceof Column) return { by: order, sort: "asc", nulls: null };
  throw new QueryError(
    `orderBy takes columns, such as User.name or User.name.desc(), or sql\`…\`, and was given ${kindOf(order)}`,
  );
}

/** The tree of a statement. @throws QueryError for what is no `sql` template: a text alone could hold values */
export function statementNode(statement: unknown): SqlNode {
  if (statement instanceof Sql) return statement.node;
  throw new QueryError(
    `execute takes an sql template, as in execute(sql\`SELECT 1\`), and was given ${kindOf(statement)}`,
  );
}

interface SqlTag {
  /**
   * A piece of SQL. Columns and model classes become quoted names, other pieces nest, an array becomes a list in parentheses, and every
   * other value a parameter.
   *
   * @throws SqlValueError where a value is none that a parameter can carry.
   */
  (text: TemplateStringsArray, ...values: readonly unknown[]): Sql;
  /** Text that goes into the statement as it is: whoever can choose it can do anything. Nothing else is raw. */
  unsafe(text: string): Sql;
}

function template(text: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  const parts: SqlPart[] = [];
  for (let index = 0; index < text.length; index++) {
    const piece = text[index];
    if (piece !== undefined && piece !== "") parts.push({ kind: "text", text: piece });
    if (index < values.length) addValue(parts, values[index], index);
  }
  return new Sql(parts);
}

export const sql: SqlTag = Object.assign(template, { unsafe: (text: string) => new Sql([{ kind: "text", text }]) });

function addValue(parts: SqlPart[], value: unknown, index: number): void {
  if (value instanceof Sql) parts.push(...value.node.parts);
  else if (value instanceof Column) parts.push({ kind: "column", column: value });
  else if (value instanceof Predicate) parts.push({ kind: "predicate", node: value.node });
  else if (Array.isArray(value)) addList(parts, value, index);
  else {
    const model = modelIn(value);
    parts.push(model === undefined ? parameter(value, index) : { kind: "table", model });
  }
}

function addList(parts: SqlPart[], values: readonly unknown[], index: number): void {
  parts.push({ kind: "text", text: "(" });
  for (const [at, value] of values.entries()) {
    if (at > 0) parts.push({ kind: "text", text: ", " });
    parts.push(parameter(value, index));
  }
  // Nothing is IN (NULL), and () is no SQL.
  parts.push({ kind: "text", text: values.length === 0 ? "NULL)" : ")" });
}

function parameter(value: unknown, index: number): SqlPart {
  const [cell, type] = encode(value, index);
  return { kind: "parameter", cell, type };
}

function encode(value: unknown, index: number): [CellValue, CellKind] {
  switch (typeof value) {
    case "string":
      return [value, "text"];
    case "number":
      // As a bigint, because SQLite would be given a double: 1 / 2 is 0.
      return Number.isSafeInteger(value) ? [String(value), "bigint"] : [value, "float"];
    case "bigint":
      return [String(value), "bigint"];
    case "boolean":
      return [value ? 1 : 0, "bool"];
    case "undefined":
      throw new SqlValueError(index, "undefined", "use null for NULL, or leave the condition out");
    case "object":
      break;
    default:
      throw new SqlValueError(
        index,
        `a ${typeof value}`,
        "give a column, a model class, another sql fragment, or a plain value",
      );
  }
  if (value === null) return [null, "text"];
  if (value instanceof Uint8Array) return [value, "bytes"];
  if (value instanceof Date && !Number.isNaN(value.getTime())) return [value.toISOString(), "datetime"];
  throw new SqlValueError(index, "an object", "give its text (JSON.stringify), its key, or another plain value");
}
