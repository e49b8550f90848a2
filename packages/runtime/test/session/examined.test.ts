/**
 * What an examiner of a unit of work asks first: a program, and which statements it may issue. Most of them are SQLAlchemy's own tests' (`test/orm`),
 * told in the words of `fixtures/company`. A case writes down a statement as its verb's first letter and its table: `U Employee`.
 */
import { expect, test } from "vitest";
import { type AsyncSession, inspect } from "../../src/index.ts";
import { type Client, forEachClient } from "./clients.ts";

interface Examined {
  readonly session: AsyncSession;
  readonly client: Client;
  /** The statements since the last call. */
  readonly issued: () => string;
}

type Case = readonly [says: string, program: (examined: Examined) => Promise<void>];

const verb = /^(?:WITH .*? (?=INSERT|UPDATE|DELETE))?(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?/s;

function named(text: string): string {
  const [, verbs, table] = verb.exec(text) ?? [];
  return verbs === undefined ? `S ${/FROM "?(\w+)"?/.exec(text)?.[1]}` : `${verbs[0]} ${table}`;
}

const writing: readonly Case[] = [
  [
    "an owner and what hangs on it are a statement for each table, whoever was added",
    async ({ session, client: { models }, issued }) => {
      const people = ["a", "b", "c"].map((name) => new models.Employee({ name, skills: [] }));
      for (const employee of people) for (const title of ["1", "2"]) void new models.Task({ title, employee });
      session.addAll(people);
      await session.flush();
      expect(issued()).toBe("I Employee, I Task");
    },
  ],
  [
    "a tree is a statement for each level, whatever the order in which it was added",
    async ({ session, client: { models }, issued }) => {
      const roots = ["r1", "r2"].map((name) => new models.Employee({ name, skills: [] }));
      const middle = roots.map((manager, at) => new models.Employee({ name: `m${at}`, skills: [], manager }));
      const leaves = middle.map((manager, at) => new models.Employee({ name: `l${at}`, skills: [], manager }));
      session.addAll([...leaves].reverse());
      await session.flush();
      expect(issued()).toBe("I Employee, I Employee, I Employee");
      // A new root above one that has a row: the row in, and the key.
      const [root] = roots;
      if (root) root.manager = new models.Employee({ name: "top", skills: [] });
      await session.flush();
      expect(issued()).toBe("I Employee, U Employee");
    },
  ],
  [
    "two rows that need each other: both in, and the key that may be NULL after them",
    async ({ session, client: { models }, issued }) => {
      const ann = new models.Employee({ name: "Ann", skills: [] });
      const hull = new models.Department({ name: "hull", head: ann });
      ann.department = hull;
      session.add(ann);
      await session.flush();
      expect(issued()).toMatch(/^I (\w+), I (?!\1)\w+, U \1$/);
      expect([ann.departmentId, hull.headId]).toEqual([hull.id, ann.id]);
      // Both have their rows now: no half is left to do.
      const deck = new models.Department({ name: "deck", head: ann });
      session.add(deck);
      await session.flush();
      expect(issued()).toBe("I Department");
    },
  ],
  [
    "a member that went and came back is no change, nor one that was only passed on",
    async ({ session, client: { models }, issued }) => {
      const [a, b] = ["Ann", "Bob"].map((name) => new models.Employee({ name, skills: [] }));
      if (!a || !b) return;
      const task = new models.Task({ title: "t", employee: a });
      session.addAll([a, b]);
      await session.commit();
      const [ofAnn, ofBob] = [await a.tasks, await b.tasks];
      issued();
      ofAnn.remove(task);
      ofAnn.add(task);
      await session.flush();
      expect(issued()).toBe("");
      ofBob.add(task);
      ofBob.remove(task);
      ofAnn.add(task);
      await session.flush();
      expect(issued()).toBe("");
      // An orphan by the way: what an autoflush sees in the middle is not decided.
      ofAnn.remove(task);
      await session.query(models.Seat).all();
      expect(issued()).toBe("S Seat");
      ofBob.add(task);
      await session.flush();
      expect(issued()).toBe("U Task");
      expect([ofAnn.length, task.employeeId]).toEqual([0, b.id]);
    },
  ],
  [
    "many to many: the net difference, once, from whichever side",
    async ({ session, client: { models }, issued }) => {
      const [ann, bob] = ["Ann", "Bob"].map((name) => new models.Employee({ name, skills: [] }));
      const [one, two] = ["one", "two"].map((title) => new models.Project({ title }));
      if (!ann || !bob || !one || !two) return;
      (await ann.projects).add(one);
      (await one.members).add(ann);
      (await two.members).add(bob);
      session.addAll([ann, bob]);
      await session.flush();
      expect(issued()).toMatch(/^I Employee, I Project, I _\w+$/);
      (await ann.projects).remove(one);
      (await one.members).add(ann);
      await session.flush();
      expect(issued()).toBe("");
      (await ann.projects).remove(one);
      (await two.members).remove(bob);
      (await two.members).add(ann);
      await session.flush();
      expect(issued()).toMatch(/^D _\w+, I _\w+$/);
      // The links of a row that goes are the database's to delete.
      await session.delete(two);
      await session.flush();
      expect(issued()).toBe("D Project");
      expect(await ann.projects).toHaveLength(0);
    },
  ],
  [
    "a row that is deleted and added anew is changed in place, and keeps what was not given",
    async ({ session, client: { models }, issued }) => {
      const old = new models.Seat({ floor: 1, number: 2, label: "window" });
      session.add(old);
      await session.commit();
      issued();
      await session.delete(old);
      const same = new models.Seat({ floor: 1, number: 2 });
      session.add(same);
      await session.flush();
      expect(issued()).toBe("");
      await session.delete(same);
      const other = new models.Seat({ floor: 1, number: 2, label: "aisle" });
      session.add(other);
      await session.flush();
      expect(issued()).toBe("U Seat");
      expect([inspect(old).status, inspect(other).status, other.label]).toEqual(["deleted", "persistent", "aisle"]);
      await session.rollback();
      expect([inspect(old).status, inspect(other).status, old.label]).toEqual(["persistent", "transient", "window"]);
    },
  ],
  [
    "unique values go from hand to hand, and those that do not are one statement",
    async ({ session, client: { models }, issued }) => {
      const [a, b, c] = ["a", "b", "c"].map((title) => new models.Project({ title }));
      if (!a || !b || !c) return;
      session.addAll([a, b, c]);
      await session.commit();
      issued();
      [a.title, b.title, c.title] = ["x", "y", "z"];
      await session.flush();
      expect(issued()).toBe("U Project");
      [a.title, b.title, c.title] = ["y", "z", "w"];
      await session.flush();
      expect(issued()).toBe("U Project, U Project, U Project");
      await session.delete(a);
      session.add(new models.Project({ title: "y" }));
      await session.flush();
      expect(issued()).toBe("D Project, I Project");
      b.title = "free";
      session.add(new models.Project({ title: "z" }));
      await session.flush();
      expect(issued()).toBe("U Project, I Project");
    },
  ],
  [
    "documents and lists: a change in place is seen, an equal value is none",
    async ({ session, client: { models }, issued }) => {
      const settings: { at: number[] } = { at: [1] };
      const ann = new models.Employee({ name: "Ann", skills: ["x"], settings });
      session.add(ann);
      await session.commit();
      issued();
      const own = ann.settings as typeof settings;
      own.at.push(2);
      expect(session.dirty).toEqual([ann]);
      own.at.pop();
      ann.skills = ["x"];
      expect(session.dirty).toEqual([]);
      await session.flush();
      expect(issued()).toBe("");
      own.at.push(3);
      await session.flush();
      expect(issued()).toBe("U Employee");
      await session.rollback();
      expect(ann.settings).toEqual({ at: [1] });
    },
  ],
  [
    "deletes go children first, and what the database takes along is no statement",
    async ({ session, client: { models }, issued }) => {
      const ann = new models.Employee({ name: "Ann", skills: [] });
      const note = new models.Note({ text: "n", task: new models.Task({ title: "t", employee: ann }) });
      session.add(ann);
      await session.commit();
      issued();
      await session.delete(ann);
      await session.flush();
      expect(issued()).toBe("D Task, D Employee");
      expect(inspect(note).status).toBe("deleted");
      await session.rollback();
      expect([inspect(note).status, inspect(ann).status]).toEqual(["persistent", "persistent"]);
      await session.flush();
      expect(issued()).toBe("");
    },
  ],
];

const reading: readonly Case[] = [
  [
    "a hit costs nothing, a miss flushes first, and nothing remembers that there was no row",
    async ({ session, client: { models }, issued }) => {
      const seat = new models.Seat({ floor: 2, number: 1 });
      session.add(seat);
      expect(await session.get(models.Seat, { floor: 9, number: 9 })).toBeNull();
      expect(issued()).toBe("I Seat, S Seat");
      expect(await session.get(models.Seat, { floor: 2, number: 1 })).toBe(seat);
      expect(issued()).toBe("");
      await session.get(models.Seat, { floor: 9, number: 9 });
      expect(issued()).toBe("S Seat");
      await session.commit();
      expect(await session.get(models.Seat, { floor: 2, number: 1 })).toBe(seat);
      expect(await session.get(models.Seat, { floor: 2, number: 1 })).toBe(seat);
      expect(issued()).toBe("S Seat");
    },
  ],
  [
    "a savepoint gives back what changed in it, and an outer rollback what it released",
    async ({ session, client: { models }, issued }) => {
      const ann = new models.Employee({ name: "Ann", skills: [] });
      const task = new models.Task({ title: "t", employee: ann });
      session.add(ann);
      await session.commit();
      issued();
      ann.name = "Anna";
      const outer = await session.beginNested();
      expect(issued()).toBe("U Employee");
      ann.name = "Anne";
      (await ann.tasks).clear();
      await session.flush();
      expect(issued()).toBe("U Employee, D Task");
      await outer.rollback();
      expect([ann.name, (await ann.tasks).includes(task)]).toEqual(["Anna", true]);
      const released = await session.beginNested();
      ann.name = "Annie";
      await released.commit();
      await session.rollback();
      expect(ann.name).toBe("Ann");
      issued();
      await session.commit();
      expect(issued()).toBe("");
    },
  ],
  [
    "what a bulk update and an upsert write, the entities have, and no flush writes again",
    async ({ session, client: { models, isMysql }, issued }) => {
      const [one, two] = ["one", "two"].map((title) => new models.Project({ title }));
      if (!one || !two) return;
      session.addAll([one, two]);
      await session.flush();
      issued();
      expect(
        await session.update(models.Project).filter(models.Project.id.eq(one.id)).set({ title: "uno" }).run(),
      ).toBe(1);
      expect([one.title, two.title, issued()]).toEqual(["uno", "two", "U Project"]);
      const [same] = await session.upsert(models.Project, [{ title: "uno", budget: "5" }], { by: "title" });
      expect(same).toBe(one);
      expect(one.budget).toBe("5");
      if (!isMysql) expect(issued()).toBe("I Project");
      await session.flush();
      expect(session.dirty).toEqual([]);
      await session.rollback();
      expect([inspect(one).status, one.title]).toEqual(["transient", "one"]);
    },
  ],
];

forEachClient((client) => {
  const examine = async (cases: readonly Case[]): Promise<void> => {
    for (const [says, program] of cases) {
      client.statements();
      const issued = (): string => client.statements().map(named).join(", ");
      try {
        await client.inSession((session) => program({ session, client, issued }));
      } catch (error) {
        throw new Error(says, { cause: error });
      }
      await client.inSession(async (session) => {
        const { Badge, Booking, Department, Employee, Note, Project, Seat, Task } = client.models;
        await session.update(Department).set({ head: null }).run();
        for (const model of [Note, Task, Badge, Booking, Employee, Department, Project, Seat])
          await session.delete(model as typeof Seat).run();
        await session.commit();
      });
    }
  };

  test("writes what it must, in as few statements as may be", () => examine(writing));
  test("reads, rolls back and writes in bulk with memory in step", () => examine(reading));
});
