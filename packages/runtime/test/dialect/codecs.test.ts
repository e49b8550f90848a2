import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import * as codecs from "../../src/dialect/codecs.ts";
import { canonicalDecimal } from "../../src/dialect/decimal.ts";
import { decimalOrder } from "../../src/dialect/decimal-order.ts";
import { CellFormatError, NotAssignedError, ValueError } from "../../src/errors.ts";
import type { CellType, ColumnMeta, EntityLike, Model } from "../../src/meta/model.ts";
import { model as modelKey, row } from "../../src/meta/symbols.ts";

const column = { name: "value" } as ColumnMeta;
const model = { name: "Thing", columns: [column] } as unknown as Model; // what errors ask for
(column as { model: Model }).model = model;
const entity: EntityLike = { [row]: [], [modelKey]: model };

const cyclic: Record<string, unknown> = {};
cyclic["self"] = cyclic;

const refused: readonly (readonly [string, CellType<unknown>, readonly unknown[]])[] = [
  ["Int", codecs.Int, [1.5, 2 ** 31, NaN, Infinity, "1", 1n, null, undefined, true]],
  ["BigInt", codecs.BigIntType, [1, "1", 2n ** 63n, -(2n ** 63n) - 1n, undefined]],
  ["Float", codecs.Float, [NaN, Infinity, -Infinity, "1", 1n, undefined]],
  [
    "Decimal",
    codecs.Decimal,
    [
      "",
      ".",
      "1,5",
      "abc",
      "1e",
      "1e99999",
      1.5,
      " 1",
      "0x10",
      undefined,
      "9".repeat(36),
      `0.${"1".repeat(31)}`,
      "1e35",
      "1e-31",
    ],
  ],
  ["String", codecs.StringType, ["\ud800", 1, undefined, {}]],
  ["Boolean", codecs.BooleanType, [1, 0, "true", undefined]],
  [
    "DateTime",
    codecs.DateTime,
    [new Date(NaN), "2024-01-01", 0, undefined, new Date(-62_135_596_800_001), new Date(8.64e15)],
  ],
  ["Date", codecs.DateType, ["2023-02-29", "2024-13-01", "2024-1-1", "0000-01-01", new Date(), undefined]],
  ["Time", codecs.TimeType, ["24:00:00", "12:60:00", "12:00", "12:00:00.1", undefined]],
  ["Uuid", codecs.Uuid, ["123", "123e4567-e89b-12d3-a456-42661417400g", undefined]],
  [
    "Json",
    codecs.Json,
    [
      undefined,
      () => 1,
      Symbol("x"),
      1n,
      NaN,
      { a: [undefined] },
      { a: () => 1 },
      cyclic,
      new Map(),
      [new Set([1])],
      "\ud800",
      { "\ud800": 1 },
    ],
  ],
  ["Bytes", codecs.Bytes, [[1, 2], "ff", new ArrayBuffer(2), undefined]],
  ["enum", codecs.enumType("Role", { admin: "A" }), ["A", "toString", undefined]],
  ["list", codecs.list(codecs.Int), ["[1]", [1.5], [null], undefined]],
];

describe("write", () => {
  test.each(refused)("%s refuses what does not fit, naming the column", (_name, type, values) => {
    for (const value of values) {
      const write = () => type.write(value, column);
      expect(write).toThrow(ValueError);
      expect(write).toThrow(/^"Thing\.value" takes /);
    }
  });

  test.each([
    ["Int", codecs.Int, "7", "an integer of 32 bits, and was given a string"],
    ["Int", codecs.Int, 1.5, "an integer of 32 bits, and was given a number with a fraction"],
    ["Int", codecs.Int, 2 ** 31, "an integer of 32 bits, and was given an integer out of range"],
    ["Int", codecs.Int, NaN, "an integer of 32 bits, and was given NaN"],
    ["BigInt", codecs.BigIntType, 2n ** 63n, "a bigint of 64 bits, and was given one out of range"],
    ["String", codecs.StringType, null, "a well-formed string, and must not be null"],
    ["DateTime", codecs.DateTime, new Date(NaN), /and was given an invalid Date$/],
    ["DateTime", codecs.DateTime, null, /and must not be null$/],
    ["Bytes", codecs.Bytes, [1], "a Uint8Array, and was given an array"],
    ["Bytes", codecs.Bytes, new Map(), "a Uint8Array, and was given an object of class Map"],
    ["enum", codecs.enumType("Role", { admin: "A" }), "A", "one of admin, and was given another string"],
    ["Decimal", codecs.Decimal, 1.5, /such as "12\.50", and was given a number$/],
    ["Decimal", codecs.Decimal, "1e35", "at most 35 digits before the point and 30 after it, and was given more"],
    ["Json", codecs.Json, { a: [new Map()] }, "a JSON value, and this one holds an object of class Map"],
    ["list", codecs.list(codecs.Int), 5, "an array, and was given a number"],
  ] as readonly (readonly [string, CellType<unknown>, unknown, string | RegExp])[])(
    "%s says what kind it was given",
    (_name, type, value, message) => {
      expect(() => type.write(value, column)).toThrow(
        typeof message === "string" ? `"Thing.value" takes ${message}` : message,
      );
    },
  );

  test("Decimal takes as many digits as every engine keeps", () => {
    const widest = `-${"9".repeat(35)}.${"9".repeat(30)}`;
    expect(codecs.Decimal.write(widest, column)).toBe(widest);
    expect(codecs.Decimal.write(`1.${"0".repeat(40)}`, column)).toBe("1");
  });

  test("Json takes plain objects of any realm and what has toJSON", () => {
    const bare = Object.assign(Object.create(null), { b: 1 }) as object;
    const foreign: unknown = runInNewContext("({ c: [1] })");
    const own = { toJSON: () => "text" };
    expect(codecs.Json.write({ bare, foreign, own, at: new Date(0) } as never, column)).toBe(
      '{"bare":{"b":1},"foreign":{"c":[1]},"own":"text","at":"1970-01-01T00:00:00.000Z"}',
    );
  });

  test("never puts the value into the message", () => {
    expect(() => codecs.Uuid.write("s3cret-value", column)).toThrow(/^(?!.*s3cret)/s);
  });

  test.each([
    ["1", "1"],
    ["+1", "1"],
    ["-0", "0"],
    ["-0.00", "0"],
    ["007.500", "7.5"],
    [".5", "0.5"],
    ["5.", "5"],
    ["1e3", "1000"],
    ["1.25e1", "12.5"],
    ["-12.5E-4", "-0.00125"],
    ["100", "100"],
    ["9007199254740993.000000000000000001", "9007199254740993.000000000000000001"],
  ])("Decimal makes %s canonical", (text, canonical) => {
    expect(codecs.Decimal.write(text, column)).toBe(canonical);
    expect(canonicalDecimal(canonical)).toBe(canonical);
  });

  test("Uuid is lower case, Int and Float have no -0, a whole Time no fraction", () => {
    expect(codecs.Uuid.write("123E4567-E89B-12D3-A456-426614174000", column)).toBe(
      "123e4567-e89b-12d3-a456-426614174000",
    );
    expect(Object.is(codecs.Int.write(-0, column), 0)).toBe(true);
    expect(Object.is(codecs.Float.write(-0, column), 0)).toBe(true);
    expect(codecs.TimeType.write("12:00:00.000", column)).toBe("12:00:00");
  });

  test("leaves out undefined properties of JSON", () => {
    expect(codecs.Json.write({ a: undefined, b: 1 }, column)).toBe('{"b":1}');
  });
});

test("DateTime writes what toISOString gives, whatever day came before", () => {
  for (let at = 0; at < 2000; at++) {
    const ms = Math.floor(Math.sin(at) * 1e14) % 62_135_596_800_000;
    for (const moment of [new Date(ms), new Date(ms + 1), new Date(at * 61_001)]) {
      expect(codecs.DateTime.write(moment, column)).toBe(moment.toISOString());
      expect(codecs.DateTime.read(moment.toISOString(), entity, 0)).toStrictEqual(moment);
    }
  }
});

describe("read", () => {
  const types: readonly (readonly [string, CellType<unknown>, unknown])[] = [
    ["Int", codecs.Int, 2 ** 53],
    ["BigInt", codecs.BigIntType, "1.5"],
    ["Float", codecs.Float, "1"],
    ["Decimal", codecs.Decimal, 1],
    ["String", codecs.StringType, 1],
    ["Boolean", codecs.BooleanType, 2],
    ["DateTime", codecs.DateTime, 1_700_000_000_000],
    ["DateTime in SQL form", codecs.DateTime, "2024-01-01 00:00:00"],
    ["DateTime with letters", codecs.DateTime, "2024-0x-01T00:00:00.000Z"],
    ["Date with a time", codecs.DateType, "2024-01-31 00:00:00"],
    ["Json", codecs.Json, "{"],
    ["Bytes", codecs.Bytes, "ff"],
    ["enum", codecs.enumType("Role", { admin: "A" }), "admin"],
    ["list", codecs.list(codecs.Int), "{}"],
  ];
  test.each(types)("%s refuses another format, and tells a value not yet assigned", (_name, type, cell) => {
    expect(() => type.read(cell as string, entity, 0)).toThrow(CellFormatError);
    expect(() => type.read(null, entity, 0)).toThrow(/NULL/);
    expect(() => type.read(undefined, entity, 0)).toThrow(NotAssignedError);
  });

  test.each([
    [1_700_000_000_000, "@db.UnixMs"],
    ["1700000000000", "@db.UnixMs"],
    [1_700_000_000, "@db.UnixSeconds"],
    ["2024-01-01 00:00:00", "@db.SqlDateTime"],
    ["'2024-01-01 00:00:00'", "@db.SqlDateTime"],
    ["'2024-01-01T00:00:00.000Z'", "without its @db attribute"],
    ["2024-01-01T00:00:00.000+00:00", "convert the rows"],
  ])("DateTime says of %j what the schema should say", (cell, way) => {
    expect(() => codecs.DateTime.read(cell, entity, 0)).toThrow(way);
  });

  test("gives values that can be changed without changing the cell", () => {
    const cell = new Uint8Array([1]);
    codecs.Bytes.read(cell, entity, 0)[0] = 9;
    expect(cell).toStrictEqual(new Uint8Array([1]));
    const source = new Uint8Array([1]);
    const written = codecs.Bytes.write(source, column);
    source[0] = 9;
    expect(written).toStrictEqual(new Uint8Array([1]));
  });
});

test("decimals sort as texts", () => {
  const sorted = [
    "-100.5",
    "-100",
    "-12.5",
    "-12",
    "-0.5",
    "-0.05",
    "0",
    "0.05",
    "0.5",
    "0.55",
    "1",
    "9.99",
    "10",
    "10.5",
    "100",
  ];
  const shuffled = sorted.toReversed();
  expect(shuffled.toSorted((a, b) => (decimalOrder(a) < decimalOrder(b) ? -1 : 1))).toEqual(sorted);
});

describe("defaults", () => {
  test.each([
    ["uuid", codecs.uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ["uuid7", codecs.uuid7, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ["cuid", codecs.cuid, /^c[0-9a-z]{24}$/],
    ["cuid2", codecs.cuid2, /^[a-z][0-9a-z]{23}$/],
    ["ulid", codecs.ulid, /^0[0-9A-HJKMNP-TV-Z]{25}$/],
    ["nanoid", () => codecs.nanoid(), /^[\w-]{21}$/],
  ])("%s has its form and is never the same", (_name, make, form) => {
    const made = Array.from({ length: 10_000 }, () => make());
    for (const one of made.slice(0, 100)) expect(one).toMatch(form);
    expect(new Set(made).size).toBe(made.length);
  });

  test("now is the time in its form", () => {
    expect(codecs.now()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test("ulid is in order, and begins with the time", () => {
    const before = Date.now();
    const made = Array.from({ length: 10_000 }, () => codecs.ulid());
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let ms = 0;
    for (const character of (made[0] ?? "").slice(0, 10)) ms = ms * 32 + alphabet.indexOf(character);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThan(before + 60_000);
  });

  test("uuid7 is in order", () => {
    const made = Array.from({ length: 10_000 }, () => codecs.uuid7());
    expect(made.toSorted()).toEqual(made);
  });
});
