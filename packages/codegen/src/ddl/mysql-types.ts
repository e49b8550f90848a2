/**
 * The types of MySQL and MariaDB: what each scalar is stored as, and what `@db.…` may make of it.
 *
 * A text or bytes of any length cannot stand in a key, so that where they do they have a length: of texts 191 characters, Prisma's
 * choice, which four bytes each bring within the 767 that an index of every row format takes.
 */
import type { Column, NativeType, ScalarType, Schema } from "@joinery/dsl";
import { byName } from "../by-name.ts";
import { textLiteral } from "./sql-text.ts";
import type { Table, TableIndexPart } from "./table.ts";

const types = {
  Int: "INT",
  BigInt: "BIGINT",
  Float: "DOUBLE",
  Decimal: "DECIMAL(65,30)",
  String: "LONGTEXT",
  Boolean: "BOOLEAN",
  DateTime: "DATETIME(3)",
  Date: "DATE",
  Time: "TIME(3)",
  Uuid: "CHAR(36)",
  Json: "JSON",
  Bytes: "LONGBLOB",
} satisfies Record<ScalarType, string>;

/** In a key. */
const keyTypes: Partial<Record<ScalarType, string>> = { String: "VARCHAR(191)", Bytes: "VARBINARY(255)" };

interface Native {
  readonly type: string;
  readonly of: readonly ScalarType[];
  /** Of the first argument; more than that is another engine's. */
  readonly most?: number;
  /** What stands for the arguments where the schema has none; null where it must. */
  readonly bare?: string | null;
  /** Has no place in a key but by its beginning. */
  readonly isLong?: true;
}

const numbers = (type: string): Native => ({ type, of: ["Int"] });
const long = (type: string, scalar: ScalarType): Native => ({ type, of: [scalar], isLong: true });

/**
 * By Prisma's names, some of which PostgreSQL has for types of its own. A moment without digits keeps its milliseconds and a decimal its
 * fraction, where MySQL would cut them. The longest VARCHAR is that of a row with nothing else in it.
 */
const natives: Readonly<Record<string, Native>> = {
  Int: numbers("INT"),
  UnsignedInt: numbers("INT UNSIGNED"),
  SmallInt: numbers("SMALLINT"),
  UnsignedSmallInt: numbers("SMALLINT UNSIGNED"),
  TinyInt: { type: "TINYINT", of: ["Int", "Boolean"] },
  UnsignedTinyInt: { type: "TINYINT UNSIGNED", of: ["Int", "Boolean"] },
  MediumInt: numbers("MEDIUMINT"),
  UnsignedMediumInt: numbers("MEDIUMINT UNSIGNED"),
  Year: numbers("YEAR"),
  BigInt: { type: "BIGINT", of: ["BigInt"] },
  UnsignedBigInt: { type: "BIGINT UNSIGNED", of: ["BigInt"] },
  Float: { type: "FLOAT", of: ["Float"] },
  Double: { type: "DOUBLE", of: ["Float"] },
  Decimal: { type: "DECIMAL", of: ["Decimal"], most: 65, bare: "(65,30)" },
  Bit: { type: "BIT", of: ["Boolean", "Bytes"], most: 64, bare: null },
  Char: { type: "CHAR", of: ["String", "Uuid"], most: 255, bare: null },
  VarChar: { type: "VARCHAR", of: ["String", "Uuid"], most: 16383, bare: null },
  TinyText: long("TINYTEXT", "String"),
  Text: long("TEXT", "String"),
  MediumText: long("MEDIUMTEXT", "String"),
  LongText: long("LONGTEXT", "String"),
  Binary: { type: "BINARY", of: ["Bytes"], most: 255, bare: null },
  VarBinary: { type: "VARBINARY", of: ["Bytes"], most: 65_533, bare: null },
  TinyBlob: long("TINYBLOB", "Bytes"),
  Blob: long("BLOB", "Bytes"),
  MediumBlob: long("MEDIUMBLOB", "Bytes"),
  LongBlob: long("LONGBLOB", "Bytes"),
  DateTime: { type: "DATETIME", of: ["DateTime"], most: 6, bare: "(3)" },
  Timestamp: { type: "TIMESTAMP", of: ["DateTime"], most: 6, bare: "(3)" },
  Date: { type: "DATE", of: ["DateTime", "Date"] },
  Time: { type: "TIME", of: ["DateTime", "Time"], most: 6, bare: "(3)" },
  Json: { type: "JSON", of: ["Json"] },
};

/** The type of a column as MySQL writes it. */
export function columnType(column: Column, table: Table, schema: Schema): string {
  const { type, native } = column;
  if (isDocument(column)) return "JSON";
  switch (type.kind) {
    case "scalar": {
      const isKeyed = isInKey(column, table);
      const own = native === null ? null : nativeType(native, type.scalar, isKeyed, table);
      return own ?? scalarType(type.scalar, isKeyed, table);
    }
    case "enum": {
      const members = byName(schema.enums, type.enum)?.members ?? [];
      return `ENUM(${members.map(({ value }) => textLiteral(value)).join(", ")})`;
    }
    case "value":
      return "JSON";
    case "unsupported":
      return type.sql;
    default:
      return type satisfies never;
  }
}

/** Whether the column holds JSON, which stands in no index. */
export function isDocument({ type, list }: Column): boolean {
  return list || type.kind === "value" || (type.kind === "scalar" && type.scalar === "Json");
}

/** Prisma gives every text a length. */
function scalarType(scalar: ScalarType, isKeyed: boolean, { strict }: Table): string {
  return (isKeyed || (!strict && scalar === "String") ? keyTypes[scalar] : undefined) ?? types[scalar];
}

function nativeType(
  { name, arguments: given }: NativeType,
  scalar: ScalarType,
  isKeyed: boolean,
  { strict }: Table,
): string | null {
  const native = Object.hasOwn(natives, name) ? natives[name] : undefined;
  if (native === undefined || !native.of.includes(scalar) || (native.isLong && isKeyed)) return null;
  if (given.length > 0)
    return Number(given[0]) > (native.most ?? Infinity) ? null : `${native.type}(${given.join(",")})`;
  if (native.bare === null) return null;
  return strict ? `${native.type}${native.bare ?? ""}` : native.type; // Prisma leaves it to MySQL
}

/** Whether whole values of the column stand in a key, an index or a foreign key. */
function isInKey({ column }: Column, { primaryKey, indexes, foreignKeys }: Table): boolean {
  const isPart = (part: Pick<TableIndexPart, "column" | "length">): boolean =>
    part.column === column && part.length === null;
  return (
    primaryKey?.columns.some((name, place) => isPart({ column: name, length: primaryKey.lengths[place] ?? null })) ===
      true ||
    indexes.some(({ type, parts }) => type !== "FullText" && parts.some(isPart)) ||
    foreignKeys.some(({ columns }) => columns.includes(column))
  );
}
