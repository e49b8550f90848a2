import type { ScalarType } from "../../ir/ir.ts";
import type { ValueAst } from "../../syntax/ast.ts";
import { describeValue } from "../arguments.ts";
import type { CheckContext } from "../bound.ts";
import { makesValueOf } from "./default-functions.ts";

type Literal = string | number | boolean;
/** A value, or what is wrong: another kind of value, or the range that it leaves. */
type Reading = { readonly value: Literal } | { readonly range: string } | null;

interface LiteralType {
  /** What a default of this type looks like, for the message. */
  readonly expected: string;
  readonly read: (value: ValueAst) => Reading;
}

const integer = /^-?[0-9]+$/;
/** Up to 35 digits before the point and 30 after it, as a column holds; zeros on the outside do not count. */
const decimal = /^-?0*[0-9]{1,35}(?:\.[0-9]{1,30}0*)?$/;
const date = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const time = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$/;
const dateTime =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:[Zz]|[+-]([0-9]{2}:[0-9]{2}))$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const literals = {
  Int: { expected: "a whole number", read: (value) => readInteger(value, 32, (number) => Number(number)) },
  BigInt: { expected: "a whole number", read: (value) => readInteger(value, 64, (number) => number.toString()) },
  Float: {
    expected: "a number",
    read(value) {
      if (value.kind !== "number") return null;
      const number = Number(value.text);
      return Number.isFinite(number) ? { value: number } : { range: "numbers up to about 1.8e308" };
    },
  },
  Decimal: {
    expected: `a number such as 9.99, or its digits as a text`,
    read: (value) => textOf(value, ["number", "string"], (text) => decimal.test(text)),
  },
  String: { expected: "a text", read: (value) => textOf(value, ["string"], (text) => text.isWellFormed()) },
  Boolean: {
    expected: "true or false",
    read(value) {
      if (value.kind !== "name" || (value.text !== "true" && value.text !== "false")) return null;
      return { value: value.text === "true" };
    },
  },
  DateTime: {
    expected: `now() or a text such as "2026-01-31T12:00:00Z"`,
    read: (value) => textOf(value, ["string"], isDateTime),
  },
  Date: { expected: `a text such as "2026-01-31"`, read: (value) => textOf(value, ["string"], isDate) },
  Time: {
    expected: `a text such as "12:00:00"`,
    read: (value) => textOf(value, ["string"], (text) => time.test(text)),
  },
  Uuid: {
    expected: "uuid() or a UUID as a text",
    read: (value) => textOf(value, ["string"], (text) => uuid.test(text)),
  },
  Json: { expected: "JSON as a text", read: (value) => textOf(value, ["string"], isJson) },
  Bytes: { expected: "base64 as a text", read: (value) => textOf(value, ["string"], (text) => base64.test(text)) },
} satisfies Record<ScalarType, LiteralType>;

/** The literal as the IR has it; null where it has been reported. */
export function readLiteral(context: CheckContext, scalar: ScalarType, value: ValueAst): Literal | null {
  const type: LiteralType = literals[scalar];
  const reading = type.read(value);
  if (reading === null) {
    const found = value.kind === "string" ? `the text "${value.text.slice(0, 40)}"` : describeValue(value);
    const wayOut = wayOutOf(scalar, value);
    context.reporter.report("wrongDefault", value.span, { type: scalar, expected: type.expected, found, wayOut });
    return null;
  }
  if ("value" in reading) return reading.value;
  const text = value.kind === "number" ? value.text : "";
  context.reporter.report("defaultOutOfRange", value.span, { type: scalar, value: text, range: reading.range });
  return null;
}

/** What is meant by a value of another kind; null where that cannot be told. */
function wayOutOf(scalar: ScalarType, value: ValueAst): string | null {
  if (value.kind === "name" && value.text === "null")
    return "leave it out: an optional field is null without a default";
  if (value.kind === "name") return makesValueOf(value.text, scalar) ? `write ${value.text}()` : null;
  if (value.kind !== "string") return null;
  const { read }: LiteralType = literals[scalar];
  const { text, span } = value;
  const bare = [read({ kind: "number", text, span }), read({ kind: "name", text, span })];
  return /^-?[0-9a-z.]+$/.test(text) && bare.some((reading) => reading !== null) ? "write it without quotes" : null;
}

function readInteger(value: ValueAst, bits: number, result: (number: bigint) => Literal): Reading {
  if (value.kind !== "number" || !integer.test(value.text)) return null;
  const range = { range: `whole numbers of ${bits} bits, up to ${2n ** BigInt(bits - 1) - 1n}` };
  // Converting takes time that grows with the square of the digits; leading zeros aside, no number in range is longer.
  const digits = value.text.replace(/^(-?)0+(?=[0-9])/, "$1");
  if (digits.length > 20) return range;
  const number = BigInt(digits);
  return BigInt.asIntN(bits, number) === number ? { value: result(number) } : range;
}

function textOf(value: ValueAst, kinds: readonly ValueAst["kind"][], accepts: (text: string) => boolean): Reading {
  if (value.kind !== "string" && value.kind !== "number") return null;
  return kinds.includes(value.kind) && accepts(value.text) ? { value: value.text } : null;
}

function isDate(text: string): boolean {
  const [, year, month, day] = date.exec(text) ?? [];
  if (year === undefined) return false;
  // JavaScript moves the 31st of a month of 30 days into the next one; a date that exists stays.
  const found = new Date(`${text}T00:00:00Z`);
  return found.getUTCMonth() + 1 === Number(month) && found.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  const [, day, clock, zone] = dateTime.exec(text) ?? [];
  if (day === undefined || clock === undefined) return false;
  return isDate(day) && time.test(clock) && (zone === undefined || time.test(`${zone}:00`));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
