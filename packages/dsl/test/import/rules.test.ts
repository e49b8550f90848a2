/** Every rule of the import, a small schema beside what becomes of it. Each result means what its schema meant, unless `loses` says more. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { formatSchema } from "../../src/format/format.ts";
import { differences } from "../../src/import/meaning.ts";
import { importPrisma } from "../../src/import/import-prisma.ts";
import { type Case, prismaFile, saidBy, unindented } from "./cases.ts";
import { columnCases } from "./column-cases.ts";
import { keyCases } from "./key-cases.ts";
import { relationCases } from "./relation-cases.ts";
import { textCases } from "./text-cases.ts";

describe.each([
  ["columns", columnCases],
  ["keys", keyCases],
  ["relations", relationCases],
  ["text", textCases],
] as const)("%s", (_, cases: readonly Case[]) => {
  test.each(cases)("$title", ({ provider, settings, prisma, model, says, loses }) => {
    const file = prismaFile(provider, prisma, settings);
    const result = importPrisma([file]);
    expect(result.text).toBe(unindented(model));
    expect(saidBy(result)).toEqual(says ?? []);
    const text = result.text ?? "";
    expect(formatSchema(text)).toBe(text);
    const [before, after] = [compile([file]).schema, compile([{ path: "schema.model", text }]).schema];
    const sameBut = { foreignKeyNames: provider === "sqlite" };
    expect(before && after ? differences(before, after, sameBut) : null).toEqual(loses ?? []);
  });
});
