/** Who waits for a connection that does not come: because a session was never closed, or the database was. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { nodeSqliteAsync } from "../../src/driver/node-sqlite.ts";
import { type AsyncDb, ConnectionClosed, PoolTimeout } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

forEachClient(({ models, colour, url }) => {
  const { Project } = models;

  /** A database of one connection, or with one writer. */
  const opened = async (waitTimeout: number, at = url): Promise<AsyncDb> => {
    const db = models.connect(at, { busyTimeout: 1, pool: { max: 1, waitTimeout } });
    await db.createAll();
    return db;
  };
  const write = (db: AsyncDb, title: string): Promise<void> => db.transaction((tx) => tx.add(new Project({ title })));

  test.runIf(colour === "async")(
    "a session that is never closed keeps others waiting for waitTimeout alone",
    async () => {
      await using db = await opened(200);
      const leaked = db.session({ discard: "silent" });
      leaked.add(new Project({ title: "leaked" }));
      await leaked.flush();
      await expect(write(db, "late")).rejects.toThrow(PoolTimeout);
      expect(db.pool.waiting).toBe(0);
      const next = write(db, "next");
      await leaked.close();
      await next;
    },
  );

  // A PGlite is closed with all that it does.
  test.runIf(colour === "async" && !url.startsWith("pglite"))(
    "closing the database refuses at once who waits, and who has begun comes to its end",
    async () => {
      const db = await opened(10_000);
      const session = db.session();
      session.add(new Project({ title: "begun" }));
      await session.flush();
      const waits = [write(db, "second"), write(db, "third")].map((wait) =>
        expect(wait).rejects.toThrow(ConnectionClosed),
      );
      await db.close();
      await Promise.all(waits);
      await expect(write(db, "fourth")).rejects.toThrow(ConnectionClosed);
      await session.commit();
      await session.close();
      expect(db.pool).toMatchObject({ open: 0, idle: 0, waiting: 0 });
    },
  );

  test.runIf(url.startsWith("sqlite") && colour === "async")(
    "a file that is opened anew waits for the writer of the database that was closed, by whichever package",
    async () => {
      const file = `sqlite:${join(directory, `${++files}.db`)}`;
      const before = await opened(10_000, file);
      const session = before.session();
      session.add(new Project({ title: "first" }));
      await session.flush();
      await before.close();
      await using after = models.connect(file, { driver: nodeSqliteAsync, busyTimeout: 1 });
      const second = write(after, "second");
      await session.commit();
      await session.close();
      await second;
      await using reader = after.session();
      expect(await reader.query(Project).count()).toBe(2);
    },
  );
});
