/** A database of an async client. */
import { AsyncLocalStorage } from "node:async_hooks";
import { SessionStateError } from "../errors.ts";
import type { ListenOptions, StatementListener } from "../events.ts";
import type { Driver, PoolStatistics } from "../io/connection.ts";
import type { Op } from "../io/request.ts";
import { AsyncChannel } from "../io/run-async.ts";
import { SessionCore } from "./core.ts";
import { createAll, dropAll } from "./create-all.ts";
import type { AsyncDb } from "./database.ts";
import { type AsyncSession, SessionFace, type SessionOptions } from "./session.ts";
import type { DatabaseShared } from "./shared.ts";

/** A `transaction` whose function is running. */
interface Running {
  readonly face: AsyncSession;
  isOpen: boolean;
}

export class AsyncDatabase implements AsyncDb {
  readonly #shared: DatabaseShared;
  readonly #driver: Driver<"async">;
  /** The transaction that the running code stands in. */
  readonly #running = new AsyncLocalStorage<Running>();

  constructor(shared: DatabaseShared, driver: Driver<"async">) {
    this.#shared = shared;
    this.#driver = driver;
  }

  session(options: SessionOptions = {}): AsyncSession {
    return this.#open(options).face;
  }

  async transaction<T>(fn: (tx: AsyncSession) => T | Promise<T>): Promise<T> {
    const outer = this.#running.getStore();
    if (outer?.isOpen === true) return inSavepoint(outer.face, fn);
    const { core, face } = this.#open({ discard: "silent" });
    const running: Running = { face, isOpen: true };
    try {
      await core.run(core.begin());
      const result = await this.#running.run(running, () => fn(face));
      await face.commit();
      return result;
    } finally {
      running.isOpen = false;
      await face.close();
    }
  }

  createAll(): Promise<void> {
    return this.#run(createAll(this.#shared.schema, this.#shared.dialect));
  }

  dropAll(): Promise<void> {
    return this.#run(dropAll(this.#shared.schema, this.#shared.dialect));
  }

  onStatement(listener: StatementListener, options?: ListenOptions): () => void {
    return this.#shared.events.add(listener, options);
  }

  get pool(): PoolStatistics {
    return this.#driver.pool;
  }

  close(): Promise<void> {
    return this.#driver.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(options: SessionOptions): { core: SessionCore; face: AsyncSession } {
    const core = new SessionCore(this.#shared, this.#channel(), options.autoflush ?? true);
    return { core, face: new SessionFace<"async">(core, options) };
  }

  async #run<T>(op: Op<T>): Promise<T> {
    const channel = this.#channel();
    try {
      return await this.#shared.events.called(() => channel.run(op));
    } finally {
      await channel.close();
    }
  }

  /** Inside a transaction's function, a way to the database that cannot wait for that very transaction. */
  #channel(): AsyncChannel {
    const outer = this.#running.getStore();
    const isInside =
      outer?.isOpen === true && !(this.#shared.dialect.supports.concurrentWriters && !this.#driver.hasOneConnection);
    const driver = isInside ? refusing(this.#driver, outer) : this.#driver;
    return new AsyncChannel(driver, this.#shared.events);
  }
}

async function inSavepoint<T>(outer: AsyncSession, fn: (tx: AsyncSession) => T | Promise<T>): Promise<T> {
  const savepoint = await outer.beginNested();
  try {
    const result = await fn(outer);
    await savepoint.commit();
    return result;
  } catch (error) {
    await savepoint.rollback();
    throw error;
  }
}

/**
 * The driver of a session that was opened inside a transaction's function: it would wait for what the transaction holds, and the transaction
 * for it. So it is told no, as long as the transaction runs.
 */
function refusing(driver: Driver<"async">, outer: Running): Driver<"async"> {
  const { dialect, hasOneConnection } = driver;
  return {
    dialect,
    hasOneConnection,
    get pool() {
      return driver.pool;
    },
    async acquire(purpose, demand) {
      if (outer.isOpen && (hasOneConnection || purpose === "write")) {
        throw new SessionStateError(
          "a second session was used inside transaction(fn), and would wait for that transaction for ever: use the session that fn is given",
        );
      }
      return driver.acquire(purpose, demand);
    },
    release: (connection, purpose) => driver.release(connection, purpose),
    close: () => driver.close(),
  };
}
