import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { codesOf, modelOf, schemaOf } from "./schema-of.ts";

const user = (field: string): string =>
  `type Address {\n city String\n zip String?\n}\nmodel User {\n id Int @id\n ${field}\n}`;

test("finds a circle of required values through several types, and names its path once", () => {
  const text = "type A {\n b B\n}\ntype B {\n c C\n}\ntype C {\n a A\n}\nmodel M {\n id Int @id\n a A\n}";
  const { diagnostics } = compile([{ path: "a.model", text }]);
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ["JY8015", "this value type requires itself: A → B → C → A"],
  ]);
  expect(codesOf(text.replace("c C", "c C[]"))).toEqual([]);
  expect(codesOf(text.replace("a A\n}\nmodel", "a A?\n}\nmodel"))).toEqual([]);
});

test("shows both places when two fields have one key in the document", () => {
  const text = 'type A {\n one String @map("x")\n x String\n}\nmodel M {\n id Int @id\n a A\n}';
  const { diagnostics } = compile([{ path: "a.model", text }]);
  expect(diagnostics.map(({ code, span, related }) => [code, span.line, related[0]?.span.line])).toEqual([
    ["JY2010", 3, 2],
  ]);
});

test("keeps every column of a secret or deferred value secret or deferred", () => {
  const { columns } = modelOf(schemaOf(user("home Address @embedded @secret @deferred")), "User");
  expect(columns.map(({ name, secret, deferred }) => [name, secret, deferred])).toEqual([
    ["id", false, false],
    ["home.city", true, true],
    ["home.zip", true, true],
  ]);
});

test("refuses what is about one column on an embedded value", () => {
  expect(codesOf(user('home Address @embedded @unique @map("x") @ignore'))).toEqual([
    "7 JY3205",
    "7 JY3205",
    "7 JY3205",
  ]);
  expect(codesOf(user("home Address @embedded\n home_city String"))).toEqual(["8 JY2010"]);
});

test("says nothing more of a value whose type has a mistake", () => {
  const text =
    "type Address {\n city Strin\n zip String @foo\n}\nmodel User {\n id Int @id\n home Address @embedded\n work Address[]\n}";
  expect(codesOf(text)).toEqual(["2 JY2001", "3 JY3001"]);
});

test("refuses to count up in a value, which has no table", () => {
  const text = "type A {\n n Int @default(autoincrement())\n}\nmodel M {\n id Int @id\n a A\n b A @embedded\n}";
  expect(codesOf(text)).toEqual(["2 JY3109"]);
});

test("names a key column behind a relation after the path of an embedded key", () => {
  const schema = schemaOf(
    "type Place {\n land String\n code String\n}\nmodel Town {\n at Place @embedded\n @@id([at.land, at.code])\n}\nmodel Shop {\n id Int @id\n town Town\n}",
  );
  expect(modelOf(schema, "Shop").relations[0]).toMatchObject({
    columns: ["townAtLand", "townAtCode"],
    targetColumns: ["at.land", "at.code"],
  });
});

test("refuses @ts on what is no document, in a value and in an expression too", () => {
  expect(codesOf('type T {\n a Int @ts("x")\n b Json @ts("x")\n}')).toEqual(["2 JY3206"]);
  expect(codesOf('model A {\n id Int @id\n a Int @expr("1") @ts("x")\n}')).toEqual(["3 JY3206"]);
});
