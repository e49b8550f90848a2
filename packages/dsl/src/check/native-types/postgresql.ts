/** PostgreSQL's native types. `Citext` needs the extension of that name. */
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

/** The longest that PostgreSQL declares: 10 MB of characters, eight times as many bits. */
const longestText = 10_485_760;
const longestBits = 83_886_080;
/** A UUID is written with 36 characters. */
const text = length(1, longestText, { Uuid: { min: 36, max: longestText } });
const bits = length(1, longestBits);
/** Digits of a second's fraction. */
const fraction = precision(0, 6);

const signatures = {
  SmallInt: bare,
  Integer: bare,
  BigInt: bare,
  Oid: bare,
  Real: bare,
  DoublePrecision: bare,
  Decimal: optional(precision(1, 1000), scale(1000)),
  Money: bare,
  Boolean: bare,
  Text: bare,
  VarChar: optional(text),
  Char: optional(text),
  Citext: bare,
  Bit: optional(bits),
  VarBit: optional(bits),
  Inet: bare,
  Uuid: bare,
  Xml: bare,
  Timestamp: optional(fraction),
  Timestamptz: optional(fraction),
  Date: bare,
  Time: optional(fraction),
  Timetz: optional(fraction),
  Json: bare,
  JsonB: bare,
  ByteA: bare,
} satisfies Record<string, Signature>;

export type PostgresqlType = keyof typeof signatures;

export const postgresql = {
  signatures,
  fitting: {
    Int: ["Integer", "SmallInt", "Oid"],
    BigInt: ["BigInt"],
    Float: ["DoublePrecision", "Real"],
    Decimal: ["Decimal", "Money"],
    String: ["Text", "VarChar", "Char", "Citext", "Uuid", "Inet", "Bit", "VarBit", "Xml"],
    Boolean: ["Boolean"],
    DateTime: ["Timestamp", "Timestamptz", "Date", "Time", "Timetz"],
    Date: ["Date"],
    // Not Timetz: its text ends in an offset, which Time has no place for.
    Time: ["Time"],
    // Not Char, which pads.
    Uuid: ["Uuid", "Text", "VarChar"],
    Json: ["JsonB", "Json"],
    Bytes: ["ByteA"],
  },
  defaults: {
    Int: native("Integer"),
    BigInt: native("BigInt"),
    Float: native("DoublePrecision"),
    Decimal: native("Decimal", 65, 30),
    String: native("Text"),
    Boolean: native("Boolean"),
    DateTime: native("Timestamp", 3),
    Date: native("Date"),
    Time: native("Time"),
    Uuid: native("Uuid"),
    Json: native("JsonB"),
    Bytes: native("ByteA"),
  },
  sqlNames: {
    int2: "SmallInt",
    int: "Integer",
    int4: "Integer",
    int8: "BigInt",
    float4: "Real",
    float8: "DoublePrecision",
    "double precision": "DoublePrecision",
    numeric: "Decimal",
    bool: "Boolean",
    "character varying": "VarChar",
    character: "Char",
    "bit varying": "VarBit",
    "timestamp without time zone": "Timestamp",
    "timestamp with time zone": "Timestamptz",
    "time without time zone": "Time",
    "time with time zone": "Timetz",
  },
} as const satisfies NativeTypeSet<PostgresqlType>;
