/**
 * SQLite: STRICT tables, whose few types the CHECKs narrow. A default of the database agrees with the client's: the same cell for the
 * same value, whoever puts it there. A decimal is TEXT whatever its digits are.
 *
 * Tables that another tool has made (`strict: false`) have Prisma's names of types and no CHECKs but the schema's own. A database schema is a prefix of the
 * names in it. Index types, operator classes and native types of other engines are left out; a counter that is not the key is given by
 * nobody.
 */
import type { Column, Default, ScalarType, Schema } from "@joinery/dsl";
import { cellOf, hex, listCell, type LiteralCell } from "../cells.ts";
import { momentType } from "../moment-type.ts";
import { byName } from "../by-name.ts";
import type { DdlRules } from "./ddl.ts";
import { identifier, standardActions, textLiteral } from "./sql-text.ts";
import type { DatabaseName, Table } from "./table.ts";
import { withWholeKey } from "./whole-key.ts";

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

/** As Prisma writes them. Where it lacks the scalar, the type is that of a STRICT table. */
const looseTypes = {
  ...types,
  BigInt: "BIGINT",
  Decimal: "DECIMAL",
  Boolean: "BOOLEAN",
  DateTime: "DATETIME",
  Json: "JSONB",
} satisfies Record<ScalarType, string>;

/** All that a STRICT table takes. */
const strictTypes = new Set(["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"]);

export const sqlite: DdlRules = {
  prologue: () => [],
  fileHead: [],
  ending: [],
  quoted: identifier,
  nameLimit: null,
  adapted: withWholeKey,
  qualified: (name) => identifier(prefixed(name.name, name)),
  // Indexes of a file share one space of names.
  indexName: prefixed,
  column: (column, table, schema) =>
    [
      typeOf(column, table),
      column.nullable ? "" : "NOT NULL",
      keyText(column, table),
      column.computed === null
        ? ""
        : `GENERATED ALWAYS AS (${column.computed.sql}) ${column.computed.stored ? "STORED" : "VIRTUAL"}`,
      defaultText(column, schema),
      table.strict && table.kind === "model" ? checkText(column, schema) : "", // a link's cells are those that it refers to
    ]
      .filter((part) => part !== "")
      .join(" "),
  inlineKey: true,
  inlineIndexes: false,
  tableOptions: ({ strict, kind }) => (strict ? (kind === "join" ? " STRICT, WITHOUT ROWID" : " STRICT") : ""),
  indexMethod: () => ({ kind: "", using: "", isOrdered: true }),
  // The beginning of a value says which rows may stand beside each other, and of an index that says nothing of the kind the whole is better.
  indexPart: ({ column, length }, { unique }) =>
    unique && length !== null ? `substr(${identifier(column)}, 1, ${length})` : identifier(column),
  canName: () => true,
  nameless: () => [],
  actions: standardActions,
  forwardReferences: true,
  epilogue: () => [],
  viewEpilogue: () => [],
};

function prefixed(name: string, { schema }: DatabaseName): string {
  return schema === null ? name : `${schema}_${name}`;
}

function typeOf(column: Column, { strict }: Table): string {
  const { type, list } = column;
  switch (type.kind) {
    case "scalar":
      if (list) return "TEXT";
      if (!strict) return isCounter(column) ? "INTEGER" : looseTypes[type.scalar]; // no other type counts up by itself
      return isUnixTime(column) ? "INTEGER" : types[type.scalar];
    case "enum":
      return "TEXT";
    case "value":
      return strict ? "TEXT" : looseTypes.Json;
    case "unsupported":
      return strict && !strictTypes.has(type.sql.toUpperCase()) ? "ANY" : type.sql;
    default:
      return type satisfies never;
  }
}

function isUnixTime(column: Column): boolean {
  const moment = momentType(column);
  return moment === "UnixMs" || moment === "UnixSeconds";
}

function isCounter({ default: value }: Column): boolean {
  return value?.kind === "autoincrement";
}

/** Every single integer key counts up by itself; AUTOINCREMENT, which never gives a key twice, is Prisma's way. */
function keyText(column: Column, { primaryKey, strict }: Table): string {
  if (primaryKey?.columns.length !== 1 || primaryKey.columns[0] !== column.column) return "";
  return !strict && isCounter(column) ? "PRIMARY KEY AUTOINCREMENT" : "PRIMARY KEY";
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
    case "ulid":
    case "nanoid":
      return null;
    default:
      return value satisfies never;
  }
}

/** 64-bit digits stand bare, since their column is an INTEGER. */
function literal(column: Column, cell: LiteralCell): string {
  if (cell instanceof Uint8Array) return `x'${hex(cell)}'`;
  const { type } = column;
  const isNumber = typeof cell === "number" || (type.kind === "scalar" && type.scalar === "BigInt");
  return isNumber ? String(cell) : momentLiteral(column, String(cell));
}

/** Text, and a moment in the column's own form. */
function momentLiteral(column: Column, cell: string): string {
  const moment = momentType(column);
  switch (moment) {
    case "UnixMs":
      return String(Date.parse(cell));
    case "UnixSeconds":
      return String(Date.parse(cell) / 1000); // a cell of whole seconds
    case "SqlDateTime":
      return textLiteral(`${cell.slice(0, 10)} ${cell.slice(11, 19)}`);
    case "DateTime":
    case "Day":
    case "TimeOfDay":
    case null:
      return textLiteral(cell);
    default:
      return moment satisfies never;
  }
}

/** In the cells' own form: by default milliseconds and a Z, so that text order is time order. */
function nowExpression(column: Column): string {
  const scalar = column.type.kind === "scalar" ? column.type.scalar : "DateTime";
  if (scalar === "Date") return "(strftime('%Y-%m-%d', 'now'))";
  if (scalar === "Time") return "(strftime('%H:%M:%f', 'now'))";
  const moment = momentType(column);
  switch (moment) {
    case "UnixMs":
      return "(CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))";
    case "UnixSeconds":
      return "(CAST(strftime('%s', 'now') AS INTEGER))";
    case "SqlDateTime":
      return "CURRENT_TIMESTAMP";
    case "Day":
      return "(strftime('%Y-%m-%dT00:00:00.000Z', 'now'))";
    case "TimeOfDay":
      return "(strftime('1970-01-01T%H:%M:%fZ', 'now'))";
    case "DateTime":
    case null:
      return "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))";
    default:
      return moment satisfies never;
  }
}

function checkText({ type, list, column }: Column, schema: Schema): string {
  if (list) return "";
  if (type.kind === "enum") {
    const members = byName(schema.enums, type.enum)?.members ?? [];
    return `CHECK (${identifier(column)} IN (${members.map(({ value }) => textLiteral(value)).join(", ")}))`;
  }
  return type.kind === "scalar" && type.scalar === "Boolean" ? `CHECK (${identifier(column)} IN (0, 1))` : "";
}
