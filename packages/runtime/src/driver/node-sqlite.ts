/**
 * SQLite through Node.js' own `node:sqlite`, in both colours: nothing to install. It needs Node.js 22.16 or newer of 22, or 24 and newer,
 * and Node.js still warns that it is experimental. A program chooses it: `connect("sqlite:app.db", { driver: nodeSqlite })`.
 */
import { createRequire } from "node:module";
import type { DatabaseSync } from "node:sqlite";
import { DriverMissingError } from "../errors.ts";
import type { Driver } from "../io/connection.ts";
import type { DriverOptions } from "./driver-module.ts";
import { NodeSqliteConnection } from "./node-sqlite-connection.ts";
import { AsyncSqliteDriver, SyncSqliteDriver } from "./sqlite-driver.ts";
import { sqliteFunctions } from "./sqlite-functions.ts";
import { sqliteOpenError } from "./sqlite-open-error.ts";
import { type SqlitePlace, SqlitePool } from "./sqlite-pool.ts";
import { useSettings } from "./sqlite-settings.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `sqlite:file.db` or `sqlite::memory:` for a sync client.
 *
 * @throws DatabaseOpenError, DriverMissingError where this Node.js is too old
 *
 * @example
 * const db = connect("sqlite:app.db", { driver: nodeSqlite });
 */
export function nodeSqlite(url: DatabaseUrl, options: DriverOptions = {}): Driver<"sync"> {
  return new SyncSqliteDriver(new SqlitePool(url, (place) => open(place, options)));
}

/** The same connections for an async client: SQLite is no less synchronous, but a transaction waits for its turn. @throws as of `nodeSqlite` */
export function nodeSqliteAsync(url: DatabaseUrl, options: DriverOptions = {}): Driver<"async"> {
  return new AsyncSqliteDriver(new SqlitePool(url, (place) => open(place, options)), options.pool);
}

function open({ path, shown, isMemory }: SqlitePlace, options: DriverOptions): NodeSqliteConnection {
  const { DatabaseSync } = loadNodeSqlite();
  let database: DatabaseSync | undefined;
  try {
    const opened = new DatabaseSync(path, { timeout: options.busyTimeout ?? 5000 });
    database = opened;
    useSettings((sql) => opened.exec(sql), isMemory);
    for (const [name, work] of Object.entries(sqliteFunctions)) {
      // An integer as a bigint: one beyond 2^53 would not come at all. What a function makes of a cell, SQLite takes back.
      opened.function(name, { deterministic: true, useBigIntArguments: true }, (cell) => work(cell) as typeof cell);
    }
    return new NodeSqliteConnection(opened, options.statementCache ?? 250);
  } catch (error) {
    database?.close();
    throw sqliteOpenError(path, shown, error);
  }
}

type NodeSqlite = typeof import("node:sqlite");

/** Node.js warns when it is loaded, and older ones do not have it: so it is asked for when it is needed. */
function loadNodeSqlite(): NodeSqlite {
  const { node } = process.versions;
  const wants = `the driver node:sqlite needs Node.js 22.16 or newer of 22, or 24 and newer, and this is ${node}`;
  let loaded: NodeSqlite;
  try {
    loaded = createRequire(import.meta.url)("node:sqlite") as NodeSqlite; // Node.js' module of that name
  } catch (cause) {
    throw new DriverMissingError(`${wants}: run the program with a newer Node.js, or use better-sqlite3`, { cause });
  }
  if (!("setReturnArrays" in loaded.StatementSync.prototype))
    throw new DriverMissingError(`${wants}: run the program with a newer Node.js, or use better-sqlite3`);
  return loaded;
}
