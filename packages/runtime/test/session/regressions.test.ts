/** What `programs.test.ts` found, each as the smallest program that shows it. */
import { expect, test } from "vitest";
import { joinedload, selectinload } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, db, inSession, statements }) => {
  const { Badge, Department, Employee, Project, Task } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  test("an autoflush in the middle of a move neither deletes the child nor writes a NULL", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const task = new Task({ title: "t", employee: ann });
      session.addAll([task, bob]);
      await session.commit();
      (await ann.tasks).remove(task);
      expect(await session.query(Task).count()).toBe(1);
      (await bob.tasks).add(task);
      await session.commit();
      expect(task.employeeId).toBe(bob.id);
      expect(await session.query(Task).count()).toBe(1);
    });
  });

  test("an autoflush in the middle of a move that cannot be planned does not lose the move", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const task = new Task({ title: "t", employee: ann });
      session.addAll([task, bob]);
      await session.commit();
      (await ann.tasks).remove(task);
      const unfinished = new Employee({ skills: [] } as never); // what a JavaScript caller may write
      session.add(unfinished);
      await expect(async () => session.query(Task).count()).rejects.toThrow(
        expect.objectContaining({ code: "MISSING_VALUE" }),
      );
      session.expunge(unfinished);
      (await bob.tasks).add(task);
      await session.commit();
      await session.refresh(task);
      expect(task.employeeId).toBe(bob.id);
    });
  });

  test("a child whose owner is taken away from its own side is an orphan too", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.commit();
      task.employee = null as never; // what a JavaScript caller may write
      await session.commit();
      expect(await session.query(Task).count()).toBe(0);
      expect(session.has(task)).toBe(false);
    });
  });

  test("deleting an owner takes its new children along, and they do not bring it back", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.delete(ann);
      expect(session.new).toEqual([]);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(0);
      expect(await session.query(Task).count()).toBe(0);
    });
  });

  test("deleting an owner leaves out a child that was only made", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      new Task({ title: "preview", employee: ann });
      await session.delete(ann);
      await session.commit();
      expect(await session.query(Employee).count()).toBe(0);
      expect(await session.query(Task).count()).toBe(0);
    });
  });

  test("emptying a key parts from a target that has no key yet", async () => {
    await inSession(async (session) => {
      const boss = employee("Boss");
      session.add(boss);
      const ann = new Employee({ name: "Ann", skills: [], manager: boss });
      ann.managerId = null;
      expect(Array.from(await boss.reports)).toEqual([]);
      session.add(ann);
      await session.commit();
      expect(ann.managerId).toBeNull();
    });
  });

  test("a query that refreshes a row keeps what was changed in place in a document", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["ts"], settings: { theme: "dark" } });
      session.add(ann);
      await session.commit();
      ann.skills.push("sql");
      await inSession(async (other) => {
        const same = await other.getOne(Employee, ann.id);
        same.name = "Anna";
        same.settings = { theme: "light" };
        await other.commit();
      });
      expect(ann.settings).toEqual({ theme: "dark" });
      await session.query(Employee).options(selectinload(Employee.tasks)).all();
      expect([ann.name, ann.skills, ann.settings]).toEqual(["Anna", ["ts", "sql"], { theme: "light" }]);
      await session.commit();
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      expect([ann.name, ann.skills, ann.settings]).toEqual(["Anna", ["ts", "sql"], { theme: "light" }]);
    });
  });

  test("a query that refreshes a row keeps the new far end of its one-to-one", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      const badge = new Badge({ code: "b", employee: ann });
      await session.query(Employee).all();
      expect(await ann.badge).toBe(badge);
      await session.commit();
      expect(await session.query(Badge).count()).toBe(1);
    });
  });

  test("a rollback undoes what was changed in place", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      ann.skills.push("sql");
      await session.rollback();
      expect(ann.skills).toEqual([]);
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Employee).one()).skills).toEqual([]));
  });

  test("a new child that an autoflush left waiting for an owner is transient again after a rollback", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      (await ann.tasks).remove(task);
      expect(await session.query(Employee).count()).toBe(1);
      await session.rollback();
      expect([session.has(task), session.has(ann)]).toEqual([false, false]);
      task.employee = ann;
      session.add(task);
      await session.commit();
      expect(task.employeeId).toBe(ann.id);
    });
  });

  test("a collection that is joined after a child was taken out does not get it back", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(task);
      await session.commit();
      (await ann.tasks).remove(task);
      await session.query(Employee).options(joinedload(Employee.tasks)).all();
      expect(Array.from(await ann.tasks)).toEqual([]);
      await session.commit();
      expect(await session.query(Task).count()).toBe(0);
    });
  });

  test("new entities of two models are no siblings: one's relation is not loaded for the other", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const projects = ["1", "2"].map((title) => new Project({ title }));
      session.addAll([ann, ...projects]);
      await session.flush();
      for (const project of projects) expect(Array.from(await project.members)).toEqual([]);
      expect(await ann.department).toBeNull();
      ann.name = "Anna";
      await session.commit();
    });
  });

  test("what is set after a flush that found another value set back is written", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      ann.name = "Anna";
      ann.name = "Ann";
      await session.flush();
      ann.name = "Bob";
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Employee).one()).name).toBe("Bob"));
  });

  test("the far end of a one-to-one is inserted by the commit, although an autoflush came before", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      const badge = new Badge({ code: "b", employee: ann });
      expect(await session.query(Badge).count()).toBe(0);
      await session.commit();
      expect(badge.employeeId).toBe(ann.id);
      expect(await session.query(Badge).count()).toBe(1);
    });
  });

  test("a relation that was loaded by a key that is undone is not kept", async () => {
    await inSession(async (session) => {
      const [sales, works] = [new Department({ name: "Sales" }), new Department({ name: "Works" })];
      const ann = new Employee({ name: "Ann", skills: [], department: sales });
      session.addAll([sales, works, ann]);
      await session.commit();
      ann.departmentId = works.id;
      expect(await ann.department).toBe(works);
      works.head = ann;
      await session.flush();
      await session.rollback();
      expect([ann.departmentId, await ann.department]).toEqual([sales.id, sales]);
    });
  });

  test("a cycle of new entities keeps its links when it is rolled back, and can be added anew", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: [] });
      const sales = new Department({ name: "Sales", head: ann, employees: [ann] });
      session.add(sales);
      await session.flush();
      await session.rollback();
      expect([await sales.head, await ann.department]).toEqual([ann, sales]);
      session.add(sales);
      await session.commit();
      expect([sales.headId, ann.departmentId]).toEqual([ann.id, sales.id]);
    });
  });

  test("what was deleted, flushed and added again is put back by a rollback as it was before", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      await ann.reports;
      await session.delete(ann);
      await session.flush();
      session.add(ann);
      [ann.name, ann.manager] = ["Anna", ann];
      await session.rollback();
      expect([session.has(ann), ann.name, ann.managerId, await ann.manager]).toEqual([true, "Ann", null, null]);
      expect(Array.from(await ann.reports)).toEqual([]);
    });
  });

  test("a commit takes along what was given to an owner while its first flush was under way", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(ann);
      await session.commit();
      ann.name = "Anna";
      let isNew = true;
      const stop = db.onStatement(({ sql: text }) => {
        if (isNew && text.startsWith("UPDATE")) new Task({ title: "late", employee: ann });
        isNew &&= !text.startsWith("UPDATE");
      });
      await session.commit();
      stop();
      expect(await session.query(Task).count()).toBe(1);
    });
  });

  test("what a loaded side of a many-to-many holds costs nothing when it is added again", async () => {
    const [ann, p] = [employee("Ann"), new Project({ title: "p" })];
    await inSession(async (session) => {
      session.add(ann);
      ann.projects.add(p);
      await session.commit();
    });
    await inSession(async (session) => {
      const [again, project] = [await session.getOne(Employee, ann.id), await session.getOne(Project, p.id)];
      const members = await project.members;
      statements();
      members.add(again);
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  /** Does something once, as the first statement that begins so is under way. */
  const during = (start: string, work: () => void): (() => void) => {
    let isDone = false;
    return db.onStatement(({ sql: text }) => {
      if (isDone || !text.replaceAll("`", '"').startsWith(start)) return;
      isDone = true;
      work();
    });
  };

  test("what is parted while a flush writes the key of the one is not brought together by it", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const [art, law] = [new Department({ name: "art" }), new Department({ name: "law" })];
      [ann.department, art.head, bob.department] = [art, ann, law]; // a cycle, and a key that is only late
      session.addAll([ann, bob]);
      const stop = during("INSERT", () => {
        [ann.department, art.head, bob.department] = [null, null, null];
      });
      await session.flush();
      stop();
      expect([ann.departmentId, art.headId, bob.departmentId]).toEqual([null, null, null]);
      expect(session.dirty.length).toBeGreaterThan(0);
      await session.commit();
      for (const one of [ann, bob, art]) await session.refresh(one);
      expect([ann.departmentId, art.headId, bob.departmentId]).toEqual([null, null, null]);
    });
  });

  test("a link that is undone while a flush writes it, or done again while it takes it away, is the next flush's", async () => {
    await inSession(async (session) => {
      const [ann, p, q] = [employee("Ann"), new Project({ title: "p" }), new Project({ title: "q" })];
      ann.projects.add(q);
      session.addAll([ann, p]);
      await session.commit();
      const projects = await ann.projects;
      projects.add(p);
      projects.remove(q);
      const stop = during("DELETE", () => {
        projects.remove(p);
        projects.add(q);
      });
      await session.flush();
      stop();
      await session.commit();
      session.expire(ann);
      expect(Array.from(await (await session.getOne(Employee, ann.id)).projects)).toEqual([q]);
      await inSession(async (other) => {
        const again = await other.getOne(Employee, ann.id);
        expect(Array.from(await again.projects)).toMatchObject([{ title: "q" }]);
      });
    });
  });

  test("what came into the place of a far end stays there when the one before goes", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      session.add(new Badge({ code: "1", employee: ann }));
      await session.commit();
    });
    await inSession(async (session) => {
      const badge = await session.getOne(Badge, "1");
      const ann = await badge.employee;
      await session.delete(badge);
      const next = new Badge({ code: "2", employee: ann });
      session.add(next);
      statements();
      await session.commit();
      expect(statements().map((text) => text.slice(0, 6))).toEqual(["DELETE", "INSERT"]);
      expect(await ann.badge).toBe(next);
    });
  });

  test("a refresh leaves alone what others say of an entity, and brings back to whom it belonged", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const task = new Task({ title: "t", employee: ann });
      session.addAll([task, bob]);
      await session.commit();
      const [anns, bobs] = [await ann.tasks, await bob.tasks];
      task.employee = bob;
      await session.refresh(task);
      expect([Array.from(anns), Array.from(bobs), task.employeeId]).toEqual([[task], [], ann.id]);
      const fresh = new Task({ title: "new", employee: bob });
      session.add(fresh);
      await session.refresh(bob);
      expect(await fresh.employee).toBe(bob);
      expect(Array.from(await bob.tasks)).toEqual([fresh]);
      await session.commit();
      expect(fresh.employeeId).toBe(bob.id);
    });
  });
});
