/**
 * A connection of node:sqlite: statements prepared once, parameters bound by their kinds.
 *
 * node:sqlite gives an integer as a number, and throws where it is beyond 2^53, unless the statement is told to give all as bigints, which
 * costs as much again as the row. Joinery's own columns never need it: their statements ask for such integers as text. So a SELECT is
 * tried with numbers and, where that throws, is asked once more for bigints, as it will be from then on. What writes cannot be tried
 * twice and gives bigints from the start; its rows are few. So does the user's own SQL: of -2^63 node:sqlite gives a number without a word.
 */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { isBoundOtherwise, toBound } from "../dialect/sqlite-moments.ts";
import type { Limits } from "../io/connection.ts";
import type { CellValue, Row, Statement } from "../io/request.ts";
import { withNumbers } from "./sqlite-integers.ts";
import type { PooledConnection } from "./sqlite-pool.ts";
import { wrapErrorAt } from "./sqlite-read-only.ts";
import { StatementCache } from "./statement-cache.ts";

interface Prepared {
  readonly statement: StatementSync;
  /** Gives rows. */
  readonly isReader: boolean;
  /** Some parameter is bound otherwise than as its cell. */
  readonly isConverted: boolean;
  /** Integers come as bigints. */
  givesBigInts: boolean;
}

/** One connection. Rows come as arrays of cells, errors as ours. */
export class NodeSqliteConnection implements PooledConnection {
  readonly #database: DatabaseSync;
  readonly #prepared: StatementCache<Prepared>;
  /** Something other than a query or a write ran: perhaps a BEGIN. */
  #mayBeOpen = false;

  constructor(database: DatabaseSync, statementCache: number) {
    this.#database = database;
    this.#prepared = new StatementCache(statementCache);
  }

  get isInTransaction(): boolean {
    return this.#database.isOpen && this.#database.isTransaction;
  }

  query(statement: Statement, params: readonly CellValue[], limits?: Limits): Row[] {
    limits?.signal?.throwIfAborted();
    try {
      const prepared = this.#prepared.get(statement.sql) ?? this.#prepare(statement);
      const values = bound(prepared, statement, params);
      if (prepared.isReader) return rowsOf(prepared, values);
      prepared.statement.run(...values);
      return [];
    } catch (error) {
      throw wrapErrorAt(() => this.#database.location(), error, statement.sql);
    }
  }

  run(statement: Statement, params: readonly CellValue[], limits?: Limits): number {
    limits?.signal?.throwIfAborted();
    try {
      const prepared = this.#prepared.get(statement.sql) ?? this.#prepare(statement);
      const values = bound(prepared, statement, params);
      return prepared.isReader
        ? prepared.statement.all(...values).length
        : Number(prepared.statement.run(...values).changes);
    } catch (error) {
      throw wrapErrorAt(() => this.#database.location(), error, statement.sql);
    }
  }

  exec(sql: string, limits?: Limits): void {
    this.#mayBeOpen = true;
    this.run({ sql, kinds: [] }, [], limits);
  }

  settle(): void {
    if (!this.#mayBeOpen) return;
    this.#mayBeOpen = false;
    if (this.isInTransaction) this.#database.exec("ROLLBACK");
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare({ sql, kinds, isForeign = false }: Statement): Prepared {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const givesBigInts = isForeign || !/^\s*(?:SELECT|VALUES|PRAGMA)\b/i.test(sql);
    if (givesBigInts) statement.setReadBigInts(true);
    const isReader = statement.columns().length > 0;
    const prepared = { statement, isReader, isConverted: kinds.some(isBoundOtherwise), givesBigInts };
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function rowsOf(prepared: Prepared, values: readonly SQLInputValue[]): Row[] {
  const { statement } = prepared;
  if (prepared.givesBigInts) return withNumbers(statement.all(...values));
  try {
    return statement.all(...values) as unknown as Row[]; // arrays, as it was told, without a bigint in them
  } catch (error) {
    if (!(error instanceof RangeError && "code" in error && error.code === "ERR_OUT_OF_RANGE")) throw error;
    statement.setReadBigInts(true);
    prepared.givesBigInts = true;
    return withNumbers(statement.all(...values));
  }
}

/** As node:sqlite takes them: a bigint bound as an integer, where text would do only beside a column. */
function bound(prepared: Prepared, { kinds }: Statement, params: readonly CellValue[]): readonly SQLInputValue[] {
  if (!prepared.isConverted) return params;
  return params.map((cell, index) => toBound(cell, kinds[Math.min(index, kinds.length - 1)]) as SQLInputValue); // a cell or a bigint
}
