import { expect, test } from "vitest";
import {
  AttachedElsewhereError,
  type AsyncSession,
  RelationInvalidatedError,
  RelationNotLoadedError,
  RelationTypeError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const verbs = (all: readonly string[]): string[] => all.map((sql) => sql.slice(0, 6));

forEachClient(({ models, inSession, statements, colour }) => {
  const { Badge, Booking, Department, Employee, Note, Project, Seat, Task } = models;
  type Employee = InstanceType<typeof Employee>;
  type Task = InstanceType<typeof Task>;
  const employee = (name: string) => new Employee({ name, skills: [] });

  /** Ann with two tasks and Bob with none, committed; the statements so far are forgotten. */
  async function twoPeople(session: AsyncSession) {
    const [ann, bob] = [employee("Ann"), employee("Bob")];
    const [first, second] = [
      new Task({ title: "first", employee: ann }),
      new Task({ title: "second", employee: ann }),
    ] as const;
    session.addAll([ann, bob]);
    await session.commit();
    statements();
    return { ann, bob, first, second, ids: { ann: ann.id, bob: bob.id, first: first.id, second: second.id } };
  }

  /** Their rows, in a session that has nothing loaded. */
  async function strangers<T>(
    work: (session: AsyncSession, ids: { ann: number; bob: number; first: number; second: number }) => Promise<T>,
  ): Promise<T> {
    const { ids } = await inSession(twoPeople);
    return inSession((session) => work(session, ids));
  }

  /** The owners of all tasks, as another session reads them. */
  const owners = () =>
    inSession(async (session) => {
      const tasks = await session.query(Task).orderBy(Task.id).all();
      const owned = tasks.map((task) => [task.title, task.employeeId]);
      statements();
      return owned;
    });

  // ---- both sides in step, without a session

  test("transient: a many-to-one and its collection say the same, whichever was set", async () => {
    const [ann, bob] = [employee("Ann"), employee("Bob")];
    const task = new Task({ title: "t", employee: ann });
    expect(await ann.tasks).toHaveLength(1);
    (await bob.tasks).add(task);
    expect(await ann.tasks).toHaveLength(0);
    expect(await task.employee).toBe(bob);
    task.employee = ann;
    expect([(await ann.tasks).length, (await bob.tasks).length]).toEqual([1, 0]);
    (await ann.tasks).remove(task);
    expect(await task.employee).toBeNull();
    expect(statements()).toEqual([]);
  });

  test("transient: a one-to-one parts from whom both ends held before", async () => {
    const [ann, bob] = [employee("Ann"), employee("Bob")];
    const [one, two] = [new Badge({ code: "1", employee: ann }), new Badge({ code: "2", employee: bob })];
    one.employee = bob;
    expect([await ann.badge, await bob.badge, await two.employee]).toEqual([null, one, null]);
    ann.badge = one;
    expect([await ann.badge, await bob.badge, await one.employee]).toEqual([one, null, ann]);
    ann.badge = null;
    expect(await one.employee).toBeNull();
  });

  test("transient: a many-to-many has a member on both sides, once", async () => {
    const ann = employee("Ann");
    const bridge = new Project({ title: "bridge", members: [ann, ann] });
    (await ann.projects).add(bridge);
    (await ann.projects).push(bridge, bridge);
    expect([...(await ann.projects)]).toEqual([bridge]);
    expect([...(await bridge.members)]).toEqual([ann]);
    (await bridge.members).clear();
    expect([...(await ann.projects)]).toEqual([]);
  });

  test("transient: a self-relation keeps its two ends apart", async () => {
    const [boss, lead] = [employee("Boss"), employee("Lead")];
    (await boss.reports).add(lead);
    expect(await lead.manager).toBe(boss);
    expect(await boss.manager).toBeNull();
    lead.manager = lead;
    expect([...(await boss.reports)]).toEqual([]);
    expect([...(await lead.reports)]).toEqual([lead]);
  });

  test("pending: moves before the first flush leave no trace in it", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const task = new Task({ title: "t", employee: ann });
      session.addAll([ann, bob]);
      (await bob.tasks).add(task);
      await session.commit();
      expect(verbs(statements())).toEqual(["INSERT", "INSERT"]);
      expect(task.employeeId).toBe(bob.id);
    });
  });

  // ---- moving a child

  const moves: Record<string, (task: Task, from: Employee, to: Employee) => Promise<void> | void> = {
    "by the child": (task, _, to) => {
      task.employee = to;
    },
    "by the new owner": async (task, _, to) => {
      (await to.tasks).add(task);
    },
    "taken out first": async (task, from, to) => {
      (await from.tasks).remove(task);
      (await to.tasks).add(task);
    },
    "put in first, then taken out": async (task, from, to) => {
      (await to.tasks).add(task);
      (await from.tasks).remove(task);
    },
    "by its key": (task, _, to) => {
      task.employeeId = to.id;
    },
    "to nobody and on": (task, _, to) => {
      task.employee = null as never;
      task.employee = to;
    },
  };
  for (const [name, move] of Object.entries(moves)) {
    test(`a child that is moved ${name} is one UPDATE`, async () => {
      const titles = await inSession(async (session) => {
        const { ann, bob, first, second } = await twoPeople(session);
        await ann.tasks;
        await bob.tasks;
        statements();
        await move(first, ann, bob);
        expect([...(await ann.tasks)]).toEqual([second]);
        expect([...(await bob.tasks)]).toEqual([first]);
        expect(await first.employee).toBe(bob);
        expect(statements()).toEqual([]);
        await session.commit();
        expect(verbs(statements())).toEqual(["UPDATE"]);
        return [
          ["first", bob.id],
          ["second", ann.id],
        ];
      });
      expect(await owners()).toEqual(titles);
    });

    test(`a child of unloaded collections that is moved ${name} is one UPDATE`, async () => {
      await strangers(async (session, ids) => {
        const ann = await session.getOne(Employee, ids.ann);
        const bob = await session.getOne(Employee, ids.bob);
        const first = await session.getOne(Task, ids.first);
        statements();
        await move(first, ann, bob);
        expect((await ann.tasks).map(({ title }) => title)).toEqual(["second"]);
        expect((await bob.tasks).map(({ title }) => title)).toEqual(["first"]);
        await session.commit();
        expect(verbs(statements()).filter((verb) => verb !== "SELECT")).toEqual(["UPDATE"]);
      });
      expect((await owners()).length).toBe(2);
    });
  }

  test("a move that is taken back writes nothing", async () => {
    await inSession(async (session) => {
      const { ann, bob, first } = await twoPeople(session);
      first.employee = bob;
      first.employee = ann;
      (await bob.tasks).add(first);
      (await ann.tasks).add(first);
      statements();
      await session.commit();
      expect(statements()).toEqual([]);
    });
  });

  test("an autoflush in the middle of a move does not decide orphans", async () => {
    await inSession(async (session) => {
      const { ann, bob, first } = await twoPeople(session);
      (await ann.tasks).remove(first);
      expect(await session.query(Employee).count()).toBe(2);
      expect(verbs(statements())).toEqual(["SELECT"]);
      (await bob.tasks).add(first);
      statements();
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
      expect(first.employeeId).toBe(bob.id);
    });
  });

  test("what else a parted child changed waits with it for an explicit flush", async () => {
    await inSession(async (session) => {
      const { ann, first, second } = await twoPeople(session);
      (await ann.tasks).remove(first);
      first.title = "changed";
      second.title = "also";
      await session.query(Employee).count();
      expect(verbs(statements())).toEqual(["UPDATE", "SELECT"]);
      (await ann.tasks).add(first);
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
    });
  });

  // ---- removing a child, orphans

  test("a removed child's key becomes NULL", async () => {
    await inSession(async (session) => {
      const sales = new Department({ name: "Sales", employees: [employee("Ann"), employee("Bob")] });
      session.add(sales);
      await session.commit();
      statements();
      const [ann] = await sales.employees;
      (await sales.employees).remove(ann as Employee);
      expect(ann?.departmentId).toBeNull();
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
      expect(await session.query(Employee).filter(Employee.departmentId.isNull()).count()).toBe(1);
    });
  });

  const partings: Record<string, (ann: Employee, task: Task) => Promise<void> | void> = {
    "removed from its collection": async (ann, task) => {
      (await ann.tasks).remove(task);
    },
    "popped off its collection": async (ann) => {
      ((await ann.tasks) as unknown as Task[]).pop(); // not of the type, which has the methods that every reader knows
    },
    "left out of a new content": async (ann) => {
      ann.tasks = [];
    },
    "parted by its own side": (_, task) => {
      task.employee = null as never;
    },
  };
  for (const [name, part] of Object.entries(partings)) {
    test(`an orphan that was ${name} is deleted`, async () => {
      await inSession(async (session) => {
        const ann = employee("Ann");
        const task = new Task({ title: "only", employee: ann });
        session.add(ann);
        await session.commit();
        statements();
        await part(ann, task);
        await session.commit();
        expect(verbs(statements()).filter((verb) => verb !== "SELECT")).toEqual(["DELETE"]);
        expect(await session.query(Task).count()).toBe(0);
        expect([...(await ann.tasks)]).toEqual([]);
      });
    });
  }

  test("an orphan whose owner is not in memory is deleted too", async () => {
    await strangers(async (session, ids) => {
      const first = await session.getOne(Task, ids.first);
      first.employee = null as never;
      statements();
      await session.commit();
      expect(verbs(statements()).filter((verb) => verb !== "SELECT")).toEqual(["DELETE"]);
    });
    expect(await owners()).toHaveLength(1);
  });

  test("a child that is given to an owner by key is no orphan, though nobody has loaded that owner", async () => {
    await strangers(async (session, ids) => {
      const ann = await session.getOne(Employee, ids.ann);
      const tasks = await ann.tasks;
      const first = tasks.find(({ id }) => id === ids.first) as Task;
      tasks.remove(first);
      first.employeeId = ids.bob;
      statements();
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
    });
    expect(await owners()).toHaveLength(2);
  });

  test("a pending orphan is quietly dropped", async () => {
    await inSession(async (session) => {
      const { ann } = await twoPeople(session);
      const third = new Task({ title: "third", employee: ann });
      session.add(third);
      (await ann.tasks).remove(third);
      await session.commit();
      expect(statements()).toEqual([]);
      expect(session.has(third)).toBe(false);
      expect(session.new).toEqual([]);
    });
  });

  // ---- many-to-many

  test("a link is written once, however many sides were touched", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const bridge = new Project({ title: "bridge", members: [ann] });
      (await ann.projects).add(bridge);
      (await bob.projects).add(bridge);
      (await bridge.members).add(bob);
      session.add(bridge);
      await session.commit();
      expect(statements().filter((sql) => sql.includes("_EmployeeToProject"))).toHaveLength(1);
      (await bridge.members).remove(bob);
      (await bob.projects).remove(bridge);
      await session.commit();
      expect(verbs(statements())).toEqual(["DELETE"]);
    });
    await inSession(async (session) => {
      const bridge = await session.query(Project).one();
      expect((await bridge.members).map(({ name }) => name)).toEqual(["Ann"]);
    });
  });

  test("links that come and go again, or go and come back, are no difference", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const bridge = new Project({ title: "bridge", members: [ann] });
      session.addAll([bridge, bob]);
      await session.commit();
      statements();
      (await bridge.members).remove(ann);
      (await ann.projects).add(bridge);
      (await bob.projects).add(bridge);
      (await bridge.members).remove(bob);
      expect(verbs(statements())).toEqual(["SELECT"]); // what Bob has, which nobody had asked for
      await session.commit();
      expect(statements()).toEqual([]);
    });
  });

  test("an unloaded many-to-many ends as it was last told, whatever the database had", async () => {
    const [ids, titles] = await inSession(async (session) => {
      const ann = employee("Ann");
      const has = new Project({ title: "has", members: [ann] });
      const lacks = new Project({ title: "lacks" });
      session.addAll([has, lacks]);
      await session.commit();
      return [{ ann: ann.id, has: has.id, lacks: lacks.id }, ["has", "lacks"]] as const;
    });
    const content = () =>
      inSession(async (session) => {
        const ann = await session.getOne(Employee, ids.ann);
        return (await ann.projects).map(({ title }) => title).sort();
      });
    for (const [side, wanted] of [
      ["left", titles.slice(1)],
      ["right", titles.slice(0, 1)],
    ] as const) {
      await inSession(async (session) => {
        const ann = await session.getOne(Employee, ids.ann);
        const has = await session.getOne(Project, ids.has);
        const lacks = await session.getOne(Project, ids.lacks);
        for (const project of [has, lacks]) {
          const isOut = (project === has) === (side === "left");
          // In an async client neither verb needs to know what is there.
          for (const verb of isOut ? (["add", "remove"] as const) : (["remove", "add"] as const)) {
            if (side === "left") ann.projects[verb](project);
            else project.members[verb](ann);
          }
        }
        await session.commit();
      });
      expect(await content()).toEqual(wanted);
    }
  });

  test("a link that is there already is added again without harm, and can be removed before it is loaded", async () => {
    const ids = await inSession(async (session) => {
      const ann = employee("Ann");
      const bridge = new Project({ title: "bridge", members: [ann] });
      session.add(bridge);
      await session.commit();
      return { ann: ann.id, bridge: bridge.id };
    });
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, ids.ann);
      const bridge = await session.getOne(Project, ids.bridge);
      await ann.projects;
      ann.projects.add(bridge);
      ann.projects.remove(bridge);
      expect([...(await bridge.members)]).toEqual([]);
      await session.rollback();
      bridge.members.add(ann);
      await session.commit();
      expect((await bridge.members).map(({ name }) => name)).toEqual(["Ann"]);
    });
  });

  // ---- a collection as a whole

  test("a collection that is set whole parts from the rest, and keeps the order given", async () => {
    await inSession(async (session) => {
      const { ann, bob, first, second } = await twoPeople(session);
      const third = new Task({ title: "third", employee: bob });
      const tasks = await ann.tasks;
      statements();
      ann.tasks = [third, second];
      expect(await ann.tasks).toBe(tasks);
      expect([...(await ann.tasks)]).toEqual([third, second]);
      expect([...(await bob.tasks)]).toEqual([]);
      await session.commit();
      const written = verbs(statements()).filter((verb) => verb !== "SELECT");
      expect(written.sort()).toEqual(["DELETE", "INSERT"]);
      expect(session.has(first)).toBe(false);
      expect(third.employeeId).toBe(ann.id);
    });
  });

  test("an unloaded collection that is set whole loses what it had", async () => {
    await strangers(async (session, ids) => {
      const ann = await session.getOne(Employee, ids.ann);
      const second = await session.getOne(Task, ids.second);
      const third = new Task({ title: "third" } as never);
      statements();
      ann.tasks = [second, third];
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["second", "third"]);
      await session.commit();
      expect(verbs(statements()).sort()).toEqual(["DELETE", "INSERT", "SELECT"]);
    });
    expect((await owners()).map(([title]) => title)).toEqual(["second", "third"]);
  });

  test("an unloaded collection that is set whole and not read loses what it had at the flush", async () => {
    await strangers(async (session, ids) => {
      const ann = await session.getOne(Employee, ids.ann);
      ann.tasks = [];
      statements();
      await session.commit();
      expect(verbs(statements()).filter((verb) => verb !== "SELECT")).toEqual(["DELETE"]);
    });
    expect(await owners()).toEqual([]);
  });

  test("a one-to-one that is set before it is loaded parts from the one that the database has", async () => {
    const ids = await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      session.addAll([new Badge({ code: "a", employee: ann }), bob]);
      await session.commit();
      return { ann: ann.id, bob: bob.id };
    });
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, ids.ann);
      const bob = await session.getOne(Employee, ids.bob);
      const badge = await session.getOne(Badge, "a");
      statements();
      bob.badge = badge;
      expect(await ann.badge).toBeNull();
      await session.commit();
      expect(verbs(statements()).filter((verb) => verb !== "SELECT")).toEqual(["UPDATE"]);
      expect(badge.employeeId).toBe(bob.id);
    });
    await inSession(async (session) => {
      const bob = await session.getOne(Employee, ids.bob);
      bob.badge = null;
      // The badge must have an employee: the database says so, which it could not if nothing had been sent.
      await expect(async () => session.flush()).rejects.toThrow(/employee/);
    });
  });

  // ---- keys written by hand

  test("a key written by hand moves both sides where the owner is in memory, and forgets it where it is not", async () => {
    await strangers(async (session, ids) => {
      const first = await session.getOne(Task, ids.first);
      expect((await first.employee).name).toBe("Ann");
      const ann = await first.employee;
      expect(await ann.tasks).toHaveLength(2);
      statements();
      first.employeeId = ids.bob;
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["second"]);
      expect((await first.employee).name).toBe("Bob");
      expect(verbs(statements())).toEqual(["UPDATE", "SELECT"]);
      first.employeeId = ids.ann;
      expect(await first.employee).toBe(ann);
      expect(await ann.tasks).toHaveLength(2);
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
    });
  });

  test.runIf(colour === "async")(
    "a relation that was loaded until its key changed refuses to be read as it was",
    async () => {
      await strangers(async (session, ids) => {
        const first = await session.getOne(Task, ids.first);
        await first.employee;
        first.employeeId = ids.bob;
        expect(() => (first.employee as unknown as Employee).name).toThrow(RelationInvalidatedError);
        expect((await first.employee).name).toBe("Bob");
        expect((first.employee as unknown as Employee).name).toBe("Bob");
      });
    },
  );

  test("a key of a one-to-one written by hand moves it", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      const badge = new Badge({ code: "a", employee: ann });
      session.addAll([badge, bob]);
      await session.commit();
      badge.employeeId = bob.id;
      expect([await ann.badge, await bob.badge, await badge.employee]).toEqual([null, badge, bob]);
      await session.rollback();
      expect([await ann.badge, await bob.badge, await badge.employee]).toEqual([badge, null, ann]);
    });
  });

  test("the parts of a compound key may be written one after the other", async () => {
    await inSession(async (session) => {
      const seats = [new Seat({ floor: 1, number: 1 }), new Seat({ floor: 2, number: 2 })];
      const booking = new Booking({ day: "2026-01-01", seat: seats[0] as InstanceType<typeof Seat> });
      session.addAll([booking, ...seats]);
      await session.commit();
      statements();
      booking.seatFloor = 2;
      booking.seatNumber = 2;
      expect(await booking.seat).toBe(seats[1]);
      expect([...(await (seats[0] as InstanceType<typeof Seat>).bookings)]).toEqual([]);
      await session.commit();
      expect(verbs(statements())).toEqual(["UPDATE"]);
    });
  });

  test("a key without an entity reads no relation outside a session", async () => {
    const task = new Task({ title: "t", employeeId: 1 });
    await expect(async () => await task.employee).rejects.toThrow(RelationNotLoadedError);
  });

  // ---- the save cascade

  test("save travels from what is in the session to what it reaches", async () => {
    await inSession(async (session) => {
      const { ann } = await twoPeople(session);
      const third = new Task({ title: "third" } as never);
      (await ann.tasks).add(third);
      expect(session.has(third)).toBe(true);
      const sales = new Department({ name: "Sales" });
      ann.department = sales;
      expect(session.has(sales)).toBe(true);
      const bridge = new Project({ title: "bridge" });
      (await ann.projects).add(bridge);
      expect(session.has(bridge)).toBe(true);
    });
  });

  test("an object that only points to one in the session is inserted by commit, not by an autoflush", async () => {
    await inSession(async (session) => {
      const { ann } = await twoPeople(session);
      const third = new Task({ title: "third", employee: ann });
      expect((await ann.tasks).at(-1)).toBe(third);
      expect(session.has(third)).toBe(false);
      expect(await session.query(Task).count()).toBe(2);
      expect(verbs(statements())).toEqual(["SELECT"]);
      expect((await ann.tasks).at(-1)).toBe(third);
      await session.commit();
      expect(verbs(statements())).toEqual(["INSERT"]);
      expect(third.employeeId).toBe(ann.id);
    });
  });

  test("one that points to an entity whose collection is unloaded is inserted by commit too, and dropped by a removal", async () => {
    await strangers(async (session, ids) => {
      const ann = await session.getOne(Employee, ids.ann);
      const [kept, dropped] = [
        new Task({ title: "kept", employee: ann }),
        new Task({ title: "dropped", employee: ann }),
      ] as const;
      expect(await session.query(Task).count()).toBe(2);
      (await ann.tasks).remove(dropped);
      expect((await ann.tasks).map(({ title }) => title).sort()).toEqual(["first", "kept", "second"]);
      await session.commit();
      expect(session.has(kept)).toBe(true);
      expect(session.has(dropped)).toBe(false);
    });
    expect(await owners()).toHaveLength(3);
  });

  test("an owner that takes a child of the session comes along: the child's key needs it", async () => {
    await inSession(async (session) => {
      const { ann, first } = await twoPeople(session);
      const sales = new Department({ name: "Sales", employees: [ann] });
      expect(await session.query(Department).count()).toBe(1);
      expect(ann.departmentId).toBe(sales.id);
      const pending = new Task({ title: "pending" } as never);
      session.add(pending);
      const carl = new Employee({ name: "Carl", skills: [], tasks: [pending, first] });
      expect(await session.query(Employee).count()).toBe(3);
      expect([pending.employeeId, first.employeeId]).toEqual([carl.id, carl.id]);
    });
  });

  test("a graph is reached through collections that are not loaded", async () => {
    const ann = await inSession(async (session) => (await twoPeople(session)).ann);
    const [task, note] = [new Task({ title: "late" } as never), new Note({ text: "n" } as never)];
    (await task.notes).add(note);
    const [loaded] = await inSession((session) => session.query(Employee).filter(Employee.id.eq(ann.id)).all());
    // A detached entity is changed as any other, and what it was given comes along when it is added.
    if (colour === "sync") task.employee = loaded as Employee;
    else loaded?.tasks.add(task);
    await inSession(async (session) => {
      session.add(loaded as Employee);
      expect(session.has(task)).toBe(true);
      expect(session.has(note)).toBe(true);
      await session.commit();
    });
    expect(await owners()).toHaveLength(3);
  });

  test("a loaded collection of a detached entity takes changes", async () => {
    const { ann } = await inSession(twoPeople);
    const task = new Task({ title: "late" } as never);
    (await ann.tasks).add(task);
    await inSession(async (session) => {
      session.add(ann);
      await session.commit();
    });
    expect(task.employeeId).toBe(ann.id);
    expect(await owners()).toHaveLength(3);
  });

  test("a detached entity that a relation reaches is attached again", async () => {
    const { bob } = await inSession(twoPeople);
    statements();
    await inSession(async (session) => {
      const sales = new Department({ name: "Sales" });
      session.add(sales);
      sales.head = bob;
      expect(session.has(bob)).toBe(true);
      await session.commit();
      expect(verbs(statements())).toEqual(["INSERT"]);
    });
  });

  // ---- refusals

  test("an entity of another open session is refused before anything changes", async () => {
    await inSession(async (session) => {
      const { ann } = await twoPeople(session);
      await inSession(async (other) => {
        const [task] = await other.query(Task).all();
        const tasks = await ann.tasks;
        expect(() => tasks.add(task as Task)).toThrow(AttachedElsewhereError);
        expect(() => {
          (task as Task).employee = ann;
        }).toThrow(AttachedElsewhereError);
        expect(tasks).toHaveLength(2);
        expect(other.dirty).toEqual([]);
      });
    });
  });

  test("a relation refuses what is not of its class, and applies nothing of it", async () => {
    await inSession(async (session) => {
      const { ann, bob, first, second } = await twoPeople(session);
      const tasks = await ann.tasks;
      for (const wrong of [bob, {}, null, undefined, 3, "x"]) {
        const third = new Task({ title: "third" } as never);
        expect(() => tasks.add(third, wrong as never)).toThrow(RelationTypeError);
        expect(() => tasks.push(third, wrong as never)).toThrow(RelationTypeError);
        expect(() => (tasks as unknown as Task[]).splice(0, 1, wrong as never)).toThrow(RelationTypeError);
        expect(() => {
          ann.tasks = [third, wrong as never];
        }).toThrow(RelationTypeError);
        expect([...tasks]).toEqual([first, second]);
        expect(await third.employee).toBeNull();
      }
      expect(() => {
        ann.tasks = 5 as never;
      }).toThrow(RelationTypeError);
      for (const wrong of [first, {}, undefined, 3]) {
        expect(() => {
          first.employee = wrong as never;
        }).toThrow(RelationTypeError);
      }
      expect(await first.employee).toBe(ann);
      expect(() => new Employee({ name: "x", skills: [], tasks: [bob as never] })).toThrow(
        /"Employee.tasks" takes Task, and was given an object of class Employee/,
      );
      await session.commit();
      expect(statements()).toEqual([]);
    });
  });
});
