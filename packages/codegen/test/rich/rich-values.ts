/** Random values of every type that a schema has, and what two of them have in common that say the same. */
import type { Column, ColumnType, Schema } from "../../src/client-schema.ts";

/** A number from 0 up to `below`, which is left out. */
export type Random = (below: number) => number;

/** Mulberry32: the same seed gives the same numbers on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The classes of the codecs in `rich-schemas.ts`. */
export interface Codecs {
  readonly Money: new (cents: bigint) => object;
  readonly Code: new (text: string) => object;
  readonly Label: new (words: readonly string[]) => object;
}

/** A column, or a field of a value type. */
export type Typed = Pick<Column, "name" | "type" | "scalar" | "list" | "nullable" | "default">;

export class Values {
  readonly #random: Random;
  readonly #schema: Schema;
  readonly #codecs: Codecs;
  #count = 0;
  #depth = 0;

  constructor(random: Random, schema: Schema, codecs: Codecs) {
    this.#random = random;
    this.#schema = schema;
    this.#codecs = codecs;
  }

  of(typed: Typed): unknown {
    if (typed.nullable && this.#random(3) === 0) return null;
    // Trees end somewhere.
    if (typed.list) return Array.from({ length: this.#random(this.#depth > 2 ? 1 : 4) }, () => this.#one(typed));
    return this.#one(typed);
  }

  /** One that no other column of this run has. */
  unique(typed: Typed): unknown {
    this.#count += 1;
    if (typed.scalar === "Money") return new this.#codecs.Money(BigInt(this.#count));
    if (typed.scalar === "Label") return new this.#codecs.Label(["label", String(this.#count)]);
    const { type } = typed;
    if (type.kind !== "scalar") return this.#one(typed);
    if (type.scalar === "Int" || type.scalar === "Float") return this.#count;
    if (type.scalar === "BigInt") return BigInt(this.#count) - 9_007_199_254_740_999n;
    if (type.scalar === "String") return `${String(this.#one(typed))} ${this.#count}`;
    if (type.scalar === "Date") return new Date(this.#count * 86_400_000).toISOString().slice(0, 10);
    return this.#one(typed); // a UUID, mostly
  }

  /** @param isSparse whether fields that may be left out are, now and then */
  value(name: string, isSparse = true): Record<string, unknown> {
    const fields = this.#schema.types.find((type) => type.name === name)?.fields ?? [];
    const given = fields.filter((field) => {
      const isRequired = !field.nullable && !field.list && field.default === null;
      return isRequired || !isSparse || this.#random(4) > 0;
    });
    this.#depth += 1;
    const value = Object.fromEntries(given.map((field) => [field.name, this.of(field)]));
    this.#depth -= 1;
    return value;
  }

  #one({ name, type, scalar }: Typed): unknown {
    if (scalar === "Money") return new this.#codecs.Money(BigInt(this.#random(199_999) - 99_999));
    if (scalar === "Code") return new this.#codecs.Code(this.#uuid());
    if (scalar === "Label") return new this.#codecs.Label(this.#pick(["", "a", "a b", "ö 'q'"]).split(" "));
    if (type.kind === "value") return this.value(type.value);
    if (type.kind === "enum") {
      const members = this.#schema.enums.find((one) => one.name === type.enum)?.members ?? [];
      return this.#pick(members).name;
    }
    // What the database reckons with stays small.
    if (type.scalar === "Int" && /^[kx]/.test(name)) return this.#random(1000);
    return this.#scalar(type.scalar);
  }

  #scalar(scalar: Extract<ColumnType, { kind: "scalar" }>["scalar"]): unknown {
    const moment = (): Date =>
      new Date(Date.UTC(1970 + this.#random(90), this.#random(12), this.#random(28) + 1, 5, 6, 7, this.#random(1000)));
    switch (scalar) {
      case "Int":
        return this.#pick([0, 1, -1, 2 ** 31 - 1, -(2 ** 31), this.#random(1000)]);
      case "BigInt":
        return this.#pick([0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), BigInt(this.#random(1000))]);
      case "Float":
        return this.#pick([0, 0.1, -1.5, 1e300, 5e-324, 1e21, this.#random(1000) / 7]);
      case "Decimal":
        return this.#pick(["0", "-0.0001", "1234567890.1234", "10", "9.9900", `${this.#random(1000)}.5`]);
      case "String":
        return this.#pick([
          "",
          "a",
          "it's",
          'a "b" \\ c',
          "ö\n\u{1F600}",
          "%_",
          "0",
          "null",
          "1.0",
          "{}",
          `s${this.#random(1000)}`,
        ]);
      case "Boolean":
        return this.#random(2) === 0;
      case "DateTime":
        return moment();
      case "Date":
        return moment().toISOString().slice(0, 10);
      case "Time":
        return `0${this.#random(10)}:1${this.#random(10)}:00`;
      case "Uuid":
        return this.#uuid();
      case "Json":
        return this.#pick<unknown>([
          {},
          [],
          0,
          false,
          "text",
          "",
          { a: null, b: [1, { c: "x" }] },
          [null],
          1.5,
          { toString: 1 },
        ]);
      case "Bytes":
        return Uint8Array.from({ length: this.#random(4) }, () => this.#random(256));
      default:
        return scalar satisfies never;
    }
  }

  #uuid(): string {
    const digits = Array.from({ length: 32 }, () => this.#random(16).toString(16)).join("");
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#random(all.length)] as T; // none of the lists is empty
  }
}

/**
 * A value as text, the same for all that say the same: a decimal's digits without what adds nothing, the fields of a value with what stands in
 * for those that are left out.
 */
export function sayingOf(value: unknown, typed: Typed, schema: Schema): string {
  return JSON.stringify(plain(value, typed, schema));
}

function plain(value: unknown, typed: Typed, schema: Schema): unknown {
  if (value === null || value === undefined) return value === null ? null : "(undefined)";
  if (typed.list) {
    return Array.isArray(value)
      ? Array.from(value, (one) => plain(one, { ...typed, list: false }, schema))
      : `(no list: ${typeof value})`;
  }
  const { type, scalar } = typed;
  if (scalar === null && type.kind === "value") return plainFields(value, type.value, schema);
  if (scalar === null && type.kind === "scalar" && type.scalar === "Decimal" && typeof value === "string")
    return digits(value);
  return tagged(value);
}

/** The fields of a value, whole: those of a random default are left out. */
function plainFields(value: object, name: string, schema: Schema): unknown {
  const fields = schema.types.find((type) => type.name === name)?.fields ?? [];
  const known = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(value).filter((key) => !fields.some((field) => field.name === key));
  const said = fields.map((field) => {
    const given = known[field.name];
    return [field.name, given === undefined ? absent(field, schema) : plain(given, field, schema)];
  });
  return [...said, ...unknown.map((key) => [key, "(unknown)"])];
}

function absent(field: Typed, schema: Schema): unknown {
  const { default: given } = field;
  if (given?.kind === "literal") {
    if (field.scalar === "Money") return ["Money", ["cents", ["bigint", String(given.value).replace(".", "")]]];
    if (field.type.kind === "scalar" && field.type.scalar === "BigInt") return ["bigint", String(given.value)];
    if (field.type.kind === "scalar" && field.type.scalar === "Json") return tagged(JSON.parse(String(given.value)));
    return plain(given.value, field, schema);
  }
  if (given?.kind === "list") return given.values;
  return field.list ? [] : null;
}

function digits(text: string): string {
  const [, sign = "", whole = "", fraction = ""] = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
  return `${sign}${whole === "" ? "0" : whole}.${fraction}`;
}

function tagged(value: unknown): unknown {
  if (typeof value === "bigint") return ["bigint", String(value)];
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return ["Date", value.toISOString()];
  if (value instanceof Uint8Array) return ["Bytes", [...value]];
  if (Array.isArray(value)) return Array.from(value, tagged);
  const own = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [value.constructor.name, ...own.map(([key, part]) => [key, tagged(part)])];
}
