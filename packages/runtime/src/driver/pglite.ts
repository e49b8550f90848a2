/**
 * PostgreSQL in the process, through PGlite. It has one connection: whoever acquires it has it until the release, the others wait in line,
 * so that nobody's statement falls into another's transaction. (A PGlite instance that the program brings must not be used beside it
 * while a transaction is open.)
 */
import type { QueryOptions } from "@electric-sql/pglite";
import { rolledBackAtCommit, wrapPostgresError } from "../dialect/postgresql-errors.ts";
import { postgresql } from "../dialect/postgresql.ts";
import { ConnectionClosed, DatabaseOpenError, DriverMissingError, type JoineryError } from "../errors.ts";
import type { Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { CellValue, Purpose, Row, Statement } from "../io/request.ts";
import type { DriverOptions, PoolOptions } from "./driver-module.ts";
import { defaultWait, Places } from "./places.ts";
import { bound, setSession, typedReaders } from "./postgres-cells.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * What a driver uses of a PGlite, which is one. Told by its shape: PGlite's own declarations need those of a browser, and whoever reads ours
 * would be made to check them too.
 */
export interface PgliteInstance {
  readonly waitReady: Promise<void>;
  readonly closed: boolean;
  exec(sql: string): Promise<unknown>;
  isInTransaction?(): boolean;
  query<T>(
    sql: string,
    params?: unknown[],
    options?: object,
  ): Promise<{ readonly rows: T[]; readonly affectedRows?: number | undefined }>;
  close(): Promise<void>;
}

/**
 * Opens `pglite:dir` or `pglite::memory:`.
 *
 * @throws DatabaseOpenError, DriverMissingError
 */
export async function pglite(url: DatabaseUrl, options: DriverOptions = {}): Promise<Driver<"async">> {
  const { PGlite } = await loadPglite();
  try {
    const instance = await PGlite.create(url.location === ":memory:" ? "memory://" : url.location);
    return await pgliteDriver(instance, true, options.pool);
  } catch (cause) {
    throw new DatabaseOpenError(
      `cannot open "${url.shown}": PGlite needs a directory of its own, which exists in a writable place or can be made there`,
      { cause },
    );
  }
}

/**
 * A driver over a PGlite that the program made.
 *
 * @param ownsInstance whether closing the driver closes the instance; false when absent.
 * @param pool how long a session waits for the connection, `{ waitTimeout }`
 */
export async function pgliteDriver(
  instance: PgliteInstance,
  ownsInstance = false,
  { waitTimeout = defaultWait }: Pick<PoolOptions, "waitTimeout"> = {},
): Promise<Driver<"async">> {
  await instance.waitReady;
  // Moments print in UTC and in one style, whatever the machine's zone is.
  await instance.exec(setSession);
  return new PgliteDriver(instance, ownsInstance, waitTimeout);
}

class PgliteDriver implements Driver<"async"> {
  readonly dialect = postgresql;
  readonly hasOneConnection = true;
  readonly #instance: PgliteInstance;
  readonly #ownsInstance: boolean;
  readonly #connection: PgliteConnection;
  #isClosed = false;
  readonly #turn = new Places(1);
  readonly #waitTimeout: number;

  constructor(instance: PgliteInstance, ownsInstance: boolean, waitTimeout: number) {
    this.#waitTimeout = waitTimeout;
    this.#instance = instance;
    this.#ownsInstance = ownsInstance;
    this.#connection = new PgliteConnection(instance);
  }

  async acquire(_purpose: Purpose, demand?: Demand): Promise<PgliteConnection> {
    this.#checkOpen();
    await this.#turn.take(this.#waitTimeout, demand?.signal);
    try {
      this.#checkOpen();
    } catch (error) {
      this.#turn.give();
      throw error;
    }
    return this.#connection;
  }

  #checkOpen(): void {
    if (this.#isClosed || this.#instance.closed) throw new ConnectionClosed("the PGlite database is closed");
  }

  release(): void {
    this.#turn.give();
  }

  get pool(): PoolStatistics {
    return { open: 1, idle: 1 - this.#turn.taken, waiting: this.#turn.waiting, limit: 1 };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#turn.refuse(new ConnectionClosed("the PGlite database was closed"));
    if (this.#ownsInstance && !this.#instance.closed) await this.#instance.close();
  }
}

class PgliteConnection implements Connection<"async"> {
  readonly #instance: PgliteInstance;
  /** A statement has failed since the last BEGIN. */
  #hasFailed = false;

  constructor(instance: PgliteInstance) {
    this.#instance = instance;
  }

  get isInTransaction(): boolean | undefined {
    return this.#instance.closed ? undefined : this.#instance.isInTransaction?.();
  }

  async query(statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    try {
      return (await this.#instance.query<Row>(statement.sql, bound(statement, params), options)).rows;
    } catch (error) {
      throw this.#failed(error, statement.sql);
    }
  }

  async run(statement: Statement, params: readonly CellValue[]): Promise<number> {
    try {
      return (await this.#instance.query(statement.sql, bound(statement, params), options)).affectedRows ?? 0;
    } catch (error) {
      throw this.#failed(error, statement.sql);
    }
  }

  async exec(sql: string): Promise<void> {
    const isLost = sql === "COMMIT" && this.#hasFailed && (await this.#refuses());
    if (/^(?:BEGIN|COMMIT|ROLLBACK$)/.test(sql)) this.#hasFailed = false;
    try {
      await this.#instance.exec(sql);
    } catch (error) {
      throw this.#failed(error, sql);
    }
    if (isLost) throw rolledBackAtCommit();
  }

  /** PGlite does not give the server's word on what became of a COMMIT; but a transaction that will be rolled back refuses all else. */
  async #refuses(): Promise<boolean> {
    try {
      await this.#instance.exec("SELECT 1");
      return false; // a savepoint was rolled back to
    } catch {
      return true;
    }
  }

  #failed(error: unknown, sql: string): JoineryError {
    this.#hasFailed = true;
    return wrapPostgresError(error, sql);
  }
}

const oidOfBytes = 17;

/** Per query, not per instance: the program's own instance keeps its ways. */
const options: QueryOptions = {
  rowMode: "array",
  parsers: { ...typedReaders },
  serializers: {
    [oidOfBytes]: (bytes: Uint8Array | string) =>
      typeof bytes === "string"
        ? bytes
        : `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`,
  },
};

/** PGlite is an optional peer: asked for when it is needed. */
async function loadPglite(): Promise<typeof import("@electric-sql/pglite")> {
  try {
    return await import("@electric-sql/pglite");
  } catch (cause) {
    throw new DriverMissingError(
      "a pglite: database needs the package @electric-sql/pglite: run `npm install @electric-sql/pglite`",
      { cause },
    );
  }
}
