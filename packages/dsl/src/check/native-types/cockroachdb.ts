/** CockroachDB's native types, and what they are called on PostgreSQL. */
import type { NativeType } from "../../ir/ir.ts";
import {
  bare,
  length,
  native,
  type NativeTypeSet,
  optional,
  precision,
  scale,
  type Signature,
} from "./native-type-set.ts";
import type { PostgresqlType } from "./postgresql.ts";

const longest = 2_147_483_647;
const bits = length(1, longest);
/** Digits of a second's fraction. */
const fraction = precision(0, 6);

const signatures = {
  Int2: bare,
  Int4: bare,
  Int8: bare,
  Oid: bare,
  Float4: bare,
  Float8: bare,
  Decimal: optional(precision(1, 1000), scale(1000)),
  Bool: bare,
  // A UUID is written with 36 characters.
  String: optional(length(1, longest, { Uuid: { min: 36, max: longest } })),
  Char: optional(length(1, longest)),
  CatalogSingleChar: bare,
  Bit: optional(bits),
  VarBit: optional(bits),
  Inet: bare,
  Uuid: bare,
  Timestamp: optional(fraction),
  Timestamptz: optional(fraction),
  Date: bare,
  Time: optional(fraction),
  Timetz: optional(fraction),
  JsonB: bare,
  Bytes: bare,
} satisfies Record<string, Signature>;

export type CockroachdbType = keyof typeof signatures;

export const cockroachdb = {
  signatures,
  fitting: {
    Int: ["Int4", "Int2", "Oid"],
    BigInt: ["Int8"],
    Float: ["Float8", "Float4"],
    Decimal: ["Decimal"],
    String: ["String", "Char", "CatalogSingleChar", "Uuid", "Inet", "Bit", "VarBit"],
    Boolean: ["Bool"],
    DateTime: ["Timestamp", "Timestamptz", "Date", "Time", "Timetz"],
    Date: ["Date"],
    Time: ["Time"],
    Uuid: ["Uuid", "String"],
    Json: ["JsonB"],
    Bytes: ["Bytes"],
  },
  defaults: {
    Int: native("Int4"),
    BigInt: native("Int8"),
    Float: native("Float8"),
    Decimal: native("Decimal", 65, 30),
    String: native("String"),
    Boolean: native("Bool"),
    DateTime: native("Timestamp", 3),
    Date: native("Date"),
    Time: native("Time"),
    Uuid: native("Uuid"),
    Json: native("JsonB"),
    Bytes: native("Bytes"),
  },
  sqlNames: {
    smallint: "Int2",
    // An integer without a width has 64 bits here.
    int: "Int8",
    integer: "Int8",
    bigint: "Int8",
    int64: "Int8",
    real: "Float4",
    float: "Float8",
    "double precision": "Float8",
    numeric: "Decimal",
    boolean: "Bool",
    text: "String",
    varchar: "String",
    "character varying": "String",
    character: "Char",
    '"char"': "CatalogSingleChar",
    "bit varying": "VarBit",
    "timestamp without time zone": "Timestamp",
    "timestamp with time zone": "Timestamptz",
    "time without time zone": "Time",
    "time with time zone": "Timetz",
    json: "JsonB",
    bytea: "Bytes",
    blob: "Bytes",
  },
} as const satisfies NativeTypeSet<CockroachdbType>;

/** The equal of each on PostgreSQL, whose protocol and SQL CockroachDB speaks; null for what is CockroachDB's alone. */
const equals = {
  Int2: "SmallInt",
  Int4: "Integer",
  Int8: "BigInt",
  Oid: "Oid",
  Float4: "Real",
  Float8: "DoublePrecision",
  Decimal: "Decimal",
  Bool: "Boolean",
  String: "Text",
  Char: "Char",
  CatalogSingleChar: null,
  Bit: "Bit",
  VarBit: "VarBit",
  Inet: "Inet",
  Uuid: "Uuid",
  Timestamp: "Timestamp",
  Timestamptz: "Timestamptz",
  Date: "Date",
  Time: "Time",
  Timetz: "Timetz",
  JsonB: "JsonB",
  Bytes: "ByteA",
} satisfies Record<CockroachdbType, PostgresqlType | null>;

/** The native type under PostgreSQL's name; null where PostgreSQL has none. */
export function equalOnPostgresql({ name, arguments: values }: NativeType): NativeType | null {
  if (name === "String" && values.length > 0) return { name: "VarChar", arguments: values };
  const equal = Object.hasOwn(equals, name) ? equals[name as CockroachdbType] : null; // Just looked up.
  return equal === null ? null : { name: equal, arguments: values };
}
