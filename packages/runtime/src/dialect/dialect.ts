/** What an engine's SQL is like: facts, and the few places where the text differs. */
import type { CellValue, IsolationLevel, Purpose, TransactionShape } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import type { LiveSchema } from "./live-schema.ts";

/** `like` tells `a` from `A` on every engine, `ilike` does not (on SQLite, for the letters of ASCII). */
export type PatternKind = "like" | "ilike";

/** The rows of a statement, as one parameter for each of their columns. */
export interface ColumnArrays {
  /** What stands in FROM: a table `v` with columns `column1` and on, whose rows come in the arrays' order. The parameters are the first ones. */
  rows(types: readonly CellType<unknown>[]): string;
  /** A parameter: the cells that a column has in all rows. Its kind is `text`. */
  column(cells: readonly CellValue[], type: CellType<unknown>): CellValue;
}

export interface Dialect {
  readonly name: "sqlite" | "postgresql" | "mysql";
  readonly supports: {
    /** Several connections may write at once. */
    readonly concurrentWriters: boolean;
    /** A failed statement leaves its transaction usable. */
    readonly statementRollback: boolean;
    /** INSERT gives rows back. Where it does not, the database's counters are asked for their keys, and the rest is read by them. */
    readonly insertReturning: boolean;
    /** UPDATE and DELETE give rows back. Where they do not, what the database computes is read afterwards. */
    readonly updateReturning: boolean;
    /** RETURNING takes the alias of the table that is changed: it must where another table is there, or cannot at all. */
    readonly returningAlias: boolean;
    /** `OFFSET` may stand without a `LIMIT`. */
    readonly offsetWithoutLimit: boolean;
    /** Keys that the database assigns ascend in the order in which one statement sent the rows, or visibly do not. True when absent. */
    readonly assignsKeysInOrder?: boolean;
    /** One UPDATE may change keys that other rows of it refer to: not where references are looked at before cascades reach them. True when absent. */
    readonly rekeysTogether?: boolean;
    /** A backslash escapes in strings, and double quotes make strings too. */
    readonly escapesInStrings?: boolean;
    /** UPDATE takes many rows' values `FROM (VALUES …)`; else it is joined to a derived table. */
    readonly updateFrom: boolean;
    /** The table of a DELETE may have an alias. */
    readonly deleteAlias: boolean;
    /** The conditions of an UPDATE or DELETE may read the table that it changes. */
    readonly readsChangedTable: boolean;
    /** ON CONFLICT names the key that it is about, and the table may have an alias; else any unique key of the table counts. */
    readonly conflictTarget: boolean;
    /** Texts are equal where their characters are, and patterns tell `a` from `A`; else a column's collation says so. */
    readonly exactText: boolean;
    /** ORDER BY takes NULLS FIRST and NULLS LAST. */
    readonly nullsOrder: boolean;
  };
  /** Parameters in one statement. */
  readonly maxParameters: number;
  /** Of how many cells a list may be, for each to be a parameter of its own; one parameter carries those of a longer one. */
  readonly expandedList: number;
  /**
   * The level at which a transaction is refused a write that conflicts with one that committed after its first read: "repeatable read" when
   * absent. Not asked where there is one writer.
   */
  readonly conflictLevel?: IsolationLevel;
  /** The statements that begin a transaction. @throws ArgumentError where the engine has no such transaction */
  begin(purpose: Purpose, shape: TransactionShape): readonly string[];
  /** An identifier, quoted. */
  quote(name: string): string;
  /** A table as statements name it, quoted. */
  table(table: { readonly schema?: string | undefined; readonly name: string }): string;
  /**
   * The parameter at one-based `position`: parameters stand in the text in the order of their positions, since SQLite's have no numbers.
   * `typed` where the context gives it no type, as in VALUES.
   */
  parameter(position: number, type: CellType<unknown>, typed: boolean): string;
  /** `column`, quoted, in a select list or RETURNING, so that its cell comes in the form that `CellValue` describes. */
  select(column: string, type: CellType<unknown>): string;
  /** A condition that holds where `column` is among the cells that one parameter carries. */
  isAmong(column: string, position: number, type: CellType<unknown>): string;
  /** The one parameter of `isAmong`. Its kind is `list`. */
  list(cells: readonly CellValue[], type: CellType<unknown>): CellValue;
  /** What may stand behind IN, of rows in parentheses. */
  rowList(rows: string): string;
  /** How many rows go out as one array for each column; null where each of their cells is a parameter. */
  readonly arrays: ColumnArrays | null;
  /** A condition that holds where `column` matches the pattern that `parameter` carries; backslash escapes. */
  matches(column: string, parameter: string, kind: PatternKind): string;
  /** The parameter of `matches`. */
  pattern(text: string, kind: PatternKind): CellValue;
  /** `expression`, in a form whose order is that of the type's values. */
  sortable(expression: string, type: CellType<unknown>): string;
  /** `expression`, a column of a derived table, as it may stand beside a table's own column of the type in `=`. */
  comparable(expression: string, type: CellType<unknown>): string;
  /** `expression`, of the column type that a context would not give it. */
  cast(expression: string, type: CellType<unknown>): string;
  /** The schema's own SQL, in parentheses, as what a column of this type would give. */
  expression(sql: string, type: CellType<unknown>): string;
  /** A SELECT of the names of the tables, views and types that exist: as they are where unqualified names lead, and `schema.name`. */
  readonly existingNames: string;
  /** What `db.check` asks of the tables that exist. */
  readonly liveSchema: LiveSchema;
  /** Drops tables, views and types, with what refers to them where the engine needs that said. Names are quoted, as they were created. */
  drops(made: readonly { readonly kind: "table" | "view" | "type"; readonly name: string }[]): readonly string[];
  /** What an INSERT of a row without values says behind the table's name. */
  readonly defaultRow: string;
  /** The LIMIT of as many rows as there are. */
  readonly noLimit: string;
  /** The end of an INSERT that leaves a row alone which is there already. @param column one of the row's, quoted */
  unlessThere(column: string): string;
  /** The beginning of a DELETE over a table under an alias, which conditions name. */
  deleteFrom(table: string, alias: string): string;
  /**
   * The end of an INSERT that changes a row which is there already, or leaves it alone where nothing is assigned.
   *
   * @param key the columns of the unique key, quoted
   * @param assignments `column = expression`
   */
  onConflict(key: readonly string[], assignments: readonly string[]): string;
  /** The value that such an INSERT has for a column, quoted. */
  excluded(column: string): string;
  /** `expression` in an assignment of `onConflict`, and `column` as it was where the row that is there has another key. */
  ifSameKey(key: readonly string[], column: string, expression: string): string;
  /** The end of a SELECT that sees what others have committed since the transaction's first read. */
  readonly currentRead: string;
}
