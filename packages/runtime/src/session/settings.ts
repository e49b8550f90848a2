/** What the options of a session, or of a transaction, come to. */
import type { Dialect } from "../dialect/dialect.ts";
import { Criteria } from "../expr/criteria.ts";
import { Bounds } from "../io/bounds.ts";
import type { TransactionShape } from "../io/request.ts";
import { beginsAtRead, conflictShape } from "../io/snapshot.ts";
import type { Settings } from "./core.ts";
import { noOptions, type SessionOptions } from "./session-options.ts";
import type { TransactionOptions } from "./transaction-options.ts";

const plain: TransactionShape = {};
/** What most sessions have, and share. */
const plainSettings: Settings = {
  autoflush: true,
  expiresOnCommit: false,
  shape: plain,
  criteria: null,
  bounds: null,
};

/** @param statementTimeout the database's own, which the options may replace */
export function sessionSettings(
  options: SessionOptions,
  dialect: Dialect,
  statementTimeout: number | undefined,
): Settings {
  if (options === noOptions && statementTimeout === undefined) return plainSettings;
  return {
    autoflush: options.autoflush ?? true,
    expiresOnCommit: options.expireOnCommit ?? false,
    ...bounded(options, plain, dialect, statementTimeout),
  };
}

/**
 * The same of one attempt of a transaction.
 *
 * @param signal of the attempt, in the place of the options'
 */
export function attemptSettings(
  options: TransactionOptions,
  dialect: Dialect,
  statementTimeout: number | undefined,
  signal: AbortSignal | undefined,
): Settings {
  const { isolationLevel, readOnly, deferrable, timeout } = options;
  const shape: TransactionShape = { isolationLevel, readOnly, deferrable };
  return { autoflush: true, ...bounded({ ...options, signal }, shape, dialect, statementTimeout, timeout) };
}

function bounded(
  options: Pick<SessionOptions, "signal" | "statementTimeout" | "isolationLevel" | "conflicts" | "criteria">,
  given: TransactionShape,
  dialect: Dialect,
  defaultTimeout: number | undefined,
  timeout?: number,
): Pick<Settings, "shape" | "bounds" | "criteria"> {
  const { signal, isolationLevel } = options;
  const criteria = options.criteria === undefined ? null : Criteria.from(options.criteria);
  const detectsConflicts = options.conflicts === "detect";
  const statementTimeout = options.statementTimeout ?? defaultTimeout;
  let shape = isolationLevel === undefined ? given : { ...given, isolationLevel };
  if (detectsConflicts && beginsAtRead(dialect)) shape = conflictShape(dialect, shape);
  const isBounded = detectsConflicts || signal !== undefined || statementTimeout !== undefined || timeout !== undefined;
  if (!isBounded) return { shape, criteria, bounds: null };
  return { shape, criteria, bounds: new Bounds({ statementTimeout, signal, timeout, detectsConflicts, shape }) };
}
