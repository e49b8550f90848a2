/** Literal defaults as cells: what the runtime holds for a value on every engine. Generated code and DDL must agree on them. */
import type { Column, LiteralValue, ScalarType, Schema } from "@joinery/dsl";
import { byName } from "./by-name.ts";
import { momentCell, momentType } from "./moment-type.ts";

export type LiteralCell = string | number | Uint8Array;

/** One value of the column, or one element of its list. */
export function cellOf(column: Column, value: LiteralValue, schema: Schema): LiteralCell {
  const { type } = column;
  const moment = momentType(column);
  if (moment !== null) return momentCell(new Date(String(value)).toISOString(), moment);
  switch (type.kind) {
    case "scalar":
      return scalarCell(type.scalar, value);
    case "enum":
      return databaseValue(schema, type.enum, String(value));
    case "value":
      return scalarCell("Json", value);
    case "unsupported":
      return String(value);
    default:
      return type satisfies never;
  }
}

function scalarCell(scalar: ScalarType, value: LiteralValue): LiteralCell {
  switch (scalar) {
    case "Int":
    case "Float":
      return Number(value);
    case "Boolean":
      return value === true ? 1 : 0;
    case "BigInt":
      return BigInt(value).toString();
    case "Decimal":
      return canonicalDecimal(String(value));
    case "DateTime":
      return new Date(String(value)).toISOString();
    case "Uuid":
      return String(value).toLowerCase();
    case "Json":
      return JSON.stringify(JSON.parse(String(value)));
    case "Bytes":
      return Uint8Array.from(atob(String(value)), (character) => character.charCodeAt(0));
    case "String":
    case "Date":
    case "Time":
      return String(value);
    default:
      return scalar satisfies never;
  }
}

/** A list's cell is the JSON text of its elements' cells, bytes as hexadecimal digits. */
export function listCell(column: Column, values: readonly LiteralValue[], schema: Schema): string {
  const cells = values.map((value) => cellOf(column, value, schema));
  return JSON.stringify(cells.map((cell) => (cell instanceof Uint8Array ? `\\x${hex(cell)}` : cell)));
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function databaseValue(schema: Schema, enumName: string, member: string): string {
  const declaration = byName(schema.enums, enumName);
  return declaration?.members.find(({ name }) => name === member)?.value ?? member;
}

/** No exponent, no leading or trailing zeros, no -0: one text for each number. */
export function canonicalDecimal(digits: string): string {
  const match = /^([+-]?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(digits);
  if (match === null) return digits;
  const [, sign, whole = "", fraction = ""] = match;
  const number = `${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`;
  return sign === "-" && number !== "0" ? `-${number}` : number;
}
