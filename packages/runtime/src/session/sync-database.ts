/** A database of a sync client. */
import { AsyncLocalStorage } from "node:async_hooks";
import { AsyncFunctionError, type SchemaFinding, SessionStateError } from "../errors.ts";
import type { ListenOptions, StatementListener } from "../events.ts";
import type { Driver, PoolStatistics } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import { SyncChannel } from "../io/run-sync.ts";
import { isThenable } from "../io/thenable.ts";
import { checkSchema } from "./check.ts";
import { SessionCore } from "./core.ts";
import { createAll, dropAll } from "./create-all.ts";
import type { CheckOptions, Db, Synchronous } from "./database.ts";
import type { TakeOff } from "./event-types.ts";
import { checkOptions, flag } from "./options.ts";
import { delays, isRetryable, sleepSync } from "./retry.ts";
import { noCurrent, openScope, runScope, type Scope } from "./scope.ts";
import { SessionFace } from "./face.ts";
import type { Session } from "./session.ts";
import { checkSessionOptions, noOptions, type SessionOptions } from "./session-options.ts";
import { attemptSettings, sessionSettings } from "./settings.ts";
import { transactionEnded, type DatabaseShared } from "./shared.ts";
import { checkSavepointOptions, checkTransactionOptions, type TransactionOptions } from "./transaction-options.ts";

const none: TransactionOptions = {};

export class SyncDatabase implements Db {
  readonly #shared: DatabaseShared;
  readonly #driver: Driver<"sync">;
  /** The `transaction` that runs now: a call inside it is a savepoint of it. */
  #running: { readonly face: Session; readonly core: SessionCore } | null = null;
  /** The `run` that the running code stands in, which may wait between its calls. */
  readonly #scopes = new AsyncLocalStorage<Scope<Session>>();
  /** The transactions in which a `run` began: within it, its session is the nearer one. */
  readonly #beganIn = new WeakMap<Scope<Session>, Session>();

  constructor(shared: DatabaseShared, driver: Driver<"sync">) {
    this.#shared = shared;
    this.#driver = driver;
  }

  session(options: SessionOptions = noOptions): Session {
    return this.#open(options).face;
  }

  get current(): Session {
    const scope = openScope(this.#scopes.getStore());
    const running = this.#running?.face;
    if (running !== undefined && (scope === null || this.#beganIn.get(scope) !== running)) return running;
    if (scope === null) throw new SessionStateError(noCurrent);
    return scope.face;
  }

  run<T>(fn: (session: Session) => T, options: SessionOptions = noOptions): T {
    const { core, face } = this.#open(options);
    const scope = runScope(core, face, this.#scopes.getStore() ?? null);
    if (this.#running !== null) this.#beganIn.set(scope, this.#running.face);
    const end = (): void => {
      scope.isOpen = false;
      face.close();
    };
    const fail = (error: unknown): never => {
      scope.isOpen = false;
      // What fails has told why nothing is saved.
      void core.close(); // a sync client's: it has ended
      throw error;
    };
    let result: T;
    try {
      result = this.#scopes.run(scope, () => fn(face));
    } catch (error) {
      return fail(error);
    }
    if (!isThenable(result)) {
      end();
      return result;
    }
    // An async function's session lives until it is done. T is a promise, and so is what stands in its place.
    return Promise.resolve(result).then((value) => {
      end();
      return value;
    }, fail) as T;
  }

  transaction<T>(fn: (tx: Session) => T, ...rest: Synchronous<T, TransactionOptions>): T {
    const options: TransactionOptions = rest[0] ?? none;
    if (this.#running !== null) {
      checkSavepointOptions(options);
      return inSavepoint(this.#running.face, fn);
    }
    // Most have none, and nothing to be checked or repeated.
    if (rest[0] === undefined) return this.#attempt(fn, options);
    checkTransactionOptions(options, this.#shared.dialect);
    const waits = delays(options.retries);
    for (;;) {
      try {
        return this.#attempt(fn, options);
      } catch (error) {
        const wait = isRetryable(error) ? waits.next() : undefined;
        if (wait === undefined || wait.done === true) throw error;
        sleepSync(wait.value);
        options.signal?.throwIfAborted();
      }
    }
  }

  createAll(): void {
    this.#run(createAll(this.#shared.schema, this.#shared.dialect));
  }

  dropAll(): void {
    this.#run(dropAll(this.#shared.schema, this.#shared.dialect));
  }

  check(options: CheckOptions = {}): readonly SchemaFinding[] {
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

  close(): void {
    this.#driver.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #attempt<T>(fn: (tx: Session) => T, options: TransactionOptions): T {
    const settings = attemptSettings(options, this.#shared.dialect, this.#shared.statementTimeout, options.signal);
    const core = new SessionCore(
      this.#shared,
      new SyncChannel(this.#driver, this.#shared.events, settings.bounds),
      settings,
    );
    const face = new SessionFace<"sync">(core, { discard: "silent" });
    this.#running = { core, face };
    try {
      void core.run(core.beginNow());
      const result = refusePromise(fn(face));
      face.commit();
      return result;
    } finally {
      this.#running = null;
      void core.close(transactionEnded); // a sync client's: it has ended
    }
  }

  #open(options: SessionOptions): { core: SessionCore; face: Session } {
    checkSessionOptions(options, "sync");
    const settings = sessionSettings(options, this.#shared.dialect, this.#shared.statementTimeout);
    const core = new SessionCore(
      this.#shared,
      new SyncChannel(this.#driver, this.#shared.events, settings.bounds),
      settings,
    );
    return { core, face: new SessionFace<"sync">(core, options, this.#shared.openings) };
  }

  #run<T>(op: Op<T>): T {
    const channel = new SyncChannel(this.#driver, this.#shared.events);
    try {
      return this.#shared.events.called(() => channel.run(op));
    } finally {
      channel.close();
    }
  }
}

function inSavepoint<T>(outer: Session, fn: (tx: Session) => T): T {
  const savepoint = outer.beginNested();
  try {
    const result = refusePromise(fn(outer));
    savepoint.commit();
    return result;
  } catch (error) {
    try {
      savepoint.rollback();
    } catch {
      // A savepoint that its transaction took with it has nothing to roll back; the error is the one to tell.
    }
    throw error;
  }
}

/** What a transaction's function gives, unless it is a promise: the work would go on after the transaction has ended. */
function refusePromise<T>(result: T): T {
  if (!isThenable(result)) return result;
  // Its rejection is not the one to report, and must not go unhandled either.
  result.then(undefined, () => undefined);
  throw new AsyncFunctionError();
}
