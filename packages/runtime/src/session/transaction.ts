/**
 * A session's transaction, and memory's part in it. The database undoes what it was sent, and memory what it was told: what was there
 * before is in the undo log, one frame for the transaction and one for each savepoint, and the work that no flush has taken is dropped.
 *
 * Every commit and rollback starts a new epoch, which makes stale what was read before: afterwards, others may have changed the rows. A
 * failed statement closes the session to everything but a rollback. So does a COMMIT whose outcome nobody knows; memory then stays as it
 * was flushed, for what has perhaps been written must not look as if it never was.
 */
import { CommitOutcomeUnknown, FlushLoopError, SessionFailedError, SessionStateError } from "../errors.ts";
import type { Op } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import { baseOf, type Entity, originOf, setDocuments, setOrigin } from "../state/entity.ts";
import { transient } from "../state/origin.ts";
import { UndoLog } from "../state/undo.ts";
import type { SessionContext } from "./context.ts";
import { expireAll } from "./expiry.ts";
import { flush, hasNewcomers } from "./flush.ts";
import { hearsFlush, tell } from "./tell.ts";

/** Rounds of a commit whose flushes go on making changes. */
const maxRounds = 100;

export class Transaction {
  readonly #session: SessionContext;
  #epoch = 0;
  #failure: { readonly error: unknown } | null = null;
  #undo: UndoLog | null = null;
  #written: Set<Model> | null = null;
  /** The savepoints that are open, outermost first: each has a frame of the undo log. */
  readonly #savepoints: string[] = [];

  constructor(session: SessionContext) {
    this.#session = session;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** Made when it is first asked for: what only reads has nothing to undo. */
  get undo(): UndoLog {
    return (this.#undo ??= new UndoLog());
  }

  /** The entities that are not what they were when the transaction began. */
  get changed(): readonly Entity[] {
    return this.#undo === null ? [] : this.#undo.changed;
  }

  get hasUndo(): boolean {
    return this.#undo !== null;
  }

  /** Whether a savepoint is open. */
  get isNested(): boolean {
    return this.#savepoints.length > 0;
  }

  get hasFailed(): boolean {
    return this.#failure !== null;
  }

  /** The models of rows that were written past entities, since the last commit. */
  get written(): Set<Model> {
    return (this.#written ??= new Set());
  }

  fail(error: unknown): void {
    this.#failure = { error };
  }

  /** @throws SessionFailedError */
  checkNotFailed(): void {
    if (this.#failure !== null) throw new SessionFailedError(this.#failure.error);
  }

  /** Begins the transaction now, before anything is read. */
  *begin(): Op<void> {
    this.#session.checkUsable();
    yield* this.ensureBegun();
  }

  *ensureBegun(): Op<void> {
    const session = this.#session;
    if (session.holding) return;
    yield session.begin;
    yield* tell(session, "afterBegin");
  }

  /** Flushes until nothing is left, then commits. What was read before counts as stale from then on. */
  *commit(): Op<void> {
    const session = this.#session;
    session.checkUsable();
    yield* tell(session, "beforeCommit");
    yield* this.#flushAll();
    if (session.needsEnd) {
      try {
        yield { kind: "commit" };
      } catch (error) {
        this.fail(error);
        if (error instanceof CommitOutcomeUnknown) this.#keep();
        throw error;
      }
    }
    this.#keep();
    yield* tell(session, "afterCommit");
  }

  /** Flushes until nothing is left: handlers, and the program of an async client, may make changes meanwhile. @throws FlushLoopError */
  *#flushAll(): Op<void> {
    const session = this.#session;
    yield* flush(session, true);
    for (let round = 1; session.hasWork && (session.work.hasChanges || hasNewcomers(session)); round++) {
      if (round === maxRounds) throw new FlushLoopError(maxRounds);
      yield* flush(session, true);
    }
  }

  /** What handlers change after a flush is of the side of the savepoint that the flush is of; what others do meanwhile is not. */
  *#flushForSavepoint(): Op<void> {
    yield* hearsFlush(this.#session) ? this.#flushAll() : flush(this.#session, true);
  }

  /**
   * What was done stands, and what was read before counts as stale. That is so as well where nobody knows whether the database has committed:
   * new entities keep their keys, by which one looks whether they are there, and nothing is written a second time by adding them anew.
   */
  #keep(): void {
    this.#undo?.clear();
    this.#written?.clear();
    this.#savepoints.length = 0;
    this.#epoch++;
    if (this.#session.expiresOnCommit) expireAll(this.#session);
  }

  /** Ends the transaction; memory is as it was when it began, and everything counts as stale. */
  *rollback(): Op<void> {
    if (this.#session.needsEnd) yield { kind: "rollback" };
    this.restore();
    if (this.#session.expiresOnCommit) expireAll(this.#session);
    yield* tell(this.#session, "afterRollback", { isSavepoint: false });
  }

  /** Memory's part of a rollback, once the database has done its own. */
  restore(): void {
    this.#written?.clear();
    this.#undoTo(0);
    this.#undo?.rollback(this.#session.identity);
  }

  /** Opens a savepoint, after a flush. */
  *savepoint(name: string): Op<void> {
    yield* this.#flushForSavepoint();
    yield* this.ensureBegun();
    yield { kind: "savepoint", name };
    this.undo.open();
    this.#savepoints.push(name);
  }

  /** Flushes, and makes the work of a savepoint and of those inside it the outer transaction's. @throws SessionStateError where it has ended */
  *releaseSavepoint(name: string): Op<void> {
    this.#session.checkUsable();
    const depth = this.#depthOf(name);
    yield* this.#flushForSavepoint();
    yield { kind: "release", name };
    for (; this.#savepoints.length > depth; this.#savepoints.pop()) this.undo.release();
  }

  /** Undoes the work of a savepoint and of those inside it, in the database and in memory. @throws SessionStateError where it has ended */
  *rollbackSavepoint(name: string): Op<void> {
    const depth = this.#depthOf(name);
    yield { kind: "rollbackTo", name };
    yield { kind: "release", name };
    this.#undoTo(depth);
    if (this.#session.expiresOnCommit) expireAll(this.#session);
    yield* tell(this.#session, "afterRollback", { isSavepoint: true });
  }

  /** Drops what no flush has taken, and undoes the savepoints from a depth on. */
  #undoTo(depth: number): void {
    if (this.#session.hasWork) this.#dropWork();
    if (this.#session.hasAccounts)
      for (const collection of this.#session.accounted) EntityCollection.putRight(collection);
    for (; this.#savepoints.length > depth; this.#savepoints.pop()) this.undo.rollback(this.#session.identity);
    this.#failure = null;
    this.#epoch++;
  }

  #dropWork(): void {
    const { pending, work } = this.#session;
    // A change that no flush has taken is undone with the rest: what the row was is the entity's base.
    for (const entity of work.touched) this.undo.keepRow(entity, baseOf(entity) ?? entity[row]);
    for (const entity of work.added) if (originOf(entity) === pending) setOrigin(entity, transient);
    // What was changed in place and not read back since: the row is right, the value that was handed out is not.
    for (const entity of work.handedOut) if (originOf(entity).status === "persistent") setDocuments(entity, null);
    work.clear();
  }

  #depthOf(savepoint: string): number {
    const depth = this.#savepoints.indexOf(savepoint);
    if (depth >= 0 && this.#session.holding) return depth;
    throw new SessionStateError(
      "this savepoint has ended, or the transaction or a savepoint around it has: open another with beginNested()",
    );
  }
}
