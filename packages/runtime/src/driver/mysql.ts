/**
 * MySQL and MariaDB, through the package `mysql2`.
 *
 * The other candidate was `mariadb`. Both are kept by people who answer, take either server, prepare statements in the binary protocol, give
 * rows as arrays and every number without loss, and can do without `eval` (mysql2 by `disableEval`, which is set here). mysql2 has the
 * licence that Joinery has (MIT; the other is LGPL), is the one that most programs have already, with a release every few weeks, and
 * tells MariaDB's JSON columns by the protocol. What the other has more, sending statements before answers have come, is of no use to a
 * session, whose statements wait for each other. The pool is Joinery's own, for neither has one whose waiting can be called off.
 */
import { mariadb, mysql as mysqlDialect } from "../dialect/mysql.ts";
import { wrapMysqlError } from "../dialect/mysql-errors.ts";
import type { Dialect } from "../dialect/dialect.ts";
import { ArgumentError, DatabaseOpenError, DriverMissingError } from "../errors.ts";
import type { Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { Purpose } from "../io/request.ts";
import type { DriverOptions, PoolOptions } from "./driver-module.ts";
import { answerBound } from "./limits.ts";
import { MysqlConnection, type MysqlRawConnection, within } from "./mysql-connection.ts";
import { mysqlConfig, sessionSettings } from "./mysql-config.ts";
import { mysqlOpenError } from "./mysql-open-error.ts";
import { ServerPool } from "./server-pool.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `mysql://user:password@host:port/database` or `mariadb://…`. The first connection is made when the first statement needs one.
 *
 * @throws UrlError, DriverMissingError
 */
export async function mysql(url: DatabaseUrl, options: DriverOptions = {}): Promise<Driver<"async">> {
  const { config, pool } = mysqlConfig(url, options);
  const { createConnection } = await loadMysql2();
  const dialect = url.scheme === "mariadb" ? mariadb : mysqlDialect;
  const open = async (): Promise<MysqlRawConnection> => {
    const raw = createConnection(config as object) as unknown as MysqlRawConnection; // its own declarations need not be ours
    try {
      await connected(raw);
      return raw;
    } catch (error) {
      raw.destroy();
      throw mysqlOpenError(error, url.shown, config);
    }
  };
  return new MysqlDriver(dialect, pool, {
    open,
    close: (raw) => ended(raw),
  });
}

/** What is used of a pool of mysql2. */
export interface MysqlPool {
  getConnection(answer: (error: unknown, connection: unknown) => void): void;
}

/** How a driver over the program's own pool is to be. */
export interface MysqlDriverOptions {
  /** Whether the server is MariaDB, which can say more in one statement. False when absent: what is said then, both understand. */
  readonly mariadb?: boolean | undefined;
  /** What Joinery borrows of the pool at most, and how long it waits; the pool's own limits hold besides. */
  readonly pool?: PoolOptions | undefined;
}

/**
 * A driver over a pool of mysql2 that the program made, with `jsonStrings: true`, without `decimalNumbers` and with FOUND_ROWS (which is
 * mysql2's default). Connections that Joinery borrows keep the session that it gives them: UTC, strict, `"a"` for a name. Closing the
 * driver gives them back and leaves the pool open.
 *
 * @throws ArgumentError where the pool is one of `mysql2/promise` without `.pool`, or gives values with a loss
 */
export function mysqlDriver(
  pool: MysqlPool | { readonly pool: MysqlPool },
  options: MysqlDriverOptions = {},
): Driver<"async"> {
  const inner = "getConnection" in pool && !("pool" in pool) ? pool : (pool as { readonly pool: MysqlPool }).pool;
  const open = (): Promise<MysqlRawConnection> =>
    new Promise((resolve, reject) =>
      inner.getConnection((error, connection) => {
        if (error !== null && error !== undefined) return reject(wrapMysqlError(error));
        const raw = connection as Lent; // what a pool of mysql2 gives
        try {
          checkExact(raw);
        } catch (refusal) {
          raw.release();
          return reject(refusal);
        }
        resolve(raw);
      }),
    );
  return new MysqlDriver(options.mariadb === true ? mariadb : mysqlDialect, options.pool ?? {}, {
    open,
    close(raw, isBroken) {
      if (isBroken) raw.destroy();
      else (raw as Lent).release(); // as above
      return Promise.resolve();
    },
  });
}

/** A connection that a pool lent. */
interface Lent extends MysqlRawConnection {
  release(): void;
  readonly config?: {
    readonly jsonStrings?: boolean;
    readonly decimalNumbers?: boolean;
    readonly clientFlags?: number;
  };
}

const foundRows = 2;

function checkExact({ config }: Lent): void {
  const { jsonStrings = false, decimalNumbers = false, clientFlags = foundRows } = config ?? {};
  if (jsonStrings && !decimalNumbers && (clientFlags & foundRows) !== 0) return;
  throw new ArgumentError(
    "mysqlDriver(pool) needs a pool that loses nothing: create it with { jsonStrings: true }, without decimalNumbers, and with the flag FOUND_ROWS",
  );
}

/** Where connections come from and go. */
interface Source {
  open(): Promise<MysqlRawConnection>;
  close(raw: MysqlRawConnection, isBroken: boolean): Promise<void>;
}

class MysqlDriver implements Driver<"async"> {
  readonly dialect: Dialect;
  readonly hasOneConnection = false;
  readonly #source: Source;
  /** The connections whose sessions are as they should be: a pool of the program's gives one again and again. */
  readonly #known = new WeakMap<MysqlRawConnection, MysqlConnection>();
  readonly #pool: ServerPool<MysqlConnection>;

  constructor(dialect: Dialect, options: PoolOptions, source: Source) {
    this.dialect = dialect;
    this.#source = source;
    this.#pool = new ServerPool(
      {
        open: () => this.#open(),
        close: (connection) => source.close(connection.raw, connection.isBroken),
        isUsable: (connection) => !connection.isBroken,
        holdProcess: ({ raw: { stream } }, isHeld) => void (isHeld ? stream?.ref?.() : stream?.unref?.()),
      },
      options,
    );
  }

  acquire(_purpose: Purpose, demand?: Demand): Promise<MysqlConnection> {
    return this.#pool.lend(demand?.signal, demand?.isFresh);
  }

  release(connection: MysqlConnection): void {
    const takeBack = (isBroken: boolean): void => {
      connection.isUntried = true;
      this.#pool.takeBack(connection, isBroken);
    };
    if (connection.isBroken || !connection.isInTransaction) return takeBack(connection.isBroken);
    const back = (isBroken: boolean) => (): void => takeBack(isBroken);
    connection.exec("ROLLBACK", { statementTimeout: answerBound }).then(back(false), back(true));
  }

  get pool(): PoolStatistics {
    return this.#pool.statistics;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #open(): Promise<MysqlConnection> {
    const raw = await this.#source.open();
    const known = this.#known.get(raw);
    if (known !== undefined) return known;
    const connection = new MysqlConnection(raw, (threadId) => this.#kill(threadId));
    try {
      await connection.exec(sessionSettings);
      const [[keyStep, maxPacket, version] = []] = await connection.query({ sql: settingsQuery, kinds: [] }, []);
      if (this.dialect === mariadb && !String(version).includes("MariaDB"))
        throw new DatabaseOpenError(
          `the server is MySQL ${String(version)}, and is spoken to as MariaDB: write "mysql:"`,
        );
      connection.keyStep = Number(keyStep);
      connection.maxPacket = Number(maxPacket);
    } catch (error) {
      await this.#source.close(raw, true);
      throw error;
    }
    this.#known.set(raw, connection);
    return connection;
  }

  /** On a connection of its own, for the pool may be dry. */
  async #kill(threadId: number): Promise<void> {
    const opening = this.#source.open();
    const raw = await within(answerBound, opening);
    if (raw === undefined) {
      opening.then((late) => this.#source.close(late, false), ignore);
      throw new DatabaseOpenError("no connection could be made to call a statement off");
    }
    try {
      const connection = this.#known.get(raw) ?? new MysqlConnection(raw, () => Promise.resolve());
      await connection.exec(`KILL QUERY ${threadId}`);
    } finally {
      await this.#source.close(raw, false);
    }
  }
}

function ignore(): void {}

const settingsQuery = "SELECT @@auto_increment_increment, @@max_allowed_packet, VERSION()";

/** Resolves when the handshake is done. */
function connected(raw: MysqlRawConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    // An answer to a statement is one to the handshake too, and tells its error.
    raw.query({ sql: "DO 0" }, (error) => (error === null || error === undefined ? resolve() : reject(error)));
    raw.on("error", reject);
  });
}

/** Says goodbye; a server that does not answer is left. */
async function ended(raw: MysqlRawConnection): Promise<void> {
  await within(1000, new Promise<void>((resolve) => raw.end(() => resolve())));
  raw.destroy();
}

/** mysql2 is an optional peer: asked for when it is needed. */
async function loadMysql2(): Promise<typeof import("mysql2")> {
  try {
    return await import("mysql2");
  } catch (cause) {
    throw new DriverMissingError("a mysql: or mariadb: database needs the package mysql2: run `npm install mysql2`", {
      cause,
    });
  }
}
