/** A database: what `connect` gives. It lends sessions, creates tables, and runs transactions. */
import { AsyncFunctionError, ConnectionClosed } from "../errors.ts";
import { postgresql } from "../dialect/postgresql.ts";
import { sqlite } from "../dialect/sqlite.ts";
import type { Dialect } from "../dialect/dialect.ts";
import type { DriverModule, DriverOptions } from "../driver/driver-module.ts";
import { type DatabaseUrl, parseUrl } from "../driver/url.ts";
import { echo, StatementEvents, type StatementListener } from "../events.ts";
import { AsyncChannel } from "../io/run-async.ts";
import type { Colour, Colours, Connection, Driver } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import { SyncChannel } from "../io/run-sync.ts";
import type { Model } from "../meta/model.ts";
import type { Schema } from "../schema/define.ts";
import { ModelStatements } from "../sql/fixed.ts";
import { SessionCore, type Shared } from "./core.ts";
import { createAll, dropAll } from "./create-all.ts";
import { type AsyncSession, type Session, SessionFace, type SessionOptions } from "./session.ts";

export interface ConnectOptions extends DriverOptions {
  /** Prints every statement with its parameters and time: to stderr, or line by line to a function. */
  readonly echo?: boolean | ((line: string) => void) | undefined;
}

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

/** An open database of a sync client. */
export interface Db extends DatabaseOf<"sync">, Disposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): Session;
  /**
   * Runs `fn` in a transaction of its own session: commits when it returns, rolls back when it throws. The writer's lock is taken before `fn`
   * reads, so that nobody commits between its reads and its writes.
   *
   * @throws AsyncFunctionError where `fn` returns a promise; WriterBusyError where another session of this program holds the lock
   */
  transaction<T>(fn: (tx: Session) => T): T;
}

/** An open database of an async client. */
export interface AsyncDb extends DatabaseOf<"async">, AsyncDisposable {
  /** A session: short-lived, one for each piece of work. */
  session(options?: SessionOptions): AsyncSession;
  /** Runs `fn` in a transaction of its own session: commits when it is done, rolls back when it fails. */
  transaction<T>(fn: (tx: AsyncSession) => T | Promise<T>): Promise<T>;
}

/** What both colours share: one set of statement texts, one list of listeners. */
class Base implements Shared {
  readonly colour: Colour;
  readonly dialect: Dialect;
  readonly schema: Schema;
  readonly events = new StatementEvents();
  readonly #statements: ModelStatements[] = [];

  constructor(colour: Colour, dialect: Dialect, schema: Schema, options: ConnectOptions) {
    this.colour = colour;
    this.dialect = dialect;
    this.schema = schema;
    if (options.echo) this.events.add(echo(options.echo === true ? undefined : options.echo));
  }

  get models(): readonly Model[] {
    return this.schema.models;
  }

  statements(model: Model): ModelStatements {
    return (this.#statements[model.index] ??= new ModelStatements(model, this.dialect));
  }
}

class SyncDatabase implements Db {
  readonly #base: Base;
  readonly #driver: Driver<"sync">;

  constructor(base: Base, driver: Driver<"sync">) {
    this.#base = base;
    this.#driver = driver;
  }

  session(options: SessionOptions = {}): Session {
    return this.#open(options).face;
  }

  transaction<T>(fn: (tx: Session) => T): T {
    const { core, face } = this.#open({ discard: "silent" });
    try {
      void core.run(core.begin());
      const result = fn(face);
      if (isThenable(result)) {
        // Its rejection is not the one to report, and must not go unhandled either.
        result.then(undefined, () => undefined);
        throw new AsyncFunctionError();
      }
      face.commit();
      return result;
    } finally {
      face.close();
    }
  }

  createAll(): void {
    this.#run(createAll(this.#base.schema, this.#base.dialect));
  }

  dropAll(): void {
    this.#run(dropAll(this.#base.schema, this.#base.dialect));
  }

  onStatement(listener: StatementListener): () => void {
    return this.#base.events.add(listener);
  }

  close(): void {
    this.#driver.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(options: SessionOptions): { core: SessionCore; face: Session } {
    const core = new SessionCore(
      this.#base,
      new SyncChannel(this.#driver, this.#base.events),
      options.autoflush ?? true,
    );
    return { core, face: new SessionFace<"sync">(core, options) };
  }

  #run<T>(op: Op<T>): T {
    const channel = new SyncChannel(this.#driver, this.#base.events);
    try {
      return channel.run(op);
    } finally {
      channel.close();
    }
  }
}

class AsyncDatabase implements AsyncDb {
  readonly #base: Base;
  readonly #driver: Driver<"async">;

  constructor(base: Base, driver: Driver<"async">) {
    this.#base = base;
    this.#driver = driver;
  }

  session(options: SessionOptions = {}): AsyncSession {
    return this.#open(options).face;
  }

  async transaction<T>(fn: (tx: AsyncSession) => T | Promise<T>): Promise<T> {
    const { core, face } = this.#open({ discard: "silent" });
    try {
      await core.run(core.begin());
      const result = await fn(face);
      await face.commit();
      return result;
    } finally {
      await face.close();
    }
  }

  createAll(): Promise<void> {
    return this.#run(createAll(this.#base.schema, this.#base.dialect));
  }

  dropAll(): Promise<void> {
    return this.#run(dropAll(this.#base.schema, this.#base.dialect));
  }

  onStatement(listener: StatementListener): () => void {
    return this.#base.events.add(listener);
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(options: SessionOptions): { core: SessionCore; face: AsyncSession } {
    const core = new SessionCore(
      this.#base,
      new AsyncChannel(this.#driver, this.#base.events),
      options.autoflush ?? true,
    );
    return { core, face: new SessionFace<"async">(core, options) };
  }

  async #run<T>(op: Op<T>): Promise<T> {
    const channel = new AsyncChannel(this.#driver, this.#base.events);
    try {
      return await channel.run(op);
    } finally {
      await channel.close();
    }
  }
}

/** A driver that is opened at the first statement, so that `connect` need not wait and an import costs nothing that is not used. */
class DeferredDriver implements Driver<"async"> {
  readonly dialect: Dialect;
  readonly #open: () => Promise<Driver<"async">>;
  #driver: Promise<Driver<"async">> | null = null;

  constructor(dialect: Dialect, open: () => Promise<Driver<"async">>) {
    this.dialect = dialect;
    this.#open = open;
  }

  /** Opened once; a failure is forgotten, so that the next statement tries again. */
  async #get(): Promise<Driver<"async">> {
    if (this.#isClosed) throw new ConnectionClosed("the database is closed: open it again with connect()");
    this.#driver ??= this.#open();
    try {
      const driver = await this.#driver;
      this.#opened = driver;
      return driver;
    } catch (error) {
      this.#driver = null;
      throw error;
    }
  }

  #opened: Driver<"async"> | null = null;
  #isClosed = false;

  async acquire(purpose: "read" | "write"): Promise<Connection<"async">> {
    return (this.#opened ?? (await this.#get())).acquire(purpose);
  }

  release(connection: Connection<"async">, purpose: "read" | "write"): void {
    this.#opened?.release(connection, purpose);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#driver !== null) await (await this.#driver).close();
  }
}

const dialects: Readonly<Record<string, Dialect>> = { sqlite, pglite: postgresql };

/** What the generated `connect` of a sync client calls. @throws UrlError, DatabaseOpenError */
export function connectSync(
  schema: Schema,
  url: string,
  options: ConnectOptions | undefined,
  driver: DriverModule<"sync">,
): Db {
  const parsed = parseUrl(url, ["sqlite"]);
  return new SyncDatabase(new Base("sync", sqlite, schema, options ?? {}), driver(parsed, options ?? {}));
}

/** What the generated `connect` of an async client calls: drivers by scheme, imported when the first statement needs one. @throws UrlError */
export function connectAsync(
  schema: Schema,
  url: string,
  options: ConnectOptions | undefined,
  drivers: Readonly<Record<string, () => Promise<DriverModule<"async">>>>,
): AsyncDb {
  const parsed: DatabaseUrl = parseUrl(url, Object.keys(drivers));
  const load = drivers[parsed.scheme] as () => Promise<DriverModule<"async">>; // parseUrl knows the schemes
  const dialect = dialects[parsed.scheme] as Dialect; // a client's drivers are ours
  const open = async (): Promise<Driver<"async">> => (await load())(parsed, options ?? {});
  return new AsyncDatabase(new Base("async", dialect, schema, options ?? {}), new DeferredDriver(dialect, open));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
