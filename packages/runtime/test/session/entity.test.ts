import assert from "node:assert/strict";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import {
  type AsyncSession,
  NotAssignedError,
  RelationTypeError,
  selectinload,
  toObject,
  UndefinedValueError,
  UnknownKeyError,
  ValueError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

forEachClient(({ models, inSession, statements, colour }) => {
  const { Badge, Booking, Department, Employee, Project, Seat, Task } = models;
  type Employee = InstanceType<typeof Employee>;
  type Task = InstanceType<typeof Task>;
  const long = new Date("2026-01-02T03:04:05.678Z");
  const employee = (name: string) => new Employee({ name, skills: ["ts"], updatedAt: long });

  /** Ann with two tasks, read anew: nothing of her is loaded but her row. */
  async function withAnn<T>(work: (ann: Employee, session: AsyncSession) => Promise<T>): Promise<T> {
    await inSession(async (session) => {
      const ann = employee("Ann");
      ann.tasks = [new Task({ title: "one" } as never), new Task({ title: "two" } as never)];
      ann.department = new Department({ name: "Sales" });
      session.add(ann);
      await session.commit();
    });
    return inSession(async (session) => {
      const ann = await session.query(Employee).one();
      statements();
      return work(ann, session);
    });
  }

  // ---- how it shows itself

  test("console.log shows columns, what is loaded, and what is not", async () => {
    await withAnn(async (ann, session) => {
      const show = (depth?: number) =>
        inspect(ann, { breakLength: Infinity, ...(depth === undefined ? {} : { depth }) });
      expect(show()).toBe(
        "Employee { id: 1, name: 'Ann', departmentId: 1, managerId: null, settings: null, skills: [ 'ts' ], " +
          "updatedAt: 2026-01-02T03:04:05.678Z, department: <not loaded>, heads: <not loaded>, manager: <not loaded>, " +
          "reports: <not loaded>, badge: <not loaded>, projects: <not loaded>, tasks: <not loaded> }",
      );
      expect(statements()).toEqual([]);
      await ann.tasks;
      await ann.department;
      await ann.badge;
      await ann.manager;
      (await ann.tasks).add(new Task({ title: "three" } as never));
      statements();
      expect(show()).toContain("department: Department(1), heads: <not loaded>, manager: null, reports: <not loaded>");
      expect(show()).toContain("badge: null, projects: <not loaded>, tasks: [ Task(1), Task(2), Task(new) ] }");
      expect(inspect({ a: { b: { ann } } }, { depth: 1 })).toContain("[Object]");
      expect(inspect({ ann }, { depth: 0 })).toContain("Employee(1)");
      expect(statements()).toEqual([]);
      await session.rollback();
    });
  });

  test("a new entity shows neither what the database will assign nor what was not given", () => {
    const ann = employee("Ann");
    expect(inspect(ann, { breakLength: Infinity })).toMatch(/^Employee \{ name: 'Ann', departmentId: null/);
    expect(Object.keys(ann.toJSON())).not.toContain("id");
    expect(() => inspect(Employee.prototype)).not.toThrow();
    expect(() => inspect(Employee, { showHidden: true, depth: 4 })).not.toThrow();
  });

  test("JSON has columns and loaded relations, exact digits as text, and no way back", async () => {
    await withAnn(async (ann) => {
      await ann.tasks;
      statements();
      expect(JSON.parse(JSON.stringify(ann))).toEqual({
        id: 1,
        name: "Ann",
        departmentId: 1,
        managerId: null,
        settings: null,
        skills: ["ts"],
        updatedAt: "2026-01-02T03:04:05.678Z",
        tasks: [
          { id: 1, title: "one", done: false, employeeId: 1, notes: undefined },
          { id: 2, title: "two", done: false, employeeId: 1 },
        ],
      });
      expect(toObject(ann)["updatedAt"]).toEqual(long);
      expect(statements()).toEqual([]);
    });
    const booking = new Booking({
      id: 9_007_199_254_740_993n,
      day: "2026-02-28",
      seat: new Seat({ floor: 1, number: 2 }),
    });
    expect(JSON.stringify(booking)).toContain('"id":"9007199254740993","day":"2026-02-28"');
    expect(toObject(booking)).toMatchObject({ id: 9_007_199_254_740_993n });
    expect(JSON.stringify(new Project({ title: "p", budget: "12.50" }))).toContain('"budget":"12.5"');
  });

  /** All of them work on all projects: more paths lead through these than could be written. */
  function denselyLinked(size: number): Employee {
    const projects = Array.from({ length: size }, (_, index) => new Project({ title: `p${index}`, budget: "1" }));
    const members = Array.from({ length: size }, (_, index) => employee(`e${index}`));
    for (const member of members) member.projects = projects as never;
    return members[0] as Employee; // `size` is above 0
  }

  const countOf = (text: string, part: string): number => text.split(part).length - 1;

  test("JSON of what is densely linked has each entity's relations once, and a place for each link", () => {
    const first = denselyLinked(100);
    for (const [plain, text] of [first.toJSON(), toObject(first)].map((one) => [one, JSON.stringify(one)] as const)) {
      // the projects below the first, below each of these its members without the first; below each of those, once, the other projects
      expect(countOf(text, '"title"')).toBe(100 + 99 * 99);
      expect(countOf(text, '"name"')).toBe(1 + 100 * 99);
      const projects = plain["projects"] as { title: string; members: { name: string; projects?: unknown[] }[] }[];
      expect(projects.map(({ members }) => members.length)).toEqual(Array.from({ length: 100 }, () => 99));
      expect(projects[0]?.members[0]).toMatchObject({ name: "e1" });
      expect(projects[0]?.members[0]?.projects).toHaveLength(99);
      expect(Object.keys(projects[0]?.members[0]?.projects?.[0] ?? {})).toEqual(["title", "budget"]);
      expect(Object.keys(projects[1]?.members[0] ?? {})).not.toContain("projects");
    }
  });

  test("JSON of what is small has every path", () => {
    const text = JSON.stringify(denselyLinked(3));
    // e0: p p p; in each e1 e2; in each of these the 2 other projects; in each of these the third employee; in it the third project
    expect(countOf(text, '"title"')).toBe(3 + 3 * 2 * 2 + 3 * 2 * 2);
    expect(countOf(text, '"name"')).toBe(1 + 3 * 2 + 3 * 2 * 2);
  });

  test("JSON has what many share in each place, where little is repeated", async () => {
    await inSession(async (session) => {
      const head = employee("Head");
      head.department = new Department({ name: "Sales" });
      const project = new Project({ title: "p", budget: "1" });
      project.members = Array.from({ length: 600 }, (_, index) => {
        const member = employee(`e${index}`);
        member.manager = head;
        return member;
      });
      session.add(project);
      await session.commit();
    });
    await inSession(async (session) => {
      const path = selectinload(Project.members).selectinload(Employee.manager).selectinload(Employee.department);
      const members = (await session.query(Project).options(path).one()).toJSON()["members"];
      const manager = { name: "Head", department: { name: "Sales" } };
      expect(members).toMatchObject(Array.from({ length: 600 }, () => ({ manager })));
    });
  });

  test("a document that was changed in place is shown as it is", async () => {
    await withAnn(async (ann) => {
      ann.skills.push("sql");
      expect(ann.toJSON()["skills"]).toEqual(["ts", "sql"]);
      expect(toObject(ann)["skills"]).toEqual(["ts", "sql"]);
      expect(inspect(ann)).toContain("[ 'ts', 'sql' ]");
      ann.settings = { theme: "dark" };
      (ann.settings as { theme: string }).theme = "light";
      expect(JSON.stringify(ann)).toContain('"settings":{"theme":"light"}');
      expect(statements()).toEqual([]);
    });
  });

  // ---- generic code

  test("it has one own property, a symbol, that is enumerable", async () => {
    await withAnn(async (ann) => {
      for (const one of [ann, employee("New")]) {
        expect(Object.keys(one)).toEqual([]);
        expect(Object.getOwnPropertyNames(one)).toEqual([]);
        const [key, ...more] = Object.getOwnPropertySymbols(one);
        expect([key, more]).toEqual([Symbol.for("joinery.row"), []]);
        expect(Object.getOwnPropertyDescriptor(one, key as symbol)?.enumerable).toBe(true);
        for (const name in one) expect(name).toBe("no name at all");
      }
      expect(Reflect.ownKeys(Object.assign({}, ann))).toEqual([Symbol.for("joinery.row")]);
    });
  });

  test("equality compares the data", async () => {
    await withAnn(async (ann) => {
      const make = (name: string) => new Employee({ id: 1, name, departmentId: 1, skills: ["ts"], updatedAt: long });
      expect(make("Ann")).toEqual(ann);
      expect(make("Ann")).toStrictEqual(ann);
      expect(make("Bob")).not.toEqual(ann);
      assert.deepEqual(make("Ann"), ann);
      assert.throws(() => assert.deepEqual(make("Bob"), ann), assert.AssertionError);
      assert.notDeepEqual(new Department({ id: 1, name: "Ann" }), new Project({ id: 1, title: "Ann" }));
      expect(new Set([ann]).has(ann)).toBe(true);
      expect(statements()).toEqual([]);
    });
  });

  test("walkers and copiers neither load nor crash", async () => {
    await withAnn(async (ann) => {
      const seen = new Set<unknown>();
      (function walk(value: unknown): void {
        if (typeof value !== "object" || value === null || seen.has(value)) return;
        seen.add(value);
        for (const key of Reflect.ownKeys(value)) walk((value as Record<PropertyKey, unknown>)[key]);
      })(ann);
      // What a deep clone makes of it: the class and the row, without what stands behind them.
      const clone = Object.assign(Object.create(Object.getPrototypeOf(ann) as object) as Employee, ann);
      expect(clone).toEqual(ann);
      expect(clone.name).toBe("Ann");
      expect(JSON.parse(JSON.stringify(clone))).toMatchObject({ id: 1, name: "Ann" });
      expect(inspect(clone)).toContain("name: 'Ann'");
      expect(() => structuredClone(Object.assign({}, ann))).not.toThrow();
      expect(Object.prototype.toString.call(ann)).toBe("[object Object]");
      expect(statements()).toEqual([]);
    });
  });

  test("a copy of an entity is refused by a session with a reason", async () => {
    await withAnn(async (ann, session) => {
      const clone = Object.assign(Object.create(Object.getPrototypeOf(ann) as object) as Employee, ann);
      expect(() => session.add(clone)).toThrow(RelationTypeError);
      for (const wrong of [{}, null, undefined, Object.assign({}, ann), 1])
        expect(() => session.add(wrong as never)).toThrow(RelationTypeError);
    });
  });

  // ---- values

  test("a constructor refuses what the model does not know, and leaves no trace of the entity", async () => {
    await withAnn(async (ann) => {
      expect(() => new Task({ title: "t", bogus: 1 } as never)).toThrow(UnknownKeyError);
      expect(() => new Task({ title: "t", bogus: 1 } as never)).toThrow(
        /"Task" has no column or relation "bogus"; it has "id"/,
      );
      expect(() => new Task(JSON.parse('{"title":"t","__proto__":{"a":1}}') as never)).toThrow(UnknownKeyError);
      expect(() => new Task(JSON.parse('{"title":"t","constructor":1}') as never)).toThrow(UnknownKeyError);
      // What is inherited is not read.
      expect(new Task(Object.create({ bogus: 1 }) as never).done).toBe(false);
      expect(await ann.tasks).toHaveLength(2);
    });
  });

  test("undefined is not given, null is NULL", async () => {
    const given = new Employee({
      name: "x",
      skills: [],
      departmentId: undefined,
      settings: undefined,
      tasks: undefined,
    });
    expect([given.departmentId, given.settings]).toEqual([null, null]);
    expect(new Task({ title: "t", done: undefined } as never).done).toBe(false);
    expect(new Task({ title: "t", employee: undefined } as never)).toBeInstanceOf(Task);
    for (const wrong of [undefined, null]) {
      expect(() => {
        given.name = wrong as never;
      }).toThrow(ValueError);
      expect(() => {
        given.skills = wrong as never;
      }).toThrow(ValueError);
    }
    expect(() => {
      given.departmentId = undefined as never;
    }).toThrow(ValueError);
    expect(() => {
      given.settings = undefined as never;
    }).toThrow(ValueError);
    expect(() => {
      given.department = undefined as never;
    }).toThrow(RelationTypeError);
    expect(() => new Task({ title: null } as never)).toThrow(ValueError);
    expect([given.name, given.skills]).toEqual(["x", []]);
    await inSession(async (session) => {
      given.settings = null;
      session.add(given);
      await session.commit();
      expect(await session.query(Employee).filter(Employee.settings.isNull()).count()).toBe(1);
    });
  });

  test("undefined in a filter never matches everything", async () => {
    await withAnn(async (_, session) => {
      const nothing = undefined as never;
      const query = session.query(Employee);
      const attempts: (() => unknown)[] = [
        () => query.filter(nothing),
        () => query.filter(Employee.id.eq(nothing)),
        () => query.filter(Employee.id.ne(nothing)),
        () => query.filter(Employee.id.in([1, nothing])),
        () => query.filter(Employee.name.like(nothing)),
        () => query.filter(Employee.name.startsWith(nothing)),
        () => query.filter(Employee.department.eq(nothing)),
        () => query.filter(Employee.tasks.contains(nothing)),
        () => query.filterBy({ name: nothing }),
        () => query.filterBy({ department: nothing }),
      ];
      for (const attempt of attempts) expect(attempt).toThrow(UndefinedValueError);
      expect(await query.filterBy({ managerId: null }).count()).toBe(1);
      expect(() => query.filterBy({ bogus: 1 } as never)).toThrow(UnknownKeyError);
      await expect(async () => session.get(Employee, nothing)).rejects.toThrow(ValueError);
    });
  });

  test("what the database assigns cannot be read before it has", async () => {
    const ann = employee("Ann");
    const task = new Task({ title: "t", employee: ann });
    expect(() => ann.id).toThrow(NotAssignedError);
    expect(() => task.employeeId).toThrow(NotAssignedError);
    expect(() => Employee.department.eq(new Department({ name: "new" }))).toThrow(NotAssignedError);
    await inSession(async (session) => {
      session.add(task);
      await session.flush();
      expect(task.employeeId).toBe(ann.id);
      await session.rollback();
    });
    expect(() => ann.id).toThrow(NotAssignedError);
  });

  test("set and set back is no change, in every kind of column", async () => {
    await withAnn(async (ann, session) => {
      const department = await ann.department;
      const [before, at] = [ann.name, ann.updatedAt];
      ann.name = "other";
      ann.updatedAt = new Date(0);
      ann.departmentId = null;
      ann.settings = { a: 1 };
      ann.skills = [];
      expect(session.isModified(ann)).toBe(true);
      ann.name = before;
      ann.updatedAt = at;
      ann.department = department;
      ann.settings = null;
      ann.skills = ["ts"];
      expect(session.isModified(ann)).toBe(false);
      expect(session.dirty).toEqual([]);
      statements();
      await session.commit();
      expect(statements()).toEqual([]);
    });
  });

  // ---- collections

  test("a collection is an array, whose copies are plain ones", async () => {
    await withAnn(async (ann) => {
      const tasks = await ann.tasks;
      expect(Array.isArray(tasks)).toBe(true);
      for (const copy of [
        tasks.map((task) => task),
        tasks.filter(Boolean),
        tasks.slice(),
        tasks.concat([]),
        tasks.flat(),
      ])
        expect(Object.getPrototypeOf(copy)).toBe(Array.prototype);
      expect(Object.keys(tasks)).toEqual(["0", "1"]);
      expect(Reflect.ownKeys(tasks)).toEqual(["0", "1", "length"]);
      expect(tasks).toEqual([...tasks]);
      expect(tasks.map(({ title }) => title)).toEqual(["one", "two"]);
      const plain = tasks.filter(({ title }) => title === "one");
      plain.pop();
      expect(await ann.tasks).toHaveLength(2);
      ann.tasks = tasks.filter(({ title }) => title === "two");
      expect((await ann.tasks).map(({ title }) => title)).toEqual(["two"]);
    });
  });

  test("the mutators that every reader knows keep the other side in step", async () => {
    await withAnn(async (ann) => {
      const tasks = (await ann.tasks) as unknown as Task[] & { has(task: Task): boolean };
      const [one, two] = tasks as unknown as [Task, Task];
      const three = new Task({ title: "three" } as never);
      expect(tasks.unshift(three)).toBe(3);
      expect(await three.employee).toBe(ann);
      expect(tasks.shift()).toBe(tasks.has(one) ? three : one);
      tasks.splice(0, tasks.length, one, two);
      expect([...tasks]).toEqual([one, two]);
      expect(await three.employee).toBeNull();
      expect(tasks.splice(1)).toEqual([two]);
      expect(await two.employee).toBeNull();
      expect(tasks.pop()).toBe(one);
      expect(tasks.pop()).toBeUndefined();
      expect(tasks.push(one, one)).toBe(1);
      expect(() => tasks.fill(one)).toThrow(TypeError);
      expect(() => tasks.copyWithin(0, 1)).toThrow(TypeError);
    });
  });

  test("an entity whose relations were given by the constructor reads them without a session", async () => {
    const ann = employee("Ann");
    const badge = new Badge({ code: "b", employee: ann });
    const task = new Task({ title: "t", employee: ann });
    expect([await ann.badge, await badge.employee]).toEqual([badge, ann]);
    expect([...(await ann.tasks)]).toEqual([task]);
    expect([...(await ann.projects)]).toEqual([]);
    expect(await ann.department).toBeNull();
    expect(JSON.stringify(ann)).toContain('"tasks":[{"title":"t"');
    expect(colour === "sync" || typeof ann.tasks.add === "function").toBe(true);
  });

  test("what an option loaded is shown without an await", async () => {
    await withAnn(async (_, session) => {
      const [ann] = await session.query(Employee).options(selectinload(Employee.tasks)).all();
      statements();
      expect(toObject(ann as Employee)["tasks"]).toMatchObject([{ title: "one" }, { title: "two" }]);
      expect(statements()).toEqual([]);
    });
  });

  test("a constructor that refuses what it is given links the entity to nobody", async () => {
    const ann = new Employee({ name: "Ann", skills: [] });
    expect(() => new Task({ employee: ann, bogus: 1 } as never)).toThrow(/"bogus"/);
    expect(() => new Task({ employee: ann, title: 1 } as never)).toThrow(/"Task.title"/);
    expect(await ann.tasks).toHaveLength(0);
  });
});
