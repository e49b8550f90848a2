/**
 * PostgreSQL in the process, through PGlite. It has one connection: whoever acquires it has it until the release, the others wait in line,
 * so that nobody's statement falls into another's transaction. (A PGlite instance that the program brings must not be used beside it
 * while a transaction is open.)
 */
import type { QueryOptions } from "@electric-sql/pglite";
import { wrapPostgresError } from "../dialect/database-errors.ts";
import { canonicalDecimal } from "../dialect/decimal.ts";
import { arrayLiteral, postgresql } from "../dialect/postgresql.ts";
import { ConnectionClosed, DatabaseOpenError, DriverMissingError } from "../errors.ts";
import type { Connection, Demand, Driver, PoolStatistics } from "../io/connection.ts";
import type { CellKind, CellValue, Purpose, Row, Statement } from "../io/request.ts";
import type { DriverOptions } from "./driver-module.ts";
import { Turn } from "./turn.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * What a driver uses of a PGlite, which is one. Told by its shape: PGlite's own declarations need those of a browser, and whoever reads ours
 * would be made to check them too.
 */
export interface PgliteInstance {
  readonly waitReady: Promise<void>;
  readonly closed: boolean;
  exec(sql: string): Promise<unknown>;
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
export async function pglite(url: DatabaseUrl, _options: DriverOptions = {}): Promise<Driver<"async">> {
  const { PGlite } = await loadPglite();
  try {
    const instance = await PGlite.create(url.location === ":memory:" ? "memory://" : url.location);
    return await pgliteDriver(instance, true);
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
 */
export async function pgliteDriver(instance: PgliteInstance, ownsInstance = false): Promise<Driver<"async">> {
  await instance.waitReady;
  // Moments print in UTC and in one style, whatever the machine's zone is.
  await instance.exec(
    "SET TIME ZONE 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'iso_8601'; SET bytea_output = 'hex'",
  );
  return new PgliteDriver(instance, ownsInstance);
}

class PgliteDriver implements Driver<"async"> {
  readonly dialect = postgresql;
  readonly hasOneConnection = true;
  readonly #instance: PgliteInstance;
  readonly #ownsInstance: boolean;
  readonly #connection: PgliteConnection;
  readonly #turn = new Turn();

  constructor(instance: PgliteInstance, ownsInstance: boolean) {
    this.#instance = instance;
    this.#ownsInstance = ownsInstance;
    this.#connection = new PgliteConnection(instance);
  }

  async acquire(_purpose: Purpose, demand?: Demand): Promise<PgliteConnection> {
    await this.#turn.take(demand?.signal);
    if (this.#instance.closed) {
      this.#turn.give();
      throw new ConnectionClosed("the PGlite database is closed");
    }
    return this.#connection;
  }

  release(): void {
    this.#turn.give();
  }

  get pool(): PoolStatistics {
    return { open: 1, idle: this.#turn.isTaken ? 0 : 1, waiting: this.#turn.waiting, limit: 1 };
  }

  async close(): Promise<void> {
    if (this.#ownsInstance && !this.#instance.closed) await this.#instance.close();
  }
}

class PgliteConnection implements Connection<"async"> {
  readonly #instance: PgliteInstance;

  constructor(instance: PgliteInstance) {
    this.#instance = instance;
  }

  async query(statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    try {
      return (await this.#instance.query<Row>(statement.sql, bound(statement, params), options)).rows;
    } catch (error) {
      throw wrapPostgresError(error, statement.sql);
    }
  }

  async run(statement: Statement, params: readonly CellValue[]): Promise<number> {
    try {
      return (await this.#instance.query(statement.sql, bound(statement, params), options)).affectedRows ?? 0;
    } catch (error) {
      throw wrapPostgresError(error, statement.sql);
    }
  }

  async exec(sql: string): Promise<void> {
    try {
      await this.#instance.exec(sql);
    } catch (error) {
      throw wrapPostgresError(error, sql);
    }
  }
}

/** Cells as PGlite's serializers take them: all but bytes as text, lists in PostgreSQL's own form. */
function bound({ kinds }: Statement, params: readonly CellValue[]): (string | Uint8Array | null)[] {
  const lastKind = kinds.length - 1;
  return params.map((cell, index) => {
    if (cell === null || cell instanceof Uint8Array) return cell;
    const kind: CellKind | undefined = kinds[Math.min(index, lastKind)];
    return kind === "list" && typeof cell === "string" ? arrayLiteral(cell) : String(cell);
  });
}

/** `2024-01-31 12:00:00[.ffffff]+00`, or without its zone, as a cell; what is none (infinity, BC) is left for the codec to refuse. */
function readMoment(text: string): string {
  const day = text.slice(0, 10);
  const time = text.slice(11, 19);
  const end = text.slice(19);
  if (end === "+00" || end === "") return `${day}T${time}.000Z`;
  const fraction = /^\.(\d{1,6})(?:\+00)?$/.exec(end)?.[1];
  return fraction === undefined ? text : `${day}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}

/** `12:00:00[.ffffff]`: three digits of a fraction, or none. */
function readTime(text: string): string {
  if (text.length === 8) return text;
  const fraction = text.slice(9).padEnd(3, "0").slice(0, 3);
  return fraction === "000" ? text.slice(0, 8) : `${text.slice(0, 8)}.${fraction}`;
}

/** As `Json.write` makes it: PostgreSQL prints blanks, and a cell that is read and set again is no change. */
const readJson = (text: string): string => JSON.stringify(JSON.parse(text));

const asIs = (text: string): string => text;

/** Type numbers of PostgreSQL (`pg_type.oid`), which never change. */
const oid = {
  bool: 16,
  bytea: 17,
  int8: 20,
  json: 114,
  jsonb: 3802,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const;

/** Per query, not per instance: the program's own instance keeps its ways. */
const options: QueryOptions = {
  rowMode: "array",
  parsers: {
    [oid.bool]: (text) => (text === "t" ? 1 : 0),
    [oid.bytea]: (text) => new Uint8Array(Buffer.from(text.slice(2), "hex")),
    [oid.int8]: asIs,
    [oid.json]: readJson,
    [oid.jsonb]: readJson,
    [oid.date]: asIs,
    [oid.time]: readTime,
    [oid.timestamp]: readMoment,
    [oid.timestamptz]: readMoment,
    [oid.numeric]: (text) => canonicalDecimal(text) ?? text,
  },
  serializers: {
    [oid.bytea]: (bytes: Uint8Array | string) =>
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
