/** In Prisma's meaning: keys, indexes and their names. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { block, car, checks, codesOf, datasource } from "./prisma-checks.ts";

describe("shard keys", () => {
  checks([
    ["stand on a required field", "mysql", car("shop Int @shardKey"), []],
    ["are one for each model", "mysql", car("shop Int @shardKey", "city Int @shardKey"), ["JY3214"]],
    ["are a field's or the block's", "mysql", car("shop Int @shardKey", "@@shardKey([id])"), ["JY3214"]],
    ["name fields", "mysql", car("@@shardKey([])"), ["JY4005"]],
    ["name fields that exist", "mysql", car("@@shardKey([shop])"), ["JY4004"]],
    ["name a field once", "mysql", car("@@shardKey([id, id])"), ["JY4006"]],
    ["take no arguments on entries", "mysql", car("vin String", "@@shardKey([vin(length: 10)])"), ["JY3007"]],
    ["are not optional", "mysql", car("shop Int?", "@@shardKey([shop])"), ["JY3215"]],
    ["may be optional where the client leaves the model out", "mysql", car("shop Int? @shardKey", "@@ignore"), []],
    ["are MySQL's, which is said once", "postgresql", car("shop Int @shardKey", "city Int @shardKey"), ["JY3213"]],
  ]);
});

describe("views", () => {
  const view = (...lines: readonly string[]): string =>
    `view Fleet {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
  checks([
    ["have no id", "postgresql", view("id Int @id"), ["JY4021"]],
    ["have uniques", "postgresql", view("id Int @unique"), []],
    ["have uniques that the client names", "sqlite", view("a Int", "b Int", '@@unique([a, b], name: "ab")'), []],
    ["have uniques without order", "postgresql", view("a Int", "b Int", "@@unique([a(sort: Desc), b])"), ["JY4017"]],
    ["have uniques without length", "postgresql", view("a String", "b Int", "@@unique([a(length: 3), b])"), ["JY4017"]],
    ["are told once of clustered", "sqlite", view("id Int @unique(clustered: true)"), ["JY4015"]],
  ]);
});

describe("keys", () => {
  checks([
    [
      "have the name of their fields in the client",
      "sqlite",
      car("a Int", "id_a Int", "@@unique([id, a])"),
      ["JY4018"],
    ],
    ["have another one where it is given", "sqlite", car("a Int", "id_a Int", '@@unique([id, a], name: "key")'), []],
    [
      "have that name beside a relation",
      "sqlite",
      car(
        "up Int",
        "a Int",
        'id_a Car[] @relation("Up")',
        'c Car @relation("Up", fields: [up], references: [id])',
        "@@unique([id, a])",
      ),
      [],
    ],
    ["may be called by a number", "sqlite", car("a Int", '@@unique([id, a], name: "2nd")'), []],
    ["have no direction", "mysql", "model Car {\n  id Int @id(sort: Desc)\n}\n", ["JY4019"]],
    ["have no direction", "cockroachdb", "model Car {\n  a Int\n  b Int\n  @@id([a(sort: Desc), b])\n}\n", ["JY4019"]],
    ["are not of an unknown type", "postgresql", 'model Car {\n  id Unsupported("ltree") @id\n}\n', ["JY4022"]],
    [
      "may be optional or unknown where the client leaves the model out",
      "mysql",
      block("model", "Car", "id Int? @id", "@@ignore"),
      [],
    ],
    [
      "may be optional or unknown where the client leaves the model out",
      "mysql",
      block("model", "Car", 'a Unsupported("x")', "b Int?", "@@id([a, b])", "@@ignore"),
      [],
    ],
    ["repeat each other under another name", "postgresql", car("a Int @unique", '@@unique([a], map: "other")'), []],
    ["do not repeat each other", "sqlite", car("a Int @unique", "@@unique([a])"), ["JY4011"]],
    [
      "of full text repeat each other under another name",
      "mysql",
      car("a String", "@@fulltext([a])", '@@fulltext([a], map: "other")'),
      [],
    ],
    ["hold lists", "cockroachdb", car("tags String[]", "@@unique([tags])", "@@index([tags])"), []],
    [
      "are not made of a relation",
      "sqlite",
      car("a Int?", 'up Car? @relation("Up", fields: [a], references: [id]) @id', 'down Car[] @relation("Up")'),
      ["JY4014"],
    ],
    ["take no operator class", "sqlite", car("a String", '@@unique([a(ops: raw("x"))])'), ["JY6106"]],
    ["have no second name in full text", "mysql", car("a String", '@@fulltext([a], name: "t")'), ["JY3003"]],
  ]);
});

describe("indexes", () => {
  checks([
    ["take a raw operator class without effect", "mysql", car("a Int", '@@index([a(ops: raw("x"))])'), ["JY3010"]],
    ["take a condition", "postgresql", car("a Int", '@@index([a], where: raw("a > 1"))'), []],
    ["take a condition", "sqlite", car("a Int", '@@unique([a], where: raw("a > 1"))'), []],
    ["take a condition that says something", "postgresql", car("a Int", '@@index([a], where: raw(""))'), ["JY3014"]],
    ["take one condition", "postgresql", car("a Int", '@@index([a], where: raw("a", "b"))'), ["JY3007"]],
    ["take words without effect", "sqlite", car("a Int", "@@index([a(Desc)])"), ["JY3010"]],
    ["of an unknown type have no other mistake", "mysql", car("a Json", "@@index([a], type: Gin)"), ["JY6101"]],
    [
      "of full text have no other mistake",
      "cockroachdb",
      car("a String", "@@index([a])", "@@fulltext([a])"),
      ["JY6101"],
    ],
  ]);
});

describe("names in the database", () => {
  const pair = (index: string, key: string): string =>
    `${car("wheels Wheel[]")}model Wheel {\n  id Int @id\n  carId Int\n  car Car @relation(fields: [carId], references: [id], map: "${key}")\n  @@index([carId], map: "${index}")\n}\n`;
  checks([
    ["of an index and a foreign key differ", "postgresql", pair("i", "i"), ["JY4010"]],
    ["of an index and a foreign key differ", "cockroachdb", pair("i", "i"), ["JY4010"]],
    ["of an index and a foreign key may agree", "mysql", pair("i", "i"), []],
    [
      "of primary keys are none, which is said once",
      "sqlite",
      'model Car {\n  id Int @id(map: "Car")\n}\n',
      ["JY4020"],
    ],
  ]);

  test("of a join table are cut where PostgreSQL cuts them", () => {
    const name = "Ownership_".repeat(6);
    const models = block("model", "Car", "id Int @id", `owners Owner[] @relation("${name}")`);
    const schema = models + block("model", "Owner", "id Int @id", `cars Car[] @relation("${name}")`);
    const [table] = compile([{ path: "a.prisma", text: datasource("postgresql") + schema }]).schema?.joinTables ?? [];
    expect([table?.table, table?.right.index]).toEqual([`_${name}`, `_${name}_B`]);
    expect(codesOf(datasource("cockroachdb") + schema)).toEqual(["JY4009"]);
  });

  test("are checked where the database is without foreign keys", () => {
    const mode = 'relationMode = "prisma"';
    expect(codesOf(datasource("postgresql", mode) + pair("i", "i"))).toEqual(["JY4010"]);
    expect(codesOf(datasource("mysql", mode) + pair("i", "k".repeat(65)))).toEqual(["JY4009"]);
  });
});
