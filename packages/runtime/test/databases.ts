/** Real databases for tests, of all engines, behind the async colour so that one test runs on each. */
import { PGlite } from "@electric-sql/pglite";
import { describe } from "vitest";
import type { Dialect } from "../src/dialect/dialect.ts";
import { mariadb, mysql } from "../src/dialect/mysql.ts";
import { postgresql } from "../src/dialect/postgresql.ts";
import { sqlite } from "../src/dialect/sqlite.ts";
import { betterSqlite3Async } from "../src/driver/better-sqlite3.ts";
import { mysql as mysqlModule } from "../src/driver/mysql.ts";
import { pgliteDriver } from "../src/driver/pglite.ts";
import { parseUrl } from "../src/driver/url.ts";
import { StatementEvents } from "../src/events.ts";
import type { Driver } from "../src/io/connection.ts";
import { AsyncChannel } from "../src/io/run-async.ts";
import { servers } from "./servers.ts";

export interface Engine {
  readonly name: Dialect["name"];
  readonly dialect: Dialect;
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
    dialect: sqlite,
    open: () => Promise.resolve(betterSqlite3Async(parseUrl("sqlite::memory:", ["sqlite"]))),
  },
  { name: "postgresql", dialect: postgresql, open: emptied },
];

function served(scheme: "mariadb" | "mysql", dialect: Dialect): ServedEngine {
  const place = servers.mariadb.named(scheme);
  let driver: Driver<"async"> | undefined;
  return {
    name: "mysql",
    title: scheme === "mysql" ? "mariadb as mysql" : scheme,
    dialect,
    isThere: servers.mariadb.isThere,
    async open() {
      await place.create();
      return (driver = await mysqlModule(parseUrl(place.url, [scheme])));
    },
    async drop() {
      await driver?.close();
      await place.drop();
    },
  };
}

/** All engines, those of servers among them. */
export const allEngines: readonly ServedEngine[] = [
  ...engines.map((engine) => ({ ...engine, title: engine.name, isThere: true, drop: () => Promise.resolve() })),
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

let instance: Promise<PGlite> | undefined;

/** One PGlite for each test file, emptied: a new one takes seconds. */
async function emptied(): Promise<Driver<"async">> {
  const shared = await (instance ??= PGlite.create("memory://"));
  await shared.exec(`DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
  return pgliteDriver(shared);
}

export function forEachDialect(suite: (engine: Engine) => void): void {
  describe.each(engines)("$name", (engine) => {
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
