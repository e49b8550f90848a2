import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { codesOf, modelOf, schemaOf } from "./schema-of.ts";

const root = (strategy: string, rest = ""): string =>
  `model Base {\n id Int @id\n kind String\n name String @unique\n ${rest}\n @@inherit(${strategy})\n @@discriminator(kind)\n}\n`;

test("gives an heir its base in another file, whichever file comes first", () => {
  const heir = "model Heir extends Base with Sized {\n  size Int?\n}";
  const mixin = "abstract model Sized {\n  width Int\n}";
  for (const names of ["abc", "cba", "bca"]) {
    const files = [root("joined"), heir, mixin].map((text, index) => ({ path: `${names.charAt(index)}.model`, text }));
    const { schema, diagnostics } = compile(files);
    expect(diagnostics).toEqual([]);
    if (schema === null) throw new Error("no schema");
    const columns = modelOf(schema, "Heir").columns.map(({ name, inherited }) => [name, inherited]);
    expect(columns).toEqual([
      ["id", true],
      ["kind", true],
      ["name", true],
      ["size", false],
      ["width", false],
    ]);
  }
});

test("has the relations of every level, the inherited ones first and marked", () => {
  const schema = schemaOf(
    `${root("single", "owner User")}model Heir extends Base {\n boss User?\n}\nmodel Last extends Heir {\n friends User[]\n}
     model User {\n id Int @id\n bases Base[]\n heirs Heir[] @relation("H")\n lasts Last[]\n}`.replace(
      "boss User?",
      'boss User? @relation("H")',
    ),
  );
  const relations = modelOf(schema, "Last").relations.map(({ name, inherited, inverse }) => [name, inherited, inverse]);
  expect(relations).toEqual([
    ["owner", true, "bases"],
    ["boss", true, "heirs"],
    ["friends", false, "lasts"],
  ]);
  expect(modelOf(schema, "Last").foreignKeys).toEqual([]);
  expect(modelOf(schema, "Last").inheritance).toMatchObject({ base: "Heir", value: "Last" });
});

test("keeps heirs in the root's table and schema where there is a single one", () => {
  const schema = schemaOf(
    `${root("single", '@@map("bases")\n @@schema("hr")')}model Heir extends Base {\n x Int? @unique\n}`,
  );
  const heir = modelOf(schema, "Heir");
  expect([heir.table, heir.schema, heir.primaryKey.columns]).toEqual(["bases", "hr", ["id"]]);
  expect(heir.uniques.map(({ name }) => name)).toEqual(["bases_x_key"]);
});

test("gives a joined heir a table of its own beside the root's, and a key that follows the base's", () => {
  const schema = schemaOf(`${root("joined", '@@schema("hr")')}model Heir extends Base {\n x Int?\n}`);
  const heir = modelOf(schema, "Heir");
  expect([heir.table, heir.schema]).toEqual(["Heir", "hr"]);
  expect(heir.foreignKeys).toMatchObject([
    { columns: ["id"], target: "Base", targetColumns: ["id"], onDelete: "Cascade" },
  ]);
});

test("has the root's key where that is a unique", () => {
  const text = (strategy: string) =>
    `model Base {\n name String @unique(map: "by_name")\n kind String\n @@inherit(${strategy})\n @@discriminator(kind)\n}\nmodel Heir extends Base {\n x Int?\n}`;
  const keyOf = (strategy: string) => modelOf(schemaOf(text(strategy)), "Heir").primaryKey;
  expect(keyOf("single")).toMatchObject({ name: "by_name", columns: ["name"] });
  expect(keyOf("joined")).toMatchObject({ name: "Heir_name_key", columns: ["name"] });
});

test("refers to a unique of the root through an heir only where they share a table", () => {
  const text = (strategy: string) =>
    `${root(strategy)}model Heir extends Base {\n x Int?\n}\nmodel Other {\n id Int @id\n heir Heir @relation(fields: [of], references: [name])\n of String\n}`;
  expect(codesOf(text("single"))).toEqual([]);
  expect(codesOf(text("joined"))).toEqual(["14 JY8023"]);
});

test("refuses columns of another table in the keys, indexes and relations of a joined heir", () => {
  expect(codesOf(`${root("joined")}model Heir extends Base {\n x Int?\n @@index([x, id])\n}`)).toEqual([]);
  expect(codesOf(`${root("joined")}model Heir extends Base {\n x Int?\n @@unique([x, name])\n}`)).toEqual([
    "11 JY8023",
  ]);
  expect(
    codesOf(
      `${root("joined", "ref Int")}model Heir extends Base {\n other Other @relation(fields: [ref], references: [id])\n}\nmodel Other {\n id Int @id\n}`,
    ),
  ).toEqual(["10 JY8023"]);
});

test("shows both places when two heirs put a column of one name into the shared table", () => {
  const text = `${root("single")}model One extends Base {\n size Int?\n}\nmodel Two extends Base {\n size String?\n}`;
  const { diagnostics } = compile([{ path: "a.model", text }]);
  expect(
    diagnostics.map(({ code, span, related }) => [code, span.line, related.map((place) => place.span.line)]),
  ).toEqual([["JY2010", 13, [10]]]);
  expect(codesOf(text.replace("single", "joined"))).toEqual([]);
});

test("says once what is wrong with a family", () => {
  expect(
    codesOf(`${root("singel")}model One extends Base {\n x Missing\n}\nmodel Two extends Base {\n y Int?\n}`),
  ).toEqual(["6 JY3011", "10 JY2001"]);
  expect(
    codesOf("model A extends B {\n x Int\n}\nmodel B extends C {\n y Int\n}\nmodel C extends A {\n z Int\n}"),
  ).toEqual(["1 JY8005"]);
  expect(codesOf('model A {\n id Int @id\n @@discriminator("a")\n}')).toEqual(["1 JY8006"]);
});

test("allows one version in a family, and one field of each name", () => {
  const text = `${root("single", "version Int @version")}model Heir extends Base {\n again Int @version\n name Int\n}`;
  expect(codesOf(text)).toEqual(["10 JY3204", "11 JY2003"]);
});

test("leaves the heirs of an ignored model out as well", () => {
  const schema = schemaOf(`${root("single", "@@ignore")}model Heir extends Base {\n x Int?\n}`);
  expect(schema.models.map(({ ignored }) => ignored)).toEqual([true, true]);
});

test("shows the discriminator when an heir's name is no member of its enum", () => {
  const text =
    "enum Kind { base }\nmodel Base {\n id Int @id\n kind Kind\n @@inherit(single)\n @@discriminator(kind, base)\n}\nmodel Heir extends Base {\n x Int?\n}";
  const { diagnostics } = compile([{ path: "a.model", text }]);
  expect(diagnostics.map(({ code, related }) => [code, related.map((place) => place.span.line)])).toEqual([
    ["JY3107", [4]],
  ]);
});

test("names the checks of heirs apart where they share a table", () => {
  const heirs = (strategy: string): string =>
    `${root(strategy, '@@check("0")')}model A extends Base {\n @@check("1")\n}\nmodel B extends Base {\n @@check("2")\n @@check("3")\n}`;
  const namesOf = (strategy: string): string[] => {
    const { models } = schemaOf(heirs(strategy));
    return models.flatMap((model) => model.checks.map(({ name }) => name));
  };
  expect(namesOf("single")).toEqual(["Base_check", "Base_A_check", "Base_B_1_check", "Base_B_2_check"]);
  expect(namesOf("joined")).toEqual(["Base_check", "A_check", "B_1_check", "B_2_check"]);
});

test("goes through a model by a relation that it inherits", () => {
  const { models } = schemaOf(`${root("single", "post Post")}model Tagging extends Base {\n tag Tag\n}
model Post {\n id Int @id\n tags Tag[] @through(Tagging)\n}
model Tag {\n id Int @id\n posts Post[] @through(Tagging)\n}`);
  const through = models.flatMap(({ relations }) => relations.flatMap((relation) => relation.through ?? []));
  expect(through).toEqual([
    { model: "Tagging", near: "post", far: "tag" },
    { model: "Tagging", near: "tag", far: "post" },
  ]);
});

test("refuses a discriminator that the client cannot read and write, or that two rows cannot share", () => {
  const codes = ["@ignore", "@deferred", '@computed("x")', "@unique"].map((attribute) =>
    codesOf(`model A {\n id Int @id\n kind String ${attribute}\n @@inherit(single)\n @@discriminator(kind)\n}`),
  );
  expect(codes).toEqual(Array.from(codes, () => ["3 JY3205"]));
  const text =
    "model A {\n id Int @id\n kind Kind\n home Home @embedded\n @@inherit(single)\n @@discriminator(kind)\n}\n";
  const types = 'scalar Kind = String {\n codec: "./kind.js"\n}\ntype Home {\n kind String\n}';
  expect(codesOf(text + types)).toEqual(["6 JY8008"]);
  expect(codesOf((text + types).replace("(kind)", "(home.kind)"))).toEqual(["6 JY8008"]);
});

test("refuses a key that the client leaves out", () => {
  expect(codesOf("model A {\n id Int @id @ignore\n}")).toEqual(["2 JY3205"]);
  expect(codesOf("model A {\n a Int @ignore\n b Int\n @@id([a, b])\n}")).toEqual(["2 JY3205"]);
});

test("keeps what is said of a table with the root where there is a single one", () => {
  const heir = "model Heir extends Base {\n @@strict(false)\n}";
  expect(codesOf(root("single") + heir)).toEqual(["10 JY8010"]);
  expect(codesOf(root("joined") + heir)).toEqual([]);
});
