/** No schema, however broken, may crash the import; where it gives a text, that is a fixed point of the formatter and means the same. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { formatSchema } from "../../src/format/format.ts";
import { differences } from "../../src/import/meaning.ts";
import { importPrisma } from "../../src/import/import-prisma.ts";
import type { Schema } from "../../src/ir/ir.ts";
import { realSchemas } from "../schemas.ts";
import { prismaFile } from "./cases.ts";
import { columnCases } from "./column-cases.ts";
import { keyCases } from "./key-cases.ts";
import { relationCases } from "./relation-cases.ts";
import { textCases } from "./text-cases.ts";

const cases = [...columnCases, ...keyCases, ...relationCases, ...textCases];
const seeds = cases.map(({ provider, prisma, settings }) => prismaFile(provider, prisma, settings).text);

/** A line of a schema that many another line can be replaced by, so that a mutated schema is often still right. */
const lines = [...new Set([...seeds, ...realSchemas.map(({ text }) => text)].flatMap((text) => text.split("\n")))];

const mutation = fc.record({
  kind: fc.constantFrom("delete", "duplicate", "replace", "insert", "swap", "cut", "comment", "join"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  line: fc.constantFrom(...lines),
});

function mutate(text: string, { kind, at, line }: { kind: string; at: number; line: string }): string {
  const all = text.split("\n");
  const index = Math.floor(at * (all.length - 1));
  const [own = "", next = ""] = [all[index], all[index + 1]];
  const changed: Readonly<Record<string, readonly string[]>> = {
    delete: [next],
    duplicate: [own, own, next],
    replace: [line, next],
    insert: [own, line, next],
    swap: [next, own],
    cut: [own.slice(0, Math.floor(own.length * at)), next],
    comment: [`${own} // behind`, "/// above", next],
    join: [`${own} ${next.trimStart()}`],
  };
  return [...all.slice(0, index), ...(changed[kind] ?? []), ...all.slice(index + 2)].join("\n");
}

/** What must hold of every text. */
function survive(text: string): void {
  const file = { path: "schema.prisma", text };
  const { text: result, diagnostics } = importPrisma([file]);
  const original = compile([file]).schema;
  expect(result === null).toBe(original === null);
  expect(diagnostics.some(({ severity }) => severity === "error")).toBe(result === null);
  expect(result === null ? null : formatSchema(result)).toBe(result);
  expect(unsaid(original, result, diagnostics)).toEqual([]);
}

/** What differs or is refused although the import says of nothing that it is lost. */
function unsaid(original: Schema | null, result: string | null, diagnostics: readonly Diagnostic[]): readonly string[] {
  if (original === null || result === null) return [];
  const { schema } = compile([{ path: "schema.model", text: result }]);
  const said = diagnostics.filter(({ code }) => code.startsWith("JY72") && code !== "JY7201");
  if (schema === null) return said.some(({ code }) => code === "JY7212") ? [] : ["a text with errors"];
  return said.length > 0 ? [] : differences(original, schema, { foreignKeyNames: true });
}

test("survives mutations of schemas, and never changes their meaning without a word", () => {
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.array(mutation, { minLength: 1, maxLength: 4 }), (seed, mutations) =>
      survive(mutations.reduce(mutate, seed)),
    ),
    { numRuns: 1500 },
  );
});

test("survives any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survive), { numRuns: 200 });
});

test("takes linear time for many models", () => {
  const model = (index: number): string =>
    `model M${index} {\n id Int @id\n n${index} Int @unique\n m M${index + 1}? @relation(fields: [mId], references: [id])\n mId Int?\n ms M${index - 1}[]\n at DateTime\n}\n`;
  const many = Array.from({ length: 2000 }, (_, index) => model(index + 1)).join("\n");
  const ends =
    "model M0 {\n id Int @id\n m M1? @relation(fields: [mId], references: [id])\n mId Int?\n}\nmodel M2001 {\n id Int @id\n ms M2000[]\n}\n";
  const start = performance.now();
  expect(importPrisma([prismaFile("postgresql", `${many}${ends}`)]).text).not.toBeNull();
  expect(performance.now() - start).toBeLessThan(20_000);
});
