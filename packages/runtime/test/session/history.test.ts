import { expect, test, vi } from "vitest";
import { ArgumentError, inspect, UnknownKeyError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, colour, db, inSession, statements }) => {
  const { Badge, Employee, Project, Seat, Task } = models;

  test("inspect tells where an entity stands, and its session and key", async () => {
    const session = db.session({ discard: "silent" });
    const ann = new Employee({ name: "Ann" });
    const state = inspect(ann);
    expect([state.status, state.isTransient, state.session, state.key]).toEqual(["transient", true, null, null]);
    session.add(ann);
    expect([state.status, state.isPending, state.session === session]).toEqual(["pending", true, true]);
    await session.flush();
    expect([state.status, state.isPersistent, state.key, state.isModified]).toEqual([
      "persistent",
      true,
      ann.id,
      false,
    ]);
    await session.commit();
    expect([state.isStale, state.unloaded]).toEqual([true, expect.arrayContaining(["tasks", "projects"])]);
    await session.delete(ann);
    expect(state.status).toBe("persistent");
    await session.flush();
    expect([state.status, state.isDeleted, state.session === session]).toEqual(["deleted", true, true]);
    await session.rollback();
    expect(state.status).toBe("persistent");
    await session.delete(ann);
    await session.commit();
    expect([state.status, state.session]).toEqual(["detached", null]);
    const seat = new Seat({ floor: 1, number: 2 });
    session.add(seat);
    await session.commit();
    expect(inspect(seat).key).toEqual({ floor: 1, number: 2 });
    await session.close();
    expect([inspect(seat).status, inspect(seat).session, inspect(seat).isDetached]).toEqual(["detached", null, true]);
    expect(() => inspect({} as never)).toThrow(ArgumentError);
  });

  test("history of columns, relations to one and collections, without a statement", async () => {
    const ids = await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["x"], projects: [new Project({ title: "p" })] });
      const bob = new Employee({ name: "Bob", manager: ann });
      session.addAll([ann, bob, new Task({ title: "t", employee: ann }), new Badge({ code: "b", employee: ann })]);
      await session.commit();
      return { ann: ann.id, bob: bob.id };
    });
    await inSession(async (session) => {
      const fresh = new Employee({ name: "New" });
      expect(inspect(fresh).history("name")).toEqual({ added: ["New"], unchanged: [], removed: [] });
      expect(inspect(fresh).history("manager")).toEqual({ added: [], unchanged: [], removed: [] });
      const bob = await session.getOne(Employee, ids.bob);
      const ann = await session.getOne(Employee, ids.ann);
      const of = inspect(bob);
      const own = inspect(ann);
      statements();
      expect(of.history(Employee.name)).toEqual({ added: [], unchanged: ["Bob"], removed: [] });
      bob.name = "Robert";
      expect(of.history("name")).toEqual({ added: ["Robert"], unchanged: [], removed: ["Bob"] });
      bob.name = "Bob";
      expect(of.history("name")).toEqual({ added: [], unchanged: ["Bob"], removed: [] });
      ann.skills.push("y");
      expect(own.history("skills")).toEqual({ added: [["x", "y"]], unchanged: [], removed: [["x"]] });
      // A relation to one, known by the identity map.
      expect(of.history(Employee.manager)).toEqual({ added: [], unchanged: [ann], removed: [] });
      bob.manager = fresh;
      expect(of.history("manager")).toEqual({ added: [fresh], unchanged: [], removed: [ann] });
      bob.manager = null;
      expect(of.history("manager")).toEqual({ added: [null], unchanged: [], removed: [ann] });
      // A collection that is not loaded tells its changes alone.
      const late = new Task({ title: "late", employee: ann });
      expect(own.history("projects")).toEqual({ added: [], unchanged: [], removed: [] });
      expect(statements()).toEqual([]);
      expect(own.history(Employee.reports)).toEqual({ added: [], unchanged: [], removed: [bob] });
      const [task] = await session.query(Task).filter(Task.title.eq("t")).all();
      const tasks = await ann.tasks;
      statements();
      expect(own.history("tasks")).toEqual({ added: [late], unchanged: [task], removed: [] }); // no autoflush brings it in
      await session.flush();
      statements();
      expect(session.isModified(ann)).toBe(false);
      tasks.remove(late);
      expect([session.isModified(ann), session.isModified(ann, { includeCollections: false })]).toEqual([true, false]);
      const last = new Task({ title: "last", employee: ann });
      expect(own.history("tasks")).toEqual({ added: [last], unchanged: [task], removed: [late] });
      const badge = new Badge({ code: "c", employee: bob });
      session.add(badge);
      expect(of.history("badge")).toMatchObject({ added: [badge] });
      expect(statements()).toEqual([]);
      await session.flush();
      expect(own.history("tasks")).toEqual({ added: [], unchanged: [task, last], removed: [] });
      expect(of.history("badge")).toEqual({ added: [], unchanged: [badge], removed: [] });
      expect(() => of.history("nom" as "name")).toThrow(UnknownKeyError);
      expect(() => of.history(Task.title as never)).toThrow(ArgumentError);
    });
  });

  test("a session can be walked, carries what the program gives it, and says whether a transaction is open", async () => {
    const info = { request: 7 };
    const session = db.session({ info, autoflush: false, discard: "silent" });
    const [ann, bob] = [new Employee({ name: "Ann" }), new Employee({ name: "Bob" })];
    session.add(ann);
    expect([session.info, db.session().info, session.inTransaction, session.autoflush]).toEqual([
      info,
      {},
      false,
      false,
    ]);
    await session.flush();
    expect(session.inTransaction).toBe(true);
    session.add(bob);
    expect([...session]).toEqual([bob, ann]);
    expect(await session.query(Employee).count()).toBe(1);
    session.autoflush = true;
    expect(await session.query(Employee).count()).toBe(2);
    await session.delete(ann);
    await session.flush();
    expect([...session]).toEqual([bob]);
    await session.rollback();
    expect([[...session], session.inTransaction]).toEqual([[], false]);
    expect(() => (session.autoflush = "no" as never)).toThrow(ArgumentError);
    await session.close();
  });

  test("noAutoflush holds for a function and what it awaits, or until it is disposed", async () => {
    await inSession(async (session) => {
      session.add(new Employee({ name: "Ann" }));
      const count = () => session.query(Employee).count();
      statements();
      expect(await session.noAutoflush(() => count())).toBe(0);
      expect(
        await session.noAutoflush(async () => {
          await Promise.resolve();
          return [await count(), await session.noAutoflush(count), await count()];
        }),
      ).toEqual([0, 0, 0]);
      await expect(
        (async () =>
          session.noAutoflush(() => {
            throw new Error("x");
          }))(),
      ).rejects.toThrow("x");
      {
        using quiet = session.noAutoflush();
        expect(await count()).toBe(0);
        expect(typeof quiet[Symbol.dispose]).toBe("function");
      }
      // Another extent flushes meanwhile.
      const gate = Promise.withResolvers<void>();
      const inside = session.noAutoflush(async () => {
        await gate.promise;
        return count();
      });
      expect(await count()).toBe(1);
      session.add(new Employee({ name: "Bob" }));
      gate.resolve();
      expect(await inside).toBe(1);
      expect(await count()).toBe(2);
      await session.rollback();
    });
  });

  test("what is lost at the end of a session is counted, with the line that opened it; what nobody awaited is named", async () => {
    const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    const told = (): string[] => warn.mock.calls.splice(0).map(([message]) => String(message));
    const dispose = async (session: ReturnType<typeof db.session>): Promise<void> => {
      if (colour === "async") await session[Symbol.asyncDispose]();
      else (session as unknown as Disposable)[Symbol.dispose]();
    };
    try {
      const session = db.session();
      session.addAll([new Employee({ name: "Ann" }), new Employee({ name: "Bob" }), new Project({ title: "p" })]);
      await session.flush();
      session.add(new Project({ title: "q" }));
      await dispose(session);
      const [message] = told();
      expect(message).toMatch(/unsaved changes of "Project" \(2\), "Employee" \(2\)|"Employee" \(2\), "Project" \(2\)/);
      expect(message).toMatch(/opened at .*history\.test\.ts:\d+:\d+, was closed/);
      if (colour === "sync") return;
      const hasty = db.session();
      hasty.add(new Employee({ name: "Cid" }));
      const forgotten = hasty.commit();
      await dispose(hasty);
      expect(told()).toEqual([expect.stringMatching(/while an operation that nobody awaited was under way/)]);
      await forgotten;
      await inSession(async (next) => expect(await next.query(Employee).count()).toBe(1));
      const calm = db.session();
      await calm.query(Employee).all();
      await dispose(calm);
      expect(told()).toEqual([]);
    } finally {
      warn.mockRestore();
    }
  });
});
