/** A connection of better-sqlite3: statements prepared once, parameters bound by their kinds. */
import type BetterSqlite3 from "better-sqlite3";
import { isBoundOtherwise, toBound } from "../dialect/sqlite-moments.ts";
import type { Limits } from "../io/connection.ts";
import type { CellValue, Row, Statement } from "../io/request.ts";
import { withNumbers } from "./sqlite-integers.ts";
import type { PooledConnection } from "./sqlite-pool.ts";
import { wrapErrorAt } from "./sqlite-read-only.ts";
import { StatementCache } from "./statement-cache.ts";

/** A statement as better-sqlite3 has it, with what its use must know. */
interface Prepared {
  readonly statement: BetterSqlite3.Statement<unknown[], Row>;
  /** Gives rows. */
  readonly isReader: boolean;
  /** Some parameter is bound otherwise than as its cell: a bigint, whose cell is its digits. */
  readonly isConverted: boolean;
  /** The places of the columns that give a Buffer, which becomes a plain Uint8Array; null where there are none. */
  readonly blobs: readonly number[] | null;
  /** Integers come as bigints: else those beyond 2^53 are rounded without a word. */
  readonly givesBigInts: boolean;
}

/** One connection. Rows come as arrays of cells, errors as ours. */
export class SqliteConnection implements PooledConnection {
  readonly #database: BetterSqlite3.Database;
  readonly #prepared: StatementCache<Prepared>;
  /** Something other than a query or a write ran: perhaps a BEGIN. */
  #mayBeOpen = false;

  constructor(database: BetterSqlite3.Database, statementCache: number) {
    this.#database = database;
    this.#prepared = new StatementCache(statementCache);
  }

  get isInTransaction(): boolean {
    return this.#database.open && this.#database.inTransaction;
  }

  query(statement: Statement, params: readonly CellValue[], limits?: Limits): Row[] {
    limits?.signal?.throwIfAborted();
    try {
      const prepared = this.#prepared.get(statement.sql) ?? this.#prepare(statement);
      if (!prepared.isReader) {
        prepared.statement.run(bound(prepared, statement, params));
        return [];
      }
      // One value by itself: better-sqlite3 takes it faster than a list of one, and most reads are by one key.
      const values = bound(prepared, statement, params);
      const rows = values.length === 1 ? prepared.statement.all(values[0]) : prepared.statement.all(values);
      if (prepared.givesBigInts) withNumbers(rows);
      return prepared.blobs === null ? rows : withPlainBytes(rows, prepared.blobs);
    } catch (error) {
      throw wrapErrorAt(() => this.#database.name, error, statement.sql);
    }
  }

  run(statement: Statement, params: readonly CellValue[], limits?: Limits): number {
    limits?.signal?.throwIfAborted();
    try {
      const prepared = this.#prepared.get(statement.sql) ?? this.#prepare(statement);
      const values = bound(prepared, statement, params);
      return prepared.isReader ? prepared.statement.all(values).length : prepared.statement.run(values).changes;
    } catch (error) {
      throw wrapErrorAt(() => this.#database.name, error, statement.sql);
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
    this.#database.close();
  }

  #prepare({ sql, kinds, isForeign = false }: Statement): Prepared {
    const statement = this.#database.prepare<unknown[], Row>(sql);
    const isReader = statement.reader;
    if (isReader) statement.raw().safeIntegers(isForeign);
    const blobs = isReader ? statement.columns().flatMap(({ type }, index) => (type === "BLOB" ? [index] : [])) : [];
    const prepared = {
      statement,
      isReader,
      isConverted: kinds.some(isBoundOtherwise),
      blobs: blobs.length === 0 ? null : blobs,
      givesBigInts: isReader && isForeign,
    };
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/** As better-sqlite3 takes them: a bigint bound as an integer, where text would do only beside a column. */
function bound(prepared: Prepared, { kinds }: Statement, params: readonly CellValue[]): unknown[] {
  if (!prepared.isConverted) return params as unknown[]; // better-sqlite3 only reads it
  return params.map((cell, index) => toBound(cell, kinds[Math.min(index, kinds.length - 1)]));
}

function withPlainBytes(rows: Row[], blobs: readonly number[]): Row[] {
  for (const row of rows) {
    for (const index of blobs) {
      const cell = row[index];
      if (cell instanceof Uint8Array) row[index] = new Uint8Array(cell.buffer, cell.byteOffset, cell.byteLength);
    }
  }
  return rows;
}
