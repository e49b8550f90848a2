/** The scalar types as generated code writes them: the type of a value, the type of a cell, the contract's cell type, literals. */
import type { ScalarType } from "@joinery/dsl";
import type { LiteralCell } from "../cells.ts";
import type { Column, ColumnType, Model } from "../client-schema.ts";
import { isStoredAs } from "../ddl/postgresql-types.ts";
import { momentType } from "../moment-type.ts";
import { userType } from "./user-type.ts";
import type { Emission } from "./emission.ts";
import { stringLiteral } from "./text.ts";

interface ScalarFacts {
  /** The value's type; `j.` stands for the contract's namespace, whatever it is called. */
  readonly value: string;
  /** The cell's type, as the runtime's `CellValue` describes it. */
  readonly cell: string;
  /** Whether a change inside the value goes unnoticed by a setter. */
  readonly mutable?: true;
}

const scalars = {
  Int: { value: "number", cell: "number" },
  BigInt: { value: "bigint", cell: "string" },
  Float: { value: "number", cell: "number" },
  Decimal: { value: "string", cell: "string" },
  String: { value: "string", cell: "string" },
  Boolean: { value: "boolean", cell: "number" },
  DateTime: { value: "j.DateTimeValue", cell: "string" },
  Date: { value: "string", cell: "string" },
  Time: { value: "string", cell: "string" },
  Uuid: { value: "string", cell: "string" },
  Json: { value: "j.JsonValue", cell: "string", mutable: true },
  Bytes: { value: "j.BytesValue", cell: "j.BytesValue", mutable: true },
} satisfies Record<ScalarType, ScalarFacts>;

function factsOf(type: ColumnType): ScalarFacts | null {
  return type.kind === "scalar" ? scalars[type.scalar] : null;
}

/** The TypeScript type of the values that the column takes, null included. */
export function valueType(column: Column, emission: Emission): string {
  const value = column.list ? `readonly ${readType({ ...column, nullable: false }, emission)}` : null;
  if (value === null) return readType(column, emission);
  return column.nullable ? `${value} | null` : value;
}

/** The type of what its accessor gives: a list that may be changed in place, which the session notices. */
export function readType(column: Column, emission: Emission): string {
  const element = elementType(column, emission);
  const value = column.list ? `${element}[]` : element;
  return column.nullable ? `${value} | null` : value;
}

/** Whether the model's key has a type of its own. */
export function hasIdType({ primaryKey }: Model, { brandedIds }: Emission): boolean {
  return brandedIds && primaryKey.columns.length > 0;
}

/** The type of a key, where keys have types of their own. */
export function idType({ idOf }: Column, { brandedIds, names }: Emission): string | null {
  return brandedIds && idOf !== null ? names.model(idOf).id : null;
}

/** The type of one value, or of one element of a list. */
function elementType(column: Column, emission: Emission): string {
  const { type, ts } = column;
  const id = idType(column, emission);
  if (id !== null) return id;
  if (type.kind === "enum") return type.enum;
  if (ts !== null) return userType(ts, column.span.file, emission);
  return withNamespace(scalars[type.scalar].value, emission.names.j);
}

/** The TypeScript type of the column's cells in a row. */
export function cellType(column: Column, { names }: Emission): string {
  const cell = column.list ? "string" : withNamespace(factsOf(column.type)?.cell ?? "string", names.j);
  return `${names.j}.Cell<${column.nullable ? `${cell} | null` : cell}>`;
}

/** The expression that reads and writes the column's cells. */
export function codec(column: Column, emission: Emission): string {
  const { names } = emission;
  const { type } = column;
  const element = type.kind === "enum" ? names.enum(type.enum).type : scalarCodec(column, type.scalar, emission);
  return column.list ? `${names.j}.list(${element})` : element;
}

function scalarCodec(column: Column, scalar: ScalarType, emission: Emission): string {
  const { j } = emission.names;
  const moment = momentType(column);
  const isOnPostgresql = emission.client === "async"; // a sync client opens SQLite alone
  if (moment === "DateTime" && isOnPostgresql && isStoredAs(column, "Timestamp")) return `${j}.Timestamp`;
  const own = moment ?? (column.ts === null ? scalar : null);
  const digits = decimalDigits(column);
  const plain =
    own === null
      ? `${j}.json<${elementType(column, emission)}>()`
      : digits === null
        ? `${j}.${own}`
        : `${j}.decimal(${digits})`;
  const native = castTypes.find(({ name, of }) => of === scalar && isStoredAs(column, name));
  const typed =
    native === undefined || !isOnPostgresql ? plain : `${j}.native(${plain}, ${stringLiteral(native.cast)})`;
  const isLoose = column.loose && !column.list && (scalar === "Decimal" || scalar === "Json");
  return isLoose ? `${j}.loose(${typed})` : typed;
}

/** Precision and scale of a decimal that has its own, on every engine: PostgreSQL would round what is beyond them without a word. */
function decimalDigits(column: Column): string | null {
  if (isStoredAs(column, "Money")) return "19, 2";
  const [precision, scale = "0"] = isStoredAs(column, "Decimal") ? (column.native?.arguments ?? []) : [];
  return precision === undefined ? null : `${precision}, ${scale}`;
}

/** The types of PostgreSQL that take no value of their scalar's own type, with what it is cast to for them. */
const castTypes: readonly { readonly name: string; readonly of: ScalarType; readonly cast: string }[] = [
  { name: "Char", of: "String", cast: "bpchar" },
  { name: "Uuid", of: "String", cast: "uuid" },
  { name: "Inet", of: "String", cast: "inet" },
  { name: "Xml", of: "String", cast: "xml" },
  { name: "Citext", of: "String", cast: "citext" },
  { name: "Bit", of: "String", cast: "varbit" }, // a cast to bit cuts off without a word what is too long
  { name: "VarBit", of: "String", cast: "varbit" },
  { name: "Oid", of: "Int", cast: "oid" },
  { name: "Real", of: "Float", cast: "real" },
  { name: "Money", of: "Decimal", cast: "money" },
  { name: "Timetz", of: "DateTime", cast: "timetz" },
  { name: "Timetz", of: "Time", cast: "timetz" },
  { name: "Json", of: "Json", cast: "json" },
];

/** Whether the column's values are documents: parts of them change without a setter's knowing. */
export function isDocument(column: Column): boolean {
  return column.list || factsOf(column.type)?.mutable === true;
}

function withNamespace(type: string, j: string): string {
  return type.startsWith("j.") ? `${j}.${type.slice(2)}` : type;
}

/** The literal that stands for a cell in generated code. */
export function cellLiteral(cell: LiteralCell): string {
  if (typeof cell === "string") return stringLiteral(cell);
  if (typeof cell === "number") return String(cell);
  return `globalThis.Uint8Array.of(${cell.join(", ")})`;
}
