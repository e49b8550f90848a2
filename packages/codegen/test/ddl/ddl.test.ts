/** The tables of every fixture, made on the real engines. */
import { PGlite } from "@electric-sql/pglite";
import Database from "better-sqlite3";
import { afterAll, expect, test } from "vitest";
import { ddl } from "../../src/index.ts";
import { fixtures, schemaOf } from "../fixtures.ts";
import { namesSchema, wideSchema } from "../schemas.ts";

const cycle = schemaOf(`
  model Chicken { id Int @id
    laidAs Egg @relation("laid")
    eggs Egg[] @relation("lays") }
  model Egg { id Int @id
    layer Chicken? @relation("lays")
    hatched Chicken[] @relation("laid") }
  model Node { id Int @id
    code String @unique
    nextCode String?
    next Node? @relation("chain", fields: [nextCode], references: [code])
    previous Node[] @relation("chain") }
`);

const views = schemaOf(`
  model User { id Int @id }
  view Third { id Int @unique
    @@sql("SELECT id FROM second_view") }
  view Second { id Int @unique
    @@sql("SELECT id FROM \\"The First\\"")
    @@map("second_view") }
  view First { id Int @unique
    @@sql("SELECT id FROM \\"User\\"")
    @@map("The First") }
`);

const schemas = [
  ...fixtures(),
  { name: "wide names", schema: schemaOf(wideSchema) },
  { name: "borrowed names", schema: schemaOf(namesSchema) },
  { name: "tables that refer to each other", schema: cycle },
  { name: "views that are made of each other", schema: views },
];

const postgres = await PGlite.create();
afterAll(() => postgres.close());

for (const { name, schema } of schemas) {
  const tables = [...schema.models, ...schema.joinTables].map(({ table }) => table).toSorted();

  test(`SQLite makes the tables of "${name}"`, () => {
    using database = openSqlite();
    for (const statement of ddl(schema, "sqlite")) database.exec(statement);
    const made = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all();
    expect((made as string[]).toSorted()).toEqual(tables); // the column is a name
    expect(database.pragma("foreign_key_check")).toEqual([]);
  });

  test(`PostgreSQL makes the tables of "${name}"`, async () => {
    await postgres.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    for (const statement of ddl(schema, "postgresql")) await postgres.exec(statement);
    const { rows } = await postgres.query<{ tablename: string }>(
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(rows.map(({ tablename }) => tablename).toSorted()).toEqual(tables);
  });
}

function openSqlite(): Database.Database & Disposable {
  const database = new Database(":memory:");
  database.pragma("foreign_keys = ON");
  return Object.assign(database, { [Symbol.dispose]: () => void database.close() });
}
