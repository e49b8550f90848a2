/** What the documentation shows of the language is so, and nothing of the language is left out of its reference. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { blockAttributes, fieldAttributes } from "../src/check/attribute-specs.ts";
import { nativeTypeNames, providers } from "../src/check/native-types/provider-types.ts";
import { defaultFunctions } from "../src/check/rules/default-functions.ts";
import { builtInTypes } from "../src/check/scalars.ts";
import { topLevelKeywords } from "../src/syntax/block-head.ts";
import { compile, formatSchema, renderDiagnostics } from "../src/index.ts";
import { type MarkdownSchema, readPage, schemasOf } from "./markdown-schemas.ts";

/** The reference of the diagnostics is made of fixtures, which have tests of their own. */
const pages = readdirSync(new URL("../../../docs/", import.meta.url))
  .filter((name) => name.endsWith(".md") && name !== "diagnostics.md")
  .map((name) => `docs/${name}`);
const schemas = ["README.md", ...pages].flatMap(schemasOf);
const reference = readPage("docs/language.md");

test("finds the schemas", () => expect(schemas.length).toBeGreaterThan(50));

test.each(schemas)("$place is right where nothing else is said", ({ files, codes }) => {
  const { diagnostics } = compile(files);
  const found = diagnostics.filter(({ severity }) => severity !== "info");
  expect(found.map(({ code, message, span }) => ({ code, message, line: span.line }))).toEqual(
    codes.map((code) => expect.objectContaining({ code }) as unknown),
  );
});

const wrong = schemas.filter(({ codes }) => codes.length > 0);

test.each(wrong)("$place stands above what is printed of it", ({ page, files }) => {
  expect(readPage(page)).toContain(renderDiagnostics(compile(files).diagnostics, files));
});

const whole = schemas.filter(({ page, isFragment, isLoose }) => page !== "README.md" && !isFragment && !isLoose);

test.each(whole)("$place has the form that the formatter gives", ({ text }) => {
  expect(text).toBe(formatSchema(text));
});

const groups = [...Map.groupBy(schemas, ({ same }) => same)].filter(([name]) => name !== null);

test.each(groups)("the schemas of %s mean the same", (_, group) => {
  const [first, ...others] = group.map(meaningOf);
  expect(others.length).toBeGreaterThan(0);
  for (const other of others) expect(other).toEqual(first);
});

/** The IR without the traces of what was written and what inferred. */
function meaningOf({ files }: MarkdownSchema): unknown {
  const { schema } = compile(files);
  const traces = new Set(["span", "inferred", "hidden"]);
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (traces.has(key) ? undefined : value)));
}

test.each([
  ["the attributes of fields", Object.keys(fieldAttributes).map((name) => `@${name}`)],
  ["the attributes of blocks", Object.keys(blockAttributes).map((name) => `@@${name}`)],
  ["the types", builtInTypes],
  ["the functions", defaultFunctions],
  ["the native types", providers.flatMap(nativeTypeNames)],
  ["the blocks", topLevelKeywords],
])("docs/language.md tells of all %s", (_, names) => {
  // As code: in backticks, alone or with what follows it.
  const isTold = (name: string): boolean => new RegExp(`\`${name}(?:[ (\`])`).test(reference);
  expect(names.filter((name) => !isTold(name))).toEqual([]);
});
