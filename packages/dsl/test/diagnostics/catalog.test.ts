import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { catalog } from "../../src/diagnostics/catalog.ts";

const fixtures = fileURLToPath(new URL("../../../../fixtures/", import.meta.url));
const codes = Object.values(catalog).map((entry) => entry.code);

test("gives every diagnostic a code of its own", () => {
  expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
  for (const code of codes) expect(code).toMatch(/^JY[1-5]\d{3}$/);
});

test("has a fixture for every code", () => {
  const seen = new Set<string>();
  for (const name of readdirSync(fixtures)) {
    const golden = `${fixtures}${name}/diagnostics.txt`;
    if (!existsSync(golden)) continue;
    for (const match of readFileSync(golden, "utf8").matchAll(/(?:error|warning|info) (JY\d+): /g))
      seen.add(match[1] ?? "");
  }
  expect(codes.filter((code) => !seen.has(code))).toEqual([]);
});
