import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, expect, test } from "vitest";
import { defineSchema } from "../../src/contract.ts";
import {
  CheckViolation,
  type ConstraintViolation,
  ContractVersionError,
  DatabaseError,
  DatabaseOpenError,
  ForeignKeyViolation,
  JoineryError,
  MissingValueError,
  NotAssignedError,
  NotNullViolation,
  QueryError,
  RelationTypeError,
  sql,
  UndefinedValueError,
  UniqueViolation,
  UnknownKeyError,
  UrlError,
  ValueError,
} from "../../src/index.ts";
import { forEachClient } from "./clients.ts";

const directory = mkdtempSync(join(tmpdir(), "joinery-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** What no message may hold. */
const secret = "s3cret-value";

forEachClient(({ models, db, inSession, statements, colour, isPostgres, isMysql }) => {
  const { Badge, Booking, Employee, Project, Seat, Task } = models;
  const employee = (name: string) => new Employee({ name, skills: [] });

  const rejection = async (work: () => unknown): Promise<unknown> => {
    try {
      await work();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  /** An error of the class, whose message matches and which prints no value. */
  const refused = async (
    work: () => unknown,
    kind: abstract new (...args: never[]) => JoineryError,
    message: RegExp,
  ): Promise<JoineryError> => {
    const error = await rejection(work);
    expect(error).toBeInstanceOf(kind);
    const known = error as JoineryError; // as the line before says
    expect(known.message).toMatch(message);
    expect(known.code).toMatch(/^[A-Z_]+$/);
    expect(known.name).toBe(known.constructor.name);
    expect(known.message + JSON.stringify(known)).not.toContain(secret);
    return known;
  };

  test("a violated UNIQUE is typed, and prints no value", async () => {
    await inSession(async (session) => {
      session.add(new Project({ title: secret }));
      await session.commit();
      session.add(new Project({ title: secret }));
      const error = (await refused(
        () => session.commit(),
        UniqueViolation,
        /same unique value in "Project" \("title"\)/,
      )) as ConstraintViolation;
      expect([error.table, error.columns]).toEqual(["Project", ["title"]]);
      expect(inspect(error)).not.toContain(secret);
    });
  });

  test("a primary key that is taken is a violated UNIQUE", async () => {
    const ann = employee("Ann");
    await inSession(async (session) => {
      session.add(new Badge({ code: secret, employee: ann }));
      await session.commit();
    });
    await inSession(async (session) => {
      session.add(new Badge({ code: secret, employee: employee("Bob") }));
      await refused(() => session.commit(), UniqueViolation, /"Badge" \("code"\)/);
    });
  });

  test("a violated FOREIGN KEY is typed and says what to do", async () => {
    await inSession(async (session) => {
      session.add(new Task({ title: secret, employeeId: 77 }));
      const error = await refused(
        () => session.commit(),
        ForeignKeyViolation,
        isPostgres || isMysql
          ? /^a row refers to one that is not there in "Task" \("employeeId"\), constraint .*: save the row it refers to first, or set/
          : /save the row it refers to first.*; where one is deleted, delete the rows that refer to it first/,
      );
      expect(error).toMatchObject(isPostgres || isMysql ? { table: "Task", columns: ["employeeId"] } : { columns: [] });
    });
  });

  test("a row that is still referred to is told from one that refers to nothing", async () => {
    await inSession(async (session) => {
      session.add(new Badge({ code: secret, employee: employee("Ann") }));
      await session.commit();
      const error = await refused(
        () => session.execute(sql`DELETE FROM ${Employee}`),
        ForeignKeyViolation,
        isPostgres || isMysql
          ? /still referred to by rows in "Badge", constraint "\w+": delete the rows that refer to it first, link them/
          : /delete the rows that refer to it first, link them/,
      );
      expect(error).toMatchObject(
        isPostgres || isMysql ? { table: "Badge", columns: [] } : { table: undefined, columns: [] },
      );
    });
  });

  test("a table that is not there says how to create it", async () => {
    await db.dropAll();
    await inSession(async (session) => {
      await refused(
        () => session.query(Employee).all(),
        DatabaseError,
        /Employee.*: create the tables first: db\.createAll/,
      );
    });
  });

  test("a violated NOT NULL and a violated CHECK are typed", async () => {
    await inSession(async (session) => {
      await refused(
        () => session.execute(sql`INSERT INTO "Seat" ("floor", "number", "label") VALUES (1, ${null}, ${secret})`),
        NotNullViolation,
        /must have a value would be NULL in "Seat" \("number"\)/,
      );
      session.add(new Task({ title: secret, employee: employee("Ann") }));
      await session.commit();
      if (isPostgres)
        await session.execute(sql`ALTER TABLE "Task" ADD CONSTRAINT "short" CHECK (length("title") < 3) NOT VALID`);
      const broken = isPostgres ? sql`UPDATE "Task" SET "title" = ${secret}` : sql`UPDATE "Task" SET "done" = ${5}`;
      await refused(() => session.execute(broken), CheckViolation, /breaks a CHECK/);
    });
  });

  test("a required column that is not set is named before anything is sent", async () => {
    await inSession(async (session) => {
      session.add(new Project({} as never));
      statements();
      await refused(() => session.flush(), MissingValueError, /"Project\.title" has no value.*default or `\?`/);
      session.add(new Task({ title: secret } as never));
      expect(statements()).toEqual([]);
      // Nothing was taken: what is set later is flushed.
      const [project, task] = session.new as [InstanceType<typeof Project>, InstanceType<typeof Task>];
      project.title = "bridge";
      await refused(() => session.flush(), MissingValueError, /"Task\.employeeId".*relation "employee"/);
      task.employee = employee("Ann");
      await session.commit();
      expect(await session.query(Task).count()).toBe(1);
    });
  });

  test("of a batch that a constraint refuses, the error names the entity, whatever the batch does", async () => {
    await inSession(async (session) => {
      const culprit = async (work: () => unknown): Promise<unknown> => {
        try {
          await work();
        } catch (error) {
          await session.rollback();
          return (error as ConstraintViolation).entity;
        }
        return "nothing was refused";
      };
      const [two, three] = [new Project({ title: "2" }), new Project({ title: "3" })];
      session.addAll([new Project({ title: "1" }), two, three]);
      await session.commit();
      const fresh = ["4", "5", "2", "6"].map((title) => new Project({ title }));
      expect(await culprit(() => (session.addAll(fresh), session.flush()))).toBe(fresh[2]);
      const alike = ["7", "8", "8"].map((title) => new Project({ title }));
      expect(await culprit(() => (session.addAll(alike), session.flush()))).toBe(alike[2]);
      expect(
        await culprit(() => {
          two.title = "1";
          three.title = "10";
          return session.flush();
        }),
      ).toBe(two);
    });
  });

  test("undefined in a filter is refused, never read as anything", async () => {
    await inSession(async (session) => {
      const query = session.query(Employee);
      const nothing = undefined as never;
      for (const work of [
        () => query.filter(nothing),
        () => query.filter(Employee.name.eq(nothing)),
        () => query.filter(Employee.name.ne(nothing)),
        () => query.filter(Employee.id.gt(nothing)),
        () => query.filter(Employee.id.in([1, nothing])),
        () => query.filter(Employee.id.between(1, nothing)),
        () => query.filter(Employee.name.like(nothing)),
        () => query.filter(Employee.name.startsWith(nothing)),
        () => query.filterBy({ name: nothing }),
        () => query.filterBy({ manager: nothing }),
      ])
        await refused(work, UndefinedValueError, /use null to ask for NULL, or leave the filter out/);
      expect(statements()).toEqual([]);
    });
  });

  test("unknown keys are refused in constructor, filterBy and get, with the known ones", async () => {
    await inSession(async (session) => {
      await refused(
        () => new Employee({ name: "Ann", skills: [], nmae: secret } as never),
        UnknownKeyError,
        /"Employee" has no column or relation "nmae"; it has .*"name"/,
      );
      await refused(
        () => session.query(Employee).filterBy({ nmae: secret } as never),
        UnknownKeyError,
        /"Employee" has no column or relation "nmae"/,
      );
      await refused(
        () => session.get(Seat, { floor: 1, number: 2, label: secret } as never),
        UnknownKeyError,
        /"Seat" has no key column "label"; it has "floor", "number"/,
      );
      for (const name of ["__proto__", "constructor", "toString", "toJSON"]) {
        const given = JSON.parse(`{"name":"Ann","skills":[],"${name}":{"x":1}}`) as never;
        await refused(() => new Employee(given), UnknownKeyError, /has no column or relation/);
        await refused(() => session.query(Employee).filterBy(given), UnknownKeyError, /has no column or relation/);
      }
    });
  });

  test("filterBy takes values and entities, no operators and no collections", async () => {
    await inSession(async (session) => {
      const query = session.query(Employee);
      await refused(() => query.filterBy({ name: { $ne: secret } } as never), ValueError, /"Employee\.name" takes/);
      await refused(() => query.filterBy({ id: secret } as never), ValueError, /"Employee\.id" takes/);
      await refused(() => query.filterBy({ tasks: [] } as never), QueryError, /is a collection.*contains/);
      for (const wrong of [3, secret, {}, new Project({ title: secret })])
        await refused(
          () => query.filterBy({ manager: wrong } as never),
          RelationTypeError,
          /"Employee\.manager" takes Employee/,
        );
      await refused(
        () => query.filterBy({ manager: employee("new") }),
        NotAssignedError,
        /"Employee\.id" has no value yet/,
      );
      await refused(() => query.filterBy(undefined as never), QueryError, /filterBy takes an object/);
    });
  });

  test("keys of a wrong shape are refused", async () => {
    await inSession(async (session) => {
      for (const key of [undefined, null, secret, { id: 1 }, [1], 1.5, Number.NaN, 2 ** 40, 1n])
        await refused(() => session.get(Employee, key as never), ValueError, /"Employee\.id" takes/);
      for (const key of [undefined, null, 3, secret])
        await refused(
          () => session.get(Seat, key as never),
          QueryError,
          /the key of "Seat" is an object: \{ floor, number \}/,
        );
      for (const key of [{}, { floor: 1 }, { floor: 1, number: null }, { floor: 1, number: secret }])
        await refused(() => session.get(Seat, key as never), ValueError, /"Seat\.(floor|number)" takes/);
      await refused(() => session.get(Booking, 1 as never), ValueError, /"Booking\.id" takes/);
      await refused(() => session.get(Object as never, 1), QueryError, /a class of the generated client/);
      await refused(() => session.query(undefined as never), QueryError, /a class of the generated client/);
      expect(statements()).toEqual([]);
    });
  });

  test("values that a column does not take are refused where they are set", async () => {
    const ann = employee("Ann");
    for (const [set, column] of [
      [() => (ann.name = 5 as never), "name"],
      [() => (ann.name = null as never), "name"],
      [() => (ann.name = undefined as never), "name"],
      [() => (ann.id = 1.5), "id"],
      [() => (ann.id = 2 ** 31), "id"],
      [() => (ann.name = `${secret}\ud800`), "name"],
      [() => (ann.skills = secret as never), "skills"],
      [() => (ann.updatedAt = secret as never), "updatedAt"],
    ] as const)
      await refused(set, ValueError, new RegExp(`"Employee\\.${column}" takes`));
    expect(ann.name).toBe("Ann");
  });

  test("URLs that cannot be used say what to write, without their password", async () => {
    for (const url of ["", "  ", undefined, 5, "file.db", "sqlite:", "sqlite://file.db", "://"])
      await refused(() => models.connect(url as never), UrlError, /write "sqlite:|write "pglite:/);
    await refused(
      () => models.connect("oracle://ann:s3cret-value@host/db"),
      UrlError,
      /no driver for the scheme "oracle".*ann:\*\*\*@/,
    );
    await refused(
      () => models.connect("oracle://ann:x@s3cret-value@host/db"),
      UrlError,
      /no driver for the scheme "oracle"/,
    );
    if (colour === "sync")
      await refused(() => models.connect("pglite:dir"), UrlError, /sync client.*joinery gen --client async/);
  });

  test("a database that cannot be opened says why, and leaves nothing behind", async () => {
    const text = join(directory, "text.db");
    writeFileSync(text, "this is no database, and longer than a header of one would be ".repeat(40));
    const missing = join(directory, "nowhere", "x.db");
    for (const [path, reason] of [
      [missing, /does not exist: create it first/],
      [text, /not an SQLite database/],
      [directory, /it is a directory/],
    ] as const) {
      const open = async (): Promise<void> => {
        const db = models.connect(`sqlite:${path}`);
        await rejection(() => db.createAll()).then((error) => db.close().then?.(() => Promise.reject(error)));
      };
      await refused(open, DatabaseOpenError, reason);
    }
  });

  test("a client of an older contract is told to be generated anew", async () => {
    await refused(
      () => defineSchema({ contract: 0, models: [], ddl: {} }),
      ContractVersionError,
      /contract version 0, and the runtime speaks version \d+: run `joinery gen` with the version of the runtime$/,
    );
  });

  test("a client of a newer contract is told that the runtime is to be updated", async () => {
    await refused(
      () => defineSchema({ contract: 99, models: [], ddl: {} }),
      ContractVersionError,
      /contract version 99, .*: update "@joinery\/runtime" to the version of `joinery`, or run `joinery gen`/,
    );
  });

  test("a statement of one's own that fails shows its SQL, and none of its values", async () => {
    await inSession(async (session) => {
      const error = await refused(() => session.execute(sql`SELECT ${secret} FROM nowhere`), JoineryError, /nowhere/);
      expect((error as JoineryError & { sql: string }).sql).toContain("nowhere");
      expect(inspect(error)).not.toContain(secret);
    });
  });
});
