import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { betterSqlite3, betterSqlite3Async } from "../../src/driver/better-sqlite3.ts";
import { parseUrl } from "../../src/driver/url.ts";
import { InternalError, UniqueViolation, WriterBusyError } from "../../src/errors.ts";
import { type StatementEvent, StatementEvents } from "../../src/events.ts";
import { type Op, query, type Request, run, type Statement } from "../../src/io/request.ts";
import { AsyncChannel } from "../../src/io/run-async.ts";
import { SyncChannel } from "../../src/io/run-sync.ts";
import { forEachDialect, opened } from "../databases.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

const insert: Statement = { sql: `INSERT INTO "t" ("id") VALUES (1)`, kinds: [] };
const count: Statement = { sql: `SELECT count(*) FROM "t"`, kinds: [] };
const table = [`CREATE TABLE "t" ("id" integer PRIMARY KEY)`];
const step = function* (...requests: readonly Request[]): Op<void> {
  for (const request of requests) yield request;
};
const begin: Request = { kind: "begin", mode: "write" };
const commit: Request = { kind: "commit" };
const rollback: Request = { kind: "rollback" };

describe("SyncChannel", () => {
  const events = new StatementEvents();
  const at = (url: string) => parseUrl(url, ["sqlite"]);

  test.each(["file", "memory"])("holds one connection while a transaction is open, on a %s database", (where) => {
    const driver = betterSqlite3(
      at(where === "file" ? `sqlite:${join(directory, `${files++}.db`)}` : "sqlite::memory:"),
    );
    const one = new SyncChannel(driver, events);
    const two = new SyncChannel(driver, events);
    one.run(step({ kind: "script", statements: table }));
    one.run(step(begin));
    expect(one.holding).toBe(true);
    one.run(run(insert, []));
    expect(() => two.run(step(begin))).toThrow(WriterBusyError);
    expect(two.holding).toBe(false);
    one.run(step(rollback));
    expect(one.holding).toBe(false);
    expect(two.run(query(count, []))).toEqual([[0]]);
    two.run(step(begin));
    two.run(run(insert, []));
    two.run(step(commit));
    expect(one.query(count, [])).toEqual([[1]]);
    driver.close();
  });

  test("reads what is committed while another session writes to the file", () => {
    const driver = betterSqlite3(at(`sqlite:${join(directory, `${files++}.db`)}`));
    const [writer, reader] = [new SyncChannel(driver, events), new SyncChannel(driver, events)];
    writer.run(step({ kind: "script", statements: table }, begin));
    writer.run(run(insert, []));
    expect(reader.run(query(count, []))).toEqual([[0]]);
    expect(writer.run(query(count, []))).toEqual([[1]]);
    writer.run(step(commit));
    expect(reader.run(query(count, []))).toEqual([[1]]);
    driver.close();
  });

  test("shares the writer's turn between the clients of one file", () => {
    const url = at(`sqlite:${join(directory, `${files++}.db`)}`);
    const drivers = [betterSqlite3(url), betterSqlite3(url)] as const;
    const [one, two] = [new SyncChannel(drivers[0], events), new SyncChannel(drivers[1], events)];
    one.run(step(begin));
    expect(() => two.run(step(begin))).toThrow(WriterBusyError);
    one.close();
    two.run(step(begin, rollback));
    for (const driver of drivers) driver.close();
  });

  test("throws the driver's error into the operation, which may go on", () => {
    const driver = betterSqlite3(at("sqlite::memory:"));
    const channel = new SyncChannel(driver, events);
    channel.run(step({ kind: "script", statements: table }));
    const outcome = channel.run(
      (function* (): Op<string> {
        yield begin;
        yield* run(insert, []);
        yield { kind: "savepoint", name: `a"b` };
        try {
          yield* run(insert, []);
        } catch (error) {
          yield { kind: "rollbackTo", name: `a"b` };
          yield { kind: "release", name: `a"b` };
          yield commit;
          return error instanceof UniqueViolation ? "caught" : "other";
        }
        return "none";
      })(),
    );
    expect(outcome).toBe("caught");
    expect(channel.query(count, [])).toEqual([[1]]);
    driver.close();
  });

  test("refuses a step of a transaction where none is open, or a second one inside", () => {
    const driver = betterSqlite3(at("sqlite::memory:"));
    const channel = new SyncChannel(driver, events);
    expect(() => channel.run(step(commit))).toThrow(InternalError);
    channel.run(step(begin));
    expect(() => channel.run(step(begin))).toThrow(InternalError);
    channel.close();
    expect(channel.holding).toBe(false);
    driver.close();
  });

  test("a COMMIT that fails leaves nothing held", () => {
    const driver = betterSqlite3(at("sqlite::memory:"));
    const channel = new SyncChannel(driver, events);
    const deferred = `CREATE TABLE "u" ("t" integer REFERENCES "t" DEFERRABLE INITIALLY DEFERRED)`;
    channel.run(step({ kind: "script", statements: [...table, deferred] }, begin));
    channel.run(run({ sql: `INSERT INTO "u" VALUES (9)`, kinds: [] }, []));
    expect(() => channel.run(step(commit))).toThrow("foreign key");
    expect(channel.holding).toBe(false);
    expect(channel.query({ sql: `SELECT * FROM "u"`, kinds: [] }, [])).toEqual([]);
    driver.close();
  });
});

describe("AsyncChannel", () => {
  forEachDialect((engine) => {
    test("queues the operations of one channel, whatever becomes of them", async () => {
      const channel = await opened(engine, table);
      const order: string[] = [];
      const named = function* (name: string, statement: Statement): Op<string> {
        order.push(`${name} begins`);
        yield* run(statement, []);
        order.push(`${name} ends`);
        return name;
      };
      const settled = await Promise.allSettled([
        channel.run(named("a", insert)),
        channel.run(named("b", insert)),
        channel.run(named("c", count)),
      ]);
      expect(settled.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
      expect(order).toEqual(["a begins", "a ends", "b begins", "c begins", "c ends"]);
    });

    test.skipIf(!engine.hasOneConnection)("a second transaction waits for the first, in line", async () => {
      const driver = await engine.open();
      const channels = Array.from({ length: 3 }, () => new AsyncChannel(driver, new StatementEvents()));
      await channels[0]?.run(step({ kind: "script", statements: table }));
      const done: number[] = [];
      const work = async (at: number): Promise<void> => {
        await channels[at]?.run(step(begin));
        await channels[at]?.run(run({ sql: `INSERT INTO "t" ("id") VALUES (${at})`, kinds: [] }, []));
        await channels[at]?.run(step(commit));
        done.push(at);
      };
      await Promise.all([work(0), work(1), work(2)]);
      expect(done).toEqual([0, 1, 2]);
      expect(await channels[1]?.run(query(count, []))).toEqual(engine.name === "sqlite" ? [[3]] : [["3"]]);
      await driver.close();
    });

    test("close rolls back and gives the connection to the next", async () => {
      const driver = await engine.open();
      const [one, two] = [0, 1].map(() => new AsyncChannel(driver, new StatementEvents())) as [
        AsyncChannel,
        AsyncChannel,
      ];
      await one.run(step({ kind: "script", statements: table }, begin));
      await one.run(run(insert, []));
      const waiting = two.run(step(begin));
      const closed = one.close();
      await Promise.all([closed, waiting]);
      expect(one.holding).toBe(false);
      expect(two.holding).toBe(true);
      expect(await two.run(run(insert, []))).toBe(1);
      await two.close();
      await driver.close();
    });

    test("a BEGIN that fails leaves nothing held", async () => {
      const driver = await engine.open();
      const broken = { ...driver.dialect, begin: () => ["BEGIN NOTHING"] };
      const channel = new AsyncChannel(
        {
          dialect: broken,
          hasOneConnection: driver.hasOneConnection,
          pool: driver.pool,
          acquire: (purpose) => driver.acquire(purpose),
          release: (connection, purpose) => driver.release(connection, purpose),
          close: () => driver.close(),
        },
        new StatementEvents(),
      );
      // A connection to a server sends it with the first statement, which fails then.
      const first = engine.hasOneConnection ? step(begin) : step(begin, { kind: "run", statement: insert, params: [] });
      await expect(channel.run(first)).rejects.toThrow(/syntax/);
      if (!engine.hasOneConnection) await channel.run(step(rollback));
      expect(channel.holding).toBe(false);
      await channel.run(step({ kind: "script", statements: table }));
      expect(await channel.run(query(count, []))).toEqual(engine.name === "sqlite" ? [[0]] : [["0"]]);
      await driver.close();
    });
  });

  test("lends the file to readers while an async transaction writes, and refuses a sync writer at once", async () => {
    const url = parseUrl(`sqlite:${join(directory, `${files++}.db`)}`, ["sqlite"]);
    const driver = betterSqlite3Async(url);
    const writer = new AsyncChannel(driver, new StatementEvents());
    const reader = new AsyncChannel(driver, new StatementEvents());
    await writer.run(step({ kind: "script", statements: table }, begin));
    await writer.run(run(insert, []));
    expect(await reader.run(query(count, []))).toEqual([[0]]);
    const syncDriver = betterSqlite3(url);
    expect(() => new SyncChannel(syncDriver, new StatementEvents()).run(step(begin))).toThrow(WriterBusyError);
    await writer.close();
    syncDriver.close();
    await driver.close();
  });
});

describe("events", () => {
  let heard: StatementEvent[] = [];
  const events = new StatementEvents();
  beforeEach(() => (heard = []));

  test("both colours tell the same, and mask what is secret", async () => {
    const stop = events.add((event) => heard.push(event));
    const statement: Statement = { sql: "SELECT ?, ?", kinds: ["text", "int"], secret: [true, false] };
    const work = function* (): Op<void> {
      yield { kind: "script", statements: table };
      yield begin;
      yield* query(statement, ["hidden", 7]);
      yield* run(insert, []);
      try {
        yield* run(insert, []);
      } catch {
        yield rollback;
      }
    };
    const syncDriver = betterSqlite3(parseUrl("sqlite::memory:", ["sqlite"]));
    new SyncChannel(syncDriver, events).run(work());
    const sync = heard.map(({ sql, params, rows, error }) => ({ sql, params, rows, failed: error !== undefined }));
    heard = [];
    const asyncDriver = betterSqlite3Async(parseUrl("sqlite::memory:", ["sqlite"]));
    await new AsyncChannel(asyncDriver, events).run(work());
    stop();
    expect(heard.map(({ sql, params, rows, error }) => ({ sql, params, rows, failed: error !== undefined }))).toEqual(
      sync,
    );
    expect(sync.map(({ sql, rows }) => [sql.slice(0, 15), rows])).toEqual([
      [table[0]?.slice(0, 15), 0],
      ["BEGIN IMMEDIATE", 0],
      ["SELECT ?, ?", 1],
      [insert.sql.slice(0, 15), 1],
      [insert.sql.slice(0, 15), 0],
      ["ROLLBACK", 0],
    ]);
    expect(sync[2]?.params).toEqual(["***", 7]);
    expect(sync[4]?.failed).toBe(true);
    expect(events.isWatched).toBe(false);
    syncDriver.close();
    await asyncDriver.close();
  });
});
