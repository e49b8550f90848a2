/**
 * Driver errors, wrapped once: by SQLite's extended result code or by SQLSTATE, never by a translated text. The messages are ours and
 * name tables, columns and constraints; the engine's own words stand in `cause`, because some of them quote values.
 */
import {
  CheckViolation,
  ConnectionClosed,
  ConstraintViolation,
  DatabaseBusy,
  DatabaseError,
  type DatabaseErrorDetail,
  Deadlock,
  ForeignKeyViolation,
  JoineryError,
  NotNullViolation,
  SerializationFailure,
  UniqueViolation,
} from "../errors.ts";

export type Violation = new (message: string, detail: DatabaseErrorDetail) => ConstraintViolation;

const nameList = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

/** What is known of the constraint, in words: a part that the engine does not tell is left out. */
function place({ table, columns = [], constraint }: DatabaseErrorDetail): string {
  const where = table === undefined ? "" : ` in "${table}"`;
  const which = columns.length === 0 ? "" : ` (${nameList(columns)})`;
  return `${where}${which}${constraint === undefined ? "" : `, constraint "${constraint}"`}`;
}

/** Which end of a foreign key is at fault; null where the engine does not say. */
export type ForeignKeyEnd = "referring" | "referred" | null;

const saveFirst = "save the row it refers to first, or set the relation to one that is there";
const deleteFirst =
  "delete the rows that refer to it first, link them to another, or give their relation `onDelete` in the schema";

function foreignKeyText(end: ForeignKeyEnd, detail: DatabaseErrorDetail): string {
  switch (end) {
    case "referring":
      return `a row refers to one that is not there${place(detail)}: ${saveFirst}`;
    case "referred":
      return `a row that goes or changes its key is still referred to by rows${place(detail)}: ${deleteFirst}`;
    default:
      return `a foreign key would refer to no row${place(detail)}. Where a row is saved, ${saveFirst}; where one is deleted, ${deleteFirst}`;
  }
}

/** A broken constraint as one of ours. */
export function violation(
  kind: Violation,
  detail: DatabaseErrorDetail,
  end: ForeignKeyEnd = null,
): ConstraintViolation {
  switch (kind) {
    case UniqueViolation:
      return new kind(`another row has the same unique value${place(detail)}`, detail);
    case ForeignKeyViolation:
      return new kind(foreignKeyText(end, detail), detail);
    case NotNullViolation:
      return new kind(`a column that must have a value would be NULL${place(detail)}`, detail);
    case CheckViolation:
      return new kind(`a row breaks a CHECK${place(detail)}`, detail);
    default:
      return new kind(`a row breaks a constraint${place(detail)}`, detail);
  }
}

/** "UNIQUE constraint failed: User.first, User.last" names columns; for an index on an expression, "index 'name'". */
function sqlitePlace(message: string): Pick<DatabaseErrorDetail, "table" | "columns" | "constraint"> {
  const subject = /constraint failed: (.*)$/s.exec(message)?.[1];
  if (subject === undefined) return {};
  const index = /^index '(.*)'$/s.exec(subject)?.[1];
  if (index !== undefined) return { constraint: index };
  if (message.startsWith("CHECK")) return { constraint: subject };
  const names = subject.split(", ").map((name) => name.split("."));
  return { table: names[0]?.[0], columns: names.map((name) => name.slice(1).join(".")) };
}

/** What to do about a table that is not there. */
export const createFirst = "create the tables first: db.createAll()";

const sqliteViolations: Readonly<Record<string, Violation>> = {
  SQLITE_CONSTRAINT_UNIQUE: UniqueViolation,
  SQLITE_CONSTRAINT_PRIMARYKEY: UniqueViolation,
  SQLITE_CONSTRAINT_ROWID: UniqueViolation,
  SQLITE_CONSTRAINT_FOREIGNKEY: ForeignKeyViolation,
  SQLITE_CONSTRAINT_NOTNULL: NotNullViolation,
  SQLITE_CONSTRAINT_CHECK: CheckViolation,
};

/** The error of an SQLite driver as one of ours; what is one already stays as it is. */
export function wrapSqliteError(cause: unknown, sql?: string): JoineryError {
  if (cause instanceof JoineryError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const driverCode = codeOf(cause);
  const detail: DatabaseErrorDetail = { driverCode, sql, cause };
  if (driverCode?.startsWith("SQLITE_CONSTRAINT") === true) {
    // ON DELETE RESTRICT is a trigger inside SQLite, and reports as one.
    const isForeignKey = message.startsWith("FOREIGN KEY");
    const kind = isForeignKey ? ForeignKeyViolation : (sqliteViolations[driverCode] ?? ConstraintViolation);
    return violation(kind, { ...detail, ...sqlitePlace(message) });
  }
  if (driverCode === "SQLITE_BUSY_SNAPSHOT") {
    return new SerializationFailure("another transaction wrote since this one first read: repeat it", detail);
  }
  if (driverCode?.startsWith("SQLITE_BUSY") === true || driverCode?.startsWith("SQLITE_LOCKED") === true) {
    return new DatabaseBusy(
      "the database is locked by another connection: repeat the transaction, or raise the busy timeout",
      detail,
    );
  }
  if (driverCode?.startsWith("SQLITE_READONLY") === true) {
    return new DatabaseError(
      "the database can be read and not written: give this user the permission to write its file and the directory of it",
      detail,
    );
  }
  if (message.startsWith("no such table: ")) return new DatabaseError(`${message}: ${createFirst}`, detail);
  if (message === "The database connection is not open") return new ConnectionClosed("the database is closed", detail);
  return new DatabaseError(message, detail);
}

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

/** The error of a PostgreSQL driver as one of ours; what is one already stays as it is. */
export function wrapPostgresError(cause: unknown, sql?: string): JoineryError {
  if (cause instanceof JoineryError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  hideValues(cause);
  const driverCode = codeOf(cause);
  const detail: DatabaseErrorDetail = { driverCode, sql, cause };
  const kind =
    driverCode?.startsWith("23") === true ? (postgresViolations[driverCode] ?? ConstraintViolation) : undefined;
  if (kind !== undefined) {
    const fields = cause as PostgresFields; // it has an SQLSTATE
    return violation(kind, { ...detail, ...postgresPlace(fields) }, endOf(fields));
  }
  switch (driverCode) {
    case "40001":
      return new SerializationFailure("another transaction changed what this one read: repeat it", detail);
    case "40P01":
      return new Deadlock("this transaction and another waited for each other: repeat it", detail);
    case "55P03":
      return new DatabaseBusy("a row or table is locked by another transaction: repeat this one", detail);
    case "42P01":
      return new DatabaseError(`${message}: ${createFirst}`, detail);
    default:
  }
  if (driverCode?.startsWith("08") === true || driverCode?.startsWith("57P0") === true) {
    return new ConnectionClosed("the server ended the connection", detail);
  }
  if (driverCode?.startsWith("22") === true) {
    const what = dataExceptions[driverCode] ?? "a value does not fit its type";
    return new DatabaseError(`${what} (SQLSTATE ${driverCode})`, detail);
  }
  return new DatabaseError(message, detail);
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}

/** Loggers print an error's cause with its enumerable fields, and these hold values. They stay readable by name. */
function hideValues(cause: unknown): void {
  if (!(cause instanceof Error)) return;
  for (const name of ["params", "detail", "where"]) {
    if (Object.hasOwn(cause, name)) Object.defineProperty(cause, name, { enumerable: false });
  }
}
