/**
 * Random aborts, timeouts and closes while sessions and transactions run side by side: nothing hangs, no rejection goes unhandled, no connection is
 * lost, and what a transaction reported as committed is there, all of it, and nothing else. More of them, or the same again:
 * `JOINERY_RUNS=500 JOINERY_SEED=42 pnpm vitest run aborts`.
 */
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import * as models from "../../../../fixtures/company/generated-async/index.ts";
import { type AsyncDb, CommitOutcomeUnknown, JoineryError } from "../../src/index.ts";
import { type DatabaseServer, mariadb, type Place, postgresql } from "../servers.ts";

const seed = Number(process.env["JOINERY_SEED"] ?? Date.now() % 2 ** 31);
const runs = Number(process.env["JOINERY_RUNS"] ?? 60);
const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));

const { Employee } = models;
const reason = new Error("called off");

interface Worker {
  readonly kind: "transaction" | "session" | "run";
  /** Statements, some of them inside a savepoint. */
  readonly steps: readonly ("add" | "flush" | "read" | "nest" | "pause" | "throw" | "stray")[];
  /** Ticks until the signal aborts; beyond 40 never. */
  readonly abortAfter: number;
  /** Milliseconds; beyond 8 none. */
  readonly timeout: number;
  readonly neverSettles: boolean;
}

const worker: fc.Arbitrary<Worker> = fc.record({
  kind: fc.constantFrom("transaction", "transaction", "session", "run"),
  steps: fc.array(fc.constantFrom("add", "add", "flush", "read", "nest", "pause", "throw", "stray"), { maxLength: 7 }),
  abortAfter: fc.nat({ max: 60 }),
  timeout: fc.integer({ min: 1, max: 16 }),
  neverSettles: fc.boolean(),
});

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Does what a worker says, in transactions whose rows carry one name. @returns the numbers of rows that there may be then */
async function work(
  db: AsyncDb,
  name: string,
  { kind, steps, abortAfter, timeout, neverSettles }: Worker,
): Promise<readonly number[]> {
  const controller = new AbortController();
  const never = abortAfter > 40;
  const aborting = (async () => {
    for (let at = 0; at < abortAfter && !never; at++) await tick();
    if (!never) controller.abort(reason);
  })();
  const { signal } = controller;
  let added = 0;
  const body = async (tx: ReturnType<AsyncDb["session"]>): Promise<void> => {
    added = 0;
    for (const step of steps) {
      if (step === "pause") await tick();
      else if (step === "throw") throw reason;
      else if (step === "flush") await tx.flush();
      else if (step === "read") await tx.query(Employee).count();
      // What nobody awaits: it is called off with the rest, and must not go unhandled then.
      else if (step === "stray") void tx.query(Employee).count();
      else if (step === "nest" && kind === "transaction") await db.transaction((inner) => add(inner));
      else if (step === "add" || step === "nest") add(tx);
    }
  };
  const add = (tx: ReturnType<AsyncDb["session"]>): void => {
    tx.add(new Employee({ name, skills: [] }));
    added++;
  };
  try {
    if (kind === "transaction") {
      const hangs = neverSettles && (timeout <= 8 || !never);
      const whole = async (tx: ReturnType<AsyncDb["session"]>): Promise<void> => {
        await body(tx);
        if (hangs) await new Promise(() => undefined);
      };
      await db.transaction(whole, { signal, retries: 1, ...(timeout <= 8 ? { timeout } : {}) });
    } else if (kind === "run") {
      await db.run(
        async (session) => {
          await body(session);
          await db.current.commit();
        },
        { signal, discard: "silent" },
      );
    } else {
      await using session = db.session({ signal, discard: "silent" });
      await body(session);
      await session.commit();
    }
    return [added];
  } catch (error) {
    if (error !== reason && !(error instanceof JoineryError)) throw error;
    // Nobody knows: all of them, or none.
    return error instanceof CommitOutcomeUnknown ? [0, added] : [0];
  } finally {
    await aborting;
  }
}

const places: Place[] = [];
afterAll(async () => {
  for (const place of places) await place.drop();
});
const fresh = async (server: DatabaseServer, scheme: string): Promise<string> => {
  const place = await server.fresh();
  places.push(place);
  return place.url.replace(/^\w+:/, `${scheme}:`);
};

const kinds = [
  { kind: "SQLite in memory", isThere: true, urlOf: () => "sqlite::memory:" },
  { kind: "SQLite in a file", isThere: true, urlOf: () => `sqlite:${join(directory, "aborts.db")}` },
  { kind: "PGlite", isThere: true, urlOf: () => "pglite::memory:" },
  { kind: "PostgreSQL", isThere: postgresql.answers, urlOf: () => fresh(postgresql, "postgresql") },
  { kind: "MariaDB", isThere: mariadb.answers, urlOf: () => fresh(mariadb, "mariadb") },
  { kind: "MariaDB as MySQL", isThere: mariadb.answers, urlOf: () => fresh(mariadb, "mysql") },
];

describe.each(kinds)("$kind", ({ isThere, urlOf }) => {
  test.skipIf(!isThere)(`nothing is lost, left open or unhandled (seed ${seed})`, { timeout: 300_000 }, async () => {
    const url = await urlOf();
    const isFast = url.startsWith("sqlite");
    const db = models.connect(url);
    await db.createAll(); // opening one takes its time
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    try {
      await fc.assert(
        fc.asyncProperty(fc.array(worker, { minLength: 1, maxLength: 6 }), async (workers) => {
          await db.dropAll();
          await db.createAll();
          const committed = await Promise.all(workers.map((one, at) => work(db, `w${at}`, one)));
          await tick();
          expect(unhandled).toEqual([]);
          const found = await db.transaction(async (tx) => {
            const names = (await tx.query(Employee).all()).map(({ name }) => name);
            return workers.map((_, at) => names.filter((name) => name === `w${at}`).length);
          });
          expect(found.map((rows, at) => committed[at]?.includes(rows) === true || [rows, committed[at]])).toEqual(
            workers.map(() => true),
          );
        }),
        {
          seed,
          numRuns: isFast ? runs : Math.ceil(runs / 3),
          interruptAfterTimeLimit: Number(process.env["JOINERY_TIME"] ?? 10_000),
        },
      );
    } finally {
      process.off("unhandledRejection", note);
      await db.close();
    }
  });
});
