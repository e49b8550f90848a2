import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pglite, pgliteDriver } from "../../src/driver/pglite.ts";
import { parseUrl } from "../../src/driver/url.ts";
import {
  CheckViolation,
  ConnectionClosed,
  DatabaseError,
  DatabaseOpenError,
  ForeignKeyViolation,
  NotNullViolation,
  ReadOnlyTransaction,
  UniqueViolation,
} from "../../src/errors.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
let instance: PGlite;
let driver: Driver<"async">;
let connection: Connection<"async">;
beforeAll(async () => {
  instance = await PGlite.create("memory://");
  driver = await pgliteDriver(instance);
  connection = await driver.acquire("write");
  for (const sql of [
    `CREATE TABLE "u" ("id" int PRIMARY KEY, "a" text NOT NULL, "b B" text, CONSTRAINT "u_key" UNIQUE ("a", "b B"))`,
    `CREATE TABLE "p" ("u" int REFERENCES "u", "n" int CONSTRAINT "positive" CHECK ("n" > 0))`,
    `INSERT INTO "u" VALUES (1, 'x', 'y')`,
  ])
    await connection.exec(sql);
});
afterAll(async () => {
  await instance.close();
  rmSync(directory, { recursive: true });
});

const failure = (sql: string, ...params: string[]): Promise<unknown> =>
  connection.query({ sql, kinds: ["text"] }, params).then(
    () => undefined,
    (error: unknown) => error,
  );

test("tells which constraint a row breaks, and keeps values out of what loggers print", async () => {
  const unique = await failure(`INSERT INTO "u" VALUES (2, $1, $2)`, "x", "y");
  expect(unique).toBeInstanceOf(UniqueViolation);
  expect(unique).toMatchObject({ table: "u", columns: ["a", "b B"], constraint: "u_key", driverCode: "23505" });
  expect(await failure(`INSERT INTO "u" VALUES (2, NULL, NULL)`)).toBeInstanceOf(NotNullViolation);
  expect(await failure(`INSERT INTO "p" VALUES (9, 1)`)).toBeInstanceOf(ForeignKeyViolation);
  expect(await failure(`INSERT INTO "p" VALUES (1, 0)`)).toBeInstanceOf(CheckViolation);
  await failure(`INSERT INTO "u" VALUES (3, $1, $2)`, "hunter2", "y");
  const again = await failure(`INSERT INTO "u" VALUES (4, $1, $2)`, "hunter2", "y");
  expect(again).toBeInstanceOf(UniqueViolation);
  expect(inspect(again)).not.toContain("hunter2");
});

test("tells which end of a foreign key is at fault", async () => {
  await connection.exec(`INSERT INTO "p" VALUES (1, 1)`);
  expect(await failure(`INSERT INTO "p" VALUES (9, 1)`)).toMatchObject({
    message: expect.stringMatching(
      /^a row refers to one that is not there in "p" \("u"\), constraint "p_u_fkey": save/,
    ),
    table: "p",
    columns: ["u"],
  });
  const referred = {
    message: expect.stringMatching(/still referred to by rows in "p", constraint "p_u_fkey": delete the rows/),
    table: "p",
    columns: [],
    constraint: "p_u_fkey",
  };
  expect(await failure(`DELETE FROM "u" WHERE "id" = 1`)).toMatchObject(referred);
  expect(await failure(`UPDATE "u" SET "id" = 5 WHERE "id" = 1`)).toMatchObject(referred);
  await connection.exec(`ALTER TABLE "p" DROP CONSTRAINT "p_u_fkey"`);
  await connection.exec(`ALTER TABLE "p" ADD FOREIGN KEY ("u") REFERENCES "u" ON DELETE RESTRICT`);
  expect(await failure(`DELETE FROM "u" WHERE "id" = 1`)).toMatchObject(referred);
});

test.each([
  ["22021", `SELECT $1`, "hunter2\0", /^a text holds a character that PostgreSQL cannot store: a NUL \("\\0"\)/],
  ["22P05", `SELECT $1::jsonb`, `{"a":"hunter2\\u0000"}`, /^a text or JSON document holds a character/],
  ["22P02", `SELECT $1::int`, "hunter2", /^a text cannot be read as a value of the type/],
  ["22003", `SELECT $1::text::numeric(3,1)`, "1234", /^a number is out of the range of its type/],
])("tells a refused value by its kind (%s)", async (code, sql, value, message) => {
  const error = await failure(sql, value);
  expect(error).toBeInstanceOf(DatabaseError);
  expect(error).toMatchObject({ code: "DATABASE", message: expect.stringMatching(message) });
  expect(inspect(error)).toContain(code);
  expect((error as Error).message).not.toContain(value);
});

test("a table that is not there says how to create it", async () => {
  expect(await failure(`SELECT * FROM "nowhere"`)).toMatchObject({
    driverCode: "42P01",
    message: 'relation "nowhere" does not exist: create the tables first: db.createAll()',
  });
});

test("a failed statement outside a transaction leaves the connection usable", async () => {
  await failure("SELEC");
  expect(await connection.query({ sql: "SELECT 1", kinds: [] }, [])).toEqual([[1]]);
});

test("COMMIT after a failed statement says that nothing is committed, unless a savepoint took the failure", async () => {
  const exec = async (...statements: string[]): Promise<unknown> => {
    try {
      for (const sql of statements) await connection.exec(sql);
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const insert = `INSERT INTO "u" VALUES (50, 'fifty', NULL)`;
  const many = async () => (await connection.query({ sql: `SELECT 1 FROM "u" WHERE "id" = 50`, kinds: [] }, [])).length;
  expect(await exec("BEGIN", insert, "SELEC")).toMatchObject({ driverCode: "42601" });
  const error = await exec("COMMIT");
  expect(error).toBeInstanceOf(DatabaseError);
  expect((error as Error).message).toMatch(/rolled back and not committed/);
  expect(await many()).toBe(0);
  expect(await exec("BEGIN", insert, "COMMIT")).toBeUndefined();
  expect(await many()).toBe(1);
  expect(await exec("BEGIN", `DELETE FROM "u" WHERE "id" = 50`, "SAVEPOINT s", "SELEC")).toBeInstanceOf(DatabaseError);
  expect(await exec("ROLLBACK TO SAVEPOINT s", "COMMIT")).toBeUndefined();
  expect(await many()).toBe(0);
});

test("a write in a transaction that only reads is told as one", async () => {
  await connection.exec("BEGIN READ ONLY");
  await expect(connection.exec(`DELETE FROM "u"`)).rejects.toBeInstanceOf(ReadOnlyTransaction);
  await connection.exec("ROLLBACK");
});

test("does not change how the program's own instance reads", async () => {
  const { rows } = await instance.query<{ at: unknown }>(`SELECT now() AS at`);
  expect(rows[0]?.at).toBeInstanceOf(Date);
});

test("opens a directory, and finds there what it wrote", async () => {
  const url = parseUrl(`pglite:${join(directory, "db")}`, ["pglite"]);
  const first = await pglite(url);
  const writer = await first.acquire("write");
  await writer.exec(`CREATE TABLE "t" AS SELECT 7 AS "n"`);
  first.release(writer, "write");
  await first.close();
  await expect(first.acquire("read")).rejects.toThrow(ConnectionClosed);
  const second = await pglite(url);
  const reader = await second.acquire("read");
  expect(await reader.query({ sql: `SELECT * FROM "t"`, kinds: [] }, [])).toEqual([[7]]);
  second.release(reader, "read");
  await second.close();
});

test("names what cannot be opened", async () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  await expect(pglite(parseUrl(`pglite:${join(file, "db")}`, ["pglite"]))).rejects.toThrow(DatabaseOpenError);
});
