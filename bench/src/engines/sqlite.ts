/** SQLite: each database is a file. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { drizzle } from "../contenders/sqlite/drizzle.ts";
import { joinery } from "../contenders/sqlite/joinery.ts";
import { mikroOrm } from "../contenders/sqlite/mikro-orm.ts";
import { raw } from "../contenders/sqlite/raw.ts";
import type { Engine } from "../engine.ts";
import { people } from "../person.ts";

/** The DDL that `joinery gen` writes: one table for all contenders. */
const ddl = readFileSync(new URL("../../generated/schema.sqlite.sql", import.meta.url), "utf8");

export const sqlite: Engine = {
  name: "sqlite",
  contenders: [raw, joinery, drizzle, mikroOrm],
  goals: { one: 1.25, all: 1.1, insert: 1.3, update: 1.15 },
  place: (directory, name) => join(directory, `${name}.db`),
  create,
  contentOf,
  empty,
  leave: () => undefined, // the directory goes, and the files with it
};

/** In WAL mode, which is the file's property. */
function create(file: string, count: number): void {
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.exec(ddl);
  const insert = database.prepare("INSERT INTO Person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  database.transaction(() => {
    for (const { isActive, createdAt, ...person } of people(count)) {
      const { id, email, name, country, city, visits, rating, balance } = person;
      insert.run(id, email, name, country, city, Number(isActive), createdAt.toISOString(), visits, rating, balance);
    }
  })();
  database.close();
}

function contentOf(file: string): unknown[] {
  const database = new Database(file);
  try {
    return database.prepare("SELECT * FROM Person ORDER BY id").all();
  } finally {
    database.close();
  }
}

function empty(file: string): void {
  const database = new Database(file);
  database.exec("DELETE FROM Person");
  database.close();
}
