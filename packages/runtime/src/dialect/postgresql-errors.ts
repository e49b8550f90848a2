/**
 * The errors of PostgreSQL's drivers, wrapped once: by SQLSTATE, or by the system's code where a socket failed. The messages are ours; the
 * engine's own words stand in `cause`, because some of them quote values.
 */
import {
  AccessDenied,
  CheckViolation,
  ConnectionLost,
  ConstraintViolation,
  DatabaseBusy,
  DatabaseError,
  type DatabaseErrorDetail,
  DatabaseFull,
  Deadlock,
  ForeignKeyViolation,
  JoineryError,
  NotNullViolation,
  ReadOnlyTransaction,
  SerializationFailure,
  StatementTimeout,
  StatementTooLarge,
  TooManyConnections,
  UniqueViolation,
} from "../errors.ts";
import { codeOf, createFirst, type ForeignKeyEnd, type Violation, violation } from "./database-errors.ts";

const postgresViolations: Readonly<Record<string, Violation>> = {
  "23505": UniqueViolation,
  "23503": ForeignKeyViolation,
  "23001": ForeignKeyViolation, // ON DELETE RESTRICT
  "23502": NotNullViolation,
  "23514": CheckViolation,
};

/** The fields of a server's error that PostgreSQL drivers keep under these names. */
interface PostgresFields {
  readonly table?: unknown;
  readonly column?: unknown;
  readonly constraint?: unknown;
  readonly detail?: unknown;
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** "Key (first, last)=(…) already exists." names the columns; the values after them are left where they are. */
function postgresPlace(fields: PostgresFields): Pick<DatabaseErrorDetail, "table" | "columns" | "constraint"> {
  const place = { table: textOf(fields.table), constraint: textOf(fields.constraint) };
  // The key that this detail names is the referred row's, and the table the referring one.
  if (endOf(fields) === "referred") return { ...place, columns: [] };
  const keyed = /^Key \((.*?)\)=/s.exec(textOf(fields.detail) ?? "")?.[1];
  const column = textOf(fields.column);
  return {
    ...place,
    columns:
      column !== undefined ? [column] : (keyed?.split(", ").map((name) => name.replace(/^"(.*)"$/s, "$1")) ?? []),
  };
}

/** By the detail's words, for the two have one SQLSTATE; a server that speaks another language is given the message that is right for both. */
function endOf(fields: PostgresFields): ForeignKeyEnd {
  const detail = textOf(fields.detail) ?? "";
  if (/ is (?:still )?referenced from table /.test(detail)) return "referred";
  return detail.includes(" is not present in table ") ? "referring" : null;
}

/** Data exceptions, told without the engine's words: those quote the value that is refused. */
const dataExceptions: Readonly<Record<string, string>> = {
  "22001": "a text is longer than its column takes",
  "22003": "a number is out of the range of its type, or has more digits than its column takes",
  "22007": "a text is no date or time of the form that its type has",
  "22008": "a date or time is out of the range of its type",
  "22012": "a division by zero",
  "22021":
    'a text holds a character that PostgreSQL cannot store: a NUL ("\\0"), or bytes that are no UTF-8; take it out first',
  "22P02": "a text cannot be read as a value of the type that is wanted in its place",
  "22P05":
    'a text or JSON document holds a character that PostgreSQL cannot store, such as a NUL ("\\0"): take it out first',
};

type Refusal = new (message: string, detail: DatabaseErrorDetail) => DatabaseError;

const tooLarge = "the statement, or a row or key that it writes, is larger than PostgreSQL takes: divide it";

/** What has a class of its own, by SQLSTATE; or by the first two letters, which name a class of states. */
const refusals: Readonly<Record<string, readonly [Refusal, string]>> = {
  "08": [ConnectionLost, "the connection to the server broke"],
  "25006": [
    ReadOnlyTransaction,
    "the transaction, or the server, only reads: write on a primary, in a transaction that is not read-only",
  ],
  "25P02": [
    DatabaseError,
    "an earlier statement failed, and PostgreSQL refuses all others of its transaction: roll it back",
  ],
  "25P03": [ConnectionLost, "the server ended the connection: its transaction was left idle for too long"],
  "28": [AccessDenied, "the server refuses this user: mend the user or the password"],
  "40001": [SerializationFailure, "another transaction changed what this one read: repeat it"],
  "40P01": [Deadlock, "this transaction and another waited for each other: repeat it"],
  "42501": [AccessDenied, "this user has no right to do this: GRANT it, or use another user"],
  "53": [DatabaseFull, "the server has no room left for what the statement needs"],
  "53100": [DatabaseFull, "the disk of the server is full"],
  "53200": [DatabaseFull, "the server has no memory left for the statement"],
  "53300": [TooManyConnections, "the server takes no more connections: lower pool.max, or raise its max_connections"],
  "54": [StatementTooLarge, tooLarge],
  "55P03": [DatabaseBusy, "a row or table is locked by another transaction: repeat this one"],
  "57014": [
    StatementTimeout,
    "the statement was called off: it ran longer than the server's statement_timeout, or somebody cancelled it",
  ],
  "57P": [ConnectionLost, "the server ended the connection"],
};

/** What a socket fails with when a connection breaks. */
const brokenSocket = new Set([
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTCONN",
  "EPIPE",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
  "ETIMEDOUT",
]);

/** pg's own words where a connection is gone; it gives them no code. */
const brokenWords =
  /^Connection terminated|^Client (?:has encountered a connection error|was closed)|^Query read timeout$/;

/**
 * The states of a violated protocol are of the class of connections, and the server sends one too where a statement has another number of
 * parameters than it was given: that connection goes on.
 */
const protocolViolation = "08P01";

function refusalOf(code: string): readonly [Refusal, string] | undefined {
  if (code === protocolViolation) return undefined;
  return refusals[code] ?? refusals[code.slice(0, 3)] ?? refusals[code.slice(0, 2)];
}

/** PostgreSQL takes a COMMIT after a failed statement, and rolls back. */
export function rolledBackAtCommit(): DatabaseError {
  return new DatabaseError(
    "the transaction was rolled back and not committed, since one of its statements had failed: repeat it without that one",
    { sql: "COMMIT" },
  );
}

/** The error of a PostgreSQL driver as one of ours; what is one already stays as it is. */
export function wrapPostgresError(cause: unknown, sql?: string): JoineryError {
  if (cause instanceof JoineryError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  hideValues(cause);
  const driverCode = codeOf(cause);
  const detail: DatabaseErrorDetail = { driverCode, sql, cause };
  if (driverCode === undefined)
    return brokenWords.test(message)
      ? new ConnectionLost("the connection to the server broke", detail)
      : new DatabaseError(message, detail);
  if (driverCode.startsWith("23")) {
    const fields = cause as PostgresFields; // it has an SQLSTATE
    const kind = postgresViolations[driverCode] ?? ConstraintViolation;
    return violation(kind, { ...detail, ...postgresPlace(fields) }, endOf(fields));
  }
  if (brokenSocket.has(driverCode))
    return new ConnectionLost(`the connection to the server broke (${driverCode})`, detail);
  const refusal = refusalOf(driverCode);
  if (refusal !== undefined) return new refusal[0](refusal[1], detail);
  if (driverCode === "42P01") return new DatabaseError(`${message}: ${createFirst}`, detail);
  if (driverCode.startsWith("22")) {
    const what = dataExceptions[driverCode] ?? "a value does not fit its type";
    return new DatabaseError(`${what} (SQLSTATE ${driverCode})`, detail);
  }
  return new DatabaseError(message, detail);
}

/** Loggers print an error's cause with its enumerable fields, and these hold values. They stay readable by name. */
function hideValues(cause: unknown): void {
  if (!(cause instanceof Error)) return;
  for (const name of ["params", "detail", "where"]) {
    if (Object.hasOwn(cause, name)) Object.defineProperty(cause, name, { enumerable: false });
  }
}
