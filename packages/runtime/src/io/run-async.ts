/**
 * Drives operations to their end on an asynchronous driver, one after the other. The same as `run-sync.ts` word by word but for the `await`s and the
 * queue, and as long: what belongs to one connection's state is in one place, and the two are read side by side.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { invariant, unreachable } from "../errors.ts";
import {
  type Bounds,
  brokeIdle,
  commitError,
  endedBy,
  endsTransaction,
  isWayOut,
  toldError,
  wayOutLimits,
} from "./bounds.ts";
import type { Connection, Demand, Driver, Limits, StatementWatch } from "./connection.ts";
import type { CellValue, Inserted, Op, Purpose, Request, Row, Statement, TransactionShape } from "./request.ts";
import { beginsAtRead, checkMark, commitsOf, dataVersion, isRepeatable, mayWrite, versionOf } from "./snapshot.ts";

/** What a session that looks for conflicts has seen before its first read, and the connection that its reads keep where that is asked. */
interface Observation {
  readonly connection: Connection<"async"> | null;
  mark: number;
}

/** A line in which operations wait for each other. */
interface Lane {
  readonly channel: AsyncChannel;
  /** The lane of the code that the handler was called from, perhaps another session's. */
  readonly outer: Lane | undefined;
  /** Settles, never rejects, when the last operation has ended. */
  tail: Promise<unknown>;
  /** Operations that were issued and have not ended. */
  waiting: number;
  isOpen: boolean;
}

/** The lane that the running code's operations stand in: that of the handler whose code it is. None for what no handler has called. */
const lanes = new AsyncLocalStorage<Lane>();

/** Whether the running code is a handler's, called by what holds a connection of this database: to wait for that one would be for ever. */
export function isHeldByCaller(driver: Driver<"async">): boolean {
  for (let lane = lanes.getStore(); lane !== undefined; lane = lane.outer)
    if (lane.isOpen && lane.channel.holdsOf(driver)) return true;
  return false;
}

/**
 * One session's way to the database, as `SyncChannel`. Operations queue: the next begins when the one before has ended, whatever became
 * of it. So an operation must never wait for another of the same channel; it takes that one's generator in by `yield*`.
 *
 * An operation that calls a handler waits for it, and the handler may use the same session. Its calls would wait for that operation for ever in
 * the queue, so they have a lane of their own while it runs; calls from elsewhere go on queueing. The async context tells which is which.
 *
 * What ends a transaction from outside (its signal, its time, a connection that broke) has it rolled back at once, whether or not an
 * operation runs, so that no lock outlives it; `failure` then says so until a rollback.
 */
export class AsyncChannel {
  readonly #driver: Driver<"async">;
  readonly #watch: StatementWatch;
  readonly #bounds: Bounds | null;
  #held: Connection<"async"> | null = null;
  #purpose: Purpose = "read";
  /** The transaction is the library's own, around the reads of one call. */
  #isBrief = false;
  #failure: { readonly error: unknown } | null = null;
  #observation: Observation | null = null;
  readonly #lane: Lane = { channel: this, outer: undefined, tail: Promise.resolve(), waiting: 0, isOpen: true };
  /** Handlers that run. */
  #calls = 0;

  /** @param bounds absent where nothing bounds the statements */
  constructor(driver: Driver<"async">, watch: StatementWatch, bounds: Bounds | null = null) {
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

  /** How many operations were issued and have not ended. */
  get waiting(): number {
    return this.#lane.waiting;
  }

  /** Settles, never rejects, when everything issued so far has ended. */
  get idle(): Promise<unknown> {
    return this.#lane.tail;
  }

  /** Whether it holds a connection of the database that the driver is of. */
  holdsOf(driver: Driver<"async">): boolean {
    return this.#held !== null && commitsOf(this.#driver) === commitsOf(driver);
  }

  /** Whether the code that asks is that of a handler which an operation of this channel has called and waits for. */
  get isInCall(): boolean {
    return this.#laneHere() !== this.#lane;
  }

  /** Answers the requests of `op` until it ends, after the operations issued before; what a driver throws is thrown into it. */
  run<T>(op: Op<T>): Promise<T> {
    const result = this.#enqueue(() => this.#drive(op));
    // A promise of its own: the queue's interest in `result` must not make a rejection that the caller forgot to await count as handled.
    if (this.#bounds === null) return result.then(same);
    const given: Promise<T> = result.then(same, (error: unknown) => {
      // Who called it off knows; what was under way need not be awaited for that.
      if (this.#bounds?.isOver === true) given.catch(ignore);
      throw error;
    });
    return given;
  }

  /** Waits for what was issued, rolls back what is open, and gives the connection back. */
  close(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#held !== null) await this.#rollback();
      this.#endObservation();
    });
  }

  /** At once where nothing is under way: a flush takes what it writes when it is called, not a tick later. */
  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    // Its place in line is there before it begins: code of the program's own (a codec) that calls the session within stands behind it.
    const lane = this.#laneHere();
    const before = lane.tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    lane.tail = promise;
    const result = lane.waiting++ === 0 ? work() : before.then(work);
    const ended = (): void => {
      lane.waiting--;
      resolve();
    };
    result.then(ended, ended);
    return result;
  }

  #laneHere(): Lane {
    if (this.#calls === 0) return this.#lane;
    let lane = lanes.getStore();
    while (lane !== undefined && !(lane.isOpen && lane.channel === this)) lane = lane.outer;
    return lane ?? this.#lane;
  }

  /** Waits for a handler, and for what it has asked of this session and not awaited. */
  async #call(work: () => unknown): Promise<void> {
    const lane: Lane = {
      channel: this,
      outer: lanes.getStore(),
      tail: Promise.resolve(),
      waiting: 0,
      isOpen: true,
    };
    this.#calls++;
    try {
      await lanes.run(lane, work);
    } finally {
      while (lane.waiting > 0) await lane.tail;
      lane.isOpen = false;
      this.#calls--;
    }
  }

  async #drive<T>(op: Op<T>): Promise<T> {
    let step = op.next();
    while (step.done !== true) {
      let reply: unknown;
      try {
        reply = await this.#answer(step.value);
        const ended = this.#held === null || this.#isBrief ? null : endedBy(step.value, this.#held);
        if (ended !== null) throw ended;
      } catch (error) {
        if (this.#held !== null && !this.#isBrief && endsTransaction(error, this.#bounds, this.#held))
          await this.#lose(error);
        step = op.throw(toldError(error, this.#bounds));
        continue;
      }
      step = op.next(reply);
    }
    return step.value;
  }

  #answer(request: Request): Promise<unknown> {
    if (request.kind === "call") return this.#call(request.work);
    // What belonged to a transaction must not go on without one.
    if (this.#failure !== null && request.kind !== "rollback") throw this.#failure.error;
    if (this.#bounds !== null && !isWayOut(request)) {
      this.#bounds.check();
      if (this.#bounds.detectsConflicts && this.#held === null) return this.#answerObserving(request);
    }
    return this.#answerPlainly(request);
  }

  #answerPlainly(request: Request): Promise<unknown> {
    switch (request.kind) {
      case "query":
        return this.#read(request.statement, request.params);
      case "run":
        return this.#with("write", (connection) => this.#run(connection, request.statement, request.params));
      case "insert":
        return this.#with("write", (connection) => this.#insert(connection, request.statement, request.params));
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
        return this.#with("write", async (connection) => {
          for (const sql of request.statements) await this.#exec(connection, sql);
        });
      case "call":
        return this.#call(request.work);
      default:
        return unreachable(request);
    }
  }

  /** The connection that the open transaction holds. */
  #open(): Connection<"async"> {
    invariant(this.#held !== null, "a step of a transaction without a transaction");
    return this.#held;
  }

  async #read(statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    const read = (connection: Connection<"async">): Promise<Row[]> => this.#query(connection, statement, params);
    if (this.#held !== null) return this.#isBrief ? this.#readBriefly(read, this.#held) : read(this.#held);
    let rows: Row[];
    const connection = await this.#driver.acquire("read", this.#bounds?.limits);
    let isLent = true;
    try {
      rows = await read(connection);
    } catch (error) {
      if (!isRepeatable(statement) || !brokeIdle(error, connection)) throw error;
      this.#driver.release(connection, "read");
      isLent = false;
      return await this.#readAnew(read);
    } finally {
      if (isLent) this.#driver.release(connection, "read");
    }
    if (statement.isForeign === true && mayWrite(statement)) this.#committed();
    return rows;
  }

  /** A library's read, once more: the connection that was to answer it was broken before. */
  async #readAnew(read: (connection: Connection<"async">) => Promise<Row[]>): Promise<Row[]> {
    this.#bounds?.check();
    const connection = await this.#driver.acquire("read", { ...this.#bounds?.limits, isFresh: true });
    try {
      return await read(connection);
    } finally {
      this.#driver.release(connection, "read");
    }
  }

  /** In the library's own transaction around the reads of one call, whose BEGIN may wait for its first statement. */
  async #readBriefly(
    read: (connection: Connection<"async">) => Promise<Row[]>,
    held: Connection<"async">,
  ): Promise<Row[]> {
    try {
      return await read(held);
    } catch (error) {
      if (!brokeIdle(error, held)) throw error;
      this.#release();
      await this.#begin("read", undefined, true);
      return read(this.#open());
    }
  }

  async #with<T>(purpose: Purpose, work: (connection: Connection<"async">) => Promise<T>): Promise<T> {
    if (this.#held !== null) return work(this.#held);
    const connection = await this.#driver.acquire(purpose, this.#bounds?.limits);
    try {
      return await work(connection);
    } finally {
      this.#driver.release(connection, purpose);
      // What wrote without a transaction has committed by itself.
      if (purpose === "write") this.#committed();
    }
  }

  /** @param isFresh not on a connection that lay in the pool */
  async #begin(purpose: Purpose, shape: TransactionShape | undefined, isFresh = false): Promise<void> {
    invariant(this.#held === null, "a transaction begins inside another");
    const isBrief = purpose === "read" && shape === undefined;
    const statements = this.#driver.dialect.begin(purpose, shape ?? {});
    const connection = await this.#driver.acquire(purpose, demandOf(this.#bounds, isFresh));
    try {
      for (const sql of statements) await this.#exec(connection, sql);
    } catch (error) {
      this.#driver.release(connection, purpose);
      if (!isBrief || isFresh || !brokeIdle(error, connection)) throw error;
      return this.#begin(purpose, shape, true);
    }
    this.#held = connection;
    this.#purpose = purpose;
    this.#isBrief = isBrief;
    if (this.#bounds === null) return;
    this.#bounds.signal?.addEventListener("abort", this.#onAbort);
    try {
      // What aborted while BEGIN ran has told nobody.
      this.#bounds.check();
      if (purpose === "write" && this.#observation !== null)
        checkMark(this.#observation.mark, await this.#mark(this.#observation.connection));
    } catch (error) {
      await this.#rollback();
      throw error;
    }
  }

  /** A COMMIT that fails (a deferred constraint, a full disk) ends the transaction all the same. */
  async #commit(): Promise<void> {
    const isBrief = this.#isBrief;
    if (this.#held !== null) {
      try {
        await this.#exec(this.#held, "COMMIT");
      } catch (error) {
        const isRead = this.#purpose === "read";
        await this.#rollback();
        throw isRead ? error : commitError(error, this.#bounds);
      }
      if (this.#purpose === "write") this.#committed();
      this.#release();
    } else invariant(this.needsEnd, "a commit without a transaction");
    if (!isBrief) this.#endObservation();
  }

  /** The connection goes back even where ROLLBACK fails: SQLite ends a transaction by itself on some errors, and then has none to end. */
  async #rollback(): Promise<void> {
    const held = this.#open();
    try {
      if (held.isInTransaction !== false) await this.#exec(held, "ROLLBACK", wayOutLimits);
    } catch {
      // The failure that made the program roll back is the one to tell.
    } finally {
      this.#release();
    }
  }

  /** The answer to a rollback that the session asks for: what was lost before is over with it. */
  async #end(): Promise<void> {
    invariant(this.needsEnd, "a rollback without a transaction");
    const isBrief = this.#isBrief;
    if (this.#held !== null) await this.#rollback();
    if (isBrief) return;
    this.#failure = null;
    this.#endObservation();
  }

  /** Rolls back what cannot go on. */
  async #lose(error: unknown): Promise<void> {
    this.#failure = { error };
    await this.#rollback();
  }

  /** After what runs now, which the driver calls off where it can. */
  readonly #onAbort = (): void => {
    const lost = this.#enqueue(async () => {
      if (this.#held !== null && !this.#isBrief) await this.#lose(this.#bounds?.signal?.reason);
    });
    lost.catch(ignore); // it does not fail: a ROLLBACK that does is swallowed
  };

  #release(): void {
    const connection = this.#open();
    this.#held = null;
    this.#isBrief = false;
    this.#bounds?.signal?.removeEventListener("abort", this.#onAbort);
    this.#driver.release(connection, this.#purpose);
  }

  // ---- of a session that looks for conflicts, outside its transaction

  async #answerObserving(request: Request): Promise<unknown> {
    const { dialect } = this.#driver;
    const isRead = request.kind === "query" || (request.kind === "begin" && request.mode === "read");
    if (beginsAtRead(dialect)) {
      if (request.kind === "query") await this.#begin("write", this.#bounds?.shape ?? {});
      return this.#answerPlainly(request);
    }
    if (isRead) await this.#observe();
    const { connection = null } = this.#observation ?? {};
    if (request.kind === "query" && connection !== null)
      return this.#query(connection, request.statement, request.params);
    return this.#answerPlainly(request);
  }

  /** Takes note of what is there before the first read. */
  async #observe(): Promise<void> {
    if (this.#observation !== null) return;
    const connection = await this.#driver.acquire("read", this.#bounds?.limits);
    if (this.#driver.hasOneConnection) {
      // Nobody commits while somebody has the connection, so the count is taken when it is had.
      this.#observation = { connection: null, mark: commitsOf(this.#driver).count };
      this.#driver.release(connection, "read");
      return;
    }
    try {
      this.#observation = { connection, mark: await this.#mark(connection) };
    } catch (error) {
      this.#driver.release(connection, "read");
      throw error;
    }
  }

  async #mark(connection: Connection<"async"> | null): Promise<number> {
    if (connection === null) return commitsOf(this.#driver).count;
    return versionOf(await this.#query(connection, dataVersion, []));
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

  #query(connection: Connection<"async">, statement: Statement, params: readonly CellValue[]): Promise<Row[]> {
    if (!this.#watch.isWatched) return connection.query(statement, params, this.#bounds?.limits);
    return this.#watch.measureAsync(
      statement,
      params,
      () => connection.query(statement, params, this.#bounds?.limits),
      (rows) => rows.length,
    );
  }

  #run(connection: Connection<"async">, statement: Statement, params: readonly CellValue[]): Promise<number> {
    if (!this.#watch.isWatched) return connection.run(statement, params, this.#bounds?.limits);
    return this.#watch.measureAsync(
      statement,
      params,
      () => connection.run(statement, params, this.#bounds?.limits),
      (rows) => rows,
    );
  }

  async #insert(
    connection: Connection<"async">,
    statement: Statement,
    params: readonly CellValue[],
  ): Promise<Inserted> {
    invariant(connection.insert !== undefined, "an engine whose INSERT gives rows is asked for keys alone");
    if (!this.#watch.isWatched) return connection.insert(statement, params, this.#bounds?.limits);
    return this.#watch.measureAsync(
      statement,
      params,
      () => connection.insert?.(statement, params, this.#bounds?.limits) as Promise<Inserted>, // it is there
      ({ count }) => count,
    );
  }

  /** @param limits the session's when absent */
  #exec(
    connection: Connection<"async">,
    sql: string,
    limits: Limits | undefined = this.#bounds?.limits,
  ): Promise<void> {
    if (!this.#watch.isWatched) return connection.exec(sql, limits);
    return this.#watch.measureAsync(
      { sql, kinds: [] },
      [],
      () => connection.exec(sql, limits),
      () => 0,
    );
  }
}

function ignore(): void {}

const unbounded: Demand = { isForTransaction: true };

/** What a transaction asks of its connection. */
function demandOf(bounds: Bounds | null, isFresh: boolean): Demand {
  if (bounds === null && !isFresh) return unbounded;
  return { ...bounds?.limits, isForTransaction: true, isFresh };
}

function same<T>(value: T): T {
  return value;
}
