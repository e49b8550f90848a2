/**
 * The connections of one SQLite database, whichever package makes them.
 *
 * A file has a pool: each transaction holds a connection of its own, a statement outside one borrows an idle one. SQLite has one writer, so
 * the place of the writer is a turn in this process, one per file, whichever clients and packages opened it: an async caller waits for it
 * in line, a sync one is refused at once, since its waiting would keep the holder from ever finishing. Other processes are waited for by
 * SQLite's own busy timeout. A memory database lives in its one connection, so there the turn is for whoever uses it.
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { ConnectionClosed } from "../errors.ts";
import type { Connection, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";
import { Turn } from "./turn.ts";
import type { DatabaseUrl } from "./url.ts";

/** A connection as a pool keeps it. */
export interface PooledConnection extends Connection<"sync"> {
  /** Before it is lent again: a transaction whose end failed must not meet the next session. */
  settle(): void;
  close(): void;
}

/** What a connection is made to. */
export interface SqlitePlace {
  /** Absolute, or `:memory:`. */
  readonly path: string;
  /** As the user wrote it. */
  readonly shown: string;
  readonly isMemory: boolean;
}

/** @throws DatabaseOpenError, DriverMissingError */
export type OpenConnection<C extends PooledConnection> = (place: SqlitePlace) => C;

/** Connections that nobody uses are kept up to this number: more are open only while more transactions are. */
const maxIdle = 8;

/** The writer's turns of this process, by file, with the number of pools that share one. */
const writers = new Map<string, { readonly turn: Turn; pools: number }>();

/** The connections of one database. */
export class SqlitePool<C extends PooledConnection> {
  readonly isMemory: boolean;
  readonly shown: string;
  readonly #path: string;
  readonly #openConnection: OpenConnection<C>;
  readonly #turn: Turn;
  readonly #idle: C[] = [];
  #lent = 0;
  #isClosed = false;

  constructor(url: DatabaseUrl, openConnection: OpenConnection<C>) {
    this.isMemory = url.location === ":memory:";
    this.shown = this.isMemory ? "the memory database" : `"${url.location}"`;
    this.#path = this.isMemory ? url.location : resolve(url.location);
    this.#openConnection = openConnection;
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
  lend(turn: Turn | null): C {
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

  takeBack(connection: C, turn: Turn | null): void {
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

  #open(): C {
    return this.#openConnection({
      path: this.#path,
      shown: this.isMemory ? this.#path : this.shown.slice(1, -1),
      isMemory: this.isMemory,
    });
  }
}
