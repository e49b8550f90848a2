/** The scalar types as generated code writes them: the type of a value, the type of a cell, the contract's cell type, literals. */
import type { ScalarType } from "@joinery/dsl";
import type { LiteralCell } from "../cells.ts";
import type { Column, ColumnType, Model } from "../client-schema.ts";
import { isStoredAs } from "../ddl/postgresql-types.ts";
import { momentType } from "../moment-type.ts";
import { userType } from "./user-type.ts";
import { type Emission, isReadOnly } from "./emission.ts";
import { typed } from "./source.ts";
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
  const { type } = column;
  return givenType(
    column,
    type.kind === "value" ? emission.names.value(type.value).init : elementType(column, emission),
  );
}

/** The same of what its handle compares with, whose values are whole. */
export function handleType(column: Column, emission: Emission): string {
  return givenType(column, elementType(column, emission));
}

function givenType({ list, nullable }: Column, element: string): string {
  const value = list ? `readonly ${element}[]` : element;
  return nullable ? `${value} | null` : value;
}

/** The type of what may be changed in place, as a list may. */
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
  const { type, scalar, ts } = column;
  const id = idType(column, emission);
  if (id !== null) return id;
  if (scalar !== null) return emission.names.scalar(scalar).scalar;
  if (type.kind === "enum") return type.enum;
  if (type.kind === "value") return type.value;
  if (ts !== null) return userType(ts, column.span.file, emission);
  return withNamespace(scalars[type.scalar].value, emission.names.j);
}

/** The TypeScript type of the column's cells in a row. */
export function cellType(column: Column, { names }: Emission): string {
  const cell =
    column.list || column.type.kind === "value"
      ? "string"
      : withNamespace(factsOf(column.type)?.cell ?? "string", names.j);
  return `${names.j}.Cell<${column.nullable ? `${cell} | null` : cell}>`;
}

/** The expression that reads and writes the column's cells. */
export function codec(column: Column, emission: Emission): string {
  const { j } = emission.names;
  const element = elementCodec(column, emission);
  if (column.type.kind === "value") {
    const type = column.list ? `${j}.valueList(${element})` : element;
    return column.loose ? `${j}.loose(${type})` : type;
  }
  if (!column.list) return element;
  return `${j}.${column.nullable ? "optionalList" : "list"}(${element})`;
}

/** The expression that reads and writes one value, or one element of a list. */
export function elementCodec(column: Column, emission: Emission): string {
  const { names } = emission;
  const { type, scalar } = column;
  if (type.kind === "enum") return names.enum(type.enum).type;
  if (type.kind === "value") return names.value(type.value).type;
  const stored = scalarCodec(column, type.scalar, emission);
  return scalar === null ? stored : `${names.scalar(scalar).type}(${stored})`;
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
      ? `${j}.json${typed(`<${elementType(column, emission)}>`)}()`
      : digits === null
        ? `${j}.${own}`
        : `${j}.decimal(${digits})`;
  const native = castTypes.find(({ name, of }) => of === scalar && isStoredAs(column, name));
  const cast = native === undefined || !isOnPostgresql ? plain : `${j}.native(${plain}, ${stringLiteral(native.cast)})`;
  const isLoose = column.loose && !column.list && (scalar === "Decimal" || scalar === "Json");
  return isLoose ? `${j}.loose(${cast})` : cast;
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

/**
 * Whether the column's values are documents: parts of them change without a setter's knowing. A key that a codec makes is none, since relations
 * and flushes set keys by their cells: it is decoded anew at each read.
 */
function isDocument(column: Column, model: Model): boolean {
  if (column.list || column.type.kind === "value" || factsOf(column.type)?.mutable === true) return true;
  return column.scalar !== null && !column.updatedAt && !isKeyColumn(column, model);
}

/** Whether they are watched for such changes: what nobody may change needs no watching. */
export function isWatched(column: Column, model: Model): boolean {
  return isDocument(column, model) && isSettable(column, model);
}

/** Whether a program may set it. */
export function isSettable(column: Column, { isView }: Model): boolean {
  return !isReadOnly(column) && !isView;
}

function isKeyColumn({ name }: Column, { primaryKey, relations }: Model): boolean {
  return primaryKey.columns.includes(name) || relations.some(({ columns }) => columns.includes(name));
}

/** The TypeScript type of a scalar's values, without a codec of the user's own. */
export function scalarValue(scalar: ScalarType, j: string): string {
  return withNamespace(scalars[scalar].value, j);
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
