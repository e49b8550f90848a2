import { expect, test } from "vitest";
import { type AsyncSession, DuplicateIdentityError } from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements }) => {
  const { Employee, Note, Project, Task } = models;
  type Employee = InstanceType<typeof Employee>;
  type Task = InstanceType<typeof Task>;
  const employee = (name: string) => new Employee({ name, skills: [] });

  /** A large collection as it is loaded. */
  async function withMany<T>(work: (ann: Employee, session: AsyncSession) => Promise<T>): Promise<T> {
    const id = await inSession(async (session) => {
      const ann = employee("Ann");
      for (let at = 0; at < 100; at++) new Task({ title: `${at}`, employee: ann });
      session.add(ann);
      await session.commit();
      return ann.id;
    });
    return inSession(async (session) => work(await session.getOne(Employee, id), session));
  }

  // ---- writes that slip past the types

  const slips: Record<string, (tasks: Task[]) => void> = {
    "an index": (tasks) => {
      tasks[0] = new Task({ title: "three" } as never);
    },
    "the next index": (tasks) => {
      tasks[2] = new Task({ title: "three" } as never);
    },
    "its length": (tasks) => {
      tasks.length = 1;
    },
    "a deletion": (tasks) => {
      Reflect.deleteProperty(tasks, 0);
    },
    "one twice": (tasks) => {
      tasks[0] = tasks[1] as Task;
    },
  };
  const refusal = /"Employee.tasks" .*add\(.*remove\(.*replace\(/;
  const titles = async (ann: Employee): Promise<string[]> => (await ann.tasks).map(({ title }) => title);

  /** Ann with two tasks, as another session loads her. */
  async function withAnn<T>(work: (ann: Employee, session: AsyncSession) => Promise<T>): Promise<T> {
    const id = await inSession(async (session) => {
      const ann = employee("Ann");
      for (const title of ["one", "two"]) new Task({ title, employee: ann });
      session.add(ann);
      await session.commit();
      return ann.id;
    });
    return inSession(async (session) => work(await session.getOne(Employee, id), session));
  }

  test.for(Object.entries(slips))(
    "%s that is written is refused by the flush, and nothing is sent",
    async ([, slip]) => {
      await withAnn(async (ann, session) => {
        slip((await ann.tasks) as unknown as Task[]);
        await expect(async () => session.commit()).rejects.toThrow(refusal);
        ann.name += "!";
        statements();
        await expect(async () => session.flush()).rejects.toThrow(refusal);
        expect(statements()).toEqual([]);
        await session.refresh(ann);
        expect(await titles(ann)).toEqual(["one", "two"]);
        ann.name += "!";
        slip((await ann.tasks) as unknown as Task[]);
        await session.rollback();
        expect([ann.name, await titles(ann)]).toEqual(["Ann", ["one", "two"]]);
        slip((await ann.tasks) as unknown as Task[]);
        const last = new Task({ title: "last", employee: ann });
        (await ann.tasks).replace([last]);
        await session.commit();
        expect([await titles(ann), await session.query(Task).count()]).toEqual([["last"], 1]);
      });
    },
  );

  test("what is written into a collection before its owner is added is refused too", async () => {
    await inSession(async (session) => {
      const ann = employee("Ann");
      ((await ann.tasks) as unknown as Task[])[0] = new Task({ title: "one" } as never);
      session.add(ann);
      await expect(async () => session.flush()).rejects.toThrow(refusal);
      await session.rollback();
      expect(await titles(ann)).toEqual([]);
    });
  });

  test("a collection that was sorted in place, or changed by its methods alone, is not refused", async () => {
    await withAnn(async (ann, session) => {
      const tasks = await ann.tasks;
      (tasks as unknown as Task[]).reverse();
      tasks.add(new Task({ title: "three" } as never));
      await session.commit();
      expect(await titles(ann)).toEqual(["two", "one", "three"]);
      tasks.remove(tasks[0] as Task);
      await session.commit();
      expect([await titles(ann), await session.query(Task).count()]).toEqual([["one", "three"], 2]);
    });
  });

  // ---- what comes along

  test("something new that moves into the session leaves its new owner behind", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      session.add(ann);
      await session.commit();
      const task = new Task({ title: "t", employee: bob });
      (await ann.tasks).add(task);
      await session.commit();
      expect([session.has(task), session.has(bob), await bob.tasks]).toEqual([true, false, []]);
      expect(await session.query(Employee).count()).toBe(1);
    });
  });

  test("a move into the session that is refused leaves everything where it was", async () => {
    await inSession(async (session) => {
      const [ann, bob] = [employee("Ann"), employee("Bob")];
      session.add(ann);
      await session.commit();
      const task = new Task({ title: "t", employee: bob });
      const twin = new Note({ text: "n", task });
      const note = new Note({ text: "n", id: twin.id, task: new Task({ title: "other", employee: ann }) });
      session.add(note);
      await session.commit();
      const tasks = await ann.tasks;
      expect(() => tasks.add(task)).toThrow(DuplicateIdentityError);
      expect([tasks.has(task), await task.employee, await bob.tasks]).toEqual([false, bob, [task]]);
      expect(session.has(task)).toBe(false);
    });
  });

  // ---- discarded by a refresh

  test.for([
    ["Ann", true],
    ["Ann", false],
    ["Bridge", true],
    ["Bridge", false],
  ] as const)("refreshing %s discards the links that either side has queued (loaded: %s)", async ([whom, isLoaded]) => {
    const ids = await inSession(async (session) => {
      const [bridge, tunnel] = [new Project({ title: "Bridge" }), new Project({ title: "Tunnel" })];
      const ann = new Employee({ name: "Ann", skills: [], projects: [tunnel] });
      session.addAll([ann, bridge]);
      await session.commit();
      return [ann.id, bridge.id, tunnel.id] as const;
    });
    await inSession(async (session) => {
      const ann = await session.getOne(Employee, ids[0]);
      const bridge = await session.getOne(Project, ids[1]);
      const tunnel = await session.getOne(Project, ids[2]);
      if (isLoaded) for (const relation of [ann.projects, bridge.members, tunnel.members]) await relation;
      ann.projects.add(bridge);
      ann.projects.remove(tunnel);
      for (const entity of whom === "Ann" ? [ann] : [bridge, tunnel]) await session.refresh(entity);
      expect((await ann.projects).map(({ title }) => title)).toEqual(["Tunnel"]);
      expect([await bridge.members, await tunnel.members]).toEqual([[], [ann]]);
      statements();
      await session.flush();
      expect(statements()).toEqual([]);
    });
  });

  test("refreshing one that a deleted entity had left does not bring that back", async () => {
    await inSession(async (session) => {
      const bridge = new Project({ title: "Bridge" });
      const ann = new Employee({ name: "Ann", skills: [], projects: [bridge] });
      session.add(ann);
      await session.commit();
      (await ann.projects).remove(bridge);
      await session.delete(ann);
      await session.flush();
      await session.refresh(bridge);
      expect(await bridge.members).toEqual([]);
    });
  });

  // ---- large ones

  test("a large collection keeps its order and holds each once, whoever goes and comes", async () => {
    await withMany(async (ann, session) => {
      const tasks = await ann.tasks;
      const [first, middle, last] = [tasks[0], tasks[50], tasks[99]] as [Task, Task, Task];
      const late = new Task({ title: "late", employee: ann });
      tasks.add(late, middle);
      expect([tasks.length, tasks.has(late), tasks.at(-1)]).toEqual([101, true, late]);
      for (const task of [first, last, middle]) expect(tasks.remove(task)).toBe(true);
      expect([first, last, middle, late].map((task) => tasks.has(task))).toEqual([false, false, false, true]);
      expect(tasks.remove(first)).toBe(false);
      tasks.add(first);
      const titles = Array.from({ length: 100 }, (_, at) => `${at}`);
      const kept = titles.filter((title) => !["0", "50", "99"].includes(title));
      expect(tasks.map(({ title }) => title)).toEqual([...kept, "late", "0"]);
      tasks.replace([first, late]);
      expect([tasks.map(({ title }) => title), tasks.has(last), tasks.has(late)]).toEqual([["0", "late"], false, true]);
      await session.rollback();
      expect(tasks.map(({ title }) => title)).toEqual(titles);
      expect([tasks.has(last), tasks.has(late)]).toEqual([true, false]);
    });
  });

  test("twenty thousand go into a collection and out of it in less than the time of a scan for each", async () => {
    const ann = employee("Ann");
    const begin = performance.now();
    const tasks = Array.from({ length: 20_000 }, () => new Task({ title: "t", employee: ann }));
    const held = await ann.tasks;
    expect(tasks.filter((task) => held.has(task))).toHaveLength(20_000);
    held.clear();
    expect(held).toHaveLength(0);
    expect(performance.now() - begin).toBeLessThan(1500); // 5 s and more with scans, 0.1 s without
  });
});
