import type { Dialect } from "../dialect/dialect.ts";
import { ConnectionClosed } from "../errors.ts";
import type { Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";

/** A driver that is opened at the first statement, so that `connect` need not wait and an import costs nothing that is not used. */
export class DeferredDriver implements Driver<"async"> {
  readonly dialect: Dialect;
  readonly hasOneConnection: boolean;
  readonly #open: () => Promise<Driver<"async">>;
  #driver: Promise<Driver<"async">> | null = null;

  constructor(dialect: Dialect, hasOneConnection: boolean, open: () => Promise<Driver<"async">>) {
    this.dialect = dialect;
    this.hasOneConnection = hasOneConnection;
    this.#open = open;
  }

  /** Opened once; a failure is forgotten, so that the next statement tries again. */
  async #get(): Promise<Driver<"async">> {
    if (this.#isClosed) throw new ConnectionClosed("the database is closed: open it again with connect()");
    this.#driver ??= this.#open();
    try {
      const driver = await this.#driver;
      this.#opened = driver;
      return driver;
    } catch (error) {
      this.#driver = null;
      throw error;
    }
  }

  #opened: Driver<"async"> | null = null;
  #isClosed = false;

  async acquire(purpose: Purpose, demand?: Demand): Promise<Connection<"async">> {
    return (this.#opened ?? (await unlessAborted(this.#get(), demand?.signal))).acquire(purpose, demand);
  }

  release(connection: Connection<"async">, purpose: Purpose): void {
    this.#opened?.release(connection, purpose);
  }

  get pool(): PoolStatistics {
    return this.#opened?.pool ?? { open: 0, idle: 0, waiting: 0, limit: 0 };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#driver === null) return;
    let driver: Driver<"async">;
    try {
      driver = await this.#driver;
    } catch {
      return; // there is nothing to close
    }
    await driver.close();
  }
}

/** Who calls its statement off does not wait for the opening, which others may want. @throws the signal's reason */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error); // whatever the program aborts with
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
