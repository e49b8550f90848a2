/**
 * Driver errors, wrapped once: here by SQLite's extended result code, never by a translated text. The messages are ours and name tables,
 * columns and constraints; the engine's own words stand in `cause`, because some of them quote values. The other engines' errors have files
 * of their own and share what is said of constraints.
 */
import {
  CheckViolation,
  ConnectionClosed,
  ConstraintViolation,
  DatabaseBusy,
  DatabaseError,
  type DatabaseErrorDetail,
  ForeignKeyViolation,
  JoineryError,
  NotNullViolation,
  SerializationFailure,
  UniqueViolation,
} from "../errors.ts";
import { sqliteCodeOf } from "./sqlite-codes.ts";

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

/** The error of a broken constraint. @param end of a foreign key */
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
  const driverCode = sqliteCodeOf(cause);
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
  // As better-sqlite3 says it, and as node:sqlite does.
  if (message === "The database connection is not open" || message === "database is not open")
    return new ConnectionClosed("the database is closed", detail);
  return new DatabaseError(message, detail);
}

/** The engine's own code, as drivers put it on their errors. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : undefined;
}
