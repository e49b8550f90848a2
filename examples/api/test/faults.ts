/** A driver that breaks now and then, as a network does: before a statement reaches the database, or after, on the way back. */
import type { AsyncTarget } from "@joinery/runtime";
import { ConnectionLost } from "@joinery/runtime";

type Driver = Extract<AsyncTarget, { readonly driver: unknown }>["driver"];
type Connection = Awaited<ReturnType<Driver["acquire"]>>;

export interface Faults {
  /** How often a statement meets one, from 0 to 1. */
  rate: number;
  readonly random: () => number;
  /** How many there were. */
  count: number;
}

/** @param inner whose transaction is rolled back where the connection breaks, as a server does it */
export function faulty(inner: Driver, faults: Faults): Driver {
  return {
    dialect: inner.dialect,
    hasOneConnection: inner.hasOneConnection,
    get pool() {
      return inner.pool;
    },
    async acquire(purpose, demand) {
      return new FaultyConnection(await inner.acquire(purpose, demand), faults);
    },
    release(connection, purpose) {
      inner.release((connection as FaultyConnection).inner, purpose); // `acquire` gives no others
    },
    close: () => inner.close(),
  };
}

class FaultyConnection implements Connection {
  readonly inner: Connection;
  readonly #faults: Faults;
  #isBroken = false;

  constructor(inner: Connection, faults: Faults) {
    this.inner = inner;
    this.#faults = faults;
  }

  query: Connection["query"] = (statement, params, limits) =>
    this.#tried(() => this.inner.query(statement, params, limits));
  run: Connection["run"] = (statement, params, limits) => this.#tried(() => this.inner.run(statement, params, limits));
  exec: Connection["exec"] = (sql, limits) => this.#tried(() => this.inner.exec(sql, limits));

  async #tried<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isBroken) throw new ConnectionLost("the connection is broken");
    const { rate, random } = this.#faults;
    if (random() < rate) return this.#break("before it was sent");
    const result = await work();
    return random() < rate ? this.#break("before its answer came") : result;
  }

  async #break(when: string): Promise<never> {
    this.#isBroken = true;
    this.#faults.count++;
    await this.inner.exec("ROLLBACK").catch(() => undefined); // what a server does when its client is gone
    throw new ConnectionLost(`the connection broke ${when}`);
  }
}
