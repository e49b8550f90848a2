import { expect, test } from "vitest";
import { sqlite } from "../src/engines/sqlite.ts";
import { summarise, table } from "../src/report.ts";
import { median, quantile } from "../src/statistics.ts";

test("a quantile between two values is between them by proportion", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
});

test("a table shows raw's time, and the others as multiples of it", () => {
  const lines = [
    summarise({ workload: "one", contender: "raw better-sqlite3", times: [0.004, 0.005, 0.006], ratios: [1, 1, 1] }),
    summarise({ workload: "one", contender: "Joinery", times: [0.005, 0.006, 0.007], ratios: [1.25, 1.2, 1.15] }),
  ];
  const row = table(sqlite, lines).split("\n").at(-1);
  expect(row?.split("|").map((cell) => cell.trim())).toEqual([
    "",
    "one row by primary key",
    "5.00 µs",
    "1.20× (1.17–1.23)",
    "",
    "",
    "≤ 1.25×",
    "",
  ]);
});
