/** A database: what `connect` gives. It lends sessions, creates tables, and runs transactions. */
import type { Dialect } from "../dialect/dialect.ts";
import { mariadb, mysql } from "../dialect/mysql.ts";
import { postgresql } from "../dialect/postgresql.ts";
import { sqlite } from "../dialect/sqlite.ts";
import type { DriverModule, DriverOptions } from "../driver/driver-module.ts";
import { type DatabaseUrl, parseUrl } from "../driver/url.ts";
import { ArgumentError } from "../errors.ts";
import type { StatementListener } from "../events.ts";
import type { Colour, Colours, Driver } from "../io/connection.ts";
import type { Schema } from "../schema/define.ts";
import { AsyncDatabase } from "./async-database.ts";
import { DeferredDriver } from "./deferred-driver.ts";
import type { AsyncSession, Session, SessionOptions } from "./session.ts";
import { reuseDriver } from "./reused-driver.ts";
import { DatabaseShared } from "./shared.ts";
import { SyncDatabase } from "./sync-database.ts";
import type { TransactionOptions } from "./transaction-options.ts";

export interface ConnectOptions extends DriverOptions {
  /** Prints every statement with its parameters and time: to stderr, or line by line to a function. */
  readonly echo?: boolean | ((line: string) => void) | undefined;
  /** Milliseconds that each statement of a session may take on a server, unless the session says otherwise; as long as it takes when absent. */
  readonly statementTimeout?: number | undefined;
  /**
   * For programs that import their modules anew as they run, as development servers do: takes over the open connections, and the database in memory,
   * of the former `connect` in this process with this and the same URL and connection options. Then `close()` of the newest closes them; that of
   * a former one closes nothing, and makes it refuse work. False when absent.
   */
  readonly reuse?: boolean | undefined;
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
  onStatement(listener: StatementListener): () => void;
  /** Closes the connections. Sessions that are still open cannot be used any more. */
  close(): Colours<void>[C];
}

/** The options alone; or, where `T` is a promise, something before them that nobody can give: such a call does not compile. */
export type Synchronous<T, Options> = [T] extends [never]
  ? [options?: Options]
  : T extends PromiseLike<unknown>
    ? [fnMustNotReturnAPromise: never, options?: Options]
    : [options?: Options];

/** An open database of a sync client. */
export interface Db extends DatabaseOf<"sync">, Disposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): Session;
  /**
   * Runs `fn` in a transaction of its own session: commits when it returns, rolls back when it throws. The writer's lock is taken before `fn`
   * reads, so that nobody commits between its reads and its writes. A call inside `fn` is a savepoint of the same session, without options.
   *
   * @throws AsyncFunctionError where `fn` returns a promise; WriterBusyError where another session of this program holds the lock;
   * ArgumentError for options that the engine or a savepoint has none of; TransactionTimeout, or the signal's reason, where those end it;
   * CommitOutcomeUnknown where nobody knows whether it is committed
   */
  transaction<T>(fn: (tx: Session) => T, ...options: Synchronous<T, TransactionOptions>): T;
  /**
   * Runs `fn` with a session that `current` gives inside it, and in all that it calls and awaits; closes the session when `fn` is done. Commits
   * nothing by itself: what is left unsaved is told as `discard` says, and dropped where `fn` fails. A `run` inside has a session of its own.
   *
   * An async `fn` that has flushed keeps the writer's lock through its awaits, and others are refused (WriterBusyError): commit before you wait.
   *
   * @example
   * app.use((request, response, next) => {
   *   void db.run(async () => { // Express: one session for each request
   *     next();
   *     await once(response, "close");
   *   });
   * });
   */
  run<T>(fn: (session: Session) => T, options?: SessionOptions): T;
  /** The session of the innermost `run` or `transaction` that the code stands in. @throws SessionStateError outside */
  readonly current: Session;
}

/** An open database of an async client. */
export interface AsyncDb extends DatabaseOf<"async">, AsyncDisposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): AsyncSession;
  /**
   * Runs `fn` in a transaction of its own session: commits when it is done, rolls back when it fails. A call inside `fn` is a savepoint of the
   * same session, without options; two at once take turns, and the outer function waits for them with its own work.
   *
   * @throws SessionStateError where another session inside `fn` would have to wait for this transaction, or where a transaction's session is used
   * by code that stands in another; ArgumentError for options that the engine or a savepoint has none of; TransactionTimeout, or the signal's
   * reason, where those end it; CommitOutcomeUnknown where nobody knows whether it is committed
   */
  transaction<T>(fn: (tx: AsyncSession) => T | Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Runs `fn` with a session that `current` gives inside it, and in all that it calls and awaits; closes the session when `fn` is done. Commits
   * nothing by itself: what is left unsaved is told as `discard` says, and dropped where `fn` fails. A `run` inside has a session of its own.
   *
   * @example
   * app.use((context, next) => db.run(() => next(), { signal: context.req.raw.signal })); // Hono: one session for each request
   */
  run<T>(fn: (session: AsyncSession) => T | Promise<T>, options?: SessionOptions): Promise<T>;
  /** The session of the innermost `run` or `transaction` that the code stands in. @throws SessionStateError outside */
  readonly current: AsyncSession;
}

const dialects: Readonly<Record<string, Dialect>> = {
  sqlite,
  pglite: postgresql,
  postgresql,
  mysql,
  mariadb,
};

/** What the generated `connect` of a sync client calls. @throws UrlError, DatabaseOpenError */
export function connectSync(
  schema: Schema,
  target: SyncTarget,
  options: ConnectOptions | undefined,
  driver: DriverModule<"sync">,
): Db {
  if (typeof target === "object") {
    refuseReuse(options);
    return new SyncDatabase(new DatabaseShared("sync", target.driver.dialect, schema, options ?? {}), target.driver);
  }
  const parsed = parseUrl(target, ["sqlite"]);
  const shared = new DatabaseShared("sync", sqlite, schema, options ?? {});
  return new SyncDatabase(
    shared,
    reuseDriver("sync", target, options ?? {}, () => driver(parsed, options ?? {})),
  );
}

/** What the generated `connect` of an async client calls: drivers by scheme, imported when the first statement needs one. @throws UrlError */
export function connectAsync(
  schema: Schema,
  target: AsyncTarget,
  options: ConnectOptions | undefined,
  drivers: Readonly<Record<string, () => Promise<DriverModule<"async">>>>,
): AsyncDb {
  if (typeof target === "object") {
    refuseReuse(options);
    const { driver } = target;
    const shared = new DatabaseShared("async", driver.dialect, schema, options ?? {});
    return new AsyncDatabase(shared, driver);
  }
  const parsed: DatabaseUrl = parseUrl(target, Object.keys(drivers));
  const load = drivers[parsed.scheme] as () => Promise<DriverModule<"async">>; // parseUrl knows the schemes
  const dialect = dialects[parsed.scheme] as Dialect; // a client's drivers are ours
  const open = async (): Promise<Driver<"async">> => (await load())(parsed, options ?? {});
  const shared = new DatabaseShared("async", dialect, schema, options ?? {});
  const hasOneConnection = parsed.scheme === "pglite" || parsed.location === ":memory:";
  return new AsyncDatabase(
    shared,
    reuseDriver("async", target, options ?? {}, () => new DeferredDriver(dialect, hasOneConnection, open)),
  );
}

function refuseReuse(options: ConnectOptions | undefined): void {
  if (options?.reuse === true)
    throw new ArgumentError("connect({ driver }) uses the driver that it is given: reuse is for a URL, leave it out");
}
