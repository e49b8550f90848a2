import pgPackage from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriverOptions } from "../../src/driver/driver-module.ts";
import { pg, pgDriver } from "../../src/driver/pg.ts";
import { parseUrl } from "../../src/driver/url.ts";
import {
  ArgumentError,
  ConnectionClosed,
  DatabaseOpenError,
  PoolTimeout,
  SerializationFailure,
  StatementTimeout,
  StatementTooLarge,
} from "../../src/errors.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";
import { onServer, type Place, postgresql } from "../servers.ts";
import { Proxy } from "./proxy.ts";

const statement = (sql: string, ...kinds: ("int" | "text" | "bytes")[]) => ({ sql, kinds });

const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.skipIf(!postgresql.answers)("PostgreSQL through pg", () => {
  let place: Place;
  beforeAll(async () => {
    place = await postgresql.fresh();
    await onServer(place.url, "CREATE TABLE t (id int PRIMARY KEY, name text)", "INSERT INTO t VALUES (1, 'one')");
  });
  afterAll(() => place.drop());

  /** Opens the schema, with parameters added to its URL. */
  const open = (parameters = "", options: DriverOptions = {}, url = place.url): Promise<Driver<"async">> =>
    pg(parseUrl(`${url}${parameters === "" ? "" : `&${parameters}`}`, ["postgresql"]), options);

  /** Does something with a connection of a driver that is closed afterwards. */
  const connected = async <T>(
    work: (connection: Connection<"async">, driver: Driver<"async">) => Promise<T>,
    driver: Promise<Driver<"async">> = open(),
  ): Promise<T> => {
    const opened = await driver;
    const connection = await opened.acquire("write");
    try {
      return await work(connection, opened);
    } finally {
      opened.release(connection, "write");
      await opened.close();
    }
  };

  const one = async (connection: Connection<"async">, sql: string): Promise<unknown> =>
    (await connection.query(statement(sql), []))[0]?.[0];

  const setting = (connection: Connection<"async">, name: string): Promise<unknown> =>
    one(connection, `SELECT current_setting('${name}')`);

  describe("sessions", () => {
    const inUtc = async (connection: Connection<"async">): Promise<void> => {
      expect(await setting(connection, "TimeZone")).toBe("UTC");
      expect(await setting(connection, "DateStyle")).toBe("ISO, YMD");
      expect(await setting(connection, "IntervalStyle")).toBe("iso_8601");
      expect(await one(connection, `SELECT '\\x00ff'::bytea`)).toEqual(new Uint8Array([0, 255]));
    };

    test("are set to the forms that are read, without a round trip, whatever the URL's options say", async () => {
      await using proxy = await Proxy.to(place.url);
      await connected(
        async (connection) => {
          const before = proxy.roundTrips;
          await connection.query(statement("SELECT 1"), []);
          expect(proxy.roundTrips - before).toBe(1);
          await inUtc(connection);
        },
        open(
          "options=-c%20TimeZone%3DAsia%2FTokyo%20-c%20work_mem%3D5MB",
          {},
          proxy.url.replace(/\?.*/, "?sslmode=disable"),
        ),
      );
    });

    test("take what the URL names", async () => {
      const base = place.url.replace(/\?.*/, "");
      const url = `${base}?schema=${place.name}&application_name=joinery%20test&statement_timeout=7000&lock_timeout=6s`;
      await expect(pg(parseUrl(url, ["postgresql"]))).rejects.toThrow(/"lock_timeout".*takes a whole number/);
      await connected(
        async (connection) => {
          expect(await setting(connection, "application_name")).toBe("joinery test");
          expect(await setting(connection, "statement_timeout")).toBe("7s");
          expect(await setting(connection, "search_path")).toBe(`"${place.name}"`);
          expect(await one(connection, "SELECT name FROM t")).toBe("one");
        },
        pg(parseUrl(url.replace("6s", "6000"), ["postgresql"])),
      );
      await connected(
        async (connection) => expect(await setting(connection, "search_path")).toBe('"a b",public'),
        pg(parseUrl(`${base}?search_path=%22a%20b%22,public`, ["postgresql"])),
      );
    });

    test("behind a pooler are set by a statement, and prepare nothing there", async () => {
      const base = place.url.replace(/\?.*/, "?pgbouncer=true");
      await connected(
        async (connection) => {
          await inUtc(connection);
          for (let time = 0; time < 3; time++) await connection.query(statement("SELECT $1::int4", "int"), [time]);
          expect(await one(connection, "SELECT count(*) FROM pg_prepared_statements")).toBe("0");
        },
        pg(parseUrl(base, ["postgresql"])),
      );
      await expect(pg(parseUrl(`${base}&schema=other`, ["postgresql"]))).rejects.toThrow(/pooler does not keep/);
    });

    test("of a pool that the program brings are set, too, and it stays the program's", async () => {
      const pool = new pgPackage.Pool({ connectionString: place.url, max: 2 });
      const driver = pgDriver(pool);
      const connection = await driver.acquire("read");
      await inUtc(connection);
      expect(driver.pool).toEqual({ open: 1, idle: 0, waiting: 0, limit: 2 });
      driver.release(connection, "read");
      await driver.close();
      await expect(driver.acquire("read")).rejects.toThrow(ConnectionClosed);
      expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
      await pool.end();
      expect(() => pgDriver(new pgPackage.Pool({ pipeline: true }))).toThrow(ArgumentError);
    });
  });

  describe("URLs", () => {
    test.each([
      ["sslmod=require", /parameter "sslmod" that is not known; there are application_name, .*sslmode/],
      ["sslmode=sometimes", /"sslmode".*takes disable, prefer, require, verify-ca, verify-full/],
      ["connection_limit=0", /"connection_limit".*takes a whole number from 1/],
      ["sslrootcert=/nowhere.pem", /"sslrootcert".*takes the path of a file/],
    ])("with %s are refused, without their password", async (parameter, message) => {
      const error = await rejection(pg(parseUrl(`postgresql://u:hunter2@127.0.0.1/d?${parameter}`, ["postgresql"])));
      expect(error).toMatchObject({ code: "URL", message: expect.stringMatching(message) });
      expect(String(error)).not.toContain("hunter2");
    });

    test("limit the pool as Prisma's do, and options count more", async () => {
      const driver = await open("connection_limit=3&pool_timeout=1");
      expect(driver.pool.limit).toBe(3);
      await driver.close();
      const other = await open("connection_limit=3", { pool: { max: 2 } });
      expect(other.pool.limit).toBe(2);
      await other.close();
    });
  });

  describe("what cannot be opened", () => {
    const at = (change: (url: URL) => void): string => {
      const url = new URL(postgresql.url);
      change(url);
      return url.href;
    };

    test.each([
      ["refused", at((url) => (url.port = "1")), "ECONNREFUSED", /nothing listens at "127.0.0.1", port 1/],
      [
        "unknown host",
        at((url) => (url.hostname = "nowhere.invalid")),
        expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
        /"nowhere.invalid" is not known/,
      ],
      ["unknown database", at((url) => (url.pathname = "/nowhere")), "3D000", /has no such database/],
      ["unknown user", at((url) => (url.username = "nobody_here")), "28000", /refuses this user/],
      ["no TLS there", at((url) => url.searchParams.set("sslmode", "require")), undefined, /does not speak TLS/],
    ])("says why: %s", async (_, url, code, message) => {
      const error = await rejection(pg(parseUrl(url, ["postgresql"])));
      expect(error).toBeInstanceOf(DatabaseOpenError);
      expect(error).toMatchObject({
        driverCode: code,
        message: expect.stringMatching(message),
      });
    });

    test("says why: no answer", async () => {
      await using proxy = await Proxy.to(place.url);
      proxy.stall();
      await expect(open("", { connectTimeout: 50 }, proxy.url)).rejects.toThrow(/did not answer within 50 ms/);
    });
  });

  describe("a pool", () => {
    test("lends no more than its limit, and says how many wait", async () => {
      const driver = await open("", { pool: { max: 2, waitTimeout: 50 } });
      const lent = [await driver.acquire("read"), await driver.acquire("write")];
      const waits = [rejection(driver.acquire("read")), rejection(driver.acquire("read"))];
      expect(driver.pool).toEqual({ open: 2, idle: 0, waiting: 2, limit: 2 });
      expect(await waits[0]).toMatchObject({ code: "POOL_TIMEOUT", limit: 2, waiting: 1 });
      expect(await waits[1]).toBeInstanceOf(PoolTimeout);
      for (const connection of lent) driver.release(connection, "read");
      const [first, second, third] = [driver.acquire("read"), driver.acquire("read"), driver.acquire("read")];
      driver.release(await first, "read");
      driver.release(await second, "read");
      driver.release(await third, "read");
      expect(driver.pool).toEqual({ open: 2, idle: 2, waiting: 0, limit: 2 });
      await driver.close();
    });

    test("forgets a wait that is called off", async () => {
      const driver = await open("", { pool: { max: 1 } });
      const held = await driver.acquire("read");
      const abort = new AbortController();
      const waiting = rejection(driver.acquire("read", { signal: abort.signal }));
      abort.abort("no more");
      expect(await waiting).toBe("no more");
      expect(await rejection(driver.acquire("read", { signal: abort.signal }))).toBe("no more");
      driver.release(held, "read");
      driver.release(await driver.acquire("read"), "read");
      expect(driver.pool).toEqual({ open: 1, idle: 1, waiting: 0, limit: 1 });
      await driver.close();
    });

    test("rolls back what is open before it lends a connection again", async () => {
      const driver = await open("", { pool: { max: 1 } });
      for (const failing of [false, true]) {
        const connection = await driver.acquire("write");
        await connection.exec("BEGIN");
        await connection.run(statement("INSERT INTO t VALUES (2, 'two')"), []);
        if (failing) await rejection(connection.run(statement("INSERT INTO t VALUES (2, 'two')"), []));
        driver.release(connection, "write");
        const next = await driver.acquire("read");
        expect(await one(next, "SELECT count(*) FROM t")).toBe("1");
        expect(await rejection(next.exec(`SAVEPOINT "none"`))).toMatchObject({ driverCode: "25P01" }); // no transaction
        driver.release(next, "read");
      }
      await driver.close();
    });

    test("closes what is old, and what nobody uses", async () => {
      const driver = await open("", { pool: { idleTimeout: 20 } });
      await expect.poll(() => driver.pool.open).toBe(0);
      await driver.close();
      const other = await open("", { pool: { lifetime: 20 } });
      await expect.poll(() => other.pool.open).toBe(0);
      await other.close();
    });

    test("closes while a connection is lent, which goes on until it comes back", async () => {
      const driver = await open();
      const connection = await driver.acquire("write");
      await driver.close();
      await driver.close();
      expect(await one(connection, "SELECT 1")).toBe(1);
      driver.release(connection, "write");
      await expect(driver.acquire("read")).rejects.toThrow(ConnectionClosed);
      await expect.poll(() => driver.pool.open).toBe(0);
    });
  });

  describe("statements", () => {
    const names = (connection: Connection<"async">): Promise<unknown> =>
      one(connection, "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%kept%'");

    test("are prepared once, and the server forgets those that fall out", async () => {
      await connected(
        async (connection) => {
          for (let round = 0; round < 2; round++)
            for (const kept of [1, 2]) await connection.query(statement(`SELECT ${kept} AS kept`), []);
          expect(await names(connection)).toBe("3"); // the two and this
          for (let kept = 3; kept < 20; kept++) await connection.query(statement(`SELECT ${kept} AS kept`), []);
          expect(Number(await names(connection))).toBeLessThanOrEqual(9); // twice as many, and one that goes with the next
          expect(await connection.query(statement("SELECT 1 AS kept"), [])).toEqual([[1]]);
        },
        open("", { statementCache: 4 }),
      );
      await connected(async (connection) => {
        await connection.query(statement("SELECT 1 AS kept"), []);
        expect(await names(connection)).toBe("0");
      }, open("statement_cache_size=0"));
    });

    test("that fail are prepared anew", async () => {
      await connected(async (connection) => {
        const divide = statement("SELECT 1 / $1::int4", "int");
        for (let round = 0; round < 2; round++)
          expect(await rejection(connection.query(divide, [0]))).toMatchObject({ driverCode: "22012" });
        expect(await connection.query(divide, [1])).toEqual([[1]]);
        expect(await rejection(connection.query(divide, [0]))).toMatchObject({ driverCode: "22012" });
        expect(await connection.query(divide, [1])).toEqual([[1]]);
        expect(await rejection(connection.query(statement("SELEC"), []))).toMatchObject({ driverCode: "42601" });
        expect(await one(connection, "SELECT 1")).toBe(1);
      });
    });

    test("tell the rows that they change", async () => {
      await connected(async (connection) => {
        await connection.exec("BEGIN");
        const changed = statement("INSERT INTO t SELECT n, 'x' FROM generate_series(10, 14) AS n RETURNING id");
        expect(await connection.run(changed, [])).toBe(5);
        expect(await connection.run(statement("UPDATE t SET name = $1 WHERE id > 11", "text"), ["y"])).toBe(3);
        expect(await connection.run(statement("CREATE TEMP TABLE gone ()"), [])).toBe(0);
        expect(await connection.query(statement("DELETE FROM t WHERE id = 10"), [])).toEqual([]);
        await connection.exec("ROLLBACK");
      });
    });

    test("survive DDL that changes what they give, where nothing is lost by it", async () => {
      await connected(async (connection) => {
        await connection.exec("CREATE TABLE changing (a int)");
        const all = statement("SELECT * FROM changing");
        expect(await connection.query(all, [])).toEqual([]);
        await connection.exec("ALTER TABLE changing ADD COLUMN b text DEFAULT 'new'");
        await connection.run(statement("INSERT INTO changing VALUES (1)"), []);
        expect(await connection.query(all, [])).toEqual([[1, "new"]]);
        // With the BEGIN that went out with it
        await connection.exec("ALTER TABLE changing ALTER COLUMN a TYPE text");
        await connection.exec("BEGIN");
        expect(await connection.query(all, [])).toEqual([["1", "new"]]);
        await connection.run(statement("DELETE FROM changing"), []);
        await connection.exec("ROLLBACK");
        expect(await connection.query(all, [])).toHaveLength(1);
        // In the middle of a transaction it is its owner's to repeat
        await connection.exec("ALTER TABLE changing DROP COLUMN b");
        await connection.exec("BEGIN");
        await connection.query(statement("SELECT 1"), []);
        expect(await rejection(connection.query(all, []))).toBeInstanceOf(SerializationFailure);
        await connection.exec("ROLLBACK");
        expect(await connection.query(all, [])).toEqual([["1"]]);
        // A type that is made anew has another number
        const feel = statement("SELECT $1::mood", "text");
        for (const moods of ["'sad'", "'sad', 'glad'"]) {
          await connection.exec("DROP TYPE IF EXISTS mood");
          await connection.exec(`CREATE TYPE mood AS ENUM (${moods})`);
          expect(await connection.query(feel, ["sad"])).toEqual([["sad"]]);
        }
        // The program has made the session forget
        await connection.exec("DEALLOCATE ALL");
        expect(await connection.query(all, [])).toEqual([["1"]]);
      });
    });

    test("too large for the protocol are refused before they are sent", async () => {
      await connected(async (connection) => {
        const many = Array.from({ length: 65_536 }, () => 1);
        expect(await rejection(connection.query(statement("SELECT 1", "int"), many))).toBeInstanceOf(StatementTooLarge);
        const large = new Uint8Array(2 ** 30);
        expect(await rejection(connection.query(statement("SELECT $1::bytea", "bytes"), [large]))).toBeInstanceOf(
          StatementTooLarge,
        );
        expect(await one(connection, "SELECT 1")).toBe(1);
      });
    });

    test("COPY that wants data is refused, and the connection goes on", async () => {
      await connected(async (connection) => {
        expect(await rejection(connection.exec("COPY t FROM STDIN"))).toMatchObject({ driverCode: "57014" });
        expect(await one(connection, "SELECT 1")).toBe(1);
      });
    });
  });

  describe("a transaction", () => {
    test("costs one round trip for each statement and its end, none for its beginning, and none at all when it is empty", async () => {
      await using proxy = await Proxy.to(place.url);
      await connected(
        async (connection) => {
          const trips = async (work: () => Promise<unknown>): Promise<number> => {
            const before = proxy.roundTrips;
            await work();
            return proxy.roundTrips - before;
          };
          expect(
            await trips(async () => {
              await connection.exec("BEGIN");
              await connection.run(statement("UPDATE t SET name = name"), []);
              await connection.run(statement("UPDATE t SET name = name"), []);
              await connection.exec("COMMIT");
            }),
          ).toBe(3);
          expect(
            await trips(async () => {
              await connection.exec("BEGIN");
              await connection.exec(`SAVEPOINT "one"`);
              await connection.exec("ROLLBACK");
            }),
          ).toBe(0);
          expect(
            await trips(async () => {
              await connection.exec("BEGIN");
              await connection.exec("COMMIT");
            }),
          ).toBe(0);
        },
        open("", {}, proxy.url),
      );
    });

    test("sends savepoints and their ends with the statements after them, or never", async () => {
      await using proxy = await Proxy.to(place.url);
      await connected(
        async (connection) => {
          const before = proxy.roundTrips;
          const rename = (name: string) => connection.run(statement(`UPDATE t SET name = '${name}' WHERE id = 1`), []);
          await connection.exec("BEGIN");
          await connection.exec(`SAVEPOINT "one"`);
          await rename("changed");
          await connection.exec(`RELEASE SAVEPOINT "one"`);
          await connection.exec(`SAVEPOINT "two"`);
          await connection.exec(`RELEASE SAVEPOINT "two"`);
          await connection.exec(`SAVEPOINT "three"`);
          expect(await rejection(connection.run(statement("INSERT INTO t VALUES (1, 'again')"), []))).toMatchObject({
            driverCode: "23505",
          });
          expect(proxy.roundTrips - before).toBe(2);
          await connection.exec(`ROLLBACK TO SAVEPOINT "three"`);
          expect(await one(connection, "SELECT name FROM t WHERE id = 1")).toBe("changed");
          await connection.exec(`RELEASE SAVEPOINT "three"`);
          await connection.exec("ROLLBACK");
          expect(proxy.roundTrips - before).toBe(5);
          expect(await one(connection, "SELECT name FROM t WHERE id = 1")).not.toBe("changed");
        },
        open("", {}, proxy.url),
      );
    });

    test("takes scripts behind a savepoint, and what fails after a failure says so", async () => {
      await connected(async (connection) => {
        await connection.exec("BEGIN");
        await connection.exec(`SAVEPOINT "one"`);
        await connection.exec("CREATE TABLE made (id int); INSERT INTO made VALUES (1)");
        await connection.exec(`SAVEPOINT "two"`);
        expect(await rejection(connection.exec("SELECT 1; SELEC 2"))).toMatchObject({ driverCode: "42601" });
        expect(await rejection(connection.exec(`SAVEPOINT "three"`))).toMatchObject({ driverCode: "25P02" });
        await connection.exec(`ROLLBACK TO SAVEPOINT "two"`);
        expect(await one(connection, "SELECT count(*)::int4 FROM made")).toBe(1);
        await connection.exec(`ROLLBACK TO SAVEPOINT "one"`);
        await connection.exec(`SAVEPOINT "four"`);
        await connection.exec("COMMIT");
        expect(await one(connection, "SELECT to_regclass('made')::text")).toBeNull();
      });
    });

    test("that cannot begin runs nothing", async () => {
      await connected(async (connection) => {
        const insert = statement("INSERT INTO t VALUES (3, 'three')");
        const refused = { driverCode: "42601" };
        for (const work of [() => connection.run(insert, []), () => connection.exec(insert.sql)]) {
          for (const end of ["ROLLBACK", "COMMIT"]) {
            await connection.exec("BEGIN ISOLATION LEVEL NOWHERE");
            expect(await rejection(work())).toMatchObject(refused);
            expect(await rejection(work())).toMatchObject(refused); // nor by itself
            const ended = (await rejection(connection.exec(end))) as { driverCode?: string } | undefined;
            expect(ended?.driverCode).toBe(end === "COMMIT" ? refused.driverCode : undefined);
            expect(await one(connection, "SELECT count(*) FROM t")).toBe("1");
          }
        }
      });
    });

    test("whose first statement has a mistake is one, and COMMIT says that it is not committed", async () => {
      await connected(async (connection) => {
        for (const work of [() => connection.exec("SELEC"), () => connection.query(statement("SELEC"), [])]) {
          await connection.exec("BEGIN");
          expect(await rejection(work())).toMatchObject({ driverCode: "42601" });
          expect(await rejection(connection.run(statement("INSERT INTO t VALUES (3, 'three')"), []))).toMatchObject({
            driverCode: "25P02",
          });
          expect(await rejection(connection.exec("COMMIT"))).toMatchObject({
            message: expect.stringMatching(/rolled back and not committed/),
          });
        }
        expect(await one(connection, "SELECT count(*) FROM t")).toBe("1");
      });
    });

    test("is of the kind that it is asked for", async () => {
      await connected(async (connection, { dialect }) => {
        const shape = { isolationLevel: "serializable", readOnly: true, deferrable: true } as const;
        for (const sql of dialect.begin("read", shape)) await connection.exec(sql);
        expect(await setting(connection, "transaction_isolation")).toBe("serializable");
        expect(await setting(connection, "transaction_read_only")).toBe("on");
        expect(await setting(connection, "transaction_deferrable")).toBe("on");
        await connection.exec("ROLLBACK");
      });
    });
  });

  describe("limits", () => {
    const sleep = statement("SELECT pg_sleep(30) AS joinery_sleep");
    /** How many statements of this file's sessions the server runs. */
    const sleeping = async (name: string): Promise<unknown> =>
      (
        (await onServer(
          place.url,
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND application_name = '${name}' AND query LIKE '%joinery_sleep%'`,
        )) as { n: number }[]
      )[0]?.n;

    test("of time end a statement on the server too, and the connection goes on", async () => {
      await connected(
        async (connection) => {
          const error = await rejection(connection.query(sleep, [], { statementTimeout: 30 }));
          expect(error).toBeInstanceOf(StatementTimeout);
          expect(error).toMatchObject({ sql: sleep.sql, message: expect.stringContaining("30 ms") });
          expect(await sleeping(`${place.name}_a`)).toBe(0);
          expect(await one(connection, "SELECT 1")).toBe(1);
          expect(await connection.query(statement("SELECT 2"), [], { statementTimeout: 10_000 })).toEqual([[2]]);
        },
        open(`application_name=${place.name}_a`),
      );
    });

    test("are a signal, too, whose reason is thrown", async () => {
      await connected(
        async (connection) => {
          const abort = new AbortController();
          const slept = rejection(connection.query(sleep, [], { signal: abort.signal }));
          await expect.poll(() => sleeping(`${place.name}_b`)).toBe(1);
          abort.abort(new RangeError("enough"));
          expect(await slept).toBe(abort.signal.reason);
          expect(await sleeping(`${place.name}_b`)).toBe(0);
          expect(await rejection(connection.query(sleep, [], { signal: abort.signal }))).toBe(abort.signal.reason);
          expect(await rejection(connection.exec("BEGIN", { signal: abort.signal }))).toBe(abort.signal.reason);
          expect(await one(connection, "SELECT 1")).toBe(1);
        },
        open(`application_name=${place.name}_b`),
      );
    });

    test("of the server are the same error", async () => {
      await connected(
        async (connection) => expect(await rejection(connection.query(sleep, []))).toBeInstanceOf(StatementTimeout),
        open("statement_timeout=30"),
      );
    });

    test("that end 1,000 statements leave the pool whole", { timeout: 120_000 }, async () => {
      const driver = await open("", { pool: { max: 4 } });
      let [ended, calledOff] = [0, 0];
      const cycle = async (at: number): Promise<void> => {
        const abort = new AbortController();
        try {
          const connection = await driver.acquire("write", { signal: abort.signal });
          try {
            await connection.exec("BEGIN");
            const work = connection.query(
              statement("SELECT pg_sleep($1::text::float8)", "text"),
              [String((at % 7) / 1000)],
              {
                signal: abort.signal,
              },
            );
            if (at % 3 === 0) abort.abort();
            else setTimeout(() => abort.abort(), at % 5);
            await work;
            ended++;
            await connection.exec("COMMIT");
          } finally {
            driver.release(connection, "write");
          }
        } catch (error) {
          if (error === abort.signal.reason) calledOff++;
        }
      };
      const cycles = Array.from({ length: 1000 }, (_, at) => at);
      await Promise.all(
        [0, 1, 2, 3, 4, 5].map(async () => {
          for (let at = cycles.pop(); at !== undefined; at = cycles.pop()) await cycle(at);
        }),
      );
      expect(ended + calledOff).toBe(1000); // and nothing else was thrown
      expect(calledOff).toBeGreaterThan(300);
      await expect.poll(() => driver.pool.idle).toBe(driver.pool.open);
      const all = await Promise.all([0, 1, 2, 3].map(() => driver.acquire("read")));
      for (const connection of all) {
        expect(await one(connection, "SELECT 1")).toBe(1);
        driver.release(connection, "read");
      }
      expect(driver.pool).toEqual({ open: 4, idle: 4, waiting: 0, limit: 4 });
      await driver.close();
    });
  });
});
