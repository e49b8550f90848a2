import { expect, test } from "vitest";
import { findCycles } from "../../src/check/cycles.ts";

function cyclesOf(edges: Readonly<Record<string, readonly string[]>>): string[][] {
  return findCycles(Object.keys(edges), (node) => edges[node] ?? []);
}

test("finds nothing when no path comes back", () => {
  expect(cyclesOf({ a: ["b", "c"], b: ["c"], c: [] })).toEqual([]);
});

test("gives the nodes of a cycle in order, without the way that leads to it", () => {
  expect(cyclesOf({ start: ["a"], a: ["b"], b: ["c"], c: ["a"] })).toEqual([["a", "b", "c"]]);
});

test("finds each of several cycles once", () => {
  expect(cyclesOf({ a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"], e: ["e"] })).toEqual([["a", "b"], ["c", "d"], ["e"]]);
});

test("walks a chain as long as a schema may be", () => {
  const length = 100_000;
  const cycles = findCycles([0], (node) => [(node + 1) % length]);
  expect(cycles.map((cycle) => cycle.length)).toEqual([length]);
});
