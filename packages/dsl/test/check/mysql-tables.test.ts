/** What MySQL alone says of tables: keys by the beginnings of values, and tables as Prisma makes them. */
import { expect, test } from "vitest";
import { compile, importPrisma, type Schema } from "../../src/index.ts";
import { datasource } from "./prisma-checks.ts";

function schemaOf(path: string, text: string): Schema {
  const { schema, diagnostics } = compile([{ path, text }]);
  if (schema === null) throw new Error(diagnostics.map(({ message }) => message).join("\n"));
  return schema;
}

const keys = (schema: Schema) => schema.models.map(({ primaryKey }) => primaryKey.lengths);

test("keys keep the lengths of their parts, and say nothing where there are none", () => {
  const text = `
model A { a String @db.Text
  b Int
  @@id([a(length: 10), b]) }
model B { a String @id(length: 20) @db.Text }
model C { a String
  b Int
  @@id([a, b]) }
`;
  expect(keys(schemaOf("schema.model", text))).toEqual([[10, null], [20], undefined]);
});

test("keys of heirs that have tables of their own are their root's", () => {
  const text = `
model A { a String @id(length: 20) @db.Text
  kind String
  @@inherit(joined)
  @@discriminator(kind, "a") }
model B extends A { b Int
  @@discriminator("b") }
`;
  expect(keys(schemaOf("schema.model", text))).toEqual([[20], [20]]);
});

test("the import keeps lengths of keys, and that a table is as Prisma made it", () => {
  const text = `${datasource("mysql")}
model A {
  a String @db.Text
  b Int

  @@id([a(length: 10), b])
}
`;
  const imported = importPrisma([{ path: "schema.prisma", text }]).text ?? "";
  expect(imported).toContain("@@id([a(length: 10), b])");
  const schema = schemaOf("schema.model", imported);
  expect(keys(schema)).toEqual([[10, null]]);
  expect(schema.models.map(({ strict }) => strict)).toEqual([false]);
});
