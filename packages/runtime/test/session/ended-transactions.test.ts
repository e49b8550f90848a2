/** Transactions that the engine ends by itself, while the program goes on: nothing of what comes next is committed. */
import { expect, test } from "vitest";
import { type AsyncSession, Deadlock, SessionFailedError, SessionStateError, sql } from "../../src/index.ts";
import { Proxy } from "../driver/proxy.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, colour, isMysql, url }) => {
  const { Project } = models;
  const titles = (): Promise<string[]> =>
    inSession(async (session) => (await session.query(Project).orderBy(Project.id).all()).map(({ title }) => title));

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  /** In a session of the program's own, whose calls are the same in both colours. */
  const inOwnSession = async (work: (session: AsyncSession) => Promise<void>): Promise<void> => {
    const session = db.session({ discard: "silent" });
    try {
      await work(session);
    } finally {
      await session.close();
    }
  };

  const flushOne = async (session: AsyncSession, title: string): Promise<void> => {
    session.add(new Project({ title }));
    await session.flush();
  };

  test.each(["COMMIT", "ROLLBACK"])("a statement of the program's own that says %s is told", async (word) => {
    await inOwnSession(async (session) => {
      await flushOne(session, "before");
      const error = await rejection(() => session.execute(word === "COMMIT" ? sql`COMMIT` : sql`ROLLBACK`));
      expect(error).toBeInstanceOf(SessionStateError);
      expect((error as Error).message).toMatch(/has ended the transaction that it ran in/);
      expect(await rejection(() => session.execute(sql`SELECT 1`))).toBeInstanceOf(SessionFailedError);
      expect(await rejection(() => flushOne(session, "after"))).toBeInstanceOf(SessionFailedError);
      expect(await rejection(() => session.commit())).toBeInstanceOf(SessionFailedError);
      await session.rollback();
      await flushOne(session, "again");
      await session.commit();
    });
    expect(await titles()).toEqual(word === "COMMIT" ? ["before", "again"] : ["again"]);
  });

  test.runIf(isMysql)("DDL in a transaction, which commits it, is told", async () => {
    await inOwnSession(async (session) => {
      await flushOne(session, "before");
      expect(await rejection(() => session.execute(sql`CREATE TABLE extra (id INT)`))).toBeInstanceOf(
        SessionStateError,
      );
      expect(await rejection(() => flushOne(session, "after"))).toBeInstanceOf(SessionFailedError);
    });
    expect(await titles()).toEqual(["before"]);
    await inSession((session) => session.execute(sql`DROP TABLE extra`));
  });

  test.runIf(url.startsWith("sqlite"))(
    "after a failure that rolls back, nothing is written before rollback()",
    async () => {
      await db.transaction((tx) => tx.add(new Project({ title: "taken" })));
      await inOwnSession(async (session) => {
        await flushOne(session, "before");
        const again = sql`INSERT OR ROLLBACK INTO "Project" ("title") VALUES ('taken')`;
        expect(await rejection(() => session.execute(again))).toMatchObject({ code: "UNIQUE_VIOLATION" });
        expect(await rejection(() => flushOne(session, "after"))).toBeInstanceOf(SessionFailedError);
      });
      expect(await titles()).toEqual(["taken"]);
    },
  );

  test.runIf(url.startsWith("sqlite"))(
    "a trigger that rolls back during a flush ends a savepoint's transaction too",
    async () => {
      await inSession((session) =>
        session.execute(
          sql`CREATE TRIGGER no_more BEFORE INSERT ON "Project" WHEN NEW."title" = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'no'); END`,
        ),
      );
      await inOwnSession(async (session) => {
        await flushOne(session, "outer");
        const savepoint = await session.beginNested();
        expect(await rejection(() => flushOne(session, "bad"))).toMatchObject({ code: "CONSTRAINT_VIOLATION" });
        expect(await rejection(() => savepoint.rollback())).toBeInstanceOf(SessionStateError);
        expect(await rejection(() => flushOne(session, "after"))).toBeInstanceOf(SessionFailedError);
        await session.rollback();
        await flushOne(session, "again");
        await session.commit();
      });
      expect(await titles()).toEqual(["again"]);
      await inSession((session) => session.execute(sql`DROP TRIGGER no_more`));
    },
  );

  test.runIf(colour === "async" && /^(mysql|mariadb|postgresql):/.test(url))(
    "after a deadlock that fn swallows, nothing of what it does next is committed",
    async () => {
      await db.transaction((tx) => tx.addAll([new Project({ title: "left" }), new Project({ title: "right" })]));
      const bothHold = Promise.withResolvers<void>();
      let holders = 0;
      const failures: unknown[] = [];
      const cross = (first: string, second: string): Promise<void> =>
        db.transaction(async (tx) => {
          await tx.execute(sql`UPDATE "Project" SET "budget" = 1 WHERE "title" = ${first}`);
          if (++holders === 2) bothHold.resolve();
          await bothHold.promise;
          const failure = await rejection(() =>
            tx.execute(sql`UPDATE "Project" SET "budget" = 2 WHERE "title" = ${second}`),
          );
          if (failure === undefined) return;
          failures.push(failure);
          await rejection(() => flushOne(tx, "after"));
        });
      const ends = await Promise.allSettled([cross("left", "right"), cross("right", "left")]);
      expect(failures).toMatchObject([{ code: "DEADLOCK" }]);
      expect(failures[0]).toBeInstanceOf(Deadlock);
      expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(await titles()).toEqual(["left", "right"]);
    },
  );

  test.runIf(colour === "async" && isMysql)("a lock that is waited for too long ends its statement alone", async () => {
    await db.transaction((tx) => tx.add(new Project({ title: "locked" })));
    await inOwnSession(async (holder) => {
      await holder.execute(sql`SELECT 1`);
      await flushOne(holder, "holder");
      await holder.execute(sql`UPDATE "Project" SET "budget" = 1 WHERE "title" = 'locked'`);
      await db.transaction(async (tx) => {
        await flushOne(tx, "kept");
        await tx.execute(sql`SET innodb_lock_wait_timeout = 1`);
        const wait = (): unknown => tx.execute(sql`UPDATE "Project" SET "budget" = 2 WHERE "title" = 'locked'`);
        expect(await rejection(wait)).toMatchObject({ code: "DATABASE_BUSY" });
        await tx.execute(sql`SET innodb_lock_wait_timeout = DEFAULT`);
      });
      await holder.rollback();
    });
    expect(await titles()).toEqual(["locked", "kept"]);
  });

  test.runIf(colour === "async" && /^(mysql|mariadb|postgresql):/.test(url))(
    "a transaction whose time is up ends where nothing gets through to the server any more",
    async () => {
      await using proxy = await Proxy.to(url);
      const away = models.connect(proxy.url.includes("postgresql") ? `${proxy.url}&sslmode=disable` : proxy.url);
      const work = away.transaction(
        async (tx) => {
          await flushOne(tx, "lost");
          proxy.stall();
          await new Promise(() => {});
        },
        { timeout: 500 },
      );
      await expect(work).rejects.toMatchObject({ code: "TRANSACTION_TIMEOUT" });
      expect(away.pool).toMatchObject({ open: 0, waiting: 0 });
      await away.close();
    },
  );
});
