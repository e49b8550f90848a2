/** What a session's own operations see of it: what entities and loaders see, and besides the work that a flush is to do. */
import type { Op, Request, TransactionShape } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { Handlers } from "./handlers.ts";
import type { WorkLists } from "./work-lists.ts";

export interface SessionContext extends Context {
  readonly models: readonly Model[];
  readonly work: WorkLists;
  /** Whether a flush may have something to do. */
  readonly hasWork: boolean;
  /** Whether any collection is in `accounted`. */
  readonly hasAccounts: boolean;
  /** Whether a transaction is open. */
  readonly holding: boolean;
  /** Whether a commit or a rollback has something to end in the channel. */
  readonly needsEnd: boolean;
  /** What the session's transactions are told as they begin. */
  readonly shape: TransactionShape;
  /** The request that begins one. */
  readonly begin: Request;
  /** Whether what happens now is put back before anybody can see it, and is nobody's to be told of. */
  isRehearsing: boolean;
  /** Whether a commit or a rollback lets go of what entities know. Of a sync client alone. */
  readonly expiresOnCommit: boolean;
  /** Whether the code that asks is a handler's. */
  readonly isInHandler: boolean;
  /** Whether a savepoint is open. */
  readonly isNested: boolean;
  /** Who hears of what happens in it. */
  readonly handlers: Handlers;
  /** The session as programs, and so handlers, know it. */
  readonly face: object;

  /**
   * @throws SessionStateError when closed, SessionFailedError after a failed flush; the reason of its signal where it aborted, TransactionTimeout
   * where its time is up
   */
  checkUsable(): void;
  /** Begins the session's transaction where none is open. */
  ensureBegun(): Op<void>;
  /** Takes note that memory and database may have parted: from here on only a rollback leads back. */
  fail(error: unknown): void;
  /** Takes note that rows of a model were written past entities: closing now would lose them. */
  wrote(model: Model): void;
}
