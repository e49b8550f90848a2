/**
 * What bounds the statements of one session: the time that each may take, a signal that calls them off, and for a transaction the time by which
 * it must have ended. Both channels ask it before each request and hand its limits to the driver, which may cancel on the server.
 */
import {
  CommitOutcomeUnknown,
  ConnectionLost,
  SerializationFailure,
  SessionStateError,
  StaleSnapshotError,
  StatementTimeout,
  TransactionTimeout,
} from "../errors.ts";
import type { Colour, Connection, Limits } from "./connection.ts";
import type { Request, TransactionShape } from "./request.ts";

export interface BoundsOptions extends Limits {
  /** Milliseconds from now, by which the transaction must have ended. */
  readonly timeout?: number | undefined;
  /** Whether a commit of others between the first read and the first write is an error. */
  readonly detectsConflicts?: boolean | undefined;
  /** Of a transaction that begins with a read. */
  readonly shape?: TransactionShape | undefined;
}

export class Bounds {
  readonly limits: Limits;
  readonly detectsConflicts: boolean;
  readonly shape: TransactionShape;
  readonly #timeout: number | undefined;
  readonly #end: number;

  constructor({ statementTimeout, signal, timeout, detectsConflicts, shape = {} }: BoundsOptions) {
    this.limits = { statementTimeout: statementTimeout === 0 ? undefined : statementTimeout, signal };
    this.detectsConflicts = detectsConflicts === true;
    this.shape = shape;
    this.#timeout = timeout;
    this.#end = timeout === undefined ? Infinity : performance.now() + timeout;
  }

  get signal(): AbortSignal | undefined {
    return this.limits.signal;
  }

  /** Whether nothing may be done any more but to roll back. */
  get isOver(): boolean {
    return this.limits.signal?.aborted === true || (this.#timeout !== undefined && performance.now() > this.#end);
  }

  /** @throws the signal's reason where it has aborted; TransactionTimeout where the time is up */
  check(): void {
    this.limits.signal?.throwIfAborted();
    if (this.#timeout !== undefined && performance.now() > this.#end) throw new TransactionTimeout(this.#timeout);
  }
}

/** Whether a request leads out of what is open: it is answered whatever the bounds say. */
export function isWayOut({ kind }: Request): boolean {
  return kind === "rollback" || kind === "rollbackTo";
}

/** What an operation is told of an error: of a session that looks for conflicts, that its snapshot is stale. */
export function toldError(error: unknown, bounds: Bounds | null): unknown {
  if (bounds?.detectsConflicts !== true || !(error instanceof SerializationFailure)) return error;
  return new StaleSnapshotError({ driverCode: error.driverCode, sql: error.sql, cause: error });
}

/** Whether a connection was broken before it was given the statement that failed: the first after it lay in a pool. */
export function brokeIdle(error: unknown, connection: Connection<Colour>): boolean {
  return connection.isUntried === true && error instanceof ConnectionLost;
}

/**
 * Whether an error took the transaction with it, so that no later statement can be part of it: MySQL undoes all of it on a deadlock, SQLite on a
 * full disk or where a trigger says ROLLBACK. What came next would be committed by itself.
 */
export function endsTransaction(error: unknown, bounds: Bounds | null, connection: Connection<Colour>): boolean {
  return error instanceof ConnectionLost || bounds?.isOver === true || connection.isInTransaction === false;
}

/** What a statement of the program's own is told that has ended the transaction which it ran in; null where that goes on. */
export function endedBy(request: Request, connection: Connection<Colour>): Error | null {
  if (request.kind !== "query" || request.statement.model !== undefined) return null;
  if (connection.isInTransaction !== false) return null;
  return new SessionStateError(
    "this statement has ended the transaction that it ran in, and what came next would be in none: end it by commit() or rollback(); on MySQL, run what creates or changes tables outside of one",
  );
}

/** How long a ROLLBACK is waited for: a connection on which nothing gets through is thrown away then, and the server undoes what was open. */
export const wayOutLimits: Limits = { statementTimeout: 5000 };

/**
 * The error of a COMMIT that was sent: where it broke or was called off before the answer came, nobody knows whether the database has
 * committed.
 */
export function commitError(error: unknown, bounds: Bounds | null): unknown {
  const { signal } = bounds?.limits ?? {};
  const isUnknown =
    error instanceof ConnectionLost ||
    error instanceof StatementTimeout ||
    (signal?.aborted === true && error === signal.reason);
  if (!isUnknown) return error;
  const driverCode =
    error instanceof ConnectionLost || error instanceof StatementTimeout ? error.driverCode : undefined;
  return new CommitOutcomeUnknown({ driverCode, sql: "COMMIT", cause: error });
}
