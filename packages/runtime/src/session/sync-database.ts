/** A database of a sync client. */
import { AsyncFunctionError } from "../errors.ts";
import type { ListenOptions, StatementListener } from "../events.ts";
import type { Driver, PoolStatistics } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import { SyncChannel } from "../io/run-sync.ts";
import { SessionCore } from "./core.ts";
import { createAll, dropAll } from "./create-all.ts";
import type { Db, Synchronous } from "./database.ts";
import { type Session, SessionFace, type SessionOptions } from "./session.ts";
import type { DatabaseShared } from "./shared.ts";

export class SyncDatabase implements Db {
  readonly #shared: DatabaseShared;
  readonly #driver: Driver<"sync">;
  /** The session of the `transaction` that runs now: a call inside it is a savepoint of it. */
  #current: Session | null = null;

  constructor(shared: DatabaseShared, driver: Driver<"sync">) {
    this.#shared = shared;
    this.#driver = driver;
  }

  session(options: SessionOptions = {}): Session {
    return this.#open(options).face;
  }

  transaction<T>(fn: (tx: Session) => T, ..._fnMustNotReturnAPromise: Synchronous<T>): T {
    if (this.#current !== null) return inSavepoint(this.#current, fn);
    const { core, face } = this.#open({ discard: "silent" });
    this.#current = face;
    try {
      void core.run(core.begin());
      const result = refusePromise(fn(face));
      face.commit();
      return result;
    } finally {
      this.#current = null;
      face.close();
    }
  }

  createAll(): void {
    this.#run(createAll(this.#shared.schema, this.#shared.dialect));
  }

  dropAll(): void {
    this.#run(dropAll(this.#shared.schema, this.#shared.dialect));
  }

  onStatement(listener: StatementListener, options?: ListenOptions): () => void {
    return this.#shared.events.add(listener, options);
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

  #open(options: SessionOptions): { core: SessionCore; face: Session } {
    const core = new SessionCore(this.#shared, this.#channel(), options.autoflush ?? true);
    return { core, face: new SessionFace<"sync">(core, options) };
  }

  #run<T>(op: Op<T>): T {
    const channel = this.#channel();
    try {
      return this.#shared.events.called(() => channel.run(op));
    } finally {
      channel.close();
    }
  }

  #channel(): SyncChannel {
    return new SyncChannel(this.#driver, this.#shared.events);
  }
}

function inSavepoint<T>(outer: Session, fn: (tx: Session) => T): T {
  const savepoint = outer.beginNested();
  try {
    const result = refusePromise(fn(outer));
    savepoint.commit();
    return result;
  } catch (error) {
    savepoint.rollback();
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

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}
