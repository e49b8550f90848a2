/** A database: what `connect` gives. It lends sessions, creates tables, and runs transactions. */
import type { Dialect } from "../dialect/dialect.ts";
import { mariadb, mysql } from "../dialect/mysql.ts";
import { postgresql } from "../dialect/postgresql.ts";
import { sqlite } from "../dialect/sqlite.ts";
import type { DriverModule, DriverOptions } from "../driver/driver-module.ts";
import { type DatabaseUrl, parseUrl } from "../driver/url.ts";
import { ArgumentError } from "../errors.ts";
import type { EventSource, ListenOptions, StatementListener } from "../events.ts";
import type { SlowQueryOptions } from "../events/slow-query.ts";
import type { Colour, Colours, Driver, PoolStatistics } from "../io/connection.ts";
import type { Schema } from "../schema/define.ts";
import { AsyncDatabase } from "./async-database.ts";
import { DeferredDriver } from "./deferred-driver.ts";
import type { AsyncSession, Session, SessionOptions } from "./session.ts";
import { checkConnectOptions, DatabaseShared } from "./shared.ts";
import { SyncDatabase } from "./sync-database.ts";
import { watchedAsync, watchedSync } from "./watched-driver.ts";

export interface ConnectOptions<C extends Colour = Colour> extends DriverOptions {
  /** What opens the URL in place of the client's own driver: `nodeSqlite` of "@joinery/runtime/node-sqlite", or one of your own. */
  readonly driver?: DriverModule<C> | undefined;
  /** Prints every statement with its parameters and time: to stderr, or line by line to a function. */
  readonly echo?: boolean | ((line: string) => void) | undefined;
  /** Tells of every statement that takes as long as `threshold` milliseconds: what it was, without any value, and who called. */
  readonly slowQuery?: SlowQueryOptions | undefined;
  /**
   * Whether the events of diagnostics_channel say which line of the program called. That takes a stack trace at each call of a session while
   * somebody listens. False when absent; `onStatement` and `slowQuery` ask for themselves.
   */
  readonly callers?: boolean | undefined;
}

/** What a sync client connects to: a URL, or a driver that the program made. */
export type SyncTarget = string | { readonly driver: Driver<"sync"> };
/** What an async client connects to: a URL, or a driver that the program made. */
export type AsyncTarget = string | { readonly driver: Driver<"async"> };

interface DatabaseOf<C extends Colour> {
  /** Creates the tables that are not there yet, in one transaction. */
  createAll(): Colours<void>[C];
  /** Drops the schema's tables, with all that is in them, in one transaction. */
  dropAll(): Colours<void>[C];
  /** Is told of every statement. @returns takes the listener off again */
  onStatement(listener: StatementListener, options?: ListenOptions): () => void;
  /** The connections, counted now. No statement. All zero while an async database has yet to open. */
  readonly pool: PoolStatistics;
  /** Closes the connections. Sessions that are still open cannot be used any more. */
  close(): Colours<void>[C];
}

/** No further argument, or one that nobody can give where `T` is a promise: such a call does not compile. */
export type Synchronous<T> = [T] extends [never] ? [] : T extends PromiseLike<unknown> ? [never] : [];

/** An open database of a sync client. */
export interface Db extends DatabaseOf<"sync">, Disposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): Session;
  /**
   * Runs `fn` in a transaction of its own session: commits when it returns, rolls back when it throws. The writer's lock is taken before `fn`
   * reads, so that nobody commits between its reads and its writes. A call inside `fn` is a savepoint of the same session.
   *
   * @throws AsyncFunctionError where `fn` returns a promise; WriterBusyError where another session of this program holds the lock
   */
  transaction<T>(fn: (tx: Session) => T, ...fnMustNotReturnAPromise: Synchronous<T>): T;
}

/** An open database of an async client. */
export interface AsyncDb extends DatabaseOf<"async">, AsyncDisposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): AsyncSession;
  /**
   * Runs `fn` in a transaction of its own session: commits when it is done, rolls back when it fails. A call inside `fn` is a savepoint of the
   * same session.
   *
   * @throws SessionStateError where another session inside `fn` would have to wait for this transaction
   */
  transaction<T>(fn: (tx: AsyncSession) => T | Promise<T>): Promise<T>;
}

const dialects: Readonly<Record<string, Dialect>> = {
  sqlite,
  pglite: postgresql,
  postgresql,
  mysql,
  mariadb,
};

/** What the generated `connect` of a sync client calls. @throws UrlError, DatabaseOpenError, ArgumentError */
export function connectSync(
  schema: Schema,
  target: SyncTarget,
  options: ConnectOptions = {},
  driver: DriverModule<"sync">,
): Db {
  checkConnectOptions(options);
  const url = typeof target === "object" ? null : parseUrl(target, ["sqlite"]);
  const opened = typeof target === "object" ? target.driver : null;
  const made = ofColour("sync", opened ?? (options.driver ?? driver)(url as DatabaseUrl, options)); // one of the two is there
  const shared = new DatabaseShared("sync", made.dialect, schema, options, sourceOf(url, made.dialect));
  return new SyncDatabase(shared, watchedSync(made, shared.events));
}

/** What the generated `connect` of an async client calls: drivers by scheme, imported when the first statement needs one. @throws UrlError */
export function connectAsync(
  schema: Schema,
  target: AsyncTarget,
  options: ConnectOptions = {},
  drivers: Readonly<Record<string, () => Promise<DriverModule<"async">>>>,
): AsyncDb {
  checkConnectOptions(options);
  const url = typeof target === "object" ? null : parseUrl(target, Object.keys(drivers));
  const driver =
    typeof target === "object" ? ofColour("async", target.driver) : deferred(url as DatabaseUrl, options, drivers); // there where the target is none
  const shared = new DatabaseShared("async", driver.dialect, schema, options, sourceOf(url, driver.dialect));
  return new AsyncDatabase(shared, watchedAsync(driver, shared.events));
}

/** What events say of where they happened. */
function sourceOf(url: DatabaseUrl | null, { name }: Dialect): EventSource {
  const engines: Readonly<Record<string, string>> = { mariadb: "mariadb" };
  return { database: url?.shown ?? name, system: (url === null ? undefined : engines[url.scheme]) ?? name };
}

/** A URL's driver, opened at the first statement. */
function deferred(
  url: DatabaseUrl,
  options: ConnectOptions,
  drivers: Readonly<Record<string, () => Promise<DriverModule<"async">>>>,
): Driver<"async"> {
  const dialect = dialects[url.scheme] as Dialect; // a client's drivers are ours
  const load = drivers[url.scheme] as () => Promise<DriverModule<"async">>; // parseUrl knows the schemes
  const open = async (): Promise<Driver<"async">> =>
    ofColour("async", await (options.driver ?? (await load()))(url, options));
  return new DeferredDriver(dialect, url.scheme === "pglite" || url.location === ":memory:", open);
}

/** @throws ArgumentError for a driver of the other colour */
function ofColour<C extends Colour>(colour: C, driver: Driver<Colour> | Promise<Driver<Colour>>): Driver<C> {
  const found = driver instanceof Promise ? "async" : driver.colour;
  if (found !== undefined && found !== colour)
    throw new ArgumentError(
      `this client is ${colour}, and the driver that connect was given is ${found}: give it the ${colour} one of the same package`,
    );
  return driver as Driver<C>; // of no other colour, as checked
}
