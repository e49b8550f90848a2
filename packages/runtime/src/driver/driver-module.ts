/** What a client's `connect` is given for each scheme that it knows. */
import type { Colour, Driver } from "../io/connection.ts";
import type { DatabaseUrl } from "./url.ts";

export interface DriverOptions {
  /** How long SQLite waits for a lock that another process holds, in milliseconds. 5000 when absent. */
  readonly busyTimeout?: number | undefined;
  /** How many prepared statements each connection keeps, at least. 250 when absent. */
  readonly statementCache?: number | undefined;
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
