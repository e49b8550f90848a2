/** `connect(url, { reuse: true })`: what a program that imports its modules anew keeps, and what `close` closes. */
import { expect, test } from "vitest";
import { ArgumentError, ConnectionClosed, DatabaseError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, colour, isPostgres, hasOneConnection, url: served }) => {
  const { Employee } = models;
  const url = isPostgres ? "pglite::memory:" : "sqlite::memory:";
  const employee = (name: string) => new Employee({ name, skills: [] });

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  const count = async (db: ReturnType<typeof models.connect>): Promise<number> => {
    const session = db.session();
    const found = await session.query(Employee).count();
    await session.close();
    return found;
  };

  test("a second connect takes over the database in memory, and the newest alone closes it", async () => {
    const first = models.connect(url, { reuse: true });
    await first.createAll();
    await first.transaction((tx) => tx.add(employee("Ann")));
    const second = models.connect(url, { reuse: true });
    expect(await count(second)).toBe(1);
    // What is under way in the former one goes on, until that is closed.
    await first.transaction((tx) => tx.add(employee("Bob")));
    await first.close();
    await first.close();
    expect(await rejection(() => count(first))).toBeInstanceOf(ConnectionClosed);
    expect(await count(second)).toBe(2);
    const third = models.connect(url, { reuse: true });
    expect(await count(third)).toBe(2);
    await third.close();
    expect(await rejection(() => count(second))).toBeInstanceOf(ConnectionClosed);
    const fresh = models.connect(url, { reuse: true });
    expect(await rejection(() => count(fresh))).toBeInstanceOf(DatabaseError); // there are no tables
    await fresh.close();
  });

  test("without it, or with other options of the connection, a database is opened anew", async () => {
    const kept = models.connect(url, { reuse: true, statementTimeout: 5000 });
    await kept.createAll();
    const others = [models.connect(url), models.connect(url, { reuse: true, statementCache: 10 })];
    for (const other of others) expect(await rejection(() => count(other))).toBeInstanceOf(DatabaseError);
    const same = models.connect(url, { reuse: true, echo: false });
    expect(await count(same)).toBe(0);
    for (const db of [...others, kept, same]) await db.close();
  });

  test("sessions of both see one another's commits as conflicts", async () => {
    const first = models.connect(url, { reuse: true });
    await first.createAll();
    const second = models.connect(url, { reuse: true });
    const session = first.session({ conflicts: "detect", discard: "silent" });
    const ann = employee("Ann");
    await session.query(Employee).count();
    if (isPostgres) await session.rollback(); // its one connection is held
    await second.transaction((tx) => tx.add(ann));
    session.add(employee("Bob"));
    const error = await rejection(() => session.commit());
    expect(error === undefined ? "done" : (error as DatabaseError).code).toBe(isPostgres ? "done" : "STALE_SNAPSHOT");
    await session.close();
    await second.close();
  });

  test.skipIf(hasOneConnection)("on a server, the connections of a pool are taken over", async () => {
    const first = models.connect(served, { reuse: true });
    expect(await count(first)).toBe(0);
    const second = models.connect(served, { reuse: true });
    expect([second.pool.open, second.pool]).toEqual([1, first.pool]);
    expect(await count(second)).toBe(0);
    expect(second.pool.open).toBe(1);
    await first.close();
    expect(await rejection(() => count(first))).toBeInstanceOf(ConnectionClosed);
    expect(await count(second)).toBe(0);
    await second.close();
    expect(await rejection(() => count(second))).toBeInstanceOf(ConnectionClosed);
  });

  test("a driver of one's own is not for reuse", () => {
    expect(() => models.connect({ driver: {} } as never, { reuse: true })).toThrow(ArgumentError);
    expect(colour).toBeTypeOf("string");
  });
});
