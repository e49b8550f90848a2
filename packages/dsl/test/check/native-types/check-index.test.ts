import { expect, test } from "vitest";
import { checkIndexTypes } from "../../../src/check/native-types/check-index.ts";
import type { IndexedColumn, IndexShape, IndexType } from "../../../src/check/native-types/index-types.ts";
import type { Provider } from "../../../src/check/native-types/native-type-set.ts";
import type { Span } from "../../../src/text/span.ts";
import { reportsOf } from "./reports.ts";

function spanAt(start: number): Span {
  return { file: "a.model", start, end: start + 1, line: 1, column: start + 1 };
}

interface Options {
  readonly kind?: IndexShape["kind"];
  readonly type?: IndexType;
}

/** A column as the tests write it: `String @db.Text`, with `sort`, `length`, `ops:Name` or `raw:name` behind it. */
function column(text: string, place: number): IndexedColumn {
  const [type = "", ...rest] = text.split(" ");
  const native = rest.find((word) => word.startsWith("@db."))?.slice(4) ?? null;
  const ops = rest.find((word) => /^(?:ops|raw):/.test(word)) ?? null;
  const scalar = type.replace("[]", "");
  return {
    field: `c${place}`,
    scalar: scalar === "Enum" ? null : (scalar as IndexedColumn["scalar"]), // The tables below name scalars.
    native: native === null ? null : { name: native, arguments: [] },
    list: type.endsWith("[]"),
    sort: rest.includes("sort") ? spanAt(place * 10 + 1) : null,
    length: rest.includes("length") ? spanAt(place * 10 + 2) : null,
    ops: ops === null ? null : { name: ops.slice(4), raw: ops.startsWith("raw:"), span: spanAt(place * 10 + 3) },
    span: spanAt(place * 10),
  };
}

function check(provider: Provider | null, columns: string, { kind = "index", type = "BTree" }: Options = {}): string[] {
  const shape = { kind, type, label: kind === "id" ? "@@id" : `@@${kind}`, span: spanAt(0) };
  const index: IndexShape = { ...shape, columns: columns.split(", ").map((text, place) => column(text, place + 1)) };
  return reportsOf((context) => checkIndexTypes(context, provider, index));
}

const accepted: readonly [provider: Provider | null, type: IndexType, columns: string][] = [
  ["postgresql", "BTree", "String sort, Int sort, Enum, Json, String[]"],
  ["postgresql", "BTree", "String raw:text_pattern_ops"],
  ["postgresql", "BTree", "String @db.Xml raw:my_ops"],
  ["postgresql", "Hash", "String @db.VarChar"],
  ["postgresql", "Gin", "Json"],
  ["postgresql", "Gin", "Json ops:JsonbPathOps"],
  ["postgresql", "Gin", "Json @db.JsonB ops:JsonbOps"],
  ["postgresql", "Gin", "String[], Enum[], String[] @db.VarChar"],
  ["postgresql", "Gin", "Int[] ops:ArrayOps"],
  ["postgresql", "Gin", "String raw:gin_trgm_ops, DateTime raw:timestamp_ops"],
  ["postgresql", "Gist", "Unsupported"],
  ["postgresql", "Gist", "String"],
  ["postgresql", "Gist", "String @db.Inet ops:InetOps"],
  ["postgresql", "SpGist", "String"],
  ["postgresql", "SpGist", "String ops:TextOps"],
  ["postgresql", "SpGist", "String @db.Inet"],
  ["postgresql", "Brin", "Int, BigInt, Float, Decimal, String, DateTime, Bytes, Date, Time, Uuid"],
  ["postgresql", "Brin", "DateTime ops:TimestampMinMaxMultiOps"],
  ["postgresql", "Brin", "DateTime @db.Timestamptz ops:TimestampTzBloomOps"],
  ["postgresql", "Brin", "Uuid ops:UuidBloomOps, String @db.Uuid ops:UuidMinMaxOps"],
  ["postgresql", "Brin", "String @db.Inet ops:InetInclusionOps"],
  ["mysql", "BTree", "String, String @db.Text length, Bytes length, String sort"],
  ["mysql", "BTree", "Bytes @db.VarBinary"],
  ["cockroachdb", "Gin", "Int[], Json"],
  ["sqlite", "BTree", "String sort, Bytes, Json, DateTime @db.UnixMs"],
  [null, "BTree", "String, Bytes, Json, String @db.Text, String @db.Text length"],
  [null, "Brin", "DateTime ops:TimestampMinMaxOps, DateTime ops:TimestampTzMinMaxOps"],
];

test.each(accepted)("takes on %s in a %s index the columns %s", (provider, type, columns) => {
  expect(check(provider, columns, { type })).toEqual([]);
});

const operatorClasses: readonly [provider: Provider | null, type: IndexType, columns: string, reports: string[]][] = [
  [
    "postgresql",
    "Gin",
    "String, Json @db.Json, Enum",
    [
      'JY6102: a Gin index has no operator class for "c1", which is String (name one: c1(ops: raw("…")))',
      'JY6102: a Gin index has no operator class for "c2", which is Json @db.Json (name one: c2(ops: raw("…")))',
      'JY6102: a Gin index has no operator class for "c3", which is an enum (name one: c3(ops: raw("…")))',
    ],
  ],
  [
    "postgresql",
    "Gist",
    "String @db.Inet, Int",
    [
      'JY6102: a Gist index has no operator class for "c1", which is String @db.Inet (name one: c1(ops: raw("…")))',
      'JY6102: a Gist index has no operator class for "c2", which is Int (name one: c2(ops: raw("…")))',
    ],
  ],
  [
    "postgresql",
    "SpGist",
    "Int",
    ['JY6102: a SpGist index has no operator class for "c1", which is Int (name one: c1(ops: raw("…")))'],
  ],
  [
    "postgresql",
    "SpGist",
    "String @db.Char",
    ['JY6102: a SpGist index has no operator class for "c1", which is String @db.Char (name one: c1(ops: raw("…")))'],
  ],
  [
    null,
    "Brin",
    "Boolean, Int[]",
    [
      'JY6102: a Brin index has no operator class for "c1", which is Boolean (name one: c1(ops: raw("…")))',
      'JY6102: a Brin index has no operator class for "c2", which is Int[] (name one: c2(ops: raw("…")))',
    ],
  ],
  ["cockroachdb", "Gin", "String", ['JY6102: a Gin index has no operator class for "c1", which is String']],
  [
    "postgresql",
    "Gin",
    "Json ops:JsonbPathOp, Json ops:gin_trgm_ops",
    [
      'JY6103: unknown operator class "JsonbPathOp" (did you mean "JsonbPathOps"?)',
      'JY6103: unknown operator class "gin_trgm_ops" (write that of an extension as raw("…"))',
    ],
  ],
  [
    "postgresql",
    "BTree",
    "Json ops:JsonbOps, String ops:TextOps",
    [
      'JY6104: a BTree index does not have the operator class "JsonbOps" (it is one of Gin: write "type: Gin" or remove it)',
      'JY6104: a BTree index does not have the operator class "TextOps" (it is one of SpGist: write "type: SpGist" or remove it)',
    ],
  ],
  [
    "postgresql",
    "Gist",
    "String ops:InetOps",
    [
      'JY6105: "InetOps" does not compare "c1", which is String (it compares @db.Inet: declare the field as String @db.Inet)',
    ],
  ],
  [
    "postgresql",
    "Brin",
    "String @db.Char ops:TextBloomOps, DateTime ops:TimestampTzMinMaxOps",
    [
      'JY6105: "TextBloomOps" does not compare "c1", which is String @db.Char (it compares @db.Text, @db.VarChar)',
      'JY6105: "TimestampTzMinMaxOps" does not compare "c2", which is DateTime (it compares @db.Timestamptz: declare the field as DateTime @db.Timestamptz)',
    ],
  ],
  [
    "postgresql",
    "Gin",
    "Json ops:ArrayOps",
    ['JY6105: "ArrayOps" does not compare "c1", which is Json (it compares lists)'],
  ],
  ["mysql", "BTree", "Int raw:int_ops", ['JY6106: an index of MySQL takes no operator class (remove "ops")']],
  ["sqlite", "BTree", "Int ops:IntOps", ['JY6106: an index of SQLite takes no operator class (remove "ops")']],
  [
    "cockroachdb",
    "Gin",
    "Json ops:JsonbOps",
    ['JY6106: an index of CockroachDB takes no operator class (remove "ops")'],
  ],
  [
    "cockroachdb",
    "Gin",
    "Json, Int[]",
    ['JY6113: the Json column "c1" is not the last of its Gin index (put it last)'],
  ],
];

test.each(operatorClasses)(
  "checks on %s in a %s index the operator classes of %s",
  (provider, type, columns, reports) => {
    expect(check(provider, columns, { type })).toEqual(reports);
  },
);

test("takes no operator class in an id or a unique", () => {
  for (const kind of ["id", "unique"] as const) {
    expect(check("postgresql", "String raw:text_pattern_ops", { kind })).toEqual([
      `JY6106: @@${kind} takes no operator class (remove "ops")`,
    ]);
  }
});

test("gives SpGist and Hash one column, and only BTree an order", () => {
  expect(check("postgresql", "String, String", { type: "SpGist" })).toEqual([
    "JY6107: this @@index has 2 columns; a SpGist index has one (write an index for each column)",
  ]);
  expect(check("postgresql", "String, String", { type: "Hash" })).toEqual([
    "JY6107: this @@index has 2 columns; a Hash index has one (write an index for each column)",
  ]);
  expect(check(null, "String sort", { type: "Hash" })).toEqual([
    'JY6108: a Hash index has no sort order (remove "sort")',
  ]);
});

test("takes prefix lengths on MySQL and without a provider, of texts and bytes", () => {
  for (const [provider, name] of [
    ["postgresql", "PostgreSQL"],
    ["sqlite", "SQLite"],
    ["cockroachdb", "CockroachDB"],
  ] as const) {
    expect(check(provider, "String length")).toEqual([
      `JY6109: an index of ${name} takes no prefix length (remove "length")`,
    ]);
  }
  expect(check("mysql", "Int length")).toEqual([
    'JY6110: "c1" is Int; a prefix length is for String and Bytes (remove "length")',
  ]);
  expect(check(null, "Enum length")).toEqual([
    'JY6110: "c1" is an enum; a prefix length is for String and Bytes (remove "length")',
  ]);
});

const unindexable: readonly [provider: Provider | null, columns: string, type: IndexType, report: string][] = [
  ["postgresql", "String @db.Xml", "BTree", '"c1" is Xml, which PostgreSQL does not take'],
  ["postgresql", "Json @db.Json", "Hash", '"c1" is Json, which PostgreSQL does not take'],
  ["postgresql", "Decimal @db.Money", "Hash", '"c1" is Money, which PostgreSQL does not take'],
  ["mysql", "Json", "BTree", '"c1" is Json, which MySQL does not take'],
  [null, "String @db.Xml", "BTree", '"c1" is Xml, which PostgreSQL does not take'],
];

test.each(unindexable)("refuses on %s a key of %s (%s)", (provider, columns, type, report) => {
  for (const kind of ["id", "unique", "index"] as const) {
    expect(check(provider, columns, { kind, type })).toEqual([
      `JY6111: ${report} in @@${kind} (give the field another type)`,
    ]);
  }
});

test("refuses MySQL's texts and blobs without a prefix length", () => {
  for (const native of ["TinyText", "Text", "MediumText", "LongText"]) {
    expect(check("mysql", `String @db.${native}`, { kind: "unique" })).toEqual([
      `JY6111: "c1" is ${native}, which MySQL does not take in @@unique without a prefix length (write c1(length: …), or give the field a type of bounded length)`,
    ]);
    expect(check("mysql", `String @db.${native}`, { kind: "fulltext", type: "FullText" })).toEqual([]);
  }
  for (const native of ["TinyBlob", "Blob", "MediumBlob", "LongBlob"]) {
    expect(check("mysql", `Bytes @db.${native}`)).toHaveLength(1);
    expect(check("mysql", `Bytes @db.${native} length`)).toEqual([]);
  }
  expect(check("mysql", "Bytes")).toEqual([
    'JY6111: "c1" is LongBlob, which MySQL does not take in @@index without a prefix length (write c1(length: …), or give the field a type of bounded length)',
  ]);
  expect(check(null, "String @db.TinyText")).toHaveLength(1);
});

test("has full text on MySQL and without a provider, of texts alone", () => {
  const fullText = { kind: "fulltext", type: "FullText" } as const;
  expect(check("mysql", "String, String @db.Text", fullText)).toEqual([]);
  expect(check(null, "String", fullText)).toEqual([]);
  expect(check("postgresql", "String sort length", fullText)).toEqual([
    'JY6101: PostgreSQL has no "FullText" index (MySQL has it)',
  ]);
  expect(check("mysql", "Int, String sort, String length, String ops:TextOps", fullText)).toEqual([
    'JY6112: "c1" is Int; a full-text index is of String (leave it out)',
    'JY6108: a FullText index has no sort order (remove "sort")',
    'JY6109: a FullText index takes no prefix length (remove "length")',
    'JY6106: an index of MySQL takes no operator class (remove "ops")',
  ]);
});
