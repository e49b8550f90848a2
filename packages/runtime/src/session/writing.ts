/** What all bulk writes begin and fail with. */
import { ReadOnlyTransaction } from "../errors.ts";
import type { Op } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { SessionContext } from "./context.ts";
import { flush, readOnlyText } from "./flush.ts";

/** What every bulk write begins with: what memory knows is written first, for its statements are to see it. @throws ReadOnlyTransaction */
export function* prepareWriting(session: SessionContext): Op<void> {
  session.checkUsable();
  checkWrites(session);
  // What a handler writes runs within what called it, which flushes the rest.
  if (!session.isInHandler) yield* flush(session, true);
}

/** @throws ReadOnlyTransaction */
function checkWrites(session: SessionContext): void {
  if (session.shape.readOnly === true)
    throw new ReadOnlyTransaction(`${readOnlyText}: leave out "readOnly", or change nothing`);
}

/** Begins a transaction where none is open, and takes note that rows of the model are written in it. */
export function* beginWriting(session: SessionContext, model: Model): Op<void> {
  yield* session.ensureBegun();
  session.wrote(model);
}

/** Runs statements that change rows; where one fails, only a rollback leads back, as after a flush. */
export function* failing<T>(session: SessionContext, work: () => Op<T>): Op<T> {
  try {
    return yield* work();
  } catch (error) {
    yield* failWriting(session, error);
    throw error;
  }
}

export function* failWriting(session: SessionContext, error: unknown): Op<void> {
  session.fail(error);
  if (!session.isNested && session.holding) yield { kind: "rollback" };
}

/** As `failWriting`, unless the failure is one of a statement, after which that is done. */
export function* failOnce(session: SessionContext, error: unknown): Op<void> {
  try {
    session.checkUsable();
  } catch {
    return;
  }
  yield* failWriting(session, error);
}
