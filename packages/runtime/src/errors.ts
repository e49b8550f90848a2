/**
 * Every error that the runtime throws. A misuse has a stable `code`, typed fields, and a message that says what to do; parameter values
 * never enter a message.
 *
 * Long, and one file on purpose: it is a catalog. There is no logic in it to divide, and what matters is read across it: that no two codes
 * are alike, that the messages speak with one voice, and which mistakes there are at all, by subject.
 */

/** What all of Joinery's errors are. */
export class JoineryError extends Error {
  /** Stable across versions; the class's name says the same. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** Says where an error of ours came from, in the error itself: its class and fields are what programs go by. Once. */
export function addToMessage(error: unknown, addition: string): void {
  if (!(error instanceof JoineryError) || error.message.endsWith(addition)) return;
  const { message, stack } = error;
  error.message = message + addition;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}

/** A bug of ours: please report it. */
export class InternalError extends JoineryError {
  constructor(message: string) {
    super("INTERNAL", `${message} (this is a bug in Joinery; please report it)`);
  }
}

/** Says what must hold at this place. @throws InternalError when it does not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InternalError(message);
}

/** For the end of a switch over a union: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}

/** A call is given something that it does not take. */
export class ArgumentError extends JoineryError {
  constructor(message: string) {
    super("ARGUMENT", message);
  }
}

// ---- the client and its database

/** A generated client and the runtime do not fit together. */
export class ContractVersionError extends JoineryError {
  constructor(found: number, expected: number) {
    const gen = "run `joinery gen` with the version of the runtime";
    // An older client is written anew; for a newer one it is rather the runtime that somebody forgot.
    const wayOut = found < expected ? gen : `update "@joinery/runtime" to the version of \`joinery\`, or ${gen}`;
    super(
      "CONTRACT_VERSION",
      `this client was generated for contract version ${found}, and the runtime speaks version ${expected}: ${wayOut}`,
    );
  }
}

/** The class with a model's own methods does not fit into the client. */
export class ExtensionError extends JoineryError {
  readonly model: string;
  /** The file of the class, relative to the schema's root. */
  readonly file: string;

  /** @param problem what is wrong with the class and how to mend it, to stand behind its name */
  constructor(model: string, file: string, problem: string, options?: ErrorOptions) {
    super("EXTENSION", `"${model}Ext" in "${file}" ${problem}`, options);
    this.model = model;
    this.file = file;
  }
}

/** An optional package that a driver needs is not there, or does not run on this Node.js. */
export class DriverMissingError extends JoineryError {
  constructor(message: string, options?: ErrorOptions) {
    super("DRIVER_MISSING", message, options);
  }
}

/** A database URL that cannot be read. Never prints its password. */
export class UrlError extends JoineryError {
  constructor(message: string) {
    super("URL", message);
  }
}

/** Tables are to be created on an engine that the client was not generated for. */
export class SchemaNotForEngineError extends JoineryError {
  constructor(engine: string) {
    super(
      "SCHEMA_NOT_FOR_ENGINE",
      `this client has no statements that create tables on ${engine}: generate an async client (\`client: "async"\`) to have them`,
    );
  }
}

/** What is not as the client knows it. */
export interface SchemaFinding {
  readonly kind:
    | "missingTable"
    | "missingColumn"
    | "columnType"
    | "nullability"
    | "missingUnique"
    | "missingForeignKey"
    | "missingIndex";
  /** Null for what is no one model's: join tables, foreign keys, indexes. */
  readonly model: string | null;
  /** In the database's names, as `schema.name` where it is not where unqualified names lead. */
  readonly table: string;
  /** Null for what is about the table, or several of its columns. */
  readonly column: string | null;
  /** What is wrong, and what to do. */
  readonly message: string;
}

/** The database is not the one that the client was generated for. */
export class SchemaMismatchError extends JoineryError {
  readonly findings: readonly SchemaFinding[];

  constructor(findings: readonly SchemaFinding[]) {
    const list = findings.map(({ message }) => `\n- ${message}`).join("");
    super("SCHEMA_MISMATCH", `the database is not as this client knows it:${list}`);
    this.findings = findings;
  }
}

// ---- what the database refuses

/** What a database error is about, as far as the engine says. */
export interface DatabaseErrorDetail {
  /** The engine's own code: an SQLSTATE, or SQLite's extended result code. */
  readonly driverCode?: string | undefined;
  /** The statement, without its parameters. */
  readonly sql?: string | undefined;
  readonly table?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly constraint?: string | undefined;
  readonly cause?: unknown;
}

/** The database refused a statement. `code` says which kind of refusal; `cause` is the driver's error. */
export class DatabaseError extends JoineryError {
  /** The engine's own code: an SQLSTATE, or SQLite's extended result code. */
  readonly driverCode: string | undefined;
  /** The statement, without its parameters. */
  readonly sql: string | undefined;

  constructor(message: string, detail: DatabaseErrorDetail = {}, code = "DATABASE") {
    super(code, message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.driverCode = detail.driverCode;
    this.sql = detail.sql;
  }
}

/** A row breaks a constraint. */
export class ConstraintViolation extends DatabaseError {
  /** In the database's names; absent where the engine does not say. */
  readonly table: string | undefined;
  readonly columns: readonly string[];
  readonly constraint: string | undefined;
  #entity: unknown;

  constructor(message: string, detail: DatabaseErrorDetail, code = "CONSTRAINT_VIOLATION") {
    super(message, detail, code);
    this.table = detail.table;
    this.columns = detail.columns ?? [];
    this.constraint = detail.constraint;
  }

  /** The entity whose row was refused, where a flush knows it. An accessor, so that loggers do not print its values. */
  get entity(): unknown {
    return this.#entity;
  }
  set entity(entity: unknown) {
    this.#entity = entity;
  }
}

/** Another row has the same unique value. */
export class UniqueViolation extends ConstraintViolation {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "UNIQUE_VIOLATION");
  }
}

/** A key refers to no row, or a row that is referred to would go. */
export class ForeignKeyViolation extends ConstraintViolation {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "FOREIGN_KEY_VIOLATION");
  }
}

/** A column that must have a value would be NULL. */
export class NotNullViolation extends ConstraintViolation {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "NOT_NULL_VIOLATION");
  }
}

/** A CHECK does not hold. */
export class CheckViolation extends ConstraintViolation {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "CHECK_VIOLATION");
  }
}

/** Two transactions cannot both be as if alone: repeat this one. */
export class SerializationFailure extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "SERIALIZATION_FAILURE");
  }
}

/** Two transactions wait for each other, and the engine ended this one: repeat it. */
export class Deadlock extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "DEADLOCK");
  }
}

/** Another process keeps a lock on the database for longer than the busy timeout: repeat the transaction. */
export class DatabaseBusy extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail) {
    super(message, detail, "DATABASE_BUSY");
  }
}

/** Another session of this process holds the place that this one needs, and waiting would block it from ever giving it back. */
export class WriterBusyError extends DatabaseError {
  constructor(message: string) {
    super(message, {}, "WRITER_BUSY");
  }
}

/** A database cannot be opened. */
export class DatabaseOpenError extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "DATABASE_OPEN");
  }
}

/**
 * The connection broke while it was in use, or the server ended it. What its transaction did is undone: repeat it. What was sent outside of a
 * transaction may have been done. (Where a COMMIT breaks that way: CommitOutcomeUnknown.)
 */
export class ConnectionLost extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "CONNECTION_LOST");
  }
}

/**
 * COMMIT was sent, and its answer did not come: the connection broke, or a time limit or a signal called it off. So nobody knows whether the
 * transaction is committed. Nothing repeats it by itself; look for what it wrote before you do. `cause` is what happened.
 */
export class CommitOutcomeUnknown extends DatabaseError {
  constructor(detail: DatabaseErrorDetail = {}) {
    super(
      "COMMIT was sent and broke or was called off before its answer came, so that nobody knows whether the transaction is committed: look for what it wrote before you repeat it",
      detail,
      "COMMIT_OUTCOME_UNKNOWN",
    );
  }
}

function poolFact(waitedMs: number, limit: number, opening: number): string {
  if (opening > 0) return `no connection was ready within ${waitedMs} ms: the server has yet to answer ${opening}`;
  return limit === 1
    ? `the only connection, or the place of SQLite's only writer, did not become free within ${waitedMs} ms`
    : `no connection became free within ${waitedMs} ms: all ${limit} are in use`;
}

/** No connection of the pool became free in time, or SQLite's only writer was not done. */
export class PoolTimeout extends DatabaseError {
  /** Connections that the pool may open. */
  readonly limit: number;
  /** Who else was waiting. */
  readonly waiting: number;

  /** @param opening connections that the server had not answered yet */
  constructor(waitedMs: number, limit: number, waiting: number, opening = 0) {
    super(
      `${poolFact(waitedMs, limit, opening)}, and ${waiting} more wait. ${
        opening > 0
          ? "Look at the server and the network, or raise pool.waitTimeout"
          : `Close sessions that are done, shorten transactions, or raise pool.${limit === 1 ? "waitTimeout (of a server, pool.max)" : "max"}`
      }`,
      {},
      "POOL_TIMEOUT",
    );
    this.limit = limit;
    this.waiting = waiting;
  }
}

/** The server takes no more connections. */
export class TooManyConnections extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "TOO_MANY_CONNECTIONS");
  }
}

/** A statement ran longer than `statementTimeout`, and was called off. */
export class StatementTimeout extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "STATEMENT_TIMEOUT");
  }
}

/** The function of a transaction did not end within the transaction's `timeout`; what it did is rolled back. */
export class TransactionTimeout extends DatabaseError {
  constructor(timeoutMs: number) {
    super(
      `the transaction did not end within its timeout of ${timeoutMs} ms and is rolled back: shorten it, or raise the option "timeout"`,
      {},
      "TRANSACTION_TIMEOUT",
    );
  }
}

/** Others have committed since this session first read: repeat its work. */
export class StaleSnapshotError extends DatabaseError {
  constructor(detail: DatabaseErrorDetail = {}) {
    super(
      "another transaction has committed since this session began to read, and what it writes may build on what is gone: repeat it",
      detail,
      "STALE_SNAPSHOT",
    );
  }
}

/** A statement or a value is larger than the database takes. */
export class StatementTooLarge extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "STATEMENT_TOO_LARGE");
  }
}

/** The disk, or the room that the database may use, is full. */
export class DatabaseFull extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "DATABASE_FULL");
  }
}

/** The database refuses this user: a password, or a right that it does not have. */
export class AccessDenied extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "ACCESS_DENIED");
  }
}

/** A write in a transaction, or on a database, that only reads. */
export class ReadOnlyTransaction extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "READ_ONLY_TRANSACTION");
  }
}

/** A database, session or connection is used after it was closed. */
export class ConnectionClosed extends DatabaseError {
  constructor(message: string, detail: DatabaseErrorDetail = {}) {
    super(message, detail, "CONNECTION_CLOSED");
  }
}

// ---- values of columns

/** A column is read whose value the database has yet to assign. */
export class NotAssignedError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string) {
    super("NOT_ASSIGNED", `"${model}.${column}" has no value yet: the database assigns it when the entity is flushed`);
    this.model = model;
    this.column = column;
  }
}

/** A value does not fit its column. */
export class ValueError extends JoineryError {
  readonly model: string;
  readonly column: string;

  /** @param found what kind of value it was given, never the value; absent where `expected` says it */
  constructor(model: string, column: string, expected: string, found?: string, options?: ErrorOptions) {
    const given = found === undefined ? "" : found === "null" ? ", and must not be null" : `, and was given ${found}`;
    super("VALUE", `"${model}.${column}" takes ${expected}${given}`, options);
    this.model = model;
    this.column = column;
  }
}

/** A cell is not of the format that the schema says. */
export class CellFormatError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string, expected: string, hint: string, options?: ErrorOptions) {
    super("CELL_FORMAT", `"${model}.${column}" holds a value that is not ${expected}: ${hint}`, options);
    this.model = model;
    this.column = column;
  }
}

/** The module of a custom scalar's codec does not export one. */
export class CodecShapeError extends JoineryError {
  readonly scalar: string;

  constructor(scalar: string) {
    super(
      "CODEC_SHAPE",
      `the codec of the scalar "${scalar}" has no "decode" and "encode": ` +
        "let its module say `export default defineScalar({ decode: …, encode: … })`",
    );
    this.scalar = scalar;
  }
}

/** A row says that it is of a model which the client does not have. */
export class UnknownDiscriminatorError extends JoineryError {
  readonly model: string;
  readonly column: string;

  /** @param value what tells the models apart, and nothing of the row besides */
  constructor(model: string, column: string, value: unknown, known: readonly unknown[]) {
    const found = typeof value === "string" ? `"${value}"` : "no value";
    super(
      "UNKNOWN_DISCRIMINATOR",
      `a row of "${model}" has ${found} in "${model}.${column}", which no model here stands for (${known.map((one) => `"${String(one)}"`).join(", ")}): ` +
        "give the schema a model with this value, or mend the row",
    );
    this.model = model;
    this.column = column;
  }
}

/** A key that the model does not know, in a constructor, a filter or a key. */
export class UnknownKeyError extends JoineryError {
  readonly model: string;
  readonly key: string;

  constructor(model: string, key: string, known: readonly string[], what = "column or relation") {
    super("UNKNOWN_KEY", `"${model}" has no ${what} "${key}"; it has ${known.map((name) => `"${name}"`).join(", ")}`);
    this.model = model;
    this.key = key;
  }
}

/** A problem of a value that came from outside. */
export interface InputIssue {
  /** Names the model, the place and what is wanted there, never the value. */
  readonly message: string;
  /** The keys that lead to it; none for the value as a whole. */
  readonly path: readonly (string | number)[];
}

/** What came from outside does not fit its model. */
export class InputError extends JoineryError {
  readonly model: string;
  /** All that is wrong. */
  readonly issues: readonly InputIssue[];

  constructor(model: string, issues: readonly InputIssue[]) {
    const what = issues.length === 1 ? "a problem" : `${issues.length} problems`;
    super("INPUT", `the input for "${model}" has ${what}: ${issues.map(({ message }) => message).join("; ")}`);
    this.model = model;
    this.issues = issues;
  }
}

// ---- queries

/** A query that cannot be built. */
export class QueryError extends JoineryError {
  constructor(message: string) {
    super("QUERY", message);
  }
}

/** `undefined` where a filter needs a value: it is never read as "match everything". */
export class UndefinedValueError extends JoineryError {
  readonly model: string;
  readonly column: string;

  constructor(model: string, column: string) {
    super(
      "UNDEFINED_VALUE",
      `undefined in a filter on "${model}.${column}": use null to ask for NULL, or leave the filter out`,
    );
    this.model = model;
    this.column = column;
  }
}

/** A value in an `sql` template that no parameter can carry. */
export class SqlValueError extends JoineryError {
  /** Which of the template's values, from 0. */
  readonly position: number;

  constructor(position: number, found: string, way: string) {
    super("SQL_VALUE", `value ${position + 1} of the sql template is ${found}: ${way}`);
    this.position = position;
  }
}

/** A loading option of a query that cannot be followed. */
export class LoadOptionError extends JoineryError {
  constructor(message: string) {
    super("LOAD_OPTION", message);
  }
}

/** `getOne` or `one` found no row. */
export class NotFoundError extends JoineryError {
  readonly model: string;

  constructor(model: string, what: string) {
    super("NOT_FOUND", `no "${model}" ${what}`);
    this.model = model;
  }
}

/** `one` found more than one row. */
export class MultipleFoundError extends JoineryError {
  readonly model: string;

  constructor(model: string) {
    super(
      "MULTIPLE_FOUND",
      `the query gives more than one "${model}", and one was asked for: narrow the filter, or use first() or all()`,
    );
    this.model = model;
  }
}

// ---- relations

/** A relation is given something that it does not take. */
export class RelationTypeError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(model: string, relation: string, expected: string, found: unknown) {
    super("RELATION_TYPE", `"${model}.${relation}" takes ${expected}, and was given ${kindOf(found)}`);
    this.model = model;
    this.relation = relation;
  }
}

/** The key of an entity's model, as in `meta/symbols.ts`, which stands above this file. */
const modelKey: unique symbol = Symbol.for("joinery.model");

/** What kind of thing a value is, in words for a message: never the value. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case "undefined":
      return "undefined";
    case "number":
      return Number.isFinite(value) ? "a number" : Number.isNaN(value) ? "NaN" : "Infinity";
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return "an array";
      if (value instanceof Date && Number.isNaN(value.getTime())) return "an invalid Date";
      const name = className(value);
      if (name === "Object") return inherits(value) ? "an object that inherits from another" : "a plain object";
      return name === "" ? "an object" : `an object of class ${name}`;
    }
    default:
      return `a ${typeof value}`;
  }
}

/** Whether an object without a class has another one as its prototype, as `Object.create` makes it. */
function inherits(found: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(found);
  return typeof prototype === "object" && prototype !== null && !Object.hasOwn(prototype, "constructor");
}

/** An entity's by its model: a model with a column `name` has that in the place of its class's name. */
function className(found: object): string {
  const { [modelKey]: model, constructor } = found as {
    [modelKey]?: { name: string };
    constructor?: { name?: unknown };
  };
  return model?.name ?? (typeof constructor?.name === "string" ? constructor.name : "Object");
}

/** A relation is read on an entity that no session can load it for. */
export class RelationNotLoadedError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(model: string, relation: string) {
    super(
      "RELATION_NOT_LOADED",
      `"${model}.${relation}" is not set, and the entity is in no session that could load it: add it to one, or set the relation`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** A relation or a deferred column is read on an entity whose session is closed. */
export class DetachedError extends JoineryError {
  readonly model: string;
  /** The relation or column. */
  readonly relation: string;

  /** @param way the option that loads it with the entity */
  constructor(model: string, relation: string, way = `selectinload(${model}.${relation}) or joinedload(…)`) {
    super(
      "DETACHED",
      `"${model}.${relation}" was not loaded before its session closed: load it with ${way}, read it earlier, or add the entity to an open session`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** A column that was not read with its row is read where it cannot be loaded at once. */
export class ColumnNotLoadedError extends JoineryError {
  readonly model: string;
  readonly column: string;

  /** @param way what to do about it */
  constructor(model: string, column: string, way: string) {
    super("COLUMN_NOT_LOADED", `"${model}.${column}" is not loaded: ${way}`);
    this.model = model;
    this.column = column;
  }
}

/** A relation that a query or the schema forbids to load on access is read. */
export class LazyLoadRefusedError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(model: string, relation: string) {
    super(
      "LAZY_LOAD_REFUSED",
      `"${model}.${relation}" is not loaded, and loading it on access is refused here: load it with selectinload(${model}.${relation})`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** A relation that was loaded with the entity is read after its key changed. */
export class RelationInvalidatedError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(model: string, relation: string) {
    super(
      "RELATION_INVALIDATED",
      `the key of "${model}.${relation}" changed after it was loaded: await it again to load the new one`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** A relation that must hold an entity was emptied. */
export class RelationRequiredError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(
    model: string,
    relation: string,
    inverse: { readonly model: { readonly name: string }; readonly name: string } | null,
  ) {
    const owner =
      inverse === null ? "" : `, or declare "${inverse.model.name}.${inverse.name}" with @cascade(save, deleteOrphan)`;
    super(
      "RELATION_REQUIRED",
      `"${model}.${relation}" was emptied and must not be: set another, delete the "${model}"${owner}`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** A collection was written to past its methods: by an index, its length or `delete`. */
export class CollectionWriteError extends JoineryError {
  readonly model: string;
  readonly relation: string;

  constructor(model: string, relation: string) {
    super(
      "COLLECTION_WRITE",
      `"${model}.${relation}" was written to as a plain array (an index, its length, delete), which no flush can follow: use add(…), remove(…) or replace(…); refresh the "${model}" or roll back to have it as it was`,
    );
    this.model = model;
    this.relation = relation;
  }
}

/** Something is to be changed that is only read: an entity of a view, or a relation that leads through a model or belongs to a view. */
export class ReadOnlyError extends JoineryError {
  readonly model: string;
  /** Null where it is the view itself. */
  readonly relation: string | null;

  constructor(model: string, relation: string | null, message: string) {
    super("READ_ONLY", message);
    this.model = model;
    this.relation = relation;
  }
}

// ---- sessions

/** A session was closed with changes that nobody saved, and was told to throw then. */
export class UnsavedChangesError extends JoineryError {
  constructor(message: string) {
    super("UNSAVED_CHANGES", message);
  }
}

/** A closed session, or one in a state that forbids the call. */
export class SessionStateError extends JoineryError {
  constructor(message: string) {
    super("SESSION_STATE", message);
  }
}

/** A session that failed in the middle of a flush, or whose transaction was ended from outside, is used before `rollback`. */
export class SessionFailedError extends JoineryError {
  constructor(cause: unknown) {
    super(
      "SESSION_FAILED",
      `this session's transaction failed: call rollback() before using it again. The first error was: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** An entity of one open session is given to another. */
export class AttachedElsewhereError extends JoineryError {
  readonly model: string;

  constructor(model: string) {
    super(
      "ATTACHED_ELSEWHERE",
      `this "${model}" belongs to another open session: close that one first, expunge the entity from it, or get the row anew in this one`,
    );
    this.model = model;
  }
}

/** A second object for a row that the session holds already. */
export class DuplicateIdentityError extends JoineryError {
  readonly model: string;

  constructor(model: string) {
    super(
      "DUPLICATE_IDENTITY",
      `the session holds another object for the row of this "${model}": change that one, which get() gives, or bring this one's values onto it with session.merge(…)`,
    );
    this.model = model;
  }
}

/** A sync client's `transaction`, or an event whose handlers nobody can wait for, is given an async function. */
export class AsyncFunctionError extends JoineryError {
  constructor(
    message = 'transaction(fn) of a sync client was given a function that returns a promise, and was rolled back: make fn synchronous, or generate an async client (`client: "async"`)',
  ) {
    super("ASYNC_FUNCTION", message);
  }
}

// ---- flushes

/** An entity is flushed without a value that its table requires. */
export class MissingValueError extends JoineryError {
  readonly model: string;
  readonly column: string;

  /** @param outside the model of what the relation holds, where that is in no session */
  constructor(model: string, column: string, relation: string | null, outside: string | null = null) {
    const what =
      relation === null
        ? `set it, or give the field a default or \`?\` in the schema`
        : outside === null
          ? `set the relation "${relation}" (or the column) first`
          : `the relation "${relation}" holds a new "${outside}" that is in no session and is not brought along, add it first`;
    super("MISSING_VALUE", `"${model}.${column}" has no value and must have one: ${what}`);
    this.model = model;
    this.column = column;
  }
}

/** New rows need each other's keys, and none of the keys may be NULL. */
export class FlushCycleError extends JoineryError {
  readonly models: readonly string[];

  constructor(models: readonly string[]) {
    super(
      "FLUSH_CYCLE",
      `new entities of ${models.map((name) => `"${name}"`).join(", ")} need each other's keys before they have any: make one of the relations optional in the schema, or insert them one by one with known keys`,
    );
    this.models = models;
  }
}

/** Rows of one flush take each other's unique values in a circle, and none of them can be parked on another value meanwhile. */
export class UniqueCycleError extends JoineryError {
  readonly models: readonly string[];
  /** The columns whose values move, as `Model.column`. */
  readonly columns: readonly string[];

  constructor(models: readonly string[], columns: readonly string[]) {
    super(
      "UNIQUE_CYCLE",
      `rows of ${models.map((name) => `"${name}"`).join(", ")} take each other's values of ${columns.map((name) => `"${name}"`).join(", ")}, which are unique, and no column of them has NULL or an unused value to spare: change them in two flushes, with values in between that are not taken`,
    );
    this.models = models;
    this.columns = columns;
  }
}

/** The key of a row is to change, and rows refer to it by a key that forbids that and cannot let go of it. */
export class KeyInUseError extends JoineryError {
  readonly model: string;
  readonly referring: string;

  constructor(model: string, referring: string, relation: string) {
    super(
      "KEY_IN_USE",
      `the key of a "${model}" cannot change while rows of "${referring}" refer to it: "${referring}.${relation}" is "onUpdate: Restrict" and required; write "onUpdate: Cascade" in the schema, or move those rows to another "${model}" first`,
    );
    this.model = model;
    this.referring = referring;
  }
}

/** Rows that a flush updates or deletes are not there any more. */
export class StaleDataError extends JoineryError {
  readonly model: string;
  #entities: readonly unknown[] = [];

  /** @param action `merge` where what was merged is of another version than the row */
  constructor(model: string, action: "update" | "delete" | "merge", expected: number, found: number) {
    super(
      "STALE_DATA",
      action === "merge"
        ? `the "${model}" that was to be merged is of another version than its row: somebody else changed the row meanwhile; read it again and redo the change, or merge plain values without the version`
        : `${action} of "${model}" was to change ${expected} ${expected === 1 ? "row" : "rows"} and changed ${found}: somebody else has deleted them, or changed their key or version; roll back, read them again and retry`,
    );
    this.model = model;
  }

  /** The entities whose rows others have deleted or changed, where the flush could tell. An accessor, so that loggers do not print their values. */
  get entities(): readonly unknown[] {
    return this.#entities;
  }
  set entities(entities: readonly unknown[]) {
    this.#entities = entities;
  }

  /** The first of them. */
  get entity(): unknown {
    return this.#entities[0];
  }
}

/** A commit whose flushes go on making changes. */
export class FlushLoopError extends JoineryError {
  constructor(rounds: number) {
    super(
      "FLUSH_LOOP",
      `after ${rounds} rounds of flushing there are still changes: something changes entities at every flush`,
    );
  }
}
