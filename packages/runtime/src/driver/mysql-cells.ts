/** Cells on their way to MySQL's protocol and back. What a column gives is known by its type in the result's own description. */
import { canonicalDecimal } from "../dialect/decimal.ts";
import { type CellKind, type CellValue, isMoment, type Row, type Statement } from "../io/request.ts";

/** What is used of the description of a result's column. */
export interface MysqlField {
  readonly columnType?: number | undefined;
  readonly columnLength?: number | undefined;
}

/** Type numbers of the protocol, which never change. */
const types = { timestamp: 7, time: 11, datetime: 12, bit: 16, json: 245, newDecimal: 246 } as const;

/** A cell as the driver takes it: a moment without its T and Z, bytes as a Buffer. */
export type Bound = string | number | Buffer | null;

export function bound({ kinds }: Statement, params: readonly CellValue[]): Bound[] {
  const lastKind = kinds.length - 1;
  return params.map((cell, index) => boundCell(cell, kinds[Math.min(index, lastKind)]));
}

function boundCell(cell: CellValue, kind: CellKind | undefined): Bound {
  if (cell instanceof Uint8Array) return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  return typeof cell === "string" && kind !== undefined && isMoment(kind)
    ? `${cell.slice(0, 10)} ${cell.slice(11, 23)}`
    : cell;
}

type Reader = (value: unknown) => CellValue;

/** Makes rows of what the driver gives, in place. */
export function readRows(rows: Row[], fields: readonly MysqlField[]): Row[] {
  for (let index = 0; index < fields.length; index++) {
    const read = readerOf(fields[index] as MysqlField); // within the fields
    for (const row of rows) {
      const value = row[index];
      if (typeof value === "string" && read !== null) row[index] = read(value);
      // A copy: the driver's Buffer is a part of a packet, which it would keep in memory.
      else if (value instanceof Uint8Array) row[index] = read === null ? new Uint8Array(value) : read(value);
    }
  }
  return rows;
}

/** Null for a column whose cells are right as they come. */
function readerOf({ columnType, columnLength }: MysqlField): Reader | null {
  switch (columnType) {
    case types.datetime:
    case types.timestamp:
      return (value) => readMoment(String(value));
    case types.time:
      return (value) => readTime(String(value));
    case types.newDecimal:
      return (value) => canonicalDecimal(String(value)) ?? String(value);
    case types.json:
      return (value) => readJson(String(value));
    case types.bit:
      return (value) => readBits(value as Uint8Array, columnLength ?? 0); // bits come as bytes
    default:
      return null;
  }
}

/** `2024-01-31 12:00:00[.ffffff]` as a cell; what is none is left for the codec to refuse. */
function readMoment(text: string): string {
  const day = text.slice(0, 10);
  const fraction = text.slice(20).padEnd(3, "0").slice(0, 3);
  return `${day}T${text.slice(11, 19)}.${fraction}Z`;
}

/** `12:00:00[.ffffff]`: three digits of a fraction, or none. */
function readTime(text: string): string {
  const point = text.indexOf(".");
  if (point < 0) return text;
  const fraction = text
    .slice(point + 1)
    .padEnd(3, "0")
    .slice(0, 3);
  return fraction === "000" ? text.slice(0, point) : `${text.slice(0, point)}.${fraction}`;
}

/** As `Json.write` makes it: MySQL prints blanks, and a cell that is read and set again is no change. (MariaDB keeps the text.) */
const readJson = (text: string): string => JSON.stringify(JSON.parse(text));

/** One bit is a Boolean, several are bytes. */
function readBits(bytes: Uint8Array, length: number): CellValue {
  return length === 1 ? (bytes[0] ?? 0) : new Uint8Array(bytes);
}
