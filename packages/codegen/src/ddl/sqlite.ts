/**
 * SQLite: STRICT tables, whose few types the CHECKs narrow. A default of the database agrees with the client's: the same cell for the
 * same value, whoever puts it there.
 */
import type { Column, Default, ScalarType, Schema } from "@joinery/dsl";
import { cellOf, hex, listCell, type LiteralCell } from "../cells.ts";
import type { DdlRules } from "./ddl.ts";
import { identifier, textLiteral } from "./sql-text.ts";

const types = {
  Int: "INTEGER",
  BigInt: "INTEGER",
  Float: "REAL",
  Decimal: "TEXT",
  String: "TEXT",
  Boolean: "INTEGER",
  DateTime: "TEXT",
  Date: "TEXT",
  Time: "TEXT",
  Uuid: "TEXT",
  Json: "TEXT",
  Bytes: "BLOB",
} satisfies Record<ScalarType, string>;

export const sqlite: DdlRules = {
  prologue: () => [],
  column: (column, schema, isKey) =>
    [
      typeOf(column),
      column.nullable ? "" : "NOT NULL",
      isKey ? "PRIMARY KEY" : "",
      defaultText(column, schema),
      checkText(column, schema),
    ]
      .filter((part) => part !== "")
      .join(" "),
  keyType: typeOf,
  inlineKey: true,
  tableOptions: " STRICT",
  joinTableOptions: " STRICT, WITHOUT ROWID",
  forwardReferences: true,
  epilogue: () => [],
};

function typeOf({ type, list }: Column): string {
  return list || type.kind === "enum" ? "TEXT" : types[type.scalar];
}

function defaultText(column: Column, schema: Schema): string {
  const expression = column.default === null ? null : defaultExpression(column, column.default, schema);
  return expression === null ? "" : `DEFAULT ${expression}`;
}

function defaultExpression(column: Column, value: Default, schema: Schema): string | null {
  switch (value.kind) {
    case "literal":
      return literal(column, cellOf(column, value.value, schema));
    case "list":
      return textLiteral(listCell(column, value.values, schema));
    case "now":
      return nowExpression(column);
    case "dbgenerated":
      return value.sql === "" ? null : `(${value.sql})`;
    case "autoincrement":
    case "uuid":
    case "cuid":
    case "nanoid":
      return null;
    default:
      return value satisfies never;
  }
}

/** 64-bit digits stand bare, since their column is an INTEGER. */
function literal({ type }: Column, cell: LiteralCell): string {
  if (cell instanceof Uint8Array) return `x'${hex(cell)}'`;
  const isNumber = typeof cell === "number" || (type.kind === "scalar" && type.scalar === "BigInt");
  return isNumber ? String(cell) : textLiteral(cell);
}

/** In the cells' own format: milliseconds and a Z, so that text order is time order. */
function nowExpression({ type }: Column): string {
  const scalar = type.kind === "scalar" ? type.scalar : "DateTime";
  if (scalar === "Date") return "(strftime('%Y-%m-%d', 'now'))";
  return scalar === "Time" ? "(strftime('%H:%M:%f', 'now'))" : "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
}

function checkText({ type, list, column }: Column, schema: Schema): string {
  if (list) return "";
  if (type.kind === "scalar") return type.scalar === "Boolean" ? `CHECK (${identifier(column)} IN (0, 1))` : "";
  const members = schema.enums.find(({ name }) => name === type.enum)?.members ?? [];
  return `CHECK (${identifier(column)} IN (${members.map(({ value }) => textLiteral(value)).join(", ")}))`;
}
