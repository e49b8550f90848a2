/**
 * The errors of MySQL and MariaDB, by their numbers, which both share but for a few: never by a translated text. What names a table, a column or
 * a constraint is taken out of the message by its quotes, which stand in every language; many messages quote a value besides, so that
 * theirs are ours. The engine's own words stand in `cause`.
 */
import {
  AccessDenied,
  CheckViolation,
  ConnectionLost,
  type ConstraintViolation,
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
import { createFirst, violation } from "./database-errors.ts";

type Place = Pick<DatabaseErrorDetail, "table" | "columns" | "constraint">;
type Make = (detail: DatabaseErrorDetail, message: string) => DatabaseError;

/** The names that a message holds in one kind of quotes. */
function quotedIn(message: string, quote: "'" | "`" | '"'): string[] {
  return Array.from(
    message.matchAll(new RegExp(`${quote}((?:[^${quote}]|${quote}${quote})*)${quote}`, "gs")),
    (match) => (match[1] ?? "").replaceAll(quote + quote, quote),
  );
}

/** "Duplicate entry '…' for key 'Tag.name'": the entry may hold quotes, and the key is what stands last. MariaDB leaves the table out. */
function duplicatePlace(message: string): Place {
  const key = /'([^']*)'[^']*$/.exec(message)?.[1] ?? "";
  const point = key.indexOf(".");
  return point < 0 ? { constraint: key } : { table: key.slice(0, point), constraint: key.slice(point + 1) };
}

const named = '(?:`((?:[^`]|``)*)`|"((?:[^"]|"")*)")';
const reference = new RegExp(`\\(${named}\\.${named}, CONSTRAINT ${named} FOREIGN KEY \\(([^)]*)\\)`, "s");

/** "(`database`.`Task`, CONSTRAINT `Task_employeeId_fkey` FOREIGN KEY (`employeeId`) REFERENCES `Employee` (`id`))", or in double quotes. */
function referencePlace(message: string): Place {
  const found = reference.exec(message);
  if (found === null) return {};
  const name = (at: number): string | undefined =>
    found[at]?.replaceAll("``", "`") ?? found[at + 1]?.replaceAll('""', '"');
  const columns = found[7] ?? "";
  return {
    table: name(3),
    constraint: name(5),
    columns: [...quotedIn(columns, "`"), ...quotedIn(columns, '"')],
  };
}

/** "Column 'name' cannot be null" */
const columnPlace = (message: string): Place => ({ columns: quotedIn(message, "'").slice(0, 1) });

/** "Check constraint 'x' is violated.", and of MariaDB "CONSTRAINT `x` failed for `database`.`Task`" */
function checkPlace(message: string): Place {
  const [constraint, , table] = [...quotedIn(message, "`"), ...quotedIn(message, '"')];
  return constraint === undefined ? { constraint: quotedIn(message, "'")[0] } : { constraint, table };
}

const unique: Make = (detail, message) =>
  violation(UniqueViolation, { ...detail, table: tableIn(detail.sql)?.name, ...duplicatePlace(message) });
const notNull: Make = (detail, message) =>
  violation(NotNullViolation, { ...detail, table: tableIn(detail.sql)?.name, ...columnPlace(message) });
const check: Make = (detail, message) =>
  violation(CheckViolation, { ...detail, table: tableIn(detail.sql)?.name, ...checkPlace(message) });

/** The same, now that the columns of its key are known. */
export function uniqueOver(
  columns: readonly string[],
  { message, driverCode, sql, table, constraint, cause }: UniqueViolation,
): UniqueViolation {
  if (columns.length === 0) return new UniqueViolation(message, { driverCode, sql, table, constraint, cause });
  return violation(UniqueViolation, { driverCode, sql, table, constraint, columns, cause });
}

const identifier = '(?:`((?:[^`]|``)*)`|"((?:[^"]|"")*)"|(\\w+))';
const written = new RegExp(
  `^\\s*(?:INSERT INTO|REPLACE INTO|UPDATE|DELETE FROM)\\s+(?:${identifier}\\.)?${identifier}`,
  "i",
);

/** The table that a statement writes, which not every message names. */
export function tableIn(
  sql: string | undefined,
): { readonly schema: string | null; readonly name: string } | undefined {
  const match = written.exec(sql ?? "");
  if (match === null) return undefined;
  const [, inTicks, inQuotes, bare, nameInTicks, nameInQuotes, bareName] = match;
  const schema = inTicks?.replaceAll("``", "`") ?? inQuotes?.replaceAll('""', '"') ?? bare ?? null;
  return { schema, name: nameInTicks?.replaceAll("``", "`") ?? nameInQuotes?.replaceAll('""', '"') ?? bareName ?? "" };
}

/** The key that refers is what the message names, whichever end is at fault. */
const referring: Make = (detail, message) =>
  violation(ForeignKeyViolation, { ...detail, ...referencePlace(message) }, "referring");
const referred: Make = (detail, message) =>
  violation(ForeignKeyViolation, { ...detail, ...referencePlace(message), columns: [] }, "referred");

const lost: Make = (detail) =>
  new ConnectionLost("the connection to the server is lost, and what its transaction did is undone: repeat it", detail);
const full: Make = (detail) =>
  new DatabaseFull(
    "the server has no room left for this: make room on its disk, or raise the limit of its tables",
    detail,
  );
const tooMany: Make = (detail) =>
  new TooManyConnections(
    "the server takes no more connections: lower pool.max here or elsewhere, or raise max_connections there",
    detail,
  );
const denied =
  (what: string): Make =>
  (detail) =>
    new AccessDenied(what, detail);
const login = denied(
  "the server refuses this user: look at the name, the password, and the hosts that it may come from",
);
const readOnly: Make = (detail) =>
  new ReadOnlyTransaction("a write in a transaction, or on a server, that only reads: write in another", detail);
const timeout: Make = (detail) =>
  new StatementTimeout("the server called the statement off, which ran longer than the session may", detail);
/** A value that does not fit: told without the engine's words, which quote it. */
const data =
  (what: string): Make =>
  (detail, message) => {
    const column = / for column (?:`[^`]*`\.`[^`]*`\.)?[`']([^`']*)[`']/.exec(message)?.[1];
    return new DatabaseError(
      `${what}${column === undefined ? "" : `, for the column "${column}"`} (error ${detail.driverCode})`,
      detail,
    );
  };

const wrongForm = "a value cannot be read as one of the type that is wanted in its place";
const outOfRange = "a number is out of the range of its type, or has more digits than its column takes";

const byNumber: Readonly<Record<number, Make>> = {
  1022: unique,
  1062: unique,
  1169: unique,
  1586: unique,
  1216: referring,
  1452: referring,
  1217: referred,
  1451: referred,
  1048: notNull,
  1263: notNull,
  1364: notNull,
  3819: check,
  4025: check,
  1213: (detail) => new Deadlock("this transaction and another waited for each other: repeat it", detail),
  1020: (detail) => new SerializationFailure("another transaction changed what this one read: repeat it", detail),
  1205: (detail) => new DatabaseBusy("a row or table is locked by another transaction: repeat this one", detail),
  3572: (detail) => new DatabaseBusy("a row or table is locked by another transaction: repeat this one", detail),
  1040: tooMany,
  1203: tooMany,
  1226: tooMany,
  1044: denied("this user may not use the database: grant it the right"),
  1045: login,
  1698: login,
  1142: denied("this user may not do that with the table: grant it the right"),
  1143: denied("this user may not do that with a column: grant it the right"),
  1227: denied("this user may not do that on the server: grant it the right"),
  1370: denied("this user may not call the routine: grant it the right"),
  1021: full,
  1114: full,
  1153: (detail) =>
    new StatementTooLarge(
      "the statement or a value in it is larger than the server takes: raise max_allowed_packet there, or send less",
      detail,
    ),
  1290: readOnly,
  1792: readOnly,
  1836: readOnly,
  1969: timeout,
  3024: timeout,
  1317: (detail) => new DatabaseError("the statement was called off on the server", detail),
  1053: lost,
  1080: lost,
  1152: lost,
  1158: lost,
  1159: lost,
  1160: lost,
  1161: lost,
  1184: lost,
  1927: lost,
  2006: lost,
  2013: lost,
  1146: (detail, message) =>
    new DatabaseError(`no such table: ${quotedIn(message, "'")[0] ?? ""}: ${createFirst}`, detail),
  1264: data(outOfRange),
  1265: data(wrongForm),
  1292: data(wrongForm),
  1366: data(wrongForm),
  1367: data(wrongForm),
  1406: data("a text or bytes are longer than their column takes"),
  1365: data("a division by zero"),
  1411: data(wrongForm),
  1690: data(outOfRange),
  1977: data(wrongForm),
  3140: data("a text is no JSON"),
  3141: data("a text is no JSON"),
  4036: data("a text is no JSON"),
};

/** Codes of the driver's own and of the system's, where the server said nothing. */
const lostCodes = new Set([
  "PROTOCOL_CONNECTION_LOST",
  "ECONNRESET",
  "EPIPE",
  "ECONNABORTED",
  "PROTOCOL_PACKETS_OUT_OF_ORDER",
]);

/** The error of a MySQL driver as one of ours; what is one already stays as it is. */
export function wrapMysqlError(cause: unknown, sql?: string): DatabaseError | ConstraintViolation | JoineryError {
  if (cause instanceof JoineryError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const { errno, code } = fieldsOf(cause);
  const number = errno !== undefined && errno > 0 ? errno : undefined;
  const detail: DatabaseErrorDetail = { driverCode: number === undefined ? code : String(number), sql, cause };
  const make = number === undefined ? undefined : byNumber[number];
  hideValues(cause, make !== undefined);
  if (make !== undefined) return make(detail, message);
  if (isLost(cause, code, message)) return lost(detail, message);
  return new DatabaseError(message, detail);
}

function isLost(cause: unknown, code: string | undefined, message: string): boolean {
  if (code !== undefined && lostCodes.has(code)) return true;
  // mysql2 gives what is sent after the end no code.
  return cause instanceof Error && "fatal" in cause && cause.fatal === true && / closed state/.test(message);
}

function fieldsOf(cause: unknown): { errno: number | undefined; code: string | undefined } {
  if (!(cause instanceof Error)) return { errno: undefined, code: undefined };
  const { errno, code } = cause as Error & { errno?: unknown; code?: unknown }; // looked at below
  return { errno: typeof errno === "number" ? errno : undefined, code: typeof code === "string" ? code : undefined };
}

/**
 * Loggers print an error's cause with its message, stack and enumerable fields, and of a refused value these hold the value. The server's own
 * words stay readable as `sqlMessage`, which nothing prints.
 */
function hideValues(cause: unknown, isKnown: boolean): void {
  if (!(cause instanceof Error)) return;
  for (const name of ["sqlMessage", "sql"]) {
    if (Object.hasOwn(cause, name)) Object.defineProperty(cause, name, { enumerable: false });
  }
  if (!isKnown) return;
  const { message, stack = "" } = cause;
  cause.message = `${String(fieldsOf(cause).code)}: see sqlMessage for the server's words, which may quote values`;
  Object.defineProperty(cause, "sqlMessage", { value: message, enumerable: false });
  Object.defineProperty(cause, "stack", { value: stack.replace(message, cause.message), enumerable: false });
}
