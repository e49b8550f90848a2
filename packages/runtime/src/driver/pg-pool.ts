/**
 * The connections of a pool of pg, lent one by one.
 *
 * pg's pool opens them, keeps those that nobody uses and closes them in time. The line of those who wait is our own: a place is asked for
 * first, and only who has one asks the pool, which then has one idle or room for another. So a wait can be called off, and tells how many
 * others wait.
 */
import { postgresql } from "../dialect/postgresql.ts";
import { ArgumentError, ConnectionClosed, PoolTimeout } from "../errors.ts";
import type { Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";
import { cancelOnServer } from "./pg-cancel.ts";
import { PgConnection, type PgWays } from "./pg-connection.ts";
import type { PgClient, PgClients, PgPool } from "./pg-shapes.ts";
import { Places } from "./places.ts";

/** How long connections have to say farewell when the pool is closed, in milliseconds. */
const farewell = 5000;

/** The connections that were made of clients: a pool may serve several drivers, and what a session has prepared is its client's. */
const connections = new WeakMap<PgClient, PgConnection>();

export interface PgPoolWays {
  /** Whether closing the driver ends the pool. */
  readonly ownsPool: boolean;
  /** The sessions are set up as they start, so that nothing is left to be set. */
  readonly isSetUp: boolean;
  readonly statementCache: number | null;
  readonly waitTimeout: number;
  /** Says why a connection cannot be opened. */
  readonly openError: (cause: unknown, afterMs: number) => unknown;
}

export class PgDriver implements Driver<"async"> {
  readonly dialect = postgresql;
  readonly hasOneConnection = false;
  readonly #pool: PgClients;
  readonly #ways: PgPoolWays;
  readonly #places: Places;
  readonly #connectionWays: PgWays;
  /** All that are open, where the pool is our own. */
  readonly #open = new Set<PgClient>();
  readonly #lent = new Set<PgClient>();
  #isClosed = false;

  constructor(pool: PgPool, ways: PgPoolWays) {
    this.#pool = pool as unknown as PgClients; // what a pool of pg is besides, see pg-shapes.ts
    this.#ways = ways;
    const { options } = this.#pool;
    if (options.pipeline === true)
      throw new ArgumentError(
        "this pool was made with `pipeline: true`, in which pg refuses statements that come as more than one message: make it without",
      );
    this.#places = new Places(options.max ?? 10);
    this.#connectionWays = {
      statementCache: ways.statementCache,
      cancel: (client, withinMs) => cancelOnServer(this.#pool, client, withinMs),
    };
    // An idle connection that breaks is gone from the pool already; without a listener the process would be, too.
    this.#pool.on("error", ignore);
    if (!ways.ownsPool) return;
    this.#pool.on("connect", (client) => void this.#open.add(client));
    this.#pool.on("remove", (client) => void this.#open.delete(client));
  }

  get pool(): PoolStatistics {
    const { totalCount: open, idleCount: idle } = this.#pool;
    return { open, idle, waiting: this.#places.waiting, limit: this.#places.limit };
  }

  async acquire(_purpose: Purpose, demand?: Demand): Promise<PgConnection> {
    const signal = demand?.signal;
    this.#checkOpen();
    await this.#places.take(this.#ways.waitTimeout, signal);
    const client = await this.#connect(signal, demand?.isFresh === true);
    this.#lent.add(client);
    const known = connections.get(client);
    if (known !== undefined) known.isUntried = true;
    const connection = known ?? new PgConnection(client, this.#connectionWays);
    client.on("error", connection.lose);
    if (known !== undefined) return connection;
    connections.set(client, connection);
    try {
      if (!this.#ways.isSetUp) await connection.setUp();
    } catch (error) {
      this.#giveBack(connection, false);
      throw error;
    }
    return connection;
  }

  release(connection: PgConnection): void {
    const isWhole = connection.settle();
    if (typeof isWhole === "boolean") this.#giveBack(connection, isWhole);
    else void isWhole.then((is) => this.#giveBack(connection, is));
  }

  /** Waits until those that nobody uses have left. What is lent is closed when it comes back. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#places.refuse(new ConnectionClosed("the database was closed"));
    if (!this.#ways.ownsPool) {
      this.#pool.off("error", ignore);
      return;
    }
    const leaving = [...this.#open].filter((client) => !this.#lent.has(client));
    this.#pool.end().catch(ignore);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        for (const client of leaving) client.connection.stream.destroy();
      }, farewell);
      const check = (): void => {
        if (leaving.some((client) => this.#open.has(client))) return;
        clearTimeout(timer);
        resolve();
      };
      this.#pool.on("remove", check);
      check();
    });
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ConnectionClosed("the database is closed: open it again with connect()");
  }

  /** A client of the pool, for whoever has a place; a new one where it is to be fresh. What comes when nobody wants it any more goes back, and its place with it. */
  async #connect(signal: AbortSignal | undefined, isFresh: boolean): Promise<PgClient> {
    for (;;) {
      const client = await this.#next(signal);
      const lain = isFresh ? connections.get(client) : undefined;
      if (lain === undefined) return client;
      client.release(true);
      lain.destroy();
    }
  }

  #next(signal: AbortSignal | undefined): Promise<PgClient> {
    const { ownsPool, waitTimeout, openError } = this.#ways;
    return new Promise((resolve, reject) => {
      const start = performance.now();
      let isWanted = true;
      const end = (): void => {
        isWanted = false;
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const refuse = (error: unknown): void => {
        end();
        reject(error);
      };
      const abort = (): void => refuse(signal?.reason);
      // Of a pool that the program uses too, all connections may be in its hands.
      const timer = ownsPool
        ? undefined
        : setTimeout(() => {
            const { limit, waiting } = this.#places;
            refuse(new PoolTimeout(waitTimeout, limit, waiting));
          }, waitTimeout);
      signal?.addEventListener("abort", abort);
      this.#pool.connect().then(
        (client) => {
          if (isWanted) {
            end();
            resolve(client);
            return;
          }
          client.release();
          this.#places.give();
        },
        (error: unknown) => {
          this.#places.give();
          if (this.#isClosed) refuse(new ConnectionClosed("the database was closed"));
          else if (isWanted) refuse(openError(error, performance.now() - start));
        },
      );
    });
  }

  #giveBack(connection: PgConnection, isWhole: boolean): void {
    const { client } = connection;
    this.#lent.delete(client);
    client.off("error", connection.lose);
    client.release(!isWhole);
    if (!isWhole) connection.destroy();
    this.#places.give();
  }
}

function ignore(): void {}
