/** Drives operations to their end on an asynchronous driver, one after the other. */
import { invariant, unreachable } from "../errors.ts";
import type { Connection, Driver, StatementWatch } from "./connection.ts";
import type { CellValue, Op, Purpose, Request, Row, Statement, TransactionShape } from "./request.ts";

/**
 * One session's way to the database, as `SyncChannel`. Operations queue: the next begins when the one before has ended, whatever became
 * of it. So an operation must never wait for another of the same channel; it takes that one's generator in by `yield*`.
 */
export class AsyncChannel {
  readonly #driver: Driver<"async">;
  readonly #watch: StatementWatch;
  #held: Connection<"async"> | null = null;
  #purpose: Purpose = "read";
  /** Settles, never rejects, when the last operation has ended. */
  #tail: Promise<unknown> = Promise.resolve();
  /** Operations that were issued and have not ended. */
  #waiting = 0;

  constructor(driver: Driver<"async">, watch: StatementWatch) {
    this.#driver = driver;
    this.#watch = watch;
  }

  /** Whether a transaction holds a connection. */
  get holding(): boolean {
    return this.#held !== null;
  }

  /** Settles, never rejects, when everything issued so far has ended. */
  get idle(): Promise<unknown> {
    return this.#tail;
  }

  /** Answers the requests of `op` until it ends, after the operations issued before; what a driver throws is thrown into it. */
  run<T>(op: Op<T>): Promise<T> {
    // At once where nothing is under way: a flush takes what it writes when it is called, not a tick later.
    const result = this.#waiting === 0 ? this.#drive(op) : this.#tail.then(() => this.#drive(op));
    this.#waiting++;
    const ended = (): void => void this.#waiting--;
    this.#tail = result.then(ended, ended);
    // A promise of its own: the queue's interest in `result` must not make a rejection that the caller forgot to await count as handled.
    return result.then(same);
  }

  /** Waits for what was issued, rolls back what is open, and gives the connection back. */
  close(): Promise<void> {
    const closed = this.#tail.then(() => (this.#held === null ? undefined : this.#rollback()));
    this.#tail = closed.then(ignore, ignore);
    return closed;
  }

  async #drive<T>(op: Op<T>): Promise<T> {
    let step = op.next();
    while (step.done !== true) {
      let reply: unknown;
      try {
        reply = await this.#answer(step.value);
      } catch (error) {
        step = op.throw(error);
        continue;
      }
      step = op.next(reply);
    }
    return step.value;
  }

  #answer(request: Request): Promise<unknown> {
    switch (request.kind) {
      case "query":
        return this.#with("read", (connection) => this.#query(connection, request.statement, request.params));
      case "run":
        return this.#with("write", (connection) => this.#run(connection, request.statement, request.params));
      case "begin":
        return this.#begin(request.mode, request.shape ?? {});
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#rollback();
      case "savepoint":
        return this.#exec(this.#open(), `SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "release":
        return this.#exec(this.#open(), `RELEASE SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "rollbackTo":
        return this.#exec(this.#open(), `ROLLBACK TO SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "script":
        return this.#with("write", async (connection) => {
          for (const sql of request.statements) await this.#exec(connection, sql);
        });
      default:
        return unreachable(request);
    }
  }

  /** The connection that the open transaction holds. */
  #open(): Connection<"async"> {
    invariant(this.#held !== null, "a step of a transaction without a transaction");
    return this.#held;
  }

  async #with<T>(purpose: Purpose, work: (connection: Connection<"async">) => Promise<T>): Promise<T> {
    if (this.#held !== null) return work(this.#held);
    const connection = await this.#driver.acquire(purpose);
    try {
      return await work(connection);
    } finally {
      this.#driver.release(connection, purpose);
    }
  }

  async #begin(purpose: Purpose, shape: TransactionShape): Promise<void> {
    invariant(this.#held === null, "a transaction begins inside another");
    const connection = await this.#driver.acquire(purpose);
    try {
      for (const sql of this.#driver.dialect.begin(purpose, shape)) await this.#exec(connection, sql);
    } catch (error) {
      this.#driver.release(connection, purpose);
      throw error;
    }
    this.#held = connection;
    this.#purpose = purpose;
  }

  /** A COMMIT that fails (a deferred constraint, a full disk) ends the transaction all the same. */
  async #commit(): Promise<void> {
    try {
      await this.#exec(this.#open(), "COMMIT");
    } catch (error) {
      await this.#rollback();
      throw error;
    }
    this.#release();
  }

  /** The connection goes back even where ROLLBACK fails: SQLite ends a transaction by itself on some errors, and then has none to end. */
  async #rollback(): Promise<void> {
    try {
      await this.#exec(this.#open(), "ROLLBACK");
    } catch {
      // The failure that made the program roll back is the one to tell.
    } finally {
      this.#release();
    }
  }

  #release(): void {
    const connection = this.#open();
    this.#held = null;
    this.#driver.release(connection, this.#purpose);
  }

  #query(connection: Connection<"async">, statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    if (!this.#watch.isWatched) return connection.query(statement, params);
    return this.#watch.measureAsync(
      statement,
      params,
      () => connection.query(statement, params),
      (rows) => rows.length,
    );
  }

  #run(connection: Connection<"async">, statement: Statement, params: readonly CellValue[]): Promise<number> {
    if (!this.#watch.isWatched) return connection.run(statement, params);
    return this.#watch.measureAsync(
      statement,
      params,
      () => connection.run(statement, params),
      (rows) => rows,
    );
  }

  #exec(connection: Connection<"async">, sql: string): Promise<void> {
    if (!this.#watch.isWatched) return connection.exec(sql);
    return this.#watch.measureAsync(
      { sql, kinds: [] },
      [],
      () => connection.exec(sql),
      () => 0,
    );
  }
}

function ignore(): void {}

function same<T>(value: T): T {
  return value;
}
