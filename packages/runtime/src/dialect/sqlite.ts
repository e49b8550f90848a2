/** SQLite's SQL. */
import { ArgumentError } from "../errors.ts";
import type { CellKind, CellValue } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import { sqliteLiveSchema } from "./live-schema.ts";
import type { Dialect, PatternKind } from "./dialect.ts";
import { cellExpression, toBound } from "./sqlite-moments.ts";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * SQLite's LIKE does not tell `a` from `A`; GLOB does, and uses an index. So a case-sensitive pattern is written as a GLOB: `%` and `_`
 * become `*` and `?`, and what GLOB would read as a wildcard stands in brackets. A backslash makes the next character stand for itself.
 */
function globOf(pattern: string): string {
  let glob = "";
  for (let index = 0; index < pattern.length; index++) {
    let character = pattern.charAt(index);
    if (character === "%") glob += "*";
    else if (character === "_") glob += "?";
    else {
      if (character === "\\" && index + 1 < pattern.length) character = pattern.charAt(++index);
      glob += character === "*" || character === "?" || character === "[" ? `[${character}]` : character;
    }
  }
  return glob;
}

/** One cell in the JSON text of `list`: digits of a bigint as a number, which SQLite reads exactly; bytes as hexadecimal digits. */
function jsonOf(cell: CellValue, kind: CellKind): string {
  if (cell instanceof Uint8Array)
    return `"${Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex")}"`;
  const bound = toBound(cell, kind);
  return typeof bound === "bigint" ? String(bound) : JSON.stringify(bound);
}

export const sqlite: Dialect = {
  name: "sqlite",
  supports: {
    concurrentWriters: false,
    statementRollback: true,
    insertReturning: true,
    updateReturning: true,
    returningAlias: false,
    offsetWithoutLimit: false,
    updateFrom: true,
    deleteAlias: true,
    readsChangedTable: true,
    conflictTarget: true,
    exactText: true,
    nullsOrder: true,
  },
  maxParameters: 32_766,
  expandedList: 0,
  // Its transactions are serializable, which is at least what any level asks for.
  begin(purpose, { readOnly = false, deferrable }) {
    if (deferrable !== undefined)
      throw new ArgumentError(
        'SQLite has no "deferrable" transactions: leave the option out; a read-only one never fails for what others write',
      );
    return [purpose === "read" || readOnly ? "BEGIN" : "BEGIN IMMEDIATE"];
  },
  quote: quoted,
  table: ({ schema, name }) => quoted(schema === undefined ? name : `${schema}_${name}`),
  // Unnumbered: the n-th parameter of the text is the n-th given.
  parameter: () => "?",
  // An integer beyond 2^53 would come as a rounded double.
  // A number of a column that should hold text comes as text, too; a decimal, which may be a double there, by its digits.
  select(column, { kind, isLoose = false }) {
    if (kind !== "bigint" && !isLoose) return cellExpression(column, kind);
    const text = `CAST(${column} AS TEXT)`;
    return kind === "decimal" ? `joinery_digits(${text})` : text;
  },
  isAmong: (column, _position, type) =>
    type.kind === "bytes"
      ? `${column} IN (SELECT unhex(value) FROM json_each(?))`
      : `${column} IN (SELECT value FROM json_each(?))`,
  list(cells, type) {
    let text = "[";
    for (let index = 0; index < cells.length; index++) {
      if (index > 0) text += ",";
      text += jsonOf(cells[index] ?? null, type.kind);
    }
    return text + "]";
  },
  comparable: (expression) => expression,
  rowList: (rows) => `(VALUES ${rows})`,
  arrays: null,
  matches: (column, parameter, kind) =>
    kind === "ilike" ? `${column} LIKE ${parameter} ESCAPE '\\'` : `${column} GLOB ${parameter}`,
  pattern: (text: string, kind: PatternKind) => (kind === "ilike" ? text : globOf(text)),
  sortable: (expression, type) =>
    type.kind === "decimal" && type.isLoose !== true ? `joinery_decimal(${expression})` : expression,
  // The column's affinity gives a parameter its type.
  cast: (expression: string, _type: CellType<unknown>) => expression,
  // Arithmetic gives a number, which no decimal's text equals; other types come out as they are stored.
  expression: (sql, { kind }) => (kind === "decimal" ? `joinery_digits(CAST(${sql} AS TEXT))` : sql),
  existingNames: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')",
  liveSchema: sqliteLiveSchema,
  drops: (made) => made.map(({ kind, name }) => `DROP ${kind === "view" ? "VIEW" : "TABLE"} ${name}`),
  defaultRow: "DEFAULT VALUES",
  noLimit: "-1",
  unlessThere: () => "ON CONFLICT DO NOTHING",
  deleteFrom: (table, alias) => `DELETE FROM ${table} AS ${alias}`,
  onConflict: (key, assignments) =>
    `ON CONFLICT (${key.join(", ")}) DO ${assignments.length === 0 ? "NOTHING" : `UPDATE SET ${assignments.join(", ")}`}`,
  excluded: (column) => `excluded.${column}`,
  ifSameKey: (_key, _column, expression) => expression,
  currentRead: "",
};
