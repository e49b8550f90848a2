import { expect, test } from "vitest";
import { codesOf, schemaOf } from "./schema-of.ts";

test("asks for a key of a view where a relation refers to its rows, and not before", () => {
  const text = (field: string) =>
    `view Total {\n ${field}\n user User?\n}\nmodel User {\n id Int @id\n total Total? @relation("T")\n}`;
  expect(codesOf("view Total {\n sum Int\n}")).toEqual([]);
  expect(codesOf(text("sum Int").replace("user User?", 'users User[] @relation("T")'))).toEqual(["1 JY4001"]);
  expect(codesOf(text("id Int @unique").replace("user User?", 'users User[] @relation("T")'))).toEqual([]);
});

test("refuses a list of a view that would put a key into another table", () => {
  expect(codesOf("view Total {\n id Int @unique\n users User[]\n}\nmodel User {\n id Int @id\n}")).toEqual([
    "3 JY5101",
  ]);
});

test("refuses on a view what only a table has", () => {
  expect(codesOf('view V {\n id Int @id\n a Int @version\n b Int @check("b > 0")\n c Int @computed("1")\n}')).toEqual([
    "2 JY4021",
    "3 JY3008",
    "4 JY3008",
    "5 JY3008",
  ]);
});

test("has relations to and from a view without a constraint in the database", () => {
  const schema = schemaOf(
    "view Total {\n userId Int @unique\n sum Int\n user User @relation(fields: [userId], references: [id])\n}\nmodel User {\n id Int @id\n total Total?\n}",
  );
  expect(schema.views[0]).toMatchObject({
    key: ["userId"],
    relations: [{ name: "user", kind: "oneToOne", inverse: "total" }],
  });
  expect(schema.models[0]).toMatchObject({ foreignKeys: [], relations: [{ name: "total", key: "remote" }] });
});

test("says a many-to-many with a view once", () => {
  expect(codesOf("view V {\n id Int @unique\n users User[]\n}\nmodel User {\n id Int @id\n vs V[]\n}")).toEqual([
    "3 JY8022",
  ]);
});

test("has the embedded values and the expressions of a view", () => {
  const { views } = schemaOf(`scalar Money = Decimal {\n codec: "./money.js"\n}
type Address {\n city String\n}
view Invoice {\n id Int @unique\n home Address @embedded\n total Money @expr("a + b")\n meta Json @expr("c") @ts("Meta")\n}`);
  expect(views[0]?.columns.map(({ name, embedded }) => [name, embedded])).toEqual([
    ["id", null],
    ["home.city", "home"],
  ]);
  expect(views[0]?.embeddeds.map(({ name, columns }) => [name, columns])).toEqual([["home", ["home.city"]]]);
  expect(views[0]?.expressions.map(({ name, scalar, ts }) => [name, scalar, ts])).toEqual([
    ["total", "Money", null],
    ["meta", null, "Meta"],
  ]);
});
