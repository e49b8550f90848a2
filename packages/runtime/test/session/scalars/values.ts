/** Every scalar of fixtures/scalars by its edges: what it takes and gives back, what it takes for another value, what it refuses. */

export interface Scalar {
  /** That of its two models, `…Group` and `…Item`. */
  readonly name: string;
  /** As the schema says it. */
  readonly declared: string;
  /** In the order of the type, each of them once. */
  readonly values: readonly unknown[];
  /** What is given, and the value that it is for the program at once and on every engine; in a list it may be another. */
  readonly taken?: readonly (readonly [given: unknown, held: unknown, inList?: unknown])[];
  /** Whether programs change values in place: such a one goes on as it was given until it is read again. */
  readonly isDocument?: boolean;
  /** ValueError before anything is sent. */
  readonly refused: readonly unknown[];
  /** Whether it is the key of its groups. */
  readonly isKey: boolean;
  /** Whether its values have an order. */
  readonly isOrdered: boolean;
  /** What a program gives an `sql` template in the value's place; the value itself when absent. */
  readonly parameter?: (value: never) => unknown;
}

const moments = [
  "0001-01-01T00:00:00.000Z",
  "0099-06-01T00:00:00.010Z",
  "1582-10-10T12:00:00.000Z", // a day that the Julian calendar's end left out
  "1969-12-31T23:59:59.999Z",
  "1970-01-01T00:00:00.000Z",
  "2000-02-29T12:34:56.789Z",
  "2024-02-29T23:59:59.999Z",
  "2024-03-31T01:30:00.001Z", // an hour that summer time leaves out in Europe
  "2038-01-19T03:14:08.000Z",
  "9999-12-31T23:59:59.999Z",
].map((text) => new Date(text));
/** Where the form alone is another. */
const fewMoments = moments.filter((_, index) => index === 0 || index === 3 || index === 6 || index === 9);
const noMoments = [
  new Date(NaN),
  new Date("0000-12-31T23:59:59.999Z"),
  new Date("+010000-01-01T00:00:00.000Z"),
  "2024-01-01T00:00:00.000Z",
  0,
];
const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);
const midnight = (date: Date): Date => new Date(Math.floor(date.getTime() / 86_400_000) * 86_400_000);

/** One text in several cases, with blanks, in composed and decomposed letters, with characters of four bytes. */
const texts = [
  "",
  " ",
  "'",
  "0",
  "A",
  "NULL",
  "\\",
  "a",
  "a ",
  "a\u0301", // á of two characters
  "null",
  "{1,2}",
  "\u00e1", // á of one
  "ﬀ",
  "👍",
  "👩‍👩‍👧",
];

export const scalars: readonly Scalar[] = [
  {
    name: "Int",
    declared: "Int",
    values: [-(2 ** 31), -1, 0, 1, 2 ** 31 - 1],
    taken: [[-0, 0]],
    refused: [2 ** 31, -(2 ** 31) - 1, 0.5, NaN, Infinity, -Infinity, 1n, "1", true],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "BigInt",
    declared: "BigInt",
    values: [-(2n ** 63n), -(2n ** 53n) - 1n, -1n, 0n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 2n, 2n ** 63n - 1n],
    refused: [2n ** 63n, -(2n ** 63n) - 1n, 1, NaN, Infinity, "1"],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Float",
    declared: "Float",
    values: [
      -Number.MAX_VALUE,
      -0.1,
      0,
      5e-324,
      2.2250738585072014e-308,
      0.1,
      1 / 3,
      2 ** 53,
      2 ** 53 + 2,
      1e22,
      Number.MAX_VALUE,
    ],
    taken: [[-0, 0]],
    refused: [NaN, Infinity, -Infinity, 1n, "1"],
    isKey: false,
    isOrdered: true,
  },
  {
    name: "Decimal",
    declared: "Decimal",
    values: [
      `-${"9".repeat(35)}.${"9".repeat(30)}`,
      "-12.5",
      `-0.${"0".repeat(29)}1`,
      "0",
      `0.${"0".repeat(29)}1`,
      "0.1",
      "9007199254740993",
      "12345678901234567890.12345678901234567891",
      `${"9".repeat(35)}.${"9".repeat(30)}`,
    ],
    taken: [
      ["-0", "0"],
      ["-0.00", "0"],
      ["+1.50", "1.5"],
      ["007", "7"],
      ["1e3", "1000"],
    ],
    refused: ["NaN", "Infinity", "", "1,5", "9".repeat(36), `0.${"1".repeat(31)}`, 1.5, NaN, 1n],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "String",
    declared: "String",
    values: ["\0", "a\0b", ...texts].toSorted(byCodePoint),
    refused: ["\ud800", "a\udc00", 1, true, ["a"]],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Boolean",
    declared: "Boolean",
    values: [false, true],
    refused: [0, 1, "true", "f"],
    isKey: false,
    isOrdered: true,
  },
  {
    name: "DateTime",
    declared: "DateTime",
    values: moments,
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Date",
    declared: "Date",
    values: ["0001-01-01", "1582-10-10", "1969-12-31", "2000-02-29", "2024-02-29", "9999-12-31"],
    refused: [
      "0000-01-01",
      "1900-02-29",
      "2023-02-29",
      "2024-04-31",
      "10000-01-01",
      "2024-1-1",
      "infinity",
      new Date(0),
    ],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Time",
    declared: "Time",
    values: ["00:00:00", "00:00:00.001", "12:30:00", "12:30:00.500", "23:59:59", "23:59:59.999"],
    taken: [["12:30:00.000", "12:30:00"]],
    refused: ["24:00:00", "23:59:60", "-01:00:00", "12:30", "12:30:00.1", "12:30:00.0001", 0],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Uuid",
    declared: "Uuid",
    values: [
      "00000000-0000-0000-0000-000000000000",
      "123e4567-e89b-12d3-a456-426614174000",
      "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ],
    taken: [["123E4567-E89B-12D3-A456-426614174ABC", "123e4567-e89b-12d3-a456-426614174abc"]],
    refused: ["", "123e4567", "123e4567e89b12d3a456426614174000", "{123e4567-e89b-12d3-a456-426614174000}", 1n],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Json",
    declared: "Json",
    values: [
      true,
      0,
      -1.5,
      5e-324,
      Number.MAX_VALUE,
      2 ** 53 + 2,
      "",
      "null",
      "a\0b",
      "👍 \\ \" '",
      [],
      {},
      [null],
      [1, [2, [null, false]]],
      { a: { b: "á" }, "": null, c: [1, {}] },
      { b: 1, a: 2, aa: 3 },
    ],
    taken: [
      [-0, 0],
      [{ a: 1, b: undefined }, { a: 1 }],
    ],
    refused: [NaN, Infinity, [NaN], { a: -Infinity }, 1n, [undefined], new Map(), "\ud800", { "\ud800": 1 }],
    isDocument: true,
    isKey: false,
    isOrdered: false,
    parameter: (value) => JSON.stringify(value),
  },
  {
    name: "Bytes",
    declared: "Bytes",
    values: [
      new Uint8Array(0),
      new Uint8Array([0]),
      new Uint8Array([0, 0]),
      Uint8Array.from({ length: 128 }, (_, index) => index * 2),
      new Uint8Array([92, 120, 39]),
      new Uint8Array([0xc3, 0x28]), // no UTF-8
      new Uint8Array([255]),
    ],
    refused: ["", "\\x00", [1], new ArrayBuffer(1)],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Enum",
    declared: "an enum",
    values: ["small", "large"],
    refused: ["S", "Small", "", "toString", 0],
    isKey: true,
    isOrdered: true,
    parameter: (value) => ({ small: "S", large: "L" })[value],
  },
  {
    name: "SmallInt",
    declared: "Int @db.SmallInt",
    values: [-(2 ** 15) - 1, -(2 ** 15), 0, 2 ** 15 - 1, 2 ** 15],
    refused: [0.5, NaN],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Real",
    declared: "Float @db.Real",
    values: [-1.5, 0, 0.1, 1 / 3, 2 ** 24],
    refused: [NaN, Infinity],
    isKey: false,
    isOrdered: true,
  },
  {
    name: "Cents",
    declared: "Decimal @db.Decimal(12, 2)",
    values: ["-9999999999.99", "-0.01", "0", "0.1", "12.34", "9999999999.99"],
    taken: [["12.50", "12.5"]],
    refused: ["0.001", "10000000000", "NaN"],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "VarChar",
    declared: "String @db.VarChar(40)",
    values: ["", "A", "a", "a ", "a".repeat(41), "a\u0301", "\u00e1", "👍".repeat(40)],
    refused: ["\ud800", 1],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Char",
    declared: "String @db.Char(8)",
    values: ["", "A", "a", "a\u0301", "\u00e1", "👍"],
    refused: ["\ud800", 1],
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Timestamp",
    declared: "DateTime @db.Timestamp(3)",
    values: moments,
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "Day",
    declared: "DateTime @db.Date",
    values: fewMoments.map(midnight),
    taken: [[new Date("2024-02-29T23:59:59.999Z"), new Date("2024-02-29T00:00:00.000Z")]],
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "TimeOfDay",
    declared: "DateTime @db.Time(3)",
    values: ["00:00:00.000", "00:00:00.001", "12:30:00.500", "23:59:59.999"].map(
      (time) => new Date(`1970-01-01T${time}Z`),
    ),
    taken: [[new Date("2024-02-29T23:59:59.999Z"), new Date("1970-01-01T23:59:59.999Z")]],
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "UnixMs",
    declared: "DateTime @db.UnixMs",
    values: fewMoments,
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "UnixSeconds",
    declared: "DateTime @db.UnixSeconds",
    values: fewMoments.map(wholeSeconds),
    // A list holds whole moments.
    taken: [
      [
        new Date("1969-12-31T23:59:59.999Z"),
        new Date("1969-12-31T23:59:59.000Z"),
        new Date("1969-12-31T23:59:59.999Z"),
      ],
    ],
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
  {
    name: "SqlDateTime",
    declared: "DateTime @db.SqlDateTime",
    values: fewMoments.map(wholeSeconds),
    // A list holds whole moments.
    taken: [
      [
        new Date("0001-01-01T00:00:00.999Z"),
        new Date("0001-01-01T00:00:00.000Z"),
        new Date("0001-01-01T00:00:00.999Z"),
      ],
    ],
    refused: noMoments,
    isKey: true,
    isOrdered: true,
  },
];

/** The order of code points, which that of UTF-16's halves is not. */
function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
