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
import { Places } from "./places.ts";
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
const writers = new Map<string, { readonly turn: Places; pools: number }>();

/** The connections of one database. */
export class SqlitePool<C extends PooledConnection> {
  readonly isMemory: boolean;
  readonly shown: string;
  readonly #path: string;
  readonly #openConnection: OpenConnection<C>;
  readonly #turn: Places;
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
      this.#turn = new Places(1);
      return;
    }
    this.#path = realpathSync(this.#path);
    const writer = writers.get(this.#path) ?? { turn: new Places(1), pools: 0 };
    writer.pools++;
    writers.set(this.#path, writer);
    this.#turn = writer.turn;
  }

  /** The turn that a purpose must have; null where it needs none. */
  turnOf(purpose: Purpose): Places | null {
    return purpose === "write" || this.isMemory ? this.#turn : null;
  }

  /** @param turn what the caller has taken, given back where there is no connection to lend. */
  lend(turn: Places | null): C {
    try {
      this.checkOpen();
      const connection = this.#idle.pop() ?? this.#open();
      this.#lent++;
      return connection;
    } catch (error) {
      turn?.give();
      throw error;
    }
  }

  takeBack(connection: C, turn: Places | null): void {
    this.#lent--;
    try {
      this.#keep(connection);
    } finally {
      turn?.give();
      if (this.#isClosed) this.#forgetWriter();
    }
  }

  /** @throws ConnectionClosed, before anybody waits for what is never to be had */
  checkOpen(): void {
    if (this.#isClosed) throw new ConnectionClosed(`${this.shown} is closed`);
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
    this.#turn.refuse(new ConnectionClosed(`${this.shown} was closed`), this);
    const writer = this.isMemory ? undefined : writers.get(this.#path);
    if (writer !== undefined) writer.pools--;
    this.#forgetWriter();
  }

  /** While somebody still writes, whoever opens the file anew must wait for that. */
  #forgetWriter(): void {
    const writer = writers.get(this.#path);
    if (writer?.turn === this.#turn && writer.pools === 0 && writer.turn.taken === 0) writers.delete(this.#path);
  }

  /** One whose transaction cannot be ended is closed, which ends it. */
  #keep(connection: C): void {
    let isWhole = false;
    try {
      connection.settle();
      isWhole = true;
    } catch {
      // Whoever gives it back has been told why its transaction failed.
    }
    if (isWhole && !this.#isClosed && this.#idle.length < maxIdle) this.#idle.push(connection);
    else connection.close();
  }

  #open(): C {
    return this.#openConnection({
      path: this.#path,
      shown: this.isMemory ? this.#path : this.shown.slice(1, -1),
      isMemory: this.isMemory,
    });
  }
}
