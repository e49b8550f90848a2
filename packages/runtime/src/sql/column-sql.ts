/** A column as statements name it: by its name, or by the expression that stands for it. */
import type { Dialect } from "../dialect/dialect.ts";
import { firstOwn, isJoined, lineOf } from "../meta/inheritance.ts";
import type { ColumnMeta, ExpressionSql, Model } from "../meta/model.ts";

/**
 * A column in what statements read its model from.
 *
 * @param prefix what stands before a column's own name: an alias and a point, or nothing
 */
export function columnSql(dialect: Dialect, column: ColumnMeta, prefix: string): string {
  const { expression, model } = column;
  if (expression === null) return prefix + dialect.quote(column.sourceName);
  if (isGivenBySource(column)) return prefix + dialect.quote(givenName(column.name));
  if (typeof expression === "string") return querySql(dialect, column, expression, prefix);
  return partsSql(dialect, column, expression, (part) => prefix + dialect.quote(nameInSource(model, part)));
}

/** Whether what statements read from has an expression as a column: it is a query over a row that nothing tells from others. */
export function isGivenBySource({ expression, model }: ColumnMeta): boolean {
  return typeof expression === "string" && model.primaryKey.length === 0;
}

/** What it is called there, which no column of the view is. */
export function givenName(name: string): string {
  return `@${name}`;
}

/** The same in the model's own table. */
export function ownColumnSql(dialect: Dialect, column: ColumnMeta, prefix: string): string {
  const { expression } = column;
  if (expression === null) return prefix + dialect.quote(column.column);
  if (typeof expression === "string") return querySql(dialect, column, expression, prefix);
  return partsSql(dialect, column, expression, (part) => prefix + dialect.quote(part));
}

function partsSql(
  dialect: Dialect,
  { type }: ColumnMeta,
  expression: Exclude<ExpressionSql, string>,
  named: (part: string) => string,
): string {
  return dialect.expression(`(${expression.map((part, at) => (at % 2 === 0 ? part : named(part))).join("")})`, type);
}

/** A query over the one row, of which a joined hierarchy keeps a part in each table of the line. */
function querySql(dialect: Dialect, { model, type }: ColumnMeta, expression: string, prefix: string): string {
  const line = isJoined(model) ? lineOf(model) : [model];
  const tables = line.map((one) => dialect.table({ schema: one.schema, name: one.table }));
  const key = model.primaryKey.map((index) => dialect.quote(model.columns[index]?.column ?? ""));
  const isRow = key.map((name) => `${tables[0]}.${name} = ${prefix}${name}`).join(" AND ");
  // With USING the key has one name in all of them. The line's end ends a comment, should the expression end in one.
  const from = tables.map((table, at) => (at === 0 ? table : ` JOIN ${table} USING (${key.join(", ")})`)).join("");
  return dialect.expression(`(SELECT (${expression}\n) FROM ${from} WHERE ${isRow})`, type);
}

/** What the expressions of a model call a column of its own table. */
function nameInSource(model: Model, name: string): string {
  if (!isJoined(model)) return name;
  const own = model.columns.slice(firstOwn(model));
  return own.find(({ column, expression }) => expression === null && column === name)?.sourceName ?? name;
}

/** The names in the table that its columns need, expressions included. */
export function namesInTable(columns: readonly ColumnMeta[]): string[] {
  return namesOf(
    columns,
    ({ column }) => column,
    (_model, name) => name,
  );
}

/** The same in what statements read from. */
export function namesInSource(columns: readonly ColumnMeta[]): string[] {
  return namesOf(columns, ({ sourceName }) => sourceName, nameInSource);
}

function namesOf(
  columns: readonly ColumnMeta[],
  nameOf: (column: ColumnMeta) => string,
  partNameOf: (model: Model, part: string) => string,
): string[] {
  const names = columns.flatMap((column) => {
    const { expression, model } = column;
    if (expression === null) return [nameOf(column)];
    if (isGivenBySource(column)) return [givenName(column.name)];
    if (typeof expression === "string") return [];
    return expression.filter((_part, at) => at % 2 === 1).map((part) => partNameOf(model, part));
  });
  return [...new Set(names)];
}
