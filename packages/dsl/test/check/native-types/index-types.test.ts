import { expect, test } from "vitest";
import { type IndexType, readIndexType } from "../../../src/check/native-types/index-types.ts";
import type { Provider } from "../../../src/check/native-types/native-type-set.ts";
import { operatorClassNamed, operatorClassNames } from "../../../src/check/native-types/operator-classes.ts";
import { reportsOf } from "./reports.ts";

const span = { file: "a.model", start: 0, end: 1, line: 1, column: 1 };

function read(provider: Provider | null, text: string): { type: IndexType | null; reports: string[] } {
  let type: IndexType | null = null;
  const reports = reportsOf((context) => {
    type = readIndexType(context, provider, { text, span });
  });
  return { type, reports };
}

const types = ["BTree", "Hash", "Gin", "Gist", "SpGist", "Brin"];

const known: readonly [Provider | null, readonly string[]][] = [
  ["postgresql", types],
  ["mysql", ["BTree"]],
  ["sqlite", ["BTree"]],
  ["cockroachdb", ["BTree", "Gin"]],
  [null, types],
];

test.each(known)("has on %s the index types %s", (provider, expected) => {
  expect(types.filter((type) => read(provider, type).type === type)).toEqual(expected);
});

const unknown: readonly [Provider | null, string, string][] = [
  ["postgresql", "gin", 'JY6101: PostgreSQL has no "gin" index (did you mean "Gin"?)'],
  ["postgresql", "BTee", 'JY6101: PostgreSQL has no "BTee" index (did you mean "BTree"?)'],
  ["mysql", "Gist", 'JY6101: MySQL has no "Gist" index (PostgreSQL has it)'],
  ["sqlite", "Gin", 'JY6101: SQLite has no "Gin" index (PostgreSQL and CockroachDB have it)'],
  ["cockroachdb", "Inverted", 'JY6101: CockroachDB has no "Inverted" index (it has "BTree", "Gin")'],
  ["mysql", "FullText", 'JY6101: MySQL has no "FullText" index (write @@fulltext([…]))'],
  [null, "FullText", 'JY6101: unknown type of index "FullText" (write @@fulltext([…]))'],
  [
    null,
    "toString",
    'JY6101: unknown type of index "toString" (it has "BTree", "Hash", "Gin", "Gist", "SpGist", "Brin")',
  ],
];

test.each(unknown)("refuses on %s the index type %s", (provider, text, report) => {
  expect(read(provider, text)).toEqual({ type: null, reports: [report] });
});

test("has the operator classes of PostgreSQL by Prisma's names", () => {
  expect(operatorClassNames("Gin")).toEqual(["JsonbOps", "JsonbPathOps", "ArrayOps"]);
  expect(operatorClassNames("Gist")).toEqual(["InetOps"]);
  expect(operatorClassNames("SpGist")).toEqual(["InetOps", "TextOps"]);
  expect(operatorClassNames("Brin")).toHaveLength(51);
  expect(operatorClassNames("BTree")).toEqual([]);
  expect(operatorClassNames(null)).toHaveLength(56);
  expect(operatorClassNamed("BpcharMinMaxMultiOps")).toBeNull();
  expect(operatorClassNamed("TimeTzMinMaxMultiOps")).toEqual({ indexTypes: ["Brin"], on: ["Timetz"] });
});
