import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, expect, test, vi } from "vitest";
import {
  AsyncFunctionError,
  type AsyncSession,
  ConnectionClosed,
  DatabaseBusy,
  DetachedError,
  NotAssignedError,
  SessionFailedError,
  SessionStateError,
  sql,
  UniqueViolation,
  UnsavedChangesError,
  WriterBusyError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

forEachClient(({ models, db, inSession, statements, colour, isPostgres, isMysql, hasOneConnection, url: ownUrl }) => {
  const { Employee, Project, Task } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  /** What a session does in one piece, in a function of the client's colour. */
  type Work = (tx: AsyncSession) => unknown;
  const transaction = (work: Work) => db.transaction(work);

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

  test("transaction commits, and gives what the function gives", async () => {
    const ann = employee("Ann");
    expect(
      await transaction((tx) => {
        tx.add(ann);
        return "done";
      }),
    ).toBe("done");
    expect(ann.id).toBeTypeOf("number");
    expect(await transaction(() => undefined)).toBeUndefined();
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(1));
  });

  test("transaction rolls back on a throw, and the error is the function's own", async () => {
    const bridge = new Project({ title: "bridge" });
    await transaction((tx) => tx.add(bridge));
    const ann = employee("Ann");
    const reason = new Error("no");
    const work: Work = (tx) => {
      tx.add(bridge);
      tx.add(ann);
      bridge.budget = "5";
      if (colour === "async")
        return tx.flush().then(() => {
          throw reason;
        });
      void tx.flush();
      throw reason;
    };
    expect(await rejection(() => transaction(work))).toBe(reason);
    expect(() => ann.id).toThrow(NotAssignedError);
    expect(bridge.budget).toBe("0");
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(0));
  });

  test("transaction fails with the error of its commit, and rolls back", async () => {
    await transaction((tx) => tx.add(new Project({ title: "bridge" })));
    const [ann, twin] = [employee("Ann"), new Project({ title: "bridge" })];
    expect(await rejection(() => transaction((tx) => tx.addAll([ann, twin])))).toBeInstanceOf(UniqueViolation);
    expect(() => ann.id).toThrow(NotAssignedError);
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(0));
  });

  test("a failure that the function swallows does not commit half of it", async () => {
    await transaction((tx) => tx.add(new Project({ title: "bridge" })));
    const work: Work = (tx) => {
      tx.addAll([employee("Ann"), new Project({ title: "bridge" })]);
      if (colour === "async") return tx.flush().catch(() => undefined);
      try {
        void tx.flush();
      } catch {
        // as a program might
      }
      return undefined;
    };
    expect(await rejection(() => transaction(work))).toBeInstanceOf(SessionFailedError);
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(0));
  });

  test("the session of a transaction is closed with it", async () => {
    let kept: AsyncSession | undefined;
    await transaction((tx) => void (kept = tx));
    expect(kept?.isClosed).toBe(true);
    expect(await rejection(() => kept?.query(Employee).all())).toBeInstanceOf(SessionStateError);
  });

  test("commit and rollback inside a transaction end a part of it", async () => {
    const work: Work = (tx) => {
      tx.add(employee("kept"));
      if (colour === "sync") {
        void tx.commit();
        tx.add(employee("dropped"));
        void tx.flush();
        void tx.rollback();
        tx.add(employee("last"));
        return undefined;
      }
      return (async () => {
        await tx.commit();
        tx.add(employee("dropped"));
        await tx.flush();
        await tx.rollback();
        tx.add(employee("last"));
      })();
    };
    await transaction(work);
    await inSession(async (session) => {
      const names = (await session.query(Employee).all()).map(({ name }) => name);
      expect(names.sort()).toEqual(["kept", "last"]);
    });
  });

  test.runIf(colour === "sync")("an async function in a sync client is refused and rolled back", async () => {
    const failing = (work: (tx: AsyncSession) => Promise<void>): void => void db.transaction(work);
    const seen: string[] = [];
    const late = async (tx: AsyncSession): Promise<void> => {
      tx.add(employee("Ann"));
      void tx.flush();
      await Promise.resolve();
      seen.push("late");
      tx.add(employee("Bob"));
    };
    expect(() => failing(late)).toThrow(AsyncFunctionError);
    expect(() => failing(late)).toThrow(/make fn synchronous, or generate an async client/);
    await new Promise((resolve) => setTimeout(resolve, 5)); // its late failure goes nowhere
    expect(seen).toHaveLength(2);
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(0));
  });

  const names = async (): Promise<string[]> =>
    inSession(async (session) => (await session.query(Employee).orderBy(Employee.id).all()).map(({ name }) => name));

  test.runIf(colour === "sync")("a transaction inside another is a savepoint of it (sync)", async () => {
    const undone = employee("undone");
    await transaction((tx) => {
      tx.add(employee("outer"));
      expect(db.transaction((inner) => inner.add(employee("kept")))).toBeUndefined();
      const failing: Work = (inner) => {
        inner.add(undone);
        void inner.flush();
        throw new Error("no");
      };
      expect(() => void db.transaction(failing)).toThrow("no");
      expect(() => undone.id).toThrow(NotAssignedError);
    });
    expect(await names()).toEqual(["outer", "kept"]);
  });

  test.runIf(colour === "async")("a transaction inside another is a savepoint of it (async)", async () => {
    const undone = employee("undone");
    await transaction(async (tx) => {
      tx.add(employee("outer"));
      await db.transaction((inner) => inner.add(employee("kept")));
      const failing = db.transaction(async (inner) => {
        inner.add(undone);
        await inner.flush();
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      expect(() => undone.id).toThrow(NotAssignedError);
    });
    expect(await names()).toEqual(["outer", "kept"]);
  });

  test.runIf(colour === "async" && hasOneConnection)(
    "a session that would wait for the transaction it stands in is told so",
    async () => {
      await transaction(async (tx) => {
        tx.add(employee("outer"));
        await tx.flush();
        const other = db.session({ discard: "silent" });
        await expect(other.query(Employee).all()).rejects.toThrow(/use the session that fn is given/);
        await other.close();
      });
      await inFile(async (file) => {
        await file.transaction(async (tx) => {
          tx.add(employee("outer"));
          await tx.flush();
          const other = file.session({ discard: "silent" });
          expect(await other.query(Employee).count()).toBe(0); // a connection of its own, which sees what is committed
          other.add(employee("other"));
          await expect(other.commit()).rejects.toThrow(SessionStateError);
          await other.close();
        });
      });
      expect(await names()).toEqual(["outer"]);
    },
  );

  test.runIf(colour === "sync")("a second writer is refused at once, keeps its changes, and can repeat", async () => {
    await inFile(async (file) => {
      const bridge = new Project({ title: "bridge" });
      await file.transaction((tx) => tx.add(bridge));
      const [first, second] = [file.session(), file.session()];
      first.add(employee("first"));
      await first.flush();
      const late = employee("second");
      const mine = await second.getOne(Project, bridge.id);
      mine.budget = "7";
      second.add(late);
      for (let time = 0; time < 2; time++) {
        const error = await rejection(() => second.flush());
        expect(error).toBeInstanceOf(WriterBusyError);
        expect((error as Error).message).toMatch(/commit it or roll it back first/);
      }
      expect([second.new, second.dirty]).toEqual([[late], [mine]]);
      await first.commit();
      late.name = "later";
      mine.budget = "0";
      await second.flush();
      expect(await second.query(Employee).count()).toBe(2);
      await second.rollback();
      expect(late.name).toBe("later");
      second.add(late);
      await second.commit();
      expect((await second.query(Employee).all()).map(({ name }) => name)).toEqual(["first", "later"]);
      await first.close();
      await second.close();
    });
  });

  test("a begin that fails leaves new, changed and deleted entities and links to the next flush", async () => {
    await inFile(async (file, path) => {
      const [ann, gone, bridge] = [employee("Ann"), employee("gone"), new Project({ title: "bridge" })];
      await file.transaction((tx) => tx.addAll([ann, gone, bridge]));
      const session = file.session();
      session.addAll([ann, gone, bridge]);
      ann.projects.add(bridge);
      await session.delete(gone);
      ann.name = "Anna";
      const stamp = ann.updatedAt;
      session.add(employee("Bob"));
      const other = new Database(path); // as another process
      other.exec("BEGIN IMMEDIATE");
      expect(await rejection(() => session.flush())).toBeInstanceOf(DatabaseBusy);
      expect([session.new.length, session.dirty, session.deleted]).toEqual([1, [ann], [gone]]);
      expect(ann.updatedAt).toEqual(stamp);
      other.exec("ROLLBACK");
      other.close();
      await session.commit();
      const names = (await session.query(Employee).all()).map(({ name }) => name);
      expect(names.sort()).toEqual(["Anna", "Bob"]);
      expect(await session.execute(sql`SELECT * FROM "_EmployeeToProject"`)).toHaveLength(1);
      await session.close();
    });
  });

  test.runIf(colour === "async")("writers queue in the order in which they came", async () => {
    await inFile(async (file) => {
      const order: number[] = [];
      const one = async (at: number): Promise<void> => {
        await file.transaction(async (tx) => {
          const before = await tx.query(Employee).count();
          tx.add(employee(`e${at}`));
          await tx.flush();
          await new Promise((resolve) => setTimeout(resolve, 1));
          order.push(at);
          expect(await tx.query(Employee).count()).toBe(before + 1);
        });
      };
      await Promise.all([0, 1, 2, 3, 4].map(one));
      expect(order).toEqual([0, 1, 2, 3, 4]);
    });
  });

  test.runIf(colour === "async")("a transaction that fails lets the next one in", async () => {
    const ends = await Promise.allSettled(
      [0, 1, 2, 3].map((at) =>
        db.transaction(async (tx) => {
          tx.add(employee(`e${at}`));
          await tx.flush();
          if (at % 2 === 0) throw new Error(`no ${at}`);
        }),
      ),
    );
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "rejected", "fulfilled"]);
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(2));
  });

  test("in a file nobody sees what is not committed, and everybody what is", async () => {
    await inFile(async (file) => {
      const [writer, reader] = [file.session(), file.session()];
      const ann = employee("Ann");
      writer.add(ann);
      await writer.flush();
      expect(await reader.query(Employee).count()).toBe(0);
      await writer.commit();
      const seen = await reader.query(Employee).one();
      expect([seen === ann, seen.name]).toEqual([false, "Ann"]);
      // The reader holds no snapshot: it sees the next commit too.
      writer.add(employee("Bob"));
      await writer.commit();
      expect(await reader.query(Employee).count()).toBe(2);
      await writer.close();
      await reader.close();
    });
  });

  test("reads outside a transaction hold nothing: others write and drop tables between them", async () => {
    await inFile(async (file) => {
      const [ann, reader] = [employee("Ann"), file.session()];
      await file.transaction((tx) => tx.add(new Task({ title: "t", employee: ann })));
      const seen = await reader.query(Employee).one();
      expect(await seen.tasks).toHaveLength(1);
      await file.transaction((tx) => tx.add(employee("Bob")));
      expect(await reader.query(Employee).count()).toBe(2);
      await file.dropAll();
      await file.createAll();
      expect(await reader.query(Employee).count()).toBe(0);
      await reader.close();
    });
  });

  test.runIf(colour === "sync")(
    "in memory a second session is refused while a transaction has the connection",
    async () => {
      const [first, second] = [db.session(), db.session()];
      first.add(employee("Ann"));
      await first.flush();
      expect(await rejection(() => second.query(Employee).count())).toBeInstanceOf(WriterBusyError);
      await first.rollback();
      expect(await second.query(Employee).count()).toBe(0);
      await first.close();
      await second.close();
    },
  );

  test.runIf(colour === "async" && hasOneConnection)(
    "in memory a second session waits while a transaction has the connection",
    async () => {
      const [first, second] = [db.session(), db.session()];
      first.add(employee("Ann"));
      await first.flush();
      const counting = second.query(Employee).count();
      await first.commit();
      expect(await counting).toBe(1);
      await first.close();
      await second.close();
    },
  );

  test("connections come back after errors of every kind", async () => {
    await inFile(async (file) => {
      for (let time = 0; time < 20; time++) {
        const session = file.session({ discard: "silent" });
        expect(await rejection(() => session.execute(sql`SELECT nonsense`))).toBeInstanceOf(Error);
        session.addAll([new Project({ title: "twin" }), new Project({ title: "twin" })]);
        expect(await rejection(() => session.commit())).toBeInstanceOf(UniqueViolation);
        await session.close();
        expect(await rejection(() => file.transaction(() => Promise.reject(new Error("no"))))).toBeInstanceOf(Error);
      }
      const session = file.session();
      session.add(employee("Ann"));
      await session.commit();
      expect(await session.query(Employee).count()).toBe(1);
      expect(await session.query(Project).count()).toBe(0);
      await session.close();
    });
  });

  test("after a commit attributes keep their values, and no read does I/O", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.commit();
      await inSession(async (other) => {
        (await other.getOne(Employee, ann.id)).name = "Anna";
        await other.commit();
      });
      statements();
      expect([ann.name, task.title, task.employeeId]).toEqual(["Ann", "t", ann.id]);
      expect(await task.employee).toBe(ann);
      expect([...(await ann.tasks)]).toEqual([task]);
      expect(JSON.stringify(ann)).toContain("Ann");
      expect(statements()).toEqual([]);
      // The next query that returns it refreshes it, and get does.
      const [again] = await session.query(Employee).all();
      expect([again === ann, ann.name]).toEqual([true, "Anna"]);
    });
  });

  test("get on a hit issues nothing and flushes nothing; on a stale hit it reads the row", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      session.addAll([ann, bob]);
      await session.flush();
      statements();
      ann.name = "Anna";
      session.add(employee("new"));
      expect(await session.get(Employee, ann.id)).toBe(ann);
      expect(statements()).toEqual([]);
      await session.commit();
      statements();
      bob.name = "Bobby";
      await session.get(Employee, ann.id);
      expect(statements().map((text) => text.slice(0, 6))).toEqual(["SELECT"]);
      // A change that is not flushed survives the refresh.
      expect(await session.get(Employee, bob.id)).toBe(bob);
      expect([bob.name, session.dirty]).toEqual(["Bobby", [bob]]);
      statements();
      await session.get(Employee, bob.id);
      expect(statements()).toEqual([]);
      // A miss flushes, and is not remembered.
      expect(await session.get(Employee, 9999)).toBeNull();
      expect(statements().map((text) => text.slice(0, 6))).toEqual(["UPDATE", "SELECT"]);
      expect(await session.get(Employee, 9999)).toBeNull();
      expect(statements()).toHaveLength(1);
    });
  });

  test("a stale row that somebody deleted is null to get, and is not the session's any more", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      await inSession(async (other) => {
        await other.delete(await other.getOne(Project, bridge.id));
        await other.commit();
      });
      expect(await session.get(Project, bridge.id)).toBeNull();
      expect(session.has(bridge)).toBe(false);
      expect(bridge.title).toBe("bridge");
    });
  });

  test("a closed session refuses work, and its entities stay readable", async () => {
    const ann = employee("Ann");
    const task = new Task({ title: "t", employee: ann });
    await transaction((tx) => tx.add(task));
    const session = db.session();
    const seen = await session.getOne(Task, task.id);
    await session.close();
    await session.close();
    expect(session.isClosed).toBe(true);
    for (const work of [
      () => session.flush(),
      () => session.commit(),
      () => session.query(Task).all(),
      () => session.get(Task, seen.id),
      () => session.add(employee("x")),
      () => session.delete(seen),
      () => session.refresh(seen),
      () => session.beginNested(),
      () => session.execute(sql`SELECT 1`),
    ]) {
      const error = await rejection(work);
      expect(error).toBeInstanceOf(SessionStateError);
      expect((error as Error).message).toContain("open another");
    }
    expect([seen.title, seen.employeeId]).toEqual(["t", ann.id]);
    const error = await rejection(() => seen.employee.then?.(() => undefined));
    expect(error).toBeInstanceOf(DetachedError);
    expect((error as Error).message).toMatch(/selectinload\(Task\.employee\)/);
  });

  const warningsOf = async (work: () => Promise<void>): Promise<string[]> => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      await work();
      return warn.mock.calls.map(([message]) => String(message));
    } finally {
      warn.mockRestore();
    }
  };

  /** Disposes a session as `using` and `await using` do at the end of their block. */
  const dispose = async (session: AsyncSession): Promise<void> => {
    if (colour === "async") await session[Symbol.asyncDispose]();
    else (session as unknown as Disposable)[Symbol.dispose]();
  };

  test("a session disposed with unsaved changes rolls back and warns, naming the models", async () => {
    const [ann, bridge] = [employee("Ann"), new Project({ title: "bridge" })];
    await transaction((tx) => tx.addAll([ann, bridge]));
    const cases: ((session: AsyncSession) => unknown)[] = [
      (session) => session.add(new Project({ title: "new" })),
      async (session) => ((await session.getOne(Project, bridge.id)).budget = "1"),
      async (session) => session.delete(await session.getOne(Project, bridge.id)),
      async (session) => {
        session.add(new Project({ title: "new" }));
        await session.flush(); // and no commit
      },
      async (session) => {
        const [one, other] = [await session.getOne(Employee, ann.id), await session.getOne(Project, bridge.id)];
        other.members.add(one);
      },
    ];
    for (const work of cases) {
      const session = db.session();
      const warnings = await warningsOf(async () => {
        await work(session);
        await dispose(session);
      });
      expect(session.isClosed).toBe(true);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain('"Project"');
      expect(warnings[0]).toContain("commit() or rollback()");
    }
    await inSession(async (session) => {
      expect((await session.query(Project).all()).map(({ title, budget }) => [title, budget])).toEqual([
        ["bridge", "0"],
      ]);
      expect(await session.execute(sql`SELECT * FROM "_EmployeeToProject"`)).toEqual([]);
    });
  });

  test("a session disposed without unsaved changes says nothing", async () => {
    const cases: ((session: AsyncSession) => unknown)[] = [
      () => undefined,
      (session) => session.query(Project).all(),
      async (session) => {
        session.add(new Project({ title: "kept" }));
        await session.commit();
      },
      async (session) => {
        session.add(new Project({ title: "dropped" }));
        await session.flush();
        await session.rollback();
      },
      async (session) => {
        const kept = await session.query(Project).one();
        kept.budget = "1";
        kept.budget = "0";
      },
      async (session) => {
        session.add(new Project({ title: "expunged" }));
        for (const entity of session.new) session.expunge(entity);
      },
    ];
    for (const work of cases) {
      const warnings = await warningsOf(async () => {
        const session = db.session();
        await work(session);
        await dispose(session);
      });
      expect(warnings).toEqual([]);
    }
  });

  test("what closing does with unsaved changes can be chosen", async () => {
    const silent = db.session({ discard: "silent" });
    silent.add(employee("Ann"));
    expect(await warningsOf(() => dispose(silent))).toEqual([]);
    const strict = db.session({ discard: "throw" });
    strict.add(employee("Ann"));
    await strict.flush();
    strict.add(employee("Bob"));
    const error = await rejection(() => dispose(strict));
    expect(error).toBeInstanceOf(UnsavedChangesError);
    expect((error as Error).message).toContain('"Employee"');
    // It is closed all the same, and its connection is free.
    expect(strict.isClosed).toBe(true);
    await inSession(async (session) => expect(await session.query(Employee).count()).toBe(0));
  });

  test.runIf(colour === "async")("close waits for what was issued", async () => {
    const session = db.session({ discard: "silent" });
    session.add(employee("Ann"));
    const committing = session.commit();
    const closing = session.close();
    const late = rejection(() => session.query(Employee).count());
    await closing;
    await committing;
    expect(await late).toBeInstanceOf(SessionStateError);
    await inSession(async (next) => expect(await next.query(Employee).count()).toBe(1));
  });

  test.runIf(colour === "async")(
    "calls that nobody awaited between run in the order in which they were made",
    async () => {
      await inSession(async (session) => {
        session.add(employee("Ann"));
        const first = session.query(Employee).count();
        session.add(employee("Bob"));
        const second = session.query(Employee).count();
        expect(await Promise.all([first, second, session.commit()])).toEqual([1, 2, undefined]);
        expect(session.new).toEqual([]);
      });
    },
  );

  test("a link that is made while a flush runs is committed too", async () => {
    await inSession(async (session) => {
      const [ann, bridge] = [employee("Ann"), new Project({ title: "bridge" })];
      session.addAll([ann, bridge]);
      await session.flush();
      bridge.budget = "1";
      const committing = session.commit();
      if (colour === "async") ann.projects.add(bridge);
      await committing;
      await inSession(async (other) => {
        const links = await other.execute(sql`SELECT * FROM "_EmployeeToProject"`);
        expect(links).toHaveLength(colour === "async" ? 1 : 0);
      });
    });
  });

  test("a database that is closed refuses, whether it was used or not", async () => {
    const url = isMysql ? ownUrl : isPostgres ? "pglite::memory:" : "sqlite::memory:";
    const used = models.connect(url);
    await used.createAll();
    const session = used.session();
    await used.close();
    await used.close();
    expect(await rejection(() => session.query(Employee).all())).toBeInstanceOf(ConnectionClosed);
    expect(await rejection(() => used.transaction(() => 1))).toBeInstanceOf(ConnectionClosed);
    expect(await rejection(() => used.createAll())).toBeInstanceOf(ConnectionClosed);
    const unused = models.connect(url);
    await unused.close();
    expect(await rejection(() => unused.createAll())).toBeInstanceOf(ConnectionClosed);
  });

  test("a failed flush gives its connection back at once: others need not wait for the rollback", async () => {
    await transaction((tx) => tx.add(new Project({ title: "bridge" })));
    const failed = db.session({ discard: "silent" });
    failed.add(new Project({ title: "bridge" }));
    expect(await rejection(() => failed.commit())).toBeInstanceOf(UniqueViolation);
    await transaction((tx) => tx.add(new Project({ title: "tunnel" })));
    expect(await rejection(() => failed.flush())).toBeInstanceOf(SessionFailedError);
    await failed.rollback();
    expect(await failed.query(Project).count()).toBe(2);
    await failed.close();
  });

  test.runIf(colour === "async")("a failure that nobody awaits is an unhandled rejection, not lost", async () => {
    const seen: unknown[] = [];
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", (reason) => seen.push(reason));
    try {
      const session = db.session({ discard: "silent" });
      session.addAll([new Project({ title: "bridge" }), new Project({ title: "bridge" })]);
      void session.commit();
      await session.close();
      await new Promise((resolve) => setTimeout(resolve, 5));
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of others) process.on("unhandledRejection", listener);
    }
    expect(seen.map((reason) => reason instanceof UniqueViolation)).toEqual([true]);
  });
});
