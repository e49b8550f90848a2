/** Real databases for tests, of both engines, behind the async colour so that one test runs on each. */
import { PGlite } from "@electric-sql/pglite";
import { describe } from "vitest";
import type { Dialect } from "../src/dialect/dialect.ts";
import { postgresql } from "../src/dialect/postgresql.ts";
import { sqlite } from "../src/dialect/sqlite.ts";
import { betterSqlite3Async } from "../src/driver/better-sqlite3.ts";
import { pgliteDriver } from "../src/driver/pglite.ts";
import { parseUrl } from "../src/driver/url.ts";
import { StatementEvents } from "../src/events.ts";
import type { Driver } from "../src/io/connection.ts";
import { AsyncChannel } from "../src/io/run-async.ts";

export interface Engine {
  readonly name: Dialect["name"];
  readonly dialect: Dialect;
  /** A new empty database in memory. */
  open(): Promise<Driver<"async">>;
}

export const engines: readonly Engine[] = [
  {
    name: "sqlite",
    dialect: sqlite,
    open: () => Promise.resolve(betterSqlite3Async(parseUrl("sqlite::memory:", ["sqlite"]))),
  },
  { name: "postgresql", dialect: postgresql, open: emptied },
];

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
