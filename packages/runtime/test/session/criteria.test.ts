/** Conditions on a model wherever it is read: of a query, a session, a database; by every way of loading. Statements are counted. */
import { describe, expect, test } from "vitest";
import * as companyAsync from "../../../../fixtures/company/generated-async/index.ts";
import * as company from "../../../../fixtures/company/generated/index.ts";
import * as staffAsync from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as staff from "../../../../fixtures/inheritance/generated/index.ts";
import * as throughAsync from "../../../../fixtures/through/generated-async/index.ts";
import * as through from "../../../../fixtures/through/generated/index.ts";
import {
  ArgumentError,
  type AsyncDb,
  type AsyncSession,
  column,
  hasColumn,
  joinedload,
  type LoaderCriteria,
  QueryError,
  selectinload,
  sql,
  UnknownKeyError,
  withLoaderCriteria,
} from "../../src/index.ts";
import { forEachClient, forEachClientOf } from "./clients.ts";

forEachClient(({ models, db, inSession, statements }) => {
  const { Department, Employee, Note, Project, Task } = models;
  type Task = InstanceType<typeof Task>;
  const titles = (items: Iterable<{ title: string }>) => Array.from(items, ({ title }) => title).sort();

  /** Ann and Bob of Sales, who share a live and a dead project; each with an open and a done task of a note. Ann is Bob's manager. */
  async function company(): Promise<void> {
    await inSession(async (session) => {
      const department = new Department({ name: "Sales" });
      const projects = [new Project({ title: "live" }), new Project({ title: "dead" })];
      const ann = new Employee({ name: "Ann", skills: [], department, projects });
      const bob = new Employee({ name: "Bob", skills: [], department, projects, manager: ann });
      for (const employee of [ann, bob])
        for (const done of [false, true]) {
          const task = new Task({ title: `${employee.name} ${done ? "done" : "open"}`, done, employee });
          new Note({ text: "x", task });
        }
      session.addAll([ann, bob]);
      await session.commit();
    });
    statements();
  }

  async function within<T>(
    criteria: readonly LoaderCriteria[],
    work: (session: AsyncSession) => Promise<T>,
  ): Promise<T> {
    const session = db.session({ discard: "silent", criteria });
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }

  const open = () => withLoaderCriteria(Task, Task.done.eq(false));
  const live = () => withLoaderCriteria(Project, Project.title.ne("dead"));

  test("a session's criteria hold in its queries, counts and lookups by key", async () => {
    await company();
    const [done] = await inSession((session) => session.query(Task).filter(Task.title.eq("Ann done")).all());
    const key = done?.id ?? 0;
    statements();
    await within([open()], async (session) => {
      expect(titles(await session.query(Task).all())).toEqual(["Ann open", "Bob open"]);
      expect(
        titles(
          await session
            .query(Task)
            .filter(Task.title.like("Ann%").or(Task.id.eq(-1)))
            .all(),
        ),
      ).toEqual(["Ann open"]);
      expect(await session.query(Task).count()).toBe(2);
      expect(await session.query(Task).limit(1).offset(1).all()).toHaveLength(1);
      expect(await session.query(Task).limit(9).count()).toBe(2);
      expect(await session.query(Task).filter(Task.title.eq("Ann done")).exists()).toBe(false);
      expect(await session.query(Task).filter(Task.title.eq("Ann done")).first()).toBe(null);
      expect(await session.get(Task, key)).toBe(null);
      expect(
        await session
          .query(Employee)
          .filter(Employee.tasks.any(Task.title.eq("Ann done")))
          .count(),
      ).toBe(0);
      expect(await session.query(Employee).filter(Employee.tasks.any()).count()).toBe(2);
      expect(await session.query(Note).filter(Note.task.has()).count()).toBe(2);
      expect(statements()).toHaveLength(11);
      // What it holds it goes on holding, and reads it again as it is.
      const [own] = await session.query(Task).filter(Task.title.eq("Ann open")).all();
      if (own === undefined) throw new Error("one is open");
      own.done = true;
      await session.commit();
      statements();
      expect(await session.get(Task, own.id)).toBe(own);
      await session.refresh(own);
      expect(own.done).toBe(true);
      expect(statements()).toHaveLength(2);
      expect(titles(await session.query(Task).all())).toEqual(["Bob open"]);
      session.expunge(own);
      expect(await session.get(Task, own.id)).toBe(null);
    });
  });

  test("to-manys have the criteria by every strategy, and joins keep their owners", async () => {
    await company();
    const read = async (employees: readonly { readonly tasks: unknown; readonly projects: unknown }[]) => {
      const found: string[][] = [];
      for (const { tasks, projects } of employees)
        found.push(titles((await tasks) as Task[]), titles((await projects) as Task[])); // of titles, both
      return found;
    };
    const expected = [["Ann open"], ["live"], ["Bob open"], ["live"]];
    const people = (session: AsyncSession) => session.query(Employee).orderBy(Employee.name);
    for (const asked of [[open(), live()], []]) {
      // The second time they are options of the queries.
      const more = asked.length > 0 ? [] : [open(), live()];
      const [first, second] = more;
      const asking = (session: AsyncSession) =>
        first === undefined || second === undefined ? people(session) : people(session).options(first, second);
      await within(asked, async (session) => {
        expect(await read(await asking(session).all())).toEqual(expected);
        expect(statements()).toHaveLength(5); // for one, then for the rest
      });
      await within(asked, async (session) => {
        const all = await asking(session).options(selectinload(Employee.tasks), selectinload(Employee.projects)).all();
        expect(await read(all)).toEqual(expected);
        expect(statements()).toHaveLength(3);
      });
      await within(asked, async (session) => {
        const joined = asking(session).options(joinedload(Employee.tasks), joinedload(Employee.projects));
        expect(await read(await joined.all())).toEqual(expected);
        expect(await read(await joined.limit(1).all())).toEqual(expected.slice(0, 2));
        expect(statements()).toHaveLength(2);
      });
    }
    // Without any, all is there.
    await inSession(async (session) => {
      expect((await read(await people(session).all())).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
    });
  });

  test("a to-one that is filtered out is null, and its owner stays", async () => {
    await company();
    const nobody = [withLoaderCriteria(Employee, Employee.name.ne("Ann"))];
    for (const [load, count] of [
      [null, 3],
      [selectinload(Task.employee), 2],
      [joinedload(Task.employee), 1],
    ] as const) {
      await within(nobody, async (session) => {
        const query = session.query(Task).orderBy(Task.title);
        const tasks = await (load === null ? query : query.options(load)).all();
        const names: unknown[] = [];
        for (const { employee } of tasks) names.push((await employee)?.name ?? null); // null, in spite of its type
        expect(names).toEqual([null, null, "Bob", "Bob"]);
        expect(statements()).toHaveLength(count);
        // Its key is kept, whatever else of the row changes.
        const [first] = tasks;
        if (first === undefined) throw new Error("there are four");
        expect(session.dirty).toEqual([]);
        await first.notes;
        new Note({ text: "y", task: first });
        first.title += "!";
        await session.flush();
        expect(await session.query(Task).filter(Task.employee.eq(null)).count()).toBe(2);
        await session.rollback();
      });
      statements();
    }
    await inSession(async (session) => {
      const tasks = await session.query(Task).orderBy(Task.title).all();
      expect((await tasks[0]?.employee)?.name).toBe("Ann");
    });
  });

  test("a query's criteria go on for what its entities load later, and for theirs alone", async () => {
    await company();
    await inSession(async (session) => {
      const ann = await session.query(Employee).filter(Employee.name.eq("Ann")).one();
      const all = await session.query(Employee).options(open()).orderBy(Employee.name).all();
      expect(all[0]).toBe(ann);
      const bob = all[1];
      expect(titles((await bob?.tasks) ?? [])).toEqual(["Bob open"]);
      expect(titles(await ann.tasks)).toEqual(["Ann open"]);
    });
    await inSession(async (session) => {
      // A lazy load two steps from the query has them still.
      const [sales] = await session.query(Department).options(live()).all();
      for (const one of (await sales?.employees) ?? []) expect(titles(await one.projects)).toEqual(["live"]);
    });
    await inSession(async (session) => {
      const [ann, bob] = await session.query(Employee).orderBy(Employee.name).all();
      const [again] = await session.query(Employee).filter(Employee.name.eq("Bob")).options(open()).all();
      expect(again).toBe(bob);
      statements();
      // Siblings of another query are not loaded along, in one tick or one after the other.
      const [annTasks, bobTasks] = await Promise.all([ann?.tasks, bob?.tasks]);
      expect(titles(annTasks ?? [])).toEqual(["Ann done", "Ann open"]);
      expect(titles(bobTasks ?? [])).toEqual(["Bob open"]);
      expect(statements()).toHaveLength(2);
    });
  });

  test("a function says for every model what is asked of it", async () => {
    await company();
    const asked: string[] = [];
    const every = withLoaderCriteria((M) => {
      asked.push(column(M, "id").model.name);
      return hasColumn(M, "title") ? column(M, "title").ne("Ann done") : null;
    });
    await within(
      [every, withLoaderCriteria(Project, (P) => sql`${column(P, "title")} <> ${"dead"}`)],
      async (session) => {
        const [ann] = await session.query(Employee).orderBy(Employee.name).all();
        expect(titles((await ann?.tasks) ?? [])).toEqual(["Ann open"]);
        expect(titles((await ann?.projects) ?? [])).toEqual(["live"]);
        await session.query(Task).all();
        expect(asked).toEqual(["Employee", "Task", "Project"]); // once for each
      },
    );
    expect(column(Employee, "name")).toBe(Employee.name);
    expect(() => column(Employee, "tasks" as string)).toThrow(UnknownKeyError);
    expect(() => column(Employee, "__proto__" as string)).toThrow(UnknownKeyError);
  });

  test("criteria on both ends of a relation do not look for one another without end", async () => {
    await company();
    const both = [
      withLoaderCriteria(Task, Task.employee.has(Employee.name.eq("Ann"))),
      withLoaderCriteria(Employee, Employee.tasks.any(Task.done.eq(true))),
    ];
    await within(both, async (session) => {
      expect(titles(await session.query(Task).all())).toEqual(["Ann done", "Ann open"]);
      expect(await session.query(Employee).filter(Employee.tasks.any()).count()).toBe(1);
    });
  });

  test("what is deleted takes with it what criteria hide", async () => {
    await company();
    await within([open()], async (session) => {
      const [ann, bob] = await session
        .query(Employee)
        .options(selectinload(Employee.projects))
        .orderBy(Employee.name)
        .all();
      if (ann === undefined || bob === undefined) throw new Error("there are two");
      expect(titles(await bob.tasks)).toEqual(["Bob open"]);
      await session.delete(bob);
      await session.commit();
    });
    await inSession(async (session) => {
      expect(titles(await session.query(Task).all())).toEqual(["Ann done", "Ann open"]);
    });
  });

  test("transactions and runs have criteria, and misuse is told", async () => {
    await company();
    const criteria = [open()];
    expect(await db.transaction((tx) => tx.query(Task).count(), { criteria })).toBe(2);
    expect(await db.run((session) => session.query(Task).count(), { criteria })).toBe(2);
    expect(() => db.session({ criteria: [Task.done.eq(false)] as never })).toThrow(ArgumentError);
    expect(() => withLoaderCriteria(Task, undefined as never)).toThrow(QueryError);
    expect(() => withLoaderCriteria(Task as never)).toThrow(QueryError);
    await within([withLoaderCriteria(Task, () => undefined as never)], async (session) => {
      await expect((async () => session.query(Task).all())()).rejects.toThrow(ArgumentError);
    });
  });
});

// The sync client's values are the async one's without the promise: awaiting them is what every test here does.
forEachClientOf(
  { sync: staff as unknown as typeof staffAsync, async: staffAsync },
  ({ models, inSession, statements }) => {
    const { Company, Director, Document, Employee, Engineer, Folder, Asset, Manager } = models;

    test("what a base is asked its heirs are, and an heir's rows are chosen among a base's", async () => {
      await inSession(async (session) => {
        const company = new Company({ title: "Loom" });
        session.addAll([
          new Employee({ name: "Cleo", email: "c@x", company }),
          new Engineer({ name: "Ann", email: "a@x", company }),
          new Engineer({ name: "Bob", email: "b@x", language: "C", company }),
          new Director({ name: "Dan", email: "d@x", budget: "99", board: company, shares: 3, company }),
          new Folder({ name: "top", size: 1 }),
          new Document({ name: "one", pages: 1 }),
          new Document({ name: "two", pages: 2 }),
        ]);
        await session.commit();
      });
      statements();
      const names = (items: Iterable<{ name: string }>) => Array.from(items, ({ name }) => name).sort();
      await inSession(async (session) => {
        const notAnn = withLoaderCriteria(Employee, Employee.name.ne("Ann"));
        expect(names(await session.query(Engineer).options(notAnn).all())).toEqual(["Bob"]);
        const inC = withLoaderCriteria(Engineer, Engineer.language.eq("C"));
        expect(names(await session.query(Employee).options(inC).all())).toEqual(["Bob", "Cleo", "Dan"]);
        const poor = withLoaderCriteria(Manager, Manager.budget.lt("9"));
        expect(names(await session.query(Employee).options(poor).all())).toEqual(["Ann", "Bob", "Cleo"]);
        const long = withLoaderCriteria(Document, Document.pages.gt(1));
        expect(names(await session.query(Asset).options(long).all())).toEqual(["top", "two"]);
        const named = withLoaderCriteria((M) => (hasColumn(M, "name") ? column(M, "name").ne("one") : null));
        const query = session.query(Asset).options(named);
        expect(names(await query.all())).toEqual(["top", "two"]);
        expect(query.toSql().sql.split("<>")).toHaveLength(2); // the heirs do not say it again
      });
      await inSession(async (session) => {
        const inC = withLoaderCriteria(Engineer, Engineer.language.eq("C"));
        const [company] = await session.query(Company).options(inC, selectinload(Company.staff)).all();
        expect(names(company?.staff ?? [])).toEqual(["Bob", "Cleo", "Dan"]);
      });
    });
  },
);

forEachClientOf({ sync: through as unknown as typeof throughAsync, async: throughAsync }, ({ models, inSession }) => {
  const { Post, PostTag, Tag } = models;

  test("a relation through a model leaves out what its rows are asked", async () => {
    await inSession(async (session) => {
      const [red, blue] = [new Tag({ name: "red" }), new Tag({ name: "blue" })];
      const post = new Post({ title: "first" });
      for (const tag of [red, blue]) session.add(new PostTag({ post, tag }));
      await session.commit();
      const keys = await session
        .query(PostTag)
        .filter(PostTag.tag.has(Tag.name.eq("red")))
        .all();
      const asked = withLoaderCriteria(PostTag, PostTag.tag.eq(red));
      expect(keys).toHaveLength(1);
      for (const load of [selectinload(Post.tags), joinedload(Post.tags)]) {
        await inSession(async (other) => {
          const [found] = await other.query(Post).options(asked, load).all();
          expect(Array.from(found?.tags ?? [], ({ name }) => name)).toEqual(["red"]);
          expect(
            await other
              .query(Post)
              .options(asked)
              .filter(Post.tags.any(Tag.name.eq("blue")))
              .count(),
          ).toBe(0);
          expect(await other.query(Post).options(asked).filter(Post.tags.contains(blue)).count()).toBe(0);
        });
      }
    });
  });
});

describe.each([
  ["sync", company as unknown as typeof companyAsync],
  ["async", companyAsync],
] as const)("a database's criteria, %s", (_colour, { connect, Project }) => {
  test("are those of the session at the time", async () => {
    let tenant = "a";
    const seen = new Set<unknown>();
    const db: AsyncDb = connect("sqlite::memory:", {
      criteria(session) {
        seen.add(session);
        return tenant === "" ? [] : [withLoaderCriteria(Project, Project.title.startsWith(tenant))];
      },
    });
    await db.createAll();
    const session = db.session();
    session.addAll(["a1", "a2", "b1"].map((title) => new Project({ title })));
    await session.commit();
    const all = session.query(Project);
    expect(await all.all()).toHaveLength(2);
    tenant = "b";
    expect(await all.all()).toHaveLength(1);
    expect(await all.options(withLoaderCriteria(Project, Project.title.ne("b1"))).count()).toBe(0);
    tenant = "";
    expect(await all.all()).toHaveLength(3);
    expect([...seen]).toEqual([session]);
    await session.close();
    await db.close();
    const fixed = connect("sqlite::memory:", { criteria: [withLoaderCriteria(Project, Project.title.ne("x"))] });
    await fixed.createAll();
    await fixed.transaction((tx) => tx.addAll([new Project({ title: "x" }), new Project({ title: "y" })]));
    expect(await fixed.run((one) => one.query(Project).count())).toBe(1);
    await fixed.close();
    expect(() => connect("sqlite::memory:", { criteria: {} as never })).toThrow(ArgumentError);
    using asking = company.connect("sqlite::memory:", {
      criteria(session) {
        void session.query(company.Project).count();
        return [];
      },
    });
    asking.createAll();
    using one = asking.session();
    expect(() => one.query(company.Project).count()).toThrow(/reads by the session that it is asked for/);
  });
});
