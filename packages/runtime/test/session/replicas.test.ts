/** Two replicas that differ from their primary, so that each row says where it was read. */
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { connect, Department } from "../../../../fixtures/company/generated-async/index.ts";
import { ArgumentError, ConnectionLost } from "../../src/errors.ts";
import { selectinload, sql } from "../../src/index.ts";
import type { AsyncDb, AsyncSession } from "../../src/index.ts";
import type { Connection, Driver } from "../../src/io/connection.ts";
import { nodeSqliteAsync } from "../../src/driver/node-sqlite.ts";
import { pglite } from "../../src/driver/pglite.ts";
import { parseUrl } from "../../src/driver/url.ts";

/** A driver that can be unplugged: its connections break as those of a server that has gone. */
interface Plug {
  readonly driver: Driver<"async">;
  isOut: boolean;
}

function plugged(inner: Driver<"async">): Plug {
  const lost = (): never => {
    throw new ConnectionLost("the server has gone", {});
  };
  const plug: Plug = {
    isOut: false,
    driver: {
      dialect: inner.dialect,
      hasOneConnection: inner.hasOneConnection,
      get pool() {
        return inner.pool;
      },
      async acquire(purpose, demand) {
        if (plug.isOut) lost();
        const connection = await inner.acquire(purpose, demand);
        const wrapped: Connection<"async"> = {
          query: async (...given) => (plug.isOut ? lost() : connection.query(...given)),
          run: async (...given) => (plug.isOut ? lost() : connection.run(...given)),
          exec: async (...given) => (plug.isOut ? lost() : connection.exec(...given)),
        };
        lent.set(wrapped, connection);
        return wrapped;
      },
      release: (connection, purpose) => inner.release(lent.get(connection) ?? connection, purpose),
      close: () => inner.close(),
    },
  };
  const lent = new Map<Connection<"async">, Connection<"async">>();
  return plug;
}

const engines = [
  { name: "SQLite", open: async () => nodeSqliteAsync(parseUrl("sqlite::memory:", ["sqlite"])) },
  { name: "PGlite", open: async () => pglite(parseUrl("pglite::memory:", ["pglite"])) },
];

describe.each(engines)("$name", ({ open }) => {
  let places: readonly [Plug, Plug, Plug];
  const dbs: AsyncDb[] = [];
  let db: AsyncDb;
  const names = ["primary", "one", "two"];
  let opened: Promise<readonly Driver<"async">[]> | undefined;

  beforeEach(async () => {
    const drivers = await (opened ??= Promise.all([open(), open(), open()]));
    places = drivers.map((driver) => plugged(driver)) as unknown as typeof places;
    for (const [at, { driver }] of places.entries()) {
      const place = connect({ driver });
      await place.dropAll();
      await place.createAll();
      await place.transaction((tx) => tx.add(new Department({ name: names[at] ?? "" })));
    }
    const [primary, one, two] = places;
    db = connect({ primary: primary.driver, replicas: [one.driver, two.driver], window: 60_000, leaveOutFor: 60_000 });
  });
  afterAll(async () => {
    for (const driver of (await opened) ?? []) await driver.close();
    for (const one of dbs) await one.close();
  });

  const whereRead = async (session = db.session()): Promise<string | undefined> =>
    (await session.query(Department).orderBy(Department.id).first())?.name;

  test("reads outside transactions go to the replicas in turn", async () => {
    expect([await whereRead(), await whereRead(), await whereRead()]).toEqual(["one", "two", "one"]);
  });

  test("the statements of one call, and a load on access, each see one replica", async () => {
    const seen: string[] = [];
    db.onStatement(({ sql: text }) => seen.push(text.split(" ")[0] ?? ""));
    const session = db.session();
    const [department] = await session.query(Department).options(selectinload(Department.employees)).all();
    expect(department?.name).toBe("one");
    expect(seen).toEqual(["BEGIN", "SELECT", "SELECT", "COMMIT"]);
    expect(await department?.head).toBeNull();
  });

  test("a transaction goes to the primary, whether or not it writes", async () => {
    expect(await db.transaction((tx) => whereRead(tx))).toBe("primary");
    const session = db.session();
    const savepoint = await session.beginNested();
    expect(await whereRead(session)).toBe("primary");
    await savepoint.rollback();
    await session.rollback();
  });

  test("a transaction that only reads goes to one replica where that is asked for, and to no other", async () => {
    const options = { readOnly: true, readFrom: "replicas" } as const;
    const twice = async (tx: AsyncSession): Promise<unknown[]> => [
      await whereRead(tx),
      await tx.execute(sql`SELECT ${Department.name} FROM ${Department}`),
      await whereRead(tx),
    ];
    expect(await db.transaction(twice, options)).toEqual(["one", [["one"]], "one"]);
    expect(await db.transaction(twice, options)).toEqual(["two", [["two"]], "two"]);
    expect(await db.transaction(twice, { readOnly: true })).toEqual(["primary", [["primary"]], "primary"]);
    await expect(db.transaction(twice, { readFrom: "replicas" })).rejects.toThrow("give it readOnly: true");
    places[1].isOut = true;
    expect(await db.transaction(twice, options)).toEqual(["two", [["two"]], "two"]);
    await db.run(async (session) => {
      session.add(new Department({ name: "new" }));
      await session.commit();
      expect(await db.transaction((tx) => tx.query(Department).count(), options)).toBe(2);
    });
  });

  test("a session reads from the primary after it wrote, and others from replicas", async () => {
    const session = db.session();
    expect(await whereRead(session)).toBe("one");
    session.add(new Department({ name: "new" }));
    await session.commit();
    expect(await session.query(Department).count()).toBe(2);
    expect(await db.session().query(Department).count()).toBe(1);
  });

  test("without a window a session reads from replicas again at once", async () => {
    const [primary, one] = places;
    const hasty = connect({ primary: primary.driver, replicas: [one.driver], window: 0 });
    const session = hasty.session();
    session.add(new Department({ name: "new" }));
    await session.commit();
    expect(await session.query(Department).count()).toBe(1);
  });

  test("SQL of the program's own goes to the primary, and counts as a write unless it is a SELECT", async () => {
    const session = db.session();
    expect(await session.execute(sql`SELECT ${Department.name} FROM ${Department}`)).toEqual([["primary"]]);
    expect(await session.query(Department).filter(Department.name.eq("primary")).exists()).toBe(false);
    await session.execute(sql`UPDATE ${Department} SET "name" = 'changed'`);
    expect(await session.query(Department).filter(Department.name.eq("changed")).exists()).toBe(true);
  });

  test("a session may ask for the primary", async () => {
    expect(await whereRead(db.session({ readFrom: "primary" }))).toBe("primary");
    expect(() => db.session({ readFrom: "replica" as never })).toThrow('"primary" or "replicas"');
  });

  test("a replica that has gone is left out, and the read is answered all the same", async () => {
    const [, one, two] = places;
    one.isOut = true;
    expect([await whereRead(), await whereRead(), await whereRead()]).toEqual(["two", "two", "two"]);
    one.isOut = false;
    expect([await whereRead(), await whereRead()]).toEqual(["two", "two"]);
    two.isOut = true;
    expect(await whereRead()).toBe("primary");
    const session = db.session();
    const [department] = await session.query(Department).options(selectinload(Department.employees)).all();
    expect(department?.name).toBe("primary");
  });

  test("a replica that has come back is read from after its time", async () => {
    const [primary, one] = places;
    const patient = connect({ primary: primary.driver, replicas: [one.driver], leaveOutFor: 0 });
    one.isOut = true;
    expect(await whereRead(patient.session())).toBe("primary");
    one.isOut = false;
    expect(await whereRead(patient.session())).toBe("one");
  });

  test("an error that is not the replica's goes to the caller, and connections go back", async () => {
    const [, one] = places;
    const replica = connect({ driver: one.driver });
    await replica.dropAll();
    await expect(whereRead()).rejects.toThrow("create the tables first");
    expect(db.pool.idle).toBe(db.pool.open);
    expect(await whereRead()).toBe("two");
  });
});

test("connect says what a target with replicas must have", () => {
  expect(() => connect({ primary: "sqlite::memory:", replicas: [] })).toThrow(ArgumentError);
  expect(() => connect({ primary: "sqlite::memory:", replicas: ["pglite::memory:"] })).toThrow(
    "a replica is of postgresql, and the primary of sqlite",
  );
  expect(() => connect({ primary: "sqlite::memory:", replicas: ["sqlite:x.db"], windows: 1 } as never)).toThrow(
    'connect\'s target has no option "windows"',
  );
});
