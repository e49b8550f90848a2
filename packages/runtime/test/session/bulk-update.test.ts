/** UPDATE and DELETE by conditions: how many statements they are, and that memory is what the database has. */
import { expect, test } from "vitest";
import { and, ArgumentError, not, or, QueryError, sql, UnknownKeyError, UndefinedValueError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, statements, isMysql }) => {
  const { Department, Employee, Note, Project, Task } = models;

  /** Two departments; Ann and Bob in the first, Cid in the second; Ann has two tasks. */
  async function seed(): Promise<void> {
    await inSession(async (session) => {
      const [one, two] = [new Department({ id: 1, name: "one" }), new Department({ id: 2, name: "two" })];
      const ann = new Employee({ id: 1, name: "Ann", department: one });
      const bob = new Employee({ id: 2, name: "Bob", department: one });
      const cid = new Employee({ id: 3, name: "Cid", department: two });
      const [a, b] = [new Task({ id: 1, title: "a", employee: ann }), new Task({ id: 2, title: "b", employee: ann })];
      session.addAll([one, two, ann, bob, cid, a, b, new Note({ text: "n", task: a })]);
      await session.commit();
    });
    statements();
  }

  test("what is loaded follows an update without a SELECT, and a rollback puts it back", async () => {
    await seed();
    await inSession(async (session) => {
      const all = await session.query(Employee).orderBy(Employee.id).all();
      const [ann, bob, cid] = all;
      if (ann === undefined || bob === undefined || cid === undefined) throw new Error("the seed has three");
      const before = ann.updatedAt;
      statements();
      bob.name = "Robert";
      expect(
        await session
          .update(Employee)
          .filter(Employee.id.lt(3))
          .set({ settings: { a: 1 } })
          .run(),
      ).toBe(2);
      const [flushed, update, ...more] = statements();
      expect([flushed?.slice(0, 6), update?.slice(0, 6), more]).toEqual(["UPDATE", "UPDATE", []]);
      expect([ann.settings, bob.settings, cid.settings]).toEqual([{ a: 1 }, { a: 1 }, null]);
      expect([bob.name, session.isModified(bob), session.isModified(ann)]).toEqual(["Robert", false, false]);
      expect(ann.updatedAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
      await session.rollback();
      expect([ann.settings, bob.name, ann.updatedAt]).toEqual([null, "Bob", before]);
      statements();
      // Stale by now: the database says which.
      await session.update(Employee).filterBy({ name: "Cid" }).set({ name: "Sid" }).run();
      expect(cid.name).toBe("Sid");
      expect(statements()).toHaveLength(isMysql ? 2 : 1);
      await session.commit();
    });
    await inSession(async (session) => {
      // Nobody is loaded: one statement, wherever.
      expect(
        await session
          .query(Employee)
          .filter(Employee.department.has(Department.name.eq("one")))
          .update({ name: "x" }),
      ).toBe(2);
      expect(
        await session
          .update(Employee)
          .set({ name: sql`${Employee.name} || '!'` })
          .run(),
      ).toBe(3);
      // The statement reads the table that it changes.
      expect(
        await session
          .update(Employee)
          .filter(Employee.manager.none(Employee.name.eq("y")))
          .set({ name: "z" })
          .run(),
      ).toBe(3);
      expect(await session.delete(Employee).filter(Employee.manager.has()).run()).toBe(0);
      expect(statements()).toHaveLength(4);
    });
  });

  test("SQL as a value is read back for what is loaded, and a condition that memory cannot evaluate asks the database", async () => {
    await seed();
    await inSession(async (session) => {
      await session.insert(Project, [
        { title: "p", budget: "2.50" },
        { title: "q", budget: "10" },
      ]);
      const [p, q] = await session.query(Project).orderBy(Project.title).all();
      statements();
      await session.update(Project).filter(Project.budget.gt("2.6")).set({ budget: "11" }).run();
      expect([p?.budget, q?.budget, statements().length]).toEqual(["2.5", "11", 1]);
      await session
        .update(Project)
        .set({ title: sql`upper(${Project.title})` })
        .run();
      expect([p?.title, q?.title]).toEqual(["P", "Q"]);
      expect(statements()).toHaveLength(isMysql ? 2 : 1);
      await session
        .update(Project)
        .filter(Project.title.like("_"))
        .set({ title: sql`${Project.title} || ${"!"}` })
        .run();
      expect([p?.title, q?.title]).toEqual(["P!", "Q!"]);
      expect(statements()).toHaveLength(isMysql ? 3 : 1);
      await expect(async () =>
        session.update(Project, { synchronize: "evaluate" }).filter(Project.title.like("_!")).set({ title: "x" }).run(),
      ).rejects.toThrow(QueryError);
      expect(await session.query(Project).count()).toBe(2); // nothing was sent
      await session.rollback();
      statements();
      await session.insert(Project, [{ title: "r" }]);
      const r = await session.query(Project).one();
      await session.update(Project, { synchronize: false }).set({ title: "s" }).run();
      expect([r.title, statements().length]).toEqual(["r", 3]);
      await session.refresh(r);
      expect(r.title).toBe("s");
    });
  });

  test("a changed key moves an entity between loaded collections", async () => {
    await seed();
    await inSession(async (session) => {
      const [one, two] = [await session.getOne(Department, 1), await session.getOne(Department, 2)];
      const [inOne, inTwo] = [await one.employees, await two.employees];
      const bob = await session.getOne(Employee, 2);
      expect(await bob.department).toBe(one);
      statements();
      await session.update(Employee).filter(Employee.id.eq(2)).set({ department: two }).run();
      expect([inOne.map(({ name }) => name), inTwo.map(({ name }) => name).sort()]).toEqual([["Ann"], ["Bob", "Cid"]]);
      expect(await bob.department).toBe(two);
      expect(statements()).toHaveLength(1);
      expect(session.dirty).toEqual([]);
      await session.flush();
      expect(statements()).toEqual([]);
      await session.rollback();
      expect([inOne.map(({ name }) => name).sort(), inTwo.map(({ name }) => name)]).toEqual([["Ann", "Bob"], ["Cid"]]);
      expect(await bob.department).toBe(one);
      await session.update(Employee).set({ departmentId: null }).run();
      expect([await bob.department, [...(await one.employees)]]).toEqual([null, []]);
      await session.commit();
    });
  });

  test("rows given back are entities, with what they are now", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, 1);
      statements();
      const given = await session.update(Employee).filter(Employee.id.le(2)).set({ name: "x" }).returning();
      expect(statements()).toHaveLength(isMysql ? 3 : 1);
      expect(new Set(given.map(({ id, name }) => `${id} ${name}`))).toEqual(new Set(["1 x", "2 x"]));
      expect([given.includes(ann), session.isModified(ann)]).toEqual([true, false]);
      const gone = await session.delete(Task).filter(Task.title.eq("b")).returning();
      expect(gone.map(({ title }) => title)).toEqual(["b"]);
      expect(gone.some((task) => session.has(task))).toBe(false);
    });
  });

  test("deleted rows leave the session and its collections, and so does what the database takes along", async () => {
    await seed();
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, 1);
      const tasks = await ann.tasks;
      const [a, b] = [await session.getOne(Task, 1), await session.getOne(Task, 2)];
      const note = await session.query(Note).one();
      statements();
      expect(await session.delete(Task).filter(Task.id.eq(1)).run()).toBe(1);
      expect(statements()).toHaveLength(1);
      expect([session.has(a), session.has(note), session.has(b), [...tasks]]).toEqual([false, false, true, [b]]);
      expect(await session.get(Task, 1)).toBe(null);
      await session.rollback();
      expect([session.has(a), session.has(note), tasks.length]).toEqual([true, true, 2]);
      expect(await session.getOne(Task, 1)).toBe(a);
    });
    await inSession(async (session) => {
      // The row that goes is no entity of the session; what refers to it is.
      const note = await session.query(Note).one();
      statements();
      expect(await session.query(Task).filter(Task.title.eq("a")).delete()).toBe(1);
      expect(session.has(note)).toBe(false);
      expect(statements()).toHaveLength(isMysql ? 2 : 1);
      expect(await session.delete(Task).run()).toBe(1);
      await session.delete(Employee).filter(not(Employee.tasks.any()), Employee.name.ne("Ann")).run();
      expect(await session.query(Employee).count()).toBe(1);
      await session.commit();
    });
  });

  test("a changed primary key moves an entity, and what refers to it follows the database", async () => {
    await seed();
    await inSession(async (session) => {
      const [ann, task] = [await session.getOne(Employee, 1), await session.getOne(Task, 1)];
      const tasks = await ann.tasks;
      expect(await task.employee).toBe(ann);
      await session.update(Employee).filter(Employee.name.eq("Ann")).set({ id: 10 }).run();
      expect([ann.id, task.employeeId, tasks.length, await task.employee]).toEqual([10, 10, 2, ann]);
      statements();
      expect([await session.get(Employee, 10), await session.get(Employee, 1)]).toEqual([ann, null]);
      expect(statements()).toHaveLength(1);
      await session.rollback();
      expect([ann.id, task.employeeId, tasks.length, await task.employee]).toEqual([1, 1, 2, ann]);
      expect(await session.getOne(Employee, 1)).toBe(ann);
    });
  });

  test("a session that is closed with rows written past entities says so", async () => {
    const session = db.session({ discard: "throw" });
    await session.insert(Project, [{ title: "p" }]);
    await expect(async () => session.close()).rejects.toThrow('unsaved changes of "Project"');
    const saved = db.session({ discard: "throw" });
    await saved.insert(Project, [{ title: "p" }]);
    await saved.commit();
    await saved.close();
  });

  test("what is no update is refused", async () => {
    await inSession(async (session) => {
      const run = async (values: unknown): Promise<unknown> =>
        (await Reflect.apply(Reflect.get(session.query(Employee), "update"), session.query(Employee), [
          values,
        ])) as unknown;
      await expect(run({ nam: "x" })).rejects.toThrow(UnknownKeyError);
      await expect(run({})).rejects.toThrow(ArgumentError);
      await expect(run({ name: undefined })).rejects.toThrow(/sets nothing/);
      await expect(run({ tasks: [] })).rejects.toThrow(/collection/);
      await expect(run({ id: sql`1` })).rejects.toThrow(/lose sight/);
      await expect(run(null)).rejects.toThrow(ArgumentError);
      await expect(async () => session.query(Employee).limit(1).update({ name: "x" })).rejects.toThrow(QueryError);
      await expect(async () => session.query(Employee).orderBy(Employee.id).delete()).rejects.toThrow(/orderBy/);
      await expect(async () => session.query(Employee).offset(1).delete()).rejects.toThrow(/offset/);
      expect(() => session.update(Employee).filterBy({ name: undefined as never })).toThrow(UndefinedValueError);
      expect(statements()).toEqual([]);
      // Of no rows: a statement that changes none.
      expect(
        await session
          .update(Employee)
          .filter(and(Employee.id.eq(1), or()))
          .set({ name: "x" })
          .run(),
      ).toBe(0);
      expect(statements()).toHaveLength(1);
    });
  });
});
