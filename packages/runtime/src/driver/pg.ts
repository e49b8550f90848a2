/** PostgreSQL through the package `pg`: a pool of connections, opened by a URL or brought by the program. */
import { DriverMissingError } from "../errors.ts";
import type { Driver } from "../io/connection.ts";
import { type DriverOptions, keepAliveDelay } from "./driver-module.ts";
import { pgOpenError } from "./pg-open-error.ts";
import { PgDriver } from "./pg-pool.ts";
import type { PgPool } from "./pg-shapes.ts";
import { type PgSettings, pgSettings } from "./pg-url.ts";
import type { DatabaseUrl } from "./url.ts";

export type { PgPool, PgPoolClient } from "./pg-shapes.ts";

/**
 * Opens `postgresql://user:password@host:port/database`, and makes the first connection to it.
 *
 * @throws UrlError, DatabaseOpenError, TooManyConnections, DriverMissingError
 */
export async function pg(url: DatabaseUrl, options: DriverOptions = {}): Promise<Driver<"async">> {
  const settings = pgSettings(url, options);
  const { Pool } = await loadPg();
  const open = (ssl: unknown): Promise<PgDriver> => opened(new Pool(poolConfig(settings, options, ssl)), url, settings);
  if (settings.tls.kind === "fixed") return open(settings.tls.ssl);
  try {
    return await open({ rejectUnauthorized: false });
  } catch (error) {
    if (!isWithoutTls(error)) throw error;
    return open(false);
  }
}

/**
 * A driver over a `Pool` of the package `pg` that the program made. Its sessions are set to UTC and to the forms that cells are read in, so
 * what else uses the pool reads moments in UTC, too. It must not have been made with `pipeline: true`.
 *
 * @param options `statementCache`, and of `pool` the `waitTimeout`; the pool has the others itself
 * @param ownsPool whether closing the driver ends the pool; false when absent.
 * @throws ArgumentError for a pool that pipelines
 */
export function pgDriver(
  pool: PgPool,
  options: Pick<DriverOptions, "statementCache" | "pool"> = {},
  ownsPool = false,
): Driver<"async"> {
  return new PgDriver(pool, {
    ownsPool,
    isSetUp: false,
    statementCache: options.statementCache ?? 250,
    waitTimeout: options.pool?.waitTimeout ?? 10_000,
    openError: (cause) =>
      pgOpenError({ shown: "the pool", host: "the pool's", port: 0, connectTimeout: Infinity }, cause, 0),
  });
}

function poolConfig({ config }: PgSettings, { pool }: DriverOptions, ssl: unknown): object {
  return {
    ...config,
    ssl,
    idleTimeoutMillis: pool?.idleTimeout ?? 30_000,
    maxLifetimeSeconds: (pool?.lifetime ?? 0) / 1000,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveDelay,
    allowExitOnIdle: true,
  };
}

/** A first connection shows that there is a way. */
async function opened(pool: PgPool, { shown }: DatabaseUrl, settings: PgSettings): Promise<PgDriver> {
  const { config, isPooled, statementCache, waitTimeout } = settings;
  const to = { shown, host: config.host, port: config.port ?? 5432, connectTimeout: config.connectionTimeoutMillis };
  const driver = new PgDriver(pool, {
    ownsPool: true,
    isSetUp: !isPooled,
    statementCache: isPooled || statementCache === 0 ? null : statementCache,
    waitTimeout,
    openError: (cause, afterMs) => pgOpenError(to, cause, afterMs),
  });
  try {
    driver.release(await driver.acquire("read"));
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  }
}

/** Whether the server said that it has no TLS, in pg's words. */
function isWithoutTls(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && cause.message === "The server does not support SSL connections";
}

/** pg is an optional peer: asked for when it is needed. */
async function loadPg(): Promise<{ readonly Pool: new (config: object) => PgPool }> {
  try {
    const { default: module } = await import("pg");
    return module;
  } catch (cause) {
    throw new DriverMissingError("a postgresql: database needs the package pg: run `npm install pg`", { cause });
  }
}
