/** A database: what `connect` gives. It lends sessions, creates tables, and runs transactions. */
import { type Compat, compatDialect } from "../dialect/compat.ts";
import type { Dialect } from "../dialect/dialect.ts";
import { mariadb, mysql } from "../dialect/mysql.ts";
import { postgresql } from "../dialect/postgresql.ts";
import { sqlite } from "../dialect/sqlite.ts";
import type { DriverModule, DriverOptions } from "../driver/driver-module.ts";
import { type DatabaseUrl, parseUrl } from "../driver/url.ts";
import { ArgumentError, type SchemaFinding } from "../errors.ts";
import type { EventSource, ListenOptions, StatementListener } from "../events.ts";
import type { LoaderCriteria } from "../expr/criteria.ts";
import type { SlowQueryOptions } from "../events/slow-query.ts";
import type { Colour, Colours, Driver, PoolStatistics } from "../io/connection.ts";
import type { Schema } from "../schema/define.ts";
import { AsyncDatabase } from "./async-database.ts";
import { DeferredDriver } from "./deferred-driver.ts";
import type { ListensToStatements } from "./event-types.ts";
import { type ReplicaOptions, ReplicaSet } from "./replicas.ts";
import type { AsyncSession, Session, SessionOf } from "./session.ts";
import type { AsyncSessionOptions, SessionOptions } from "./session-options.ts";
import { reuseDriver } from "./reused-driver.ts";
import { checkConnectOptions, checkReplicas, DatabaseShared } from "./shared.ts";
import { SyncDatabase } from "./sync-database.ts";
import type { TransactionOptions } from "./transaction-options.ts";
import { watchedAsync, watchedSync } from "./watched-driver.ts";

export interface ConnectOptions<C extends Colour = Colour> extends DriverOptions {
  /** What opens the URL in place of the client's own driver: `nodeSqlite` of "@joinery/runtime/node-sqlite", or one of your own. */
  readonly driver?: DriverModule<C> | undefined;
  /** The engine behind a `postgresql:` URL, where that is another one that speaks PostgreSQL's protocol. */
  readonly compat?: Compat | undefined;
  /** Prints every statement with its parameters and time: to stderr, or line by line to a function. */
  readonly echo?: boolean | ((line: string) => void) | undefined;
  /** Tells of every statement that takes as long as `threshold` milliseconds: what it was, without any value, and who called. */
  readonly slowQuery?: SlowQueryOptions | undefined;
  /**
   * Whether the events of diagnostics_channel say which line of the program called. That takes a stack trace at each call of a session while
   * somebody listens. False when absent; `onStatement` and `slowQuery` ask for themselves.
   */
  readonly callers?: boolean | undefined;
  /** Milliseconds that each statement of a session may take on a server, unless the session says otherwise; as long as it takes when absent. */
  readonly statementTimeout?: number | undefined;
  /**
   * What every session asks of the rows that it reads, made by `withLoaderCriteria`; or a function that gives it. That is called for each operation
   * that reads, so that it may say what the session stands for at the time, and must not read by the session itself. Nothing is asked when absent.
   *
   * @example
   * connect(url, { criteria: [withLoaderCriteria(User, User.deletedAt.isNull())] });
   */
  readonly criteria?:
    readonly LoaderCriteria[] | ((session: SessionOf<Colour>) => readonly LoaderCriteria[]) | undefined;
  /**
   * For programs that import their modules anew as they run, as development servers do: takes over the open connections, and the database in memory,
   * of the former `connect` in this process with this and the same URL and connection options. Then `close()` of the newest closes them; that of
   * a former one closes nothing, and makes it refuse work. False when absent.
   */
  readonly reuse?: boolean | undefined;
}

/** What a sync client connects to: a URL, or a driver that the program made. */
export type SyncTarget = string | { readonly driver: Driver<"sync"> };
/** A primary, where all is written, and replicas of it, from which is read. Each is a URL, or a driver that the program made. */
export interface ReplicatedTarget extends ReplicaOptions {
  readonly primary: string | Driver<"async">;
  readonly replicas: readonly (string | Driver<"async">)[];
}

/** What an async client connects to: a URL, a driver that the program made, or a primary with replicas. */
export type AsyncTarget = string | { readonly driver: Driver<"async"> } | ReplicatedTarget;

export interface CheckOptions {
  /** Whether findings are thrown, as one SchemaMismatchError. False when absent. */
  readonly throw?: boolean | undefined;
}

interface DatabaseOf<C extends Colour> extends ListensToStatements<C> {
  /** Creates the tables that are not there yet, in one transaction. */
  createAll(): Colours<void>[C];
  /** Drops the schema's tables, with all that is in them, in one transaction. */
  dropAll(): Colours<void>[C];
  /**
   * Compares the database with what the client knows of it, as a program may do when it starts: tables, columns, their types and whether they
   * may be NULL, unique and foreign keys, indexes. Two statements; changes nothing.
   *
   * @returns what is not as it should be: each with its place and the way out; none where all is well
   * @throws SchemaMismatchError with the findings, where there are any and `throw` is set
   */
  check(options?: CheckOptions): Colours<readonly SchemaFinding[]>[C];
  /** Is told of every statement. @returns takes the listener off again */
  onStatement(listener: StatementListener, options?: ListenOptions): () => void;
  /** The connections, counted now. No statement. All zero while an async database has yet to open. */
  readonly pool: PoolStatistics;
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
  session(options?: AsyncSessionOptions): AsyncSession;
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
  run<T>(fn: (session: AsyncSession) => T | Promise<T>, options?: AsyncSessionOptions): Promise<T>;
  /** The session of the innermost `run` or `transaction` that the code stands in. @throws SessionStateError outside */
  readonly current: AsyncSession;
}

const compatForPostgres =
  'the option "compat" of connect says which engine is behind a "postgresql:" URL of an async client: leave it out for others';

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
  options: ConnectOptions<"sync"> = {},
  driver: DriverModule<"sync">,
): Db {
  checkConnectOptions(options);
  if (options.compat !== undefined) throw new ArgumentError(compatForPostgres);
  const url = isObject(target) ? null : parseUrl(target, ["sqlite"]);
  const open = (): Driver<"sync"> => ofColour("sync", (options.driver ?? driver)(url as DatabaseUrl, options)); // there where it is called
  const made = isObject(target)
    ? ofColour("sync", withoutReuse(target.driver, options))
    : reuseDriver("sync", target, options, open);
  const shared = new DatabaseShared("sync", made.dialect, schema, options, sourceOf(url, made.dialect));
  return new SyncDatabase(shared, watchedSync(made, shared.events));
}

/** What the generated `connect` of an async client calls: drivers by scheme, imported when the first statement needs one. @throws UrlError */
export function connectAsync(
  schema: Schema,
  target: AsyncTarget,
  options: ConnectOptions<"async"> = {},
  drivers: Readonly<Record<string, () => Promise<DriverModule<"async">>>>,
): AsyncDb {
  checkConnectOptions(options);
  const replicated = isObject(target) && "primary" in target ? target : null;
  if (replicated !== null) checkReplicas(replicated);
  const main = replicated?.primary ?? mainOf(target as Exclude<AsyncTarget, ReplicatedTarget>); // as checked
  const url = isObject(main) ? null : parseUrl(main, Object.keys(drivers));
  const open = (one: string | Driver<"async">): Driver<"async"> =>
    isObject(one)
      ? ofColour("async", withoutReuse(one, options))
      : reuseDriver("async", one, options, () => deferred(parseUrl(one, Object.keys(drivers)), options, drivers));
  const driver = open(main);
  if (options.compat !== undefined && driver.dialect.name !== "postgresql") throw new ArgumentError(compatForPostgres);
  const dialect = options.compat === undefined ? driver.dialect : compatDialect(driver.dialect, options.compat);
  const source = sourceOf(url, dialect, options.compat);
  const shared = new DatabaseShared("async", dialect, schema, options, source);
  const watched = watchedAsync(driver, shared.events, dialect);
  if (replicated === null) return new AsyncDatabase(shared, watched);
  const replicas = replicated.replicas.map((one) =>
    watchedAsync(open(one), shared.events, options.compat === undefined ? undefined : dialect),
  );
  const stranger = replicas.find(({ dialect }) => dialect.name !== driver.dialect.name);
  if (stranger !== undefined)
    throw new ArgumentError(
      `a replica is of ${stranger.dialect.name}, and the primary of ${driver.dialect.name}: a replica has the primary's tables, so both are of one engine`,
    );
  return new AsyncDatabase(shared, new ReplicaSet(watched, replicas, replicated));
}

function mainOf(target: string | { readonly driver: Driver<"async"> }): string | Driver<"async"> {
  return isObject(target) ? target.driver : target;
}

/** A program without types may give anything. */
function isObject<T>(value: T): value is Extract<T, object> {
  return typeof value === "object" && value !== null;
}

/** The driver that the program made. @throws ArgumentError where it is to be reused too */
function withoutReuse<C extends Colour>(driver: Driver<C>, { reuse }: ConnectOptions): Driver<C> {
  if (reuse !== true) return driver;
  throw new ArgumentError("connect({ driver }) uses the driver that it is given: reuse is for a URL, leave it out");
}

/** What events say of where they happened. */
function sourceOf(url: DatabaseUrl | null, { name }: Dialect, compat?: Compat): EventSource {
  // Those of OpenTelemetry's names that are no dialect's.
  const system = url?.scheme === "mariadb" || compat === "cockroachdb" ? (compat ?? "mariadb") : name;
  return { database: url?.shown ?? name, system };
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
