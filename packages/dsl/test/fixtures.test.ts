/**
 * Every case in fixtures/: its schema compiled, against the goldens beside it. A missing golden fails; UPDATE_GOLDEN=1 writes them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compile, formatSchema, renderDiagnostics, schemaToJson } from "../src/index.ts";
import { withoutSpans } from "./format/without-spans.ts";
import { expectGolden, fixturesDirectory as root } from "./golden.ts";

const cases = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${root}${entry.name}/schema.model`))
  .map((entry) => entry.name)
  .toSorted();

test("finds the fixtures", () => expect(cases.length).toBeGreaterThan(10));

for (const name of cases) {
  test(`compiles fixtures/${name} to its golden when nothing has changed`, () => {
    const file = { path: "schema.model", text: readFileSync(`${root}${name}/schema.model`, "utf8") };
    const { schema, diagnostics } = compile([file]);
    expectGolden(`${name}/diagnostics.txt`, renderDiagnostics(diagnostics, [file]) || null);
    expectGolden(`${name}/ir.json`, schema === null ? null : schemaToJson(schema));
  });
}

for (const name of cases) {
  test(`formats fixtures/${name} to its golden, which means the same`, () => {
    const path = "schema.model";
    const text = readFileSync(`${root}${name}/${path}`, "utf8");
    const formatted = formatSchema(text);
    expectGolden(`${name}/formatted.model`, formatted);
    expect(formatSchema(formatted)).toBe(formatted);
    const [before, after] = [compile([{ path, text }]), compile([{ path, text: formatted }])];
    expect(withoutSpans(after.schema)).toEqual(withoutSpans(before.schema));
    expect(after.diagnostics.map((diagnostic) => diagnostic.message)).toEqual(
      before.diagnostics.map((diagnostic) => diagnostic.message),
    );
  });
}
