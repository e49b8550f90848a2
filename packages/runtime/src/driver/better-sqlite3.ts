/**
 * SQLite through better-sqlite3, in both colours.
 *
 * A file has a pool: each transaction holds a connection of its own, a statement outside one borrows an idle one. SQLite has one writer, so
 * the place of the writer is a turn in this process, one per file, whichever clients opened it: an async caller waits for it in line, a
 * sync one is refused at once, since its waiting would keep the holder from ever finishing. Other processes are waited for by SQLite's own
 * busy timeout. A memory database lives in its one connection, so there the turn is for whoever uses it.
 */
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { canonicalDecimal } from "../dialect/decimal.ts";
import { decimalOrder } from "../dialect/decimal-order.ts";
import { sqlite } from "../dialect/sqlite.ts";
import { ConnectionClosed, DriverMissingError, WriterBusyError } from "../errors.ts";
import type { Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { CellValue, Purpose, Row, Statement } from "../io/request.ts";
import type { DriverOptions } from "./driver-module.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteOpenError } from "./sqlite-open-error.ts";
import { Turn } from "./turn.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `sqlite:file.db` or `sqlite::memory:` for a sync client.
 *
 * @throws DatabaseOpenError, DriverMissingError
 */
export function betterSqlite3(url: DatabaseUrl, options: DriverOptions = {}): Driver<"sync"> {
  return new SyncDriver(new Pool(url, options));
}

/** The same connections for an async client: SQLite is no less synchronous, but a transaction waits for its turn. */
export function betterSqlite3Async(url: DatabaseUrl, options: DriverOptions = {}): Driver<"async"> {
  return new AsyncDriver(new Pool(url, options));
}

class SyncDriver implements Driver<"sync"> {
  readonly dialect = sqlite;
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get hasOneConnection(): boolean {
    return this.#pool.isMemory;
  }

  get pool(): PoolStatistics {
    return this.#pool.statistics;
  }

  acquire(purpose: Purpose): SqliteConnection {
    const turn = this.#pool.turnOf(purpose);
    if (turn !== null && !turn.tryTake()) {
      throw new WriterBusyError(
        `another session's transaction ${this.#pool.isMemory ? "uses" : "is writing to"} ${this.#pool.shown}: commit it or roll it back first`,
      );
    }
    return this.#pool.lend(turn);
  }

  release(connection: SqliteConnection, purpose: Purpose): void {
    this.#pool.takeBack(connection, this.#pool.turnOf(purpose));
  }

  close(): void {
    this.#pool.close();
  }
}

class AsyncDriver implements Driver<"async"> {
  readonly dialect = sqlite;
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  get hasOneConnection(): boolean {
    return this.#pool.isMemory;
  }

  get pool(): PoolStatistics {
    return this.#pool.statistics;
  }

  async acquire(purpose: Purpose, demand?: Demand): Promise<AsyncConnection> {
    const turn = this.#pool.turnOf(purpose);
    if (turn !== null) await turn.take(demand?.signal);
    return new AsyncConnection(this.#pool.lend(turn));
  }

  release(connection: AsyncConnection, purpose: Purpose): void {
    this.#pool.takeBack(connection.inner, this.#pool.turnOf(purpose));
  }

  close(): Promise<void> {
    this.#pool.close();
    return Promise.resolve();
  }
}

/** Connections that nobody uses are kept up to this number: more are open only while more transactions are. */
const maxIdle = 8;

/** The writer's turns of this process, by file, with the number of pools that share one. */
const writers = new Map<string, { readonly turn: Turn; pools: number }>();

/** The connections of one database. */
class Pool {
  readonly isMemory: boolean;
  readonly shown: string;
  readonly #path: string;
  readonly #options: DriverOptions;
  readonly #turn: Turn;
  readonly #idle: SqliteConnection[] = [];
  #lent = 0;
  #isClosed = false;

  constructor(url: DatabaseUrl, options: DriverOptions) {
    this.isMemory = url.location === ":memory:";
    this.shown = this.isMemory ? "the memory database" : `"${url.location}"`;
    this.#path = this.isMemory ? url.location : resolve(url.location);
    this.#options = options;
    this.#idle.push(this.#open());
    if (this.isMemory) {
      this.#turn = new Turn();
      return;
    }
    this.#path = realpathSync(this.#path);
    const writer = writers.get(this.#path) ?? { turn: new Turn(), pools: 0 };
    writer.pools++;
    writers.set(this.#path, writer);
    this.#turn = writer.turn;
  }

  /** The turn that a purpose must have; null where it needs none. */
  turnOf(purpose: Purpose): Turn | null {
    return purpose === "write" || this.isMemory ? this.#turn : null;
  }

  /** @param turn what the caller has taken, given back where there is no connection to lend. */
  lend(turn: Turn | null): SqliteConnection {
    try {
      if (this.#isClosed) throw new ConnectionClosed(`${this.shown} is closed`);
      const connection = this.#idle.pop() ?? this.#open();
      this.#lent++;
      return connection;
    } catch (error) {
      turn?.give();
      throw error;
    }
  }

  takeBack(connection: SqliteConnection, turn: Turn | null): void {
    this.#lent--;
    connection.settle();
    if (this.#isClosed || this.#idle.length >= maxIdle) connection.close();
    else this.#idle.push(connection);
    turn?.give();
  }

  /** A file has as many as there are transactions. */
  get statistics(): PoolStatistics {
    const idle = this.#idle.length;
    return { open: idle + this.#lent, idle, waiting: this.#turn.waiting, limit: this.isMemory ? 1 : Infinity };
  }

  /** What is lent is closed when it comes back. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.close();
    const writer = writers.get(this.#path);
    if (writer !== undefined && --writer.pools === 0) writers.delete(this.#path);
  }

  #open(): SqliteConnection {
    const Database = loadBetterSqlite3();
    let database: BetterSqlite3.Database | undefined;
    try {
      database = new Database(this.#path, { timeout: this.#options.busyTimeout ?? 5000 });
      // The first statement to read the file, so that one which is no database fails here.
      if (!this.isMemory) useWal(database);
      database.pragma("synchronous = NORMAL");
      database.pragma("foreign_keys = ON");
      database.function("joinery_decimal", { deterministic: true }, orderOf);
      database.function("joinery_digits", { deterministic: true }, digitsOf);
      return new SqliteConnection(database, this.#options.statementCache ?? 250);
    } catch (error) {
      database?.close();
      throw sqliteOpenError(this.#path, this.isMemory ? this.#path : this.shown.slice(1, -1), error);
    }
  }
}

/** What this user may not write to is read as it is, in the journal mode that it has; a write is refused when it comes. */
function useWal(database: BetterSqlite3.Database): void {
  try {
    database.pragma("journal_mode = WAL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_READONLY"))) throw error;
  }
}

/** `joinery_decimal(cell)`. A cell that is no decimal sorts as it is. */
function orderOf(cell: unknown): unknown {
  return typeof cell === "string" ? decimalOrder(cell) : cell;
}

/** `joinery_digits(text)`: a decimal in canonical form. What is none stays as it is. */
function digitsOf(text: unknown): unknown {
  return typeof text === "string" ? (canonicalDecimal(text) ?? text) : text;
}

/** The same connection behind promises. */
class AsyncConnection implements Connection<"async"> {
  readonly inner: SqliteConnection;

  constructor(inner: SqliteConnection) {
    this.inner = inner;
  }

  // `async` turns what they throw into rejections.
  async query(statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    return this.inner.query(statement, params);
  }

  async run(statement: Statement, params: readonly CellValue[]): Promise<number> {
    return this.inner.run(statement, params);
  }

  async exec(sql: string): Promise<void> {
    this.inner.exec(sql);
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
