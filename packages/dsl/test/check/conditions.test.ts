/** Conditions of partial indexes. */
import { expect, test } from "vitest";
import { compile, formatSchema, importPrisma } from "../../src/index.ts";

function wheresOf(condition: string): unknown {
  const text = `model A {\n  id Int @id\n  live Boolean @map("is_live")\n  name String?\n  n Int\n  @@index([n], where: ${condition})\n}`;
  const { schema, diagnostics } = compile([{ path: "a.model", text }]);
  return schema?.models[0]?.indexes[0]?.where ?? diagnostics.map(({ code, message }) => `${code} ${message}`);
}

test.each([
  ['"n > 0"', "n > 0"],
  ['raw("n > 0")', "n > 0"],
  ["{ live: true }", '"is_live" = TRUE'],
  ["{ name: null }", '"name" IS NULL'],
  ["{ name: { not: null }, n: 5 }", '"name" IS NOT NULL AND "n" = 5'],
  ['{ name: { not: "it\'s" } }', `"name" <> 'it''s'`],
])("reads %s", (condition, sql) => expect(wheresOf(condition)).toBe(sql));

test.each([
  ["{ }", "JY3014 the SQL in @@index is empty"],
  ["{ nam: null }", 'JY4004 model "A" has no field "nam" for @@index'],
  ["{ name: now() }", "JY3013 name in @@index takes a text, a number, true, false, null or { not: … }, not now(…)"],
  [
    "{ name: { lt: 3 } }",
    "JY3013 name in @@index takes a text, a number, true, false, null or { not: … }, not an object",
  ],
  ["5", 'JY3007 @@index takes SQL as a text, or columns and values in { } as its argument "where", not the number 5'],
])("refuses %s", (condition, message) => expect(wheresOf(condition)).toEqual([message]));

test("says what is expected when an object is cut short", () => {
  expect(wheresOf("{ name }")).toEqual([expect.stringMatching(/^JY1001 unexpected "}"/)]);
  expect(wheresOf("{ name: ")).toEqual(expect.arrayContaining([expect.stringMatching(/^JY1008/)]));
});

test("is formatted, and stays itself through an import", () => {
  const prisma = `datasource db {\n  provider = "postgresql"\n}\n\nmodel A {\n  id   Int     @id\n  live Boolean\n\n  @@index([id], where: {live:true})\n}\n`;
  expect(formatSchema(prisma)).toContain("@@index([id], where: { live: true })");
  expect(importPrisma([{ path: "schema.prisma", text: prisma }]).text).toContain("where: { live: true }");
});
