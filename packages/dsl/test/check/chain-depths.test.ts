import { expect, test } from "vitest";
import { chainDepths, deepestChain } from "../../src/check/chain-depths.ts";
import { codesOf } from "./schema-of.ts";

test("measures chains, whichever node is asked first", () => {
  const edges: Readonly<Record<string, readonly string[]>> = { a: ["b", "c"], b: ["c"], c: [], d: ["b"] };
  for (const nodes of ["abcd", "dcba", "cadb"]) {
    const depths = chainDepths(nodes, (node) => edges[node] ?? []);
    expect(Object.fromEntries(depths)).toEqual({ a: 3, b: 2, c: 1, d: 3 });
  }
});

test("comes to an end in a circle", () => {
  expect(chainDepths(["a"], () => ["a"])).toEqual(new Map([["a", 1]]));
  expect([...chainDepths(["a", "b"], (node) => [node === "a" ? "b" : "a"]).keys()].toSorted()).toEqual(["a", "b"]);
});

const count = 8_000;
const root = `model M0 { id Int @id  kind String  @@inherit(joined)  @@discriminator(kind) }`;
const chains = {
  heirs: [root, ...blocks((index) => `model M${index} extends M${index - 1} { @@discriminator("m${index}") }`)],
  mixins: [
    "abstract model M0 { id Int @id }",
    ...blocks((index) => `abstract model M${index} with M${index - 1} { x${index} Int }`),
  ],
};

function blocks(block: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => block(index + 1));
}

test.each(Object.entries(chains))("reports a chain of %s that is too long once, in either order", (_, lines) => {
  expect(codesOf(lines.join("\n"))).toEqual([`${deepestChain + 1} JY8024`]);
  expect(codesOf(lines.toReversed().join("\n"))).toEqual([`${count - deepestChain + 1} JY8024`]);
});

test("takes the longest chain that is allowed", () => {
  expect(codesOf(chains.heirs.slice(0, deepestChain).join("\n"))).toEqual([]);
  expect(codesOf(chains.mixins.slice(0, deepestChain).join("\n"))).toEqual([]);
});

test("comes to an end where mixins run in a long circle", () => {
  const circle = blocks((index) => `abstract model M${index} with M${(index % count) + 1} { x${index} Int }`);
  expect(codesOf(circle.join("\n"))).toHaveLength(1);
});

test("says nothing more of a model whose base is not there", () => {
  expect(codesOf('model A extends Nobody {\n @@discriminator("a")\n}')).toEqual(["1 JY8004"]);
});
