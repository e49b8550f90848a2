/**
 * What a schema lets expect of a database, worked out beside the writer of the DDL: from the tables that the schema comes down to, by
 * what docs/ddl.md says of each engine. Types are told for columns without a native one; the goldens show the rest.
 */
import type { Column, ScalarType, Schema } from "@joinery/dsl";
import { standardActions } from "../../../src/ddl/sql-text.ts";
import {
  type DatabaseName,
  type Table,
  type TableIndex,
  type TableIndexPart,
  tablesOf,
} from "../../../src/ddl/table.ts";
import type { DdlDialect } from "../../../src/index.ts";
import {
  byName,
  type ColumnDescription,
  type DatabaseDescription,
  order,
  type TableDescription,
} from "./description.ts";

export function expectedOf(schema: Schema, dialect: DdlDialect): DatabaseDescription {
  const separator = dialect === "sqlite" ? "_" : ".";
  const named = ({ schema: owner, name }: DatabaseName): string =>
    owner === null || (dialect === "postgresql" && owner === "public") ? name : `${owner}${separator}${name}`;
  const views = schema.views.filter(({ sql }) => sql !== null);
  return {
    tables: byName(tablesOf(schema).map((table) => describeTable(table, schema, dialect, named))),
    views: byName(
      views.map(({ schema: owner, view, doc }) => ({
        name: named({ schema: owner, name: view }),
        comment: dialect === "postgresql" ? doc : null,
      })),
    ),
    enums:
      dialect === "postgresql"
        ? Object.fromEntries(
            schema.enums.map(({ schema: owner, type, members }) => [
              named({ schema: owner, name: type }),
              members.map(({ value }) => value),
            ]),
          )
        : {},
  };
}

/** What was read, without the types that nothing is expected of. */
export function comparable(read: DatabaseDescription, expected: DatabaseDescription): DatabaseDescription {
  const untyped = new Set(
    expected.tables.flatMap(({ name, columns }) =>
      columns.filter(({ type }) => type === null).map((column) => `${name} ${column.name}`),
    ),
  );
  const tables = read.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => {
      return untyped.has(`${table.name} ${column.name}`) ? { ...column, type: null } : column;
    }),
  }));
  return { ...read, tables };
}

function describeTable(
  table: Table,
  schema: Schema,
  dialect: DdlDialect,
  named: (name: DatabaseName) => string,
): TableDescription {
  const { primaryKey, columns, doc, foreignKeys } = table;
  const indexes = table.indexes.filter((index) => hasIndex(index, table, dialect));
  const key = primaryKey?.columns.map((column, place) => {
    const length = dialect === "mysql" ? (primaryKey.lengths[place] ?? null) : null;
    return partText({ column, sort: "asc", length, ops: null }, table, dialect, false);
  });
  const hidden = dialect === "mysql" ? indexes.filter(isPartialUnique) : [];
  return {
    name: named(table),
    comment: dialect === "sqlite" ? null : doc,
    columns: [
      ...columns.map((column) => describeColumn(column, table, schema, dialect)),
      ...hidden.map(({ name }): ColumnDescription => ({
        name: `${name}_where`,
        type: "tinyint",
        nullable: true,
        hasDefault: false,
        counts: false,
        generated: "virtual",
        comment: null,
      })),
    ],
    primaryKey: key ?? [],
    indexes: byName([
      ...indexes.map((index) => ({
        name: dialect === "sqlite" ? named({ schema: table.schema, name: index.name }) : index.name,
        unique: index.unique,
        parts: [
          ...partsOf(index, table, dialect).map((part) =>
            partText(part, table, dialect, index.unique, isOrdered(index, dialect)),
          ),
          ...(hidden.includes(index) ? [`${index.name}_where`] : []),
        ],
        isPartial: dialect !== "mysql" && index.where !== null,
      })),
      ...countersOwn(table, dialect),
    ]),
    foreignKeys: foreignKeys
      .map((foreignKey) => ({
        name: dialect === "sqlite" ? null : foreignKey.name,
        columns: foreignKey.columns,
        target: named(foreignKey.table),
        targetColumns: foreignKey.targetColumns,
        onDelete: actionText(foreignKey.onDelete, dialect),
        onUpdate: actionText(foreignKey.onUpdate, dialect),
      }))
      .toSorted((a, b) => order(a.name ?? JSON.stringify(a), b.name ?? JSON.stringify(b))),
    checks: checksOf(table, dialect),
  };
}

function hasIndex({ type, parts }: TableIndex, { columns }: Table, dialect: DdlDialect): boolean {
  if (dialect === "postgresql") return type !== "FullText";
  if (dialect === "sqlite") return true;
  const isDocument = ({ column }: TableIndexPart): boolean => {
    return columns.some((candidate) => candidate.column === column && isJson(candidate));
  };
  return type !== "Gin" && type !== "Gist" && type !== "SpGist" && !parts.some(isDocument);
}

function isJson({ type, list }: Column): boolean {
  return list || type.kind === "value" || (type.kind === "scalar" && type.scalar === "Json");
}

function isPartialUnique({ unique, where }: TableIndex): boolean {
  return unique && where !== null;
}

function isOrdered({ type }: TableIndex, dialect: DdlDialect): boolean {
  return dialect === "sqlite" || type === null || type === "BTree";
}

/** MySQL's counter stands first in an index. */
function countersOwn({ name, columns, primaryKey, indexes }: Table, dialect: DdlDialect): TableDescription["indexes"] {
  const counter = columns.find((column) => column.default?.kind === "autoincrement");
  if (dialect !== "mysql" || counter === undefined) return [];
  const firsts = [primaryKey?.columns[0], ...indexes.map(({ parts }) => parts[0]?.column)];
  if (firsts.includes(counter.column)) return [];
  return [{ name: `${name}_${counter.column}_idx`, unique: false, parts: [counter.column], isPartial: false }];
}

/** Of five texts and more, 191 characters each, MySQL's index takes the beginnings, unless it has to tell rows apart. */
function partsOf({ parts, unique }: TableIndex, { columns }: Table, dialect: DdlDialect): readonly TableIndexPart[] {
  const texts = parts.filter(({ column, length }) => {
    const type = columns.find((candidate) => candidate.column === column)?.type;
    return length === null && type?.kind === "scalar" && type.scalar === "String";
  });
  if (dialect !== "mysql" || unique || texts.length < 5) return parts;
  const length = Math.floor((768 - 4 * (parts.length - texts.length)) / texts.length);
  return parts.map((part) => (texts.includes(part) ? { ...part, length } : part));
}

function partText(
  { column, sort, length }: TableIndexPart,
  { columns }: Table,
  dialect: DdlDialect,
  unique: boolean,
  isOrdered = true,
): string {
  const direction = isOrdered && sort === "desc" ? " desc" : "";
  if (length === null) return `${column}${direction}`;
  const type = columns.find((candidate) => candidate.column === column)?.type;
  const isBytes = type?.kind === "scalar" && type.scalar === "Bytes";
  const texts = {
    sqlite: unique ? "an expression" : column,
    postgresql: isBytes ? `substr(${column}, 1, ${length})` : `left(${column}, ${length})`,
    mysql: `${column}(${length})`,
  };
  return `${texts[dialect]}${direction}`;
}

function actionText(action: keyof typeof standardActions, dialect: DdlDialect): string {
  return dialect === "mysql" && action === "SetDefault" ? "NO ACTION" : standardActions[action];
}

function checksOf(table: Table, dialect: DdlDialect): string[] {
  const { name, kind, strict, columns, checks } = table;
  const isChecked = strict && kind === "model" && dialect !== "postgresql";
  const single = columns.filter(({ list, native }) => !list && !(dialect === "mysql" && native?.name === "Bit"));
  const booleans = single.filter(({ type }) => type.kind === "scalar" && type.scalar === "Boolean");
  const enums = dialect === "sqlite" ? single.filter(({ type }) => type.kind === "enum") : [];
  const required =
    dialect === "mysql" ? columns.filter(({ computed, nullable }) => computed !== null && !nullable) : [];
  const moving = dialect === "mysql" ? [...countersOf(table), ...movedOf(table)] : [];
  const names = [
    ...checks.filter(({ sql }) => !mentions(sql, moving)).map((check) => check.name),
    ...(isChecked ? [...booleans, ...enums] : []).map(({ column }) => `${name}_${column}_boolean`),
    ...required.map(({ column }) => `${name}_${column}_required`),
  ];
  return dialect === "sqlite" ? names.map(() => "") : names.toSorted();
}

function countersOf({ columns }: Table): string[] {
  return columns.filter((column) => column.default?.kind === "autoincrement").map(({ column }) => column);
}

/** What MySQL changes along with the row that is referred to. */
function movedOf({ foreignKeys }: Table): string[] {
  return foreignKeys
    .filter(({ onDelete, onUpdate }) => onDelete === "SetNull" || onUpdate === "SetNull" || onUpdate === "Cascade")
    .flatMap(({ columns }) => columns);
}

function mentions(sql: string, names: readonly string[]): boolean {
  return names.some((name) => new RegExp(`(?<!')\\b${name}\\b`, "i").test(sql));
}

function describeColumn(column: Column, table: Table, schema: Schema, dialect: DdlDialect): ColumnDescription {
  const { nullable, computed, doc } = column;
  const isKey = table.primaryKey?.columns.includes(column.column) === true;
  const counts = column.default?.kind === "autoincrement" && dialect !== "sqlite";
  const isGeneratedOnMysql = dialect === "mysql" && computed !== null;
  return {
    name: column.column,
    type: typeOf(column, table, schema, dialect),
    nullable: (nullable || isGeneratedOnMysql) && !isKey,
    hasDefault: hasDefault(column, dialect),
    counts,
    generated: generatedOf(column, table, dialect),
    comment: dialect === "sqlite" ? null : doc,
  };
}

function generatedOf({ computed }: Column, table: Table, dialect: DdlDialect): ColumnDescription["generated"] {
  if (computed === null) return null;
  if (dialect === "postgresql") return "stored";
  const isMoved = dialect === "mysql" && mentions(computed.sql, movedOf(table));
  return computed.stored && !isMoved ? "stored" : "virtual";
}

function hasDefault({ default: value }: Column, dialect: DdlDialect): boolean {
  if (value?.kind === "uuid") return dialect === "postgresql" && value.version === 4;
  if (value?.kind === "dbgenerated") return value.sql !== "";
  return value?.kind === "literal" || value?.kind === "list" || value?.kind === "now";
}

function typeOf(column: Column, table: Table, schema: Schema, dialect: DdlDialect): string | null {
  const { type, list, native } = column;
  if (native !== null || type.kind === "unsupported" || !table.strict) return null;
  const isText = type.kind === "scalar" && (type.scalar === "String" || type.scalar === "Bytes");
  if (dialect === "mysql" && isText && !list && isKeyed(column, table)) {
    return type.scalar === "String" ? "varchar(191)" : "varbinary(255)";
  }
  if (type.kind === "enum" && !(list && dialect !== "postgresql")) return enumType(type.enum, list, schema, dialect);
  return typeOn(dialect, column);
}

function enumType(name: string, list: boolean, schema: Schema, dialect: DdlDialect): string {
  const found = schema.enums.find((candidate) => candidate.name === name);
  if (found === undefined || dialect === "sqlite") return "TEXT";
  if (dialect === "mysql") return `enum(${found.members.map(({ value }) => `'${value}'`).join(",")})`;
  return `${found.schema === null || found.schema === "public" ? "" : `${found.schema}.`}${found.type}${list ? "[]" : ""}`;
}

function isKeyed({ column }: Column, table: Table): boolean {
  const { primaryKey, indexes, foreignKeys } = table;
  const names = [
    ...(primaryKey?.columns ?? []).filter((_, place) => (primaryKey?.lengths[place] ?? null) === null),
    ...indexes
      .filter(({ type }) => type === null || type === "BTree" || type === "Hash" || type === "Brin")
      .flatMap((index) =>
        partsOf(index, table, "mysql")
          .filter(({ length }) => length === null)
          .map((part) => part.column),
      ),
    ...foreignKeys.flatMap(({ columns }) => columns),
  ];
  return names.includes(column);
}

const types = {
  Int: { sqlite: "INTEGER", postgresql: "integer", mysql: "int" },
  BigInt: { sqlite: "INTEGER", postgresql: "bigint", mysql: "bigint" },
  Float: { sqlite: "REAL", postgresql: "double precision", mysql: "double" },
  Decimal: { sqlite: "TEXT", postgresql: "numeric(65,30)", mysql: "decimal(65,30)" },
  String: { sqlite: "TEXT", postgresql: "text", mysql: "longtext" },
  Boolean: { sqlite: "INTEGER", postgresql: "boolean", mysql: "tinyint(1)" },
  DateTime: { sqlite: "TEXT", postgresql: "timestamp(3) with time zone", mysql: "datetime(3)" },
  Date: { sqlite: "TEXT", postgresql: "date", mysql: "date" },
  Time: { sqlite: "TEXT", postgresql: "time(3) without time zone", mysql: "time(3)" },
  Uuid: { sqlite: "TEXT", postgresql: "uuid", mysql: "char(36)" },
  Json: { sqlite: "TEXT", postgresql: "jsonb", mysql: "json" },
  Bytes: { sqlite: "BLOB", postgresql: "bytea", mysql: "longblob" },
} satisfies Record<ScalarType, Record<DdlDialect, string>>;

function typeOn(dialect: DdlDialect, { type, list }: Column): string {
  const text = type.kind === "scalar" ? types[type.scalar][dialect] : types.Json[dialect];
  if (!list || type.kind === "value") return text;
  return dialect === "postgresql" ? `${text}[]` : types.Json[dialect];
}
