/** A database of an async client. */
import { AsyncLocalStorage } from "node:async_hooks";
import { type SchemaFinding, SessionStateError } from "../errors.ts";
import type { ListenOptions, StatementListener } from "../events.ts";
import { type Driver, type PoolStatistics, type Routing, WriteMark } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import { AsyncChannel, isHeldByCaller } from "../io/run-async.ts";
import { shareCommits } from "../io/snapshot.ts";
import { Attempt } from "./attempt.ts";
import { checkSchema } from "./check.ts";
import { SessionCore, type Settings } from "./core.ts";
import { createAll, dropAll } from "./create-all.ts";
import type { AsyncDb, CheckOptions } from "./database.ts";
import type { TakeOff } from "./event-types.ts";
import { checkOptions, flag } from "./options.ts";
import { delays, isRetryable, sleep } from "./retry.ts";
import {
  checkNotLeftBehind,
  markOf,
  noCurrent,
  openScope,
  openTransaction,
  refusal,
  runScope,
  type Scope,
  type TransactionScope,
  transactionScope,
} from "./scope.ts";
import { SessionFace } from "./face.ts";
import type { AsyncSession } from "./session.ts";
import { checkSessionOptions, noOptions, type SessionOptions } from "./session-options.ts";
import { attemptSettings, sessionSettings } from "./settings.ts";
import { transactionEnded, type DatabaseShared } from "./shared.ts";
import { checkSavepointOptions, checkTransactionOptions, type TransactionOptions } from "./transaction-options.ts";

type Work<T> = (tx: AsyncSession) => T | Promise<T>;

const none: TransactionOptions = {};

const heldByCaller =
  "a second session was used in a handler of an event, and would wait for ever for the session that waits for the handler: use the one that the handler is given";

export class AsyncDatabase implements AsyncDb {
  readonly #shared: DatabaseShared;
  readonly #driver: Driver<"async">;
  /** The driver of sessions that are no transaction's own. */
  readonly #guarded: Driver<"async">;
  /** Where the running code stands. */
  readonly #scopes = new AsyncLocalStorage<Scope<AsyncSession>>();
  readonly #isInTransaction = (): boolean => openTransaction(this.#scopes.getStore()) !== null;

  constructor(shared: DatabaseShared, driver: Driver<"async">) {
    this.#shared = shared;
    this.#driver = driver;
    this.#guarded = guarded(driver, this.#isInTransaction);
  }

  session(options: SessionOptions = noOptions): AsyncSession {
    return this.#open(options).face;
  }

  get current(): AsyncSession {
    checkNotLeftBehind(this.#scopes.getStore());
    const scope = openScope(this.#scopes.getStore());
    if (scope === null) throw new SessionStateError(noCurrent);
    return scope.face;
  }

  async run<T>(fn: (session: AsyncSession) => T | Promise<T>, options: SessionOptions = noOptions): Promise<T> {
    const { core, face, mark } = this.#open(options);
    const scope = runScope(core, face, this.#scopes.getStore() ?? null, mark);
    let result: T;
    try {
      result = await this.#scopes.run(scope, () => fn(face));
    } catch (error) {
      scope.isOpen = false;
      // What fails has told why nothing is saved.
      await core.close();
      throw error;
    }
    scope.isOpen = false;
    await face.close();
    return result;
  }

  transaction<T>(fn: Work<T>, options: TransactionOptions = none): Promise<T> {
    const parent = openTransaction(this.#scopes.getStore());
    if (parent === null) return this.#outermost(fn, options);
    const given: Promise<T> = this.#inSavepoint(parent, fn, options).catch((error: unknown) => {
      // Where the outermost has failed meanwhile, that has been told, and nobody may be there to hear this.
      if (!parent.root.isOpen) given.catch(() => undefined);
      throw error;
    });
    return given;
  }

  async #outermost<T>(fn: Work<T>, options: TransactionOptions): Promise<T> {
    checkNotLeftBehind(this.#scopes.getStore());
    this.#checkNotHeldHere(options);
    // Most have none, and nothing to be checked or repeated.
    if (options === none) return this.#attempt(fn, options);
    checkTransactionOptions(options, this.#shared.dialect);
    const waits = delays(options.retries);
    for (;;) {
      try {
        return await this.#attempt(fn, options);
      } catch (error) {
        const wait = isRetryable(error) ? waits.next() : undefined;
        if (wait === undefined || wait.done === true) throw error;
        await sleep(wait.value, options.signal);
      }
    }
  }

  createAll(): Promise<void> {
    return this.#run(createAll(this.#shared.schema, this.#shared.dialect));
  }

  dropAll(): Promise<void> {
    return this.#run(dropAll(this.#shared.schema, this.#shared.dialect));
  }

  check(options: CheckOptions = {}): Promise<readonly SchemaFinding[]> {
    checkOptions("check", options, { throw: flag });
    return this.#run(checkSchema(this.#shared.schema, this.#shared.dialect, options.throw ?? false));
  }

  onStatement(listener: StatementListener, options?: ListenOptions): () => void {
    return this.#shared.events.add(listener, options);
  }

  on(event: string, ...rest: readonly unknown[]): TakeOff {
    return this.#shared.on(event, rest);
  }

  get pool(): PoolStatistics {
    return this.#driver.pool;
  }

  async close(): Promise<void> {
    await this.#driver.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** In a session of its own, whose end no function can outlive. */
  async #attempt<T>(fn: Work<T>, options: TransactionOptions): Promise<T> {
    using attempt = new Attempt(options.signal, options.timeout);
    const here = this.#scopes.getStore() ?? null;
    const settings = attemptSettings(options, this.#shared.dialect, this.#shared.statementTimeout, attempt.signal);
    const mine: Settings = { ...settings, refusal: () => refusal(scope, openTransaction(this.#scopes.getStore())) };
    const driver = this.#routed({
      mark: markOf(here) ?? new WriteMark(),
      isPrimaryOnly: options.readFrom !== "replicas",
    });
    const core = new SessionCore(this.#shared, this.#channel(driver, mine), mine);
    const face = new SessionFace<"async">(core, { discard: "silent" });
    const scope: TransactionScope<AsyncSession> = transactionScope(core, face, here, null);
    try {
      await core.run(core.beginNow());
      const whole = async (): Promise<T> => {
        const result = await fn(face);
        await scope.inner;
        return result;
      };
      const result = await attempt.settled(() => this.#scopes.run(scope, whole));
      scope.isOpen = false;
      await face.commit();
      return result;
    } finally {
      scope.isOpen = false;
      scope.isCalledOff = attempt.signal?.aborted === true;
      await core.close(transactionEnded);
    }
  }

  /** One at a time: what runs inside a savepoint must not end another's. */
  async #inSavepoint<T>(parent: TransactionScope<AsyncSession>, fn: Work<T>, options: TransactionOptions): Promise<T> {
    checkSavepointOptions(options);
    const turn = parent.pending++ === 0 ? null : parent.inner;
    const { promise, resolve } = Promise.withResolvers<void>();
    parent.inner = promise;
    try {
      if (turn !== null) await turn;
      return await this.#savepoint(parent, fn);
    } finally {
      parent.pending--;
      resolve();
    }
  }

  async #savepoint<T>(parent: TransactionScope<AsyncSession>, fn: Work<T>): Promise<T> {
    const { face, core } = parent;
    const scope = transactionScope(core, face, this.#scopes.getStore() ?? null, parent);
    const inside = <R>(work: () => R): R => this.#scopes.run(scope, work);
    try {
      const savepoint = await inside(() => face.beginNested());
      try {
        const result = await inside(() => fn(face));
        await scope.inner;
        await inside(() => savepoint.commit());
        return result;
      } catch (error) {
        // A savepoint that its transaction took with it has nothing to roll back; the error is the one to tell.
        await inside(() => savepoint.rollback()).catch(() => undefined);
        throw error;
      }
    } finally {
      scope.isOpen = false;
    }
  }

  /** @throws SessionStateError where the transaction would wait for the session of the `run` that it stands in */
  #checkNotHeldHere({ readOnly }: TransactionOptions): void {
    const { hasOneConnection, dialect } = this.#driver;
    if (!hasOneConnection && (dialect.supports.concurrentWriters || readOnly === true)) return;
    if (isHeldByCaller(this.#driver)) throw new SessionStateError(heldByCaller);
    const scope = openScope(this.#scopes.getStore());
    if (scope?.core.holding === true)
      throw new SessionStateError(
        "a transaction inside db.run(fn) would wait for ever for the session of that run, which has written and not committed: commit or roll back db.current first",
      );
  }

  #open(options: SessionOptions): { core: SessionCore; face: AsyncSession; mark: WriteMark } {
    checkSessionOptions(options, "async");
    const settings = sessionSettings(options, this.#shared.dialect, this.#shared.statementTimeout);
    const mark = markOf(this.#scopes.getStore()) ?? new WriteMark();
    const driver = this.#routed({ mark, isPrimaryOnly: options.readFrom === "primary" });
    const core = new SessionCore(this.#shared, this.#channel(this.#guard(driver), settings), settings);
    return { core, face: new SessionFace<"async">(core, options, this.#shared.openings), mark };
  }

  async #run<T>(op: Op<T>): Promise<T> {
    const channel = new AsyncChannel(this.#guarded, this.#shared.events);
    try {
      return await this.#shared.events.called(() => channel.run(op));
    } finally {
      await channel.close();
    }
  }

  #channel(driver: Driver<"async">, { bounds }: Settings): AsyncChannel {
    return new AsyncChannel(driver, this.#shared.events, bounds);
  }

  /** The driver as one session sees it: where there are replicas, some of its reads go there. */
  #routed(routing: Routing): Driver<"async"> {
    const routed = this.#driver.forSession?.(routing) ?? this.#driver;
    if (routed !== this.#driver) shareCommits(routed, this.#driver);
    return routed;
  }

  #guard(driver: Driver<"async">): Driver<"async"> {
    return driver === this.#driver ? this.#guarded : guarded(driver, this.#isInTransaction);
  }
}

/**
 * The driver as sessions get it that are used inside a transaction's function and are not the transaction's own, wherever they were opened. They
 * would wait for what the transaction holds, and the transaction for them; so they are told no.
 */
function guarded(driver: Driver<"async">, isInTransaction: () => boolean): Driver<"async"> {
  const guard: Driver<"async"> = {
    dialect: driver.dialect,
    get hasOneConnection() {
      return driver.hasOneConnection;
    },
    get pool() {
      return driver.pool;
    },
    async acquire(purpose, demand) {
      const hasToWait = driver.hasOneConnection || (purpose === "write" && !driver.dialect.supports.concurrentWriters);
      if (hasToWait && isInTransaction())
        throw new SessionStateError(
          "a second session was used inside transaction(fn), and would wait for that transaction for ever: use the session that fn is given",
        );
      if (hasToWait && isHeldByCaller(driver)) throw new SessionStateError(heldByCaller);
      return driver.acquire(purpose, demand);
    },
    release: (connection, purpose) => driver.release(connection, purpose),
    close: () => driver.close(),
  };
  shareCommits(guard, driver);
  return guard;
}
