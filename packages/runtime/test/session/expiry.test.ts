import { expect, test } from "vitest";
import { ArgumentError, inspect, SessionStateError, sql, UnknownKeyError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const rejection = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
};

// A sync client's option; its client stands here as the async one.
const expiring: object = { expireOnCommit: true };

forEachClient(({ models, colour, isPostgres, db, inSession, statements }) => {
  const { Employee, Project, Task } = models;
  const verbs = (): string[] => statements().map((text) => text.split(" ")[0] ?? "");
  const seed = () =>
    inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["x"] });
      const bob = new Employee({ name: "Bob", skills: [] });
      const task = new Task({ title: "t", employee: ann });
      session.addAll([ann, bob, task]);
      await session.commit();
      return { ann: ann.id, bob: bob.id, task: task.id };
    });
  const meddle = (session: Pick<ReturnType<typeof db.session>, "execute">) =>
    session.execute(sql`UPDATE "Employee" SET "name" = 'other', "skills" = ${isPostgres ? "{y}" : '["y"]'}`);

  test("refresh of some attributes reads those, discards their changes and no others", async () => {
    const ids = await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, ids.ann);
      const bob = await session.getOne(Employee, ids.bob);
      const task = await session.getOne(Task, ids.task);
      await ann.tasks;
      await bob.tasks;
      ann.name = "mine";
      ann.settings = { mine: true };
      await session.execute(sql`UPDATE "Employee" SET "name" = 'other'`); // flushes first
      ann.name = "mine again";
      ann.settings = { mine: 2 };
      ann.skills.push("z");
      statements();
      await session.refresh(ann, ["name", Employee.skills]);
      expect(verbs()).toEqual(["SELECT"]);
      expect([ann.name, ann.skills, ann.settings, session.dirty]).toEqual(["other", ["x"], { mine: 2 }, [ann]]);

      // A relation to one goes back to what its row says, on both sides.
      task.title = "kept";
      task.employee = bob;
      expect([(await ann.tasks).length, (await bob.tasks).length]).toEqual([0, 1]);
      statements();
      await session.refresh(task, [Task.employee]);
      expect(verbs()).toEqual(["SELECT"]); // its key; the employee is in the identity map
      expect([await task.employee, task.title, await ann.tasks, await bob.tasks]).toEqual([ann, "kept", [task], []]);

      // A collection is read anew, into the same array.
      const tasks = await ann.tasks;
      await session.execute(sql`INSERT INTO "Task" ("title", "done", "employeeId") VALUES ('u', ${false}, ${ids.ann})`);
      statements();
      await session.refresh(ann, ["tasks"]);
      expect(verbs()).toEqual(["SELECT"]);
      expect([tasks.map(({ title }) => title), await ann.tasks]).toEqual([["kept", "u"], tasks]);

      expect(await rejection(() => session.refresh(ann, ["nom" as "name"]))).toBeInstanceOf(UnknownKeyError);
      expect(await rejection(() => session.refresh(ann, "name" as never))).toBeInstanceOf(ArgumentError);
      expect(await rejection(() => session.refresh(ann, [Project.title as never]))).toBeInstanceOf(ArgumentError);
      await session.execute(sql`DELETE FROM "Task"`);
      expect(await rejection(() => session.refresh(task, ["title"]))).toBeInstanceOf(SessionStateError);
      expect(session.has(task)).toBe(false);
      await session.rollback();
    });
  });

  test("expired attributes are read on the next access (sync), or with the row (async); changes stay", async () => {
    const ids = await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, ids.ann);
      await meddle(session);
      ann.skills = ["mine"];
      statements();
      session.expire(ann, ["name", Employee.skills]);
      expect(inspect(ann).unloaded).toEqual(expect.arrayContaining(colour === "sync" ? ["name", "tasks"] : ["tasks"]));
      expect(ann.name).toBe(colour === "sync" ? "other" : "Ann");
      expect(verbs()).toEqual(colour === "sync" ? ["SELECT"] : []);
      expect(await session.get(Employee, ids.ann)).toBe(ann);
      expect(verbs()).toEqual(colour === "sync" ? [] : ["SELECT"]);
      expect([ann.name, ann.skills, session.dirty]).toEqual(["other", ["mine"], [ann]]);
      expect(inspect(ann).history("skills").removed).toEqual([["y"]]);
      await session.rollback();

      // All of them: the values stay, and each get reads.
      const both = await session.query(Employee).orderBy(Employee.id).all();
      session.expireAll();
      expect([both.map((one) => inspect(one).isStale), both[0]?.name]).toEqual([[true, true], "other"]);
      statements();
      for (const { id } of both) await session.get(Employee, id);
      expect(verbs()).toEqual(["SELECT", "SELECT"]);
      for (const stranger of [new Project({ title: "p" }), await inSession((other) => other.getOne(Employee, ids.bob))])
        expect(await rejection(() => session.expire(stranger))).toBeInstanceOf(SessionStateError);
    });
  });

  test.runIf(colour === "async")("an async client refuses expireOnCommit", () => {
    expect(() => db.session(expiring)).toThrow(ArgumentError);
    expect(() => db.session(expiring)).toThrow(/a getter cannot/);
  });

  test.runIf(colour === "sync")("expireOnCommit has attributes read on access after a commit or rollback", async () => {
    const ids = await seed();
    const session = db.session(expiring);
    const [ann, bob] = await session.query(Employee).orderBy(Employee.id).all();
    const task = await session.getOne(Task, ids.task);
    const cid = new Employee({ name: "Cid" });
    if (ann === undefined || bob === undefined) throw new Error("two were seeded");
    await ann.tasks;
    session.add(cid);
    await session.commit();
    await inSession(async (other) => {
      await meddle(other);
      (await other.getOne(Task, ids.task)).employeeId = ids.bob;
      await other.commit();
    });
    statements();
    expect([ann.id, ann.name, ann.skills]).toEqual([ids.ann, "other", ["y"]]);
    expect(verbs()).toEqual(["SELECT"]);
    expect(await session.get(Employee, ids.ann)).toBe(ann);
    expect(verbs()).toEqual([]);
    expect([bob.name, cid.name]).toEqual(["other", "other"]);
    expect(verbs()).toEqual(["SELECT", "SELECT"]);
    // The key of a relation is read before the relation.
    expect(await task.employee).toBe(bob);
    expect(verbs()).toEqual(["SELECT"]);
    expect([...(await ann.tasks)]).toEqual([]);
    expect(verbs()).toEqual(["SELECT"]);
    // Siblings are read together from the second one on; a change before the first read is kept and written alone.
    const all = [...(await session.query(Employee).orderBy(Employee.id).all())];
    await session.commit();
    ann.name = "changed";
    statements();
    expect(all.map(({ name }) => name)).toEqual(["changed", "other", "other"]);
    expect(verbs()).toEqual(["SELECT", "SELECT"]);
    await session.flush();
    expect(verbs()).toEqual(["UPDATE"]);
    await session.rollback();
    expect([ann.name, verbs()]).toEqual(["other", ["SELECT"]]);
    session.expire(ann);
    expect([ann.name, verbs()]).toEqual(["other", ["SELECT"]]);
    await session.delete(bob);
    await session.commit();
    await session.close();
    statements();
    expect([ann.name, ann.id, verbs()]).toEqual(["other", ids.ann, []]);
  });
});
