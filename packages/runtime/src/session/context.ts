/** What a session's own operations see of it: what entities and loaders see, and besides the work that a flush is to do. */
import type { Model } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { WorkLists } from "./work-lists.ts";

export interface SessionContext extends Context {
  readonly models: readonly Model[];
  /** Whether a read flushes first, so that it sees what has changed. */
  readonly flushesFirst: boolean;
  readonly work: WorkLists;
  /** Whether a flush may have something to do. */
  readonly hasWork: boolean;
  /** Whether any collection is in `accounted`. */
  readonly hasAccounts: boolean;
  /** Whether a transaction is open. */
  readonly holding: boolean;
  /** Whether a savepoint is open. */
  readonly isNested: boolean;

  /** @throws SessionStateError when closed, SessionFailedError after a failed flush */
  checkUsable(): void;
  /** Takes note that memory and database may have parted: from here on only a rollback leads back. */
  fail(error: unknown): void;
}
