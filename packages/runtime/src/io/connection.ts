/** What a driver provides, in both colours. */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellValue, Inserted, Purpose, Row, Statement } from "./request.ts";

/** The two colours of a client: how a value that needs the database is given. */
export interface Colours<T> {
  sync: T;
  async: Promise<T>;
}
export type Colour = keyof Colours<unknown>;

/** What bounds a statement. A synchronous driver looks at the signal before a statement alone: nothing else runs during one. */
export interface Limits {
  /** Milliseconds that each statement may take; absent, as long as it takes. */
  readonly statementTimeout?: number | undefined;
  /** Calls off what runs, on the server too where the engine can. What it calls off is rejected with its reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a session asks of the connection that it borrows. */
export interface Demand extends Limits {
  /** It is for a transaction, which begins with the first statement: where there are several places to read from, all of it goes to one. */
  readonly isForTransaction?: boolean;
  /** No connection that has lain in the pool, since those there seem to be broken: one that is in use, or is opened for this. */
  readonly isFresh?: boolean;
}

/** One connection. Errors come wrapped once, as the classes of `errors.ts`. */
export interface Connection<C extends Colour> {
  /**
   * It may have lain in a pool, and has answered nothing since. Where it turns out to be broken, the server has most likely ended it
   * meanwhile, and a read that it was given can be repeated on another. False when absent.
   */
  readonly isUntried?: boolean;
  /**
   * Whether a transaction is open on it; absent where the driver cannot tell. Engines end one by themselves: after some failures, and with some
   * statements of the program's own.
   */
  readonly isInTransaction?: boolean | undefined;
  /** @throws StatementTimeout, or the signal's reason */
  query(statement: Statement, params: readonly CellValue[], limits?: Limits): Colours<Row[]>[C];
  /** The number of rows changed. @throws as of `query` */
  run(statement: Statement, params: readonly CellValue[], limits?: Limits): Colours<number>[C];
  /** As `run`, for an INSERT into a table whose keys the database assigns. On engines alone whose dialect has no `insertReturning`. */
  insert?(statement: Statement, params: readonly CellValue[], limits?: Limits): Colours<Inserted>[C];
  /** One statement without parameters or rows: BEGIN, SAVEPOINT, DDL. @throws as of `query` */
  exec(sql: string, limits?: Limits): Colours<void>[C];
}

/** The connections of a driver, counted. */
export interface PoolStatistics {
  /** That are open. */
  readonly open: number;
  /** That nobody uses, of those. */
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
  /** That may be open at once. */
  readonly limit: number;
}

/** When the sessions that share it last wrote. */
export class WriteMark {
  /** Of `performance.now`. */
  at = -Infinity;
}

/** What a session wants of a driver that has replicas. */
export interface Routing {
  readonly mark: WriteMark;
  /** Whether it reads from the primary alone. */
  readonly isPrimaryOnly: boolean;
}

/** An open database: it lends connections. */
export interface Driver<C extends Colour> {
  /** Said by a driver that exists in both colours, so that the wrong one of the two is refused. */
  readonly colour?: C;
  readonly dialect: Dialect;
  /** All sessions share one connection, so that who holds it keeps the others waiting. */
  readonly hasOneConnection: boolean;
  /**
   * Lends a connection until `release`. For `write` it also takes the writer's slot where the engine has one writer: an async driver
   * waits for its turn, a sync one throws WriterBusyError at once, since waiting would block the holder.
   *
   * @throws PoolTimeout, ConnectionClosed, DatabaseOpenError
   */
  acquire(purpose: Purpose, demand?: Demand): Colours<Connection<C>>[C];
  /** Takes it back. A connection that broke is thrown away; one whose transaction is open is rolled back before it is lent again. */
  release(connection: Connection<C>, purpose: Purpose): void;
  readonly pool: PoolStatistics;
  /** The driver as one session is to use it, where it has several places to send a statement to. */
  forSession?(routing: Routing): Driver<C>;
  close(): Colours<void>[C];
}

/** Who is told of statements. `isWatched` is asked before each, so that nothing is measured while nobody listens. */
export interface StatementWatch {
  readonly isWatched: boolean;
  /** Runs a statement and tells of it. @param rowsOf how many it gave or changed */
  measure<T>(statement: Statement, params: readonly CellValue[], work: () => T, rowsOf: (result: T) => number): T;
  /** The same for one that takes its time. */
  measureAsync<T>(
    statement: Statement,
    params: readonly CellValue[],
    work: () => Promise<T>,
    rowsOf: (result: T) => number,
  ): Promise<T>;
}
