import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { codesOf, modelOf, schemaOf } from "./schema-of.ts";

const columnsOf = (text: string, name: string): string[] =>
  modelOf(schemaOf(text), name).columns.map((column) => column.name);

test("puts the fields of mixins behind the model's own, in the order of their first mention", () => {
  const text =
    "abstract model A with C {\n a Int\n}\nabstract model B {\n b Int\n}\nabstract model C {\n c Int\n}\nmodel M with B, A, C {\n id Int @id\n}";
  expect(columnsOf(text, "M")).toEqual(["id", "b", "a", "c"]);
  expect(columnsOf(text.replace("B, A, C", "C, A, B"), "M")).toEqual(["id", "c", "a", "b"]);
});

test("mixes in once what a base has already", () => {
  const text =
    "abstract model T {\n at DateTime\n @@index([at])\n}\nmodel Base with T {\n id Int @id\n kind String\n @@inherit(single)\n @@discriminator(kind)\n}\nmodel Heir extends Base with T {\n x Int?\n}";
  expect(columnsOf(text, "Heir")).toEqual(["id", "kind", "at", "x"]);
  expect(modelOf(schemaOf(text), "Heir").indexes).toEqual([]);
});

test("refuses a field that the base has from a mixin, and shows it there", () => {
  const text =
    "abstract model T {\n at DateTime\n}\nmodel Base with T {\n id Int @id\n kind String\n @@inherit(single)\n @@discriminator(kind)\n}\nmodel Heir extends Base {\n at Int?\n}";
  const { diagnostics } = compile([{ path: "a.model", text }]);
  expect(diagnostics.map(({ code, span, related }) => [code, span.line, related[0]?.span.line])).toEqual([
    ["JY2003", 11, 2],
  ]);
});

test("says a mistake of an abstract model once, whoever mixes it in, and where nobody does", () => {
  const wrong = "abstract model T {\n a Missing\n b Int @foo\n c Int @default(true)\n @@bar\n @@index([nope])\n}\n";
  const expected = ["2 JY2001", "3 JY3001", "4 JY3102", "5 JY3001", "6 JY4004"];
  expect(codesOf(`${wrong}model M with T {\n id Int @id\n}`)).toEqual(expected);
  expect(codesOf(`${wrong}model M with T {\n id Int @id\n}\nmodel N with T {\n id Int @id\n}`)).toEqual(expected);
  expect(codesOf("abstract model T {\n a Missing\n b Int @foo\n @@bar\n}")).toEqual([
    "2 JY2001",
    "3 JY3001",
    "4 JY3001",
  ]);
});

test("asks for a key where no mixin brings one, but not where it may have been lost", () => {
  expect(codesOf("abstract model T {\n a Int\n}\nmodel M with T {\n b Int\n}")).toEqual(["4 JY4001"]);
  expect(codesOf("abstract model T {\n id Missing @id\n}\nmodel M with T {\n b Int\n}")).toEqual(["2 JY2001"]);
  expect(codesOf("abstract model T {\n id = 1\n}\nmodel M with T {\n b Int\n}")).toEqual(["2 JY1001"]);
  expect(codesOf("abstract model T {\n @@id([nope])\n}\nmodel M with T {\n b Int\n}")).toEqual(["2 JY4004"]);
  expect(codesOf("model M with Tt {\n b Int\n}\nabstract model T with U {\n id Int @id\n}")).toEqual([
    "1 JY8001",
    "4 JY8001",
  ]);
});

test("takes the key, the names and the relations of a mixin for each model apart", () => {
  const schema = schemaOf(
    "abstract model Owned {\n id Int @id\n owner User\n slug String @unique\n}\nmodel One with Owned {\n a Int\n}\nmodel Two with Owned {\n b Int\n}\nmodel User {\n id Int @id\n ones One[]\n}",
  );
  expect(modelOf(schema, "One").uniques.map(({ name }) => name)).toEqual(["One_slug_key"]);
  expect(modelOf(schema, "Two").foreignKeys.map(({ name }) => name)).toEqual(["Two_ownerId_fkey"]);
  expect(schema.models.map(({ relations }) => relations.map(({ inverse }) => inverse))).toEqual([
    ["ones"],
    [null],
    ["owner"],
  ]);
});
