import { AsyncLocalStorage } from "node:async_hooks";
import { channel, tracingChannel } from "node:diagnostics_channel";
import { expect, test } from "vitest";
import {
  connect as connectAsync,
  Department as AsyncDepartment,
} from "../../../fixtures/company/generated-async/index.ts";
import { connect, Department, Employee } from "../../../fixtures/company/generated/index.ts";
import { ArgumentError } from "../src/errors.ts";
import { type AcquireEvent, echo, type StatementEvent, StatementEvents, type TransactionEvent } from "../src/events.ts";
import { sanitizeSql } from "../src/events/sanitize.ts";
import type { SlowStatement } from "../src/events/slow-query.ts";
import { sql } from "../src/expr/sql.ts";
import type { CellValue, Statement } from "../src/io/request.ts";

/** As a channel that tells of a statement. */
const tell = (events: StatementEvents, statement: Statement, params: CellValue[], rows: number): number =>
  events.measure(
    statement,
    params,
    () => rows,
    (count) => count,
  );

/** What the channel `name` is told while `work` runs. */
async function heardOn<T>(name: string, work: () => unknown): Promise<T[]> {
  const heard: T[] = [];
  const listener = (event: unknown): void => void heard.push(event as T);
  channel(name).subscribe(listener);
  try {
    await work();
  } finally {
    channel(name).unsubscribe(listener);
  }
  return heard;
}

test("echo prints the statement, its parameters and its time, and never what is secret", () => {
  const lines: string[] = [];
  const events = new StatementEvents();
  events.add(echo((line) => lines.push(line.replace(/[\d.]+ ms/, "n ms"))));
  tell(
    events,
    { sql: "SELECT ?", kinds: ["text"], secret: [false, false, false, false, true] },
    ["a", 1, null, new Uint8Array(3), "hidden"],
    1,
  );
  const full = (): never => {
    throw new Error("full");
  };
  expect(() => events.measure({ sql: "COMMIT", kinds: [] }, [], full, () => 0)).toThrow("full");
  expect(lines).toEqual([`SELECT ?  ["a", 1, null, <3 bytes>, ***]  n ms`, "COMMIT  n ms  failed"]);
});

test("tells diagnostics_channel, and watches only while somebody listens", () => {
  const events = new StatementEvents();
  const heard: unknown[] = [];
  const listener = (event: unknown) => heard.push(event);
  expect(events.isWatched).toBe(false);
  channel("joinery:query").subscribe(listener);
  expect(events.isWatched).toBe(true);
  tell(events, { sql: "SELECT 1", kinds: [] }, [], 1);
  channel("joinery:query").unsubscribe(listener);
  expect(events.isWatched).toBe(false);
  expect((heard as StatementEvent[]).map((event) => event.sql)).toEqual(["SELECT 1"]);
});

test("says whose work a statement is, and on which database", async () => {
  const events: StatementEvent[] = [];
  await using db = connectAsync("sqlite::memory:");
  await db.createAll();
  db.onStatement((event) => events.push(event));
  await db.transaction(async (tx) => {
    tx.add(new AsyncDepartment({ name: "Books" }));
    await tx.flush();
    await tx.query(AsyncDepartment).count();
    await tx.execute(sql`SELECT 1`);
  });
  expect(events.map(({ model, table, database, system }) => [model, table, database, system])).toEqual([
    [undefined, undefined, "sqlite::memory:", "sqlite"],
    ["Department", "Department", "sqlite::memory:", "sqlite"],
    ["Department", "Department", "sqlite::memory:", "sqlite"],
    [undefined, undefined, "sqlite::memory:", "sqlite"],
    [undefined, undefined, "sqlite::memory:", "sqlite"],
  ]);
});

test("names the line that called, and not one of the runtime or the client", () => {
  using db = connect("sqlite::memory:");
  db.createAll();
  const callers: (string | undefined)[] = [];
  const seen = db.onStatement(({ caller }) => callers.push(caller?.function));
  const stop = db.onStatement(() => undefined, { caller: true });
  using session = db.session({ discard: "silent" });
  function add(): void {
    session.add(new Employee({ name: "Ann", department: new Department({ name: "Books" }) }));
    session.commit();
  }
  add();
  expect(new Set(callers.splice(0))).toEqual(new Set(["add"]));
  function loadLazily(): string {
    using other = db.session();
    const [employee] = other.query(Employee).all();
    return readName(employee as Employee);
  }
  function readName(employee: Employee): string {
    return employee.department?.name ?? "";
  }
  expect(loadLazily()).toBe("Books");
  expect(callers.splice(0)).toEqual(["loadLazily", "readName"]);
  stop();
  session.query(Employee).count();
  expect(callers).toEqual([undefined]);
  seen();
});

test("names the caller of an async statement that had to wait, with its file and line", async () => {
  await using db = connectAsync("sqlite::memory:");
  await db.createAll();
  const events: StatementEvent[] = [];
  db.onStatement((event) => events.push(event), { caller: true });
  await using session = db.session();
  const countOne = (): Promise<number> => session.query(AsyncDepartment).count();
  const countTwo = (): Promise<number> => session.query(AsyncDepartment).count();
  await Promise.all([countOne(), countTwo(), countOne()]);
  expect(events.map(({ caller }) => caller?.function)).toEqual(["countOne", "countTwo", "countOne"]);
  expect(events[0]?.caller?.file).toMatch(/events\.test\.ts$/);
  expect(events[0]?.caller?.line).toBe((events[1]?.caller?.line ?? 0) - 1);
});

test("a span that begins at `start` stands in the caller's context, and is ended with the outcome", async () => {
  const requests = new AsyncLocalStorage<string>();
  const told: unknown[] = [];
  const subscribers = {
    start: (event: StatementEvent) => told.push(["start", requests.getStore(), event.model, event.rows]),
    end: (event: StatementEvent) => told.push(["end", event.rows]),
    asyncStart: () => undefined,
    asyncEnd: (event: StatementEvent) => told.push(["asyncEnd", event.rows, "result" in event ? event.result : 0]),
    error: (event: StatementEvent) => told.push(["error", (event.error as Error).name]),
  };
  const tracing = tracingChannel<unknown, StatementEvent>("joinery:query");
  await using db = connectAsync("sqlite::memory:");
  using syncDb = connect("sqlite::memory:");
  await db.createAll();
  syncDb.createAll();
  await using session = db.session();
  using syncSession = syncDb.session();
  tracing.subscribe(subscribers);
  try {
    await Promise.all(["one", "two"].map((name) => requests.run(name, () => session.query(AsyncDepartment).count())));
    expect(told.splice(0)).toEqual([
      ["start", "one", "Department", 0],
      ["end", 0],
      ["asyncEnd", 1, undefined],
      ["start", "two", "Department", 0],
      ["end", 0],
      ["asyncEnd", 1, undefined],
    ]);
    requests.run("sync", () => syncSession.query(Department).count());
    expect(told.splice(0)).toEqual([
      ["start", "sync", "Department", 0],
      ["end", 1],
    ]);
    await expect(session.execute(sql`SELECT nothing`)).rejects.toThrow("nothing");
    expect(told.map((one) => (one as unknown[])[0])).toEqual(["start", "end", "error", "asyncEnd"]);
  } finally {
    tracing.unsubscribe(subscribers);
  }
});

test("tells of the steps of transactions, and of connections that were waited for", async () => {
  await using db = connectAsync("sqlite::memory:");
  await db.createAll();
  const work = (): Promise<unknown> =>
    Promise.all([
      db.transaction(async (tx) => {
        await db.transaction((inner) => inner.add(new AsyncDepartment({ name: "Books" })));
        await tx.flush();
      }),
      db.transaction(() => Promise.reject(new Error("no"))).catch(() => undefined),
    ]);
  const steps = await heardOn<TransactionEvent>("joinery:transaction", work);
  expect(steps.map(({ step }) => step)).toEqual(["begin", "savepoint", "release", "commit", "begin", "rollback"]);
  await db.dropAll();
  await db.createAll();
  const waits = await heardOn<AcquireEvent>("joinery:acquire", work);
  expect(waits.map(({ purpose, pool, error, system }) => [purpose, pool.waiting, error, system])).toEqual([
    ["write", 1, undefined, "sqlite"],
    ["write", 0, undefined, "sqlite"],
  ]);
  expect(db.pool).toEqual({ open: 1, idle: 1, waiting: 0, limit: 1 });
});

test("a sync client tells the same, and why a connection could not be had", async () => {
  using db = connect("sqlite::memory:");
  db.createAll();
  const steps = await heardOn<TransactionEvent>("joinery:transaction", () => {
    db.transaction((tx) => tx.add(new Department({ name: "Books" })));
  });
  expect(steps.map(({ step }) => step)).toEqual(["begin", "commit"]);
  const waits = await heardOn<AcquireEvent>("joinery:acquire", () => {
    expect(() => db.transaction(() => db.session().query(Department).all())).toThrow("commit it or roll it back");
  });
  expect(waits.map(({ error }) => (error as Error | undefined)?.name)).toEqual([undefined, "WriterBusyError"]);
  expect(db.pool).toEqual({ open: 1, idle: 1, waiting: 0, limit: 1 });
});

test("logs what is slow, without a value in it", async () => {
  const slow: SlowStatement[] = [];
  using db = connect("sqlite::memory:", { slowQuery: { threshold: 0, log: (one) => slow.push(one) } });
  db.createAll();
  slow.length = 0;
  function readSecrets(): void {
    using session = db.session();
    session.execute(sql`SELECT 'hunter2', 42 /* 'hunter3' */`);
  }
  readSecrets();
  expect(slow).toMatchObject([
    { sql: "SELECT ?, ? /* */", rows: 1, model: undefined, database: "sqlite::memory:", hasFailed: false },
  ]);
  expect(slow[0]?.caller?.function).toBe("readSecrets");
  const none: SlowStatement[] = [];
  await using quick = connectAsync("sqlite::memory:", {
    slowQuery: { threshold: 60_000, log: (one) => none.push(one) },
  });
  await quick.createAll();
  expect(none).toEqual([]);
  expect(() => connect("sqlite::memory:", { slowQuery: {} as never })).toThrow(ArgumentError);
  expect(() => connect("sqlite::memory:", { slowQuery: { threshold: -1 } })).toThrow('"threshold" of connect');
});

test("takes literals out of SQL as each engine reads them", () => {
  const cases: [string, string, boolean?][] = [
    [`SELECT "a1", 'it''s', 1.5e3 FROM t WHERE x = $1`, `SELECT "a1", ?, ? FROM t WHERE x = $1`],
    [`SELECT 'a\\', 'secret'`, "SELECT ?, ?"],
    [`SELECT E'a\\'b', 'secret'`, "SELECT ?, ?"],
    [`SELECT $$a'b$$, $t$c$$d$t$, 'secret'`, "SELECT ?, ?, ?"],
    [`SELECT x'00', 0x1f, -7, .5, t1.c2 -- it's`, "SELECT ?, ?, -?, ?, t1.c2 /* */"],
    [`SELECT 'never closed`, "SELECT ?"],
    [`SELECT 'a\\'b', "secret" # it's\nFROM \`t1\``, "SELECT ?, ? /* */\nFROM `t1`", true],
  ];
  for (const [given, expected, escapes] of cases) expect(sanitizeSql(given, escapes)).toBe(expected);
});
