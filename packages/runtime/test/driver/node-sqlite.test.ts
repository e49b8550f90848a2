import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connect as connectAsync } from "../../../../fixtures/company/generated-async/index.ts";
import { connect, Department } from "../../../../fixtures/company/generated/index.ts";
import { betterSqlite3 } from "../../src/driver/better-sqlite3.ts";
import { nodeSqlite, nodeSqliteAsync } from "../../src/driver/node-sqlite.ts";
import { parseUrl } from "../../src/driver/url.ts";
import {
  ArgumentError,
  CheckViolation,
  ConnectionClosed,
  ConstraintViolation,
  DatabaseBusy,
  DatabaseOpenError,
  ForeignKeyViolation,
  NotNullViolation,
  SerializationFailure,
  UniqueViolation,
  WriterBusyError,
} from "../../src/errors.ts";
import { sql } from "../../src/expr/sql.ts";
import type { Connection } from "../../src/io/connection.ts";
import type { CellKind, CellValue } from "../../src/io/request.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));

const urlOf = (location: string) => parseUrl(`sqlite:${location}`, ["sqlite"]);
const open = (location: string, busyTimeout?: number) => nodeSqlite(urlOf(location), { busyTimeout });

const rowsOf = (connection: Connection<"sync">, sql: string, params: CellValue[] = [], kinds: CellKind[] = []) =>
  connection.query({ sql, kinds }, params);

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("opens with WAL, foreign keys, a busy timeout and synchronous NORMAL", () => {
  const driver = open(join(directory, "pragmas.db"));
  const connection = driver.acquire("read");
  const pragma = (name: string) => rowsOf(connection, `PRAGMA ${name}`)[0]?.[0];
  const settings = ["journal_mode", "foreign_keys", "busy_timeout", "synchronous"].map(pragma);
  expect(settings).toEqual(["wal", 1, 5000, 1]);
  driver.release(connection, "read");
  driver.close();
});

test("gives the same cells as better-sqlite3, and digits for an integer that no number holds", () => {
  const statements: [string, CellValue[], CellKind[]][] = [
    [`SELECT 1, 1.5, 'a' || char(0) || 'b', NULL, ''`, [], []],
    [`SELECT ?, ?, ?`, ["nul \0 and 😀", null, 2 ** 52], ["text", "text", "int"]],
    [`SELECT CAST(? AS TEXT), typeof(?)`, ["9223372036854775807", "-9223372036854775808"], ["bigint", "bigint"]],
    [`SELECT joinery_decimal('10.50'), joinery_decimal(NULL), joinery_decimal(3), joinery_digits('010.50')`, [], []],
    [`SELECT value FROM json_each(?)`, ["[1,2,3]"], ["list"]],
  ];
  const [ours, theirs] = [open(":memory:"), betterSqlite3(urlOf(":memory:"))];
  const [one, other] = [ours.acquire("read"), theirs.acquire("read")];
  for (const [sql, params, kinds] of statements)
    expect(rowsOf(one, sql, params, kinds)).toEqual(rowsOf(other, sql, params, kinds));
  for (let round = 0; round < 2; round++) {
    expect(rowsOf(one, "SELECT 9007199254740993, 7, 2.5")).toEqual([["9007199254740993", 7, 2.5]]);
  }
  expect(rowsOf(one, "SELECT typeof(joinery_decimal(9007199254740993))")).toEqual([["integer"]]);
  ours.release(one, "read");
  theirs.release(other, "read");
});

test("integers of the user's own SQL are exact on both drivers, however large", () => {
  const sql = "SELECT 9007199254740993, -9223372036854775808, -7, 2.5, 1e300, 'x', NULL";
  for (const driver of [open(":memory:"), betterSqlite3(urlOf(":memory:"))]) {
    const connection = driver.acquire("read");
    for (let round = 0; round < 2; round++)
      expect(connection.query({ sql, kinds: [], isForeign: true }, [])).toEqual([
        ["9007199254740993", "-9223372036854775808", -7, 2.5, 1e300, "x", null],
      ]);
    driver.release(connection, "read");
    driver.close();
  }
});

test("an empty blob stays one, and a row that a write gives back is exact", () => {
  const driver = open(":memory:");
  const connection = driver.acquire("write");
  connection.exec(`CREATE TABLE "t" ("id" INTEGER PRIMARY KEY, "b" BLOB NOT NULL, "n" INTEGER) STRICT`);
  const insert = `INSERT INTO "t" ("b", "n") VALUES (?, ?) RETURNING "id", "b", "n"`;
  expect(rowsOf(connection, insert, [new Uint8Array(0), "9007199254740993"], ["bytes", "bigint"])).toEqual([
    [1, new Uint8Array(0), "9007199254740993"],
  ]);
  expect(connection.run({ sql: `UPDATE "t" SET "n" = ?`, kinds: ["int"] }, [5])).toBe(1);
  expect(connection.run({ sql: `${insert}, "n"`, kinds: ["bytes", "int"] }, [new Uint8Array([1]), 1])).toBe(1);
  expect(rowsOf(connection, `SELECT "n" FROM "t" ORDER BY "id"`)).toEqual([[5], [1]]);
  driver.release(connection, "write");
});

test("tells which constraint a row breaks, by SQLite's own codes", () => {
  const driver = open(":memory:");
  const connection = driver.acquire("write");
  for (const sql of [
    `CREATE TABLE "u" ("id" INTEGER PRIMARY KEY, "a" TEXT NOT NULL, "b" TEXT, UNIQUE ("a", "b")) STRICT`,
    `CREATE TABLE "p" ("u" INTEGER REFERENCES "u" ON DELETE RESTRICT, "n" INTEGER CONSTRAINT "positive" CHECK ("n" > 0)) STRICT`,
    `INSERT INTO "u" VALUES (1, 'x', 'y')`,
    `INSERT INTO "p" VALUES (1, 1)`,
  ])
    connection.exec(sql);
  const failure = (sql: string): unknown => failureOf(() => connection.exec(sql));
  expect(failure(`INSERT INTO "u" VALUES (2, 'x', 'y')`)).toBeInstanceOf(UniqueViolation);
  expect(failure(`INSERT INTO "u" VALUES (2, 'x', 'y')`)).toMatchObject({
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
  expect(failure("SELEC")).toMatchObject({ code: "DATABASE", sql: "SELEC", driverCode: "SQLITE_ERROR" });
  driver.release(connection, "write");
  driver.close();
  expect(() => driver.acquire("read")).toThrow(ConnectionClosed);
});

test("a lock that somebody else holds, and a snapshot that is too old, have their own errors", () => {
  const file = join(directory, "locked.db");
  const driver = open(file, 0);
  const [one, other] = [driver.acquire("read"), driver.acquire("read")];
  one.exec(`CREATE TABLE "t" ("n")`);
  other.exec("BEGIN");
  rowsOf(other, `SELECT * FROM "t"`);
  one.exec(`INSERT INTO "t" VALUES (1)`);
  expect(failureOf(() => other.exec(`INSERT INTO "t" VALUES (2)`))).toBeInstanceOf(SerializationFailure);
  other.exec("ROLLBACK");
  one.exec("BEGIN IMMEDIATE");
  expect(failureOf(() => other.exec("BEGIN IMMEDIATE"))).toBeInstanceOf(DatabaseBusy);
  driver.release(one, "read");
  driver.release(other, "read");
  driver.close();
});

test("says why a file cannot be opened", () => {
  const file = join(directory, "text.db");
  writeFileSync(file, "this is a text, and long enough to be taken for a database's header\n".repeat(20));
  expect(() => open(file)).toThrow(DatabaseOpenError);
  expect(() => open(file)).toThrow(/text\.db": it is a file, but not an SQLite database/);
  expect(() => open(join(directory, "nowhere", "x.db"))).toThrow(/its directory ".*nowhere" does not exist/);
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

test("shares the writer's turn of a file with better-sqlite3", () => {
  const file = join(directory, "shared.db");
  const [ours, theirs] = [open(file), betterSqlite3(urlOf(file))];
  const connection = ours.acquire("write");
  expect(() => theirs.acquire("write")).toThrow(WriterBusyError);
  ours.release(connection, "write");
  theirs.release(theirs.acquire("write"), "write");
  ours.close();
  theirs.close();
});

test("an async caller that is called off leaves the line, and the next one comes", async () => {
  const driver = nodeSqliteAsync(urlOf(":memory:"));
  const first = await driver.acquire("write");
  const reason = new Error("called off");
  const controller = new AbortController();
  const second = driver.acquire("write", { signal: controller.signal });
  const third = driver.acquire("write");
  expect(driver.pool.waiting).toBe(2);
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  expect(driver.pool.waiting).toBe(1);
  driver.release(first, "write");
  const connection = await third;
  await expect(connection.query({ sql: "SELECT 1", kinds: [] }, [], { signal: controller.signal })).rejects.toBe(
    reason,
  );
  await expect(driver.acquire("read", { signal: controller.signal })).rejects.toBe(reason);
  driver.release(connection, "write");
  await driver.close();
});

test("connect takes it as the driver of a URL, or opened, in the client's colour alone", async () => {
  using byUrl = connect(`sqlite:${join(directory, "client.db")}`, { driver: nodeSqlite });
  byUrl.createAll();
  byUrl.transaction((tx) => tx.add(new Department({ name: "Books" })));
  using opened = connect({ driver: open(join(directory, "client.db")) });
  expect(opened.transaction((tx) => tx.query(Department).count())).toBe(1);
  await using other = connectAsync(`sqlite:${join(directory, "client.db")}`, { driver: nodeSqliteAsync });
  expect(await other.transaction((tx) => tx.execute(sql`SELECT count(*) FROM "Department"`))).toEqual([[1]]);
  expect(() => connect("sqlite::memory:", { driver: nodeSqliteAsync as never })).toThrow(ArgumentError);
  expect(() => connect("sqlite::memory:", { driver: nodeSqliteAsync as never })).toThrow("this client is sync");
  expect(() => connect("sqlite::memory:", { driver: "node:sqlite" as never })).toThrow(
    'the option "driver" of connect takes a driver\'s function',
  );
  await using wrong = connectAsync("sqlite::memory:", { driver: nodeSqlite as never });
  await expect(wrong.createAll()).rejects.toThrow("this client is async");
});
