import { expect, test } from "vitest";
import { NotAssignedError, SessionFailedError, SessionStateError, sql, UniqueViolation } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, statements, colour }) => {
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

  test("values are as they were, without a statement, and count as clean", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["ts"], settings: { theme: "dark" } });
      session.add(ann);
      await session.commit();
      const stamp = ann.updatedAt;
      ann.name = "Anna";
      ann.skills.push("sql");
      (ann.settings as { theme: string }).theme = "light";
      await session.flush();
      ann.name = "Annabel";
      await session.rollback();
      statements();
      expect([ann.name, ann.skills, ann.settings, ann.updatedAt]).toEqual(["Ann", ["ts"], { theme: "dark" }, stamp]);
      expect(session.dirty).toEqual([]);
      expect(statements()).toEqual([]);
      ann.name = "Anne";
      expect(session.dirty).toEqual([ann]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Employee).one()).name).toBe("Anne"));
  });

  test("unflushed values are undone too", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      ann.name = "Anna";
      await session.rollback();
      expect(ann.name).toBe("Ann");
      await session.commit();
      expect(session.dirty).toEqual([]);
    });
  });

  test("a new entity is transient again, without its key, and can be added anew", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.flush();
      expect(ann.id).toBeTypeOf("number");
      await session.rollback();
      expect(session.has(ann)).toBe(false);
      expect(() => ann.id).toThrow(NotAssignedError);
      expect(() => task.id).toThrow(NotAssignedError);
      expect(await task.employee).toBe(ann);
      expect([...(await ann.tasks)]).toEqual([task]);
      // Somebody else takes the keys that were given back.
      session.addAll([employee("x"), employee("y")]);
      await session.flush();
      session.add(task);
      await session.commit();
      expect(task.employeeId).toBe(ann.id);
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).filter(Employee.name.eq("Ann")).one();
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["t"]);
    });
  });

  test("a new entity that was added and not flushed is transient again", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.rollback();
      expect([session.has(ann), session.new]).toEqual([false, []]);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(0);
    });
  });

  test("a new entity that was changed after its flush is as it was when it was flushed", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.flush();
      ann.name = "Anna";
      await session.flush();
      await session.rollback();
      expect(ann.name).toBe("Ann");
    });
  });

  test("a deleted entity is persistent again, in the map and in the collections that held it", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const bridge = new Project({ title: "bridge", members: [ann] });
      const first = new Task({ title: "first", employee: ann });
      const second = new Task({ title: "second", employee: ann });
      session.addAll([first, second, bridge]);
      await session.commit();
      await session.delete(first);
      await session.delete(bridge);
      await session.flush();
      expect([...(await ann.tasks)]).toEqual([second]);
      expect([...(await ann.projects)]).toEqual([]);
      expect(session.has(first)).toBe(false);
      await session.rollback();
      expect([...(await ann.tasks)]).toEqual([first, second]);
      expect([...(await ann.projects)]).toEqual([bridge]);
      expect([session.has(first), session.has(bridge)]).toEqual([true, true]);
      expect(await session.get(Task, first.id)).toBe(first);
      first.title = "third";
      await session.commit();
    });
    await inSession(async (session) => expect(await session.query(Task).filterBy({ title: "third" }).count()).toBe(1));
  });

  test("a deleted entity that was changed before or after its deletion has its old values", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const bob = employee("Bob");
      session.addAll([ann, bob]);
      await session.commit();
      ann.name = "Anna";
      await session.delete(ann);
      await session.delete(bob);
      await session.flush();
      ann.name = "Annabel";
      bob.name = "Bobby";
      await session.rollback();
      expect([ann.name, bob.name]).toEqual(["Ann", "Bob"]);
      expect(session.dirty).toEqual([]);
    });
  });

  test("an entity that was deleted, flushed and added again is persistent, as before", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      bridge.budget = "1";
      await session.delete(bridge);
      await session.flush();
      session.add(bridge);
      await session.flush();
      bridge.budget = "2";
      expect(session.dirty).toEqual([bridge]);
      await session.flush();
      expect(await session.execute(sql`SELECT "budget" FROM "Project"`)).toHaveLength(1);
      await session.rollback();
      expect(bridge.budget).toBe("0");
      expect(await session.get(Project, bridge.id)).toBe(bridge);
      expect(session.has(bridge)).toBe(true);
    });
  });

  test("a to-one goes back with its key, whether it was set by entity or by key", async () => {
    const [ann, bob] = [employee("Ann"), employee("Bob")];
    const byEntity = new Task({ title: "entity", employee: ann });
    const byKey = new Task({ title: "key", employee: ann });
    await inSession(async (session) => {
      session.addAll([byEntity, byKey, bob]);
      await session.commit();
    });
    await inSession(async (session) => {
      const one = await session.getOne(Task, byEntity.id);
      const two = await session.getOne(Task, byKey.id);
      const owner = await one.employee;
      expect(await two.employee).toBe(owner);
      two.employeeId = bob.id; // Bob is not in memory yet
      const other = await two.employee;
      expect(other.name).toBe("Bob");
      one.employee = other;
      await session.flush();
      await session.rollback();
      expect([one.employeeId, two.employeeId]).toEqual([ann.id, ann.id]);
      expect(await one.employee).toBe(owner);
      expect(await two.employee).toBe(owner);
    });
  });

  test("both ends of a one-to-one go back", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const badge = new Badge({ code: "b", employee: ann });
      session.addAll([badge, bob]);
      await session.commit();
      bob.badge = badge;
      await session.flush();
      expect(await ann.badge).toBeNull();
      await session.rollback();
      expect(await ann.badge).toBe(badge);
      expect(await badge.employee).toBe(ann);
      expect(await bob.badge).toBeNull();
      await session.delete(badge);
      await session.flush();
      expect(await ann.badge).toBeNull();
      await session.rollback();
      expect(await ann.badge).toBe(badge);
    });
  });

  test("loaded collections go back: added, removed, replaced, cleared", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const [a, b, c] = [new Project({ title: "a" }), new Project({ title: "b" }), new Project({ title: "c" })];
      const [s, t] = [new Task({ title: "s", employee: ann }), new Task({ title: "t", employee: ann })];
      ann.projects.add(a, b);
      session.addAll([ann, c, s, t]);
      await session.commit();
      const projects = await ann.projects;
      projects.remove(a);
      projects.add(c);
      await session.flush();
      projects.clear();
      (await ann.tasks).remove(s);
      await session.flush();
      expect(projects).toHaveLength(0);
      expect([...(await ann.tasks)]).toEqual([t]);
      await session.rollback();
      expect([...projects]).toEqual([a, b]);
      expect([...(await ann.tasks)]).toEqual([s, t]);
      expect([...(await a.members)]).toEqual([ann]);
      expect([...(await c.members)]).toEqual([]);
      expect(await s.employee).toBe(ann);
      statements();
      await session.commit();
      expect(statements()).toEqual([]);
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      expect((await ann.projects).map(({ title }) => title).sort()).toEqual(["a", "b"]);
      expect(await ann.tasks).toHaveLength(2);
    });
  });

  test("a collection that was queued upon unloaded, or loaded after the flush, does not keep what was undone", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(new Task({ title: "old", employee: ann }));
      await session.commit();
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      ann.tasks.add(new Task({ title: "queued", employee: ann }));
      await session.flush();
      await session.rollback();
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["old"]);
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      session.add(new Task({ title: "by key", employeeId: ann.id }));
      await session.flush();
      expect(await ann.tasks).toHaveLength(2);
      await session.rollback();
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["old"]);
    });
  });

  test("a collection that was assigned unloaded is not replaced by a later flush", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      ann.projects.add(new Project({ title: "a" }));
      session.add(new Task({ title: "old", employee: ann }));
      session.add(ann);
      await session.commit();
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      ann.tasks = [] as never;
      await session.rollback();
      ann.projects = [] as never;
      await session.commit();
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      expect(await ann.tasks).toHaveLength(1);
      expect(await ann.projects).toHaveLength(0);
    });
  });

  test("a changed primary key goes back in the identity map", async () => {
    await inSession(async (session) => {
      const badge = new Badge({ code: "one", employee: employee("Ann") });
      session.add(badge);
      await session.commit();
      badge.code = "two";
      await session.flush();
      badge.code = "three";
      await session.rollback();
      expect(badge.code).toBe("one");
      expect(await session.get(Badge, "two")).toBeNull();
      expect(await session.get(Badge, "three")).toBeNull();
      expect(await session.get(Badge, "one")).toBe(badge);
      expect(session.has(badge)).toBe(true);
    });
  });

  test("what the database cascaded is undone in memory", async () => {
    await inSession(async (session) => {
      const boss = employee("Boss");
      const sales = new Department({ name: "Sales" });
      const ann = new Employee({ name: "Ann", skills: [], manager: boss, department: sales });
      const task = new Task({ title: "t", employee: ann });
      const note = new Note({ text: "n", task });
      session.add(note);
      await session.commit();
      await session.delete(sales);
      await session.delete(task);
      await session.flush();
      expect([ann.departmentId, await ann.department]).toEqual([null, null]);
      expect(session.has(note)).toBe(false);
      await session.rollback();
      expect(ann.departmentId).toBe(sales.id);
      expect(await ann.department).toBe(sales);
      expect([session.has(note), session.has(task), session.has(sales)]).toEqual([true, true, true]);
      expect([...(await task.notes)]).toEqual([note]);
      expect([...(await sales.employees)]).toEqual([ann]);
      expect(await session.get(Note, note.id)).toBe(note);
    });
  });

  test("several flushes are one transaction", async () => {
    await inSession(async (session) => {
      const seat = new Seat({ floor: 1, number: 1, label: "a" });
      session.add(seat);
      await session.commit();
      const bookings: InstanceType<typeof Booking>[] = [];
      for (const day of ["2026-01-01", "2026-01-02", "2026-01-03"]) {
        const booking = new Booking({ day, seat });
        bookings.push(booking);
        session.add(booking);
        seat.label = day;
        await session.flush();
      }
      expect(await seat.bookings).toHaveLength(3);
      await session.delete(bookings[1] as InstanceType<typeof Booking>);
      await session.flush();
      await session.rollback();
      expect(seat.label).toBe("a");
      expect([...(await seat.bookings)]).toEqual([]);
      for (const booking of bookings) expect(() => booking.id).toThrow(NotAssignedError);
      expect(await session.query(Booking).count()).toBe(0);
    });
  });

  test("a failed flush refuses work with the first error, and rollback mends it", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      const ann = employee("Ann");
      const twin = new Project({ title: "bridge" });
      bridge.budget = "9";
      session.addAll([ann, twin]);
      const first = await rejection(() => session.flush());
      expect(first).toBeInstanceOf(UniqueViolation);
      for (const work of [
        () => session.flush(),
        () => session.commit(),
        () => session.get(Project, bridge.id),
        () => session.query(Project).all(),
        () => session.execute(sql`SELECT 1`),
        () => session.add(employee("late")),
        () => session.delete(bridge),
        () => session.beginNested(),
        () => session.refresh(bridge),
      ]) {
        const again = await rejection(work);
        expect(again).toBeInstanceOf(SessionFailedError);
        expect((again as Error).cause).toBe(first);
        expect((again as Error).message).toContain("rollback()");
      }
      await session.rollback();
      expect([bridge.budget, session.new, session.dirty]).toEqual(["0", [], []]);
      expect(() => ann.id).toThrow(NotAssignedError);
      expect(() => twin.id).toThrow(NotAssignedError);
      session.add(ann);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(1);
      expect(await session.query(Project).count()).toBe(1);
    });
  });

  test("an inner rollback restores what changed inside the savepoint, and nothing else", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const [a, b] = [new Project({ title: "a" }), new Project({ title: "b" })];
      session.addAll([ann, a, b]);
      await session.commit();
      ann.name = "outer";
      ann.projects.add(a);
      const kept = employee("kept");
      session.add(kept);
      const nested = await session.beginNested();
      ann.name = "inner";
      ann.projects.add(b);
      const dropped = employee("dropped");
      session.add(dropped);
      await session.delete(kept);
      await session.flush();
      ann.name = "innermost";
      await nested.rollback();
      expect(ann.name).toBe("outer");
      expect([...(await ann.projects)]).toEqual([a]);
      expect([session.has(kept), session.has(dropped)]).toEqual([true, false]);
      expect(() => dropped.id).toThrow(NotAssignedError);
      expect(await session.get(Employee, kept.id)).toBe(kept);
      await session.commit();
    });
    await inSession(async (session) => {
      const names = (await session.query(Employee).all()).map(({ name }) => name).sort();
      expect(names).toEqual(["kept", "outer"]);
      const ann = await session.query(Employee).filterBy({ name: "outer" }).one();
      expect((await ann.projects).map(({ title }) => title)).toEqual(["a"]);
    });
  });

  test("a released savepoint is undone by the outer rollback", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      const outer = await session.beginNested();
      ann.name = "one";
      const inner = await session.beginNested();
      ann.name = "two";
      const bob = employee("Bob");
      session.add(bob);
      await inner.commit();
      await outer.commit();
      expect([ann.name, bob.name]).toEqual(["two", "Bob"]);
      await session.rollback();
      expect(ann.name).toBe("Ann");
      expect(() => bob.id).toThrow(NotAssignedError);
      expect(await session.query(Employee).count()).toBe(1);
    });
  });

  test("a released inner savepoint is undone by the one around it", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      const outer = await session.beginNested();
      const inner = await session.beginNested();
      ann.name = "two";
      await session.delete(ann);
      await inner.commit();
      expect(session.has(ann)).toBe(false);
      await outer.rollback();
      expect([session.has(ann), ann.name]).toEqual([true, "Ann"]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Employee).one()).name).toBe("Ann"));
  });

  test("ending an outer savepoint ends the ones inside it", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      for (const way of ["rollback", "commit"] as const) {
        ann.name = "before";
        const outer = await session.beginNested();
        ann.name = "one";
        const inner = await session.beginNested();
        ann.name = "two";
        await session.flush();
        await outer[way]();
        expect(ann.name).toBe(way === "rollback" ? "before" : "two");
        expect(await rejection(() => inner.rollback())).toBeInstanceOf(SessionStateError);
        expect(await rejection(() => inner.commit())).toBeInstanceOf(SessionStateError);
        expect(await rejection(() => outer.commit())).toBeInstanceOf(SessionStateError);
        await session.rollback();
        expect(ann.name).toBe("Ann");
      }
    });
  });

  test("a savepoint that the transaction's end took with it says so", async () => {
    for (const way of ["rollback", "commit", "close"] as const) {
      const session = db.session({ discard: "silent" });
      const nested = await session.beginNested();
      await session[way]();
      const error = await rejection(() => nested.rollback());
      expect(error).toBeInstanceOf(SessionStateError);
      expect((error as Error).message).toContain("savepoint");
      await session.close();
    }
  });

  test("a failure inside a savepoint is the database's error, and the outer transaction goes on", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      const nested = await session.beginNested();
      const twin = new Project({ title: "bridge" });
      bridge.budget = "3";
      session.add(twin);
      expect(await rejection(() => nested.commit())).toBeInstanceOf(UniqueViolation);
      expect(await rejection(() => nested.commit())).toBeInstanceOf(SessionFailedError);
      await nested.rollback();
      expect([bridge.budget, session.has(bridge)]).toEqual(["0", true]);
      twin.title = "tunnel";
      session.add(twin);
      await session.commit();
    });
    await inSession(async (session) => expect(await session.query(Project).count()).toBe(2));
  });

  test("an expunged entity is no part of the rollback, and stays with the session that it went to", async () => {
    const bridge = new Project({ title: "bridge" });
    await inSession(async (session) => {
      session.add(bridge);
      await session.commit();
    });
    const first = db.session({ discard: "silent" });
    const second = db.session({ discard: "silent" });
    first.add(bridge);
    bridge.budget = "5";
    first.expunge(bridge);
    second.add(bridge);
    await first.rollback();
    expect([first.has(bridge), second.has(bridge)]).toEqual([false, true]);
    await second.commit();
    await first.close();
    await second.close();
    await inSession(async (session) => expect((await session.query(Project).one()).budget).toBe("5"));
  });

  test("rollback without a transaction issues nothing; entities are stale afterwards", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      const again = await session.getOne(Project, bridge.id);
      expect(again).toBe(bridge);
      statements();
      await session.rollback();
      await session.rollback();
      expect(statements()).toEqual([]);
      await session.get(Project, bridge.id);
      expect(statements()).toHaveLength(1);
    });
  });

  test.runIf(colour === "async")("close rolls back in memory what a flush that nobody awaited has taken", async () => {
    const session = db.session({ discard: "silent" });
    const bridge = new Project({ title: "bridge" });
    session.add(bridge);
    const flushing = session.flush();
    await session.close();
    await flushing;
    expect(() => bridge.id).toThrow(NotAssignedError);
    await inSession(async (next) => {
      next.add(bridge);
      await next.commit();
    });
  });

  test.runIf(colour === "async")("a change made while COMMIT runs can be flushed and rolled back", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.flush();
      const committing = session.commit(); // nothing to flush: COMMIT is under way
      bridge.budget = "1";
      await committing;
      await session.rollback();
      expect(bridge.budget).toBe("0");
      bridge.budget = "2";
      expect(session.dirty).toEqual([bridge]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Project).one()).budget).toBe("2"));
  });

  test.runIf(colour === "async")("a change made while a savepoint opens is undone with it", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.flush();
      bridge.budget = "1";
      const opening = session.beginNested();
      bridge.budget = "2"; // after the flush took 1
      const nested = await opening;
      await session.flush();
      await nested.rollback();
      expect(bridge.budget).toBe("1");
      await session.commit();
      await session.refresh(bridge);
      expect(bridge.budget).toBe("1");
    });
  });
});
