/**
 * Where running code stands: inside which `run` and which `transaction` of one database. Kept in an AsyncLocalStorage, so that it follows the
 * code through its awaits, and a service far below finds the session of its request by `db.current`.
 *
 * It also tells a transaction's session who uses it. A nested transaction is a savepoint of the one connection: what the outer function sends
 * meanwhile would become part of it and be undone with it; and what another transaction's function sends would be committed by the wrong one.
 * Both are refused.
 */
import { SessionStateError } from "../errors.ts";
import { WriteMark } from "../io/connection.ts";
import type { SessionCore } from "./core.ts";

interface Place<S> {
  readonly core: SessionCore;
  readonly face: S;
  /** Where the call itself stood. */
  readonly outer: Scope<S> | null;
  isOpen: boolean;
}

/** A `run`. */
interface RunScope<S> extends Place<S> {
  readonly kind: "run";
  /** When somebody in it wrote last: where there are replicas, the sessions of one `run` see each other's writes. */
  readonly mark: WriteMark;
}

/** A `transaction`, or one inside another. */
export interface TransactionScope<S> extends Place<S> {
  readonly kind: "transaction";
  /** The outermost. */
  readonly root: TransactionScope<S>;
  /** Its function was left behind, and perhaps goes on. */
  isCalledOff: boolean;
  /** The transactions inside this one that have not ended. */
  pending: number;
  /** Settles, never rejects, when they have: they take turns. */
  inner: Promise<unknown>;
}

export type Scope<S> = RunScope<S> | TransactionScope<S>;

export function runScope<S>(core: SessionCore, face: S, outer: Scope<S> | null, mark = new WriteMark()): RunScope<S> {
  return { kind: "run", core, face, outer, mark, isOpen: true };
}

/** The mark of the innermost `run` whose function has not ended. */
export function markOf<S>(from: Scope<S> | null | undefined): WriteMark | null {
  let scope = from ?? null;
  while (scope !== null && !(scope.isOpen && scope.kind === "run")) scope = scope.outer;
  return scope?.kind === "run" ? scope.mark : null;
}

/** @param parent the transaction that it stands in */
export function transactionScope<S>(
  core: SessionCore,
  face: S,
  outer: Scope<S> | null,
  parent: TransactionScope<S> | null,
): TransactionScope<S> {
  const scope = {
    kind: "transaction" as const,
    core,
    face,
    outer,
    isOpen: true,
    pending: 0,
    isCalledOff: false,
    inner: Promise.resolve(),
  };
  // The root is its own, which no literal can say.
  const rooted: typeof scope & { root?: TransactionScope<S> } = scope;
  rooted.root = parent?.root ?? (rooted as TransactionScope<S>);
  return rooted as TransactionScope<S>; // it has its root now
}

/** The innermost place whose function has not ended. */
export function openScope<S>(from: Scope<S> | null | undefined): Scope<S> | null {
  let scope = from ?? null;
  while (scope !== null && !scope.isOpen) scope = scope.outer;
  return scope;
}

/** The innermost transaction whose function has not ended. */
export function openTransaction<S>(from: Scope<S> | null | undefined): TransactionScope<S> | null {
  let scope = from ?? null;
  while (scope !== null && !(scope.isOpen && scope.kind === "transaction")) scope = scope.outer;
  return scope?.kind === "transaction" ? scope : null;
}

/** @throws SessionStateError for code of a transaction that was called off: what it does alone would be half of the work */
export function checkNotLeftBehind<S>(from: Scope<S> | null | undefined): void {
  let scope = from ?? null;
  while (scope !== null && !scope.isOpen) {
    if (scope.kind === "transaction" && scope.isCalledOff)
      throw new SessionStateError(
        "this code goes on after its transaction(fn) was called off (by its timeout or its signal), and what it does now would be a part without the rest: let it end when a call on its session throws",
      );
    scope = scope.outer;
  }
}

/** Why code that stands in `here` may not use the session of a transaction; null where it may. */
export function refusal<S>(root: TransactionScope<S>, here: TransactionScope<S> | null): Error | null {
  // What stands in no transaction is the program's own affair: a callback that has lost its place, or a queue of its own.
  if (here === null || !root.isOpen) return null;
  if (here.root !== root)
    return new SessionStateError(
      "the session of one transaction(fn) was used inside another's fn, which would write into the wrong transaction: use the session that fn is given",
    );
  if (here.pending > 0)
    return new SessionStateError(
      "a session was used while a transaction inside its own transaction(fn) runs, and would take part in that: await the inner transaction first",
    );
  return null;
}

export const noCurrent =
  "there is no current session here: db.current is read inside the function of db.run(…) or db.transaction(…), or in what that calls and awaits; wrap the request's handler in db.run(() => …)";
