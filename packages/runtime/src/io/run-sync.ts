/** Drives operations to their end on a synchronous driver. The same as `run-async.ts` without its `await`s, and as long. */
import { invariant, unreachable } from "../errors.ts";
import { type Bounds, commitError, endedBy, endsTransaction, isWayOut, toldError, wayOutLimits } from "./bounds.ts";
import type { Connection, Driver, Limits, StatementWatch } from "./connection.ts";
import type { CellValue, Inserted, Op, Purpose, Request, Row, Statement, TransactionShape } from "./request.ts";
import { beginsAtRead, checkMark, commitsOf, dataVersion, mayWrite, versionOf } from "./snapshot.ts";
import { refusePromise } from "./thenable.ts";

/** What a session that looks for conflicts has seen before its first read, and the connection that its reads keep where that is asked. */
interface Observation {
  readonly connection: Connection<"sync"> | null;
  mark: number;
}

/**
 * One session's way to the database. Inside a transaction every statement goes to the connection that the transaction holds; outside, to
 * one that is borrowed for that statement.
 *
 * What ends a transaction from outside (its signal, its time) has it rolled back at once, or at the end of the statement that runs;
 * `failure` then says so until a rollback.
 */
export class SyncChannel {
  readonly #driver: Driver<"sync">;
  readonly #watch: StatementWatch;
  readonly #bounds: Bounds | null;
  #held: Connection<"sync"> | null = null;
  #purpose: Purpose = "read";
  /** The transaction is the library's own, around the reads of one call. */
  #isBrief = false;
  #failure: { readonly error: unknown } | null = null;
  #observation: Observation | null = null;
  /** Operations that run, one inside another. */
  #depth = 0;
  /** Handlers of events that run, one inside another. */
  #calls = 0;

  /** @param bounds absent where nothing bounds the statements */
  constructor(driver: Driver<"sync">, watch: StatementWatch, bounds: Bounds | null = null) {
    this.#driver = driver;
    this.#watch = watch;
    this.#bounds = bounds;
  }

  /** Whether a transaction holds a connection. */
  get holding(): boolean {
    return this.#held !== null;
  }

  /** Whether a commit or a rollback has something to end: a transaction, what is left of one, or what the session has observed. */
  get needsEnd(): boolean {
    return this.#held !== null || this.#failure !== null || this.#observation !== null;
  }

  /** What ended the transaction from outside; null again after a rollback. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  /** Whether a handler runs that an operation of this channel has called. */
  get isInCall(): boolean {
    return this.#calls > 0;
  }

  /** Answers the requests of `op` until it ends; what a driver throws is thrown into it. */
  run<T>(op: Op<T>): T {
    if (this.#bounds === null) return this.#drive(op);
    this.#depth++;
    try {
      return this.#drive(op);
    } finally {
      this.#depth--;
      // What aborted in the middle waited for the end.
      if (this.#bounds.signal?.aborted === true) this.#onAbort();
    }
  }

  #drive<T>(op: Op<T>): T {
    let step = op.next();
    while (step.done !== true) {
      let reply: unknown;
      try {
        reply = this.#answer(step.value);
        const ended = this.#held === null || this.#isBrief ? null : endedBy(step.value, this.#held);
        if (ended !== null) throw ended;
      } catch (error) {
        if (this.#held !== null && !this.#isBrief && endsTransaction(error, this.#bounds, this.#held))
          this.#lose(error);
        step = op.throw(toldError(error, this.#bounds));
        continue;
      }
      step = op.next(reply);
    }
    return step.value;
  }

  /** One statement that gives rows. */
  query(statement: Statement, params: readonly CellValue[]): Row[] {
    const held = this.#held;
    if (held !== null) return this.#query(held, statement, params);
    const connection = this.#driver.acquire("read", this.#bounds?.limits);
    try {
      return this.#query(connection, statement, params);
    } finally {
      this.#driver.release(connection, "read");
      if (statement.isForeign === true && mayWrite(statement)) this.#committed();
    }
  }

  /** Rolls back what is open and gives the connection back. */
  close(): void {
    if (this.#held !== null) this.#rollback();
    this.#endObservation();
  }

  #answer(request: Request): unknown {
    if (request.kind === "call") return this.#call(request.event, request.work);
    // What belonged to a transaction must not go on without one.
    if (this.#failure !== null && request.kind !== "rollback") throw this.#failure.error;
    if (this.#bounds !== null && !isWayOut(request)) {
      this.#bounds.check();
      if (this.#bounds.detectsConflicts && this.#held === null) return this.#answerObserving(request);
    }
    return this.#answerPlainly(request);
  }

  #answerPlainly(request: Request): unknown {
    switch (request.kind) {
      case "query":
        return this.query(request.statement, request.params);
      case "run":
        return this.#write((connection) => this.#run(connection, request.statement, request.params));
      case "insert":
        return this.#write((connection) => this.#insert(connection, request.statement, request.params));
      case "begin":
        return this.#begin(request.mode, request.shape);
      case "commit":
        return this.#commit();
      case "rollback":
        return this.#end();
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
      case "call":
        return this.#call(request.event, request.work);
      default:
        return unreachable(request);
    }
  }

  /** @throws AsyncFunctionError where the handler gives a promise: the operation would go on before it is done */
  #call(event: string, work: () => unknown): void {
    this.#calls++;
    try {
      refusePromise(event, work());
    } finally {
      this.#calls--;
    }
  }

  /** The connection that the open transaction holds. */
  #open(): Connection<"sync"> {
    invariant(this.#held !== null, "a step of a transaction without a transaction");
    return this.#held;
  }

  #write<T>(work: (connection: Connection<"sync">) => T): T {
    if (this.#held !== null) return work(this.#held);
    const connection = this.#driver.acquire("write", this.#bounds?.limits);
    try {
      return work(connection);
    } finally {
      this.#driver.release(connection, "write");
      // What wrote without a transaction has committed by itself.
      this.#committed();
    }
  }

  #begin(purpose: Purpose, shape: TransactionShape | undefined): void {
    invariant(this.#held === null, "a transaction begins inside another");
    const statements = this.#driver.dialect.begin(purpose, shape ?? {});
    const connection = this.#driver.acquire(purpose, this.#bounds?.limits);
    try {
      for (const sql of statements) this.#exec(connection, sql);
    } catch (error) {
      this.#driver.release(connection, purpose);
      throw error;
    }
    this.#held = connection;
    this.#purpose = purpose;
    this.#isBrief = purpose === "read" && shape === undefined;
    if (this.#bounds === null) return;
    this.#bounds.signal?.addEventListener("abort", this.#onAbort);
    try {
      this.#bounds.check();
      if (purpose === "write" && this.#observation !== null)
        checkMark(this.#observation.mark, this.#mark(this.#observation.connection));
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  /** A COMMIT that fails (a deferred constraint, a full disk) ends the transaction all the same. */
  #commit(): void {
    const isBrief = this.#isBrief;
    if (this.#held !== null) {
      try {
        this.#exec(this.#held, "COMMIT");
      } catch (error) {
        const isRead = this.#purpose === "read";
        this.#rollback();
        throw isRead ? error : commitError(error, this.#bounds);
      }
      if (this.#purpose === "write") this.#committed();
      this.#release();
    } else invariant(this.needsEnd, "a commit without a transaction");
    if (!isBrief) this.#endObservation();
  }

  /** The connection goes back even where ROLLBACK fails: SQLite ends a transaction by itself on some errors, and then has none to end. */
  #rollback(): void {
    const held = this.#open();
    try {
      if (held.isInTransaction !== false) this.#exec(held, "ROLLBACK", wayOutLimits);
    } catch {
      // The failure that made the program roll back is the one to tell.
    } finally {
      this.#release();
    }
  }

  /** The answer to a rollback that the session asks for: what was lost before is over with it. */
  #end(): void {
    invariant(this.needsEnd, "a rollback without a transaction");
    const isBrief = this.#isBrief;
    if (this.#held !== null) this.#rollback();
    if (isBrief) return;
    this.#failure = null;
    this.#endObservation();
  }

  /** Rolls back what cannot go on. */
  #lose(error: unknown): void {
    this.#failure = { error };
    this.#rollback();
  }

  /** An operation in whose middle it aborts comes to its next statement, or to its end, first. */
  readonly #onAbort = (): void => {
    if (this.#depth === 0 && this.#held !== null) this.#lose(this.#bounds?.signal?.reason);
  };

  #release(): void {
    const connection = this.#open();
    this.#held = null;
    this.#isBrief = false;
    this.#bounds?.signal?.removeEventListener("abort", this.#onAbort);
    this.#driver.release(connection, this.#purpose);
  }

  // ---- of a session that looks for conflicts, outside its transaction

  #answerObserving(request: Request): unknown {
    const { dialect } = this.#driver;
    const isRead = request.kind === "query" || (request.kind === "begin" && request.mode === "read");
    if (beginsAtRead(dialect)) {
      if (request.kind === "query") this.#begin("write", this.#bounds?.shape ?? {});
      return this.#answerPlainly(request);
    }
    if (isRead) this.#observe();
    const { connection = null } = this.#observation ?? {};
    if (request.kind === "query" && connection !== null)
      return this.#query(connection, request.statement, request.params);
    return this.#answerPlainly(request);
  }

  /** Takes note of what is there before the first read. */
  #observe(): void {
    if (this.#observation !== null) return;
    const connection = this.#driver.acquire("read", this.#bounds?.limits);
    if (this.#driver.hasOneConnection) {
      // Nobody commits while somebody has the connection, so the count is taken when it is had.
      this.#observation = { connection: null, mark: commitsOf(this.#driver).count };
      this.#driver.release(connection, "read");
      return;
    }
    try {
      this.#observation = { connection, mark: this.#mark(connection) };
    } catch (error) {
      this.#driver.release(connection, "read");
      throw error;
    }
  }

  #mark(connection: Connection<"sync"> | null): number {
    if (connection === null) return commitsOf(this.#driver).count;
    return versionOf(this.#query(connection, dataVersion, []));
  }

  #endObservation(): void {
    const connection = this.#observation?.connection ?? null;
    this.#observation = null;
    if (connection !== null) this.#driver.release(connection, "read");
  }

  /** Counts a commit where the count is what tells of it. The session's own is no conflict. */
  #committed(): void {
    if (!this.#driver.hasOneConnection) return;
    commitsOf(this.#driver).count++;
    if (this.#observation?.connection === null) this.#observation.mark++;
  }

  #query(connection: Connection<"sync">, statement: Statement, params: readonly CellValue[]): Row[] {
    if (!this.#watch.isWatched) return connection.query(statement, params, this.#bounds?.limits);
    return this.#watch.measure(
      statement,
      params,
      () => connection.query(statement, params, this.#bounds?.limits),
      (rows) => rows.length,
    );
  }

  #run(connection: Connection<"sync">, statement: Statement, params: readonly CellValue[]): number {
    if (!this.#watch.isWatched) return connection.run(statement, params, this.#bounds?.limits);
    return this.#watch.measure(
      statement,
      params,
      () => connection.run(statement, params, this.#bounds?.limits),
      (rows) => rows,
    );
  }

  #insert(connection: Connection<"sync">, statement: Statement, params: readonly CellValue[]): Inserted {
    invariant(connection.insert !== undefined, "an engine whose INSERT gives rows is asked for keys alone");
    if (!this.#watch.isWatched) return connection.insert(statement, params, this.#bounds?.limits);
    return this.#watch.measure(
      statement,
      params,
      () => connection.insert?.(statement, params, this.#bounds?.limits) as Inserted, // it is there
      ({ count }) => count,
    );
  }

  /** @param limits the session's when absent */
  #exec(connection: Connection<"sync">, sql: string, limits: Limits | undefined = this.#bounds?.limits): void {
    if (!this.#watch.isWatched) return connection.exec(sql, limits);
    this.#watch.measure(
      { sql, kinds: [] },
      [],
      () => connection.exec(sql, limits),
      () => 0,
    );
  }
}
