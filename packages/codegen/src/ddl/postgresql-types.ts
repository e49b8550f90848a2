/** The types of PostgreSQL: what each scalar is stored as, and what `@db.…` may make of it. */
import type { Column, Enum, NativeType, ScalarType, Schema } from "@joinery/dsl";
import { byName } from "../by-name.ts";
import { identifier } from "./sql-text.ts";

const types = {
  Int: "integer",
  BigInt: "bigint",
  Float: "double precision",
  Decimal: "numeric(65,30)",
  String: "text",
  Boolean: "boolean",
  DateTime: "timestamptz(3)",
  Date: "date",
  Time: "time(3)",
  Uuid: "uuid",
  Json: "jsonb",
  Bytes: "bytea",
} satisfies Record<ScalarType, string>;

/**
 * The native types by Prisma's names, with the scalars that they can hold. Another scalar's, or another engine's (MySQL's `Bit(1)` of a Boolean, its
 * `MediumText`), leaves the column to its scalar's own type.
 */
const natives: Readonly<Record<string, { readonly type: string; readonly of: readonly ScalarType[] }>> = {
  Text: { type: "text", of: ["String"] },
  VarChar: { type: "varchar", of: ["String"] },
  Char: { type: "char", of: ["String"] },
  Bit: { type: "bit", of: ["String"] },
  VarBit: { type: "varbit", of: ["String"] },
  Uuid: { type: "uuid", of: ["String", "Uuid"] },
  Xml: { type: "xml", of: ["String"] },
  Inet: { type: "inet", of: ["String"] },
  Citext: { type: "citext", of: ["String"] },
  Boolean: { type: "boolean", of: ["Boolean"] },
  Integer: { type: "integer", of: ["Int"] },
  SmallInt: { type: "smallint", of: ["Int"] },
  Oid: { type: "oid", of: ["Int"] },
  BigInt: { type: "bigint", of: ["BigInt"] },
  DoublePrecision: { type: "double precision", of: ["Float"] },
  Real: { type: "real", of: ["Float"] },
  Decimal: { type: "numeric", of: ["Decimal"] },
  Money: { type: "money", of: ["Decimal"] },
  Timestamp: { type: "timestamp", of: ["DateTime"] },
  Timestamptz: { type: "timestamptz", of: ["DateTime"] },
  Date: { type: "date", of: ["DateTime", "Date"] },
  Time: { type: "time", of: ["DateTime", "Time"] },
  Timetz: { type: "timetz", of: ["DateTime", "Time"] },
  Json: { type: "json", of: ["Json"] },
  JsonB: { type: "jsonb", of: ["Json"] },
  ByteA: { type: "bytea", of: ["Bytes"] },
};

/** Whether PostgreSQL stores the column as this native type. */
export function isStoredAs({ type, native }: Pick<Column, "type" | "native">, name: string): boolean {
  return native?.name === name && type.kind === "scalar" && natives[name]?.of.includes(type.scalar) === true;
}

/** The type of a column as PostgreSQL writes it. */
export function columnType(column: Column, schema: Schema): string {
  const { type, list, native } = column;
  switch (type.kind) {
    case "scalar":
      return array(list, (native === null ? null : nativeType(native, type.scalar)) ?? types[type.scalar]);
    case "enum":
      return array(list, enumType(type.enum, schema));
    case "value":
      return "jsonb"; // a list of values is one document, too
    case "unsupported":
      return array(list, type.sql);
    default:
      return type satisfies never;
  }
}

function array(list: boolean, element: string): string {
  return list ? `${element}[]` : element;
}

function nativeType({ name, arguments: parameters }: NativeType, scalar: ScalarType): string | null {
  const native = Object.hasOwn(natives, name) ? natives[name] : undefined;
  if (native === undefined || !native.of.includes(scalar)) return null;
  return parameters.length === 0 ? native.type : `${native.type}(${parameters.join(",")})`;
}

function enumType(name: string, { enums }: Schema): string {
  const declaration = byName(enums, name);
  return declaration === undefined ? identifier(name) : enumName(declaration);
}

/** The name of an enum's type, within its schema. */
export function enumName({ schema, type }: Enum): string {
  return schema === null ? identifier(type) : `${identifier(schema)}.${identifier(type)}`;
}
