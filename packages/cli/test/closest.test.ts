import { expect, test } from "vitest";
import { closest } from "../src/closest.ts";

test.each([
  ["ouput", "output"],
  ["outptu", "output"],
  ["Schema", "schema"],
  ["clients", "client"],
  ["emti", "emit"],
  ["provider", null],
  ["x", null],
])("%s means %s", (word, meant) => {
  expect(closest(word, ["schema", "output", "client", "emit"])).toBe(meant);
});
