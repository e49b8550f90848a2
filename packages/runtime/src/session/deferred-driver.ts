import type { Dialect } from "../dialect/dialect.ts";
import { ConnectionClosed } from "../errors.ts";
import type { Connection, Driver } from "../io/connection.ts";

/** A driver that is opened at the first statement, so that `connect` need not wait and an import costs nothing that is not used. */
export class DeferredDriver implements Driver<"async"> {
  readonly dialect: Dialect;
  readonly #open: () => Promise<Driver<"async">>;
  #driver: Promise<Driver<"async">> | null = null;

  constructor(dialect: Dialect, open: () => Promise<Driver<"async">>) {
    this.dialect = dialect;
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

  async acquire(purpose: "read" | "write"): Promise<Connection<"async">> {
    return (this.#opened ?? (await this.#get())).acquire(purpose);
  }

  release(connection: Connection<"async">, purpose: "read" | "write"): void {
    this.#opened?.release(connection, purpose);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#driver !== null) await (await this.#driver).close();
  }
}
