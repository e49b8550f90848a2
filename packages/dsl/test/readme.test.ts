/** What the README shows of the language compiles. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile } from "../src/index.ts";

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const blocks = [...readme.matchAll(/^```prisma\n(.*?)^```$/gms)].map((match) => match[1] ?? "");

test("finds the schemas", () => expect(blocks.length).toBeGreaterThan(1));

test.each(blocks)("a schema of the README compiles: %#", (text) => {
  expect(compile([{ path: "README.model", text }]).diagnostics).toEqual([]);
});
