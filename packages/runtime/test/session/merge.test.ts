import { expect, test } from "vitest";
import {
  ArgumentError,
  inspect,
  RelationTypeError,
  StaleDataError,
  UnknownKeyError,
  ValueError,
  sql,
} from "../../src/index.ts";
import * as asynchronous from "../../../../fixtures/attributes/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/attributes/generated/index.ts";
import { isGiven, markGiven } from "../../src/state/entity.ts";
import { forEachClient, forEachClientOf } from "./clients.ts";

test("what is given is known of however many columns", () => {
  const ann = new synchronous.Author({ first: "A", last: "B", bio: "" });
  const places = [30, 31, 40, 62, 95];
  for (const place of places) markGiven(ann, place);
  const found = Array.from({ length: 100 }, (_, place) => place).filter((place) => place > 20 && isGiven(ann, place));
  expect([isGiven(ann, 1), isGiven(ann, 0), found]).toEqual([true, false, places]);
});

const rejection = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

forEachClient(({ models, db, inSession, statements }) => {
  const { Department, Employee, Note, Project, Seat, Task } = models;
  const verbs = (): string[] => statements().map((text) => text.split(" ")[0] ?? "");

  /** One whose employee is set by the collection that it comes into. */
  const part = (init: object) => new Task(init as never);

  /** Ann with two tasks and a project, and Bob; as detached entities. */
  const seed = () =>
    inSession(async (session) => {
      const tasks = [part({ title: "a" }), part({ title: "b", done: true })];
      const ann = new Employee({ name: "Ann", skills: ["x"], tasks, projects: [new Project({ title: "bridge" })] });
      const bob = new Employee({ name: "Bob", manager: ann });
      session.addAll([ann, bob]);
      await session.commit();
      return { ann, bob, tasks };
    });

  test("what is given comes onto the row's entity, and no default does", async () => {
    const { ann, bob } = await seed();
    await inSession(async (session) => {
      statements();
      const source = new Employee({ id: bob.id, name: "Robert" });
      const merged = await session.merge(source);
      expect(verbs()).toEqual(["SELECT"]);
      expect(merged).not.toBe(source);
      expect([merged.name, merged.managerId, session.has(source), session.dirty]).toEqual([
        "Robert",
        ann.id,
        false,
        [merged],
      ]);
      expect(inspect(merged).history("name")).toEqual({ added: ["Robert"], unchanged: [], removed: ["Bob"] });
      expect(inspect(source).isTransient).toBe(true);
      // Again, and its own: from the identity map.
      expect(await session.merge(source)).toBe(merged);
      expect(await session.merge(merged)).toBe(merged);
      expect(verbs()).toEqual([]);
      await session.commit();
      expect(verbs()).toEqual(["UPDATE"]);
      // A null that was given is one; so is what is set later.
      const other = new Employee({ id: bob.id, name: "Robert" });
      other.managerId = null;
      await session.merge(other);
      expect(merged.managerId).toBeNull();
      expect(verbs()).toEqual(["SELECT"]); // it was stale
      await session.rollback();
      expect(await session.merge(new Employee({ id: ann.id, name: "Ann", skills: ["x"] }))).toBeDefined();
      expect(session.dirty).toEqual([]);
    });
  });

  test("plain values are merged by their own known keys, with relations of entities", async () => {
    const { ann, bob } = await seed();
    await inSession(async (session) => {
      statements();
      const merged = await session.merge(Employee, { id: bob.id, settings: { dark: true } });
      expect([merged.name, merged.settings]).toEqual(["Bob", { dark: true }]);
      const made = await session.merge(Employee, { name: "Cid", manager: ann });
      // Bob; then the autoflush, Ann, and what she had loaded when she was detached: her tasks and projects.
      expect(verbs()).toEqual(["SELECT", "UPDATE", "SELECT", "SELECT", "SELECT"]);
      expect([made.name, inspect(made).isPending, session.has(ann)]).toEqual(["Cid", true, false]);
      expect((await made.manager)?.id).toBe(ann.id);
      for (const [values, error] of [
        [{ id: bob.id, nom: "x" }, UnknownKeyError],
        [{ id: "1" }, ValueError],
        [[], ArgumentError],
        [bob, ArgumentError],
        [{ id: bob.id, manager: { id: 1 } }, RelationTypeError],
        [{ id: bob.id, tasks: ann }, RelationTypeError],
      ] as const)
        expect(await rejection(() => session.merge(Employee, values as never))).toBeInstanceOf(error);
      // What was inherited is nobody's value.
      const inherited = Object.create({ name: "evil" }) as { id?: number };
      inherited.id = bob.id;
      expect((await session.merge(Employee, inherited)).name).toBe("Bob");
    });
  });

  test("a row that is not there is a new entity, with the source's defaults", async () => {
    await inSession(async (session) => {
      statements();
      const keyed = await session.merge(new Seat({ floor: 1, number: 2, label: "x" }));
      expect(verbs()).toEqual(["SELECT"]);
      const keyless = await session.merge(new Project({ title: "t" }));
      // A key that is a default is asked for nowhere.
      const note = new Note({ text: "n", task: new Task({ title: "t", employee: new Employee({ name: "E" }) }) });
      const merged = await session.merge(note);
      expect(verbs()).toEqual([]);
      expect([keyed, keyless, merged].map((one) => inspect(one).status)).toEqual(["pending", "pending", "pending"]);
      expect([merged.id, keyless.budget, session.new.length]).toEqual([note.id, "0", 5]);
      await session.commit();
      expect([(await merged.task).title, (await (await merged.task).employee).name]).toEqual(["t", "E"]);
    });
  });

  test("a collection's contents become the merged ones: one SELECT for it, one for members that are not among them", async () => {
    const { ann, tasks } = await seed();
    await inSession(async (session) => {
      const [first, second] = tasks as [(typeof tasks)[0], (typeof tasks)[0]];
      const source = new Employee({
        id: ann.id,
        name: "Anna",
        tasks: [part({ id: second.id, title: "B" }), part({ title: "c" })],
      });
      statements();
      const merged = await session.merge(source);
      expect(verbs()).toEqual(["SELECT", "SELECT"]);
      const found = await merged.tasks;
      expect(found.map(({ title, done }) => [title, done])).toEqual([
        ["B", true],
        ["c", false],
      ]);
      expect(inspect(merged).history("tasks")).toMatchObject({ added: [found[1]], unchanged: [found[0]] });
      await session.commit();
      expect(
        statements()
          .map((text) =>
            text
              .split(" ")
              .slice(0, 3)
              .join(" ")
              .replace(/ (?:SET|AS)$/, ""),
          )
          .sort(),
      ).toEqual(['DELETE FROM "Task"', 'INSERT INTO "Task"', 'UPDATE "Employee"', 'UPDATE "Task"']);
      expect(await session.get(Task, first.id)).toBeNull();
      expect((source.tasks as unknown as { length: number }).length).toBe(2);
    });
  });

  test("many members are read together, and the way back is not followed", async () => {
    const { ann, bob, tasks } = await seed();
    await inSession(async (session) => {
      await session.execute(sql`SELECT 1`);
      const moved = tasks.map(({ id }) => part({ id, title: "m" }));
      statements();
      const merged = await session.merge(new Employee({ id: bob.id, name: "Bob", tasks: moved }));
      expect(verbs()).toEqual(["SELECT", "SELECT", "SELECT"]); // Bob, his tasks, and both of hers at once
      expect((await merged.tasks).map(({ id }) => id)).toEqual(tasks.map(({ id }) => id));
      await session.rollback();
      // Merging a task leaves the other tasks of its employee alone.
      const owner = new Employee({ id: ann.id, name: "Ann" });
      statements();
      const task = await session.merge(new Task({ title: "new", employee: owner }));
      expect(verbs()).toEqual(["SELECT"]);
      await session.commit();
      expect(task.employeeId).toBe(ann.id);
      expect(await session.query(Task).filter(Task.employeeId.eq(ann.id)).count()).toBe(3);
    });
  });

  test("cycles, many-to-many and an entity that is reached twice", async () => {
    const { ann } = await seed();
    await inSession(async (session) => {
      const boss = new Employee({ name: "Boss" });
      const shared = new Project({ title: "shared" });
      const head = new Employee({ id: ann.id, name: "Ann", manager: boss, projects: [shared] });
      boss.manager = head;
      boss.projects = [shared];
      const department = new Department({ name: "D", head, employees: [head, boss] });
      const merged = await session.merge(department);
      await session.commit();
      expect((await merged.employees).map(({ name }) => name)).toEqual(["Ann", "Boss"]);
      const [one, two] = await merged.employees;
      expect(await merged.head).toBe(one);
      expect([await one?.manager, await two?.manager]).toEqual([two, one]);
      const [project] = (await two?.projects) ?? [];
      expect([...((await one?.projects) ?? [])]).toEqual([project]);
      expect(session.has(department) || session.has(boss) || session.has(shared)).toBe(false);
    });
  });

  test("a detached or foreign entity brings what it has loaded; load: false without a statement", async () => {
    const { ann, tasks } = await seed();
    const other = db.session({ discard: "silent" });
    const foreign = await other.getOne(Employee, ann.id);
    await foreign.tasks;
    foreign.name = "Anna";
    await inSession(async (session) => {
      statements();
      const merged = await session.merge(foreign);
      expect(verbs()).toEqual(["SELECT", "SELECT"]);
      expect([merged.name, session.dirty]).toEqual(["Anna", [merged]]);
      expect([...session].filter((one) => one === foreign)).toEqual([]);
    });
    expect(other.dirty).toEqual([foreign]);
    await other.rollback();
    await other.close();
    await inSession(async (session) => {
      statements();
      const merged = await session.merge(foreign, { load: false });
      expect([merged.name, (await merged.tasks).length, merged.tasks, inspect(merged).isPersistent]).toEqual([
        "Ann",
        2,
        await merged.tasks,
        true,
      ]);
      expect(session.dirty).toEqual([]);
      await session.flush();
      expect(statements()).toEqual([]);
      for (const [source, options] of [
        [new Employee({ name: "x" }), { load: false }],
        [new Employee({ name: "x" }), { lode: false }],
        [Object.assign(tasks[0]!, { title: "changed" }), { load: false }], // there are two
      ] as const)
        expect(await rejection(() => session.merge(source, options as never))).toBeInstanceOf(ArgumentError);
      expect(await rejection(() => session.merge(null as never))).toBeInstanceOf(RelationTypeError);
    });
  });

  test("new ones with the same key are found: flushed before, or as they are without autoflush", async () => {
    await inSession(async (session) => {
      const seat = new Seat({ floor: 1, number: 1 });
      session.add(seat);
      statements();
      await session.noAutoflush(async () => {
        expect(await session.merge(new Seat({ floor: 1, number: 1, label: "a" }))).toBe(seat);
      });
      expect([verbs(), seat.label, inspect(seat).status]).toEqual([["SELECT"], "a", "pending"]);
      expect(await session.merge(new Seat({ floor: 1, number: 1, label: "b" }))).toBe(seat);
      expect([verbs(), seat.label, inspect(seat).status]).toEqual([["INSERT"], "b", "persistent"]);
      // A row that has gone meanwhile is a new one.
      await session.flush();
      await session.execute(sql`DELETE FROM "Seat"`);
      session.expire(seat);
      const merged = await session.merge(new Seat({ floor: 1, number: 1, label: "c" }));
      expect([merged === seat, inspect(merged).status, inspect(seat).status]).toEqual([false, "pending", "detached"]);
      await session.rollback();
    });
  });
});

forEachClientOf(
  { sync: synchronous as unknown as typeof asynchronous, async: asynchronous },
  ({ models, inSession, statements }) => {
    const { Author, Group } = models;

    test("another version is refused before anything is changed; deferred columns that were not loaded stay unloaded", async () => {
      const group = new Group({ name: "g", notes: "n" });
      await inSession(async (session) => {
        session.add(group);
        await session.commit();
      });
      await inSession(async (session) => {
        (await session.getOne(Group, group.id)).name = "theirs";
        await session.commit();
      });
      await inSession(async (session) => {
        const author = new Author({ first: "A", last: "B", bio: "", groups: [group] });
        group.name = "mine";
        const error = await rejection(() => session.merge(author));
        expect(error).toBeInstanceOf(StaleDataError);
        expect((error as Error).message).toMatch(/"Group" that was to be merged is of another version/);
        expect([session.new, session.dirty]).toEqual([[], []]);
        statements();
        const merged = await session.merge(Group, { id: group.id, name: "ours" });
        expect(statements()).toEqual([]);
        expect([merged.name, inspect(merged).unloaded]).toEqual(["ours", ["notes", "members"]]);
        await session.commit();
        author.groups.remove(group);
        const saved = await session.merge(author);
        await session.commit();
        expect([saved.initials, saved.fullName, saved.version]).toEqual(["AB", "A B", 1]);
      });
    });
  },
);
