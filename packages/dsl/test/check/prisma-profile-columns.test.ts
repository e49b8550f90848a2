/** In Prisma's meaning: columns and names. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { car, checks, codesOf, datasource } from "./prisma-checks.ts";

describe("defaults", () => {
  const counting = (type: string, value: string): string => `model Car {\n  id ${type} @id @default(${value})\n}\n`;
  checks([
    ["count up 64 bits", "cockroachdb", counting("BigInt", "autoincrement()"), []],
    ["do not count up 32 bits by themselves", "cockroachdb", counting("Int", "autoincrement()"), ["JY3105"]],
    ["count up by a sequence", "cockroachdb", counting("Int", "sequence(start: 10, increment: -2, virtual: true)"), []],
    ["know the settings of a sequence", "cockroachdb", counting("Int", "sequence(begin: 10)"), ["JY3106"]],
    ["name the settings of a sequence", "cockroachdb", counting("Int", "sequence(10)"), ["JY3106"]],
    ["give a sequence numbers", "cockroachdb", counting("Int", 'sequence(start: "a")'), ["JY3106"]],
    [
      "count up the beginning of an index",
      "mysql",
      "model Car {\n  a Int\n  b Int @default(autoincrement())\n  @@id([a, b])\n}\n",
      ["JY3212"],
    ],
    ["may name the argument of a function", "sqlite", car("a String @default(uuid(version: 7))"), []],
    ["are not checked on a list that cannot be", "sqlite", car("a Int[] @default(1)"), ["JY3201"]],
    ["are not checked on a list that cannot be", "mysql", car("a DateTime[] @default(now()) @updatedAt"), ["JY3201"]],
  ]);
});

describe("names", () => {
  checks([
    ["of Prisma's client are reserved", "sqlite", "model PrismaClient {\n  id Int @id\n}\n", ["JY2006"]],
    ["of Prisma's client are reserved", "sqlite", "enum async {\n  A\n}\n", ["JY2006"]],
    ["of SQL are not those of native types", "postgresql", car('a Unsupported("text")?'), []],
    ["of enum values may be empty in the database", "mysql", 'enum Kind {\n  None @map("")\n}\n', []],
    ["of native types are", "postgresql", car('a Unsupported("VarChar(10)")?'), ["JY6007"]],
  ]);

  test("of native types are those of a provider", () => {
    expect(codesOf(car('a Unsupported("VarChar(10)")?'))).toEqual([]);
  });

  test("of Prisma's client are free in Joinery's own meaning", () => {
    const { diagnostics } = compile([{ path: "a.model", text: "model PrismaClient {\n  id Int @id\n}\n" }]);
    expect(diagnostics).toEqual([]);
  });
});

test("an argument that cannot be read is not missing", () => {
  expect(codesOf(datasource("sqlite") + car("a Int @map(name:)"))).toEqual(["JY1019"]);
});

test("a native type may name its arguments", () => {
  expect(codesOf(datasource("postgresql") + car("a String @db.VarChar(length: 10)"))).toEqual([]);
});

test("a @@schema that cannot be read is not missing", () => {
  const schema = "model Car {\n  id Int @id\n  @@schema(1)\n}\nenum Kind {\n  A\n  @@schema\n}\n";
  expect(codesOf(datasource("postgresql", 'schemas = ["a"]') + schema)).toEqual(["JY3007", "JY3004"]);
});
