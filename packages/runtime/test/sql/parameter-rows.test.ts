/** Into how many statements rows go, by their number and by what they weigh. */
import { describe, expect, test } from "vitest";
import { Bytes, Int, StringType } from "../../src/dialect/codecs.ts";
import { compatDialect } from "../../src/dialect/compat.ts";
import type { Dialect } from "../../src/dialect/dialect.ts";
import { mysql } from "../../src/dialect/mysql.ts";
import { postgresql } from "../../src/dialect/postgresql.ts";
import { sqlite } from "../../src/dialect/sqlite.ts";
import { query } from "../../src/io/request.ts";
import {
  batches,
  listedRows,
  type RowPart,
  rowKinds,
  rowParameters,
  tableOfRows,
} from "../../src/sql/parameter-rows.ts";
import { forEachDialect, opened } from "../databases.ts";

const sizes = (dialect: Dialect, part: RowPart): number[] => {
  let next = 0;
  return Array.from(batches(part.rows.length, [part], dialect), ({ from, size }) => {
    expect(from).toBe(next);
    next += size;
    return size;
  });
};

const numbers = (count: number): RowPart => ({
  rows: Array.from({ length: count }, (_, at) => [at]),
  cells: [0],
  types: [Int],
});
const texts = (...lengths: number[]): RowPart => ({
  rows: lengths.map((length) => [1, "x".repeat(length)]),
  cells: [0, 1],
  types: [Int, StringType],
});

describe.each([
  ["SQLite", sqlite],
  ["MySQL", mysql],
  ["CockroachDB", compatDialect(postgresql, "cockroachdb")],
])("on %s", (_name, dialect) => {
  test("a statement has up to 100 rows", () => {
    expect(sizes(dialect, numbers(0))).toEqual([]);
    expect(sizes(dialect, numbers(20))).toEqual([20]);
    expect(sizes(dialect, numbers(227))).toEqual([100, 100, 20, 7]);
  });
});

describe("on PostgreSQL", () => {
  const mib = 2 ** 20;

  test("a statement has up to 10,000 rows", () => {
    expect(sizes(postgresql, numbers(0))).toEqual([]);
    expect(sizes(postgresql, numbers(1))).toEqual([1]);
    expect(sizes(postgresql, numbers(10_000))).toEqual([10_000]);
    expect(sizes(postgresql, numbers(20_001))).toEqual([10_000, 10_000, 1]);
  });

  test("a statement has up to 4 Mi characters, or one row", () => {
    expect(sizes(postgresql, texts(...Array.from({ length: 10 }, () => mib)))).toEqual([4, 4, 2]);
    expect(sizes(postgresql, texts(5 * mib, 1, 1, 5 * mib, 5 * mib))).toEqual([1, 2, 1, 1]);
    const bytes = Array.from({ length: 5 }, () => [new Uint8Array(mib)]);
    expect(sizes(postgresql, { rows: bytes, cells: [0], types: [Bytes] })).toEqual([2, 2, 1]);
  });

  test("each column of many rows is one array, and one row's cells are parameters", () => {
    const rows = [
      [1, 'a"\\,', null],
      [2, "NULL", new Uint8Array([0, 255])],
    ];
    const part: RowPart = { rows, cells: [0, 1, 2], types: [Int, StringType, Bytes] };
    expect(rowParameters(postgresql, [part], 0, 2)).toEqual([
      "{1,2}",
      String.raw`{"a\"\\,","NULL"}`,
      String.raw`{NULL,"\\x00ff"}`,
    ]);
    expect(rowParameters(postgresql, [part], 1, 1)).toEqual(rows[1]);
    expect(rowParameters(sqlite, [part], 0, 2)).toEqual(rows.flat());
  });
});

forEachDialect((engine) => {
  test("two rows may have 150 columns, more than a function of PostgreSQL takes arguments", async () => {
    const channel = await opened(engine, []);
    const types = Array.from({ length: 150 }, () => Int);
    const row = types.map((_, at) => at);
    const part: RowPart = { rows: [row, row.map((cell) => -1 - cell)], cells: row, types };
    const shape = engine.dialect.arrays === null ? 2 : 0;
    const kinds = rowKinds(types, shape);
    const params = rowParameters(engine.dialect, [part], 0, 2);
    const columns = row.map((at) => `column${at + 1}`).join(", ");
    const table = tableOfRows(engine.dialect, types, shape);
    const found = await channel.run(query({ sql: `SELECT ${columns} FROM ${table}`, kinds }, params));
    expect(found).toEqual(part.rows);
    const among = `SELECT 5 WHERE (${row.join(", ")}) IN ${listedRows(engine.dialect, types, shape)}`;
    expect(await channel.run(query({ sql: among, kinds }, params))).toEqual([[5]]);
    await channel.close();
  });
});
