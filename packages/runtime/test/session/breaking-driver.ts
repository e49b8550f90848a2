/**
 * A driver over a real one whose connections do at chosen statements what a network does: break before the statement is sent, or after the
 * database has done it; or keep the answer back until they are called off. Not a mock: the database is real, and what it keeps is looked at.
 */
import { ConnectionLost } from "../../src/index.ts";
import type { Colour, Connection, Driver, Limits } from "../../src/io/connection.ts";

export interface Fault {
  /** The statements that it is for. */
  readonly at: RegExp;
  /** Before the statement is sent, or after it was done. */
  readonly when: "before" | "after";
  /** `"break"` the connection; throw something else; or `"hang"` until the limits' signal aborts (async alone). */
  readonly how: "break" | "hang" | Error;
}

export interface Breaking<C extends Colour> {
  readonly driver: Driver<C>;
  /** Takes the place of the fault before, which each happens once. */
  fault: Fault | null;
  /** Connections that are lent now. */
  readonly lent: number;
}

class Broken<C extends Colour> implements Connection<C> {
  readonly inner: Connection<C>;
  readonly #take: (sql: string) => Fault | null;
  readonly #isAsync: boolean;
  isBroken = false;
  insert?: NonNullable<Connection<C>["insert"]>;

  constructor(inner: Connection<C>, isAsync: boolean, take: (sql: string) => Fault | null) {
    this.inner = inner;
    this.#isAsync = isAsync;
    this.#take = take;
    const insert = inner.insert?.bind(inner);
    if (insert !== undefined)
      this.insert = (statement, params, limits) =>
        this.#do(statement.sql, () => insert(statement, params, limits), limits);
  }

  get isInTransaction(): boolean | undefined {
    return this.isBroken ? undefined : this.inner.isInTransaction;
  }

  query(...[statement, params, limits]: Parameters<Connection<C>["query"]>): ReturnType<Connection<C>["query"]> {
    return this.#do(statement.sql, () => this.inner.query(statement, params, limits), limits);
  }

  run(...[statement, params, limits]: Parameters<Connection<C>["run"]>): ReturnType<Connection<C>["run"]> {
    return this.#do(statement.sql, () => this.inner.run(statement, params, limits), limits);
  }

  exec(sql: string, limits?: Limits): ReturnType<Connection<C>["exec"]> {
    return this.#do(sql, () => this.inner.exec(sql, limits), limits);
  }

  #do<T>(sql: string, work: () => T, limits: Limits | undefined): T {
    if (this.isBroken) return this.#give<T>(new ConnectionLost("the connection is broken"));
    const fault = this.#take(sql);
    if (fault === null) return work();
    if (fault.how === "hang")
      return (async () => {
        if (fault.when === "after") await work();
        await new Promise((_, reject) => {
          limits?.signal?.addEventListener("abort", () => reject(limits.signal?.reason as Error));
        });
      })() as T;
    const failure = fault.how === "break" ? new ConnectionLost("the connection broke") : fault.how;
    this.isBroken = fault.how === "break";
    if (fault.when === "before") return this.#give<T>(failure);
    const done = work();
    if (!(done instanceof Promise)) throw failure;
    return done.then(() => Promise.reject(failure)) as T;
  }

  #give<T>(error: Error): T {
    if (this.#isAsync) return Promise.reject(error) as T;
    throw error;
  }
}

/** @param isAsync the driver's colour */
export function breaking<C extends Colour>(driver: Driver<C>, isAsync: boolean): Breaking<C> {
  let lent = 0;
  const breaking: { driver: Driver<C>; fault: Fault | null; readonly lent: number } = {
    driver,
    fault: null,
    get lent() {
      return lent;
    },
  };
  const take = (sql: string): Fault | null => {
    const { fault } = breaking;
    if (fault === null || !fault.at.test(sql)) return null;
    breaking.fault = null;
    return fault;
  };
  const wrap = (connection: Connection<C>): Connection<C> => {
    lent++;
    return new Broken(connection, isAsync, take);
  };
  breaking.driver = {
    dialect: driver.dialect,
    get hasOneConnection() {
      return driver.hasOneConnection;
    },
    get pool() {
      return driver.pool;
    },
    acquire(purpose, demand) {
      const inner = driver.acquire(purpose, demand);
      return (inner instanceof Promise ? inner.then(wrap) : wrap(inner)) as ReturnType<Driver<C>["acquire"]>;
    },
    release(connection, purpose) {
      lent--;
      const { inner, isBroken } = connection as Broken<C>;
      // A server rolls back what a broken connection leaves; here the engine is asked to.
      const settled = isBroken ? rolledBack(inner) : undefined;
      if (settled instanceof Promise) void settled.then(() => driver.release(inner, purpose));
      else driver.release(inner, purpose);
    },
    close: () => driver.close(),
  };
  return breaking;
}

function rolledBack(connection: Connection<Colour>): unknown {
  try {
    const done = connection.exec("ROLLBACK");
    return done instanceof Promise ? done.catch(() => undefined) : undefined;
  } catch {
    return undefined; // there was nothing to roll back
  }
}
