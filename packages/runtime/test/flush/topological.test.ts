import fc from "fast-check";
import { expect, test } from "vitest";
import { components, type Edge, levels } from "../../src/flush/topological.ts";

/** A graph of up to 12 keys: which need which, and whether the need can wait. */
const graph = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const key = fc.nat(size - 1);
  return fc.record({
    keys: fc.constant(Array.from({ length: size }, (_, at) => at)),
    edges: fc.array(fc.record({ before: key, after: key, isBreakable: fc.boolean() }), { maxLength: 30 }),
  });
});

/** Whether `to` is reached from `from` along the edges that satisfy `follows`. */
function reaches(edges: readonly Edge<number>[], from: number, to: number): boolean {
  const open = [from];
  const seen = new Set<number>();
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const edge of edges) {
      if (edge.before !== key || seen.has(edge.after)) continue;
      if (edge.after === to) return true;
      seen.add(edge.after);
      open.push(edge.after);
    }
  }
  return false;
}

test("orders every key once, after those that it needs, unless the edge is among the broken", () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const order = levels(keys, edges);
      if (order === null) return;
      expect(order.levels.flat().sort((a, b) => a - b)).toEqual(keys);
      const levelOf = new Map(order.levels.flatMap((level, at) => level.map((key) => [key, at] as const)));
      const broken = new Set(order.broken);
      for (const edge of edges.filter((one) => !broken.has(one)))
        expect(levelOf.get(edge.before)).toBeLessThan(levelOf.get(edge.after) as number);
    }),
  );
});

test("breaks only edges that can be broken and lie on a cycle, and each once", () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const order = levels(keys, edges);
      if (order === null) return;
      expect(new Set(order.broken).size).toBe(order.broken.length);
      for (const edge of order.broken) {
        expect(edge.isBreakable).toBe(true);
        expect(edges).toContain(edge);
        expect(reaches(edges, edge.after, edge.before) || edge.before === edge.after).toBe(true);
      }
    }),
  );
});

test("refuses exactly the graphs with a cycle of edges that cannot be broken", () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const firm = edges.filter((edge) => !edge.isBreakable);
      expect(levels(keys, edges) === null).toBe(keys.some((key) => reaches(firm, key, key)));
    }),
  );
});

test("keeps the order given within a level, and breaks nothing where there is no cycle", () => {
  expect(levels(["c", "b", "a"], [])).toEqual({ levels: [["c", "b", "a"]], broken: [] });
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const forward = edges.filter((edge) => edge.before < edge.after);
      const order = levels(keys, forward);
      expect(order?.broken).toEqual([]);
      for (const level of order?.levels ?? []) expect(level).toEqual(level.toSorted((a, b) => a - b));
    }),
  );
});

test("finds the components: keys that reach each other, after those that they need", () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const found = components(keys, (key) => edges.filter((edge) => edge.after === key).map((edge) => edge.before));
      expect(found.flat().sort((a, b) => a - b)).toEqual(keys);
      const at = new Map(found.flatMap((group, place) => group.map((key) => [key, place] as const)));
      for (const { before, after } of edges) expect(at.get(before)).toBeLessThanOrEqual(at.get(after) as number);
      for (const a of keys)
        for (const b of keys)
          expect(at.get(a) === at.get(b)).toBe(a === b || (reaches(edges, a, b) && reaches(edges, b, a)));
    }),
  );
});

const size = 10_000;
const many = Array.from({ length: size }, (_, at) => at);

/** What takes time or stack that grows with the square does not end in time here. */
const soon = 2_000;

test("a chain of 10,000 is ordered in linear time, without a deep stack", { timeout: soon }, () => {
  const chain = many.slice(1).map((after) => ({ before: after - 1, after, isBreakable: false }));
  expect(levels(many.toReversed(), chain.toReversed())?.levels).toHaveLength(size);
  expect(components(many.toReversed(), (key) => (key === 0 ? [] : [key - 1])).map(([key]) => key)).toEqual(many);
});

test("a ring of 10,000 is one component, and is opened at one edge", { timeout: soon }, () => {
  const ring = many.map((after) => ({ before: (after + size - 1) % size, after, isBreakable: true }));
  expect(components(many, (key) => [(key + size - 1) % size])).toHaveLength(1);
  const order = levels(many, ring);
  expect([order?.levels.length, order?.broken.length]).toEqual([size, 1]);
});

test("5,000 cycles of two, of which one edge each is breakable, are ordered in linear time", { timeout: soon }, () => {
  const edges = many.map((after) => ({ before: after ^ 1, after, isBreakable: after % 2 === 1 }));
  const order = levels(many, edges);
  expect(order?.broken).toHaveLength(size / 2);
  expect(components(many, (key) => [key ^ 1])).toHaveLength(size / 2);
});
