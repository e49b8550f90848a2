/**
 * MySQL from 8.0.23 and MariaDB from 10.6, one text for both. Where they have different words for one thing, each reads its own in a
 * comment that the other skips.
 *
 * Texts are equal where they are the same, letter for letter and blank for blank, as on the other engines; tables that Prisma has made
 * keep Prisma's collation. Moments are UTC in a DATETIME, whatever the session's time zone is.
 *
 * The schema's own SQL is the standard's: "a" is a name, a backslash a letter, and || joins texts. The session is told so, and told
 * otherwise again at the end. An enum is its columns' type, and its documentation has no place to stand in; a view's neither.
 */
import type { Column, Default, LiteralValue, Schema } from "@joinery/dsl";
import { cellOf, hex, listCell } from "../cells.ts";
import type { DdlRules } from "./ddl.ts";
import { adapted } from "./mysql-table.ts";
import { quoted } from "./mysql-text.ts";
import { columnType } from "./mysql-types.ts";
import { standardActions, textLiteral } from "./sql-text.ts";
import type { DatabaseName, Table } from "./table.ts";

export const mysql: DdlRules = {
  prologue: (schema) => [
    "SET @joinery_sql_mode = @@sql_mode",
    "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES')",
    ...databaseTexts(schema),
  ],
  fileHead: ["SET NAMES utf8mb4"], // what the file is written in
  ending: ["SET sql_mode = @joinery_sql_mode"],
  quoted,
  nameLimit: { fits: (name) => name.length <= 64, constraints: "database" },
  adapted,
  qualified,
  indexName: (index) => index,
  column: columnText,
  inlineKey: false,
  inlineIndexes: true,
  tableOptions: ({ strict, doc }) =>
    `${strict ? " ENGINE=InnoDB" : ""} DEFAULT CHARACTER SET utf8mb4 ${collationOf(strict)}${commentText(doc, 2048)}`,
  indexMethod: (type) => ({
    kind: type === "FullText" ? "FULLTEXT " : "",
    using: "",
    isOrdered: type === null || type === "BTree",
  }),
  indexPart: ({ column, length }) => `${quoted(column)}${length === null ? "" : `(${length})`}`,
  // A name without a database is one of the table's own, and the connection's database is not known before there is a connection.
  canName: (target, table) => target.schema !== null || table.schema === null,
  nameless,
  actions: { ...standardActions, SetDefault: "NO ACTION" },
  forwardReferences: false,
  epilogue: () => [],
  viewEpilogue: () => [],
};

/** The collations of both that neither fold letters nor pad with blanks. MariaDB skips what is for MySQL 5.7, and MySQL what begins with M. */
const exactCollation = "COLLATE /*!50799 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */";

const collationOf = (strict: boolean): string => (strict ? exactCollation : "COLLATE utf8mb4_unicode_ci");

function qualified({ schema, name }: DatabaseName): string {
  return schema === null ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
}

/** Puts the name of the connection's database in, which stands in the text as what no name can be. */
function nameless(statement: (target: string) => string, { name }: DatabaseName): string[] {
  const own = "\u0000";
  const parts = statement(`${own}.${quoted(name)}`)
    .split(own)
    .map(textLiteral);
  const database = "CONCAT('`', REPLACE(DATABASE(), '`', '``'), '`')";
  return [
    `SET @joinery_statement = CONCAT(${parts.join(`, ${database}, `)})`,
    "PREPARE joinery_statement FROM @joinery_statement",
    "EXECUTE joinery_statement",
    "DEALLOCATE PREPARE joinery_statement",
  ];
}

/** What is called a schema elsewhere. */
function databaseTexts({ models, views, joinTables }: Schema): string[] {
  const names = [...models, ...views, ...joinTables].flatMap(
    ({ schema }: Pick<DatabaseName, "schema">) => schema ?? [],
  );
  return [...new Set(names)].map((name) => `CREATE DATABASE IF NOT EXISTS ${quoted(name)}`);
}

function columnText(column: Column, table: Table, schema: Schema): string {
  const type = columnType(column, table, schema);
  const { computed, nullable, doc } = column;
  const parts =
    computed === null
      ? [
          type,
          referredCollation(column, type, table),
          nullable ? "NULL" : "NOT NULL",
          defaultText(column, type, table, schema),
        ]
      : [type, `GENERATED ALWAYS AS (${computed.sql}) ${computed.stored ? "STORED" : "VIRTUAL"}`];
  return `${parts.filter((part) => part !== "").join(" ")}${commentText(doc, 1024)}`;
}

/** A text that refers to one of a table of the other kind has that one's collation, or no key leads there. */
function referredCollation({ column }: Column, type: string, { strict, foreignKeys }: Table): string {
  const key = foreignKeys.find(({ columns }) => columns.includes(column));
  if (key === undefined || key.targetStrict === strict || !/^(CHAR|VARCHAR|ENUM)/.test(type)) return "";
  return collationOf(key.targetStrict);
}

/** Within the characters that MySQL keeps of one. */
function commentText(doc: string | null, limit: number): string {
  if (doc === null) return "";
  const characters = Array.from(doc);
  return ` COMMENT ${textLiteral(characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : doc)}`;
}

function defaultText(column: Column, type: string, table: Table, schema: Schema): string {
  if (column.default === null) return "";
  if (column.default.kind === "autoincrement") return "AUTO_INCREMENT";
  const expression = defaultExpression(column, column.default, type, table, schema);
  return expression === null ? "" : `DEFAULT ${expression}`;
}

function defaultExpression(
  column: Column,
  value: Exclude<Default, { kind: "autoincrement" }>,
  type: string,
  table: Table,
  schema: Schema,
): string | null {
  switch (value.kind) {
    case "literal": {
      const text = literal(column, value.value, type, schema);
      return isLong.test(type) ? `(${text})` : text;
    }
    case "list":
      return `(${textLiteral(listCell(column, value.values, schema))})`;
    case "now":
      return nowExpression(type, table);
    case "dbgenerated":
      return value.sql === "" ? null : `(${value.sql})`;
    case "uuid":
    case "cuid":
    case "nanoid":
    case "ulid":
      return null;
    default:
      return value satisfies never;
  }
}

/** Types whose default is an expression or nothing. */
const isLong = /^(JSON|\w*TEXT|\w*BLOB)/;

/** A TIMESTAMP is read and written in the session's time zone, so that what is now there is now; any other moment is UTC. */
function nowExpression(type: string, { strict }: Table): string {
  const digits = /\(\d\)/.exec(type)?.[0] ?? "";
  if (type === "DATE") return "(UTC_DATE())";
  if (type.startsWith("TIME(") || type === "TIME") return `(UTC_TIME${digits || "()"})`;
  return type.startsWith("TIMESTAMP") || !strict ? `CURRENT_TIMESTAMP${digits}` : `(UTC_TIMESTAMP${digits || "()"})`;
}

function literal(column: Column, value: LiteralValue, type: string, schema: Schema): string {
  const cell = cellOf(column, value, schema);
  if (cell instanceof Uint8Array) return `x'${hex(cell)}'`;
  const scalar = column.type.kind === "scalar" ? column.type.scalar : null;
  if (typeof cell === "number" || scalar === "BigInt" || scalar === "Decimal") return String(cell);
  return textLiteral(scalar === "DateTime" ? momentText(cell, type) : cell);
}

/** Of an ISO text, what the type holds. */
function momentText(iso: string, type: string): string {
  const [day, time] = [iso.slice(0, 10), iso.slice(11, -1)];
  if (type === "DATE") return day;
  return type === "TIME" || type.startsWith("TIME(") ? time : `${day} ${time}`;
}
