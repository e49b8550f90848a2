/** What breaks between a program and PostgreSQL: each gives a typed error in bounded time, and the pool heals. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { DriverOptions } from "../../src/driver/driver-module.ts";
import { pg } from "../../src/driver/pg.ts";
import { parseUrl } from "../../src/driver/url.ts";
import { ConnectionLost, DatabaseOpenError, StatementTimeout, TooManyConnections } from "../../src/errors.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";
import { onServer, type Place, postgresql } from "../servers.ts";
import { Proxy } from "./proxy.ts";

const statement = (sql: string) => ({ sql, kinds: [] });

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const one = async (connection: Connection<"async">, sql: string): Promise<unknown> =>
  (await connection.query(statement(sql), []))[0]?.[0];

describe.skipIf(!postgresql.answers)("PostgreSQL through pg", () => {
  let place: Place;
  beforeAll(async () => {
    place = await postgresql.fresh();
    await onServer(place.url, "CREATE TABLE t (id int PRIMARY KEY)");
  });
  afterAll(() => place.drop());
  beforeEach(() => onServer(place.url, "TRUNCATE t"));

  const open = (url: string, options: DriverOptions = {}): Promise<Driver<"async">> =>
    pg(parseUrl(url, ["postgresql"]), options);

  /** A driver by way of a proxy, and a connection of it; all is closed afterwards. */
  const through = async (
    work: (at: { proxy: Proxy; driver: Driver<"async">; connection: Connection<"async"> }) => Promise<void>,
    options: DriverOptions = {},
  ): Promise<void> => {
    await using proxy = await Proxy.to(place.url);
    const driver = await open(`${proxy.url}&sslmode=disable`, options);
    const connection = await driver.acquire("write");
    try {
      await work({ proxy, driver, connection });
    } finally {
      driver.release(connection, "write");
      await driver.close();
    }
  };

  /** The pool lends a connection that answers, and counts no other. */
  const isWhole = async (driver: Driver<"async">): Promise<void> => {
    const connection = await driver.acquire("write");
    expect(await one(connection, "SELECT 1")).toBe(1);
    driver.release(connection, "write");
    expect(driver.pool).toMatchObject({ waiting: 0, idle: driver.pool.open });
  };

  const terminate = (pid: unknown): Promise<unknown> =>
    onServer(place.url, `SELECT pg_terminate_backend(${Number(pid)})`);
  const ids = async (): Promise<unknown> =>
    (await onServer(place.url, "SELECT id FROM t ORDER BY id")).map((row) => (row as { id: number }).id);

  test("a connection that the server ends in the middle of a transaction is lost, and another takes its place", async () => {
    const driver = await open(place.url, { pool: { max: 1 } });
    const connection = await driver.acquire("write");
    await connection.exec("BEGIN");
    await connection.run(statement("INSERT INTO t VALUES (1)"), []);
    await terminate(await one(connection, "SELECT pg_backend_pid()"));
    const error = await rejection(connection.run(statement("INSERT INTO t VALUES (2)"), []));
    expect(error).toBeInstanceOf(ConnectionLost);
    expect(error).toMatchObject({ driverCode: "57P01" });
    expect(await rejection(connection.exec("COMMIT"))).toBeInstanceOf(ConnectionLost);
    expect(await rejection(connection.exec("BEGIN"))).toBeInstanceOf(ConnectionLost);
    driver.release(connection, "write");
    await isWhole(driver);
    expect(await ids()).toEqual([]);
    await driver.close();
  });

  test("a connection that the server ends during a statement is lost", async () => {
    const driver = await open(place.url, { pool: { max: 2 } });
    const connection = await driver.acquire("write");
    const pid = await one(connection, "SELECT pg_backend_pid()");
    const sleeping = rejection(connection.query(statement("SELECT pg_sleep(30)"), []));
    await terminate(pid);
    expect(await sleeping).toBeInstanceOf(ConnectionLost);
    driver.release(connection, "write");
    await isWhole(driver);
    await driver.close();
  });

  test("a connection that the server ends while nobody uses it is gone from the pool", async () => {
    const driver = await open(place.url);
    const connection = await driver.acquire("write");
    const pid = await one(connection, "SELECT pg_backend_pid()");
    driver.release(connection, "write");
    await terminate(pid);
    await expect.poll(() => driver.pool.open).toBe(0);
    await isWhole(driver);
    await driver.close();
  });

  test("a server that goes away with all connections gives them back when it is there again", async () => {
    await through(
      async ({ proxy, driver, connection }) => {
        const others = [await driver.acquire("write"), await driver.acquire("read")];
        const running = rejection(connection.query(statement("SELECT pg_sleep(30)"), []));
        const [first] = others as [Connection<"async">]; // there are two
        await first.exec("BEGIN");
        await first.run(statement("INSERT INTO t VALUES (1)"), []);
        proxy.refuse();
        proxy.cut();
        expect(await running).toBeInstanceOf(ConnectionLost);
        for (const other of others)
          expect(await rejection(other.run(statement("INSERT INTO t VALUES (2)"), []))).toBeInstanceOf(ConnectionLost);
        for (const other of others) driver.release(other, "write");
        const error = await rejection(driver.acquire("write"));
        expect(error).toBeInstanceOf(DatabaseOpenError);
        expect(error).toMatchObject({ driverCode: "ECONNREFUSED" });
        await proxy.open();
        const connections = await Promise.all([driver.acquire("write"), driver.acquire("write")]);
        for (const healed of connections) {
          expect(await one(healed, "SELECT 1")).toBe(1);
          driver.release(healed, "write");
        }
        expect(await ids()).toEqual([]);
      },
      { pool: { max: 3 } },
    );
  });

  test("a socket that leads nowhere any more ends with the time limit of its statement, and its connection with it", async () => {
    await through(
      async ({ proxy, driver, connection }) => {
        const other = await driver.acquire("write");
        proxy.stall();
        const abort = new AbortController();
        const limited = rejection(connection.query(statement("SELECT 1"), [], { statementTimeout: 20 }));
        const aborted = rejection(other.query(statement("SELECT 1"), [], { signal: abort.signal }));
        abort.abort("enough");
        expect(await limited).toBeInstanceOf(StatementTimeout);
        expect(await aborted).toBe("enough");
        expect(await rejection(connection.query(statement("SELECT 1"), []))).toBeInstanceOf(ConnectionLost);
        driver.release(other, "write");
        expect(driver.pool).toEqual({ open: 1, idle: 0, waiting: 0, limit: 2 });
        proxy.resume();
        const healed = await driver.acquire("write");
        expect(await one(healed, "SELECT 1")).toBe(1);
        driver.release(healed, "write");
      },
      { pool: { max: 2 } },
    );
  });

  test("a pool closes although its idle connections lead nowhere", async () => {
    await using proxy = await Proxy.to(place.url);
    const driver = await open(`${proxy.url}&sslmode=disable`);
    proxy.stall();
    await driver.close();
    expect(driver.pool.open).toBe(0);
  });

  test.each([
    ["before" as const, []],
    ["after" as const, [1]],
  ])("a COMMIT that is cut %s it reaches the server is a lost connection", async (when, kept) => {
    await through(async ({ proxy, driver, connection }) => {
      await connection.exec("BEGIN");
      await connection.run(statement("INSERT INTO t VALUES (1)"), []);
      proxy.cutAt({ text: "COMMIT", when });
      expect(await rejection(connection.exec("COMMIT"))).toBeInstanceOf(ConnectionLost);
      const other = await driver.acquire("write");
      expect(await one(other, "SELECT 1")).toBe(1);
      driver.release(other, "write");
      await expect.poll(ids).toEqual(kept);
    });
  });

  test("a rollback that gets no answer throws the connection away", async () => {
    await through(
      async ({ proxy, driver }) => {
        const connection = await driver.acquire("write");
        await connection.exec("BEGIN");
        await connection.run(statement("INSERT INTO t VALUES (1)"), []);
        proxy.stall();
        driver.release(connection, "write");
        const waiting = driver.acquire("write");
        proxy.resume();
        const healed = await waiting;
        expect(await one(healed, "SELECT 1")).toBe(1);
        driver.release(healed, "write");
      },
      { pool: { max: 2, waitTimeout: 30_000 } },
    );
  });

  test("a server that is full says so, and takes connections later", async () => {
    const role = `${place.name}_one`;
    await onServer(place.url, `CREATE ROLE ${role} LOGIN CONNECTION LIMIT 1`);
    try {
      const url = new URL(postgresql.url);
      url.username = role;
      const driver = await open(url.href);
      const held = await driver.acquire("read");
      expect(await rejection(driver.acquire("read"))).toBeInstanceOf(TooManyConnections);
      expect(await rejection(open(url.href))).toBeInstanceOf(TooManyConnections);
      driver.release(held, "read");
      await isWhole(driver);
      await driver.close();
    } finally {
      await onServer(place.url, `DROP ROLE ${role}`);
    }
  });
});
