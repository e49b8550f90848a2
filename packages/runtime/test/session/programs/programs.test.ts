/**
 * Random session programs against a naive model (`naive-model.ts`), in both colours and over both drivers of SQLite, which must issue the same
 * statements. More of them, or the same again: `JOINERY_RUNS=5000 JOINERY_SEED=42 pnpm vitest run programs`.
 */
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import * as companyAsync from "../../../../../fixtures/company/generated-async/index.ts";
import * as companySync from "../../../../../fixtures/company/generated/index.ts";
import * as fleetAsync from "../../../../../fixtures/fleet/generated-async/index.ts";
import * as fleetSync from "../../../../../fixtures/fleet/generated/index.ts";
import { betterSqlite3Async } from "../../../src/driver/better-sqlite3.ts";
import { mysql } from "../../../src/driver/mysql.ts";
import { nodeSqlite } from "../../../src/driver/node-sqlite.ts";
import { pg } from "../../../src/driver/pg.ts";
import { parseUrl } from "../../../src/driver/url.ts";
import type { AsyncDb, ConnectOptions } from "../../../src/index.ts";
import type { Driver } from "../../../src/io/connection.ts";
import { newPgliteDriver } from "../../pglite.ts";
import { mariadb, postgresql } from "../../servers.ts";
import { company } from "./company.ts";
import type { Facts } from "./facts.ts";
import { fleet } from "./fleet.ts";
import { type ProgramClient, runProgram, type Step } from "./run.ts";
import { type StepName, steps as stepTable } from "./steps.ts";
import { ticking } from "./ticking-driver.ts";

/** Elsewhere than in continuous integration other programs each time: there a commit that was good stays good. */
const ownSeed = process.env["CI"] === undefined ? Date.now() % 2 ** 31 : 20_261_123;
const seed = Number(process.env["JOINERY_SEED"] ?? ownSeed);
const runs = Number(process.env["JOINERY_RUNS"] ?? 1000);
/** Milliseconds, after which no further program is begun; a failure has more, to be shrunk in. */
const time = Number(process.env["JOINERY_TIME"] ?? 6000);
const bounded = { seed, interruptAfterTimeLimit: time + 120_000, endOnFailure: false };

/** Runs `work` on many programs, or as many as there is time for. @returns how many */
async function forPrograms(numRuns: number, most: number, work: (steps: readonly Step[], at: number) => Promise<void>) {
  const end = performance.now() + most;
  let [count, hasFailed] = [0, false];
  const property = fc.asyncProperty(program, async (steps) => {
    if (!hasFailed && performance.now() > end) return;
    try {
      await work(steps, count++);
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  });
  await fc.assert(property, { ...bounded, numRuns });
  if (process.env["JOINERY_RUNS"] !== undefined) console.log(`${count} programs`);
}

const memory = parseUrl("sqlite::memory:", ["sqlite"]);
const operand = fc.nat({ max: 35 });
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    ...Object.entries(stepTable).map(([name, { weight }]) => ({
      weight,
      arbitrary: fc.constant(name as StepName), // its keys are the names
    })),
  ),
  a: operand,
  b: operand,
  c: operand,
});
const program = fc.array(step, { minLength: 1, maxLength: 50, size: "max" });

/** What the clients of both colours give, in the async one's types: the sync values come without the promise, which awaiting passes through. */
type Fixture = Readonly<Record<string, unknown>> & {
  readonly connect: (target: never, options?: ConnectOptions<"async">) => AsyncDb;
};

const fixtures: readonly { facts: Facts; name: string; sync: Fixture; async: Fixture }[] = [
  {
    name: "company",
    facts: company,
    sync: companySync as unknown as Fixture,
    async: companyAsync,
  },
  { name: "fleet", facts: fleet, sync: fleetSync as unknown as Fixture, async: fleetAsync },
];

describe.each(fixtures)("$name", ({ facts, sync, async }) => {
  const sqlite = (models: Fixture, options?: object): AsyncDb => {
    const db = models.connect("sqlite::memory:" as never, options);
    afterAll(() => db.close());
    return db;
  };
  const over = (driver: Driver<"async">): Pick<ProgramClient, "db" | "ticking"> => {
    const there = ticking(driver);
    const db = async.connect({ driver: there.driver } as never);
    afterAll(() => db.close());
    return { db, ticking: there };
  };

  test(
    `both colours do what the naive model says, by the same statements (seed ${seed})`,
    { timeout: 600_000 },
    async () => {
      const there = over(betterSqlite3Async(memory));
      const clients: [ProgramClient, ...ProgramClient[]] = [
        { facts, models: sync, colour: "sync", name: "sync", db: sqlite(sync) },
        { facts, models: async, colour: "async", name: "async", ...there },
        { facts, models: sync, colour: "sync", name: "sync, node:sqlite", db: sqlite(sync, { driver: nodeSqlite }) },
      ];
      await forPrograms(runs, time, async (steps, at) => {
        const statements = await runProgram(clients[0], steps);
        const others = at % 8 === 0 ? clients.slice(1) : clients.slice(1, 2);
        for (const other of others) expect(await runProgram(other, steps)).toEqual(statements);
      });
    },
  );

  const asynchronously = (name: string, driver: Driver<"async">): ProgramClient => ({
    ...{ facts, models: async, colour: "async", name, ...over(driver) },
    ...{ keepsConnection: driver.hasOneConnection, isMysql: driver.dialect.name === "mysql" },
  });
  const onSqlite = (): ProgramClient => asynchronously("async", betterSqlite3Async(memory));

  test(
    `PGlite does what the naive model says, by SQLite's statements (seed ${seed})`,
    { timeout: 600_000 },
    async () => {
      const clients = [asynchronously("PGlite", await newPgliteDriver()), onSqlite()] as const;
      await forPrograms(Math.ceil(runs / 12), time / 2, async (steps) => {
        const statements = await runProgram(clients[0], steps);
        expect(logical(statements)).toEqual(logical(await runProgram(clients[1], steps)));
      });
    },
  );

  // Servers take their time, so that this is for those who ask: JOINERY_SERVERS=1.
  test.runIf(process.env["JOINERY_SERVERS"] === "1").each([
    { server: postgresql, scheme: "postgresql", open: pg },
    { server: mariadb, scheme: "mariadb", open: mysql },
    { server: mariadb, scheme: "mysql", open: mysql },
  ])(
    `$scheme does what the naive model says (seed ${seed})`,
    { timeout: 600_000 },
    async ({ server, scheme, open }) => {
      const place = await server.fresh();
      const driver = await open(parseUrl(place.url.replace(/^\w+:/, `${scheme}:`), [scheme]));
      const client = asynchronously(scheme, driver);
      await forPrograms(Math.ceil(runs / 4), time, async (steps) => void (await runProgram(client, steps)));
      await driver.close();
      await place.drop();
    },
  );
});

/** What statements do and to which table, without an engine's way to say it. */
function logical(statements: readonly string[]): string[] {
  return statements.map((text) => {
    const found = /^(INSERT INTO|UPDATE|DELETE FROM|SELECT .*? FROM) "(\w+)"/.exec(text);
    return found === null ? (/^(?:--.*|\w+)/.exec(text)?.[0] ?? text) : `${found[1]?.split(" ")[0]} ${found[2]}`;
  });
}
