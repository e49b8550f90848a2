/**
 * The flush before a read, so that a query, a `get` that misses or a lazy load sees what the program has changed. It is a flush that
 * decides nothing: new entities that are merely pointed to stay out, and children between two owners wait.
 *
 * It comes at a moment that the program did not choose, so what it throws says where it came from. Within a flush there is none: what the
 * flush sends is settled, and a read of its handlers is to see the database as it is.
 */
import { addToMessage, SessionFailedError, SessionStateError } from "../errors.ts";
import type { Op } from "../io/request.ts";
import type { SessionContext } from "./context.ts";
import { flush } from "./flush.ts";

const origin =
  " (thrown by the flush that a session makes before it reads: flush earlier, or read without it, with noAutoflush or the option autoflush: false)";

/** Writes what changed before a read; nothing where nothing changed, or the session does not flush by itself. */
export function* autoflush(session: SessionContext): Op<void> {
  if (!session.flushesFirst || session.work.isFlushing) return;
  try {
    yield* flush(session, false);
  } catch (error) {
    const isOfAnother = error instanceof SessionFailedError || error instanceof SessionStateError;
    if (!isOfAnother) addToMessage(error, origin);
    throw error;
  }
}
