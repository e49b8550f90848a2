/** What a driver provides, in both colours. */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellValue, Row, Statement } from "./request.ts";

/** The two colours of a client: how a value that needs the database is given. */
export interface Colours<T> {
  sync: T;
  async: Promise<T>;
}
export type Colour = keyof Colours<unknown>;

/** One connection. Errors come wrapped once, as the classes of `errors.ts`. */
export interface Connection<C extends Colour> {
  query(statement: Statement, params: readonly CellValue[]): Colours<Row[]>[C];
  /** The number of rows changed. */
  run(statement: Statement, params: readonly CellValue[]): Colours<number>[C];
  /** One statement without parameters or rows: BEGIN, SAVEPOINT, DDL. */
  exec(sql: string): Colours<void>[C];
}

/** An open database: it lends connections. */
export interface Driver<C extends Colour> {
  readonly dialect: Dialect;
  /**
   * Lends a connection until `release`. For `write` it also takes the writer's slot where the engine has one writer: an async driver
   * waits for its turn, a sync one throws WriterBusyError at once, since waiting would block the holder.
   */
  acquire(purpose: "read" | "write"): Colours<Connection<C>>[C];
  release(connection: Connection<C>, purpose: "read" | "write"): void;
  close(): Colours<void>[C];
}

/** Who is told of statements. `isWatched` is asked before each, so that nothing is measured while nobody listens. */
export interface StatementWatch {
  readonly isWatched: boolean;
  /** @param rows given or changed. @param error what the statement failed with. */
  tell(
    sql: string,
    params: readonly CellValue[],
    secret: readonly boolean[] | undefined,
    durationMs: number,
    rows: number,
    error: unknown,
  ): void;
}
