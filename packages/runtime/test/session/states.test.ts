import { inspect as show } from "node:util";
import { expect, test } from "vitest";
import {
  AttachedElsewhereError,
  DuplicateIdentityError,
  ForeignKeyViolation,
  inspect,
  NotFoundError,
  RelationTypeError,
  SessionStateError,
  sql,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, statements }) => {
  const { Badge, Booking, Department, Employee, Note, Project, Seat, Task } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };
  const verbs = (): string[] => statements().map((text) => text.split(" ")[0] ?? "");

  test("an entity is new, then persistent, dirty, deleted and gone", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      expect([session.has(ann), session.isModified(ann)]).toEqual([false, false]);
      session.add(ann);
      session.add(ann);
      expect([session.has(ann), session.new, session.dirty, session.deleted]).toEqual([true, [ann], [], []]);
      await session.flush();
      expect([session.has(ann), session.new]).toEqual([true, []]);
      ann.name = "Anna";
      expect([session.dirty, session.isModified(ann)]).toEqual([[ann], true]);
      await session.flush();
      expect(session.dirty).toEqual([]);
      await session.delete(ann);
      await session.delete(ann);
      expect([session.has(ann), session.deleted]).toEqual([true, [ann]]);
      await session.flush();
      expect([session.has(ann), session.deleted]).toEqual([false, []]);
      await session.commit();
      expect(await session.get(Employee, ann.id)).toBeNull();
      expect([ann.name, ann.id]).toEqual(["Anna", expect.any(Number)]);
    });
  });

  test("add brings what the entity's relations reach, and addAll takes any iterable", async () => {
    await inSession(async (session) => {
      const boss = employee("Boss");
      const ann = new Employee({
        name: "Ann",
        skills: [],
        manager: boss,
        projects: [new Project({ title: "bridge" })],
      });
      const note = new Note({ text: "n", task: new Task({ title: "t", employee: ann }) });
      session.addAll(new Set([note]));
      expect(session.new).toHaveLength(5);
      expect(session.has(boss)).toBe(true);
      // A new one that is put into what the session holds comes too.
      const late = new Task({ title: "late", employeeId: 0 });
      (await ann.tasks).add(late);
      expect(session.has(late)).toBe(true);
      await session.commit();
      expect(late.employeeId).toBe(ann.id);
    });
  });

  test("add refuses what is no entity", async () => {
    await inSession(async (session) => {
      for (const value of [undefined, null, {}, "Ann", Employee, [employee("Ann")]])
        expect(await rejection(() => session.add(value as never))).toBeInstanceOf(RelationTypeError);
    });
  });

  test("an entity of another open session is refused, alone and as part of a graph", async () => {
    const [first, second] = [db.session({ discard: "silent" }), db.session({ discard: "silent" })];
    const ann = employee("Ann");
    first.add(ann);
    for (const work of [
      () => second.add(ann),
      () => second.add(new Task({ title: "t", employee: ann })),
      () => second.addAll([employee("Bob"), ann]),
    ]) {
      const error = await rejection(work);
      expect(error).toBeInstanceOf(AttachedElsewhereError);
      expect((error as Error).message).toMatch(/expunge the entity from it, or get the row anew/);
    }
    expect(await rejection(() => second.delete(ann))).toBeInstanceOf(SessionStateError);
    expect(await rejection(() => second.refresh(ann))).toBeInstanceOf(SessionStateError);
    expect([first.has(ann), second.has(ann)]).toEqual([true, false]);
    await first.commit();
    for (const task of await ann.tasks) first.expunge(task); // the commit has taken it in, since Ann holds it
    first.expunge(ann);
    second.add(ann);
    expect([first.has(ann), second.has(ann)]).toEqual([false, true]);
    await first.close();
    await second.close();
  });

  test("a graph with an entity that cannot be taken leaves the session as it was", async () => {
    const [first, second] = [db.session({ discard: "silent" }), db.session({ discard: "silent" })];
    const ann = employee("Ann");
    const task = new Task({ title: "t", employee: ann });
    first.add(ann);
    first.expunge(task); // it comes along, where it is held by a session's entity
    expect(await rejection(() => second.add(task))).toBeInstanceOf(AttachedElsewhereError);
    expect([second.has(task), second.new]).toEqual([false, []]);
    await first.close();
    await second.close();
  });

  test("a detached entity that is added is persistent and stale, and keeps its changes", async () => {
    const ann = employee("Ann");
    const task = new Task({ title: "t", employee: ann });
    await inSession(async (session) => {
      session.add(task);
      await session.commit();
    });
    await inSession(async (session) => {
      const other = await session.getOne(Employee, ann.id);
      other.name = "Anna";
      (await other.tasks)[0]!.title = "changed"; // there is one
      await session.commit();
    });
    task.done = true;
    await inSession(async (session) => {
      session.add(task);
      expect([session.has(task), session.has(ann), session.new, session.dirty]).toEqual([true, true, [], [task]]);
      statements();
      expect(await session.get(Employee, ann.id)).toBe(ann);
      expect(ann.name).toBe("Anna");
      expect(verbs()).toEqual(["SELECT"]);
      expect(await session.get(Task, task.id)).toBe(task);
      expect([task.title, task.done]).toEqual(["changed", true]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Task).one()).done).toBe(true));
  });

  test("a detached entity that is reached by a cascade is attached as well", async () => {
    const ann = employee("Ann");
    await inSession(async (session) => {
      session.add(ann);
      await session.commit();
    });
    await inSession(async (session) => {
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      expect(session.has(ann)).toBe(true);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(1);
    });
  });

  test("a second object for a row that the session holds is refused", async () => {
    const ann = employee("Ann");
    const badge = new Badge({ code: "b", employee: ann });
    await inSession(async (session) => {
      session.add(badge);
      await session.commit();
    });
    await inSession(async (session) => {
      const held = await session.getOne(Employee, ann.id);
      const error = await rejection(() => session.add(ann));
      expect(error).toBeInstanceOf(DuplicateIdentityError);
      expect((error as Error).message).toContain("get() gives");
      expect([session.has(held), session.has(ann)]).toEqual([true, false]);
      await session.getOne(Badge, "b");
      expect(await rejection(() => session.add(new Badge({ code: "b", employee: held })))).toBeInstanceOf(
        DuplicateIdentityError,
      );
      await session.rollback();
      const seat = new Seat({ floor: 1, number: 2 });
      session.add(seat);
      await session.flush();
      expect(await rejection(() => session.add(new Seat({ floor: 1, number: 2 })))).toBeInstanceOf(
        DuplicateIdentityError,
      );
      await session.rollback();
    });
  });

  test("what is deleted and added again before the flush stays, with what its deletion reached", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.commit();
      await session.delete(ann);
      expect(session.deleted).toEqual([ann, task]);
      session.add(ann);
      expect(session.deleted).toEqual([]);
      statements();
      await session.commit();
      expect(statements()).toEqual([]);
      expect(await session.query(Task).count()).toBe(1);
    });
  });

  test("what is deleted, flushed and added again has a new row with the same values", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      await session.delete(bridge);
      await session.commit();
      session.add(bridge);
      expect(session.new).toEqual([bridge]);
      await session.commit();
      expect(await session.get(Project, bridge.id)).toBe(bridge);
      bridge.budget = "3";
      expect(session.dirty).toEqual([bridge]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Project).one()).budget).toBe("3"));
  });

  test("deleting a pending entity drops it, also from what holds it", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const bridge = new Project({ title: "bridge" });
      session.addAll([ann, bridge]);
      await session.commit();
      for (const way of ["delete", "expunge"] as const) {
        const task = new Task({ title: "t", employee: ann });
        const tunnel = new Project({ title: "tunnel", members: [ann] });
        session.addAll([task, tunnel]);
        await session[way](task);
        await session[way](tunnel);
        expect([session.has(task), session.has(tunnel), session.new]).toEqual([false, false, []]);
        expect([...(await ann.tasks)]).toEqual([]);
        expect([...(await ann.projects)]).toEqual([]);
        statements();
        await session.commit();
        expect(statements().filter((text) => !text.startsWith("SELECT"))).toEqual([]);
        expect(await session.query(Task).count()).toBe(0);
      }
    });
  });

  test("a transient or detached entity cannot be deleted, and the error says what to do", async () => {
    const ann = employee("Ann");
    await inSession(async (session) => {
      const error = await rejection(() => session.delete(ann));
      expect(error).toBeInstanceOf(SessionStateError);
      expect((error as Error).message).toMatch(/"Employee".*add it first/);
      session.add(ann);
      await session.commit();
    });
    await inSession(async (session) => {
      expect(await rejection(() => session.delete(ann))).toBeInstanceOf(SessionStateError);
      session.add(ann);
      await session.delete(ann);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(0);
    });
  });

  test("expunge lets go: a persistent entity is detached, and another object takes its place", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      ann.name = "Anna";
      session.expunge(ann);
      session.expunge(ann);
      expect([session.has(ann), session.dirty]).toEqual([false, []]);
      statements();
      await session.commit();
      expect(statements()).toEqual([]);
      const other = await session.getOne(Employee, ann.id);
      expect([other === ann, other.name, ann.name]).toEqual([false, "Ann", "Anna"]);
      expect(await rejection(() => session.add(ann))).toBeInstanceOf(DuplicateIdentityError);
    });
  });

  test("refresh reads the row, drops changes, and one that has gone says so", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      bridge.title = "mine";
      await inSession(async (other) => {
        (await other.getOne(Project, bridge.id)).budget = "4";
        await other.commit();
      });
      statements();
      await session.refresh(bridge);
      expect(verbs()).toEqual(["SELECT"]);
      expect([bridge.title, bridge.budget, session.dirty]).toEqual(["bridge", "4", []]);
      bridge.title = "again";
      expect(session.dirty).toEqual([bridge]);
      await session.commit();
      await inSession(async (other) => {
        await other.delete(await other.getOne(Project, bridge.id));
        await other.commit();
      });
      const error = await rejection(() => session.refresh(bridge));
      expect(error).toBeInstanceOf(SessionStateError);
      expect((error as Error).message).toMatch(/has gone/);
      expect(session.has(bridge)).toBe(false);
      expect(await rejection(() => session.refresh(new Project({ title: "x" })))).toBeInstanceOf(SessionStateError);
    });
  });

  test("expire makes the next get or query read the row; unflushed changes survive", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.flush();
      await session.execute(sql`UPDATE "Project" SET "budget" = ${"8"}, "title" = ${"other"}`);
      expect(bridge.budget).toBe("0");
      bridge.title = "mine";
      await session.flush();
      session.expire(bridge);
      expect(bridge.budget).toBe("0");
      statements();
      expect(await session.get(Project, bridge.id)).toBe(bridge);
      expect(verbs()).toEqual(["SELECT"]);
      expect([bridge.budget, bridge.title]).toEqual(["8", "mine"]);
      await session.rollback();
    });
  });

  test("getOne says what was not found, without its key", async () => {
    await inSession(async (session) => {
      const error = await rejection(() => session.getOne(Employee, 424_242));
      expect(error).toBeInstanceOf(NotFoundError);
      expect((error as Error).message).toContain('"Employee"');
      expect((error as Error).message).not.toContain("424242");
    });
  });

  test("a delete cascade loads what it must, level by level, and nothing that the database deletes", async () => {
    const ann = employee("Ann");
    await inSession(async (session) => {
      for (const title of ["a", "b"]) session.add(new Note({ text: title, task: new Task({ title, employee: ann }) }));
      await session.commit();
    });
    await inSession(async (session) => {
      const held = await session.getOne(Employee, ann.id);
      statements();
      await session.delete(held);
      const loads = statements();
      expect(loads).toHaveLength(1);
      expect(loads[0]).toContain('FROM "Task"');
      await session.commit();
      expect(verbs()).toEqual(["DELETE", "DELETE"]);
      expect(await session.query(Note).count()).toBe(0);
    });
  });

  test("onDelete Cascade: loaded children leave the session, unloaded ones cost no statement", async () => {
    const task = new Task({ title: "t", employee: employee("Ann") });
    const [first, second] = [new Note({ text: "1", task }), new Note({ text: "2", task })];
    await inSession(async (session) => {
      session.addAll([first, second]);
      await session.commit();
    });
    await inSession(async (session) => {
      const one = await session.getOne(Note, first.id);
      const owner = await session.getOne(Task, task.id);
      one.text = "changed";
      statements();
      await session.delete(owner);
      await session.commit();
      expect(verbs()).toEqual(["UPDATE", "DELETE"]);
      expect([session.has(one), session.has(owner)]).toEqual([false, false]);
      expect([one.text, session.dirty]).toEqual(["changed", []]);
      expect(await session.get(Note, second.id)).toBeNull();
    });
  });

  test("onDelete SetNull: loaded entities forget the key without a statement, and keep their changes", async () => {
    await inSession(async (session) => {
      const sales = new Department({ name: "Sales" });
      const boss = employee("Boss");
      const ann = new Employee({ name: "Ann", skills: [], department: sales, manager: boss });
      const bob = new Employee({ name: "Bob", skills: [], department: sales });
      session.addAll([ann, bob]);
      await session.commit();
      await session.delete(sales);
      await session.delete(boss);
      statements();
      await session.flush();
      expect(verbs()).toEqual(["DELETE", "DELETE"]);
      ann.name = "Anna";
      expect([ann.departmentId, ann.managerId, bob.departmentId]).toEqual([null, null, null]);
      expect([await ann.department, await ann.manager]).toEqual([null, null]);
      expect(session.dirty).toEqual([ann]);
      await session.commit();
      expect(verbs()).toEqual(["UPDATE"]);
    });
    await inSession(async (session) => {
      const all = await session.query(Employee).orderBy(Employee.name.asc()).all();
      expect(all.map(({ name, departmentId }) => [name, departmentId])).toEqual([
        ["Anna", null],
        ["Bob", null],
      ]);
    });
  });

  test("onDelete Restrict: a row that others need stays, and so it is after the rollback", async () => {
    await inSession(async (session) => {
      const seat = new Seat({ floor: 1, number: 1 });
      const booking = new Booking({ day: "2026-01-01", seat });
      session.add(booking);
      await session.commit();
      await session.delete(seat);
      const error = await rejection(() => session.flush());
      expect(error).toBeInstanceOf(ForeignKeyViolation);
      expect((error as Error).message).toContain("delete the rows that refer to it first");
      await session.rollback();
      expect([session.has(seat), await booking.seat]).toEqual([true, seat]);
      await session.delete(seat);
      await session.delete(booking);
      await session.commit();
      expect(await session.query(Seat).count()).toBe(0);
    });
  });

  test("a deleted entity leaves every loaded collection of the session, from whichever side it was loaded", async () => {
    const bridge = new Project({ title: "bridge" });
    await inSession(async (session) => {
      bridge.members = [employee("Ann"), employee("Bob")] as never;
      session.add(bridge);
      await session.commit();
    });
    await inSession(async (session) => {
      const all = await session.query(Employee).all();
      for (const one of all) expect(await one.projects).toHaveLength(1);
      await session.delete(await session.getOne(Project, bridge.id));
      await session.flush();
      for (const one of all) expect([...(await one.projects)]).toEqual([]);
      await session.rollback();
      for (const one of all) expect(await one.projects).toHaveLength(1);
    });
  });

  test("a session and an inspected entity show in a log what they are", async () => {
    const bare = { colors: false, breakLength: Infinity };
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      session.add(ann);
      await session.flush();
      ann.name = "Anna";
      session.add(bob);
      const shown = show(session, bare);
      expect(shown).toMatch(
        /Session \{ new: \{ Employee: 1 \}, dirty: \{ Employee: 1 \}, deleted: \{\}, held: \{ Employee: 2 \}/,
      );
      expect(shown).toContain("inTransaction: true");
      expect(shown).not.toContain("needsRollback");
      expect(show(inspect(bob), bare)).toMatch(
        /^InstanceState of Employee \{ status: 'pending', key: null, isModified/,
      );
      await session.rollback();
    });
    const ended = db.session();
    await ended.close();
    expect(show(ended, bare)).toMatch(/Session \{ isClosed: true \}$/);
  });
});
