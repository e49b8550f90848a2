/** The options of `transaction`, checked: what an engine or a savepoint cannot have is refused before anything runs. */
import type { Dialect } from "../dialect/dialect.ts";
import { ArgumentError } from "../errors.ts";
import { criteriaList, type LoaderCriteria } from "../expr/criteria.ts";
import type { IsolationLevel } from "../io/request.ts";
import { abortSignal, checkOptions, flag, isolationLevel, oneOf, type OptionChecks, wholeNumber } from "./options.ts";

/** How often a transaction is repeated, and how long it waits before. */
export interface RetryOptions {
  /** Repeats after the first attempt. */
  readonly max: number;
  /** Milliseconds before the first repeat; each further one waits up to twice as long. 10 when absent. */
  readonly minDelay?: number | undefined;
  /** Milliseconds that no wait exceeds, at most 60,000. 1000 when absent. */
  readonly maxDelay?: number | undefined;
}

export interface TransactionOptions {
  /** How far it is kept apart from others. The engine's own way when absent. SQLite's are serializable whatever is asked for. */
  readonly isolationLevel?: IsolationLevel | undefined;
  /** Refuses to write, and waits for no writer. */
  readonly readOnly?: boolean | undefined;
  /**
   * Where it goes of a database that has replicas: `"replicas"`, which may be behind, only with `readOnly`; after a write of its `db.run`
   * it goes to the primary all the same. The primary when absent.
   */
  readonly readFrom?: "primary" | "replicas" | undefined;
  /** Waits for a snapshot that cannot fail: PostgreSQL's, for one that is serializable and only reads. */
  readonly deferrable?: boolean | undefined;
  /**
   * Repeats `fn` in a new session after a SerializationFailure, Deadlock, DatabaseBusy, StaleSnapshotError, or a ConnectionLost before the
   * commit; a number is `{ max }`. So `fn` should do nothing but work on its session. No repeats when absent. A sync client sleeps between them.
   */
  readonly retries?: number | RetryOptions | undefined;
  /**
   * Milliseconds that one attempt may take, from its beginning to its commit, then TransactionTimeout. An async transaction is rolled back then
   * even where `fn` never ends; a sync one looks before each statement and at the commit. As long as it takes when absent.
   */
  readonly timeout?: number | undefined;
  /** Calls it off: it is rolled back, and fails with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that each statement may take on a server, then StatementTimeout. `connect`'s when absent. */
  readonly statementTimeout?: number | undefined;
  /**
   * What is asked of the rows that it reads besides what its queries ask, as for tenants or soft deletion: made by `withLoaderCriteria`. Those of
   * `connect` hold as well. Nothing when absent.
   */
  readonly criteria?: readonly LoaderCriteria[] | undefined;
  /** `"detect"`: on servers, a level at which a write that conflicts fails with StaleSnapshotError. SQLite's lock gives as much without it. */
  readonly conflicts?: "detect" | undefined;
}

const retryChecks: OptionChecks<RetryOptions> = {
  max: wholeNumber(0),
  minDelay: wholeNumber(0),
  maxDelay: (value) =>
    wholeNumber(0)(value) === null && (value as number) <= 60_000 ? null : "a whole number, 0 to 60000", // an integer is a number
};

const transactionChecks: OptionChecks<TransactionOptions> = {
  criteria: criteriaList,
  isolationLevel,
  readOnly: flag,
  readFrom: oneOf("primary", "replicas"),
  deferrable: flag,
  retries: (value) =>
    (typeof value === "object" && value !== null) || wholeNumber(0)(value) === null
      ? null
      : "a whole number, or { max, minDelay, maxDelay }",
  timeout: wholeNumber(1),
  signal: abortSignal,
  statementTimeout: wholeNumber(0),
  conflicts: oneOf("detect"),
};

/** @throws ArgumentError for options that do not fit together, or to the engine */
export function checkTransactionOptions(options: TransactionOptions, dialect: Dialect): void {
  checkOptions("transaction", options, transactionChecks);
  const { retries, conflicts, deferrable } = options;
  if (typeof retries === "object") {
    checkOptions("transaction's retries", retries, retryChecks);
    if (retries.max === undefined)
      throw new ArgumentError('the option "retries" of transaction needs "max", as in { max: 3 }');
    if ((retries.minDelay ?? 0) > (retries.maxDelay ?? 1000))
      throw new ArgumentError('the option "retries" of transaction has a "minDelay" beyond its "maxDelay"');
  }
  const { isolationLevel: level, readOnly } = options;
  if (conflicts === "detect" && (level === "read uncommitted" || level === "read committed"))
    throw new ArgumentError(
      `conflicts: "detect" needs one snapshot, which "${level}" does not keep: leave out "isolationLevel", or ask for "repeatable read"`,
    );
  if (options.readFrom === "replicas" && readOnly !== true)
    throw new ArgumentError(
      'a transaction with readFrom: "replicas" is one that only reads: give it readOnly: true, or leave "readFrom" out',
    );
  // The dialect says what it has none of.
  dialect.begin("read", { isolationLevel: level, readOnly, deferrable });
  if (deferrable === true && (level !== "serializable" || readOnly !== true))
    throw new ArgumentError(
      'a "deferrable" transaction is one that only reads, at the highest level: give readOnly: true and isolationLevel: "serializable" too',
    );
}

/** @throws ArgumentError for an option that a savepoint cannot have: any, for what surrounds it has begun */
export function checkSavepointOptions(options: TransactionOptions): void {
  checkOptions("transaction", options, transactionChecks);
  const [name] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (name !== undefined)
    throw new ArgumentError(
      `a transaction inside another is a savepoint of it, which has no "${name}" of its own: give the option to the outermost transaction`,
    );
}
