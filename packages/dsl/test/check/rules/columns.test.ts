import { expect, test } from "vitest";
import { compile } from "../../../src/compile.ts";

test("a key that the database computes is refused, since no engine counts it up as well", () => {
  const { diagnostics } = compile([{ path: "a.model", text: 'model A {\n  id Int @id @computed("1")\n}\n' }]);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ["JY3205", "@id cannot stand beside @computed: a key is given, and no database counts up what it computes"],
  ]);
});
