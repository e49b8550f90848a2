/**
 * Every code of the catalog, alone: its wrong schema gives this code and no other, as its golden prints it, and the right one beside
 * it gives nothing, but for what is merely noted of generators. A missing golden fails; UPDATE_GOLDEN=1 writes them.
 */
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { catalog } from "../../src/diagnostics/catalog.ts";
import { renderDiagnostics } from "../../src/diagnostics/render.ts";
import { caseCodes, diagnose, printedPath, readPrinted, readSchema } from "./cases.ts";

const codes = Object.values(catalog)
  .map((entry) => entry.code)
  .toSorted();
const update = process.env["UPDATE_GOLDEN"] === "1";

test("has a directory in fixtures/diagnostics for every code, and none besides", () => {
  expect(caseCodes).toEqual(codes);
});

/** The generator's own are tested with the command line, which asks for them. */
const compilerCodes = caseCodes.filter((code) => !code.startsWith("JY9"));

describe.each(compilerCodes)("%s", (code) => {
  test("is all that is said of its wrong schema", () => {
    const files = readSchema(code, "wrong");
    expect(files, `fixtures/diagnostics/${code}/wrong.model is missing`).not.toEqual([]);
    const diagnostics = diagnose(code, files);
    const said = diagnostics.filter((diagnostic) => diagnostic.severity !== "info" || diagnostic.code === code);
    expect([...new Set(said.map((diagnostic) => diagnostic.code))]).toEqual([code]);
    const printed = renderDiagnostics(diagnostics, files);
    if (update) writeFileSync(printedPath(code), printed);
    const wayOut = "if it should, run UPDATE_GOLDEN=1 vitest run packages/dsl, then `pnpm reference`";
    expect(printed, `fixtures/diagnostics/${code}/diagnostics.txt differs; ${wayOut}`).toBe(readPrinted(code));
  });

  test("is not said of its right schema, nor is anything else", () => {
    const files = readSchema(code, "right");
    expect(files, `fixtures/diagnostics/${code}/right.model is missing`).not.toEqual([]);
    const { schema, diagnostics } = compile(files);
    const wrong = diagnostics.filter((diagnostic) => diagnostic.severity !== "info" || diagnostic.code === code);
    expect(renderDiagnostics(wrong, files)).toBe("");
    expect(schema).not.toBeNull();
  });
});
