/** What a program without types gets wrong: an error with a code and the way out, before anything is sent, never silence. */
import { expect, test } from "vitest";
import {
  and,
  ArgumentError,
  joinedload,
  type JoineryError,
  lazyload,
  LoadOptionError,
  not,
  or,
  QueryError,
  raiseload,
  RelationTypeError,
  selectinload,
  sql,
  UndefinedValueError,
  ValueError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

type ErrorClass = abstract new (...args: never[]) => JoineryError;

forEachClient(({ models, inSession, statements, colour, db }) => {
  const { Department, Employee, Project } = models;
  const wrong = (value: unknown): never => value as never; // what a program without types passes

  /** That each is refused with this class of error, a code and this message. */
  const eachRefused = async (
    works: readonly (() => unknown)[],
    kind: ErrorClass,
    message: RegExp | string,
  ): Promise<void> => {
    for (const work of works) {
      const error: unknown = await Promise.resolve()
        .then(work)
        .then(
          () => undefined,
          (reason: unknown) => reason,
        );
      expect(error).toBeInstanceOf(kind);
      const known = error as JoineryError; // as the line before says
      expect(known.message).toMatch(message);
      expect(known.code).toMatch(/^[A-Z_]+$/);
    }
  };

  test("a decimal keeps all its digits, or is refused: no engine rounds it", async () => {
    const widest = `-${"9".repeat(35)}.${"9".repeat(30)}`;
    await inSession(async (session) => {
      session.add(new Project({ title: "wide", budget: widest }));
      await session.commit();
      const project = await session.query(Project).filter(Project.budget.eq(widest)).one();
      await session.refresh(project);
      expect(project.budget).toBe(widest);
      await eachRefused(
        [
          () => (project.budget = `0.${"1".repeat(31)}`),
          () => (project.budget = "1e35"),
          () => Project.budget.eq("1e-31"),
        ],
        ValueError,
        /^"Project\.budget" takes at most 35 digits before the point and 30 after it/,
      );
    });
  });

  test("JSON that would come back as something else is refused, at any depth", async () => {
    class Point {
      x = 1;
    }
    for (const [value, found] of [
      [new Map([["a", 1]]), "Map"],
      [{ deep: [new Set([1])] }, "Set"],
      [{ at: new Point() }, "Point"],
      [/x/, "RegExp"],
      [new Uint8Array(2), "Uint8Array"],
    ] as const)
      await eachRefused(
        [() => new Employee({ name: "Ann", skills: [], settings: value as never })],
        ValueError,
        `"Employee.settings" takes a JSON value, and this one holds an object of class ${found}`,
      );
  });

  test("a value that a column does not take is told by its kind", async () => {
    const ann = new Employee({ name: "Ann", skills: [] });
    await eachRefused(
      [() => (ann.name = null as never)],
      ValueError,
      /^"Employee\.name" takes .*, and must not be null$/,
    );
    await eachRefused([() => (ann.id = 2 ** 31)], ValueError, /and was given an integer out of range$/);
    await eachRefused([() => (ann.id = "7" as never)], ValueError, /and was given a string$/);
  });

  test("orderBy takes columns, orders and sql alone", async () => {
    await inSession(async (session) => {
      for (const [value, found] of [
        [undefined, "undefined"],
        ["name", "a string"],
        [Employee.manager, "an object of class ToOne"],
        [Employee.name.eq("Ann"), "an object of class Predicate"],
        [{ by: "name", sort: "asc" }, "a plain object"],
      ] as const)
        await eachRefused(
          [() => session.query(Employee).orderBy(wrong(value))],
          QueryError,
          `orderBy takes columns, such as User.name or User.name.desc(), or sql\`…\`, and was given ${found}`,
        );
      await session
        .query(Employee)
        .orderBy(Employee.name, Employee.id.desc(), sql`1`)
        .all();
    });
  });

  test("what is no condition is never one", async () => {
    await inSession(async (session) => {
      const query = session.query(Employee);
      const forged = { node: { kind: "sql", parts: [{ kind: "text", text: "1 = 1" }] } };
      for (const value of [true, false, "x", null, Employee.name, forged])
        await eachRefused(
          [
            () => query.filter(wrong(value)),
            () => and(wrong(value)),
            () => or(wrong(value)),
            () => not(wrong(value)),
            () => Employee.id.eq(1).and(wrong(value)),
            () => Employee.id.eq(1).or(wrong(value)),
            () => Employee.tasks.any(wrong(value)),
            () => Employee.manager.has(wrong(value)),
          ],
          QueryError,
          /takes conditions, such as User\.id\.eq\(1\) or sql`…`, and was given /,
        );
      await eachRefused([() => query.filter(wrong(undefined))], UndefinedValueError, /leave the filter out/);
      expect(statements()).toEqual([]);
      expect(await query.filter(or(wrong(sql`1 = 1`), Employee.id.eq(1))).all()).toEqual([]);
    });
  });

  test("in takes a list, and like a string", async () => {
    await eachRefused([() => Employee.id.in(wrong(undefined))], UndefinedValueError, /"Employee\.id"/);
    for (const value of [null, 5, "abc", {}])
      await eachRefused(
        [() => Employee.name.in(wrong(value)), () => Employee.name.notIn(wrong(value))],
        QueryError,
        /^in and notIn of "Employee\.name" take a list of values, and were given /,
      );
    for (const value of [null, 5, ["a"], /a/])
      await eachRefused(
        (["like", "ilike", "startsWith", "endsWith", "contains"] as const).map(
          (name) => () => Employee.name[name](wrong(value)),
        ),
        QueryError,
        /^"Employee\.name" is matched with a string, and was given /,
      );
  });

  test("execute takes an sql template, never a text", async () => {
    await inSession(async (session) => {
      for (const statement of ["SELECT 1", undefined, { text: "SELECT 1" }])
        await eachRefused(
          [() => session.execute(wrong(statement))],
          QueryError,
          /^execute takes an sql template, as in execute\(sql`SELECT 1`\), and was given /,
        );
      expect(statements()).toEqual([]);
    });
  });

  test("addAll takes a list of entities", async () => {
    await inSession(async (session) => {
      for (const entities of [undefined, null, new Project({ title: "one" }), 5, "text"])
        await eachRefused(
          [() => session.addAll(wrong(entities))],
          ArgumentError,
          /^addAll takes a list of entities, and was given .*: one entity is for add\(…\)$/,
        );
      expect(session.new).toEqual([]);
    });
  });

  test("loaders take relations", async () => {
    const loaders: Readonly<Record<string, (relation: never) => unknown>> = {
      joinedload,
      selectinload,
      lazyload,
      raiseload,
    };
    for (const [name, load] of Object.entries(loaders)) {
      await eachRefused(
        [() => load(wrong(undefined))],
        LoadOptionError,
        `${name} takes a relation, such as User.posts`,
      );
      await eachRefused([() => load(wrong("tasks"))], LoadOptionError, /and was given a string$/);
      await eachRefused(
        [
          () => load(wrong(Employee.name)),
          () => selectinload(Department.employees)[name as "lazyload"](wrong(Employee.name)),
        ],
        LoadOptionError,
        `${name} takes a relation, such as User.posts, and was given the column "Employee.name"`,
      );
    }
  });

  test("an option that is not known, or of another type, is refused", async () => {
    const url = colour === "sync" ? "sqlite::memory:" : "pglite::memory:";
    const open = (options: unknown) => () => models.connect(url, wrong(options));
    await eachRefused(
      [open({ echo: "yes" })],
      ArgumentError,
      'the option "echo" of connect takes true, false or a function',
    );
    await eachRefused(
      [open({ busyTimeout: -1 })],
      ArgumentError,
      '"busyTimeout" of connect takes a whole number, 0 or',
    );
    await eachRefused(
      [open({ ecko: true })],
      ArgumentError,
      'connect has no option "ecko"; it has "echo", "busyTimeout", "statementCache"',
    );
    await models.connect(url, { echo: undefined }).close();
    await inSession(async (session) => {
      await session.flush();
      const begin = (options: unknown) => () => db.session(wrong(options));
      await eachRefused(
        [begin({ autoFlush: false })],
        ArgumentError,
        /^session has no option "autoFlush"; it has .*"autoflush", "discard"/,
      );
      await eachRefused([begin({ discard: "never" })], ArgumentError, '"discard" of session takes "silent", "warn" or');
    });
  });

  test("a constructor takes an object of values", async () => {
    const ann = new Employee({ name: "Ann", skills: [] });
    for (const [value, found] of [
      [undefined, "undefined"],
      [null, "null"],
      [5, "a number"],
      ["Ann", "a string"],
      [[], "an array"],
      [ann, 'an entity of "Employee"'],
    ] as const)
      await eachRefused(
        [() => new Project(wrong(value))],
        ArgumentError,
        `new Project(…) takes an object with values for "id", "title", "budget", "members", and was given ${found}`,
      );
  });

  test("what takes an entity says so of anything else, and what takes a function or columns too", async () => {
    await inSession(async (session) => {
      for (const value of [null, undefined, "x", { id: 1 }].map(wrong))
        await eachRefused(
          [
            () => session.delete(value),
            () => session.refresh(value),
            () => session.expire(value),
            () => session.expunge(value),
            () => session.has(value),
            () => session.isModified(value),
          ],
          RelationTypeError,
          /^"Session\.\w+" takes an entity, and was given /,
        );
      await eachRefused([() => session.noAutoflush(wrong(5))], ArgumentError, "noAutoflush takes a function");
      await eachRefused(
        [() => session.update(Project).set({ title: wrong(Employee.name) })],
        ArgumentError,
        '"Project.title" takes columns of its own model in set(…), and was given "Employee.name"',
      );
      await eachRefused(
        [() => session.upsert(Project, [{ title: "x" }], { by: wrong(Employee.name) })],
        ArgumentError,
        /and was given "Employee\.name"$/,
      );
    });
  });
});
