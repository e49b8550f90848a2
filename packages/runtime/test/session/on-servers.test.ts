/**
 * What transactions meet on servers alone: others who write at the same time, statements that run while somebody calls them off, connections
 * that end. Each on its own server, over real sockets.
 */
import { readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import {
  type AsyncDb,
  type AsyncSession,
  CommitOutcomeUnknown,
  ConnectionLost,
  Deadlock,
  selectinload,
  sql,
  StatementTimeout,
  TransactionTimeout,
} from "../../src/index.ts";
import { Proxy } from "../driver/proxy.ts";
import { mariadb, postgresql } from "../servers.ts";
import { forEachClient } from "./clients.ts";

const soon = { minDelay: 1, maxDelay: 2 };
const { connect } = await import("../../../../fixtures/company/generated-async/index.ts");

const nameOf = (error: unknown): string => (error as Error).name;

const rejection = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

forEachClient(({ models, db, inSession, url, isPostgres, isMysql, hasOneConnection }) => {
  const { Employee, Project } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });
  const server = isPostgres ? postgresql : mariadb;
  const plainUrl = url.replace(/^mariadb:/, "mysql:");

  /** Settles when `count` have come to it. */
  const meeting = (count: number): (() => Promise<void>) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let come = 0;
    return () => {
      if (++come === count) resolve();
      return promise;
    };
  };

  const budgets = (): Promise<string[]> =>
    inSession(async (session) =>
      (await session.query(Project).orderBy(Project.title).all()).map(({ budget }) => budget),
    );

  describe.skipIf(hasOneConnection)("on a server", () => {
    const count = (from: AsyncDb = db): Promise<number> =>
      from.transaction((tx) => tx.query(Employee).count(), { readOnly: true });

    // ---- others who write

    test("a deadlock is told, and repeated where that is asked for", async () => {
      const raise = (tx: AsyncSession, title: string): Promise<unknown> =>
        tx.execute(sql`UPDATE ${Project} SET "budget" = "budget" + 1 WHERE "title" = ${title}`);
      await db.transaction((tx) => tx.addAll([new Project({ title: "a" }), new Project({ title: "b" })]));
      for (const retries of [0, { max: 3, ...soon }]) {
        const met = meeting(2);
        let attempts = 0;
        const both = (first: string, second: string) => async (tx: AsyncSession) => {
          attempts++;
          await raise(tx, first);
          await met();
          await raise(tx, second);
        };
        const ends = await Promise.allSettled([
          db.transaction(both("a", "b"), { retries }),
          db.transaction(both("b", "a"), { retries }),
        ]);
        const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
        expect(failures.map(nameOf)).toEqual(retries === 0 ? ["Deadlock"] : []);
        expect(attempts).toBe(retries === 0 ? 2 : 3);
      }
      expect((await budgets()).map(Number)).toEqual([3, 3]);
    });

    test("two that cannot both have been alone are not: one is told, and repeated", async () => {
      for (const retries of [0, { max: 3, ...soon }]) {
        await db.transaction((tx) => tx.execute(sql`DELETE FROM ${Employee}`));
        const met = meeting(2);
        let attempts = 0;
        const addFirst = async (tx: AsyncSession): Promise<void> => {
          attempts++;
          const isFirst = (await tx.query(Employee).count()) === 0;
          await met();
          if (isFirst) tx.add(employee("first"));
        };
        const options = { isolationLevel: "serializable", retries } as const;
        const ends = await Promise.allSettled([db.transaction(addFirst, options), db.transaction(addFirst, options)]);
        const failures = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
        expect(failures.map(nameOf)).toEqual(retries === 0 ? [isMysql ? "Deadlock" : "SerializationFailure"] : []);
        expect(attempts).toBe(retries === 0 ? 2 : 3);
        expect(await count()).toBe(1);
      }
    });

    test("conflicts: detect leaves no update lost, of transactions and of sessions", async () => {
      const bridge = new Project({ title: "bridge" });
      await db.transaction((tx) => tx.add(bridge));
      const met = meeting(2);
      let attempts = 0;
      const raise = async (tx: AsyncSession): Promise<void> => {
        attempts++;
        const mine = await tx.getOne(Project, bridge.id);
        await met();
        mine.budget = String(Number(mine.budget) + 1);
      };
      const options = { conflicts: "detect", retries: { max: 3, ...soon } } as const;
      await Promise.all([db.transaction(raise, options), db.transaction(raise, options)]);
      expect(attempts).toBe(3);
      expect((await budgets()).map(Number)).toEqual([2]);

      const session = db.session({ conflicts: "detect", discard: "silent" });
      const mine = await session.getOne(Project, bridge.id);
      const other = inSession(async (writer) => {
        (await writer.getOne(Project, bridge.id)).budget = "50";
        await writer.commit();
      });
      // MySQL makes the other wait for what has been read; PostgreSQL lets it commit, and tells the session.
      if (!isMysql) await other;
      mine.budget = String(Number(mine.budget) + 1);
      const error = await rejection(() => session.commit());
      const [end] = await Promise.allSettled([other]);
      const failures = [error, end.status === "rejected" ? (end.reason as unknown) : undefined];
      // Where the other came to MySQL last, it had nothing to wait for.
      const told = failures.filter((one) => one !== undefined && !(isMysql && one instanceof Deadlock));
      expect(told.map(nameOf)).toEqual(isMysql ? [] : ["StaleSnapshotError"]);
      await session.rollback();
      await session.close();
    });

    // ---- what runs is called off

    const sleep = (mark: string) =>
      isPostgres ? sql.unsafe(`SELECT pg_sleep(60) /* ${mark} */`) : sql.unsafe(`SELECT SLEEP(60) /* ${mark} */`);
    /** Whether the server runs the marked statement. */
    const runs = async (mark: string): Promise<boolean> => {
      const rows = await server.run(plainUrl, [
        isPostgres
          ? `SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${mark}%' AND pid <> pg_backend_pid()`
          : `SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '%${mark}%' AND ID <> CONNECTION_ID()`,
      ]);
      return rows.length > 0;
    };
    const running = async (mark: string): Promise<void> => {
      while (!(await runs(mark))) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    let marks = 0;
    const newMark = (): string => `mark_${process.pid}_${++marks}_${Date.now()}`;

    test("a signal calls off what runs on the server, and its connection goes on", async () => {
      for (const kind of ["transaction", "session"] as const) {
        const mark = newMark();
        const controller = new AbortController();
        const reason = new Error("gone");
        const { signal } = controller;
        const ended = rejection(() =>
          kind === "transaction"
            ? db.transaction((tx) => tx.execute(sleep(mark)), { signal })
            : db.run((session) => session.execute(sleep(mark)), { signal }),
        );
        await running(mark);
        controller.abort(reason);
        expect(await ended).toBe(reason);
        expect(await runs(mark)).toBe(false);
        expect(await count()).toBe(0);
        expect(db.pool.open - db.pool.idle).toBe(0);
      }
    });

    test("limits of time call it off there too", async () => {
      const cases = [
        [{ statementTimeout: 100 }, StatementTimeout],
        [{ timeout: 100 }, TransactionTimeout],
      ] as const;
      for (const [options, kind] of cases) {
        const mark = newMark();
        const work = async (tx: AsyncSession): Promise<void> => {
          tx.add(employee("Ann"));
          await tx.flush();
          await tx.execute(sleep(mark));
        };
        expect(await rejection(() => db.transaction(work, options))).toBeInstanceOf(kind);
        expect(await runs(mark)).toBe(false);
        expect(await count()).toBe(0);
      }
    });

    test("who calls off a statement while the server is being reached does not wait for it", async () => {
      const sockets: Socket[] = [];
      const silent = createServer((socket) => void sockets.push(socket.on("error", () => undefined)));
      await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
      const address = silent.address();
      const there = new URL(url);
      there.hostname = "127.0.0.1";
      there.port = String(typeof address === "object" ? address?.port : 0);
      const far = connect(there.href, { connectTimeout: 3000 });
      const controller = new AbortController();
      const reason = new Error("gone");
      const accepted = new Promise((resolve) => silent.once("connection", resolve));
      let isOpeningOver = false;
      const patient = rejection(() => count(far)).then((error) => ((isOpeningOver = true), error));
      const ended = rejection(() => far.transaction(() => 1, { signal: controller.signal }));
      await accepted;
      controller.abort(reason);
      expect(await ended).toBe(reason);
      expect(isOpeningOver).toBe(false);
      expect(await patient).toBeInstanceOf(Error);
      await far.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });

    // ---- connections that end

    const open: { db: AsyncDb; proxy: Proxy }[] = [];
    afterAll(async () => {
      for (const one of open) {
        await one.db.close();
        await one.proxy[Symbol.asyncDispose]();
      }
    });
    const proxied = async (): Promise<{ db: AsyncDb; proxy: Proxy }> => {
      const proxy = await Proxy.to(url);
      const far = connect(proxy.url);
      open.push({ db: far, proxy });
      return { db: far, proxy };
    };

    test("a COMMIT whose answer is lost has an unknown outcome, and is not repeated", async () => {
      const { db: far, proxy } = await proxied();
      for (const when of ["before", "after"] as const) {
        let attempts = 0;
        proxy.cutAt({ text: "COMMIT", when });
        const work = (tx: AsyncSession): void => {
          attempts++;
          tx.add(employee(when));
        };
        expect(await rejection(() => far.transaction(work, { retries: 3 }))).toBeInstanceOf(CommitOutcomeUnknown);
        expect(attempts).toBe(1);
      }
      const names = await inSession(async (session) => (await session.query(Employee).all()).map(({ name }) => name));
      expect(names).toEqual(["after"]);
    });

    test("a connection that breaks before the COMMIT is repeated where that is asked for", async () => {
      const { db: far, proxy } = await proxied();
      let attempts = 0;
      proxy.cutAt({ text: "INSERT", when: "after" });
      const work = (tx: AsyncSession): void => {
        attempts++;
        tx.add(employee("Ann"));
      };
      await far.transaction(work, { retries: { max: 1, ...soon } });
      expect([attempts, await count()]).toEqual([2, 1]);
    });

    /** Opens several connections, which then lie in the pool. */
    const fill = async (far: AsyncDb): Promise<void> => {
      const met = meeting(3);
      await Promise.all([1, 2, 3].map(() => far.transaction(() => met())));
    };

    test("readers are told nothing of connections that broke while they lay idle; writers are", async () => {
      const { db: far, proxy } = await proxied();
      const read = (session: AsyncSession): Promise<unknown> => session.query(Employee).all();
      const load = (session: AsyncSession): Promise<unknown> =>
        session.query(Employee).options(selectinload(Employee.tasks)).all();
      for (const work of [read, load]) {
        await db.transaction((tx) => tx.add(employee("Ann")));
        await fill(far);
        // They break when something is sent, as after a server that vanished: none of the three can be seen to be broken before.
        proxy.cutWhenUsed();
        await using session = far.session();
        expect(await work(session)).toHaveLength(work === read ? 1 : 2);
      }
      const writes: ((far: AsyncDb) => unknown)[] = [
        (far) => far.transaction((tx) => tx.add(employee("Bob"))),
        // What the program wrote may write, whatever it begins with.
        (far) => far.run((session) => session.execute(sql`SELECT 1`)),
      ];
      for (const work of writes) {
        const other = await proxied();
        await fill(other.db);
        other.proxy.cutWhenUsed();
        expect(await rejection(() => work(other.db))).toBeInstanceOf(ConnectionLost);
      }
    });

    test("connections that the server ends while they lie idle cost readers nothing", async () => {
      const own = connect(url);
      for (let time = 0; time < 5; time++) {
        const met = meeting(3);
        const ids = await Promise.all(
          [1, 2, 3].map(() =>
            own.transaction(async (tx) => {
              const [[id] = []] = await tx.execute(
                isPostgres ? sql`SELECT pg_backend_pid()` : sql`SELECT CONNECTION_ID()`,
              );
              await met();
              return id;
            }),
          ),
        );
        // One that is thrown away in the meantime is not there to be ended.
        const killed = Promise.allSettled(
          ids.map((id) =>
            server.run(plainUrl, [isPostgres ? `SELECT pg_terminate_backend(${String(id)})` : `KILL ${String(id)}`]),
          ),
        );
        const reads = Array.from({ length: 30 }, async (_, at) => {
          for (let turn = 0; turn < at; turn++) await new Promise((resolve) => setImmediate(resolve));
          await using session = own.session();
          return await session.query(Employee).count();
        });
        const ends = await Promise.allSettled(reads);
        await killed;
        await using session = own.session();
        expect(await session.query(Employee).count()).toBe(0);
        // What ran while it was ended may say so.
        const reasons = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
        expect(reasons.filter((reason) => !(reason instanceof ConnectionLost))).toEqual([]);
      }
      await own.close();
    });

    test.runIf(process.platform === "linux")("the system asks a silent server whether it is there", async () => {
      await using session = db.session({ discard: "silent" });
      const [[port] = []] = await session.execute(
        isPostgres
          ? sql`SELECT inet_client_port()`
          : sql`SELECT SUBSTRING_INDEX(HOST, ':', -1) FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()`,
      );
      const hex = Number(port).toString(16).toUpperCase().padStart(4, "0");
      let [kind, ticks] = ["", ""];
      // The table is not read at once, and shows another timer until the last answer was acknowledged.
      for (let tries = 0; tries < 200 && kind !== "02"; tries++) {
        // An established one: others of the same port, to somebody else, may still wait for their end.
        const row = readFileSync("/proc/net/tcp", "utf8")
          .split("\n")
          .map((line) => line.trim().split(/\s+/))
          .find(([, local, , state]) => local?.endsWith(`:${hex}`) === true && state === "01");
        [kind = "", ticks = ""] = row?.[5]?.split(":") ?? [];
        if (kind !== "02") await new Promise((resolve) => setTimeout(resolve, 5));
      }
      expect(kind).toBe("02"); // the timer of keepalive
      expect(parseInt(ticks, 16)).toBeLessThanOrEqual(1000); // hundredths of a second
    });
  });
});
