/** Real databases for tests, of every engine, behind the async colour so that one test runs on each. */
import { afterAll, describe } from "vitest";
import type { Dialect } from "../src/dialect/dialect.ts";
import { mariadb, mysql } from "../src/dialect/mysql.ts";
import { postgresql } from "../src/dialect/postgresql.ts";
import { sqlite } from "../src/dialect/sqlite.ts";
import { betterSqlite3Async } from "../src/driver/better-sqlite3.ts";
import { pg } from "../src/driver/pg.ts";
import { mysql as mysqlModule } from "../src/driver/mysql.ts";
import { parseUrl } from "../src/driver/url.ts";
import { StatementEvents } from "../src/events.ts";
import type { Driver } from "../src/io/connection.ts";
import { AsyncChannel } from "../src/io/run-async.ts";
import { emptyPgliteDriver } from "./pglite.ts";
import { mariadb as mariadbServer, type Place, postgresql as server } from "./servers.ts";

export interface Engine {
  readonly name: Dialect["name"];
  /** What is behind it, where a dialect has several. */
  readonly title: string;
  readonly dialect: Dialect;
  /** Sessions share one connection. */
  readonly hasOneConnection: boolean;
  /** A server that it needs answers. */
  readonly isThere: boolean;
  /** A new empty database. */
  open(): Promise<Driver<"async">>;
}

/** An engine whose server may not be there. */
export interface ServedEngine extends Engine {
  readonly title: string;
  readonly isThere: boolean;
  /** Drops what `open` made. */
  drop(): Promise<void>;
}

export const engines: readonly Engine[] = [
  {
    name: "sqlite",
    title: "SQLite",
    dialect: sqlite,
    hasOneConnection: true,
    isThere: true,
    open: () => Promise.resolve(betterSqlite3Async(parseUrl("sqlite::memory:", ["sqlite"]))),
  },
  {
    name: "postgresql",
    title: "PGlite",
    dialect: postgresql,
    hasOneConnection: true,
    isThere: true,
    open: emptyPgliteDriver,
  },
  {
    name: "postgresql",
    title: "PostgreSQL",
    dialect: postgresql,
    hasOneConnection: false,
    isThere: server.answers,
    open: emptiedSchema,
  },
];

function served(scheme: "mariadb" | "mysql", dialect: Dialect): ServedEngine {
  const open: { readonly place: Place; readonly driver: Driver<"async"> }[] = [];
  return {
    name: "mysql",
    title: scheme === "mysql" ? "MariaDB as MySQL" : "MariaDB",
    dialect,
    isThere: mariadbServer.answers,
    hasOneConnection: false,
    async open() {
      const place = await mariadbServer.fresh();
      const driver = await mysqlModule(parseUrl(place.url.replace(/^\w+:/, `${scheme}:`), [scheme]));
      open.push({ place, driver });
      return driver;
    },
    async drop() {
      for (const { place, driver } of open.splice(0)) {
        await driver.close();
        await place.drop();
      }
    },
  };
}

/** All engines, those of servers among them. */
export const allEngines: readonly ServedEngine[] = [
  ...engines.map((engine) => ({ ...engine, drop: () => Promise.resolve() })),
  served("mariadb", mariadb),
  served("mysql", mysql),
];

/** The same for those of servers too; where one does not answer, its tests are skipped. */
export function forEachEngine(suite: (engine: ServedEngine) => void): void {
  for (const engine of allEngines) {
    const { title, isThere } = engine;
    describe.skipIf(!isThere)(`${title}${isThere ? "" : ", which no server answers for"}`, () => {
      suite(engine);
    });
  }
}

let place: Promise<Place> | undefined;
afterAll(async () => (await place)?.drop());

/** One schema for each test file, emptied. */
async function emptiedSchema(): Promise<Driver<"async">> {
  const { name, url } = await (place ??= server.fresh());
  await server.run(url, ["SET client_min_messages = warning", `DROP SCHEMA ${name} CASCADE`, `CREATE SCHEMA ${name}`]);
  return pg(parseUrl(url, ["postgresql"]));
}

export function forEachDialect(suite: (engine: Engine) => void): void {
  for (const engine of engines)
    describe.skipIf(!engine.isThere)(`${engine.title}`, () => {
      suite(engine);
    });
}

/** A channel on a new database, in which the statements ran. */
export async function opened(engine: Engine, statements: readonly string[]): Promise<AsyncChannel> {
  const channel = new AsyncChannel(await engine.open(), new StatementEvents());
  await channel.run(
    (function* () {
      yield { kind: "script", statements };
    })(),
  );
  return channel;
}
