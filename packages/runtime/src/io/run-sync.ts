/** Drives operations to their end on a synchronous driver. */
import { invariant, unreachable } from "../errors.ts";
import type { Connection, Driver, StatementWatch } from "./connection.ts";
import type { CellValue, Op, Purpose, Request, Row, Statement, TransactionShape } from "./request.ts";

/**
 * One session's way to the database. Inside a transaction every statement goes to the connection that the transaction holds; outside, to
 * one that is borrowed for that statement.
 */
export class SyncChannel {
  readonly #driver: Driver<"sync">;
  readonly #watch: StatementWatch;
  #held: Connection<"sync"> | null = null;
  #purpose: Purpose = "read";

  constructor(driver: Driver<"sync">, watch: StatementWatch) {
    this.#driver = driver;
    this.#watch = watch;
  }

  /** Whether a transaction holds a connection. */
  get holding(): boolean {
    return this.#held !== null;
  }

  /** Answers the requests of `op` until it ends; what a driver throws is thrown into it. */
  run<T>(op: Op<T>): T {
    let step = op.next();
    while (step.done !== true) {
      let reply: unknown;
      try {
        reply = this.#answer(step.value);
      } catch (error) {
        step = op.throw(error);
        continue;
      }
      step = op.next(reply);
    }
    return step.value;
  }

  /** One statement that gives rows, past the generator: for reads that are one statement. */
  query(statement: Statement, params: readonly CellValue[]): Row[] {
    const held = this.#held;
    if (held !== null)
      return this.#watch.isWatched ? this.#query(held, statement, params) : held.query(statement, params);
    const connection = this.#driver.acquire("read");
    try {
      return this.#watch.isWatched ? this.#query(connection, statement, params) : connection.query(statement, params);
    } finally {
      this.#driver.release(connection, "read");
    }
  }

  /** Rolls back what is open and gives the connection back. */
  close(): void {
    if (this.#held !== null) this.#end("ROLLBACK");
  }

  #answer(request: Request): unknown {
    switch (request.kind) {
      case "query":
        return this.query(request.statement, request.params);
      case "run":
        return this.#write((connection) => this.#run(connection, request.statement, request.params));
      case "begin":
        return this.#begin(request.mode, request.shape ?? {});
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#end("ROLLBACK");
      case "savepoint":
        return this.#exec(this.#open(), `SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "release":
        return this.#exec(this.#open(), `RELEASE SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "rollbackTo":
        return this.#exec(this.#open(), `ROLLBACK TO SAVEPOINT ${this.#driver.dialect.quote(request.name)}`);
      case "script":
        return this.#write((connection) => {
          for (const sql of request.statements) this.#exec(connection, sql);
        });
      default:
        return unreachable(request);
    }
  }

  /** The connection that the open transaction holds. */
  #open(): Connection<"sync"> {
    invariant(this.#held !== null, "a step of a transaction without a transaction");
    return this.#held;
  }

  #write<T>(work: (connection: Connection<"sync">) => T): T {
    if (this.#held !== null) return work(this.#held);
    const connection = this.#driver.acquire("write");
    try {
      return work(connection);
    } finally {
      this.#driver.release(connection, "write");
    }
  }

  #begin(purpose: Purpose, shape: TransactionShape): void {
    invariant(this.#held === null, "a transaction begins inside another");
    const connection = this.#driver.acquire(purpose);
    try {
      for (const sql of this.#driver.dialect.begin(purpose, shape)) this.#exec(connection, sql);
    } catch (error) {
      this.#driver.release(connection, purpose);
      throw error;
    }
    this.#held = connection;
    this.#purpose = purpose;
  }

  /** A COMMIT that fails (a deferred constraint, a full disk) ends the transaction all the same. */
  #commit(): void {
    try {
      this.#exec(this.#open(), "COMMIT");
    } catch (error) {
      this.#end("ROLLBACK");
      throw error;
    }
    this.#release();
  }

  /** The connection goes back even where ROLLBACK fails: SQLite ends a transaction by itself on some errors, and then has none to end. */
  #end(sql: "ROLLBACK"): void {
    try {
      this.#exec(this.#open(), sql);
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

  #query(connection: Connection<"sync">, statement: Statement, params: readonly CellValue[]): Row[] {
    return this.#watch.measure(
      statement,
      params,
      () => connection.query(statement, params),
      (rows) => rows.length,
    );
  }

  #run(connection: Connection<"sync">, statement: Statement, params: readonly CellValue[]): number {
    if (!this.#watch.isWatched) return connection.run(statement, params);
    return this.#watch.measure(
      statement,
      params,
      () => connection.run(statement, params),
      (rows) => rows,
    );
  }

  #exec(connection: Connection<"sync">, sql: string): void {
    if (!this.#watch.isWatched) return connection.exec(sql);
    this.#watch.measure(
      { sql, kinds: [] },
      [],
      () => connection.exec(sql),
      () => 0,
    );
  }
}
