import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { betterSqlite3 } from "../../src/driver/better-sqlite3.ts";
import { SqliteConnection } from "../../src/driver/sqlite-connection.ts";
import { StatementCache } from "../../src/driver/statement-cache.ts";
import { parseUrl } from "../../src/driver/url.ts";
import {
  CheckViolation,
  ConnectionClosed,
  ConstraintViolation,
  DatabaseError,
  DatabaseOpenError,
  ForeignKeyViolation,
  NotNullViolation,
  ReadOnlyTransaction,
  UniqueViolation,
  UrlError,
} from "../../src/errors.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));

const open = (location: string) => betterSqlite3(parseUrl(`sqlite:${location}`, ["sqlite"]));

test("names a missing directory and says to create it", () => {
  const file = join(directory, "nowhere", "x.db");
  expect(() => open(file)).toThrow(DatabaseOpenError);
  expect(() => open(file)).toThrow(
    `cannot open "${file}": its directory "${join(directory, "nowhere")}" does not exist`,
  );
});

test("names a file that is no database", () => {
  const file = join(directory, "text.db");
  writeFileSync(file, "this is a text, and long enough to be taken for a database's header\n".repeat(20));
  expect(() => open(file)).toThrow(DatabaseOpenError);
  expect(() => open(file)).toThrow(/text\.db": it is a file, but not an SQLite database/);
});

test("names a directory where a file should be, and a file where a directory should", () => {
  expect(() => open(directory)).toThrow(`it is a directory: name a file in it, such as "sqlite:${directory}/app.db"`);
  const file = join(directory, "plain");
  writeFileSync(file, "");
  expect(() => open(join(file, "x.db"))).toThrow(`"${file}" is no directory: name a file in one`);
});

/** As a user who has no rights of its own, where the tests run as one who has all. */
function unprivileged<T>(work: () => T): T {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

describe.skipIf(process.platform === "win32")("permissions", () => {
  const place = join(directory, "place");
  const file = join(place, "file.db");
  beforeEach(() => {
    chmodSync(directory, 0o755);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place);
    const database = new BetterSqlite3(file);
    database.exec(`CREATE TABLE "t" AS SELECT 7 AS "n"`);
    database.close();
  });
  afterEach(() => chmodSync(place, 0o755));
  const openHere = (path: string) => () => unprivileged(() => open(path));

  test("a file that may not be read", () => {
    chmodSync(file, 0o000);
    expect(openHere(file)).toThrow(/file\.db": this user may not read it/);
  });

  test("a file that may not be created", () => {
    chmodSync(place, 0o555);
    expect(openHere(join(place, "new.db"))).toThrow(`may not create a file in its directory "${place}"`);
  });

  test("a directory that may not be entered", () => {
    chmodSync(place, 0o000);
    expect(openHere(file)).toThrow(`this user may not enter its directory "${place}"`);
  });

  test("a file that may only be read is read, and a write says why it is refused", () => {
    chmodSync(file, 0o444);
    chmodSync(place, 0o555);
    unprivileged(() => {
      const driver = open(file);
      const connection = driver.acquire("read");
      expect(connection.query({ sql: `SELECT "n" FROM "t"`, kinds: [] }, [])).toEqual([[7]]);
      expect(() => connection.exec(`DELETE FROM "t"`)).toThrow(DatabaseError);
      expect(() => connection.exec(`DELETE FROM "t"`)).toThrow(/can be read and not written: give this user/);
      driver.release(connection, "read");
      driver.close();
    });
  });
});

test("opens with WAL, foreign keys, a busy timeout and synchronous NORMAL", () => {
  const driver = open(join(directory, "pragmas.db"));
  const connection = driver.acquire("read");
  const pragma = (name: string) => connection.query({ sql: `PRAGMA ${name}`, kinds: [] }, [])[0]?.[0];
  expect(["journal_mode", "foreign_keys", "busy_timeout", "synchronous"].map(pragma)).toEqual(["wal", 1, 5000, 1]);
  driver.release(connection, "read");
  driver.close();
});

test("a write on a connection that only reads is told as one", () => {
  const path = join(directory, "only-read.db");
  new BetterSqlite3(path).exec(`CREATE TABLE "t" ("n" INTEGER)`).close();
  const told = new BetterSqlite3(path);
  told.pragma("query_only = 1");
  for (const database of [new BetterSqlite3(path, { readonly: true }), told]) {
    const connection = new SqliteConnection(database, 10);
    expect(connection.query({ sql: `SELECT * FROM "t"`, kinds: [] }, [])).toEqual([]);
    for (const write of [connection.exec.bind(connection), (sql: string) => connection.run({ sql, kinds: [] }, [])])
      expect(() => write(`DELETE FROM "t"`)).toThrow(ReadOnlyTransaction);
    connection.close();
  }
});

test("tells which constraint a row breaks", () => {
  const driver = open(":memory:");
  const connection = driver.acquire("write");
  for (const sql of [
    `CREATE TABLE "u" ("id" INTEGER PRIMARY KEY, "a" TEXT NOT NULL, "b" TEXT, UNIQUE ("a", "b")) STRICT`,
    `CREATE TABLE "p" ("u" INTEGER REFERENCES "u" ON DELETE RESTRICT, "n" INTEGER CONSTRAINT "positive" CHECK ("n" > 0)) STRICT`,
    `INSERT INTO "u" VALUES (1, 'x', 'y')`,
    `INSERT INTO "p" VALUES (1, 1)`,
  ])
    connection.exec(sql);
  const failure = (sql: string): unknown => {
    try {
      connection.exec(sql);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const unique = failure(`INSERT INTO "u" VALUES (2, 'x', 'y')`);
  expect(unique).toBeInstanceOf(UniqueViolation);
  expect(unique).toMatchObject({
    code: "UNIQUE_VIOLATION",
    table: "u",
    columns: ["a", "b"],
    driverCode: "SQLITE_CONSTRAINT_UNIQUE",
  });
  expect(failure(`INSERT INTO "u" VALUES (1, 'z', 'y')`)).toMatchObject({ code: "UNIQUE_VIOLATION", columns: ["id"] });
  expect(failure(`INSERT INTO "u" ("id") VALUES (3)`)).toBeInstanceOf(NotNullViolation);
  expect(failure(`INSERT INTO "p" VALUES (9, 1)`)).toBeInstanceOf(ForeignKeyViolation);
  expect(failure(`DELETE FROM "u"`)).toBeInstanceOf(ForeignKeyViolation);
  expect(failure(`INSERT INTO "p" VALUES (1, 0)`)).toBeInstanceOf(CheckViolation);
  expect(failure(`INSERT INTO "p" VALUES (1, 0)`)).toMatchObject({ constraint: "positive" });
  expect(failure(`INSERT INTO "p" VALUES (1, 'x')`)).toBeInstanceOf(ConstraintViolation);
  expect(failure("SELEC")).toMatchObject({ code: "DATABASE", sql: "SELEC" });
  driver.release(connection, "write");
  driver.close();
  expect(() => driver.acquire("read")).toThrow(ConnectionClosed);
});

test("a transaction that its session left open does not meet the next one", () => {
  const driver = open(join(directory, "left-open.db"));
  const one = driver.acquire("write");
  one.exec("BEGIN IMMEDIATE");
  driver.release(one, "write");
  const two = driver.acquire("write");
  two.exec("BEGIN IMMEDIATE");
  two.exec("COMMIT");
  driver.release(two, "write");
  driver.close();
});

test("keeps the prepared statements that are used", () => {
  const cache = new StatementCache<string>(2);
  for (const sql of ["a", "b", "c", "a", "d", "a", "e", "f"]) if (cache.get(sql) === undefined) cache.set(sql, sql);
  expect(["a", "b", "c", "f"].map((sql) => cache.get(sql))).toEqual(["a", undefined, undefined, "f"]);
});

test("a URL that cannot be read says what to write, and shows no password", () => {
  const read = (url: string) => () => parseUrl(url, ["sqlite"]);
  expect(read("")).toThrow(UrlError);
  expect(read("example.db")).toThrow('"example.db" is no database URL: write "sqlite:file.db"');
  expect(read("file:./dev.db")).toThrow('write "sqlite:./dev.db"');
  expect(read("sqlite:")).toThrow("names no database");
  expect(read("sqlite:///x.db")).toThrow("sqlite:/absolute/path");
  expect(read("mysql://root:hunter2@host/db")).toThrow(/"mysql:\/\/root:\*\*\*@host\/db": it knows "sqlite:"/);
  expect(read("mysql://root:hunter2@host/db")).toThrow(/^(?!.*hunter2)/s);
});

test("a URL that the client has no driver for says what there is", () => {
  const sync = (url: string) => () => parseUrl(url, ["sqlite"]);
  const async = (url: string) => () => parseUrl(url, ["sqlite", "pglite"]);
  for (const scheme of ["postgresql", "postgres", "mysql", "mariadb"]) {
    expect(sync(`${scheme}://host/db`)).toThrow(
      'it knows "sqlite:", for it is a sync client. Generate an async one: `joinery gen --client async`',
    );
    expect(async(`${scheme}://host/db`)).toThrow(/it knows "sqlite:" and "pglite:"$/);
  }
  expect(sync("pglite:dir")).toThrow(
    'it knows "sqlite:", for it is a sync client. Generate an async one: `joinery gen --client async`',
  );
  expect(async("oracle:x")).toThrow(/for the scheme "oracle" of "oracle:x": it knows "sqlite:" and "pglite:"$/);
});

test("a URL with a colon that is missing, or with parameters, is a mistake", () => {
  for (const scheme of ["sqlite", "pglite"]) {
    for (const location of [":memory", "memory:", "memory"])
      expect(() => parseUrl(`${scheme}:${location}`, [scheme])).toThrow(
        `"${scheme}:${location}" misses a colon: write "${scheme}::memory:"`,
      );
    expect(() => parseUrl(`${scheme}:file.db?mode=ro`, [scheme])).toThrow(
      `has query parameters, and ${scheme} URLs have none: write "${scheme}:file.db"`,
    );
    expect(() => parseUrl(`${scheme}::memory:?cache=shared`, [scheme])).toThrow(`write "${scheme}::memory:"`);
    expect(parseUrl(`${scheme}:./memory`, [scheme]).location).toBe("./memory");
  }
});
