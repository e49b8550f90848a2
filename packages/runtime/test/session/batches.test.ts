/** Flushes of many rows: how many statements they are, and that each entity gets what is its own. */
import { describe, expect, test } from "vitest";
import { connect, Project as OnServer } from "../../../../fixtures/company/generated-async/index.ts";
import { sql } from "../../src/index.ts";
import { Proxy } from "../driver/proxy.ts";
import { postgresql } from "../servers.ts";
import { forEachClient } from "./clients.ts";

/** What a trigger does to a row of "Project", or beside it; the function that it calls is dropped with its schema. */
const trigger = (name: string, work: string) => [
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${work} RETURN NEW; END $$`,
  `CREATE TRIGGER ${name} BEFORE INSERT ON "Project" FOR EACH ROW EXECUTE FUNCTION ${name}()`,
];

forEachClient(({ models, db, inSession, statements, isPostgres }) => {
  const { Department, Employee, Project, Seat } = models;
  const projects = (count: number) => Array.from({ length: count }, (_, at) => new Project({ title: `p${at}` }));
  /** Statements for `count` rows. */
  const statementsFor = (count: number, most = 100): number => (isPostgres ? 1 : Math.ceil(count / most));

  async function withTriggers(triggers: readonly (readonly [string, string])[], work: () => Promise<void>) {
    const inTransaction = (texts: readonly string[]) =>
      db.transaction(async (tx) => {
        for (const text of texts) await tx.execute(sql.unsafe(text));
      });
    await inTransaction(triggers.flatMap(([name, does]) => trigger(name, does)));
    try {
      statements();
      await work();
    } finally {
      await inTransaction(triggers.map(([name]) => `DROP FUNCTION ${name}() CASCADE`));
    }
  }

  /** Each title has the key that its entity was given. */
  async function checkKeys(added: readonly { readonly id: number; readonly title: string }[]): Promise<void> {
    const known = new Map(added.map(({ id, title }) => [id, title]));
    expect(known.size).toBe(added.length);
    await inSession(async (session) => {
      const found = await session.query(Project).all();
      expect(new Map(found.map(({ id, title }) => [id, title]))).toEqual(known);
    });
  }

  test("5,000 rows get their own keys, in the order in which they were added", async () => {
    const added = projects(5000);
    await inSession(async (session) => {
      session.addAll(added);
      await session.commit();
    });
    expect(statements()).toHaveLength(statementsFor(5000));
    expect(added.every(({ id }, at) => at === 0 || id > (added[at - 1]?.id ?? id))).toBe(true);
    await checkKeys(added);
  });

  test.skipIf(!isPostgres)("5,000 rows get their own keys under triggers that write and take keys", async () => {
    const counting = `PERFORM nextval(pg_get_serial_sequence('"Department"', 'id')); INSERT INTO "Department" ("name") VALUES (NEW."title");`;
    await withTriggers(
      [
        ["a_counts", counting],
        ["b_rounds", `NEW."budget" = NEW."budget" + 1;`],
      ],
      async () => {
        const added = projects(5000);
        await inSession(async (session) => {
          session.addAll(added);
          await session.commit();
        });
        expect(statements()).toHaveLength(1);
        await checkKeys(added);
        await inSession(async (session) => expect(await session.query(Department).count()).toBe(5000));
      },
    );
  });

  test.skipIf(!isPostgres)("rows whose keys a trigger turns round go in one by one, and get their own", async () => {
    await withTriggers([["turns", `NEW."id" = -NEW."id";`]], async () => {
      const added = projects(120);
      await inSession(async (session) => {
        session.addAll(added);
        await session.commit();
      });
      expect(statements()).toHaveLength(1 + 120);
      expect(added.every(({ id }) => id < 0)).toBe(true);
      await checkKeys(added);
    });
  });

  test.skipIf(!isPostgres)("a row that a trigger leaves out is told as such, and none is written", async () => {
    await withTriggers([["leaves_out", `IF NEW."title" = 'p7' THEN RETURN NULL; END IF;`]], async () => {
      await inSession(async (session) => {
        session.addAll(projects(20));
        await expect(session.commit()).rejects.toThrow('a row of "Project" was inserted without a key');
        await session.rollback();
      });
      await inSession(async (session) => expect(await session.query(Project).count()).toBe(0));
    });
  });

  test("compound keys are inserted, changed and deleted many at a time", async () => {
    const seats = Array.from({ length: 300 }, (_, at) => new Seat({ floor: at % 10, number: at, label: `s${at}` }));
    await inSession(async (session) => {
      session.addAll(seats);
      await session.commit();
      expect(statements()).toHaveLength(statementsFor(300));
      for (const [at, seat] of seats.entries()) seat.label = at % 3 === 0 ? null : `"t",\\${at}`;
      await session.commit();
      expect(statements()).toHaveLength(statementsFor(300));
    });
    await inSession(async (session) => {
      const found = await session.query(Seat).orderBy(Seat.number).all();
      expect(found.map(({ label }) => label)).toEqual(seats.map(({ label }) => label));
      statements();
      for (const seat of found.slice(1)) await session.delete(seat);
      statements();
      await session.commit();
      expect(statements()).toHaveLength(1);
    });
    await inSession(async (session) => {
      expect((await session.query(Seat).all()).map(({ number }) => number)).toEqual([0]);
    });
  });

  test("many-to-many links come and go many at a time", async () => {
    const members = Array.from({ length: 230 }, (_, at) => new Employee({ name: `e${at}`, skills: [] }));
    const project = new Project({ title: "bridge", members });
    await inSession(async (session) => {
      session.add(project);
      await session.flush();
      expect(statements().filter((text) => text.includes("_EmployeeToProject"))).toHaveLength(
        isPostgres ? 1 : [100, 100, 30].length,
      );
      for (const member of members.slice(5)) project.members.remove(member);
      await session.commit();
      expect(statements().filter((text) => text.startsWith("DELETE"))).toHaveLength(
        isPostgres ? 1 : [100, 100, 20, 5].length,
      );
    });
    await inSession(async (session) => {
      const found = await session.getOne(Project, project.id);
      expect((await found.members).map(({ name }) => name).sort()).toEqual(["e0", "e1", "e2", "e3", "e4"]);
    });
  });

  test("rows of megabytes go in a few at a time", async () => {
    const added = Array.from(
      { length: 5 },
      (_, at) => new Seat({ floor: 1, number: at, label: `${at}`.repeat(2 ** 21) }),
    );
    await inSession(async (session) => {
      session.addAll(added);
      await session.commit();
    });
    expect(statements()).toHaveLength(isPostgres ? 3 : 1);
    await inSession(async (session) => {
      const found = await session.query(Seat).orderBy(Seat.number).all();
      expect(found.map(({ label }) => label?.slice(0, 3))).toEqual(["000", "111", "222", "333", "444"]);
    });
  });
});

describe.skipIf(!postgresql.answers)("on a server of PostgreSQL", () => {
  test("a thousand new entities, and a thousand changed ones, are committed in two round trips", async () => {
    const place = await postgresql.fresh();
    try {
      await using proxy = await Proxy.to(place.url);
      await using db = connect(proxy.url);
      await db.createAll();
      const trips = async (work: () => Promise<unknown>): Promise<number> => {
        const before = proxy.roundTrips;
        await work();
        return proxy.roundTrips - before;
      };
      await using session = db.session();
      const projects = Array.from({ length: 1000 }, (_, at) => new OnServer({ title: `p${at}` }));
      session.addAll(projects);
      expect(await trips(() => session.commit())).toBe(2);
      for (const project of projects) project.budget = "1.5";
      expect(await trips(() => session.commit())).toBe(2);
      expect(await session.query(OnServer).filter(OnServer.budget.eq("1.5")).count()).toBe(1000);
      await session.commit();
      for (const project of projects) await session.delete(project);
      expect(await trips(() => session.commit())).toBe(2);
    } finally {
      await place.drop();
    }
  });
});
