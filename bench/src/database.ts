/** The database files that contenders are let loose on. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { people } from "./person.ts";
import type { Store } from "./verify.ts";

/** The DDL that `joinery gen` writes: one table for all contenders. */
const ddl = readFileSync(new URL("../generated/schema.sqlite.sql", import.meta.url), "utf8");

/** Makes a file with persons 1 to `count`, in WAL mode, which is the file's property. */
export function createDatabase(file: string, count: number): void {
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

/** Every row, as SQLite has it. */
export function contentOf(file: string): unknown[] {
  const database = new Database(file);
  try {
    return database.prepare("SELECT * FROM Person ORDER BY id").all();
  } finally {
    database.close();
  }
}

/** Makes the table empty, so that keys begin at 1 again. */
export function emptyDatabase(file: string): void {
  const database = new Database(file);
  database.exec("DELETE FROM Person");
  database.close();
}

/** Files in a directory of their own. */
export function files(): Store {
  const directory = mkdtempSync(join(tmpdir(), "joinery-bench-"));
  let made = 0;
  return {
    make(count) {
      const file = join(directory, `${made++}.db`);
      createDatabase(file, count);
      return file;
    },
    contentOf,
    drop: () => rmSync(directory, { recursive: true }),
  };
}
