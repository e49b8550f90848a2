/** MySQL and MariaDB. */
import type { Driver } from "../io/connection.ts";
import type { DriverOptions } from "./driver-module.ts";
import { DriverMissingError } from "../errors.ts";
import type { DatabaseUrl } from "./url.ts";

/**
 * Opens `mysql://user:password@host:port/database` or `mariadb://…`.
 *
 * @throws DatabaseOpenError, DriverMissingError
 */
export function mysql(_url: DatabaseUrl, _options: DriverOptions = {}): Promise<Driver<"async">> {
  return Promise.reject(new DriverMissingError("the driver for MySQL is being written"));
}
