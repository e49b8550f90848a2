/** Rows that are inserted past entities: how many statements they are, what they hold, and what memory keeps of them. */
import { expect, test } from "vitest";
import {
  ArgumentError,
  type AsyncSession,
  MissingValueError,
  ReadOnlyTransaction,
  sql,
  UnknownKeyError,
  ValueError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, colour, inSession, statements, isPostgres }) => {
  const { Booking, Department, Employee, Note, Project, Seat, Task } = models;

  test("the rows of a generator are pulled batch by batch, and none is kept", async () => {
    const count = isPostgres ? 10_001 : colour === "sync" ? 100_000 : 1_000;
    let pulled = 0;
    let ahead = 0;
    let written = 0;
    const most = isPostgres ? 10_000 : 100;
    const stop = db.onStatement(({ sql: text }) => {
      if (!text.startsWith("INSERT")) return;
      ahead = Math.max(ahead, pulled - written);
      written = pulled;
    });
    function* rows() {
      for (; pulled < count; pulled++) yield { title: `p${pulled}` };
    }
    await inSession(async (session) => {
      expect(await session.insert(Project, rows())).toBe(count);
      expect([session.new.length, session.dirty.length]).toEqual([0, 0]);
      expect(statements()).toHaveLength(Math.ceil(count / most));
      expect(await session.query(Project).count()).toBe(count);
      await session.rollback();
      expect(await session.query(Project).count()).toBe(0);
    });
    if (typeof stop === "function") stop();
    expect(ahead).toBeLessThanOrEqual(most);
  });

  test("defaults are the constructor's, a relation gives its key, and rows of one shape share a statement", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ id: 500, name: "Ann" });
      session.add(ann);
      await session.flush();
      statements();
      const tasks = [
        { title: "a", employee: ann },
        { title: "b", employeeId: 500, done: true },
      ];
      expect(await session.insert(Task, tasks)).toBe(2);
      expect(statements()).toHaveLength(1);
      expect(session.isModified(ann)).toBe(false);
      const [a, b] = await session.query(Task).orderBy(Task.id).all();
      expect([a?.done, b?.done, a?.employeeId]).toEqual([false, true, 500]);
      expect(Array.from(await ann.tasks, ({ title }) => title).sort()).toEqual(["a", "b"]);
      // A loaded collection takes in what is given back, and is stale after what is not.
      const loaded = await ann.tasks;
      const [c] = await session.insert(Task, [{ title: "c", employee: ann }], { returning: true });
      expect([loaded.length, c !== undefined && loaded.includes(c), session.dirty.length]).toEqual([3, true, 0]);
      const [d] = await session.upsert(Task, [{ id: 900, title: "d", employee: ann }]);
      expect(d !== undefined && loaded.includes(d)).toBe(true);
      await session.insert(Task, [{ title: "e", employee: ann }]);
      expect((await ann.tasks).length).toBe(colour === "sync" ? 5 : 4); // an async client goes on giving what it had
      await session.delete(Task).filter(Task.title.gt("b")).run();
      await session.insert(Note, [{ text: "n", taskId: a?.id ?? 0 }]);
      expect((await session.query(Note).one()).id).toMatch(/^[0-9a-f-]{36}$/);
      statements();
      // With and without a value, a nullable column is sent: one shape.
      await session.insert(Employee, [{ name: "x" }, { name: "y", settings: { a: 1 }, skills: ["z"] }]);
      expect(statements()).toHaveLength(1);
      const y = await session.query(Employee).filterBy({ name: "y" }).one();
      expect([y.settings, y.skills]).toEqual([{ a: 1 }, ["z"]]);
      // Keys given and keys assigned are two shapes.
      await session.insert(Department, [{ name: "d1" }, { id: 70, name: "d2" }, { id: 71, name: "d3" }]);
      expect(statements().filter((text) => text.startsWith("INSERT"))).toHaveLength(2);
      await session.insert(Seat, [{ floor: 1, number: 1 }]);
      await session.insert(Booking, [{ day: "2024-01-31", seatFloor: 1, seatNumber: 1 }]);
      expect((await session.query(Booking).one()).id).toBeTypeOf("bigint");
      await session.commit();
    });
  });

  test("rows that are given back are entities of the session, and a rollback makes them new again", async () => {
    await inSession(async (session) => {
      const projects = await session.insert(Project, [{ title: "a" }, { title: "b", budget: "1.50" }], {
        returning: true,
      });
      expect(statements()).toHaveLength(1);
      expect(projects.map(({ title, budget }) => [title, budget])).toEqual([
        ["a", "0"],
        ["b", "1.5"],
      ]);
      const [a] = projects;
      expect(await session.get(Project, a?.id ?? 0)).toBe(a);
      expect(statements()).toEqual([]);
      await session.rollback();
      expect(a === undefined || session.has(a)).toBe(false);
      if (a !== undefined) session.add(a);
      await session.commit();
      expect(await session.query(Project).count()).toBe(1);
    });
  });

  test("an entity that waits is flushed first, and gives its key", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann" });
      session.add(ann);
      await session.insert(Task, [{ title: "a", employee: ann }]);
      expect(statements()).toHaveLength(2);
      expect((await session.query(Task).one()).employeeId).toBe(ann.id);
    });
  });

  test("what is no row is refused before anything is written", async () => {
    const cases: readonly (readonly [object, unknown, new (...args: never[]) => Error])[] = [
      [Project, { title: "a" }, ArgumentError],
      [Project, [{ title: "a", colour: "red" }], UnknownKeyError],
      [Project, [{ title: 1 }], ValueError],
      [Project, [{}], MissingValueError],
      [Task, [{ title: "a", employee: new Employee({ name: "new" }) }], Error],
      [Employee, [{ name: "a", tasks: [] }], ArgumentError],
      [Project, ["a"], ArgumentError],
    ];
    await inSession(async (session) => {
      const insert = async (model: unknown, rows: unknown, options?: unknown): Promise<unknown> =>
        (await Reflect.apply(Reflect.get(session, "insert"), session, [model, rows, options])) as unknown;
      for (const [model, rows, error] of cases) await expect(insert(model, rows)).rejects.toThrow(error);
      await expect(insert(Project, [], { returnig: true })).rejects.toThrow(/no option "returnig"/);
      expect(await insert(Project, [])).toBe(0);
      expect(statements()).toEqual([]);
      expect(await session.insert(Project, [{ title: "a" }])).toBe(1);
    });
    await expect(async () =>
      db.transaction((tx) => tx.insert(Project, [{ title: "a" }]), { readOnly: true }),
    ).rejects.toThrow(ReadOnlyTransaction);
  });

  test("a failure in the middle undoes all, and the session says so until it is rolled back", async () => {
    await inSession(async (session) => {
      function* rows() {
        for (let at = 0; at < 150; at++) yield { title: `t${at}` };
        throw new Error("no more");
      }
      await expect(async () => session.insert(Project, rows())).rejects.toThrow("no more");
      const outcome = await Promise.resolve()
        .then(() => session.query(Project).count())
        .then(String, String);
      expect(outcome).toMatch(isPostgres ? "0" : /rollback/); // one batch of arrays had not been full
      await session.rollback();
      expect(await session.query(Project).count()).toBe(0);
      await session.insert(Project, [{ title: "a" }]);
      await session.commit();
      const nested = await session.beginNested();
      await expect(async () => session.insert(Project, [{ title: "b" }, { title: "a" }])).rejects.toThrow(/unique/i);
      await nested.rollback();
      await session.insert(Project, [{ title: "c" }]);
      await session.commit();
      expect(await session.query(Project).count()).toBe(2);
    });
  });

  test.skipIf(colour === "sync")("an async iterable may read by the session that it is inserted by", async () => {
    await inSession(async (session) => {
      await session.insert(Project, [{ title: "a" }]);
      async function* rows() {
        for (const { title } of await session.query(Project).all()) yield { title: `${title}!` };
      }
      expect(await session.insert(Project, rows())).toBe(1);
      expect(await session.query(Project).count()).toBe(2);
    });
  });

  test("types know columns from collections, and classes from each other", () => {
    const never = async (session: AsyncSession): Promise<void> => {
      // @ts-expect-error a collection is no part of a row
      await session.insert(Employee, [{ name: "a", tasks: [] }]);
      // @ts-expect-error a row has what a constructor requires
      await session.insert(Employee, [{ id: 1 }]);
      // @ts-expect-error no such column
      await session.update(Employee).set({ nam: "a" }).run();
      // @ts-expect-error a number is no name
      await session.update(Employee).set({ name: 1 }).run();
      // @ts-expect-error a condition on another class
      await session.delete(Employee).filter(Project.id.eq(1)).run();
      // @ts-expect-error a column of another class
      await session.upsert(Project, [{ title: "a" }], { by: Department.name });
      // @ts-expect-error no such column
      await session.upsert(Project, [{ title: "a" }], { by: "titel" });
      const count: number = await session.insert(Project, [{ title: "a" }], { returning: false });
      const titles: string[] = (await session.insert(Project, [], { returning: true })).map(({ title }) => title);
      const found: boolean = (await session.findOrCreate(Task, { id: 1 }, { title: "a", employeeId: count })).created;
      await session
        .update(Task)
        .set({ done: found, title: sql`${titles[0]}`, employee: new Employee({ name: "a" }) })
        .run();
    };
    expect(never).toBeTypeOf("function");
  });

  test("rows that end their own transaction, or their session, are an error and no rows", async () => {
    function* rows(prefix: string, end: () => unknown) {
      const batch = isPostgres ? 10_000 : 100;
      for (let n = 0; n <= batch + 1; n++) {
        if (n === batch + 1) void end();
        yield { title: `${prefix}${n}` };
      }
    }
    // An async client does what a generator calls after the insert.
    for (const end of colour === "sync" ? (["commit", "rollback", "close"] as const) : []) {
      const session = db.session({ discard: "silent" });
      const insert = async () =>
        session.insert(
          Project,
          rows(end, () => session[end]()),
        );
      await expect(insert()).rejects.toThrow(end === "close" ? /is closed/ : /committed or rolled back while its rows/);
      await session.close();
    }
    await inSession(async (session) => {
      await session.delete(Project).run();
      await session.commit();
    });
  });

  test("an error says which of the rows it is about", async () => {
    await inSession(async (session) => {
      const bad = [{ title: "a" }, { title: "b" }, { title: 5 as never }];
      await expect((async () => session.insert(Project, bad))()).rejects.toThrow(
        /number \(rows\[2\] of insert\(…\)\)$/,
      );
      const absent = [{ title: "a" }, {} as never];
      await expect((async () => session.insert(Project, absent))()).rejects.toThrow(/\(rows\[1\] of insert\(…\)\)$/);
      await expect((async () => session.upsert(Project, [{ id: 1, title: "a" }, { title: "b" }]))()).rejects.toThrow(
        /\(rows\[1\] of upsert\(…\)\)$/,
      );
    });
  });
});
