/**
 * A statement as it grows: text and parameters together, in one pass, so that the n-th parameter of the text is the n-th of the list. (SQLite's
 * have no numbers.) Strings are joined by `+=`, which the engine keeps as a rope until a driver first reads it.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, CellValue, Statement } from "../io/request.ts";
import type { Criteria } from "../expr/criteria.ts";
import type { CellType, ColumnMeta, Model } from "../meta/model.ts";
import { columnSql } from "./column-sql.ts";
import { sourceOf } from "./source.ts";

export class SqlWriter {
  readonly dialect: Dialect;
  readonly params: CellValue[] = [];
  text = "";
  /** What the statement asks of the models that it reads; null while one of the criteria is written. */
  criteria: Criteria | null;
  /** How many parameters stand before those written here. */
  readonly #before: number;
  readonly #kinds: CellKind[] = [];
  #secret: boolean[] | null = null;
  #aliases = 0;

  constructor(dialect: Dialect, criteria: Criteria | null = null, before = 0) {
    this.dialect = dialect;
    this.criteria = criteria;
    this.#before = before;
  }

  /** A name for one more table: t0, t1, … */
  nextAlias(): string {
    return `t${this.#aliases++}`;
  }

  /** `alias."column"` */
  name(alias: string, column: string): string {
    return `${alias}.${this.dialect.quote(column)}`;
  }

  /** A column of any kind under its model's alias. */
  column(alias: string, column: ColumnMeta): string {
    return columnSql(this.dialect, column, `${alias}.`);
  }

  /** The model's own table, for statements that are the user's. */
  table(model: Model): string {
    return this.dialect.table({ schema: model.schema, name: model.table });
  }

  /** Where its rows are read. */
  source(model: Model): string {
    return sourceOf(model, this.dialect);
  }

  /** Takes in a parameter; returns its text, which must be written next. */
  parameter(cell: CellValue, type: CellType<unknown>, isSecret: boolean, typed = false): string {
    return this.dialect.parameter(this.push(cell, type.kind, isSecret), type, typed);
  }

  /** Takes in a column's parameter. */
  ofColumn(cell: CellValue, column: ColumnMeta): string {
    return this.parameter(cell, column.type, column.secret);
  }

  /** Takes in a parameter and returns its one-based position, for the dialect's own forms. */
  push(cell: CellValue, kind: CellKind, isSecret: boolean): number {
    this.params.push(cell);
    this.#kinds.push(kind);
    if (isSecret) {
      this.#secret ??= [];
      this.#secret[this.params.length - 1] = true;
    }
    return this.#before + this.params.length;
  }

  /** @param model the name of whose rows the statement reads; absent where it is the user's own */
  finish(model?: string): { statement: Statement; params: readonly CellValue[] } {
    const statement: Statement = {
      sql: this.text,
      kinds: this.#kinds,
      ...(this.#secret === null ? {} : { secret: this.#secret }),
      ...(model === undefined ? {} : { model }),
    };
    return { statement, params: this.params };
  }
}
