/** What a session is opened with. */
import { ArgumentError } from "../errors.ts";
import type { Colour } from "../io/connection.ts";
import { criteriaList, type LoaderCriteria } from "../expr/criteria.ts";
import type { IsolationLevel } from "../io/request.ts";
import { abortSignal, checkOptions, flag, isolationLevel, oneOf, type OptionChecks, wholeNumber } from "./options.ts";

export interface SessionOptions {
  /** Whether queries flush first what has changed, so that they see it. True when absent. */
  readonly autoflush?: boolean;
  /**
   * SQLAlchemy's way, of a sync client alone: after a commit or a rollback the attributes of persistent entities are let go of, and the next access
   * reads the row; from the second entity on those that came together are read together. When absent they keep their values, and the next query
   * or `get` reads the row.
   */
  readonly expireOnCommit?: boolean | undefined;
  /** An object of the program's own, for `session.info`. */
  readonly info?: Record<PropertyKey, unknown> | undefined;
  /** What closing a session with unsaved changes does. `"warn"` when absent. */
  readonly discard?: "silent" | "warn" | "throw";
  /**
   * Calls the session off: what waits or runs is rejected with the signal's reason, on servers it is cancelled there too, an open transaction is
   * rolled back at once. Then nothing is left but `rollback`, which puts memory back, and `close`.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that each statement may take on a server, then StatementTimeout; 0 for as long as it takes. `connect`'s when absent. SQLite and
   * PGlite run a statement to its end.
   */
  readonly statementTimeout?: number | undefined;
  /** Of the session's transactions, from the first flush on. The engine's own when absent. SQLite's are serializable whatever is asked for. */
  readonly isolationLevel?: IsolationLevel | undefined;
  /**
   * `"detect"`: where others have committed between the session's first read and its first flush, the flush throws StaleSnapshotError. On SQLite any
   * commit to the database counts; on servers, where the transaction then begins at the first read, one that the engine finds in the way.
   * Nothing is looked at when absent.
   */
  readonly conflicts?: "detect" | undefined;
  /**
   * What is asked of the rows that it reads besides what its queries ask, as for tenants or soft deletion: made by `withLoaderCriteria`. Those of
   * `connect` hold as well. Nothing when absent.
   */
  readonly criteria?: readonly LoaderCriteria[] | undefined;
  /** Where its reads go of a database that has replicas: to the primary alone, or to `"replicas"` as they are told when absent. */
  readonly readFrom?: "primary" | "replicas" | undefined;
}

/** Those of a session of which nothing is said. */
export const noOptions: SessionOptions = {};

/** What a session of an async client is opened with. */
export interface AsyncSessionOptions extends SessionOptions {
  /** Of sync clients alone: reading an attribute would have to wait for the database. */
  readonly expireOnCommit?: false | undefined;
}

const sessionOptions: OptionChecks<SessionOptions> = {
  criteria: criteriaList,
  readFrom: oneOf("primary", "replicas"),
  autoflush: flag,
  discard: oneOf("silent", "warn", "throw"),
  signal: abortSignal,
  statementTimeout: wholeNumber(0),
  isolationLevel,
  conflicts: oneOf("detect"),
  expireOnCommit: flag,
  info: (value) => (typeof value === "object" && value !== null ? null : "an object of your own"),
};

/** @throws ArgumentError */
export function checkSessionOptions(options: SessionOptions, colour: Colour): void {
  if (options === noOptions) return;
  checkOptions("session", options, sessionOptions);
  if (options.expireOnCommit === true && colour === "async")
    throw new ArgumentError(
      'the option "expireOnCommit" is of sync clients: reading an attribute would have to wait for the database, and a getter cannot; leave it out, and refresh what is to be read anew',
    );
}
