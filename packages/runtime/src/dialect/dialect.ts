/** What an engine's SQL is like: facts, and the few places where the text differs. */
import type { CellValue, Purpose, TransactionShape } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";

/** `like` tells `a` from `A` on every engine, `ilike` does not (on SQLite, for the letters of ASCII). */
export type PatternKind = "like" | "ilike";

export interface Dialect {
  readonly name: "sqlite" | "postgresql" | "mysql";
  readonly supports: {
    /** Several connections may write at once. */
    readonly concurrentWriters: boolean;
    /** A failed statement leaves its transaction usable. */
    readonly statementRollback: boolean;
    /** RETURNING takes the alias of the table that is changed: it must where another table is there, or cannot at all. */
    readonly returningAlias: boolean;
    /** `OFFSET` may stand without a `LIMIT`. */
    readonly offsetWithoutLimit: boolean;
    /** A backslash escapes in strings, and double quotes make strings too. */
    readonly escapesInStrings?: boolean;
  };
  /** Parameters in one statement. */
  readonly maxParameters: number;
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
  /** A condition that holds where `column` matches the pattern that `parameter` carries; backslash escapes. */
  matches(column: string, parameter: string, kind: PatternKind): string;
  /** The parameter of `matches`. */
  pattern(text: string, kind: PatternKind): CellValue;
  /** `expression`, in a form whose order is that of the type's values. */
  sortable(expression: string, type: CellType<unknown>): string;
  /** `expression`, of the column type that a context would not give it. */
  cast(expression: string, type: CellType<unknown>): string;
  /** The schema's own SQL, in parentheses, as what a column of this type would give. */
  expression(sql: string, type: CellType<unknown>): string;
  /** A SELECT of the names of the tables, views and types that exist: as they are where unqualified names lead, and `schema.name`. */
  readonly existingNames: string;
  /** Drops a table, view or type, with what refers to it where the engine needs that said. @param name quoted, as it was created */
  drop(kind: "table" | "view" | "type", name: string): string;
}
