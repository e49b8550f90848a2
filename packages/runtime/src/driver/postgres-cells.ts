/** Cells as PostgreSQL's text protocol carries them: how parameters are bound and columns read, the same for every driver. */
import { canonicalDecimal } from "../dialect/decimal.ts";
import { arrayLiteral } from "../dialect/postgres-arrays.ts";
import { StatementTooLarge } from "../errors.ts";
import type { Cell, CellKind, CellValue, Statement } from "../io/request.ts";

/** The protocol counts parameters in 16 bits, and a message is at most 1 GiB. */
const maxParameters = 65_535;
const maxBytes = 2 ** 30 - 1;

/** A parameter as it goes out: bytes as they are, all else as text. */
export type Bound = string | Buffer | null;

/**
 * Cells as the protocol takes them: all but bytes as text, lists in PostgreSQL's own form.
 *
 * @throws StatementTooLarge before anything is sent: the server would answer by ending the connection
 */
export function bound({ sql, kinds }: Statement, params: readonly CellValue[]): Bound[] {
  const lastKind = kinds.length - 1;
  if (params.length > maxParameters)
    throw new StatementTooLarge(
      `a statement has ${params.length} parameters, and PostgreSQL takes ${maxParameters}: divide it`,
      { sql },
    );
  let size = 0;
  const values: Bound[] = new Array(params.length);
  for (let index = 0; index < params.length; index++) {
    const cell = params[index] ?? null;
    const value = boundCell(cell, kinds[Math.min(index, lastKind)]);
    values[index] = value;
    size += value?.length ?? 0;
  }
  if (size > maxBytes)
    throw new StatementTooLarge("the parameters of a statement are more than 1 GiB, which PostgreSQL takes", { sql });
  return values;
}

function boundCell(cell: CellValue, kind: CellKind | undefined): Bound {
  if (cell === null) return null;
  if (cell instanceof Uint8Array) return Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength);
  return kind === "list" && typeof cell === "string" ? arrayLiteral(cell) : String(cell);
}

/** Makes a cell of a column's text; null where the text is the cell. */
export type Reader = ((text: string) => Cell) | null;

/** `2024-01-31 12:00:00[.ffffff]+00`, or without its zone, as a cell; what is none (infinity, BC) is left for the codec to refuse. */
function readMoment(text: string): string {
  const day = text.slice(0, 10);
  const time = text.slice(11, 19);
  const end = text.slice(19);
  if (end === "+00" || end === "") return `${day}T${time}.000Z`;
  const fraction = /^\.(\d{1,6})(?:\+00)?$/.exec(end)?.[1];
  return fraction === undefined ? text : `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}

/** `12:00:00[.ffffff]`: three digits of a fraction, or none. */
function readTime(text: string): string {
  if (text.length === 8) return text;
  const fraction = text.slice(9).padEnd(3, "0").slice(0, 3);
  return fraction === "000" ? text.slice(0, 8) : `${text.slice(0, 8)}.${fraction}`;
}

/** As `Json.write` makes it: PostgreSQL prints blanks, and a cell that is read and set again is no change. */
const readJson = (text: string): string => JSON.stringify(JSON.parse(text));

/** In hex; or in the older form, which a server may be set to and a pooler between may keep us from changing. */
function readBytes(text: string): Uint8Array {
  if (text.startsWith("\\x")) return new Uint8Array(Buffer.from(text.slice(2), "hex"));
  const latin = text.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === "\\" ? code : String.fromCharCode(Number.parseInt(code, 8)),
  );
  return new Uint8Array(Buffer.from(latin, "latin1"));
}

/** By type numbers of PostgreSQL (`pg_type.oid`), which never change. What is not here is read as its text. */
const readers: Readonly<Record<number, Reader>> = {
  16: (text) => (text === "t" ? 1 : 0), // bool
  17: readBytes, // bytea
  21: Number, // int2
  23: Number, // int4
  26: Number, // oid
  114: readJson, // json
  700: Number, // float4
  701: Number, // float8
  1083: readTime, // time
  1114: readMoment, // timestamp
  1184: readMoment, // timestamptz
  1700: (text) => canonicalDecimal(text) ?? text, // numeric
  3802: readJson, // jsonb
};

/** How columns of a type are read. @param type its number */
export const readerOf = (type: number): Reader => readers[type] ?? null;

/** The types that are not read as text alone, for drivers that ask for their readers beforehand. */
export const typedReaders: Readonly<Record<number, (text: string) => Cell>> = {
  ...(readers as Readonly<Record<number, (text: string) => Cell>>), // those of the table are functions
  20: (text) => text, // int8
  1082: (text) => text, // date
};

/** What a session must be set to, so that texts come in the form that is read here, whatever the server and the machine are set to. */
export const sessionSettings: Readonly<Record<string, string>> = {
  TimeZone: "UTC",
  DateStyle: "ISO, YMD",
  IntervalStyle: "iso_8601",
  bytea_output: "hex",
  extra_float_digits: "1",
  standard_conforming_strings: "on",
};

/** The settings as one script. */
export const setSession: string = Object.entries(sessionSettings)
  .map(([name, value]) => `SET ${name} = '${value}'`)
  .join("; ");
