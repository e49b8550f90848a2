/**
 * Native types of Joinery's own for SQLite, which has none: they say in which form a column holds its values, for files made by
 * others and for decimals that the database shall sum.
 */
import { bare, type NativeTypeSet, precision, required, scale, type Signature } from "./native-type-set.ts";

const signatures = {
  /** Milliseconds since 1970 as INTEGER. */
  UnixMs: bare,
  /** Seconds since 1970 as INTEGER. */
  UnixSeconds: bare,
  /** `YYYY-MM-DD HH:MM:SS` as TEXT, as CURRENT_TIMESTAMP writes it. */
  SqlDateTime: bare,
  /** A scaled INTEGER: of 18 digits every value fits into 64 bits. */
  Decimal: required(precision(1, 18), scale(18)),
} satisfies Record<string, Signature>;

export type SqliteType = keyof typeof signatures;

export const sqlite = {
  signatures,
  fitting: {
    Int: [],
    BigInt: [],
    Float: [],
    Decimal: ["Decimal"],
    String: [],
    Boolean: [],
    DateTime: ["UnixMs", "UnixSeconds", "SqlDateTime"],
    Date: [],
    Time: [],
    Uuid: [],
    Json: [],
    Bytes: [],
  },
  defaults: {
    Int: null,
    BigInt: null,
    Float: null,
    Decimal: null,
    String: null,
    Boolean: null,
    DateTime: null,
    Date: null,
    Time: null,
    Uuid: null,
    Json: null,
    Bytes: null,
  },
  sqlNames: {},
} as const satisfies NativeTypeSet<SqliteType>;
