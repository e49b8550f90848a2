/** PostgreSQL through the package `pg`. */
import type { Driver } from "../io/connection.ts";
import type { DriverOptions } from "./driver-module.ts";
import { DriverMissingError } from "../errors.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `postgresql://user:password@host:port/database`.
 *
 * @throws DatabaseOpenError, DriverMissingError
 */
export function pg(_url: DatabaseUrl, _options: DriverOptions = {}): Promise<Driver<"async">> {
  return Promise.reject(new DriverMissingError("the driver for PostgreSQL is being written"));
}
