/**
 * UPDATE and DELETE of the rows that satisfy conditions.
 *
 * Conditions stand in the statement itself where they can. They cannot where the rows are spread over several tables, and where an engine does
 * not let a statement read the table that it changes: then the statement takes the rows whose keys a subquery gives. MySQL looks through a
 * derived table, unless that is one that it has to make first, hence the DISTINCT.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { PredicateNode, SqlNode } from "../expr/predicate.ts";
import type { CellValue } from "../io/request.ts";
import { familyOf, isJoined, rootOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { keyParameters, amongKinds, amongText, expandedSize } from "./among.ts";
import { ownColumnSql } from "./column-sql.ts";
import type { Compiled } from "./compile.ts";
import { type Scope, writeAll, writeSql } from "./conditions.ts";
import { SqlWriter } from "./writer.ts";

/** What a column is to be set to. */
export type Assignment =
  | { readonly kind: "cell"; readonly column: ColumnMeta; readonly cell: CellValue }
  | { readonly kind: "sql"; readonly column: ColumnMeta; readonly node: SqlNode }
  /** A version, counted up. */
  | { readonly kind: "next"; readonly column: ColumnMeta };

/** Which rows: those that satisfy all conditions, or those with these keys. */
export type Where =
  | { readonly kind: "filters"; readonly filters: readonly PredicateNode[] }
  | { readonly kind: "keys"; readonly keys: readonly (readonly CellValue[])[] };

/**
 * @param table the model in whose table the columns stand; of a joined hierarchy, one of the line's
 * @param returning row indices of the table's columns; for an engine whose UPDATE gives rows
 */
export function compileUpdate(
  model: Model,
  table: Model,
  assignments: readonly Assignment[],
  where: Where,
  returning: readonly ColumnMeta[],
  dialect: Dialect,
): Compiled {
  const writer = new SqlWriter(dialect);
  const alias = writer.nextAlias();
  writer.text = `UPDATE ${writer.table(table)} AS ${alias} SET `;
  const scope: Scope = { alias, model: table, outer: null, isTable: true };
  for (const [at, assignment] of assignments.entries()) {
    if (at > 0) writer.text += ", ";
    writer.text += `${dialect.quote(assignment.column.column)} = `;
    writeAssigned(writer, scope, assignment);
  }
  writeWhere(writer, scope, model, where);
  writeReturning(writer, returning, dialect.supports.returningAlias ? `${alias}.` : "");
  return writer.finish(model.name);
}

/** What stands on the right side of an assignment. @param scope the table's */
export function writeAssigned(writer: SqlWriter, scope: Scope, assignment: Assignment): void {
  switch (assignment.kind) {
    case "cell":
      writer.text += writer.ofColumn(assignment.cell, assignment.column);
      break;
    case "sql":
      writer.text += "(";
      writeSql(writer, scope, assignment.node);
      writer.text += ")";
      break;
    case "next":
      writer.text += `${writer.name(scope.alias, assignment.column.column)} + 1`;
  }
}

/** Of a hierarchy, rows go from the root's table. @param returning as of `compileUpdate`, for an engine whose DELETE gives rows */
export function compileDelete(
  model: Model,
  where: Where,
  returning: readonly ColumnMeta[],
  dialect: Dialect,
): Compiled {
  const writer = new SqlWriter(dialect);
  const alias = writer.nextAlias();
  const table = isJoined(model) ? rootOf(model) : model;
  writer.text = dialect.deleteFrom(writer.table(table), alias);
  writeWhere(writer, { alias, model: table, outer: null, isTable: true }, model, where);
  writeReturning(writer, returning, dialect.supports.returningAlias ? `${alias}.` : "");
  return writer.finish(model.name);
}

/** What a statement that writes gives back of each row. @param prefix an alias and a point, or nothing */
export function writeReturning(writer: SqlWriter, columns: readonly ColumnMeta[], prefix: string): void {
  if (columns.length === 0) return;
  const { dialect } = writer;
  const texts = columns.map((column) => dialect.select(ownColumnSql(dialect, column, prefix), column.type));
  writer.text += ` RETURNING ${texts.join(", ")}`;
}

function writeWhere(writer: SqlWriter, scope: Scope, model: Model, where: Where): void {
  if (where.kind === "keys") {
    writer.text += " WHERE ";
    return writeKeys(writer, scope.alias, model, where.keys);
  }
  const { filters } = where;
  const mustNest = isJoined(model) || (!writer.dialect.supports.readsChangedTable && filters.some(readsRows));
  if (mustNest && (filters.length > 0 || model !== scope.model || !isRoot(model)))
    return writeNested(writer, scope.alias, model, filters);
  const all = isRoot(model) ? filters : [...filters, ofFamily(model)];
  if (all.length === 0) return;
  writer.text += " WHERE ";
  writeAll(writer, scope, all);
}

const isRoot = ({ inheritance }: Model): boolean => inheritance === null || inheritance.base === null;

/** The condition that tells an heir's rows from others of its table. */
function ofFamily(model: Model): PredicateNode {
  const column = model.columns[model.inheritance?.discriminator ?? -1] as ColumnMeta; // an heir has one
  return { kind: "among", column, cells: familyOf(model).map((one) => one.inheritance?.value ?? "") };
}

/** Whether a condition may read the rows of a table. */
function readsRows(node: PredicateNode): boolean {
  switch (node.kind) {
    case "related":
    case "linked":
    case "sql":
      return true;
    case "and":
    case "or":
      return node.parts.some(readsRows);
    case "not":
      return readsRows(node.part);
    case "constant":
      return false;
    case "columns":
      return typeof node.left.expression === "string" || typeof node.right.expression === "string";
    default:
      return typeof node.column.expression === "string";
  }
}

/** The rows whose keys are among those that a query of its own gives. */
function writeNested(writer: SqlWriter, alias: string, model: Model, filters: readonly PredicateNode[]): void {
  const { dialect } = writer;
  const inner = writer.nextAlias();
  const names = (prefix: string): string[] => keyColumns(model).map(({ column }) => prefix + dialect.quote(column));
  const isMade = !dialect.supports.readsChangedTable;
  writer.text += ` WHERE ${inParentheses(names(`${alias}.`))} IN (`;
  if (isMade) writer.text += `SELECT ${names("made.").join(", ")} FROM (`;
  writer.text += `SELECT ${isMade ? "DISTINCT " : ""}${names(`${inner}.`).join(", ")} FROM ${writer.source(model)} AS ${inner}`;
  if (filters.length > 0) {
    writer.text += " WHERE ";
    writeAll(writer, { alias: inner, model, outer: null }, filters);
  }
  writer.text += isMade ? ") AS made)" : ")";
}

const inParentheses = (names: readonly string[]): string =>
  names.length === 1 ? (names[0] ?? "") : `(${names.join(", ")})`;

/** Keys of several columns are few here, and are compared one by one: the parameters of a list would have to be the statement's first. */
function writeKeys(writer: SqlWriter, alias: string, model: Model, keys: readonly (readonly CellValue[])[]): void {
  const { dialect } = writer;
  const columns = keyColumns(model);
  const [first, ...more] = columns;
  if (first !== undefined && more.length === 0) {
    const size = expandedSize(dialect, keys.length);
    const [kind = "list"] = amongKinds(first.type, size);
    const positions = keyParameters(dialect, model, model.primaryKey, keys).map((cell) =>
      writer.push(cell, kind, first.secret),
    );
    writer.text += amongText(dialect, writer.name(alias, first.column), positions[0] ?? 0, first.type, size);
    return;
  }
  writer.text += "(";
  for (const [at, key] of keys.entries()) {
    if (at > 0) writer.text += " OR ";
    for (const [place, column] of columns.entries()) {
      const word = place === 0 ? "(" : " AND ";
      writer.text += `${word}${writer.name(alias, column.column)} = ${writer.ofColumn(key[place] ?? null, column)}`;
    }
    writer.text += ")";
  }
  writer.text += keys.length === 0 ? "1 = 0)" : ")";
}

function keyColumns(model: Model): ColumnMeta[] {
  return model.primaryKey.map((index) => model.columns[index] as ColumnMeta); // row indices come from the model itself
}
