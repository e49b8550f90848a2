/**
 * How an engine tells what tables it has: two statements each, whose rows have the same form on all, and what a type's name stands for.
 *
 * `columns`: the table's name where unqualified names lead there (else NULL), its `schema.name`, the column, its type, 1 where it cannot be
 * NULL, and `view` or `table`.
 *
 * `keys`: the table as above, then `unique` (of all rows, by columns alone), `index` (any other) or `foreign`, the constraint's or index's
 * name, a column of it (NULL for an expression), and of a foreign key the table and column referred to. The rows of one stand together, in
 * the order of its columns.
 */
import type { CellKind } from "../io/request.ts";

/** What a column's type can hold, roughly: that much the cells of a kind ask for. */
export type StorageClass =
  | "integer"
  | "bigint"
  | "real"
  | "decimal"
  | "text"
  | "boolean"
  | "moment"
  | "date"
  | "time"
  | "uuid"
  | "json"
  | "bytes"
  | "list"
  /** SQLite's NUMERIC affinity, which takes anything. */
  | "numeric";

/** An engine's words on its tables. */
export interface LiveSchema {
  readonly columns: string;
  readonly keys: string;
  /** It tells of the connection's own database alone: nothing is claimed of what a schema names in another. */
  readonly isOfOneDatabase?: true;
  /** Null for a type that is not known, of which nothing is claimed. */
  storageOf(type: string): StorageClass | null;
  /** What may hold the cells of each kind. */
  readonly holds: Readonly<Record<CellKind, readonly StorageClass[]>>;
}

/** By SQLite's rules of affinity; STRICT's ANY and a column without a type hold anything. */
function affinityOf(type: string): StorageClass | null {
  const name = type.toUpperCase();
  if (name === "" || name === "ANY") return null;
  if (name.includes("INT")) return "integer";
  if (/CHAR|CLOB|TEXT/.test(name)) return "text";
  if (name.includes("BLOB")) return "bytes";
  return /REAL|FLOA|DOUB/.test(name) ? "real" : "numeric";
}

const ownTables = "m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

export const sqliteLiveSchema: LiveSchema = {
  columns: `SELECT m.name, m.name, c.name, c.type, c."notnull" OR c.pk > 0, m.type
    FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c WHERE ${ownTables} AND c.hidden <> 1`,
  keys: `SELECT * FROM (
      SELECT m.name, m.name, iif(l."unique" AND NOT l.partial, 'unique', 'index'), l.name AS key, i.name, NULL, NULL
        FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS l JOIN pragma_index_info(l.name) AS i
        WHERE ${ownTables} ORDER BY m.name, l.name, i.seqno)
    UNION ALL SELECT * FROM (
      SELECT m.name, m.name, 'unique', 'primary key', c.name, NULL, NULL
        FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c WHERE ${ownTables} AND c.pk > 0 ORDER BY m.name, c.pk)
    UNION ALL SELECT * FROM (
      SELECT m.name, m.name, 'foreign', CAST(f.id AS TEXT), f."from", f."table", f."to"
        FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE ${ownTables} ORDER BY m.name, f.id, f.seq)`,
  storageOf: affinityOf,
  holds: {
    int: ["integer", "numeric"],
    bigint: ["integer", "numeric"],
    float: ["real", "numeric", "integer"],
    decimal: ["text", "numeric", "real", "integer"],
    text: ["text", "numeric"],
    bool: ["integer", "numeric"],
    datetime: ["text", "numeric"],
    unixms: ["integer", "numeric"],
    unixseconds: ["integer", "numeric"],
    sqldatetime: ["text", "numeric"],
    date: ["text", "numeric"],
    time: ["text", "numeric"],
    uuid: ["text", "numeric"],
    json: ["text", "numeric"],
    bytes: ["bytes", "numeric"],
    enum: ["text", "numeric"],
    list: ["text", "numeric"],
  },
};

const postgresStorage: Readonly<Record<string, StorageClass>> = {
  smallint: "integer",
  integer: "integer",
  bigint: "bigint",
  real: "real",
  "double precision": "real",
  numeric: "decimal",
  money: "decimal",
  text: "text",
  citext: "text",
  "character varying": "text",
  character: "text",
  boolean: "boolean",
  "timestamp without time zone": "moment",
  "timestamp with time zone": "moment",
  date: "date",
  "time without time zone": "time",
  "time with time zone": "time",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
  bytea: "bytes",
};

const named = `CASE WHEN pg_table_is_visible(c.oid) THEN c.relname::text END, n.nspname || '.' || c.relname`;
const ours = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'`;

export const postgresLiveSchema: LiveSchema = {
  columns: `SELECT ${named}, a.attname::text, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 1 ELSE 0 END,
      CASE WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'table' END
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND ${ours}`,
  keys: `SELECT * FROM (
      SELECT ${named}, CASE WHEN x.indisunique AND x.indpred IS NULL AND x.indexprs IS NULL THEN 'unique' ELSE 'index' END,
          i.relname::text AS key, a.attname::text, NULL::text, NULL::text
        FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid JOIN pg_class AS c ON c.oid = x.indrelid
          JOIN pg_namespace AS n ON n.oid = c.relnamespace
          CROSS JOIN LATERAL unnest(x.indkey::int2[]) WITH ORDINALITY AS k(number, place)
          LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number
        WHERE ${ours} AND k.place <= x.indnkeyatts ORDER BY x.indexrelid, k.place) AS indexes
    UNION ALL SELECT * FROM (
      SELECT ${named}, 'foreign', o.conname::text, a.attname::text, r.relname::text, b.attname::text
        FROM pg_constraint AS o JOIN pg_class AS c ON c.oid = o.conrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
          JOIN pg_class AS r ON r.oid = o.confrelid
          CROSS JOIN LATERAL unnest(o.conkey, o.confkey) WITH ORDINALITY AS k(number, target, place)
          JOIN pg_attribute AS a ON a.attrelid = o.conrelid AND a.attnum = k.number
          JOIN pg_attribute AS b ON b.attrelid = o.confrelid AND b.attnum = k.target
        WHERE o.contype = 'f' AND ${ours} ORDER BY o.oid, k.place) AS foreigns`,
  storageOf: (type) =>
    type.endsWith("[]") ? "list" : (postgresStorage[type.replace(/\([^)]*\)/, "").replace(/ +/g, " ")] ?? null),
  holds: {
    int: ["integer"],
    bigint: ["bigint", "decimal"],
    float: ["real"],
    decimal: ["decimal"],
    text: ["text"],
    bool: ["boolean"],
    datetime: ["moment", "date", "time"],
    unixms: ["moment"],
    unixseconds: ["moment"],
    sqldatetime: ["moment"],
    date: ["date"],
    time: ["time"],
    uuid: ["uuid", "text"],
    json: ["json"],
    bytes: ["bytes"],
    enum: ["text"],
    list: ["list"],
  },
};

const mysqlStorage: Readonly<Record<string, StorageClass>> = {
  tinyint: "integer",
  smallint: "integer",
  mediumint: "integer",
  int: "integer",
  bigint: "bigint",
  float: "real",
  double: "real",
  decimal: "decimal",
  char: "text",
  varchar: "text",
  tinytext: "text",
  text: "text",
  mediumtext: "text",
  longtext: "text",
  enum: "text",
  json: "json",
  datetime: "moment",
  timestamp: "moment",
  date: "date",
  time: "time",
  uuid: "uuid",
  binary: "bytes",
  varbinary: "bytes",
  tinyblob: "bytes",
  blob: "bytes",
  mediumblob: "bytes",
  longblob: "bytes",
};

const here = (alias: string): string => `${alias}.TABLE_SCHEMA = DATABASE()`;
const namedHere = (alias: string): string =>
  `${alias}.TABLE_NAME, CONCAT(${alias}.TABLE_SCHEMA, '.', ${alias}.TABLE_NAME)`;

/** Of the connection's own database, for a server opens every table that it tells of. MariaDB keeps JSON as a longtext. */
export const mysqlLiveSchema: LiveSchema = {
  isOfOneDatabase: true,
  columns: `SELECT ${namedHere("c")}, c.COLUMN_NAME, c.DATA_TYPE, CASE WHEN c.IS_NULLABLE = 'NO' THEN 1 ELSE 0 END,
      CASE WHEN t.TABLE_TYPE = 'VIEW' THEN 'view' ELSE 'table' END
    FROM information_schema.COLUMNS AS c
      JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
    WHERE ${here("c")}`,
  keys: `SELECT * FROM (
      SELECT ${namedHere("s")}, CASE WHEN s.NON_UNIQUE = 0 THEN 'unique' ELSE 'index' END,
          s.INDEX_NAME, s.COLUMN_NAME, NULL AS target, NULL AS target_column
        FROM information_schema.STATISTICS AS s WHERE ${here("s")}
        ORDER BY s.TABLE_NAME, s.INDEX_NAME, s.SEQ_IN_INDEX LIMIT 1000000) AS indexes
    UNION ALL SELECT * FROM (
      SELECT ${namedHere("k")}, 'foreign', k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME
        FROM information_schema.KEY_COLUMN_USAGE AS k WHERE ${here("k")} AND k.REFERENCED_TABLE_NAME IS NOT NULL
        ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION LIMIT 1000000) AS foreigns`,
  storageOf: (type) => mysqlStorage[type.toLowerCase()] ?? null,
  holds: {
    int: ["integer"],
    bigint: ["bigint", "integer", "decimal"],
    float: ["real"],
    decimal: ["decimal"],
    text: ["text"],
    bool: ["integer"],
    datetime: ["moment", "date", "time"],
    unixms: ["moment", "bigint"],
    unixseconds: ["moment", "bigint", "integer"],
    sqldatetime: ["moment"],
    date: ["date"],
    time: ["time"],
    uuid: ["uuid", "text", "bytes"],
    json: ["json", "text"],
    bytes: ["bytes"],
    enum: ["text"],
    list: ["json", "text"],
  },
};
