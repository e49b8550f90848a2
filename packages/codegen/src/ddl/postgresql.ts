/**
 * PostgreSQL: native types, enums, arrays and schemas; identity columns; the schema's documentation as comments.
 *
 * A generated column is always STORED, since versions before 18 have no other. A full-text index is left out: as a B-tree it would refuse the
 * rows whose texts are longer than a third of a page, and an index over `to_tsvector` in a language of our choice is none that the schema asks for.
 */
import {
  byteLength,
  type Column,
  type Default,
  type Enum,
  type IndexType,
  type LiteralValue,
  longestName,
  type Schema,
  type View,
} from "@joinery/dsl";
import { cellOf, hex, listCell } from "../cells.ts";
import { momentType } from "../moment-type.ts";
import type { DdlRules, EngineTable } from "./ddl.ts";
import { columnType, enumName, isStoredAs } from "./postgresql-types.ts";
import { identifier, standardActions, textLiteral } from "./sql-text.ts";
import type { DatabaseName, Table, TableIndex, TableIndexPart } from "./table.ts";
import { withWholeKey } from "./whole-key.ts";

export const postgresql: DdlRules = {
  prologue: (schema, tables) => [...schemaTexts(schema), ...extensionTexts(tables), ...schema.enums.flatMap(enumTexts)],
  fileHead: [],
  ending: [],
  quoted: identifier,
  nameLimit: { fits: (name) => byteLength(name) <= longestName, constraints: "table" },
  adapted,
  qualified,
  indexName: (index) => index, // an index stands in its table's schema
  column: (column, _table, schema) =>
    [
      columnType(column, schema),
      column.nullable ? "" : "NOT NULL",
      column.computed === null ? "" : `GENERATED ALWAYS AS (${column.computed.sql}) STORED`,
      column.default === null ? "" : defaultText(column, column.default, schema),
    ]
      .filter((part) => part !== "")
      .join(" "),
  inlineKey: false,
  inlineIndexes: false,
  tableOptions: () => "",
  indexMethod: (type) => ({ kind: "", using: type === null ? "" : methods[type], isOrdered: isOrdered(type) }),
  indexPart: (part, _index, table) =>
    `${partText(part, table)}${part.ops === null ? "" : ` ${operatorClass(part.ops)}`}`,
  canName: () => true,
  nameless: () => [],
  actions: standardActions,
  forwardReferences: false,
  epilogue: commentTexts,
  viewEpilogue: viewComments,
};

function qualified({ schema, name }: DatabaseName): string {
  return schema === null ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}

function schemaTexts({ models, views, enums, joinTables }: Schema): string[] {
  const names = [...models, ...views, ...enums, ...joinTables].flatMap(({ schema }) => schema ?? []);
  return [...new Set(names)].map((name) => `CREATE SCHEMA IF NOT EXISTS ${identifier(name)}`);
}

/** The extensions that types and operator classes come from, as far as PostgreSQL ships with them. */
function extensionTexts(tables: readonly Table[]): string[] {
  const columns = tables.flatMap((table) => table.columns);
  const classes = tables.flatMap(({ indexes }) =>
    indexes.flatMap(({ type, parts }) => parts.map(({ ops }) => `${type} ${ops === null ? "" : operatorClass(ops)}`)),
  );
  const names = [
    ...(columns.some((column) => isStoredAs(column, "Citext")) ? ["citext"] : []),
    ...typeExtensions.filter((name) => columns.some(({ type }) => type.kind === "unsupported" && type.sql === name)),
    ...classExtensions.filter(({ of }) => classes.some((text) => of.test(text))).map(({ name }) => name),
  ];
  return names.map((name) => `CREATE EXTENSION IF NOT EXISTS ${name}`);
}

/** Each with a type of its own name. */
const typeExtensions = ["cube", "hstore", "ltree", "seg"];

/** By the index's type and the operator class; those of a B-tree's types are in the others by extension. */
const classExtensions = [
  { name: "btree_gin", of: /^Gin (?!array|jsonb|tsvector)[a-z0-9]+_ops\b/ },
  { name: "pg_trgm", of: / gi(n|st)_trgm_ops\b/ },
] as const;

function enumTexts(declaration: Enum): string[] {
  const { members, doc } = declaration;
  const name = enumName(declaration);
  const values = members.map(({ value }) => textLiteral(value)).join(", ");
  const comment = doc === null ? [] : [`COMMENT ON TYPE ${name} IS ${textLiteral(doc)}`];
  return [`CREATE TYPE ${name} AS ENUM (${values})`, ...comment];
}

function adapted(table: Table): EngineTable {
  const [lost, indexes] = [table.indexes.filter(isFullText), table.indexes.filter((index) => !isFullText(index))];
  const notes = lost.map(
    ({ name }) => `${identifier(name)} is left out: PostgreSQL's full text is an index of its own.`,
  );
  const whole = withWholeKey(table);
  return { ...whole, indexes, notes: [...whole.notes, ...notes] };
}

function isFullText({ type }: TableIndex): boolean {
  return type === "FullText";
}

/** The beginning of a value is an expression, here as in the queries that such an index answers. */
function partText({ column, length }: TableIndexPart, { columns }: Table): string {
  if (length === null) return identifier(column);
  const type = columns.find((candidate) => candidate.column === column)?.type;
  const isBytes = type?.kind === "scalar" && type.scalar === "Bytes";
  return isBytes ? `substr(${identifier(column)}, 1, ${length})` : `left(${identifier(column)}, ${length})`;
}

const methods = {
  BTree: "",
  Hash: " USING hash",
  Gin: " USING gin",
  Gist: " USING gist",
  SpGist: " USING spgist",
  Brin: " USING brin",
  FullText: "", // left out
} satisfies Record<IndexType, string>;

function isOrdered(type: IndexType | null): boolean {
  return type === null || type === "BTree";
}

/** `JsonbPathOps`, as Prisma calls what PostgreSQL calls `jsonb_path_ops`; any other text is the class as PostgreSQL has it. */
function operatorClass(ops: string): string {
  if (!/^[A-Z][A-Za-z0-9]*Ops$/.test(ops)) return ops;
  const words = ops.replace(
    /MinMax|TimestampTz|TimeTz|VarBit/g,
    (word) => word.charAt(0) + word.slice(1).toLowerCase(),
  );
  return words.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function defaultText(column: Column, value: Default, schema: Schema): string {
  if (value.kind === "autoincrement") return "GENERATED BY DEFAULT AS IDENTITY";
  const expression = defaultExpression(column, value, schema);
  return expression === null ? "" : `DEFAULT ${expression}`;
}

function defaultExpression(
  column: Column,
  value: Exclude<Default, { kind: "autoincrement" }>,
  schema: Schema,
): string | null {
  switch (value.kind) {
    case "literal":
      return literal(column, value.value, schema);
    case "list":
      return listExpression(column, value.values, schema);
    case "now":
      return "CURRENT_TIMESTAMP";
    case "uuid":
      return value.version === 4 ? uuidExpression(column) : null;
    case "dbgenerated":
      return value.sql === "" ? null : value.sql;
    case "cuid":
    case "nanoid":
    case "ulid":
      return null;
    default:
      return value satisfies never;
  }
}

function listExpression(column: Column, values: readonly LiteralValue[], schema: Schema): string {
  if (column.type.kind === "value") return textLiteral(listCell(column, values, schema));
  return `ARRAY[${values.map((element) => literal(column, element, schema)).join(", ")}]::${columnType(column, schema)}`;
}

function uuidExpression(column: Column): string {
  const isUuid = (column.type.kind === "scalar" && column.type.scalar === "Uuid") || isStoredAs(column, "Uuid");
  return isUuid ? "gen_random_uuid()" : "gen_random_uuid()::text";
}

function literal(column: Column, value: LiteralValue, schema: Schema): string {
  const scalar = column.type.kind === "scalar" ? column.type.scalar : null;
  if (scalar === "Boolean") return String(value);
  const cell = cellOf(column, value, schema);
  if (cell instanceof Uint8Array) return `'\\x${hex(cell)}'`;
  if (momentType(column) === "TimeOfDay") return textLiteral(String(cell).slice(11, -1)); // no date, and no zone
  return typeof cell === "number" || scalar === "BigInt" || scalar === "Decimal" ? String(cell) : textLiteral(cell);
}

function commentTexts(table: Table): string[] {
  const own = table.doc === null ? [] : [`COMMENT ON TABLE ${qualified(table)} IS ${textLiteral(table.doc)}`];
  return [...own, ...columnComments(table, table.columns)];
}

function viewComments({ schema, view, doc, columns }: View): string[] {
  const name = { schema, name: view };
  const own = doc === null ? [] : [`COMMENT ON VIEW ${qualified(name)} IS ${textLiteral(doc)}`];
  return [...own, ...columnComments(name, columns)];
}

function columnComments(table: DatabaseName, columns: readonly Column[]): string[] {
  return columns.flatMap(({ column, doc }) => {
    return doc === null ? [] : [`COMMENT ON COLUMN ${qualified(table)}.${identifier(column)} IS ${textLiteral(doc)}`];
  });
}
