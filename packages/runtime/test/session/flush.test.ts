import { expect, test } from "vitest";
import {
  MissingValueError,
  NotAssignedError,
  NotNullViolation,
  SessionFailedError,
  sql,
  StaleDataError,
  UniqueViolation,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

/** What a call fails with, in either colour. */
const rejection = async (call: () => unknown): Promise<unknown> => {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return null;
};

forEachClient(({ models, db, inSession, statements, colour, isPostgres }) => {
  const { Badge, Booking, Department, Employee, Note, Project, Seat, Task } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  test("inserts a graph that hangs on one entity, owners first, and assigns the keys", async () => {
    const ann = employee("Ann");
    const task = new Task({ title: "write", employee: ann });
    const note = new Note({ text: "soon", task });
    expect(() => ann.id).toThrow(NotAssignedError);
    await inSession(async (session) => {
      session.add(note);
      expect(session.new).toHaveLength(3);
      await session.commit();
    });
    expect(ann.id).toBeTypeOf("number");
    expect(task.employeeId).toBe(ann.id);
    expect(note.taskId).toBe(task.id);
    expect(statements().map((sql) => sql.split(" ").slice(0, 3).join(" "))).toEqual([
      'INSERT INTO "Employee"',
      'INSERT INTO "Task"',
      'INSERT INTO "Note"',
    ]);
  });

  test("inserts 250 rows in 3 statements, or in one where a column is a parameter, and gives each its own key", async () => {
    const all = Array.from({ length: 250 }, (_, at) => employee(`e${at}`));
    await inSession(async (session) => {
      session.addAll(all);
      await session.commit();
      expect(statements()).toHaveLength(isPostgres ? 1 : 3);
    });
    await inSession(async (session) => {
      for (const { id, name } of [all[0], all[137], all[249]].filter((one) => one !== undefined)) {
        expect((await session.getOne(Employee, id)).name).toBe(name);
      }
    });
  });

  test("writes only the columns that changed, and nothing that was set back", async () => {
    await inSession(async (session) => {
      const project = new Project({ title: "bridge" });
      session.add(project);
      await session.commit();
      statements();
      project.title = "tunnel";
      project.budget = "12.50";
      expect(session.dirty).toEqual([project]);
      project.title = "bridge";
      await session.flush();
      const [update, ...more] = statements();
      expect(update).toContain('UPDATE "Project"');
      expect(update).toContain('"budget"');
      expect(update).not.toContain('"title"');
      expect(more).toEqual([]);
      project.budget = "7";
      project.budget = "12.5";
      expect(session.dirty).toEqual([]);
      await session.commit();
      expect(statements()).toEqual([]);
    });
  });

  test("updates rows of one shape in one statement, in key order", async () => {
    await inSession(async (session) => {
      const all = ["a", "b", "c", "d", "e"].map((title) => new Project({ title }));
      session.addAll(all);
      await session.commit();
      statements();
      const sent: unknown[] = [];
      const stop = db.onStatement(({ params }) => sent.push(...params));
      for (const project of [...all].reverse()) project.budget = `${project.id}`;
      await session.flush();
      stop();
      // The keys among the parameters: the budgets are texts. PostgreSQL is sent an array of them.
      const keys = all.map(({ id }) => id);
      expect(isPostgres ? sent.at(-1) : sent.filter((cell) => typeof cell === "number")).toEqual(
        isPostgres ? `{${keys.join()}}` : keys,
      );
      expect(statements()).toHaveLength(1);
      await session.commit();
    });
    await inSession(async (session) => {
      for (const project of await session.query(Project).all()) expect(project.budget).toBe(`${project.id}`);
    });
  });

  test("sets the stamp of a changed row, and of no other", async () => {
    await inSession(async (session) => {
      const long = new Date(0);
      const ann = new Employee({ name: "Ann", skills: [], updatedAt: long });
      const bob = new Employee({ name: "Bob", skills: [], updatedAt: long });
      session.addAll([ann, bob]);
      await session.commit();
      ann.name = "Anna";
      await session.commit();
      expect(ann.updatedAt.getTime()).toBeGreaterThan(0);
      expect(bob.updatedAt).toEqual(long);
    });
  });

  test("sees a change inside a document, and none where it is equal", async () => {
    await inSession(async (session) => {
      const ann = new Employee({ name: "Ann", skills: ["ts"], settings: { theme: "dark", tabs: [1, 2] } });
      session.add(ann);
      await session.commit();
      statements();
      const settings = ann.settings as { theme: string; tabs: number[] };
      settings.tabs.push(3);
      expect(session.dirty).toEqual([ann]);
      await session.commit();
      expect(statements()).toHaveLength(1);
      settings.tabs.push(4);
      settings.tabs.pop();
      ann.skills.push("sql");
      ann.skills.pop();
      await session.commit();
      expect(statements()).toEqual([]);
    });
    await inSession(async (session) => {
      const ann = await session.query(Employee).one();
      expect(ann.settings).toEqual({ theme: "dark", tabs: [1, 2, 3] });
      expect(ann.skills).toEqual(["ts"]);
    });
  });

  test("inserts a self-relation by level", async () => {
    await inSession(async (session) => {
      const boss = employee("Boss");
      const lead = new Employee({ name: "Lead", skills: [], manager: boss });
      const one = new Employee({ name: "One", skills: [], manager: lead });
      const two = new Employee({ name: "Two", skills: [], manager: lead });
      session.addAll([two, one, lead, boss]);
      await session.commit();
      expect(statements()).toHaveLength(3);
      expect(one.managerId).toBe(lead.id);
      expect(lead.managerId).toBe(boss.id);
      expect(boss.managerId).toBeNull();
    });
  });

  test("rows that are given a new owner share a statement", async () => {
    await inSession(async (session) => {
      const all = ["a", "b", "c"].map((name) => employee(name));
      session.addAll(all);
      await session.commit();
      statements();
      const sales = new Department({ name: "Sales" });
      const support = new Department({ name: "Support" });
      for (const one of all) one.department = one === all[1] ? support : sales;
      await session.commit();
      expect(statements().map((text) => text.split(" ", 1)[0])).toEqual(["INSERT", "UPDATE"]);
      expect(all.map((one) => one.departmentId === (one === all[1] ? support : sales).id)).toEqual([true, true, true]);
    });
  });

  test("closes all cycles of new rows by one second statement", async () => {
    await inSession(async (session) => {
      for (const name of ["a", "b", "c"]) {
        const head = new Employee({ name, skills: [] });
        head.department = new Department({ name, head });
        session.add(head);
      }
      await session.commit();
      expect(statements().map((text) => text.split(" ", 1)[0])).toEqual(["INSERT", "INSERT", "UPDATE"]);
    });
    await inSession(async (session) => {
      for (const department of await session.query(Department).all())
        expect([(await department.head)?.name, (await department.employees).length]).toEqual([department.name, 1]);
    });
  });

  test("closes a cycle of new rows by a second statement", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const sales = new Department({ name: "Sales", head: ann, employees: [ann] });
      session.add(sales);
      await session.commit();
      expect(statements().map((sql) => sql.slice(0, 6))).toEqual(["INSERT", "INSERT", "UPDATE"]);
      expect(sales.headId).toBe(ann.id);
      expect(ann.departmentId).toBe(sales.id);
    });
    await inSession(async (session) => {
      const sales = await session.query(Department).one();
      const head = await sales.head;
      expect(head?.name).toBe("Ann");
      expect(await head?.department).toBe(sales);
    });
  });

  test("closes a row's reference to itself by a second statement", async () => {
    await inSession(async (session) => {
      const self = employee("Self");
      self.manager = self;
      session.add(self);
      await session.commit();
      expect(self.managerId).toBe(self.id);
    });
    await inSession(async (session) => {
      const self = await session.query(Employee).one();
      expect(await self.manager).toBe(self);
    });
  });

  test("deletes many rows in one statement, those of a self-relation by level", async () => {
    await inSession(async (session) => {
      const boss = employee("Boss");
      const reports = ["a", "b", "c"].map((name) => new Employee({ name, skills: [], manager: boss }));
      session.addAll([boss, ...reports]);
      await session.commit();
      statements();
      for (const one of [boss, ...reports]) await session.delete(one);
      const loads = statements();
      expect(loads.every((sql) => sql.startsWith("SELECT"))).toBe(true);
      await session.commit();
      expect(statements()).toHaveLength(2);
      expect(await session.query(Employee).count()).toBe(0);
    });
  });

  test("keeps compound keys and keys of 64 bits", async () => {
    const big = 9_007_199_254_740_993n;
    await inSession(async (session) => {
      const seat = new Seat({ floor: 3, number: 14, label: null });
      session.add(new Booking({ id: big, day: "2026-02-28", seat }));
      session.add(new Booking({ day: "2026-03-01", seat: new Seat({ floor: 31, number: 4 }) }));
      await session.commit();
    });
    statements();
    await inSession(async (session) => {
      const booking = await session.getOne(Booking, big);
      const seat = await booking.seat;
      expect([booking.id, seat.floor, seat.number]).toEqual([big, 3, 14]);
      expect(await session.get(Seat, { floor: 3, number: 14 })).toBe(seat);
      expect(statements()).toHaveLength(2);
      expect((await seat.bookings).map(({ id }) => id)).toEqual([big]);
      expect(await session.get(Seat, { floor: 1, number: 1 })).toBeNull();
    });
  });

  test("names what is missing before it sends anything", async () => {
    await inSession(async (session) => {
      // What a JavaScript caller may write.
      session.add(new Task({ title: "nobody's" } as never));
      await expect(async () => session.flush()).rejects.toThrow(MissingValueError);
      await expect(async () => session.flush()).rejects.toThrow(/"Task.employeeId" has no value.*relation "employee"/);
      expect(statements()).toEqual([]);
    });
  });

  test("a violated UNIQUE names table, column and entity, and the session waits for a rollback", async () => {
    await inSession(async (session) => {
      session.add(new Project({ title: "bridge" }));
      await session.commit();
      const twin = new Project({ title: "bridge" });
      session.addAll([new Project({ title: "other" }), twin]);
      const error = await Promise.resolve()
        .then(() => session.flush())
        .then(
          () => null,
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(UniqueViolation);
      const violation = error as UniqueViolation;
      expect([violation.table, violation.columns]).toEqual(["Project", ["title"]]);
      expect(violation.message).not.toContain("bridge");
      // PostgreSQL ends the transaction at the first error: nothing can be tried row by row there.
      expect(violation.entity).toBe(twin);
      await expect(async () => session.query(Project).all()).rejects.toThrow(SessionFailedError);
      await session.rollback();
      expect(await session.query(Project).count()).toBe(1);
      twin.title = "second";
      session.add(twin);
      await session.commit();
      expect(await session.query(Project).count()).toBe(2);
    });
  });

  test("a violated NOT NULL is typed", async () => {
    await inSession(async (session) => {
      const insert = sql`INSERT INTO "Project" ("title", "budget") VALUES (${null}, ${"0"}) RETURNING "id"`;
      const error = await rejection(() => session.execute(insert));
      expect(error).toBeInstanceOf(NotNullViolation);
      expect(error).toMatchObject({ table: "Project", columns: ["title"] });
    });
  });

  test("refuses to empty a relation that is required, before it sends anything", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const task = new Task({ title: "t", employee: ann });
      session.add(new Badge({ code: "b1", employee: ann }));
      session.add(task);
      await session.commit();
      const badge = await session.getOne(Badge, "b1");
      ann.badge = null;
      statements();
      await expect(async () => session.flush()).rejects.toThrow(/"Badge.employee" was emptied.*delete the "Badge"/);
      expect(statements()).toEqual([]);
      await session.rollback();
      expect(await ann.badge).toBe(badge);
      expect(badge.employeeId).toBe(ann.id);
    });
  });

  test("notices that somebody else deleted a row it updates", async () => {
    await inSession(async (session) => {
      const project = new Project({ title: "bridge" });
      session.add(project);
      await session.commit();
      await inSession(async (other) => {
        await other.delete(await other.getOne(Project, project.id));
        await other.commit();
      });
      project.budget = "1";
      await expect(async () => session.commit()).rejects.toThrow(StaleDataError);
      await session.rollback();
      expect(project.budget).toBe("0");
    });
  });

  test("a changed primary key moves the row", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      const badge = new Badge({ code: "old", employee: ann });
      session.add(badge);
      await session.commit();
      badge.code = "new";
      await session.commit();
      expect(await session.get(Badge, "new")).toBe(badge);
      expect(await session.get(Badge, "old")).toBeNull();
    });
  });

  test.runIf(colour === "async")("freezes its plan: what changes while it runs belongs to the next flush", async () => {
    await inSession(async (session) => {
      const project = new Project({ title: "bridge" });
      session.add(project);
      const flushing = session.flush();
      project.title = "tunnel";
      await flushing;
      expect(session.dirty).toEqual([project]);
      expect(project.id).toBeTypeOf("number");
      await session.commit();
    });
    await inSession(async (session) => expect((await session.query(Project).one()).title).toBe("tunnel"));
    expect(statements().filter((sql) => sql.startsWith("UPDATE"))).toHaveLength(1);
  });
});
