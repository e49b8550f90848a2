/**
 * One connection of pg: statements prepared once by name, a BEGIN that waits for the statement after it, limits that reach the server.
 *
 * BEGIN is not sent when it is asked for. It goes out in one write with the next statement, so that it costs no round trip; where the
 * transaction ends before there is one, neither BEGIN nor its end is sent. Its failure is that of the statement, and of every other until
 * the end: none may run by itself that was to be in the transaction.
 *
 * A SAVEPOINT and its RELEASE wait in the same way, while nothing of the transaction has failed: then they cannot fail. One that is released
 * before a statement needed it is never sent, nor is what waits for a COMMIT or a ROLLBACK, which end all savepoints.
 *
 * A statement that a limit calls off is cancelled on the server, and the connection goes on. The server has some seconds to answer; then
 * the connection is destroyed, and whoever waits is told.
 */
import { rolledBackAtCommit, wrapPostgresError } from "../dialect/postgresql-errors.ts";
import { ConnectionLost, DatabaseError, JoineryError, SerializationFailure } from "../errors.ts";
import type { Connection, Limits } from "../io/connection.ts";
import type { CellValue, Row, Statement } from "../io/request.ts";
import { answerBound, timedOut } from "./limits.ts";
import { PgRequest, type Prepared, type Sending } from "./pg-request.ts";
import type { PgClient } from "./pg-shapes.ts";
import { bound, type Bound, setSession } from "./postgres-cells.ts";
import { StatementCache } from "./statement-cache.ts";

/** What its driver tells a connection. */
export interface PgWays {
  /** Prepared statements that are kept, at least; null where a pooler lends the server's sessions, so that nothing can be kept in one. */
  readonly statementCache: number | null;
  /** Asks the server to call off what a client runs; settles when it did. */
  readonly cancel: (client: PgClient, withinMs: number) => Promise<void>;
}

/** A statement as it is asked for. */
interface Asked {
  readonly sql: string;
  readonly values: readonly Bound[];
  readonly isScript: boolean;
}

export class PgConnection implements Connection<"async"> {
  readonly client: PgClient;
  readonly #ways: PgWays;
  readonly #prepared: StatementCache<Prepared> | null;
  /** Those that the server is to forget with what is sent next. */
  #forget: string[] = [];
  #names = 0;
  /** A BEGIN that was asked for and not sent. */
  #begin: string | null = null;
  /** What else was asked for and not sent: savepoints and their ends, in order. */
  #ahead: string[] = [];
  /** What a BEGIN failed with, until its transaction ends. */
  #refused: JoineryError | null = null;
  /** Statements under way. */
  #running = 0;
  #lost: JoineryError | null = null;
  /** See `Connection`. Its driver sets it when it lends one that it has lent before. */
  isUntried = false;

  constructor(client: PgClient, ways: PgWays) {
    this.client = client;
    this.#ways = ways;
    const { statementCache } = ways;
    this.#prepared =
      statementCache === null ? null : new StatementCache(statementCache, ({ name }) => void this.#forget.push(name));
  }

  /** A BEGIN that was not sent yet counts: the program has begun. */
  get isInTransaction(): boolean {
    return this.#isUnbegun || this.client.getTransactionStatus() !== "I";
  }

  async query(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<Row[]> {
    return (await this.#send(asked(statement, params), limits)).rows;
  }

  async run(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<number> {
    return (await this.#send(asked(statement, params), limits)).count;
  }

  async exec(sql: string, limits?: Limits): Promise<void> {
    if (/^BEGIN\b/.test(sql)) {
      this.#check(limits);
      this.#begin = sql;
    } else if (sql === "COMMIT") await this.#commit(limits);
    else if (sql === "ROLLBACK") await this.#rollBack(limits);
    else if (/^(?:SAVEPOINT|RELEASE SAVEPOINT)\b/.test(sql) && this.#canWait) {
      this.#check(limits);
      if (sql === `RELEASE ${this.#ahead.at(-1)}`) this.#ahead.pop();
      else this.#ahead.push(sql);
    } else {
      // Scripts go by themselves: they may be several statements, of which a mistake in one takes all away.
      const ahead = this.#ahead;
      this.#ahead = [];
      for (const one of [...ahead, sql]) await this.#send(script(one), limits);
    }
  }

  /** A transaction is open or to begin, and nothing of it has failed. */
  get #canWait(): boolean {
    return this.#begin !== null || this.client.getTransactionStatus() === "T";
  }

  async #rollBack(limits: Limits | undefined): Promise<void> {
    const isUnbegun = this.#isUnbegun;
    this.#forgetUnsent();
    if (!isUnbegun) await this.#send(script("ROLLBACK"), limits);
  }

  async #commit(limits: Limits | undefined): Promise<void> {
    if (this.#isUnbegun) {
      const refused = this.#refused;
      this.#forgetUnsent();
      if (refused !== null) throw refused;
      return;
    }
    this.#ahead = [];
    // PostgreSQL takes a COMMIT after a failed statement, and rolls back.
    const { done } = await this.#send(script("COMMIT"), limits);
    if (done === "ROLLBACK") throw rolledBackAtCommit();
  }

  /** A transaction was begun that the server knows nothing of. */
  get #isUnbegun(): boolean {
    return this.#begin !== null || this.#refused !== null;
  }

  #forgetUnsent(): void {
    this.#begin = null;
    this.#ahead = [];
    this.#refused = null;
  }

  /** Sets the session to the forms that cells are read in, where the start of the connection could not. */
  async setUp(): Promise<void> {
    await this.#send(script(setSession), undefined);
  }

  /** The connection broke while nothing ran. */
  readonly lose = (error: unknown): void => {
    const wrapped = wrapPostgresError(error);
    this.#lost ??= wrapped instanceof ConnectionLost ? wrapped : lost(wrapped);
  };

  /**
   * What must be before it is lent again: nothing runs and no transaction is open. True at once where that is so, false where the connection
   * is to be thrown away, and a promise while a transaction is rolled back.
   */
  settle(): boolean | Promise<boolean> {
    this.#forgetUnsent();
    if (this.#lost !== null || this.#running > 0) return false;
    const status = this.client.getTransactionStatus();
    if (status === "I") return true;
    if (status === null) return false;
    return this.#clean();
  }

  async #clean(): Promise<boolean> {
    const timer = setTimeout(() => this.destroy(), answerBound);
    try {
      await this.#send(script("ROLLBACK"), undefined);
      return this.#lost === null;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it without a farewell, which a socket that leads nowhere would wait for. */
  destroy(): void {
    this.client.connection.stream.destroy();
  }

  #check(limits: Limits | undefined): void {
    if (this.#lost !== null) throw this.#lost;
    limits?.signal?.throwIfAborted();
  }

  async #send(one: Asked, limits: Limits | undefined): Promise<PgRequest> {
    this.#check(limits);
    if (this.#refused !== null) throw this.#refused;
    const begin = this.#begin;
    const ahead = this.#ahead;
    this.#begin = null;
    this.#ahead = [];
    const wasIdle = this.client.getTransactionStatus() === "I";
    try {
      return await this.#once(one, begin, ahead, limits);
    } catch (error) {
      if (!isStalePlan(error)) throw error;
      this.#prepared?.clear();
      // A transaction in which something ran before is lost to the failure, and only its owner can repeat it.
      if (!wasIdle) throw stalePlan(error);
    }
    if (begin !== null) await this.#once(script("ROLLBACK"), null, [], limits);
    return this.#once(one, begin, ahead, limits);
  }

  /** One round trip. */
  async #once(
    one: Asked,
    begin: string | null,
    ahead: readonly string[],
    limits: Limits | undefined,
  ): Promise<PgRequest> {
    const kept = one.isScript ? undefined : this.#prepared?.get(one.sql);
    const prepared = kept ?? (one.isScript || this.#prepared === null ? null : this.#named());
    const forget = this.#forget;
    this.#forget = [];
    const before = begin === null ? ahead : [begin, ...ahead];
    try {
      const request = await this.#limited({ ...one, prepared, before, forget }, limits);
      if (prepared !== null && kept === undefined) {
        prepared.readers = request.readers;
        this.#prepared?.set(one.sql, prepared);
      }
      return request;
    } catch (error) {
      // Which of the messages failed is not told: it may be prepared or not, and to forget what is not there is no error.
      if (prepared !== null && kept === undefined) forget.push(prepared.name);
      this.#forget.push(...forget);
      if (begin !== null && this.client.getTransactionStatus() === "I") this.#refused = unbegun(error);
      throw error;
    }
  }

  #named(): Prepared {
    return { name: `joinery_${++this.#names}`, readers: null };
  }

  #dispatch(sending: Sending): Promise<PgRequest> {
    this.#running++;
    return new Promise((resolve, reject) => {
      const done = (request: PgRequest): void => {
        this.#running--;
        this.isUntried = false;
        resolve(request);
      };
      const failed = (error: unknown): void => {
        this.#running--;
        reject(this.#wrapped(error, sending.sql));
      };
      this.client.query(new PgRequest(sending, done, failed));
    });
  }

  async #limited(sending: Sending, limits: Limits | undefined): Promise<PgRequest> {
    const { statementTimeout, signal } = limits ?? {};
    const running = this.#dispatch(sending);
    if (statementTimeout === undefined && signal === undefined) return running;
    let stopped: { readonly reason: unknown; readonly settled: Promise<void> } | null = null;
    const stop = (reason: unknown): void => void (stopped ??= { reason, settled: this.#callOff(running) });
    const abort = (): void => stop(signal?.reason);
    const timer =
      statementTimeout === undefined
        ? undefined
        : setTimeout(() => stop(timedOut(statementTimeout, sending.sql)), statementTimeout);
    signal?.addEventListener("abort", abort);
    const [outcome] = await Promise.allSettled([running]);
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
    const called = stopped as { readonly reason: unknown; readonly settled: Promise<void> } | null; // set by a callback
    if (called !== null) {
      await called.settled;
      // It may have ended before it was called off. A time limit has been kept then; who aborted wants no answer.
      if (outcome.status === "rejected" || signal?.aborted === true) throw called.reason;
    }
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  }

  /** Settles when a cancellation can hit nothing that comes later: when all has been answered, or when the connection is gone. */
  async #callOff(running: Promise<unknown>): Promise<void> {
    const timer = setTimeout(() => {
      this.lose(null);
      this.destroy();
    }, answerBound);
    await Promise.allSettled([this.#ways.cancel(this.client, answerBound), running]);
    clearTimeout(timer);
  }

  #wrapped(error: unknown, sql: string): JoineryError {
    const wrapped = wrapPostgresError(error, sql);
    if (wrapped instanceof ConnectionLost) this.#lost ??= wrapped;
    // The server tells why before it ends a connection; where that has no name of its own, the end is what matters.
    return this.#lost !== null && wrapped.code === "DATABASE" ? lost(wrapped, sql) : wrapped;
  }
}

function asked(statement: Statement, params: readonly CellValue[]): Asked {
  return { sql: statement.sql, values: bound(statement, params), isScript: false };
}

const script = (sql: string): Asked => ({ sql, values: [], isScript: true });

const lost = (cause: unknown, sql?: string): ConnectionLost =>
  new ConnectionLost("the connection to the server broke", { cause, sql });

const unbegun = (cause: unknown): JoineryError =>
  cause instanceof JoineryError
    ? cause
    : new DatabaseError("the transaction did not begin: its first statement was called off", { cause });

/** Where in its sources the server finds that what was prepared is no good any more. */
const staleRoutines: Readonly<Record<string, RegExp>> = {
  "0A000": /^RevalidateCachedQuery$/, // it would give other columns
  XX000: /^getType(?:Input|BinaryInput|Output)Info$/, // the type of a parameter was dropped, and perhaps made anew
};

/**
 * Whether a prepared statement is no good any more: DDL has changed what it gives or takes, or somebody has made the session forget it. The
 * server sees that before it runs anything of it.
 */
function isStalePlan(error: unknown): error is DatabaseError {
  if (!(error instanceof DatabaseError)) return false;
  const { driverCode = "", cause } = error;
  if (driverCode === "26000") return true;
  return staleRoutines[driverCode]?.test(String((cause as { routine?: unknown }).routine)) === true; // an error of the server
}

const stalePlan = ({ sql, driverCode, cause }: DatabaseError): SerializationFailure =>
  new SerializationFailure("DDL has changed a table since this statement was prepared: repeat the transaction", {
    sql,
    driverCode,
    cause,
  });
