/** What a client's `connect` is given for each scheme that it knows. */
import type { Colour, Driver } from "../io/connection.ts";
import type { DatabaseUrl } from "./url.ts";

/** As Node.js' `tls.connect` takes them; these and all its others are passed on. */
export interface TlsOptions {
  /** Certificates of authorities that are trusted, in PEM. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined;
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
  /** Whether a certificate that no authority vouches for is refused. True when absent. */
  readonly rejectUnauthorized?: boolean | undefined;
  readonly servername?: string | undefined;
  readonly [option: string]: unknown;
}

/**
 * How long a server's connection is silent, in milliseconds, before the system asks the other end whether it is there. One that leads nowhere
 * is found out so, some ten seconds later, and not when TCP gives up after a quarter of an hour or never.
 */
export const keepAliveDelay = 10_000;

/** The connections to a server. Times are milliseconds. */
export interface PoolOptions {
  /** How many may be open at once. 10 when absent. */
  readonly max?: number | undefined;
  /** How long a session waits for one, then PoolTimeout; of SQLite in an async client, for the one writer. 10,000 when absent. */
  readonly waitTimeout?: number | undefined;
  /** How long one that nobody uses stays open. 30,000 when absent; 0 for ever. */
  readonly idleTimeout?: number | undefined;
  /** How old one may become; an older one is closed when it is given back. 0, for ever, when absent. */
  readonly lifetime?: number | undefined;
}

export interface DriverOptions {
  /** How long SQLite waits for a lock that another process holds, in milliseconds. 5000 when absent. */
  readonly busyTimeout?: number | undefined;
  /** How many prepared statements each connection keeps, at least. 250 when absent. */
  readonly statementCache?: number | undefined;
  /** Of a server; `waitTimeout` of the others too. */
  readonly pool?: PoolOptions | undefined;
  /** How long making a connection to a server may take, in milliseconds, then DatabaseOpenError. 10,000 when absent. */
  readonly connectTimeout?: number | undefined;
  /** Whether and how a server is spoken to by TLS, as Node.js' `tls.connect` takes it. What the URL says when absent. */
  readonly tls?: boolean | TlsOptions | undefined;
}

/**
 * Opens a database.
 *
 * @throws DatabaseOpenError where it cannot be opened, DriverMissingError where the driver's package is not installed.
 */
export type DriverModule<C extends Colour> = (
  url: DatabaseUrl,
  options: DriverOptions,
) => C extends "sync" ? Driver<"sync"> : Driver<"async"> | Promise<Driver<"async">>;
