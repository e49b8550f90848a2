/** SQLite through better-sqlite3, in both colours. How its connections are shared is in `sqlite-pool.ts`. */
import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";
import { DriverMissingError } from "../errors.ts";
import type { Driver } from "../io/connection.ts";
import type { DriverOptions } from "./driver-module.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { AsyncSqliteDriver, SyncSqliteDriver } from "./sqlite-driver.ts";
import { sqliteFunctions } from "./sqlite-functions.ts";
import { sqliteOpenError } from "./sqlite-open-error.ts";
import { type SqlitePlace, SqlitePool } from "./sqlite-pool.ts";
import { useSettings } from "./sqlite-settings.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `sqlite:file.db` or `sqlite::memory:` for a sync client.
 *
 * @throws DatabaseOpenError, DriverMissingError
 */
export function betterSqlite3(url: DatabaseUrl, options: DriverOptions = {}): Driver<"sync"> {
  return new SyncSqliteDriver(new SqlitePool(url, (place) => open(place, options)));
}

/** The same connections for an async client: SQLite is no less synchronous, but a transaction waits for its turn. */
export function betterSqlite3Async(url: DatabaseUrl, options: DriverOptions = {}): Driver<"async"> {
  return new AsyncSqliteDriver(new SqlitePool(url, (place) => open(place, options)), options.pool);
}

function open({ path, shown, isMemory }: SqlitePlace, options: DriverOptions): SqliteConnection {
  const Database = loadBetterSqlite3();
  let database: BetterSqlite3.Database | undefined;
  try {
    const opened = new Database(path, { timeout: options.busyTimeout ?? 5000 });
    database = opened;
    useSettings((sql) => void opened.exec(sql), isMemory);
    for (const [name, work] of Object.entries(sqliteFunctions)) opened.function(name, { deterministic: true }, work);
    return new SqliteConnection(opened, options.statementCache ?? 250);
  } catch (error) {
    database?.close();
    throw sqliteOpenError(path, shown, error);
  }
}

let loaded: typeof BetterSqlite3 | undefined;

/** better-sqlite3 is an optional peer, and crashes the process on a Node.js older than its own: so it is asked for when it is needed. */
function loadBetterSqlite3(): typeof BetterSqlite3 {
  if (loaded !== undefined) return loaded;
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 22) {
    throw new DriverMissingError(
      `better-sqlite3 needs Node.js 22 or newer, and this is ${process.versions.node}: run the program with a newer Node.js`,
    );
  }
  try {
    loaded = createRequire(import.meta.url)("better-sqlite3") as typeof BetterSqlite3; // a CommonJS package of that type
    return loaded;
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "MODULE_NOT_FOUND";
    const way = isMissing
      ? "it is not installed: run `npm install better-sqlite3`"
      : "it does not load: run `npm rebuild better-sqlite3`";
    throw new DriverMissingError(`an SQLite database needs the package better-sqlite3, and ${way}`, { cause });
  }
}
