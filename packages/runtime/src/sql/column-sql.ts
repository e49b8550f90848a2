/** A column as statements name it: by its name, or by the expression that stands for it. */
import type { Dialect } from "../dialect/dialect.ts";
import type { ColumnMeta } from "../meta/model.ts";

/**
 * A column in what statements read its model from.
 *
 * @param prefix what stands before a column's own name: an alias and a point, or nothing
 */
export function columnSql(dialect: Dialect, column: ColumnMeta, prefix: string): string {
  const { expression, model } = column;
  if (expression === null) return prefix + dialect.quote(column.sourceName);
  if (typeof expression !== "string") {
    const text = expression.map((part, at) => (at % 2 === 0 ? part : prefix + dialect.quote(part)));
    return dialect.expression(`(${text.join("")})`, column.type);
  }
  const table = dialect.table({ schema: model.schema, name: model.table });
  const key = model.primaryKey.map((index) => dialect.quote(model.columns[index]?.column ?? ""));
  const isRow = key.map((name) => `${table}.${name} = ${prefix}${name}`).join(" AND ");
  // The line's end ends a comment, should the expression end in one.
  return dialect.expression(`(SELECT (${expression}\n) FROM ${table} WHERE ${isRow})`, column.type);
}

/** The same in the model's own table. */
export function ownColumnSql(dialect: Dialect, column: ColumnMeta, prefix: string): string {
  return column.expression === null ? prefix + dialect.quote(column.column) : columnSql(dialect, column, prefix);
}

/** The names in the table that its columns need, expressions included. */
export function namesInTable(columns: readonly ColumnMeta[]): string[] {
  return namesOf(columns, ({ column }) => column);
}

/** The same in what statements read from. */
export function namesInSource(columns: readonly ColumnMeta[]): string[] {
  return namesOf(columns, ({ sourceName }) => sourceName);
}

function namesOf(columns: readonly ColumnMeta[], nameOf: (column: ColumnMeta) => string): string[] {
  const names = columns.flatMap((column) => {
    const { expression } = column;
    return expression === null
      ? [nameOf(column)]
      : typeof expression === "string"
        ? []
        : expression.filter((_part, at) => at % 2 === 1);
  });
  return [...new Set(names)];
}
