/** In Prisma's meaning: blocks of settings, and schemas of several files. */
import { describe, expect, test } from "vitest";
import { car, codesOf, datasource, type Provider } from "./prisma-checks.ts";

describe("extensions", () => {
  const codes = (provider: Provider, value: string): string[] => codesOf(datasource(provider, `extensions = ${value}`));
  test.each([
    ["[citext, pgcrypto]", []],
    ["citext", []],
    ['[pgcrypto(map: "pg-crypto", schema: "tools", version: "1.3")]', []],
    ['["citext"]', ["JY7004"]],
    ["[1]", ["JY7004"]],
    ['[citext("tools")]', ["JY3006"]],
    ['[citext(foo: "tools")]', ["JY3003"]],
    ["[citext(schema: tools)]", ["JY3007"]],
    ['[citext(schema: "a", schema: "b")]', ["JY3005"]],
  ])("%s", (value, expected) => expect(codes("postgresql", value)).toEqual(expected));

  test("are PostgreSQL's", () => expect(codes("mysql", "[1]")).toEqual(["JY7018"]));
});

describe("settings", () => {
  test.each([
    ['schemas = "public"', []],
    ["schemas = public", ["JY7004"]],
    ["schemas = []", ["JY7020"]],
    ['schemas = ["a", "a"]', ["JY7021"]],
  ])("%s", (setting, codes) => expect(codesOf(datasource("postgresql", setting))).toEqual(codes));

  test.each([
    ['"views"', []],
    ['["views", "shardKeys"]', []],
    ["views", ["JY7004"]],
    ['["tracing"]', ["JY7026"]],
    ['["tracking"]', ["JY7017"]],
  ])("previewFeatures = %s", (value, codes) => {
    expect(codesOf(`generator client {\n  provider = "x"\n  previewFeatures = ${value}\n}\n`)).toEqual(codes);
  });

  test.each([
    ['provider = "x"', []],
    ['provider = env("X")', []],
    ['provider = ["x"]', ["JY7004"]],
    ['provider = "x"\n  output = 3', ["JY7004"]],
    ['provider = "x"\n  custom = 3', []],
    ['provider = "x"\n  custom-word = Word-of-others', []],
    ['provider = "x"\n  engineType = ["binary"]', ["JY7004"]],
    ['provider = "x"\n  custom = "a"\n  custom = "b"', ["JY7006"]],
  ])("of a generator: %s", (settings, codes) => {
    expect(codesOf(`generator client {\n  ${settings}\n}\n`)).toEqual(codes);
  });

  test.each(["json-types", "2nd", "größer"])("of a generator called %s", (name) => {
    expect(codesOf(`generator ${name} {\n  provider = "x"\n}\n`)).toEqual([]);
  });

  test.each([
    ['env("A")', []],
    ["env()", ["JY7019"]],
    ["env(3)", ["JY7019"]],
    ['env("A", "B")', ["JY7019"]],
    ['env(name: "A")', ["JY7025"]],
  ])("url = %s", (value, codes) => {
    expect(codesOf(`datasource db {\n  provider = "sqlite"\n  url = ${value}\n}\n`)).toEqual(codes);
  });
});

describe("a schema of several files", () => {
  const [a, b] = [
    car("wheels Wheel[]"),
    "model Wheel {\n  id Int @id\n  carId Int\n  car Car @relation(fields: [carId], references: [id])\n}\n",
  ];

  test("has its datasource in any of them", () => {
    expect(codesOf(a, b, datasource("sqlite"))).toEqual([]);
    expect(codesOf(car("tags Int[]"), datasource("sqlite"))).toEqual(["JY3201"]);
  });

  test("has one datasource and each name once", () => {
    expect(codesOf(datasource("sqlite"), datasource("mysql"))).toEqual(["JY7001"]);
    expect(codesOf(datasource("sqlite"), a, b, a)).toEqual(["JY2002"]);
  });

  test.each([
    ["a mark at the beginning", "\ufeff", "\n"],
    ["line ends of Windows", "", "\r\n"],
    ["both", "\ufeff", "\r\n"],
  ])("may have %s", (_, mark, end) => {
    const written = (text: string): string => mark + text.replaceAll("\n", end);
    expect(codesOf(written(datasource("sqlite")), written(a), written(b))).toEqual([]);
  });
});
