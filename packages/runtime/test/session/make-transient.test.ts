import { expect, test } from "vitest";
import {
  ArgumentError,
  inspect,
  makeTransient,
  makeTransientToDetached,
  RelationTypeError,
  SessionStateError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, statements }) => {
  const { Employee, Project, Seat, Task } = models;
  const verbs = (): string[] => statements().map((text) => text.split(" ")[0] ?? "");

  test("makeTransient keeps values, and adding inserts a row: under the same key, or a new one", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "bridge" });
      session.add(bridge);
      await session.commit();
      const { id } = bridge;
      bridge.budget = "5";
      statements();
      makeTransient(bridge);
      expect([inspect(bridge).status, bridge.id, bridge.title, bridge.budget]).toEqual([
        "transient",
        id,
        "bridge",
        "5",
      ]);
      expect([session.has(bridge), session.dirty]).toEqual([false, []]);
      await session.flush();
      expect(verbs()).toEqual([]);
      await session.delete(await session.getOne(Project, id));
      await session.flush();
      session.add(bridge);
      await session.flush();
      expect(verbs()).toEqual(["SELECT", "DELETE", "INSERT"]);
      expect(bridge.id).toBe(id);
      makeTransient(bridge, { forgetKey: true });
      bridge.title = "copy";
      session.add(bridge);
      await session.commit();
      expect([bridge.id === id, await session.query(Project).count()]).toEqual([false, 2]);
      await session.delete(bridge);
      await session.flush();
      makeTransient(bridge);
      expect(inspect(bridge).status).toBe("transient");
      await session.rollback();
      expect([inspect(bridge).status, (await session.getOne(Project, bridge.id)) === bridge]).toEqual([
        "transient",
        false,
      ]);
      expect(() => makeTransient({} as never)).toThrow(RelationTypeError);
      expect(() => makeTransient(bridge, { forgetkey: true } as never)).toThrow(ArgumentError);
    });
  });

  test("makeTransientToDetached gives an object a row without a SELECT", async () => {
    const id = await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["x"] });
      session.addAll([ann, new Seat({ floor: 1, number: 1, label: "l" })]);
      await session.commit();
      return ann.id;
    });
    await inSession(async (session) => {
      statements();
      const ann = new Employee({ id, name: "Ann" });
      makeTransientToDetached(ann);
      const seat = new Seat({ floor: 1, number: 1 });
      makeTransientToDetached(seat);
      expect([inspect(ann).status, inspect(ann).unloaded]).toEqual([
        "detached",
        expect.arrayContaining(["skills", "settings", "manager"]),
      ]);
      session.addAll([ann, seat]);
      expect([inspect(ann).isPersistent, session.dirty, statements()]).toEqual([true, [], []]);
      ann.name = "Anna";
      await session.flush();
      expect(verbs()).toEqual(["UPDATE"]);
      expect(await session.get(Employee, id)).toBe(ann);
      expect([ann.name, ann.skills]).toEqual(["Anna", ["x"]]);
      await session.refresh(seat);
      expect(seat.label).toBe("l");
      expect(() => makeTransientToDetached(ann)).toThrow(SessionStateError);
      expect(() => makeTransientToDetached(new Employee({ name: "x" }))).toThrow(ArgumentError);
    });
  });

  test("expunge lets go of one, expungeAll of all; neither is brought back", async () => {
    const session = db.session({ discard: "silent" });
    const ann = new Employee({ name: "Ann" });
    session.add(ann);
    await session.flush();
    const task = new Task({ title: "t", employee: ann });
    session.add(task);
    session.expunge(task);
    expect([inspect(task).status, (await ann.tasks).length, inspect(ann).status]).toEqual([
      "transient",
      0,
      "persistent",
    ]);
    ann.name = "Anna";
    session.add(new Task({ title: "u", employee: ann }));
    session.expungeAll();
    statements();
    expect([[...session], session.new, session.dirty, inspect(ann).status]).toEqual([[], [], [], "detached"]);
    await session.commit();
    expect(statements()).toEqual([]);
    const found = await session.getOne(Employee, ann.id);
    expect([found === ann, found.name, await session.query(Task).count()]).toEqual([false, "Ann", 0]);
    await session.close();
  });
});
