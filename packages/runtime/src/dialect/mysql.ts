/**
 * The SQL of MySQL, and of MariaDB where it has more: an INSERT of MariaDB gives rows back. All else is one text for both, so that a MariaDB
 * that is spoken to as MySQL is understood.
 *
 * Statements are read in the session that the driver makes: `"a"` is a name, a backslash a letter, and moments are UTC. Whether texts differ
 * by their case is their column's collation's to say, which is exact in the tables that Joinery creates.
 */
import { ArgumentError } from "../errors.ts";
import type { CellKind, CellValue, Purpose, TransactionShape } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import type { Dialect } from "./dialect.ts";
import { mysqlLiveSchema } from "./live-schema.ts";

const quoted = (name: string): string => `\`${name.replaceAll("`", "``")}\``;

/** What a parameter or an expression of the kind is cast to, where nothing around it says what it is. */
const castNames = {
  int: "SIGNED",
  bigint: "SIGNED",
  float: "DOUBLE",
  decimal: "DECIMAL(65,30)",
  text: "CHAR",
  bool: "SIGNED",
  datetime: "DATETIME(3)",
  unixms: "DATETIME(3)",
  unixseconds: "DATETIME(3)",
  sqldatetime: "DATETIME(3)",
  date: "DATE",
  time: "TIME(3)",
  uuid: "CHAR",
  json: "CHAR",
  bytes: "BINARY",
  enum: "CHAR",
  list: "CHAR",
} satisfies Record<CellKind, string>;

/** A moment's column that holds a day or a time of day alone. */
const partOfMoment = ({ kind, native }: CellType<unknown>): "date" | "time" | null =>
  kind === "datetime" && (native === "date" || native === "time") ? native : null;

/**
 * As a parameter of the type. A text beside a number would be compared as a double, which has not all the digits of a decimal or a big
 * integer; everything else takes the type of the column beside it.
 */
function parameter(type: CellType<unknown>): string {
  if (type.kind === "decimal" || type.kind === "bigint") return `CAST(? AS ${castNames[type.kind]})`;
  switch (partOfMoment(type)) {
    case "date":
      return "CAST(? AS DATE)";
    case "time":
      return "CAST(CAST(? AS DATETIME(3)) AS TIME(3))";
    case null:
      return "?";
  }
}

function select(column: string, type: CellType<unknown>): string {
  switch (partOfMoment(type)) {
    case "date":
      return `CAST(${column} AS DATETIME(3))`;
    case "time":
      return `TIMESTAMP('1970-01-01', ${column})`;
    case null:
      return column;
  }
}

/** The schema's own SQL. Integers are of any width there, and a cell that is a number is one by its type: a double. */
function expression(sql: string, { kind }: CellType<unknown>): string {
  switch (kind) {
    case "int":
    case "bool":
    case "float":
      return `CAST(${sql} AS DOUBLE)`;
    case "bigint":
      return `CAST(CAST(${sql} AS SIGNED) AS CHAR)`;
    case "json":
    case "list":
    case "bytes":
      return sql;
    default:
      return `CAST(${sql} AS ${castNames[kind]})`;
  }
}

/** The types of JSON_TABLE's column, by which a list that one parameter carries is unpacked. */
const elementTypes: Partial<Record<CellKind, string>> = {
  int: "INT",
  bigint: "BIGINT",
  float: "DOUBLE",
  decimal: "DECIMAL(65,30)",
  bool: "INT",
};

/**
 * A text that stands in no table has the collation of something around it, which may not be that of the column beside it: then MySQL
 * compares by neither and refuses. So it is given one: that of the tables that Joinery creates, whose indexes serve it then.
 */
const exact = "COLLATE /*!50799 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */";

const comparable = (expression: string, { kind }: CellType<unknown>): string =>
  kind === "text" || kind === "uuid" || kind === "enum" ? `${expression} ${exact}` : expression;

function isAmong(column: string, type: CellType<unknown>): string {
  const element = elementTypes[type.kind] ?? "LONGTEXT";
  const value =
    type.kind === "bytes"
      ? "UNHEX(value)"
      : partOfMoment(type) === "time"
        ? "CAST(CAST(value AS DATETIME(3)) AS TIME(3))"
        : comparable("value", type);
  return `${column} IN (SELECT ${value} FROM JSON_TABLE(?, '$[*]' COLUMNS (value ${element} PATH '$')) AS list)`;
}

function elementOf(cell: CellValue, kind: CellKind): string | number | null {
  if (cell instanceof Uint8Array) return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex");
  if (typeof cell !== "string" || castNames[kind] !== "DATETIME(3)") return cell;
  return `${cell.slice(0, 10)} ${cell.slice(11, 23)}`;
}

function begin(purpose: Purpose, { isolationLevel, readOnly, deferrable }: TransactionShape): string[] {
  if (deferrable === true)
    throw new ArgumentError('MySQL has no deferrable transactions: leave "deferrable" out, which PostgreSQL alone has');
  // A read of the library's own has one snapshot for all its statements.
  const level = isolationLevel ?? (purpose === "read" ? "repeatable read" : undefined);
  const only = readOnly ?? (purpose === "read" ? true : undefined);
  const mode = only === undefined ? "" : only ? " READ ONLY" : " READ WRITE";
  return [
    ...(level === undefined ? [] : [`SET TRANSACTION ISOLATION LEVEL ${level.toUpperCase()}`]),
    `START TRANSACTION${mode}`,
  ];
}

/**
 * Views by themselves; tables in one statement, since they may refer to each other in a circle: MySQL looks at the keys of those that stay.
 * MariaDB is told not to look, by a comment that MySQL skips.
 */
function drops(made: readonly { readonly kind: "table" | "view" | "type"; readonly name: string }[]): string[] {
  const views = made.filter(({ kind }) => kind === "view").map(({ name }) => `DROP VIEW ${name}`);
  const tables = made.filter(({ kind }) => kind === "table").map(({ name }) => name);
  if (tables.length === 0) return views;
  return [...views, `/*M!100600 SET STATEMENT foreign_key_checks = 0 FOR */ DROP TABLE ${tables.join(", ")}`];
}

export const mysql: Dialect = {
  name: "mysql",
  supports: {
    concurrentWriters: true,
    statementRollback: true,
    insertReturning: false,
    updateReturning: false,
    returningAlias: false,
    offsetWithoutLimit: false,
    updateFrom: false,
    deleteAlias: false,
    readsChangedTable: false,
    conflictTarget: false,
    exactText: false,
    nullsOrder: false,
  },
  maxParameters: 65_535,
  // Its repeatable read writes over what others have committed since; serializable locks what it reads.
  conflictLevel: "serializable",
  expandedList: 1024,
  begin,
  quote: quoted,
  table: ({ schema, name }) => (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`),
  parameter: (_position, type) => parameter(type),
  select,
  isAmong: (column, _position, type) => isAmong(column, type),
  list: (cells, type) => JSON.stringify(cells.map((cell) => elementOf(cell, type.kind))),
  rowList: (rows) => `(${rows})`,
  arrays: null,
  matches: (column, given, kind) =>
    kind === "ilike" ? `LOWER(${column}) LIKE LOWER(${given}) ESCAPE '\\'` : `${column} LIKE ${given} ESCAPE '\\'`,
  pattern: (text) => text,
  sortable: (text) => text,
  comparable,
  cast: (text, type) => `CAST(${text} AS ${castNames[partOfMoment(type) ?? type.kind]})`,
  expression,
  defaultRow: "() VALUES ()",
  noLimit: "18446744073709551615",
  unlessThere: (column) => `ON DUPLICATE KEY UPDATE ${column} = ${column}`,
  // With the alias twice, since MariaDB takes none in the form for one table.
  deleteFrom: (table, alias) => `DELETE ${alias} FROM ${table} AS ${alias}`,
  onConflict: ([first = ""], assignments) =>
    `ON DUPLICATE KEY UPDATE ${assignments.length === 0 ? `${first} = ${first}` : assignments.join(", ")}`,
  excluded: (column) => `VALUES(${column})`,
  ifSameKey: (key, column, expression) =>
    `IF(${key.map((part) => `${part} = VALUES(${part})`).join(" AND ")}, ${expression}, ${column})`,
  currentRead: " LOCK IN SHARE MODE",
  existingNames:
    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() UNION ALL " +
    "SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables WHERE table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')",
  liveSchema: mysqlLiveSchema,
  drops,
};

export const mariadb: Dialect = { ...mysql, supports: { ...mysql.supports, insertReturning: true } };
