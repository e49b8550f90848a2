/** Queries that leave columns out, of models that defer none. */
import { expect, test } from "vitest";
import { ColumnNotLoadedError, defer, isLoaded, joinedload, loadOnly, selectinload } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements, colour }) => {
  const { Employee, Task } = models;

  async function withTasks(
    work: (session: Parameters<Parameters<typeof inSession>[0]>[0]) => Promise<void>,
  ): Promise<void> {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["ts"] });
      ann.tasks = ["one", "two"].map((title) => new Task({ title } as never));
      session.add(ann);
      await session.commit();
    });
    statements();
    await inSession(work);
  }

  test("keys come along whatever is left out, and relations load", async () => {
    await withTasks(async (session) => {
      const [one, two] = await session.query(Task).options(loadOnly(Task.title)).orderBy(Task.id).all();
      expect(statements()[0]).toMatch(/^SELECT t0."id", t0."title", t0."employeeId" FROM/);
      expect((await one?.employee)?.name).toBe("Ann");
      expect([isLoaded(two as object as never, Task.done), two?.title]).toEqual([false, "two"]);
    });
  });

  test("the next query fills in what is missing, and no more than that", async () => {
    await withTasks(async (session) => {
      const [one, two] = await session.query(Task).options(loadOnly(Task.title)).orderBy(Task.id).all();
      if (one === undefined || two === undefined) throw new Error("they are there");
      two.done = true;
      await session.flush();
      await session.query(Employee).options(joinedload(Employee.tasks)).all();
      statements();
      expect([one.done, two.done]).toEqual([false, true]);
      expect(statements()).toEqual([]);
      expect(session.dirty).toEqual([]);
      await session.rollback();
      expect(await session.query(Task).orderBy(Task.id).all()).toEqual([one, two]);
      expect([one.done, two.done]).toEqual([false, false]);
    });
  });

  test("what is left out is loaded for all siblings by the second read, or refused", async () => {
    await withTasks(async (session) => {
      const [one, two] = await session.query(Task).options(defer(Task.done)).orderBy(Task.id).all();
      statements();
      const read = [one, two].map((task) => {
        try {
          return task?.done;
        } catch (error) {
          return error instanceof ColumnNotLoadedError && error.column;
        }
      });
      expect(read).toEqual(colour === "sync" ? [false, false] : ["done", "done"]);
      expect(statements()).toHaveLength(colour === "sync" ? 2 : 0);
    });
  });

  test("a stale entity keeps what was loaded when a query that leaves it out refreshes it", async () => {
    await withTasks(async (session) => {
      const ann = await session.query(Employee).one();
      ann.skills.push("sql");
      session.expire(ann);
      await session.query(Employee).options(loadOnly(Employee.name), selectinload(Employee.tasks)).one();
      expect([ann.skills, ann.name]).toEqual([["ts", "sql"], "Ann"]);
      await session.commit();
      expect((await session.query(Employee).one()).skills).toEqual(["ts", "sql"]);
    });
  });
});
