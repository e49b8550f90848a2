/**
 * A primary and its replicas as one driver.
 *
 * What goes to a replica is a read that the library wrote itself, outside a transaction of the program's: a statement with a model, or
 * the brief transaction around the reads of one call. So does a read-only transaction that asks for it. All else goes to the primary: other
 * transactions, writes, and SQL of the program's own outside of one, which may write whatever it begins with. So a connection that is
 * borrowed to read, and not for a transaction, is not chosen until its first statement is known.
 *
 * A replica is behind. So a session that has written reads from the primary for `window` milliseconds (as do the sessions that share its
 * mark: those of one `db.run`). Replicas take turns. One that cannot be reached is left out for a while, and the read is repeated on the
 * next, on the primary last: a read may be repeated. Inside a brief transaction only its BEGIN is.
 */
import type { Dialect } from "../dialect/dialect.ts";
import {
  ConnectionClosed,
  ConnectionLost,
  DatabaseOpenError,
  Deadlock,
  PoolTimeout,
  SerializationFailure,
  TooManyConnections,
} from "../errors.ts";
import { brokeIdle } from "../io/bounds.ts";
import type { Connection, Demand, Driver, Limits, PoolStatistics, Routing, WriteMark } from "../io/connection.ts";
import type { CellValue, Purpose, Row, Statement } from "../io/request.ts";

export interface ReplicaOptions {
  /** How long after a write a session reads from the primary, in milliseconds. 5000 when absent; 0 for not at all. */
  readonly window?: number | undefined;
  /** How long a replica that cannot be reached is left out, in milliseconds. 10,000 when absent. */
  readonly leaveOutFor?: number | undefined;
}

interface Replica {
  readonly driver: Driver<"async">;
  /** Of `performance.now`. */
  outUntil: number;
}

export class ReplicaSet implements Driver<"async"> {
  readonly colour = "async";
  readonly primary: Driver<"async">;
  readonly #replicas: readonly Replica[];
  readonly #window: number;
  readonly #leaveOutFor: number;
  #next = 0;

  constructor(primary: Driver<"async">, replicas: readonly Driver<"async">[], options: ReplicaOptions) {
    this.primary = primary;
    this.#replicas = replicas.map((driver) => ({ driver, outUntil: -Infinity }));
    this.#window = options.window ?? 5000;
    this.#leaveOutFor = options.leaveOutFor ?? 10_000;
  }

  get dialect(): Dialect {
    return this.primary.dialect;
  }

  get hasOneConnection(): boolean {
    return this.primary.hasOneConnection;
  }

  /** Of all together. */
  get pool(): PoolStatistics {
    const sum = { open: 0, idle: 0, waiting: 0, limit: 0 };
    for (const { pool } of [this.primary, ...this.#replicas.map(({ driver }) => driver)]) {
      sum.open += pool.open;
      sum.idle += pool.idle;
      sum.waiting += pool.waiting;
      sum.limit += pool.limit;
    }
    return sum;
  }

  /** The set as one session sees it. */
  forSession(routing: Routing): Driver<"async"> {
    return new SessionRoute(this, routing);
  }

  acquire(purpose: Purpose, demand?: Demand): Promise<Connection<"async">> {
    return this.primary.acquire(purpose, demand);
  }

  release(connection: Connection<"async">, purpose: Purpose): void {
    this.primary.release(connection, purpose);
  }

  async close(): Promise<void> {
    const drivers = [this.primary, ...this.#replicas.map(({ driver }) => driver)];
    const ends = await Promise.allSettled(drivers.map((driver) => driver.close()));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  /** Whether somebody who wrote then is still to read what was written. */
  isFresh(mark: WriteMark): boolean {
    return performance.now() - mark.at < this.#window;
  }

  /** Borrows from a replica whose turn it is, and does `work` with what it lends; goes on to the next, and to the primary, where that fails. */
  async read<T>(demand: Demand, work: (lent: Lent) => Promise<T>): Promise<T> {
    for (let tries = this.#replicas.length; tries > 0; tries--) {
      const replica = this.#turn();
      if (replica === null) break;
      try {
        return await this.#readFrom(replica.driver, demand, work);
      } catch (error) {
        if (!mayElsewhere(error)) throw error;
        if (isUnreachable(error)) replica.outUntil = performance.now() + this.#leaveOutFor;
      }
    }
    return this.#readFrom(this.primary, demand, work);
  }

  /** A replica whose pooled connection broke while it lay there has not gone for that. */
  async #readFrom<T>(driver: Driver<"async">, demand: Demand, work: (lent: Lent) => Promise<T>): Promise<T> {
    const lent = await lend(driver, "read", demand);
    try {
      return await work(lent);
    } catch (error) {
      const isToRepeat = brokeIdle(error, lent.connection) && demand.isFresh !== true;
      lent.giveBack();
      if (!isToRepeat) throw error;
      return this.#readFrom(driver, { ...demand, isFresh: true }, work);
    }
  }

  /** The next replica that is not left out. */
  #turn(): Replica | null {
    const now = performance.now();
    for (let tries = this.#replicas.length; tries > 0; tries--) {
      const replica = this.#replicas[this.#next++ % this.#replicas.length];
      if (replica !== undefined && replica.outUntil <= now) return replica;
    }
    return null;
  }
}

function isUnreachable(error: unknown): boolean {
  return (
    error instanceof ConnectionLost ||
    error instanceof ConnectionClosed ||
    error instanceof DatabaseOpenError ||
    error instanceof TooManyConnections
  );
}

/** Whether a read that failed so may go well on another: also where this one is busy, or its changes from the primary came in between. */
function mayElsewhere(error: unknown): boolean {
  const isBusy = error instanceof PoolTimeout || error instanceof SerializationFailure || error instanceof Deadlock;
  return isBusy || isUnreachable(error);
}

/** A connection that is borrowed, with the way back. */
interface Lent {
  readonly connection: Connection<"async">;
  giveBack(): void;
}

async function lend(driver: Driver<"async">, purpose: Purpose, demand: Demand): Promise<Lent> {
  const connection = await driver.acquire(purpose, demand);
  let isLent = true;
  return {
    connection,
    giveBack() {
      if (isLent) driver.release(connection, purpose);
      isLent = false;
    },
  };
}

/** What a session's channel takes for a driver. */
class SessionRoute implements Driver<"async"> {
  readonly colour = "async";
  readonly #set: ReplicaSet;
  readonly #routing: Routing;

  constructor(set: ReplicaSet, routing: Routing) {
    this.#set = set;
    this.#routing = routing;
  }

  get dialect(): Dialect {
    return this.#set.dialect;
  }
  get hasOneConnection(): boolean {
    return this.#set.hasOneConnection;
  }
  get pool(): PoolStatistics {
    return this.#set.pool;
  }

  async acquire(purpose: Purpose, demand: Demand = {}): Promise<Connection<"async">> {
    const { mark, isPrimaryOnly } = this.#routing;
    const isToPrimary = purpose === "write" || isPrimaryOnly || this.#set.isFresh(mark);
    if (isToPrimary) return new RoutedConnection(this.#set, demand, await lend(this.#set.primary, purpose, demand));
    return new RoutedConnection(this.#set, demand, null);
  }

  release(connection: RoutedConnection, purpose: Purpose): void {
    connection.giveBack();
    if (purpose === "write" || connection.mayHaveWritten) this.#routing.mark.at = performance.now();
  }

  close(): Promise<void> {
    return this.#set.close();
  }
}

/** A connection that is chosen when its first statement is known. */
class RoutedConnection implements Connection<"async"> {
  readonly #set: ReplicaSet;
  readonly #demand: Demand;
  #lent: Lent | null;
  /** A statement of the program's own ran that may write. */
  mayHaveWritten = false;

  constructor(set: ReplicaSet, demand: Demand, lent: Lent | null) {
    this.#set = set;
    this.#demand = demand;
    this.#lent = lent;
  }

  get isInTransaction(): boolean | undefined {
    return this.#lent?.connection.isInTransaction;
  }

  async query(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<Row[]> {
    if (statement.model === undefined) this.mayHaveWritten ||= !/^\s*SELECT\b/i.test(statement.sql);
    if (this.#lent !== null || statement.model === undefined)
      return (await this.#primary()).query(statement, params, limits);
    return this.#set.read(this.#demand, async (lent) => {
      const rows = await lent.connection.query(statement, params, limits);
      lent.giveBack();
      return rows;
    });
  }

  async run(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<number> {
    return (await this.#primary()).run(statement, params, limits);
  }

  get isUntried(): boolean {
    return this.#lent?.connection.isUntried === true;
  }

  /** The first of a transaction's decides where all of it goes. */
  async exec(sql: string, limits?: Limits): Promise<void> {
    if (this.#lent !== null || this.#demand.isForTransaction !== true) return (await this.#primary()).exec(sql, limits);
    await this.#set.read(this.#demand, async (lent) => {
      await lent.connection.exec(sql, limits);
      this.#lent = lent;
    });
  }

  giveBack(): void {
    this.#lent?.giveBack();
    this.#lent = null;
  }

  /** What it has already, or the primary's from here on. */
  async #primary(): Promise<Connection<"async">> {
    this.#lent ??= await lend(this.#set.primary, "read", this.#demand);
    return this.#lent.connection;
  }
}
