/**
 * The sans-IO vocabulary. Whatever talks to a database (flush, load, query, commit) is a generator that yields requests and receives
 * replies; `run-sync` drives it to its end, `run-async` awaits at each step. A request is one statement or one step of a transaction,
 * never a row: a yield costs some 50 to 100 ns.
 */

/**
 * A value as the runtime holds it, the same on every engine: Int and Float a number; BigInt its decimal digits; Decimal its canonical
 * digits (no exponent, no trailing zeros, no -0); Boolean 0 or 1; DateTime `YYYY-MM-DDTHH:MM:SS.sssZ`; Date `YYYY-MM-DD`; Time
 * `HH:MM:SS[.sss]`; Uuid lower case; Json and lists their JSON text; Bytes a Uint8Array; an enum the value that the database stores.
 */
export type CellValue = string | number | Uint8Array | null;

/** A cell of an entity's row; undefined while the database has yet to give its value. */
export type Cell<T extends CellValue = CellValue> = T | undefined;

/** The cells of one row, in the order of the statement's columns. */
export type Row = Cell[];

/** What a cell or parameter is, so that a driver can bind and read it. */
export type CellKind =
  | "int"
  | "bigint"
  | "float"
  | "decimal"
  | "text"
  | "bool"
  | "datetime"
  /** A moment that SQLite keeps as an integer, or as `YYYY-MM-DD HH:MM:SS`. */
  | "unixms"
  | "unixseconds"
  | "sqldatetime"
  | "date"
  | "time"
  | "uuid"
  | "json"
  | "bytes"
  | "enum"
  | "list";

/** Whether cells of the kind are the text of a moment, wherever an engine keeps it. */
export function isMoment(kind: CellKind): boolean {
  return kind === "datetime" || kind === "unixms" || kind === "unixseconds" || kind === "sqldatetime";
}

/** SQL that is ready to be prepared. Made once per shape and kept, so that drivers find what they prepared by the text's identity. */
export interface Statement {
  readonly sql: string;
  /** What each parameter is, in order; a driver binds by it. The last kind repeats where there are more parameters than kinds. */
  readonly kinds: readonly CellKind[];
  /** Which parameters belong to a `@secret` column: never printed. Absent where none does. */
  readonly secret?: readonly boolean[];
  /** The name of the model whose rows it reads or writes. */
  readonly model?: string;
  /** Whether it is the user's own, whose integers may be beyond 2^53 and are then given as their digits; Joinery's ask for those as text. */
  readonly isForeign?: boolean;
}

/** What an engine that gives no rows back tells of an INSERT. */
export interface Inserted {
  /** Rows. */
  readonly count: number;
  /** The digits of the key that the counter gave the first of them; "0" where it gave none. */
  readonly firstKey: string;
  /** How far each next row's key is from the one before. */
  readonly keyStep: number;
}

/** What a connection is wanted for: `write` takes the writer's slot where the engine has one writer. */
export type Purpose = "read" | "write";

/** How far a transaction is kept apart from others, in the SQL standard's words. */
export type IsolationLevel = "read uncommitted" | "read committed" | "repeatable read" | "serializable";

/** What a transaction is told as it begins; what is absent is the engine's own way. */
export interface TransactionShape {
  readonly isolationLevel?: IsolationLevel | undefined;
  /** Whether it refuses to write. */
  readonly readOnly?: boolean | undefined;
  /** Whether a serializable, read-only one waits for a snapshot that cannot fail (PostgreSQL). */
  readonly deferrable?: boolean | undefined;
}

export type Request =
  /** Gives `Row[]`. */
  | { readonly kind: "query"; readonly statement: Statement; readonly params: readonly CellValue[] }
  /** Gives the number of rows that the statement changed. */
  | { readonly kind: "run"; readonly statement: Statement; readonly params: readonly CellValue[] }
  /** An INSERT whose keys the database assigns, on an engine that gives no rows back. Gives `Inserted`. */
  | { readonly kind: "insert"; readonly statement: Statement; readonly params: readonly CellValue[] }
  /** Opens a transaction on a connection of its own, held until `commit` or `rollback`. `write` takes the writer's lock on SQLite. */
  | { readonly kind: "begin"; readonly mode: Purpose; readonly shape?: TransactionShape | undefined }
  | { readonly kind: "commit" }
  | { readonly kind: "rollback" }
  | { readonly kind: "savepoint"; readonly name: string }
  | { readonly kind: "release"; readonly name: string }
  | { readonly kind: "rollbackTo"; readonly name: string }
  /** Runs statements without parameters, for DDL. */
  | { readonly kind: "script"; readonly statements: readonly string[] }
  /**
   * Calls code of the program's own, a handler of an event, and waits for it where the client is async. What it asks of the session runs at once,
   * within the operation that calls it. Needs no connection.
   */
  | { readonly kind: "call"; readonly event: string; readonly work: () => unknown };

/** A piece of work that talks to a database, whoever drives it. Yields one request at a time and is given its reply, or thrown its error. */
// The reply's type follows from the request, which a generator's type cannot say; `query` and `run` below restore it.
export type Op<T> = Generator<Request, T, unknown>;

/** One statement that gives rows. */
export function* query(statement: Statement, params: readonly CellValue[]): Op<Row[]> {
  return (yield { kind: "query", statement, params }) as Row[]; // the runners answer a query with rows
}

/** One statement that changes rows; gives how many. */
export function* run(statement: Statement, params: readonly CellValue[]): Op<number> {
  return (yield { kind: "run", statement, params }) as number; // the runners answer a run with a count
}

/** One INSERT, on an engine that gives no rows back; tells which keys the database assigned. */
export function* insert(statement: Statement, params: readonly CellValue[]): Op<Inserted> {
  return (yield { kind: "insert", statement, params }) as Inserted; // the runners answer an insert with it
}
