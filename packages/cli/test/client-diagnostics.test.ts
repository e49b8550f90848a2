/**
 * The codes of the generator, as `packages/dsl/test/diagnostics/fixtures.test.ts` has those of the compiler: each alone on its wrong schema,
 * and nothing on the right one. UPDATE_GOLDEN=1 writes what is printed.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, type Diagnostic, type InputFile, renderDiagnostics } from "@joinery/dsl";
import { describe, expect, test } from "vitest";
import { caseCodes, printedPath, readPrinted, readSchema } from "../../dsl/test/diagnostics/cases.ts";
import { clientDiagnostics } from "../src/client-diagnostics.ts";
import { findExtensions } from "../src/extensions.ts";
import { isSchemaFile } from "../src/schema.ts";
import { createWorkspace } from "./workspace.ts";

async function diagnose(files: readonly InputFile[]): Promise<readonly Diagnostic[]> {
  const { schema, diagnostics } = compile(files.filter(({ path }) => isSchemaFile(path)));
  expect(diagnostics).toEqual([]);
  if (schema === null) return [];
  const { host, directory } = createWorkspace(Object.fromEntries(files.map(({ path, text }) => [path, text])));
  const place = { root: directory, output: join(directory, "generated"), extension: ".js" } as const;
  return [...clientDiagnostics(schema), ...(await findExtensions(host, schema, place)).diagnostics];
}

describe.each(caseCodes.filter((code) => code.startsWith("JY9")))("%s", (code) => {
  test("is all that is said of its wrong schema", async () => {
    const files = readSchema(code, "wrong");
    const diagnostics = await diagnose(files);
    expect([...new Set(diagnostics.map((diagnostic) => diagnostic.code))]).toEqual([code]);
    const printed = renderDiagnostics(diagnostics, files);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(printedPath(code), printed);
    const wayOut = "if it should, run UPDATE_GOLDEN=1 vitest run packages/cli, then `pnpm reference`";
    expect(printed, `fixtures/diagnostics/${code}/diagnostics.txt differs; ${wayOut}`).toBe(readPrinted(code));
  });

  test("is not said of its right schema, nor is anything else", async () => {
    expect(await diagnose(readSchema(code, "right"))).toEqual([]);
  });
});
