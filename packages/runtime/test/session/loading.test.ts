import { expect, test } from "vitest";
import {
  type AsyncSession,
  DetachedError,
  joinedload,
  LazyLoadRefusedError,
  lazyload,
  LoadOptionError,
  raiseload,
  RelationInvalidatedError,
  selectinload,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements, colour }) => {
  const { Badge, Booking, Department, Employee, Note, Project, Seat, Task } = models;
  type Employee = InstanceType<typeof Employee>;
  type Task = InstanceType<typeof Task>;
  const employee = (name: string) => new Employee({ name, skills: [] });

  /** Three employees under a boss, in one department but the boss, each with two tasks of two notes each and a shared project. */
  async function company(): Promise<void> {
    await inSession(async (session) => {
      const sales = new Department({ name: "Sales" });
      const boss = employee("Boss");
      const bridge = new Project({ title: "bridge" });
      session.add(new Badge({ code: "gold", employee: boss }));
      for (const name of ["Cid", "Ann", "Bob"]) {
        const one = new Employee({ name, skills: [], department: sales, manager: boss, projects: [bridge] });
        for (const at of [1, 2]) {
          const task = new Task({ title: `${name} ${at}`, employee: one });
          for (const text of ["x", "y"]) new Note({ text, task });
        }
        session.add(one);
      }
      await session.commit();
    });
    statements();
  }

  const inCompany = async <T>(work: (session: AsyncSession) => Promise<T>): Promise<T> => {
    await company();
    return inSession(work);
  };
  const workers = (session: AsyncSession) =>
    session.query(Employee).filter(Employee.name.ne("Boss")).orderBy(Employee.name);
  /** The class of the error that reading throws. */
  const attempt = (read: () => unknown): unknown => {
    try {
      read();
      return undefined;
    } catch (error) {
      return (error as Error).constructor;
    }
  };
  const titles = (tasks: Iterable<Task>) => [...tasks].map(({ title }) => title).sort();

  // ---- on access

  test("the first access loads for one, the second for all the rest, the third nothing", async () => {
    await inCompany(async (session) => {
      const all = await workers(session).all();
      expect(statements()).toHaveLength(1);
      const counts: number[] = [];
      for (const one of all) {
        expect(titles(await one.tasks)).toEqual([`${one.name} 1`, `${one.name} 2`]);
        counts.push(statements().length);
      }
      expect(counts).toEqual([1, 1, 0]);
      // The members know their owner, and are siblings of those that one statement gave.
      for (const one of all) for (const task of await one.tasks) expect(await task.employee).toBe(one);
      expect(statements()).toEqual([]);
      for (const one of all) for (const task of await one.tasks) expect(await task.notes).toHaveLength(2);
      expect(statements()).toHaveLength(4);
    });
  });

  test("a many-to-one is in the identity map, or loads once for all", async () => {
    await inCompany(async (session) => {
      const all = await session.query(Task).orderBy(Task.id).all();
      statements();
      const owners = new Set<Employee>();
      for (const task of all) owners.add(await task.employee);
      expect(owners.size).toBe(3);
      expect(statements()).toHaveLength(2);
      for (const owner of owners) expect((await owner.manager)?.name).toBe("Boss");
      // One manager and one department for all.
      expect(statements()).toHaveLength(1);
    });
    await inSession(async (session) => {
      const held = await session.query(Employee).all();
      const all = await session.query(Task).all();
      statements();
      for (const task of all) expect(held).toContain(await task.employee);
      expect(statements()).toEqual([]);
    });
  });

  test("a NULL key needs no statement, neither on access nor by an option", async () => {
    await inCompany(async (session) => {
      const boss = await session.query(Employee).filter(Employee.name.eq("Boss")).one();
      statements();
      expect([await boss.department, await boss.manager]).toEqual([null, null]);
      expect(statements()).toEqual([]);
      const again = await session
        .query(Employee)
        .filter(Employee.name.eq("Boss"))
        .options(selectinload(Employee.manager), selectinload(Employee.department))
        .all();
      expect(again).toEqual([boss]);
      expect(statements()).toHaveLength(1);
    });
  });

  test("the empty far end of a one-to-one is asked for once", async () => {
    await inCompany(async (session) => {
      const [ann, , cid] = await workers(session).all();
      const boss = await session.query(Employee).filter(Employee.name.eq("Boss")).one();
      statements();
      expect(await ann?.badge).toBeNull();
      expect(await ann?.badge).toBeNull();
      expect(await cid?.badge).toBeNull();
      expect(statements()).toHaveLength(2);
      const badge = await boss.badge;
      expect(badge?.code).toBe("gold");
      statements();
      expect(await badge?.employee).toBe(boss);
      expect(statements()).toEqual([]);
    });
  });

  test("what an entity has loaded is not asked for again by its siblings' access", async () => {
    await inCompany(async (session) => {
      const [ann, bob, cid] = (await workers(session).all()) as [Employee, Employee, Employee];
      await ann.tasks;
      const late = new Task({ title: "late", employee: ann });
      (await ann.tasks).remove((await ann.tasks)[0] as Task);
      await bob.tasks;
      expect(await ann.tasks).toContain(late);
      expect(await ann.tasks).toHaveLength(2);
      expect(await cid.tasks).toHaveLength(2);
      expect(statements()).toHaveLength(3);
    });
  });

  test("pending changes of an unloaded collection are kept when it loads", async () => {
    await inCompany(async (session) => {
      const [ann, bob] = (await workers(session).all()) as [Employee, Employee];
      const [first] = (await session.query(Task).filter(Task.title.eq("Ann 1")).all()) as [Task];
      first.employee = bob;
      const late = new Task({ title: "late", employee: ann });
      expect(titles(await ann.tasks)).toEqual(["Ann 2", "late"]);
      expect(titles(await bob.tasks)).toEqual(["Ann 1", "Bob 1", "Bob 2"]);
      await session.commit();
      expect(late.employeeId).toBe(ann.id);
    });
    await inSession(async (session) => {
      const [ann, bob] = await workers(session).options(selectinload(Employee.tasks)).all();
      expect([ann, bob].map((one) => titles(one?.tasks ?? []))).toEqual([
        ["Ann 2", "late"],
        ["Ann 1", "Bob 1", "Bob 2"],
      ]);
    });
  });

  test("orderBy of a relation holds in every strategy", async () => {
    await company();
    const names = async (boss: Employee) => (await boss.reports).map(({ name }) => name);
    const boss = (session: AsyncSession) => session.query(Employee).filter(Employee.name.eq("Boss"));
    for (const option of [lazyload(Employee.reports), selectinload(Employee.reports), joinedload(Employee.reports)]) {
      await inSession(async (session) => {
        expect(await names(await boss(session).options(option).one())).toEqual(["Ann", "Bob", "Cid"]);
      });
    }
  });

  // ---- by options

  test("joinedload is one statement, for a to-one, a collection and a many-to-many", async () => {
    await inCompany(async (session) => {
      const all = await workers(session)
        .options(joinedload(Employee.department), joinedload(Employee.tasks), joinedload(Employee.projects))
        .all();
      expect(all.map(({ name }) => name)).toEqual(["Ann", "Bob", "Cid"]);
      for (const one of all) {
        expect(one.department?.name).toBe("Sales");
        expect(titles(one.tasks)).toEqual([`${one.name} 1`, `${one.name} 2`]);
        expect(one.projects.map(({ title }) => title)).toEqual(["bridge"]);
        for (const task of one.tasks) expect(await task.employee).toBe(one);
      }
      expect(statements()).toHaveLength(1);
    });
  });

  test("selectinload is one more statement for each relation", async () => {
    await inCompany(async (session) => {
      const all = await workers(session)
        .options(selectinload(Employee.department), selectinload(Employee.tasks), selectinload(Employee.projects))
        .all();
      for (const one of all) {
        expect(one.department?.name).toBe("Sales");
        expect(titles(one.tasks)).toEqual([`${one.name} 1`, `${one.name} 2`]);
        expect(one.projects).toHaveLength(1);
      }
      expect(statements()).toHaveLength(4);
    });
  });

  test("options nest, in either strategy", async () => {
    await inCompany(async (session) => {
      const [bySelect] = await workers(session).options(selectinload(Employee.tasks).selectinload(Task.notes)).all();
      expect(bySelect?.tasks[0]?.notes).toHaveLength(2);
      expect(statements()).toHaveLength(3);
    });
    await inSession(async (session) => {
      const [byJoin] = await workers(session).options(joinedload(Employee.tasks).joinedload(Task.notes)).all();
      expect(byJoin?.tasks.map((task) => task.notes.length)).toEqual([2, 2]);
      expect(statements()).toHaveLength(1);
    });
    await inSession(async (session) => {
      const [mixed] = await workers(session).options(joinedload(Employee.tasks).selectinload(Task.notes)).all();
      expect(mixed?.tasks.map((task) => task.notes.length)).toEqual([2, 2]);
      expect(statements()).toHaveLength(2);
    });
    await inSession(async (session) => {
      const notes = await session
        .query(Note)
        .options(joinedload(Note.task).joinedload(Task.employee).joinedload(Employee.department))
        .all();
      expect(notes).toHaveLength(12);
      for (const note of notes) expect(note.task.employee.department?.name).toBe("Sales");
      const [sql, ...more] = statements();
      expect(more).toEqual([]);
      // The keys that cannot be NULL are inner joins, the one that can an outer one.
      expect(sql?.match(/(LEFT )?JOIN/g)).toEqual(["JOIN", "JOIN", "LEFT JOIN"]);
    });
  });

  test("a join of NOT NULL keys below an outer one drops nothing", async () => {
    await inCompany(async (session) => {
      const all = await session
        .query(Employee)
        .orderBy(Employee.name)
        .options(joinedload(Employee.badge).joinedload(Badge.employee))
        .all();
      expect(all.map(({ badge }) => badge?.code ?? null)).toEqual([null, null, "gold", null]);
      expect(statements()).toHaveLength(1);
    });
  });

  test("a limit counts entities, whatever is joined", async () => {
    await inCompany(async (session) => {
      const query = workers(session).options(joinedload(Employee.tasks), joinedload(Employee.projects));
      expect((await query.limit(2).all()).map((one) => [one.name, one.tasks.length, one.projects.length])).toEqual([
        ["Ann", 2, 1],
        ["Bob", 2, 1],
      ]);
      expect((await query.limit(2).offset(1).all()).map(({ name }) => name)).toEqual(["Bob", "Cid"]);
      expect((await query.offset(2).all()).map((one) => [one.name, one.tasks.length])).toEqual([["Cid", 2]]);
      expect((await query.first())?.tasks).toHaveLength(2);
      expect((await query.filter(Employee.name.eq("Bob")).one()).tasks).toHaveLength(2);
      expect(await query.limit(2).count()).toBe(2);
      expect(statements()).toHaveLength(6);
      const descending = workers(session).options(joinedload(Employee.reports));
      expect((await descending.limit(3).all()).map(({ name }) => name)).toEqual(["Ann", "Bob", "Cid"]);
    });
  });

  test("a self-relation joins to the depth asked for", async () => {
    await inCompany(async (session) => {
      const [ann] = await workers(session).options(joinedload(Employee.manager).joinedload(Employee.manager)).all();
      expect(ann?.manager?.name).toBe("Boss");
      expect(ann?.manager?.manager).toBeNull();
      const boss = await session
        .query(Employee)
        .filter(Employee.name.eq("Boss"))
        .options(selectinload(Employee.reports).selectinload(Employee.reports))
        .one();
      expect(boss.reports.map((one) => one.reports.length)).toEqual([0, 0, 0]);
      expect(statements()).toHaveLength(4);
    });
  });

  test("what memory holds is not selected again", async () => {
    await inCompany(async (session) => {
      const query = workers(session).options(
        selectinload(Employee.tasks).selectinload(Task.notes),
        selectinload(Employee.department),
      );
      await query.all();
      expect(statements()).toHaveLength(4);
      await query.all();
      expect(statements()).toHaveLength(1);
      const [ann] = await query.all();
      (ann as Employee).departmentId = null;
      await query.all();
      // The UPDATE of the autoflush, and the query.
      expect(statements()).toHaveLength(3);
    });
  });

  test("500 keys go in one statement", async () => {
    await inSession(async (session) => {
      for (let at = 0; at < 1001; at++) session.add(new Employee({ name: `e${at}`, skills: [], id: at + 1 }));
      for (let at = 0; at < 1001; at++) session.add(new Task({ title: `t${at}`, employeeId: at + 1 }));
      await session.commit();
    });
    statements();
    await inSession(async (session) => {
      const all = await session.query(Employee).orderBy(Employee.id).options(selectinload(Employee.tasks)).all();
      expect(statements()).toHaveLength(4);
      expect(all.every(({ tasks, id }) => tasks.length === 1 && tasks[0]?.title === `t${id - 1}`)).toBe(true);
    });
    await inSession(async (session) => {
      const all = await session.query(Task).options(selectinload(Task.employee)).all();
      expect(statements()).toHaveLength(4);
      expect(all.every((task) => task.employee.id === task.employeeId)).toBe(true);
    });
  });

  test("compound keys load by every strategy", async () => {
    await inSession(async (session) => {
      for (const [floor, number] of [
        [1, 11],
        [11, 1],
        [2, 2],
      ] as const) {
        const seat = new Seat({ floor, number });
        session.add(new Booking({ day: "2026-01-01", seat }));
        session.add(new Booking({ day: "2026-01-02", seat }));
      }
      session.add(new Seat({ floor: 3, number: 3 }));
      await session.commit();
    });
    statements();
    for (const [option, count] of [
      [lazyload(Seat.bookings), 3],
      [selectinload(Seat.bookings), 2],
      [joinedload(Seat.bookings), 1],
    ] as const) {
      await inSession(async (session) => {
        const seats = await session.query(Seat).orderBy(Seat.floor, Seat.number).options(option).all();
        const counts: number[] = [];
        for (const seat of seats) {
          const bookings = await seat.bookings;
          counts.push(bookings.length);
          for (const booking of bookings) expect(await booking.seat).toBe(seat);
        }
        expect(counts).toEqual([2, 2, 0, 2]);
        expect(statements()).toHaveLength(count);
      });
    }
    await inSession(async (session) => {
      for (const booking of await session.query(Booking).all()) {
        const seat = await booking.seat;
        expect([seat.floor, seat.number]).toEqual([booking.seatFloor, booking.seatNumber]);
      }
      expect(statements()).toHaveLength(3);
    });
  });

  // ---- what is stale

  test("after a commit of somebody else the next query refreshes what it returns, and never what is unflushed", async () => {
    await inCompany(async (session) => {
      const [ann] = (await workers(session).all()) as [Employee];
      const { skills } = ann;
      expect(skills).toEqual([]);
      const tasks = await ann.tasks;
      await session.commit();
      await inSession(async (other) => {
        const same = await other.getOne(Employee, ann.id);
        same.name = "Anna";
        same.settings = { theme: "dark" };
        other.add(new Task({ title: "new", employee: same }));
        await other.commit();
      });
      expect(ann.name).toBe("Ann");
      statements();
      ann.departmentId = null;
      skills.push("ts");
      expect(await session.get(Employee, ann.id)).toBe(ann);
      expect(statements()).toHaveLength(1);
      expect([ann.name, ann.departmentId, ann.skills, ann.settings]).toEqual(["Anna", null, ["ts"], { theme: "dark" }]);
      expect(session.isModified(ann)).toBe(true);
      await workers(session).options(selectinload(Employee.tasks)).all();
      expect(await ann.tasks).toBe(tasks);
      expect(titles(tasks)).toEqual(["Ann 1", "Ann 2", "new"]);
      await session.commit();
    });
    await inSession(async (session) => {
      const anna = await session.query(Employee).filter(Employee.name.eq("Anna")).one();
      expect([anna.skills, anna.settings, anna.departmentId]).toEqual([["ts"], { theme: "dark" }, null]);
    });
  });

  test("a document that was read before its row was refreshed is not written back", async () => {
    await inCompany(async (session) => {
      const [ann] = (await workers(session).all()) as [Employee];
      expect([ann.settings, ann.skills]).toEqual([null, []]);
      await session.commit();
      await inSession(async (other) => {
        const same = await other.getOne(Employee, ann.id);
        same.skills = ["sql"];
        await other.commit();
      });
      ann.name = "Mine";
      await session.get(Employee, ann.id);
      expect(ann.skills).toEqual(["sql"]);
      statements();
      await session.commit();
      const [sql, ...more] = statements();
      expect(more).toEqual([]);
      expect(sql).toContain('"name"');
      expect(sql).not.toContain('"skills"');
    });
  });

  test("an eager load refreshes stale targets, by either strategy", async () => {
    await inCompany(async (session) => {
      for (const option of [joinedload(Task.employee), selectinload(Task.employee)]) {
        const [before] = await session.query(Task).options(option).orderBy(Task.id).all();
        const owner = before?.employee as Employee;
        await session.commit();
        const name = `${owner.name}'`;
        await inSession(async (other) => {
          (await other.getOne(Employee, owner.id)).name = name;
          await other.commit();
        });
        const [after] = await session.query(Task).options(option).orderBy(Task.id).all();
        expect(after?.employee).toBe(owner);
        expect(owner.name).toBe(name);
      }
    });
  });

  test("a refreshed row keeps the one-to-one that nobody has saved yet", async () => {
    await inCompany(async (session) => {
      const [ann] = (await workers(session).all()) as [Employee];
      await session.commit();
      const badge = new Badge({ code: "late", employee: ann });
      await workers(session).all();
      expect(await ann.badge).toBe(badge);
      await session.commit();
      expect(badge.employeeId).toBe(ann.id);
      expect(session.has(badge)).toBe(true);
    });
  });

  test("a relation whose key somebody else changed is loaded anew, and is not read as it was", async () => {
    await inCompany(async (session) => {
      const [task] = await session.query(Task).orderBy(Task.id).options(joinedload(Task.employee)).all();
      const bob = await session.query(Employee).filter(Employee.name.eq("Bob")).one();
      await session.commit();
      await inSession(async (other) => {
        (await other.getOne(Task, task?.id ?? 0)).employeeId = bob.id;
        await other.commit();
      });
      session.expunge(bob);
      await session.query(Task).all();
      const read = () => task?.employee.name;
      const outcome = colour === "async" ? RelationInvalidatedError : undefined;
      expect(attempt(read)).toBe(outcome);
      expect((await task?.employee)?.name).toBe("Bob");
      expect(read()).toBe("Bob");
    });
  });

  test("the far end of a one-to-one stays readable in an async client, and is loaded anew where a query or a sync client asks", async () => {
    await inCompany(async (session) => {
      const boss = await session.query(Employee).filter(Employee.name.eq("Boss")).one();
      const gold = await boss.badge;
      const ann = await session.query(Employee).filter(Employee.name.eq("Ann")).one();
      await session.commit();
      await inSession(async (other) => {
        const badge = await other.getOne(Badge, "gold");
        badge.employeeId = ann.id;
        await other.commit();
      });
      await session.refresh(boss);
      statements();
      const isAsync = colour === "async";
      expect(boss.badge).toBe(isAsync ? gold : null);
      expect(statements()).toHaveLength(isAsync ? 0 : 1);
      await session.query(Employee).options(selectinload(Employee.badge)).all();
      expect([await boss.badge, await ann.badge]).toEqual([null, gold]);
    });
  });

  test("a row that has gone is null to get, and out of the session", async () => {
    await inCompany(async (session) => {
      const boss = await session.query(Employee).filter(Employee.name.eq("Boss")).one();
      const gold = await session.getOne(Badge, "gold");
      await session.commit();
      await inSession(async (other) => {
        await other.delete(await other.getOne(Badge, "gold"));
        await other.commit();
      });
      expect(await session.get(Badge, "gold")).toBeNull();
      expect(session.has(gold)).toBe(false);
      expect(session.has(boss)).toBe(true);
    });
  });

  // ---- refusals

  test("two strategies for one path in one query are an error", async () => {
    await inSession(async (session) => {
      const query = session.query(Employee).options(selectinload(Employee.tasks), joinedload(Employee.tasks));
      await expect(async () => query.all()).rejects.toThrow(LoadOptionError);
      await expect(async () => query.all()).rejects.toThrow(/"Employee.tasks" is given two loading strategies/);
      const twice = session
        .query(Employee)
        .options(selectinload(Employee.tasks).selectinload(Task.notes), selectinload(Employee.tasks));
      expect(await twice.all()).toEqual([]);
      const foreign = session.query(Employee).options(selectinload(Task.notes) as never);
      await expect(async () => foreign.all()).rejects.toThrow(/"Task.notes" is not a relation of "Employee"/);
      await expect(async () =>
        session
          .query(Employee)
          .options({} as never)
          .all(),
      ).rejects.toThrow(LoadOptionError);
    });
  });

  test("raiseload refuses to load on access, for the entities of its query alone", async () => {
    await inCompany(async (session) => {
      const all = await workers(session).all();
      const [ann] = await workers(session).limit(1).options(raiseload(Employee.tasks)).all();
      statements();
      await expect(async () => await ann?.tasks).rejects.toThrow(LazyLoadRefusedError);
      expect(statements()).toEqual([]);
      expect(await all[1]?.tasks).toHaveLength(2);
      const [loaded] = await workers(session).limit(1).options(selectinload(Employee.tasks)).all();
      expect(loaded).toBe(ann);
      expect(await ann?.tasks).toHaveLength(2);
    });
  });

  test("after close what is loaded stays, and what is not says how to load it", async () => {
    await company();
    const all = await inSession(async (session) => {
      const found = await workers(session).options(selectinload(Employee.tasks)).all();
      await session.commit();
      await workers(session).all(); // refreshes the rows: the tasks are stale now, and still there
      return found;
    });
    statements();
    const [ann] = all;
    expect(titles(await (ann as Employee).tasks)).toEqual(["Ann 1", "Ann 2"]);
    expect([ann?.name, ann?.departmentId]).toEqual(["Ann", expect.any(Number)]);
    await expect(async () => await (ann as Employee).projects).rejects.toThrow(DetachedError);
    await expect(async () => await (ann as Employee).department).rejects.toThrow(
      /"Employee.department" was not loaded before its session closed.*selectinload\(Employee.department\)/,
    );
    expect(statements()).toEqual([]);
  });

  // ---- async alone

  test.runIf(colour === "async")("accesses of one tick are one statement", async () => {
    await inCompany(async (session) => {
      const all = await workers(session).all();
      statements();
      const loaded = await Promise.all(all.map((one) => one.tasks));
      expect(loaded.map((tasks) => tasks.length)).toEqual([2, 2, 2]);
      expect(statements()).toHaveLength(1);
      const counts = await Promise.all(all.map(async (one) => (await one.projects).length));
      expect(counts).toEqual([1, 1, 1]);
      expect(statements()).toHaveLength(1);
      // Of two relations, two.
      await Promise.all(all.flatMap((one) => [one.badge, one.reports]));
      expect(statements()).toHaveLength(2);
    });
  });

  test.runIf(colour === "async")("what was awaited twice at once is loaded once, and is the same object", async () => {
    await inCompany(async (session) => {
      const [ann] = (await workers(session).all()) as [Employee];
      statements();
      const [first, second] = await Promise.all([ann.tasks, ann.tasks]);
      expect(first).toBe(second);
      expect(ann.tasks).toBe(first);
      expect(statements()).toHaveLength(1);
    });
  });

  test.runIf(colour === "async")("a Lazy cannot be iterated, and says whether it is loaded", async () => {
    await inCompany(async (session) => {
      const [ann] = (await workers(session).all()) as [Employee];
      const { tasks, department } = ann;
      expect([tasks.isLoaded, department.isLoaded]).toEqual([false, false]);
      expect(() => [...(tasks as never as Iterable<Task>)]).toThrow(TypeError);
      expect((tasks as never as { length?: number }).length).toBeUndefined();
      expect(JSON.stringify({ tasks })).toBe('{"tasks":{}}');
      await tasks;
      expect(tasks.isLoaded).toBe(true);
      expect([...(ann.tasks as never as Iterable<Task>)]).toHaveLength(2);
    });
  });

  test.runIf(colour === "async")("what is set while it loads wins", async () => {
    await inCompany(async (session) => {
      const [ann, bob] = (await workers(session).all()) as [Employee, Employee];
      const department = ann.department.then((found) => found);
      const badge = bob.badge.then((found) => found);
      await Promise.resolve();
      await Promise.resolve();
      const [support, late] = [new Department({ name: "Support" }), new Badge({ code: "late", employee: bob })];
      ann.department = support;
      await Promise.all([department, badge]);
      expect([await ann.department, await bob.badge]).toEqual([support, late]);
      await session.commit();
      expect([ann.departmentId, late.employeeId]).toEqual([support.id, bob.id]);
    });
  });

  test.runIf(colour === "async")("a key that is set while its relation loads gives the new one", async () => {
    await inCompany(async (session) => {
      await inSession(async (other) => {
        other.add(new Department({ id: 77, name: "Support" }));
        await other.commit();
      });
      const [ann] = (await workers(session).all()) as [Employee];
      const department = ann.department.then((found) => found);
      await Promise.resolve();
      await Promise.resolve();
      ann.departmentId = 77;
      expect((await department)?.name).toBe("Support");
      expect((await ann.department)?.name).toBe("Support");
    });
  });
});
