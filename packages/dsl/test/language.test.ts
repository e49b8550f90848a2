/**
 * Every word of the language, in fixtures/language/: its IR and its formatted text against the goldens. A missing golden fails;
 * UPDATE_GOLDEN=1 writes them.
 */
import { expect, test } from "vitest";
import { compile, formatSchema, renderDiagnostics, schemaToJson } from "../src/index.ts";
import { withoutSpans } from "./format/without-spans.ts";
import { expectGolden } from "./golden.ts";
import { languageCases } from "./language-cases.ts";

test("finds the cases", () => expect(languageCases.length).toBeGreaterThan(20));

test.each(languageCases)("compiles fixtures/language/$name to its golden when nothing has changed", (found) => {
  const { name, files, options } = found;
  const { schema, diagnostics } = compile(files, options);
  expect(renderDiagnostics(diagnostics, files)).toBe("");
  if (schema === null) throw new Error("no schema although there is no diagnostic");
  expectGolden(`language/${name}/ir.json`, schemaToJson(schema));
});

test.each(languageCases)("formats fixtures/language/$name to its golden, which means the same", (found) => {
  const { name, files, options } = found;
  const formatted = files.map(({ path, text }) => ({ path, text: formatSchema(text) }));
  for (const { path, text } of formatted) {
    const golden = files.length > 1 ? `formatted/${path}` : path.replace("schema", "formatted");
    expectGolden(`language/${name}/${golden}`, text);
    expect(formatSchema(text)).toBe(text);
  }
  expect(withoutSpans(compile(formatted, options).schema)).toEqual(withoutSpans(compile(files, options).schema));
});
