/** What `transaction` is told: isolation, repeats, limits; and what sessions do with limits. In every colour. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, test } from "vitest";
import {
  ArgumentError,
  type AsyncSession,
  DatabaseBusy,
  NotAssignedError,
  ReadOnlyTransaction,
  SerializationFailure,
  SessionStateError,
  sql,
  StaleSnapshotError,
  TransactionTimeout,
  UniqueViolation,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

forEachClient(({ models, db, inSession, statements, colour, isPostgres, isMysql, hasOneConnection }) => {
  const { Employee, Project } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  /** The steps one after the other, in a function of the client's colour. */
  const steps =
    (...work: ((tx: AsyncSession) => unknown)[]) =>
    (tx: AsyncSession): unknown => {
      if (colour === "sync") {
        let last: unknown;
        for (const step of work) last = step(tx);
        return last;
      }
      return (async () => {
        let last: unknown;
        for (const step of work) last = await step(tx);
        return last;
      })();
    };

  const count = (): Promise<number> => inSession((session) => session.query(Employee).count());

  const transactionStatements = async (work: () => unknown): Promise<string[]> => {
    const seen: string[] = [];
    const stop = db.onStatement(({ sql: text }) => void seen.push(text));
    try {
      await work();
    } finally {
      stop();
    }
    return seen.filter((text) => /^(BEGIN|START|SET TRANSACTION|COMMIT|ROLLBACK)/.test(text));
  };

  /** A database in a file of its own: sessions there do not share a connection. */
  const inFile = async (work: (file: typeof db, path: string) => Promise<void>): Promise<void> => {
    const path = join(directory, `${++files}.db`);
    const file = models.connect(`sqlite:${path}`, { busyTimeout: 1 });
    try {
      await file.createAll();
      await work(file, path);
    } finally {
      await file.close();
    }
  };

  // ---- what it is told

  test("the isolation level goes to the engine that has levels; SQLite's is always the highest", async () => {
    const begins = await transactionStatements(async () => {
      await db.transaction(
        steps((tx) => tx.add(employee("Ann"))),
        { isolationLevel: "serializable" },
      );
      await db.transaction(() => 1, { isolationLevel: "repeatable read" });
      await inSession(async () => {
        const session = db.session({ isolationLevel: "serializable" });
        session.add(employee("Bob"));
        await session.commit();
        await session.close();
      });
    });
    const begun = begins.filter((text) => !/^(COMMIT|ROLLBACK)/.test(text));
    const levels = ["SERIALIZABLE", "REPEATABLE READ", "SERIALIZABLE"];
    expect(begun).toEqual(
      levels.flatMap((level) => {
        if (isPostgres) return [`BEGIN ISOLATION LEVEL ${level}`];
        return isMysql ? [`SET TRANSACTION ISOLATION LEVEL ${level}`, "START TRANSACTION"] : ["BEGIN IMMEDIATE"];
      }),
    );
    expect(await count()).toBe(2);
  });

  test("a transaction that only reads refuses to write before any statement, and keeps others from nothing", async () => {
    await db.transaction((tx) => tx.add(new Project({ title: "bridge" })));
    const read = steps((tx) => tx.query(Project).one());
    expect(await db.transaction(read, { readOnly: true })).toMatchObject({ title: "bridge" });
    const writes: ((tx: AsyncSession) => unknown)[] = [
      steps((tx) => tx.add(employee("Ann"))),
      steps(
        (tx) => tx.add(employee("Ann")),
        (tx) => tx.flush(),
      ),
      steps(
        (tx) => tx.add(employee("Ann")),
        (tx) => tx.query(Employee).count(), // an autoflush
      ),
      steps((tx) => tx.execute(sql`INSERT INTO "Project" ("title") VALUES ('tunnel')`)),
      steps((tx) => tx.execute(sql`WITH "x" AS (SELECT 1) UPDATE "Project" SET "title" = 'tunnel'`)),
    ];
    for (const work of writes) {
      statements();
      expect(await rejection(() => db.transaction(work, { readOnly: true }))).toBeInstanceOf(ReadOnlyTransaction);
      expect(statements()).toEqual([]);
    }
    expect(await count()).toBe(0);
    await inFile(async (file) => {
      const writer = file.session();
      writer.add(employee("Ann"));
      await writer.flush();
      expect(
        await file.transaction(
          steps((tx) => tx.query(Employee).count()),
          { readOnly: true },
        ),
      ).toBe(0);
      await writer.commit();
      await writer.close();
    });
  });

  test("an update in a transaction that only reads is refused, and memory is put back", async () => {
    const bridge = new Project({ title: "bridge" });
    await db.transaction((tx) => tx.add(bridge));
    const change = steps(
      (tx) => tx.add(bridge),
      () => (bridge.budget = "7"),
      (tx) => tx.flush(),
    );
    expect(await rejection(() => db.transaction(change, { readOnly: true }))).toBeInstanceOf(ReadOnlyTransaction);
    expect(bridge.budget).toBe("0");
  });

  test("options that make no sense are refused before anything runs, and say so", async () => {
    const cases: [object, RegExp][] = [
      [{ isolation: "serializable" }, /no option "isolation"/],
      [{ isolationLevel: "snapshot" }, /"read uncommitted", "read committed", "repeatable read" or "serializable"/],
      [{ retries: -1 }, /a whole number, or \{ max/],
      [{ retries: {} }, /needs "max"/],
      [{ retries: { max: 1, minDelay: 2000 } }, /beyond its "maxDelay"/],
      [{ retries: { max: 1, maxDelay: 100_000 } }, /0 to 60000/],
      [{ timeout: 0 }, /1 or more/],
      [{ readFrom: "replica" }, /"primary" or "replicas"/],
      [{ readFrom: "replicas" }, /give it readOnly: true/],
      [{ signal: {} }, /an AbortSignal/],
      [{ conflicts: "detect", isolationLevel: "read committed" }, /needs one snapshot/],
      [
        { deferrable: true },
        isPostgres
          ? /readOnly: true and isolationLevel: "serializable"/
          : isMysql
            ? /MySQL has no deferrable transactions/
            : /SQLite has no "deferrable"/,
      ],
    ];
    for (const [options, message] of cases) {
      let ran = false;
      const error = await rejection(() => db.transaction(() => void (ran = true), options));
      expect(error).toBeInstanceOf(ArgumentError);
      expect((error as Error).message).toMatch(message);
      expect(ran).toBe(false);
    }
    for (const options of [{ signal: 1 }, { conflicts: "ignore" }, { isolationLevel: 1 }, { statementTimeout: -1 }])
      expect(() => db.session(options as never)).toThrow(ArgumentError);
  });

  test.runIf(isPostgres)("a deferrable transaction is begun as one", async () => {
    const [begin] = await transactionStatements(() =>
      db.transaction(() => 1, { isolationLevel: "serializable", readOnly: true, deferrable: true }),
    );
    expect(begin).toBe("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
  });

  test("a transaction inside another takes no options, and the outer one goes on", async () => {
    const nested = [{ readOnly: true }, { retries: 2 }, { timeout: 100 }, { isolationLevel: "serializable" }] as const;
    for (const options of nested) {
      let error: unknown;
      await db.transaction(
        steps(
          (tx) => tx.add(employee("Ann")),
          () => {
            const inner = (): unknown => db.transaction(() => 1, options);
            if (colour === "async") return rejection(inner).then((reason) => void (error = reason));
            try {
              inner();
            } catch (reason) {
              error = reason;
            }
            return undefined;
          },
        ),
      );
      expect(error).toBeInstanceOf(ArgumentError);
      expect((error as Error).message).toMatch(/savepoint.*outermost/);
    }
    await db.transaction(steps(() => db.transaction((tx) => tx.add(employee("Bob")), { readOnly: undefined })));
    expect(await count()).toBe(nested.length + 1);
  });

  // ---- repeats

  const failure = (): SerializationFailure => new SerializationFailure("as a server says it", {});
  const soon = { minDelay: 1, maxDelay: 2 };

  test("retries repeats what may succeed, each time in a session of its own, and gives the last error", async () => {
    const ann = employee("Ann");
    const sessions: AsyncSession[] = [];
    const failingTwice = steps(
      (tx) => void sessions.push(tx),
      (tx) => tx.add(ann),
      (tx) => tx.flush(),
      () => {
        if (sessions.length < 3) throw failure();
        return "done";
      },
    );
    expect(await db.transaction(failingTwice, { retries: { max: 2, ...soon } })).toBe("done");
    expect(new Set(sessions).size).toBe(3);
    expect(sessions.every((session) => session.isClosed)).toBe(true);
    expect(await count()).toBe(1);
    expect(ann.id).toBeTypeOf("number");
    let attempts = 0;
    const always = (): never => {
      attempts++;
      throw failure();
    };
    expect(await rejection(() => db.transaction(always, { retries: 0 }))).toBeInstanceOf(SerializationFailure);
    expect(await rejection(() => db.transaction(always))).toBeInstanceOf(SerializationFailure);
    expect(await rejection(() => db.transaction(always, { retries: { max: 3, ...soon } }))).toBeInstanceOf(
      SerializationFailure,
    );
    expect(attempts).toBe(1 + 1 + 4);
  });

  test("retries repeats nothing that would fail again, and nothing that was called off", async () => {
    await db.transaction((tx) => tx.add(new Project({ title: "bridge" })));
    let attempts = 0;
    const twin = steps(
      () => void attempts++,
      (tx) => tx.add(new Project({ title: "bridge" })),
    );
    expect(await rejection(() => db.transaction(twin, { retries: 5 }))).toBeInstanceOf(UniqueViolation);
    const controller = new AbortController();
    const aborting = steps(() => {
      attempts++;
      controller.abort(new Error("enough"));
      throw failure();
    });
    const error = await rejection(() => db.transaction(aborting, { retries: 5, signal: controller.signal }));
    expect((error as Error).message).toBe("enough");
    expect(attempts).toBe(2);
  });

  test("what another process locks is waited for and tried again", async () => {
    await inFile(async (file, path) => {
      const other = new Database(path);
      other.exec("BEGIN IMMEDIATE");
      expect(await rejection(() => file.transaction(() => 1, { retries: { max: 1, ...soon } }))).toBeInstanceOf(
        DatabaseBusy,
      );
      let attempts = 0;
      const stop = file.onStatement(({ sql: text, error }) => {
        // The lock goes with the second refusal.
        if (text.startsWith("BEGIN") && error !== undefined && ++attempts === 2) other.exec("ROLLBACK");
      });
      await file.transaction((tx) => tx.add(employee("Ann")), { retries: { max: 9, ...soon } });
      stop();
      other.close();
      expect(attempts).toBe(2);
    });
  });

  // ---- limits

  test("a signal that has aborted runs nothing", async () => {
    const reason = new Error("gone");
    const signal = AbortSignal.abort(reason);
    let ran = false;
    const seen = await transactionStatements(async () => {
      expect(await rejection(() => db.transaction(() => void (ran = true), { signal }))).toBe(reason);
      const session = db.session({ signal });
      expect(await rejection(() => session.query(Employee).count())).toBe(reason);
      expect(await rejection(() => session.add(employee("Ann")))).toBe(reason);
      await session.rollback();
      expect(await rejection(() => session.flush())).toBe(reason);
      await session.close();
    });
    expect([ran, seen]).toEqual([false, []]);
  });

  test("an abort between statements rolls back at once; memory comes back by rollback", async () => {
    const bridge = new Project({ title: "bridge" });
    await db.transaction((tx) => tx.add(bridge));
    const controller = new AbortController();
    const reason = new Error("gone");
    const session = db.session({ signal: controller.signal });
    session.add(bridge);
    bridge.budget = "7";
    const ann = employee("Ann");
    session.add(ann);
    await session.flush();
    controller.abort(reason);
    // Nobody has to wait for the session: the transaction has ended already.
    await db.transaction((tx) => tx.add(employee("Bob")));
    for (const work of [() => session.flush(), () => session.commit(), () => session.query(Employee).count()])
      expect(await rejection(work)).toBe(reason);
    expect([bridge.budget, ann.id !== undefined]).toEqual(["7", true]);
    await session.rollback();
    expect(bridge.budget).toBe("0");
    expect(() => ann.id).toThrow(NotAssignedError);
    expect(await rejection(() => session.flush())).toBe(reason);
    await session.close();
    expect(await count()).toBe(1);
  });

  test("an abort inside a transaction's function ends it with the reason, whatever the function makes of it", async () => {
    const swallowing = (controller: AbortController) =>
      steps(
        (tx) => tx.add(employee("Ann")),
        (tx) => tx.flush(),
        () => controller.abort(new Error("gone")),
        (tx) => {
          const late = (): unknown => tx.query(Employee).count();
          if (colour === "async") return rejection(late);
          try {
            return late();
          } catch {
            return undefined;
          }
        },
      );
    const controller = new AbortController();
    const error = await rejection(() => db.transaction(swallowing(controller), { signal: controller.signal }));
    expect((error as Error).message).toBe("gone");
    expect(await count()).toBe(0);
  });

  test("an abort inside a savepoint ends the whole transaction with the reason", async () => {
    const controller = new AbortController();
    const work = steps(
      (tx) => tx.add(employee("Ann")),
      () =>
        db.transaction(
          steps(
            (tx) => tx.add(employee("Bob")),
            (tx) => tx.flush(),
            () => controller.abort(new Error("gone")),
          ),
        ),
    );
    const error = await rejection(() => db.transaction(work, { signal: controller.signal }));
    expect((error as Error).message).toBe("gone");
    expect(await count()).toBe(0);
  });

  test.runIf(colour === "async" && hasOneConnection)(
    "a session that waits for its turn is called off in the line",
    async () => {
      const holder = db.session({ discard: "silent" });
      holder.add(employee("holder"));
      await holder.flush();
      const controller = new AbortController();
      const reason = new Error("gone");
      let ran = false;
      const waiting = rejection(() => db.transaction(() => void (ran = true), { signal: controller.signal }));
      const timed = rejection(() => db.transaction(() => void (ran = true), { timeout: 5 }));
      const last = db.transaction((tx) => tx.add(employee("last")));
      controller.abort(reason);
      expect(await waiting).toBe(reason);
      expect(await timed).toBeInstanceOf(TransactionTimeout);
      await holder.rollback();
      await last;
      await holder.close();
      expect([ran, await count()]).toEqual([false, 1]);
    },
  );

  test.runIf(colour === "async")("a function that never settles is rolled back when its time is up", async () => {
    let kept: AsyncSession | undefined;
    let wake: (() => void) | undefined;
    let late: unknown;
    const ann = employee("Ann");
    const error = await rejection(() =>
      db.transaction(
        async (tx) => {
          kept = tx;
          tx.add(ann);
          await tx.flush();
          await new Promise<void>((resolve) => (wake = resolve));
          late = await rejection(() => tx.query(Employee).count());
          throw new Error("a late one, which nobody hears");
        },
        { timeout: 200, retries: 3 },
      ),
    );
    expect(error).toBeInstanceOf(TransactionTimeout);
    expect((error as Error).message).toMatch(/timeout of 200 ms/);
    expect(kept?.isClosed).toBe(true);
    expect(() => ann.id).toThrow(NotAssignedError);
    wake?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(late).toBeInstanceOf(Error);
    expect(await count()).toBe(0);
  });

  test.runIf(colour === "sync")(
    "a sync transaction looks at its time before each statement and at its commit",
    async () => {
      const busy = (): void => {
        for (const end = performance.now() + 15; performance.now() < end;);
      };
      for (const last of [(tx: AsyncSession) => tx.query(Employee).count(), () => undefined]) {
        const work = steps(
          (tx) => tx.add(employee("Ann")),
          (tx) => tx.flush(),
          busy,
          last,
        );
        expect(await rejection(() => db.transaction(work, { timeout: 10, retries: 2 }))).toBeInstanceOf(
          TransactionTimeout,
        );
      }
      expect(await count()).toBe(0);
    },
  );

  test("limits that nothing reaches change nothing", async () => {
    const { signal } = new AbortController();
    await db.transaction((tx) => tx.add(employee("Ann")), { signal, timeout: 60_000, statementTimeout: 60_000 });
    const session = db.session({ signal, statementTimeout: 0 });
    session.add(employee("Bob"));
    await session.commit();
    expect(await session.query(Employee).count()).toBe(2);
    await session.close();
  });

  // ---- conflicts

  test("a session that looks for conflicts is told of others' commits when it first writes", async () => {
    const isLocking = isPostgres || isMysql; // its transaction begins with the first read: PGlite's only one, and MySQL locks what it reads
    const [session, other] = [db.session({ conflicts: "detect", discard: "silent" }), db.session()];
    const bridge = new Project({ title: "bridge" });
    other.add(bridge);
    await other.commit();
    const mine = await session.getOne(Project, bridge.id);
    if (!isLocking) {
      bridge.budget = "5";
      await other.commit();
    }
    mine.budget = "7";
    for (let time = 0; time < 2; time++) {
      const error = await rejection(() => session.flush());
      expect(error instanceof StaleSnapshotError ? "stale" : error).toBe(isLocking ? undefined : "stale");
    }
    await session.rollback();
    expect(mine.budget).toBe("0");
    await session.refresh(mine);
    mine.budget = "7";
    await session.commit();
    // Its own commit is no conflict, nor is what came before its first read.
    await session.refresh(mine);
    mine.budget = "8";
    await session.commit();
    await session.close();
    await other.close();
    await inSession(async (next) => expect((await next.getOne(Project, bridge.id)).budget).toBe("8"));
  });

  test("in a file, conflicts are told of other sessions, other clients and other processes", async () => {
    await inFile(async (file, path) => {
      const bridge = new Project({ title: "bridge" });
      await file.transaction((tx) => tx.add(bridge));
      const client = models.connect(`sqlite:${path}`);
      const raw = new Database(path);
      const others: (() => unknown)[] = [
        () => file.transaction((tx) => tx.add(employee("x"))),
        () => client.transaction((tx) => tx.add(employee("x"))),
        () => raw.exec(`UPDATE "Project" SET "budget" = '3'`),
      ];
      for (const commit of others) {
        const session = file.session({ conflicts: "detect", discard: "silent" });
        const mine = await session.query(Project).one();
        await commit();
        mine.budget = "7";
        const error = await rejection(() => session.commit());
        expect(error).toBeInstanceOf(StaleSnapshotError);
        await session.close();
      }
      // Nothing in between, and what others rolled back.
      const session = file.session({ conflicts: "detect" });
      const mine = await session.query(Project).one();
      await rejection(() =>
        file.transaction(
          steps(
            (tx) => tx.add(employee("x")),
            (tx) => tx.flush(),
            () => {
              throw new Error("no");
            },
          ),
        ),
      );
      mine.budget = "7";
      await session.commit();
      await session.close();
      raw.close();
      await client.close();
    });
  });

  test("a stale snapshot is repeated", async () => {
    let attempts = 0;
    const work = steps(() => {
      if (++attempts === 1) throw new StaleSnapshotError();
      return attempts;
    });
    expect(await db.transaction(work, { conflicts: "detect", retries: { max: 1, ...soon } })).toBe(2);
  });

  // ---- run and current

  const scoped = <T>(fn: (session: AsyncSession) => T): T => db.run(fn) as T;

  test("run gives a session to what it calls, and closes it without committing", async () => {
    const service = (): AsyncSession => db.current;
    let kept: AsyncSession | undefined;
    const result = await db.run((session) => {
      kept = session;
      expect(service()).toBe(session);
      return "done";
    });
    expect([result, kept?.isClosed]).toEqual(["done", true]);
    await db.run(
      async () => {
        db.current.add(employee("kept"));
        await db.current.commit();
        await Promise.resolve();
        db.current.add(employee("dropped"));
        await db.current.flush();
        expect(await service().query(Employee).count()).toBe(2);
      },
      { discard: "silent" },
    );
    expect(await count()).toBe(1);
    expect(() => db.current).toThrow(SessionStateError);
    expect(() => db.current).toThrow(/db\.run\(\(\) => …\)/);
  });

  test("run tells of unsaved changes as its options say, unless its function fails", async () => {
    const leave = (): void => db.current.add(employee("Ann"));
    expect(await rejection(() => db.run(leave, { discard: "throw" }))).toMatchObject({ code: "UNSAVED_CHANGES" });
    const reason = new Error("no");
    const fail = (): never => {
      leave();
      throw reason;
    };
    expect(await rejection(() => db.run(fail, { discard: "throw" }))).toBe(reason);
    const failLater = async (): Promise<never> => {
      leave();
      await Promise.resolve();
      throw reason;
    };
    expect(await rejection(() => db.run(failLater, { discard: "throw" }))).toBe(reason);
    expect(await rejection(() => db.run(() => 1, { discrad: "throw" } as never))).toBeInstanceOf(ArgumentError);
  });

  test("runs that overlap have their own sessions, and one inside another its own", async () => {
    const seen = await Promise.all(
      [1, 2, 3].map(() =>
        db.run(async (session) => {
          await Promise.resolve();
          expect(db.current).toBe(session);
          const inner = await db.run(async (nearer) => {
            await Promise.resolve();
            expect(db.current).toBe(nearer);
            return nearer;
          });
          expect(db.current).toBe(session);
          return [session, inner];
        }),
      ),
    );
    expect(new Set(seen.flat()).size).toBe(6);
  });

  test("inside a transaction, current is the transaction's session", async () => {
    const work = steps((tx) => {
      expect(db.current).toBe(tx);
      return scoped((nearer) => {
        expect(db.current).toBe(nearer);
        expect(nearer).not.toBe(tx);
      });
    });
    await db.transaction(work);
    await db.run(async (session) => {
      await db.transaction(steps((tx) => expect(db.current).toBe(tx)));
      expect(db.current).toBe(session);
    });
  });

  // ---- whose session it is

  test("a transaction's session says after its end that it was one", async () => {
    let kept: AsyncSession | undefined;
    await db.transaction((tx) => void (kept = tx));
    const error = await rejection(() => kept?.query(Employee).count());
    expect(error).toBeInstanceOf(SessionStateError);
    expect((error as Error).message).toMatch(/its transaction's, which has ended: work inside the function/);
  });

  test.runIf(colour === "async" && hasOneConnection)(
    "a session opened outside is refused inside, where it would wait for ever",
    async () => {
      const outside = db.session({ discard: "silent" });
      await db.transaction(async (tx) => {
        tx.add(employee("Ann"));
        await expect(outside.query(Employee).count()).rejects.toThrow(/use the session that fn is given/);
        await expect(db.createAll()).rejects.toThrow(SessionStateError);
      });
      expect(await outside.query(Employee).count()).toBe(1);
      await outside.close();
      await db.run(
        async (session) => {
          session.add(employee("Bob"));
          await session.flush();
          await expect(db.transaction(() => 1)).rejects.toThrow(/commit or roll back db\.current first/);
        },
        { discard: "silent" },
      );
    },
  );

  test.runIf(colour === "async")("the session of one transaction is refused inside another's function", async () => {
    await inFile(async (file) => {
      let first: AsyncSession | undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = file.transaction(
        async (tx) => {
          first = tx;
          await promise;
          return tx.query(Employee).count();
        },
        { readOnly: true },
      );
      await file.transaction(async () => {
        await expect(first?.query(Employee).count()).rejects.toThrow(/inside another's fn/);
      });
      resolve();
      expect(await one).toBe(0);
    });
  });

  test.runIf(colour === "async")(
    "transactions inside one take turns, and the outer function waits for them",
    async () => {
      await db.transaction(async (tx) => {
        const order: number[] = [];
        const inner = [1, 2, 3].map((at) =>
          db.transaction(async (nested) => {
            nested.add(employee(`e${at}`));
            await nested.flush();
            await db.transaction((deepest) => deepest.add(employee(`f${at}`)));
            order.push(at);
            if (at === 2) throw new Error("no");
          }),
        );
        await expect(tx.query(Employee).count()).rejects.toThrow(/await the inner transaction first/);
        const ends = await Promise.allSettled(inner);
        expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect(order).toEqual([1, 2, 3]);
        expect(await tx.query(Employee).count()).toBe(4);
      });
      expect(await count()).toBe(4);
    },
  );
});
