/** Every kind of refusal, provoked on the engines themselves: the class, the SQLSTATE, and the message, in which no value is. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wrapPostgresError } from "../../src/dialect/postgresql-errors.ts";
import { pg } from "../../src/driver/pg.ts";
import { pgliteDriver } from "../../src/driver/pglite.ts";
import { parseUrl } from "../../src/driver/url.ts";
import * as errors from "../../src/errors.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";
import { onServer, type Place, postgresql } from "../servers.ts";

interface Refusal {
  readonly code: string;
  readonly kind: new (...given: never[]) => errors.DatabaseError;
  /** What is run before, by exec; a second list is run on another connection, and rolled back at the end. */
  readonly before?: readonly string[];
  readonly other?: readonly string[];
  readonly sql: string;
  readonly params?: readonly string[];
  readonly message: RegExp;
  /** Why an embedded engine cannot give it. */
  readonly onlyServer?: string;
}

const secret = "hunter2";

const refusals: readonly Refusal[] = [
  {
    code: "23505",
    kind: errors.UniqueViolation,
    sql: "INSERT INTO p VALUES (1, 'x')",
    message: /^another row has the same unique value in "p" \("id"\)/,
  },
  {
    code: "23503",
    kind: errors.ForeignKeyViolation,
    sql: "INSERT INTO c VALUES (1, 9)",
    message: /^a row refers to one that is not there in "c"/,
  },
  {
    code: "23001",
    kind: errors.ForeignKeyViolation,
    sql: "DO $$ BEGIN RAISE restrict_violation; END $$",
    message: /foreign key/,
  },
  {
    code: "23502",
    kind: errors.NotNullViolation,
    sql: "INSERT INTO p VALUES (2, NULL)",
    message: /^a column that must have a value would be NULL in "p" \("name"\)/,
  },
  {
    code: "23514",
    kind: errors.CheckViolation,
    sql: "INSERT INTO p VALUES (-1, 'x')",
    message: /^a row breaks a CHECK in "p", constraint "positive"/,
  },
  {
    code: "23P01",
    kind: errors.ConstraintViolation,
    before: ["INSERT INTO e VALUES ('[1,3]')"],
    sql: "INSERT INTO e VALUES ('[2,4]')",
    message: /^a row breaks a constraint in "e"/,
  },
  {
    code: "22P02",
    kind: errors.DatabaseError,
    sql: "SELECT $1::text::int4",
    params: [secret],
    message: /^a text cannot be read as a value/,
  },
  {
    code: "22003",
    kind: errors.DatabaseError,
    sql: "SELECT 3000000000::int8::int4",
    message: /^a number is out of the range/,
  },
  { code: "22012", kind: errors.DatabaseError, sql: "SELECT 1 / 0", message: /^a division by zero/ },
  {
    code: "22001",
    kind: errors.DatabaseError,
    sql: "UPDATE p SET name = $1",
    params: [secret.repeat(9)],
    message: /^a text is longer than its column takes/,
  },
  {
    code: "22008",
    kind: errors.DatabaseError,
    sql: "SELECT $1::text::date",
    params: ["2024-13-45"],
    message: /^a date or time is out of the range/,
  },
  {
    code: "22007",
    kind: errors.DatabaseError,
    sql: "SELECT $1::text::date",
    params: [secret],
    message: /^a text is no date or time/,
  },
  { code: "22021", kind: errors.DatabaseError, sql: "SELECT $1::text", params: [`${secret}\0`], message: /a NUL/ },
  {
    code: "22P05",
    kind: errors.DatabaseError,
    sql: "SELECT $1::text::jsonb",
    params: [`{"a":"\\u0000"}`],
    message: /a NUL/,
  },
  { code: "42P01", kind: errors.DatabaseError, sql: "SELECT * FROM nowhere", message: /create the tables first/ },
  { code: "42601", kind: errors.DatabaseError, sql: "SELEC", message: /syntax error/ },
  {
    code: "08P01",
    kind: errors.DatabaseError,
    sql: "SELECT $1::text, $2::text",
    params: ["one"],
    message: /bind message/,
    onlyServer: "its own client refuses first",
  },
  {
    code: "25P02",
    kind: errors.DatabaseError,
    before: ["BEGIN", "SELEC"],
    sql: "SELECT 1",
    message: /^an earlier statement failed.*roll it back/,
  },
  {
    code: "25006",
    kind: errors.ReadOnlyTransaction,
    before: ["BEGIN READ ONLY"],
    sql: "DELETE FROM p",
    message: /only reads/,
  },
  {
    code: "42501",
    kind: errors.AccessDenied,
    before: ["BEGIN", "SET LOCAL ROLE pg_monitor"],
    sql: "SELECT * FROM pg_authid",
    message: /no right to do this: GRANT/,
  },
  {
    code: "28000",
    kind: errors.AccessDenied,
    sql: "DO $$ BEGIN RAISE invalid_authorization_specification; END $$",
    message: /refuses this user/,
  },
  {
    code: "28P01",
    kind: errors.AccessDenied,
    sql: "DO $$ BEGIN RAISE invalid_password; END $$",
    message: /refuses this user/,
  },
  {
    code: "57014",
    kind: errors.StatementTimeout,
    before: ["BEGIN", "SET LOCAL statement_timeout = 20"],
    sql: "SELECT pg_sleep(20)",
    message: /statement_timeout, or somebody cancelled/,
    onlyServer: "it has no timers",
  },
  {
    code: "55P03",
    kind: errors.DatabaseBusy,
    other: ["BEGIN", "SELECT * FROM p FOR UPDATE"],
    sql: "SELECT * FROM p FOR UPDATE NOWAIT",
    message: /locked by another transaction/,
    onlyServer: "it has one connection",
  },
  {
    code: "40001",
    kind: errors.SerializationFailure,
    before: ["BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT * FROM p"],
    other: ["UPDATE p SET name = 'y'"],
    sql: "UPDATE p SET name = 'z'",
    message: /repeat it/,
    onlyServer: "it has one connection",
  },
  {
    code: "54001",
    kind: errors.StatementTooLarge,
    before: [
      "CREATE FUNCTION deep(n int) RETURNS int LANGUAGE sql AS 'SELECT CASE n WHEN 0 THEN 0 ELSE n END'",
      "CREATE OR REPLACE FUNCTION deep(n int) RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN deep(n + 1); END'",
    ],
    sql: "SELECT deep(1)",
    message: /larger than PostgreSQL takes/,
    onlyServer: "its stack is the process's",
  },
  {
    code: "54011",
    kind: errors.StatementTooLarge,
    sql: `CREATE TABLE wide (${Array.from({ length: 1601 }, (_, at) => `c${at} int`).join(", ")})`,
    message: /larger than PostgreSQL takes/,
  },
  {
    code: "54023",
    kind: errors.StatementTooLarge,
    sql: `SELECT concat(${Array.from({ length: 101 }, () => "1").join(", ")})`,
    message: /larger than PostgreSQL takes/,
  },
  {
    code: "54000",
    kind: errors.StatementTooLarge,
    sql: "INSERT INTO k SELECT string_agg(md5(n::text), '') FROM generate_series(1, 900) AS n",
    message: /larger than PostgreSQL takes/,
  },
  {
    code: "53100",
    kind: errors.DatabaseFull,
    sql: "DO $$ BEGIN RAISE disk_full; END $$",
    message: /disk of the server is full/,
  },
  {
    code: "53200",
    kind: errors.DatabaseFull,
    sql: "DO $$ BEGIN RAISE out_of_memory; END $$",
    message: /no memory left/,
  },
  {
    code: "53000",
    kind: errors.DatabaseFull,
    sql: "DO $$ BEGIN RAISE insufficient_resources; END $$",
    message: /no room left/,
  },
  {
    code: "53300",
    kind: errors.TooManyConnections,
    sql: "DO $$ BEGIN RAISE too_many_connections; END $$",
    message: /takes no more connections/,
  },
  {
    code: "40P01",
    kind: errors.Deadlock,
    sql: "DO $$ BEGIN RAISE deadlock_detected; END $$",
    message: /waited for each other/,
  },
];

const tables = [
  "CREATE TABLE p (id int PRIMARY KEY CONSTRAINT positive CHECK (id > 0), name varchar(20) NOT NULL)",
  "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p)",
  "CREATE TABLE e (r int4range, EXCLUDE USING gist (r WITH &&))",
  "CREATE TABLE k (text text UNIQUE)",
  "INSERT INTO p VALUES (1, 'one')",
];

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function provoked(driver: Driver<"async">, refusal: Refusal): Promise<unknown> {
  const { before = [], other, sql, params = [] } = refusal;
  const connection = await driver.acquire("write");
  const second = other === undefined ? null : await driver.acquire("write");
  const runAll = async (on: Connection<"async">, all: readonly string[]): Promise<void> => {
    for (const one of all) await rejection(on.exec(one));
  };
  try {
    await runAll(connection, before);
    await connection.query({ sql: "SELECT 1", kinds: [] }, []).catch(() => undefined); // so that BEGIN is there before what others do
    if (second !== null) await runAll(second, other ?? []);
    return await rejection(connection.query({ sql, kinds: ["text"] }, params));
  } finally {
    await rejection(connection.exec("ROLLBACK"));
    driver.release(connection, "write");
    if (second !== null) {
      await rejection(second.exec("ROLLBACK"));
      driver.release(second, "write");
    }
  }
}

function check(error: unknown, { code, kind, message }: Refusal): void {
  expect(error).toBeInstanceOf(kind);
  expect((error as Error).constructor).toBe(kind);
  expect(error).toMatchObject({ driverCode: code, message: expect.stringMatching(message) });
  expect((error as Error).message).not.toContain(secret); // the engine's own words may, and are the cause
}

describe.skipIf(!postgresql.answers)("on PostgreSQL", () => {
  let place: Place;
  let driver: Driver<"async">;
  beforeAll(async () => {
    place = await postgresql.fresh();
    await onServer(place.url, ...tables);
    driver = await pg(parseUrl(place.url, ["postgresql"]));
  });
  afterAll(async () => {
    await driver.close();
    await place.drop();
  });

  test.each(refusals)("$code is a $kind.name", async (refusal) => check(await provoked(driver, refusal), refusal));

  test("40P01 is a Deadlock where two transactions wait for each other", async () => {
    const [first, second] = [await driver.acquire("write"), await driver.acquire("write")];
    const lock = (on: Connection<"async">, key: number): Promise<unknown> =>
      rejection(on.query({ sql: `SELECT pg_advisory_xact_lock(hashtext('${place.name}'), ${key})`, kinds: [] }, []));
    for (const [on, key] of [
      [first, 1],
      [second, 2],
    ] as const) {
      await on.exec("BEGIN");
      await lock(on, key);
    }
    const failed = await Promise.all([
      lock(first, 2).then(async (error) => [error, await first.exec("ROLLBACK")][0]),
      lock(second, 1).then(async (error) => [error, await second.exec("ROLLBACK")][0]),
    ]);
    expect(failed.filter((error) => error instanceof errors.Deadlock)).toHaveLength(1);
    for (const on of [first, second]) driver.release(on, "write");
  });
});

describe("on PGlite", () => {
  let instance: PGlite;
  let driver: Driver<"async">;
  beforeAll(async () => {
    instance = await PGlite.create("memory://");
    for (const sql of tables) await instance.exec(sql);
    driver = await pgliteDriver(instance);
  });
  afterAll(() => instance.close());

  for (const refusal of refusals) {
    const { code, kind, onlyServer } = refusal;
    test.skipIf(onlyServer !== undefined)(
      `${code} is a ${kind.name}${onlyServer === undefined ? "" : ` (not here: ${onlyServer})`}`,
      async () => check(await provoked(driver, refusal), refusal),
    );
  }
});

test.each([
  ...["08000", "08003", "08006", "57P01", "57P02", "57P03", "57P05", "25P03"],
  ...["ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNREFUSED"],
])("%s is a lost connection", (code) => {
  const error = wrapPostgresError(Object.assign(new Error("words"), { code }), "SELECT 1");
  expect(error).toBeInstanceOf(errors.ConnectionLost);
  expect(error).toMatchObject({ driverCode: code, sql: "SELECT 1" });
});

test.each([
  "Connection terminated",
  "Connection terminated unexpectedly",
  "Client has encountered a connection error and is not queryable",
  "Client was closed and is not queryable",
])("pg's words %j are a lost connection", (words) => {
  expect(wrapPostgresError(new Error(words))).toBeInstanceOf(errors.ConnectionLost);
});
