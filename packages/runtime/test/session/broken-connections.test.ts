/** What a session makes of connections that break and statements that are called off, at chosen points; on real engines, in both colours. */
import { PGlite } from "@electric-sql/pglite";
import { afterAll, describe, expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import { betterSqlite3, betterSqlite3Async } from "../../src/driver/better-sqlite3.ts";
import { pgliteDriver } from "../../src/driver/pglite.ts";
import { mysql } from "../../src/driver/mysql.ts";
import { pg } from "../../src/driver/pg.ts";
import { type DatabaseUrl, parseUrl } from "../../src/driver/url.ts";
import {
  type AsyncDb,
  type AsyncSession,
  CommitOutcomeUnknown,
  ConnectionLost,
  NotAssignedError,
  SessionFailedError,
  StatementTimeout,
} from "../../src/index.ts";
import type { Colour, Driver } from "../../src/io/connection.ts";
import { type DatabaseServer, mariadb, type Place, postgresql } from "../servers.ts";
import { type Breaking, breaking } from "./breaking-driver.ts";
import type { Models } from "./clients.ts";

const memory = parseUrl("sqlite::memory:", ["sqlite"]);
interface Kind {
  readonly name: string;
  readonly colour: Colour;
  readonly open: () => Promise<Driver<Colour>> | Driver<Colour>;
  /** False where it needs a server that does not answer. */
  readonly isThere?: boolean;
}

const places: Place[] = [];
const fresh = async (server: DatabaseServer, scheme: string): Promise<DatabaseUrl> => {
  const place = await server.fresh();
  places.push(place);
  return parseUrl(place.url.replace(/^\w+:/, `${scheme}:`), [scheme]);
};
const drivers: Driver<Colour>[] = [];
afterAll(async () => {
  for (const driver of drivers) await driver.close();
  for (const place of places) await place.drop();
});

const kinds: readonly Kind[] = [
  { name: "sync, better-sqlite3", colour: "sync", open: () => betterSqlite3(memory) },
  { name: "async, better-sqlite3", colour: "async", open: () => betterSqlite3Async(memory) },
  { name: "async, PGlite", colour: "async", open: async () => pgliteDriver(await PGlite.create("memory://"), true) },
  {
    name: "async, PostgreSQL",
    colour: "async",
    open: async () => pg(await fresh(postgresql, "postgresql")),
    isThere: postgresql.answers,
  },
  {
    name: "async, MariaDB",
    colour: "async",
    open: async () => mysql(await fresh(mariadb, "mariadb")),
    isThere: mariadb.answers,
  },
  {
    name: "async, MariaDB as MySQL",
    colour: "async",
    open: async () => mysql(await fresh(mariadb, "mysql")),
    isThere: mariadb.answers,
  },
];

for (const { name, colour, open, isThere: answers = true } of kinds)
  describe.skipIf(!answers)(`${name}${answers ? "" : ", which no server answers for"}`, () => {
    // The sync client's values are the async one's without the promise: awaiting them is what every test here does.
    const models = (colour === "sync" ? synchronous : asynchronous) as unknown as Models;
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

    let opened: { db: AsyncDb; wire: Breaking<Colour> } | undefined;
    const database = async (): Promise<{ db: AsyncDb; wire: Breaking<Colour> }> => {
      if (opened === undefined) {
        const driver = await open();
        drivers.push(driver);
        const wire = breaking(driver, colour === "async");
        opened = { wire, db: models.connect({ driver: wire.driver as Driver<"async"> }) };
      }
      await opened.db.dropAll();
      await opened.db.createAll();
      return opened;
    };

    const names = async (db: AsyncDb): Promise<string[]> => {
      const session = db.session();
      const found = (await session.query(Employee).orderBy(Employee.name).all()).map(({ name }) => name);
      await session.close();
      return found;
    };

    const broke = { how: "break" } as const;
    const timedOut = { how: new StatementTimeout("too long") } as const;
    const commit = /^COMMIT$/;
    const begin = /^(BEGIN|START TRANSACTION)/;

    test.each([
      { fault: "breaks before it is sent", when: "before", ...broke, isThere: false },
      { fault: "breaks after the database has done it", when: "after", ...broke, isThere: true },
      { fault: "runs out of time", when: "before", ...timedOut, isThere: false },
      { fault: "has run out of time when it was done", when: "after", ...timedOut, isThere: true },
    ] as const)("a COMMIT that $fault has an outcome that nobody knows", async ({ when, how, isThere }) => {
      const { db, wire } = await database();
      const session = db.session({ discard: "silent" });
      const [ann, bridge] = [employee("Ann"), new Project({ title: "bridge" })];
      session.addAll([ann, bridge]);
      wire.fault = { at: commit, when, how };
      const error = await rejection(() => session.commit());
      expect(error).toBeInstanceOf(CommitOutcomeUnknown);
      expect((error as Error).cause).toBeInstanceOf(how === "break" ? ConnectionLost : StatementTimeout);
      // The session refuses until rollback; memory stays as it was flushed, so that one can look.
      expect(await rejection(() => session.query(Employee).count())).toBeInstanceOf(SessionFailedError);
      const { id } = ann;
      expect(wire.lent).toBe(0);
      await session.rollback();
      expect(ann.id).toBe(id);
      expect((await session.get(Employee, id)) === ann).toBe(isThere);
      expect(await session.query(Project).count()).toBe(isThere ? 1 : 0);
      await session.close();
      expect(await names(db)).toEqual(isThere ? ["Ann"] : []);
    });

    test("a transaction whose outcome nobody knows is never repeated", async () => {
      const { db, wire } = await database();
      for (const when of ["before", "after"] as const) {
        let attempts = 0;
        wire.fault = { at: commit, when, how: "break" };
        const work = (tx: AsyncSession): void => {
          attempts++;
          tx.add(employee(when));
        };
        expect(await rejection(() => db.transaction(work, { retries: 5 }))).toBeInstanceOf(CommitOutcomeUnknown);
        expect(attempts).toBe(1);
      }
      expect(await names(db)).toEqual(["after"]);
    });

    test("the commit of what only read is no riddle", async () => {
      const { db, wire } = await database();
      wire.fault = { at: commit, when: "after", how: "break" };
      expect(await rejection(() => db.transaction(() => 1, { readOnly: true }))).toBeInstanceOf(ConnectionLost);
      wire.fault = { at: commit, when: "after", how: "break" };
      expect(await db.transaction(() => "again", { readOnly: true, retries: 1 })).toBe("again");
    });

    test("a connection that breaks before the commit ends the transaction, and retries repeat it once whole", async () => {
      const { db, wire } = await database();
      for (const at of [begin, /^INSERT/, /^SELECT/]) {
        wire.fault = { at, when: "after", how: "break" };
        let attempts = 0;
        const ann = employee("Ann");
        const named = `${String(at)}`;
        const change = (tx: AsyncSession): void => {
          attempts++;
          ann.name = named;
          tx.add(ann);
        };
        const work = (tx: AsyncSession): unknown => {
          change(tx);
          if (colour === "sync") return void tx.query(Project).count();
          return tx.query(Project).count();
        };
        await db.transaction(work, { retries: { max: 1, minDelay: 0 } });
        expect(attempts).toBe(at === begin ? 1 : 2);
      }
      expect(await names(db)).toHaveLength(3);
      expect(wire.lent).toBe(0);
    });

    test("a session whose connection broke refuses until rollback, writes nothing outside, and then goes on", async () => {
      const { db, wire } = await database();
      const session = db.session({ discard: "silent" });
      const ann = employee("Ann");
      session.add(ann);
      await session.flush();
      wire.fault = { at: /^SELECT/, when: "before", how: "break" };
      expect(await rejection(() => session.query(Project).count())).toBeInstanceOf(ConnectionLost);
      expect(wire.lent).toBe(0);
      const second = employee("Bob");
      for (const work of [() => session.flush(), () => session.commit(), () => session.add(second)])
        expect(await rejection(work)).toBeInstanceOf(SessionFailedError);
      expect(await names(db)).toEqual([]);
      await session.rollback();
      expect(() => ann.id).toThrow(NotAssignedError);
      session.addAll([ann, second]);
      await session.commit();
      await session.close();
      expect(await names(db)).toEqual(["Ann", "Bob"]);
    });

    test("a flush in a savepoint that loses its connection loses the transaction", async () => {
      const { db, wire } = await database();
      const inner = (tx: AsyncSession): void => tx.add(employee("Bob"));
      const work = (tx: AsyncSession): unknown => {
        tx.add(employee("Ann"));
        const nested = (): unknown => db.transaction(inner);
        const fail = (): void => void (wire.fault = { at: /^INSERT/, when: "before", how: "break" });
        if (colour === "async") return tx.flush().then(fail).then(nested);
        void tx.flush();
        fail();
        return nested() === undefined ? undefined : null;
      };
      expect(await rejection(() => db.transaction(work))).toBeInstanceOf(ConnectionLost);
      expect(await names(db)).toEqual([]);
      expect(wire.lent).toBe(0);
    });

    test("reads outside a transaction that lose their connection leave the session as it was", async () => {
      const { db, wire } = await database();
      await db.transaction((tx) => tx.add(employee("Ann")));
      const session = db.session();
      for (const when of ["before", "after"] as const) {
        wire.fault = { at: /^SELECT/, when, how: "break" };
        expect(await rejection(() => session.query(Employee).all())).toBeInstanceOf(ConnectionLost);
        expect(await session.query(Employee).count()).toBe(1);
      }
      await session.close();
      expect(wire.lent).toBe(0);
    });

    test.runIf(colour === "async")(
      "what hangs is called off: a statement, and a COMMIT whose outcome is then unknown",
      async () => {
        const { db, wire } = await database();
        for (const [at, when] of [
          [/^INSERT/, "before"],
          [begin, "after"],
          [commit, "after"],
        ] as const) {
          const controller = new AbortController();
          wire.fault = { at, when, how: "hang" };
          const reason = new Error("gone");
          const ended = rejection(() => db.transaction((tx) => tx.add(employee("Ann")), { signal: controller.signal }));
          while (wire.fault !== null) await new Promise((resolve) => setTimeout(resolve, 1));
          controller.abort(reason);
          const error = await ended;
          const isUnknown = error instanceof CommitOutcomeUnknown;
          expect([isUnknown, isUnknown ? error.cause : error]).toEqual([at === commit, reason]);
          expect(wire.lent).toBe(0);
        }
        expect(await names(db)).toEqual(["Ann"]);
      },
    );
  });
