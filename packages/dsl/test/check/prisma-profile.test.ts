/** Prisma's meaning: what its validator refuses is refused, what it accepts is accepted, each mistake with one diagnostic. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

type Provider = "sqlite" | "postgresql" | "mysql" | "cockroachdb";

function datasource(provider: Provider, settings: string = ""): string {
  return `datasource db {\n  provider = "${provider}"\n  url = env("DATABASE_URL")\n  ${settings}\n}\n`;
}

/** Codes of the errors and warnings, in source order. */
function codesOf(...texts: readonly string[]): string[] {
  const { diagnostics } = compile(texts.map((text, index) => ({ path: `schema/${index}.prisma`, text })));
  return diagnostics.filter(({ severity }) => severity !== "info").map(({ code }) => code);
}

/** A case of models under one provider. */
type Case = readonly [title: string, provider: Provider, schema: string, codes: readonly string[]];

function checks(cases: readonly Case[]): void {
  test.each(cases)("%s (%s)", (_, provider, schema, codes) => {
    expect(codesOf(datasource(provider) + schema)).toEqual(codes);
  });
}

/** A model with an id and these lines. */
function car(...lines: readonly string[]): string {
  return `model Car {\n  id Int @id\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
}

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
    ['provider = "x"\n  custom = "a"\n  custom = "b"', ["JY7006"]],
  ])("of a generator: %s", (settings, codes) => {
    expect(codesOf(`generator client {\n  ${settings}\n}\n`)).toEqual(codes);
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

describe("keys", () => {
  checks([
    [
      "have the name of their fields in the client",
      "sqlite",
      car("a Int", "id_a Int", "@@unique([id, a])"),
      ["JY4018"],
    ],
    ["have another one where it is given", "sqlite", car("a Int", "id_a Int", '@@unique([id, a], name: "key")'), []],
    ["may be called by a number", "sqlite", car("a Int", '@@unique([id, a], name: "2nd")'), []],
    ["have no direction", "mysql", "model Car {\n  id Int @id(sort: Desc)\n}\n", ["JY4019"]],
    ["have no direction", "cockroachdb", "model Car {\n  a Int\n  b Int\n  @@id([a(sort: Desc), b])\n}\n", ["JY4019"]],
    ["are not of an unknown type", "postgresql", 'model Car {\n  id Unsupported("ltree") @id\n}\n', ["JY4022"]],
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

  test("are checked where the database is without foreign keys", () => {
    const mode = 'relationMode = "prisma"';
    expect(codesOf(datasource("postgresql", mode) + pair("i", "i"))).toEqual(["JY4010"]);
    expect(codesOf(datasource("mysql", mode) + pair("i", "k".repeat(65)))).toEqual(["JY4009"]);
  });
});

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

describe("relations", () => {
  const wheels = (list: string, ...lines: readonly string[]): string =>
    `${car(list)}model Wheel {\n  id Int @id\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;
  const key = ["carId Int", "car Car @relation(fields: [carId], references: [id])"];
  checks([
    [
      "of a model to itself have names",
      "sqlite",
      car("a Int?", "up Car? @relation(fields: [a], references: [id])", "down Car[]"),
      ["JY5001"],
    ],
    ["may require each other in a circle", "postgresql", circle(), []],
    [
      "are told once of arguments on the wrong side",
      "sqlite",
      wheels("wheels Wheel[] @relation(fields: [id], references: [id])", ...key),
      ["JY5007"],
    ],
    [
      "take a name on the wrong side without effect",
      "postgresql",
      wheels('wheels Wheel[] @relation(map: "x")', ...key),
      ["JY3010"],
    ],
    ["take no name on SQLite", "sqlite", wheels('wheels Wheel[] @relation(map: "x")', ...key), ["JY5007"]],
    [
      "name fields without quotes",
      "sqlite",
      wheels("wheels Wheel[]", "carId Int", 'car Car @relation(fields: ["carId"], references: [id])'),
      ["JY3007"],
    ],
    [
      "name fields without arguments",
      "mysql",
      wheels("wheels Wheel[]", "carId Int", "car Car @relation(fields: [carId(length: 1)], references: [id])"),
      ["JY3007"],
    ],
    [
      "join by the one column of an id",
      "sqlite",
      "model Car {\n  vin String\n  owners Owner[]\n  @@id([vin])\n}\nmodel Owner {\n  id Int @id\n  cars Car[]\n}\n",
      [],
    ],
    [
      "do not join by a unique",
      "sqlite",
      "model Car {\n  vin String @unique\n  owners Owner[]\n}\nmodel Owner {\n  id Int @id\n  cars Car[]\n}\n",
      ["JY5105"],
    ],
    [
      "have no list for a key",
      "sqlite",
      wheels("wheels Wheel[]", "carId Int[]", "car Car @relation(fields: [carId], references: [id])"),
      ["JY3201"],
    ],
  ]);

  test("without foreign keys have one mistake where an action is unknown", () => {
    const self = 'up Car? @relation("Up", fields: [a], references: [id], onDelete: NoAction)';
    const schema = car("a Int? @unique", self, 'down Car? @relation("Up")');
    expect(codesOf(datasource("sqlite", 'relationMode = "prisma"') + schema)).toEqual(["JY3011"]);
  });

  test("of a model to itself without foreign keys are told the action that the provider has", () => {
    const schema = car(
      "a Int? @unique",
      'up Car? @relation("Up", fields: [a], references: [id])',
      'down Car? @relation("Up")',
    );
    const hint = (provider: Provider): (string | null)[] =>
      compile([{ path: "a.prisma", text: datasource(provider, 'relationMode = "prisma"') + schema }]).diagnostics.map(
        (diagnostic) => diagnostic.hint,
      );
    expect(hint("sqlite")).toEqual(["write onDelete: Restrict, onUpdate: Restrict"]);
    expect(hint("mysql")).toEqual(["write onDelete: NoAction, onUpdate: NoAction"]);
  });

  function circle(): string {
    const side = (name: string, other: string): string =>
      `model ${name} {\n  id Int @id\n  k Int @unique\n  x ${other} @relation("${name}", fields: [k], references: [id])\n  y ${other}? @relation("${other}")\n}\n`;
    return side("Car", "Plate") + side("Plate", "Car");
  }
});

describe("names", () => {
  checks([
    ["of Prisma's client are reserved", "sqlite", "model PrismaClient {\n  id Int @id\n}\n", ["JY2006"]],
    ["of Prisma's client are reserved", "sqlite", "enum async {\n  A\n}\n", ["JY2006"]],
    ["of SQL are not those of native types", "postgresql", car('a Unsupported("text")?'), []],
    ["of native types are", "postgresql", car('a Unsupported("VarChar(10)")?'), ["JY6007"]],
  ]);

  test("of Prisma's client are free in Joinery's own meaning", () => {
    const { diagnostics } = compile([{ path: "a.model", text: "model PrismaClient {\n  id Int @id\n}\n" }]);
    expect(diagnostics).toEqual([]);
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
