/** The driver for MySQL and MariaDB, on the server that answers: errors, limits, the pool, and what a URL may say. */
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { inspect, promisify } from "node:util";
import { createPool } from "mysql2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mysql, mysqlDriver } from "../../src/driver/mysql.ts";
import type { DriverOptions } from "../../src/driver/driver-module.ts";
import { parseUrl } from "../../src/driver/url.ts";
import * as errors from "../../src/errors.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";
import type { CellValue } from "../../src/io/request.ts";
import { StatementEvents } from "../../src/events.ts";
import { AsyncChannel } from "../../src/io/run-async.ts";
import type { Schema } from "../../src/schema/define.ts";
import { createAll, dropAll } from "../../src/session/create-all.ts";
import { mariadb, type Place } from "../servers.ts";
import { Proxy } from "./proxy.ts";

const isThere = mariadb.answers;
const secret = "s3cret-value";
let place: Place;
const schemes = ["mysql", "mariadb"];

const opened = (options: DriverOptions = {}, url = place.url): Promise<Driver<"async">> =>
  mysql(parseUrl(url, schemes), options);

/** Runs statements on one connection each time that it is asked for. */
async function using<T>(driver: Driver<"async">, work: (connection: Connection<"async">) => Promise<T>): Promise<T> {
  const connection = await driver.acquire("write");
  try {
    return await work(connection);
  } finally {
    driver.release(connection, "write");
  }
}

const run = (connection: Connection<"async">, sql: string, ...params: CellValue[]) =>
  connection.run({ sql, kinds: ["text"] }, params);
const rows = (connection: Connection<"async">, sql: string, ...params: CellValue[]) =>
  connection.query({ sql, kinds: ["text"] }, params);

async function rejection(work: Promise<unknown> | (() => Promise<unknown>)): Promise<unknown> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.skipIf(!isThere)(`mysql on a server${isThere ? "" : ", which none answers for"}`, () => {
  let driver: Driver<"async">;
  const user = `joinery_${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    place = await mariadb.fresh();
    driver = await opened();
    await using(driver, async (connection) => {
      for (const sql of [
        "CREATE TABLE parent (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(10) NOT NULL UNIQUE, n INT, day DATE, CONSTRAINT few CHECK (n < 100))",
        "CREATE TABLE child (id INT PRIMARY KEY AUTO_INCREMENT, parentId INT NOT NULL, CONSTRAINT child_parent FOREIGN KEY (parentId) REFERENCES parent (id))",
        "CREATE TABLE small (text VARCHAR(255)) ENGINE=MEMORY",
        "INSERT INTO parent (id, name) VALUES (1, 'one'), (2, 'two')",
        "INSERT INTO child (parentId) VALUES (1)",
        `CREATE USER '${user}'@'%' IDENTIFIED BY 'right' WITH MAX_USER_CONNECTIONS 1`,
        `CREATE USER '${user}2'@'%' IDENTIFIED BY 'right'`,
        `GRANT SELECT (id) ON ${new URL(place.url).pathname.slice(1)}.parent TO '${user}2'@'%'`,
        `GRANT SELECT ON ${new URL(place.url).pathname.slice(1)}.child TO '${user}'@'%'`,
      ])
        await connection.exec(sql);
    });
  });
  afterAll(async () => {
    await using(driver, async (connection) => {
      await connection.exec(`DROP USER '${user}'@'%'`);
      await connection.exec(`DROP USER '${user}2'@'%'`);
    });
    await driver.close();
    await place.drop();
  });

  const as = (name: string, password = "right", database?: string): string => {
    const url = new URL(place.url);
    [url.username, url.password] = [name, password];
    if (database !== undefined) url.pathname = `/${database}`;
    return url.href;
  };

  interface Refusal {
    readonly number: string;
    readonly kind: abstract new (...args: never[]) => errors.DatabaseError;
    readonly work: (connection: Connection<"async">) => Promise<unknown>;
    readonly fields?: object;
  }

  const sleeping = (connection: Connection<"async">): Promise<unknown> => rows(connection, "SELECT SLEEP(20)");
  const idOf = async (connection: Connection<"async">): Promise<unknown> =>
    (await rows(connection, "SELECT CAST(CONNECTION_ID() AS CHAR)"))[0]?.[0];

  const refusals: readonly Refusal[] = [
    {
      number: "1062",
      kind: errors.UniqueViolation,
      work: (one) => run(one, "INSERT INTO parent (name) VALUES ('one')"),
      fields: { table: "parent", columns: ["name"], constraint: "name" },
    },
    {
      number: "1452",
      kind: errors.ForeignKeyViolation,
      work: (one) => run(one, "INSERT INTO child (parentId) VALUES (99)"),
      fields: { table: "child", columns: ["parentId"], constraint: "child_parent" },
    },
    {
      number: "1451",
      kind: errors.ForeignKeyViolation,
      work: (one) => run(one, "DELETE FROM parent WHERE id = 1"),
      fields: { table: "child", columns: [], constraint: "child_parent" },
    },
    {
      number: "1048",
      kind: errors.NotNullViolation,
      work: (one) => run(one, "INSERT INTO parent (name) VALUES (NULL)"),
      fields: { table: "parent", columns: ["name"] },
    },
    {
      number: "1364",
      kind: errors.NotNullViolation,
      work: (one) => run(one, "INSERT INTO parent (n) VALUES (1)"),
      fields: { table: "parent", columns: ["name"] },
    },
    {
      number: "4025",
      kind: errors.CheckViolation,
      work: (one) => run(one, "UPDATE parent SET n = 100 WHERE id = 1"),
      fields: { table: "parent", constraint: "few" },
    },
    {
      number: "1205",
      kind: errors.DatabaseBusy,
      work: (one) =>
        using(driver, async (holder) => {
          await holder.exec("START TRANSACTION");
          await run(holder, "UPDATE parent SET n = 1 WHERE id = 2");
          return run(one, "SET STATEMENT innodb_lock_wait_timeout = 1 FOR UPDATE parent SET n = 2 WHERE id = 2");
        }),
    },
    {
      number: "1213",
      kind: errors.Deadlock,
      work: (one) =>
        using(driver, async (other) => {
          for (const each of [one, other]) await each.exec("START TRANSACTION");
          await run(one, "UPDATE parent SET n = 1 WHERE id = 1");
          await run(other, "UPDATE parent SET n = 1 WHERE id = 2");
          const second = async (): Promise<unknown> => {
            try {
              return await run(other, "UPDATE parent SET n = 2 WHERE id = 1");
            } finally {
              await other.exec("ROLLBACK");
            }
          };
          const both = [run(one, "UPDATE parent SET n = 2 WHERE id = 2"), second()];
          const ended = await Promise.allSettled(both);
          await one.exec("ROLLBACK");
          for (const end of ended) if (end.status === "rejected") throw end.reason;
          return null;
        }),
    },
    {
      number: "1792",
      kind: errors.ReadOnlyTransaction,
      work: async (one) => {
        for (const sql of driver.dialect.begin("write", { readOnly: true, isolationLevel: "serializable" }))
          await one.exec(sql);
        await run(one, "UPDATE parent SET n = 1 WHERE id = 1");
      },
    },
    {
      number: "1114",
      kind: errors.DatabaseFull,
      work: async (one) => {
        await one.exec("SET max_heap_table_size = 16384");
        await one.exec("TRUNCATE small");
        const text = "x".repeat(250);
        for (let at = 0; at < 5000; at++) await run(one, "INSERT INTO small VALUES (?)", text);
      },
    },
    {
      number: "1153",
      kind: errors.StatementTooLarge,
      work: (one) => run(one, "SELECT LENGTH(?)", "x".repeat(17 * 1024 * 1024)),
    },
    {
      number: "1969",
      kind: errors.StatementTimeout,
      work: (one) => rows(one, "SET STATEMENT max_statement_time = 0.1 FOR SELECT SLEEP(20)"),
    },
    {
      number: "1317",
      kind: errors.DatabaseError,
      work: async (one) => {
        const id = await idOf(one);
        const slept = rejection(sleeping(one));
        await using(driver, (other) => untilSleeping(other, id));
        await using(driver, (other) => other.exec(`KILL QUERY ${String(id)}`));
        throw await slept;
      },
    },
    {
      number: "1146",
      kind: errors.DatabaseError,
      work: (one) => rows(one, "SELECT * FROM nowhere"),
    },
    {
      number: "1406",
      kind: errors.DatabaseError,
      work: (one) => run(one, "INSERT INTO parent (name) VALUES (?)", secret),
    },
    {
      number: "1366",
      kind: errors.DatabaseError,
      work: (one) => run(one, "UPDATE parent SET n = ? WHERE id = 1", secret),
    },
    {
      number: "1264",
      kind: errors.DatabaseError,
      work: (one) => run(one, "UPDATE parent SET n = ? WHERE id = 1", "99999999999"),
    },
    {
      number: "1292",
      kind: errors.DatabaseError,
      work: (one) => run(one, "UPDATE parent SET day = ? WHERE id = 1", secret),
    },
    {
      number: "1365",
      kind: errors.DatabaseError,
      work: (one) => run(one, "UPDATE parent SET n = 1 / 0 WHERE id = 1"),
    },
  ];

  async function untilSleeping(connection: Connection<"async">, id: unknown): Promise<void> {
    for (;;) {
      const found = await rows(
        connection,
        "SELECT 1 FROM information_schema.processlist WHERE id = ? AND info LIKE '%SLEEP(20)%' AND state = 'User sleep'",
        String(id),
      );
      if (found.length > 0) return;
    }
  }

  test.each(refusals.map((refusal) => [refusal.number, refusal.kind.name, refusal] as const))(
    "error %s is a %s, and prints no value",
    async (number, _name, { kind, work, fields }) => {
      const error = await rejection(() => using(driver, work));
      expect(error).toBeInstanceOf(kind);
      expect(error).toMatchObject({ driverCode: number, ...fields });
      expect(inspect(error)).not.toContain(secret);
      // Whatever it was, the pool lends connections that work, outside any transaction.
      await using(driver, async (connection) => {
        expect(await rows(connection, "SELECT 1 FROM parent WHERE id = 1")).toHaveLength(1);
        expect(await rows(connection, "SELECT CAST(@@in_transaction AS CHAR)")).toEqual([["0"]]);
      });
    },
  );

  test("a connection that the server ends is lost, and another takes its place", async () => {
    const connection = await driver.acquire("write");
    const id = await idOf(connection);
    const slept = rejection(sleeping(connection));
    await using(driver, (other) => untilSleeping(other, id));
    await using(driver, (other) => other.exec(`KILL CONNECTION ${String(id)}`));
    expect(await slept).toBeInstanceOf(errors.ConnectionLost);
    expect(await rejection(run(connection, "DO 1"))).toBeInstanceOf(errors.ConnectionLost);
    const { open } = driver.pool;
    driver.release(connection, "write");
    expect(driver.pool.open).toBe(open - 1);
    expect(await using(driver, (other) => rows(other, "SELECT 1"))).toHaveLength(1);
  });

  test("who may not come in is told why", async () => {
    const cases: readonly [url: string, kind: unknown, message: RegExp, options?: DriverOptions][] = [
      [as(user, "wrong"), errors.AccessDenied, /name, the password/],
      [as(user, "right", "mysql"), errors.AccessDenied, /may not use the database/],
      [as("root", "", "nowhere_at_all"), errors.DatabaseOpenError, /has no database "nowhere_at_all": create it/],
      ["mysql://root@127.0.0.1:1/test", errors.DatabaseOpenError, /nothing listens at 127\.0\.0\.1:1/],
      ["mysql://root@nowhere.invalid/test", errors.DatabaseOpenError, /no address is known for the host/],
    ];
    for (const [url, kind, message, options] of cases) {
      const closed = await opened(options, url);
      const error = (await rejection(closed.acquire("read"))) as Error;
      expect(error).toBeInstanceOf(kind);
      expect(error.message).toMatch(message);
      expect(inspect(error)).not.toContain("wrong");
      expect(closed.pool).toMatchObject({ open: 0, waiting: 0 });
      await closed.close();
    }
  });

  test("a server that says nothing is given up in time", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as AddressInfo;
    const waiting = await opened({ connectTimeout: 50 }, `mysql://root@127.0.0.1:${port}/x`);
    const error = await rejection(waiting.acquire("read"));
    expect(error).toBeInstanceOf(errors.DatabaseOpenError);
    expect((error as Error).message).toMatch(/did not answer within 50 ms/);
    await waiting.close();
    silent.close();
  });

  test("more connections than a user may have, a table and a column that it may not read", async () => {
    const few = await opened({}, as(user));
    const first = await few.acquire("read");
    expect(await rejection(few.acquire("read"))).toBeInstanceOf(errors.TooManyConnections);
    expect(await rejection(rows(first, "SELECT * FROM parent"))).toMatchObject({
      driverCode: "1142",
      code: "ACCESS_DENIED",
    });
    few.release(first, "read");
    await few.close();
    const other = await opened({}, as(`${user}2`));
    expect(await rejection(using(other, (one) => rows(one, "SELECT name FROM parent")))).toMatchObject({
      driverCode: "1143",
      code: "ACCESS_DENIED",
    });
    await other.close();
  });

  test("TLS that the server does not speak is an error, not a plain connection", async () => {
    const [[has] = []] = await using(driver, (one) => rows(one, "SELECT @@have_ssl"));
    const secured = await opened({ tls: true });
    const error = await rejection(secured.acquire("read"));
    expect(error).toBeInstanceOf(errors.DatabaseOpenError);
    expect((error as Error).message).toMatch(has === "YES" ? /certificate/ : /speaks no TLS/);
    await secured.close();
  });

  test.each(["statementTimeout", "signal"] as const)("%s calls a statement off on the server", async (limit) => {
    const controller = new AbortController();
    const connection = await driver.acquire("write");
    const id = await idOf(connection);
    await connection.exec("START TRANSACTION");
    await run(connection, "UPDATE parent SET n = 7 WHERE id = 2");
    const limits = limit === "signal" ? { signal: controller.signal } : { statementTimeout: 200 };
    const slept = rejection(connection.query({ sql: "SELECT SLEEP(20)", kinds: [] }, [], limits));
    await using(driver, (other) => untilSleeping(other, id));
    const reason = new Error("enough");
    controller.abort(reason);
    const error = await slept;
    expect(error instanceof errors.StatementTimeout || error === reason).toBe(true);
    expect(
      await using(driver, (other) =>
        rows(other, "SELECT 1 FROM information_schema.processlist WHERE id = ? AND info LIKE '%SLEEP%'", String(id)),
      ),
    ).toEqual([]);
    // Its transaction is open still, and the kill has spent itself.
    expect(await rows(connection, "SELECT n FROM parent WHERE id = 2")).toEqual([[7]]);
    expect(await rejection(connection.exec("DO 1", { signal: AbortSignal.abort(reason) }))).toBe(reason);
    await connection.exec("ROLLBACK");
    driver.release(connection, "write");
  });

  test("a limit that is not reached changes nothing", async () => {
    const found = await using(driver, (one) =>
      one.query({ sql: "SELECT 1", kinds: [] }, [], { statementTimeout: 5000, signal: new AbortController().signal }),
    );
    expect(found).toHaveLength(1);
  });

  test("a process that has forgotten to close its database ends, and not before its statement has", async () => {
    const program = `
      const { mysql } = await import(${JSON.stringify(new URL("../../src/driver/mysql.ts", import.meta.url).href)});
      const { parseUrl } = await import(${JSON.stringify(new URL("../../src/driver/url.ts", import.meta.url).href)});
      const driver = await mysql(parseUrl(${JSON.stringify(place.url)}, ["mysql"]), { pool: { idleTimeout: 0 } });
      for (const said of ["first", "second"]) {
        const connection = await driver.acquire("write");
        await connection.exec("DO SLEEP(0.05)");
        console.log(said);
        driver.release(connection, "write");
      }`;
    const ended = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
      timeout: 20_000,
    });
    expect(ended.stdout).toBe("first\nsecond\n");
  });

  test("a server that does not answer in time is not told as a dry pool", async () => {
    await using proxy = await Proxy.to(place.url);
    proxy.stall();
    const silent = await opened({ pool: { waitTimeout: 30 } }, proxy.url);
    const error = await rejection(silent.acquire("write"));
    expect(error).toBeInstanceOf(errors.PoolTimeout);
    expect((error as Error).message).toMatch(/the server has yet to answer 1, and 0 more wait/);
    await silent.close();
  });

  test("a dry pool says how dry, and serves the next in line", async () => {
    const small = await opened({ pool: { max: 1, waitTimeout: 50 } });
    const held = await small.acquire("write");
    const error = await rejection(small.acquire("write"));
    expect(error).toMatchObject({ code: "POOL_TIMEOUT", limit: 1, waiting: 0 });
    const controller = new AbortController();
    const aborted = rejection(small.acquire("write", { signal: controller.signal }));
    const next = small.acquire("write");
    controller.abort("no more");
    expect(await aborted).toBe("no more");
    expect(small.pool).toEqual({ open: 1, idle: 0, waiting: 1, limit: 1 });
    small.release(held, "write");
    const given = await next;
    expect(given).toBe(held);
    small.release(given, "write");
    expect(small.pool).toEqual({ open: 1, idle: 1, waiting: 0, limit: 1 });
    await small.close();
    expect(small.pool.open).toBe(0);
    expect(await rejection(small.acquire("read"))).toBeInstanceOf(errors.ConnectionClosed);
  });

  test("a connection that is old, or idle for long, is closed", async () => {
    const old = await opened({ pool: { lifetime: 1, idleTimeout: 0 } });
    const first = await old.acquire("read");
    await new Promise((resolve) => setTimeout(resolve, 5));
    old.release(first, "read");
    expect(old.pool.open).toBe(0);
    await old.close();
    const idle = await opened({ pool: { idleTimeout: 5 } });
    await using(idle, (one) => one.exec("DO 1"));
    expect(idle.pool.open).toBe(1);
    while (idle.pool.open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await idle.close();
  });

  test("a transaction that nobody ended does not meet the next session", async () => {
    const small = await opened({ pool: { max: 1 } });
    await using(small, async (one) => {
      await one.exec("START TRANSACTION");
      await run(one, "UPDATE parent SET n = 50 WHERE id = 2");
    });
    await using(small, async (one) => {
      expect(await rows(one, "SELECT n FROM parent WHERE id = 2 AND n = 50")).toEqual([]);
    });
    await small.close();
  });

  test("parameters of the URL are known by name", async () => {
    const limited = await opened(
      {},
      `${place.url}?connection_limit=1&pool_timeout=3&connect_timeout=5&ssl-mode=disabled`,
    );
    await using(limited, (one) => one.exec("DO 1"));
    expect(limited.pool.limit).toBe(1);
    await limited.close();
    for (const [parameter, message] of [
      ["charset=latin1", /"charset", which is not known: it may have ssl-mode, sslaccept/],
      ["connection_limit=many", /"connection_limit" of .* takes a whole number/],
      ["ssl-mode=maybe", /takes disabled, required/],
    ] as const) {
      const error = await rejection(opened({}, `mysql://ann:${secret}@127.0.0.1/x?${parameter}`));
      expect(error).toBeInstanceOf(errors.UrlError);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain(secret);
    }
  });

  test("a pool of the program's own serves, with keys at its distance", async () => {
    const pool = createPool({ uri: place.url, jsonStrings: true, connectionLimit: 2 });
    pool.on("connection", (connection) => void connection.query("SET auto_increment_increment = 5"));
    const over = mysqlDriver(pool);
    await using(over, async (one) => {
      const statement = { sql: "INSERT INTO child (parentId) VALUES (?), (?), (?)", kinds: ["int"] as const };
      const inserted = await one.insert?.(statement, [1, 1, 1]);
      expect(inserted).toMatchObject({ count: 3, keyStep: 5 });
      const first = Number(inserted?.firstKey);
      const found = await rows(one, "SELECT id FROM child ORDER BY id DESC LIMIT 3");
      expect(found).toEqual([[first + 10], [first + 5], [first]]);
    });
    await over.close();
    await new Promise<void>((resolve) => pool.end(() => resolve()));
    const lossy = createPool({ uri: place.url });
    expect(await rejection(mysqlDriver(lossy).acquire("read"))).toBeInstanceOf(errors.ArgumentError);
    await new Promise<void>((resolve) => lossy.end(() => resolve()));
  });

  test("a text may hold a NUL, and a statement that cannot be prepared is sent as text", async () => {
    await using(driver, async (one) => {
      expect(await rows(one, "SELECT CONCAT(?, 'b')", "a\0👍")).toEqual([["a\0👍b"]]);
      expect(await run(one, "LOCK TABLES parent READ")).toBe(0);
      expect(await run(one, "UNLOCK TABLES")).toBe(0);
      expect(await rows(one, "SHOW TABLES")).toHaveLength(3);
    });
  });

  test("tables of two databases that refer to each other are created once, whatever is there, and dropped", async () => {
    const other = `joinery_${randomUUID().replaceAll("-", "")}`;
    const own = "CONCAT('`', REPLACE(DATABASE(), '`', '``'), '`')";
    const ddl = [
      `CREATE DATABASE IF NOT EXISTS \`${other}\``,
      "CREATE TABLE `home` (`id` INT PRIMARY KEY, `awayId` INT)",
      `CREATE TABLE \`${other}\`.\`away\` (\`id\` INT PRIMARY KEY, \`homeId\` INT)`,
      `ALTER TABLE \`home\` ADD CONSTRAINT \`home_away\` FOREIGN KEY (\`awayId\`) REFERENCES \`${other}\`.\`away\` (\`id\`)`,
      `SET @joinery_statement = CONCAT('ALTER TABLE \`${other}\`.\`away\` ADD CONSTRAINT \`away_home\` FOREIGN KEY (\`homeId\`) REFERENCES ', ${own}, '.\`home\` (\`id\`)')`,
      "PREPARE joinery_statement FROM @joinery_statement",
      "EXECUTE joinery_statement",
      "DEALLOCATE PREPARE joinery_statement",
    ];
    const schema = { ddl: { mysql: ddl } } as unknown as Schema; // what creating tables asks for
    const channel = new AsyncChannel(driver, new StatementEvents());
    const keys = (): Promise<unknown[]> =>
      using(driver, (one) =>
        rows(
          one,
          "SELECT constraint_name FROM information_schema.referential_constraints WHERE constraint_name IN ('home_away', 'away_home') ORDER BY 1",
        ),
      );
    try {
      await channel.run(createAll(schema, driver.dialect));
      expect(await keys()).toEqual([["away_home"], ["home_away"]]);
      // What is there is left alone, though another table is made.
      await channel.run(
        createAll({ ddl: { mysql: [...ddl, "CREATE TABLE `spare` (`id` INT)"] } } as unknown as Schema, driver.dialect),
      ); // as above
      await channel.run(dropAll(schema, driver.dialect));
      expect(await keys()).toEqual([]);
    } finally {
      await using(driver, (one) => one.exec("DROP TABLE IF EXISTS spare"));
      await using(driver, (one) => one.exec(`DROP DATABASE IF EXISTS \`${other}\``));
    }
  });

  test("one that is told to be deferrable cannot be begun", () => {
    expect(() => driver.dialect.begin("read", { deferrable: true })).toThrow(errors.ArgumentError);
  });
});
