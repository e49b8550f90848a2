/** The drivers of SQLite, in both colours, over a pool of whichever package's connections. */
import { sqlite } from "../dialect/sqlite.ts";
import { WriterBusyError } from "../errors.ts";
import type { Connection, Demand, Driver, Limits, PoolStatistics } from "../io/connection.ts";
import type { CellValue, Purpose, Row, Statement } from "../io/request.ts";
import type { PoolOptions } from "./driver-module.ts";
import { defaultWait } from "./places.ts";
import type { PooledConnection, SqlitePool } from "./sqlite-pool.ts";

export class SyncSqliteDriver<C extends PooledConnection> implements Driver<"sync"> {
  readonly colour = "sync";
  readonly dialect = sqlite;
  readonly #pool: SqlitePool<C>;

  constructor(pool: SqlitePool<C>) {
    this.#pool = pool;
  }

  get hasOneConnection(): boolean {
    return this.#pool.isMemory;
  }

  get pool(): PoolStatistics {
    return this.#pool.statistics;
  }

  acquire(purpose: Purpose): C {
    const turn = this.#pool.turnOf(purpose);
    if (turn !== null && !turn.tryTake()) {
      throw new WriterBusyError(
        `another session's transaction ${this.#pool.isMemory ? "uses" : "is writing to"} ${this.#pool.shown}: commit it or roll it back first`,
      );
    }
    return this.#pool.lend(turn);
  }

  release(connection: C, purpose: Purpose): void {
    this.#pool.takeBack(connection, this.#pool.turnOf(purpose));
  }

  close(): void {
    this.#pool.close();
  }
}

export class AsyncSqliteDriver<C extends PooledConnection> implements Driver<"async"> {
  readonly colour = "async";
  readonly dialect = sqlite;
  readonly #pool: SqlitePool<C>;
  readonly #waitTimeout: number;

  constructor(pool: SqlitePool<C>, { waitTimeout = defaultWait }: PoolOptions = {}) {
    this.#pool = pool;
    this.#waitTimeout = waitTimeout;
  }

  get hasOneConnection(): boolean {
    return this.#pool.isMemory;
  }

  get pool(): PoolStatistics {
    return this.#pool.statistics;
  }

  async acquire(purpose: Purpose, demand: Demand = {}): Promise<AsyncConnection<C>> {
    demand.signal?.throwIfAborted();
    this.#pool.checkOpen();
    const turn = this.#pool.turnOf(purpose);
    if (turn !== null) await turn.take(this.#waitTimeout, demand.signal, this.#pool);
    return new AsyncConnection<C>(this.#pool.lend(turn));
  }

  release(connection: AsyncConnection<C>, purpose: Purpose): void {
    this.#pool.takeBack(connection.inner, this.#pool.turnOf(purpose));
  }

  close(): Promise<void> {
    this.#pool.close();
    return Promise.resolve();
  }
}

/** The same connection behind promises. */
class AsyncConnection<C extends PooledConnection> implements Connection<"async"> {
  readonly inner: C;

  constructor(inner: C) {
    this.inner = inner;
  }

  get isInTransaction(): boolean | undefined {
    return this.inner.isInTransaction;
  }

  // `async` turns what they throw into rejections.
  async query(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<Row[]> {
    return this.inner.query(statement, params, limits);
  }

  async run(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<number> {
    return this.inner.run(statement, params, limits);
  }

  async exec(sql: string, limits?: Limits): Promise<void> {
    this.inner.exec(sql, limits);
  }
}
