/** PostgreSQL's SQL. */
import { type CellKind, type CellValue, isMoment, type Purpose, type TransactionShape } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import { postgresLiveSchema } from "./live-schema.ts";
import type { Dialect } from "./dialect.ts";
import { arrayLiteral, columnArray } from "./postgres-arrays.ts";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const qualified = (schema: string | undefined, name: string): string =>
  schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;

/** The type of a kind. `enum` and `list` are types of their own. */
const typeNames = {
  int: "int4",
  bigint: "int8",
  float: "float8",
  decimal: "numeric",
  text: "text",
  bool: "bool",
  datetime: "timestamptz",
  unixms: "timestamptz",
  unixseconds: "timestamptz",
  sqldatetime: "timestamptz",
  date: "date",
  time: "time",
  uuid: "uuid",
  json: "jsonb",
  bytes: "bytea",
  enum: "text",
  list: "text[]",
} satisfies Record<CellKind, string>;

function typeName(type: CellType<unknown>): string {
  const scalar = (kind: CellKind): string =>
    type.native ??
    (kind === "enum" && type.enumType !== undefined ? qualified(type.enumSchema, type.enumType) : typeNames[kind]);
  return type.kind === "list" ? `${scalar(type.element ?? "text")}[]` : scalar(type.kind);
}

/** A time of day, or a list of such, whose cell is a moment, whose text no time takes. */
function isTimeOfMoment({ kind, element, native }: CellType<unknown>): boolean {
  return (kind === "datetime" || element === "datetime") && (native === "time" || native === "timetz");
}

/** What the text of a cell is cast to, on its way to the type. @param of `[]` for a list of cells */
function castName(type: CellType<unknown>, of: "" | "[]" = ""): string {
  const moment = type.native === "timetz" ? "timestamptz" : "timestamp";
  const many = type.kind === "list" ? "[]" : of;
  return `${isTimeOfMoment(type) ? `${moment}${many}::` : ""}${typeName(type)}${of}`;
}

/** `array`'s elements, each made by `expression` of `e`, as JSON; NULL stays NULL. */
const eachElement = (array: string, expression: string): string =>
  `CASE WHEN ${array} IS NULL THEN NULL ELSE to_jsonb(ARRAY(SELECT ${expression} FROM unnest(${array}) AS e)) END`;

/** A column of a type whose text is not its kind's: money is printed as the server's country does, a day and a time have no moment. */
function selectScalar(column: string, { kind, native }: Pick<CellType<unknown>, "kind" | "native">): string {
  switch (native) {
    case "money":
      return `${column}::numeric`;
    case "date":
      return kind === "datetime" ? `${column}::timestamp` : column;
    case "time":
      return kind === "datetime" ? `(DATE '1970-01-01' + ${column})` : column;
    case "timetz":
      return kind === "datetime"
        ? `(DATE '1970-01-01' + (${column} AT TIME ZONE 'UTC')::time)`
        : `(${column} AT TIME ZONE 'UTC')::time`;
    case "bpchar":
      return `${column}::text`; // without the blanks that fill it up, which were never written
    case "oid":
      return `${column}::int8::int4`;
    default:
      return column;
  }
}

/** A list column as the JSON of its elements' cells. A NULL, as Prisma leaves where it is given no list, is an empty one. */
function selectList(column: string, { element = "text", native, isOptional = false }: CellType<unknown>): string {
  const text = listText(column, element, native);
  return isOptional ? text : `coalesce(${text}, '[]')`;
}

function listText(column: string, element: CellKind, native: string | undefined): string {
  switch (element) {
    case "bigint":
    case "json":
      return `to_jsonb(${column}::text[])`;
    case "bool":
      return `to_jsonb(${column}::int4[])`;
    case "decimal":
      return eachElement(column, "trim_scale(e)::text");
    case "datetime": {
      const moment = native === undefined ? "e AT TIME ZONE 'UTC'" : selectScalar("e", { kind: element, native });
      return eachElement(column, `to_char((${moment})::timestamp, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
    }
    case "time": {
      const time = selectScalar("e", { kind: element, ...(native === undefined ? {} : { native }) });
      return eachElement(column, `replace(to_char(${time}, 'HH24:MI:SS.MS'), '.000', '')`);
    }
    case "text":
      return native === "bpchar" ? `to_jsonb(${column}::text[])` : `to_jsonb(${column})`;
    default:
      return `to_jsonb(${column})`;
  }
}

/**
 * Rows of arrays, in their order. An array of arrays would be unpacked to its last element, so those of a list's column are unpacked as texts.
 */
function rowsOfArrays(types: readonly CellType<unknown>[]): string {
  const arrays = types.map((type, at) => `$${at + 1}::${type.kind === "list" ? "text[]" : castName(type, "[]")}`);
  const names = types.map((_, at) => `column${at + 1}`).join(", ");
  const unpacked = `unnest(${arrays.join(", ")})`;
  if (!types.some(({ kind }) => kind === "list")) return `${unpacked} AS v(${names})`;
  const cells = types.map((type, at) => {
    const name = `column${at + 1}`;
    return type.kind === "list" ? `${name}::${castName(type)} AS ${name}` : name;
  });
  return `(SELECT ${cells.join(", ")} FROM ${unpacked} AS u(${names})) AS v`;
}

/** What stands behind BEGIN. A read of the library's own has one snapshot for all its statements. */
function modesOf(purpose: Purpose, { isolationLevel, readOnly, deferrable }: TransactionShape): string {
  const level = isolationLevel ?? (purpose === "read" ? "repeatable read" : undefined);
  const modes = [
    level === undefined ? "" : ` ISOLATION LEVEL ${level.toUpperCase()}`,
    readOnly === undefined ? "" : readOnly ? " READ ONLY" : " READ WRITE",
    deferrable === undefined ? "" : deferrable ? " DEFERRABLE" : " NOT DEFERRABLE",
  ];
  return modes.join("");
}

const elementOf = (cell: CellValue): string | number | null =>
  cell instanceof Uint8Array
    ? `\\x${Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex")}`
    : cell;

export const postgresql: Dialect = {
  name: "postgresql",
  supports: {
    rekeysTogether: false,
    concurrentWriters: true,
    statementRollback: false,
    insertReturning: true,
    updateReturning: true,
    returningAlias: true,
    offsetWithoutLimit: true,
    updateFrom: true,
    deleteAlias: true,
    readsChangedTable: true,
    conflictTarget: true,
    exactText: true,
    nullsOrder: true,
  },
  maxParameters: 65_535,
  expandedList: 0,
  begin: (purpose, shape) => [`BEGIN${modesOf(purpose, shape)}`],
  quote: quoted,
  table: ({ schema, name }) => qualified(schema, name),
  parameter: (position, type, typed) =>
    typed || isTimeOfMoment(type) ? `$${position}::${castName(type)}` : `$${position}`,
  select: (column, type) => (type.kind === "list" ? selectList(column, type) : selectScalar(column, type)),
  // An array of arrays is one of more dimensions, with all of one length: so lists are carried by their texts. The column is cast too, since
  // no array of varchar equals one of text.
  isAmong: (column, position, type) =>
    type.kind === "list"
      ? `${column}::${typeName(type)} IN (SELECT e::${castName(type)} FROM unnest($${position}::text[]) AS e)`
      : `${column} = ANY($${position}::${castName(type, "[]")})`,
  list: (cells, type) =>
    JSON.stringify(cells.map((cell) => (type.kind === "list" ? arrayLiteral(String(cell)) : elementOf(cell)))),
  comparable: (expression) => expression,
  rowList: (rows) => `(VALUES ${rows})`,
  arrays: { rows: rowsOfArrays, column: (cells, { kind }) => columnArray(cells, kind) },
  matches: (column, parameter, kind) => `${column} ${kind === "ilike" ? "ILIKE" : "LIKE"} ${parameter}`,
  pattern: (text) => text,
  sortable: (expression) => expression,
  cast: (expression, type) => `${expression}::${typeName(type)}`,
  // count() is an int8, avg() a numeric. A moment is left as it is: a cast would take a time without a zone for the session's own.
  expression: (sql, type) => (isMoment(type.kind) ? sql : `${sql}::${typeName(type)}`),
  // A table's or view's row type has its name: types alone name all.
  existingNames: `WITH named AS (SELECT n.nspname::text AS schema, t.typname::text AS name FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace)
    SELECT name FROM named WHERE schema = current_schema() UNION ALL SELECT schema || '.' || name FROM named WHERE schema !~ '^pg_'`,
  liveSchema: postgresLiveSchema,
  drops: (made) => made.map(({ kind, name }) => `DROP ${kind.toUpperCase()} ${name} CASCADE`),
  defaultRow: "DEFAULT VALUES",
  noLimit: "ALL",
  unlessThere: () => "ON CONFLICT DO NOTHING",
  deleteFrom: (table, alias) => `DELETE FROM ${table} AS ${alias}`,
  onConflict: (key, assignments) =>
    `ON CONFLICT (${key.join(", ")}) DO ${assignments.length === 0 ? "NOTHING" : `UPDATE SET ${assignments.join(", ")}`}`,
  excluded: (column) => `excluded.${column}`,
  ifSameKey: (_key, _column, expression) => expression,
  currentRead: "",
};
