/**
 * A connection of mysql2: statements prepared once, cells as `CellValue` says, errors as ours.
 *
 * What runs is called off by KILL QUERY from another connection, for this one is busy. The server may be told too late: the statement has
 * ended, and the kill would hit the next one. So the answer to the kill is waited for, and a statement that does nothing takes what is left
 * of it. A server that does not answer within five seconds is given up: the connection is destroyed, and not lent again.
 */
import { tableIn, uniqueOver, wrapMysqlError } from "../dialect/mysql-errors.ts";
import { ConnectionLost, UniqueViolation } from "../errors.ts";
import type { Connection, Limits } from "../io/connection.ts";
import type { CellValue, Inserted, Row, Statement } from "../io/request.ts";
import { answerBound, timedOut } from "./limits.ts";
import { bound, type MysqlField, readRows } from "./mysql-cells.ts";

/** What the server says of a statement without rows. Numbers may come as digits. */
interface Header {
  readonly affectedRows: number | string;
  readonly insertId: number | string;
  readonly serverStatus?: number | undefined;
}

type Answer = (error: unknown, result: unknown, fields: unknown) => void;

/** What is used of a connection of mysql2, which is one. Told by its shape, so that nobody needs mysql2's declarations to check ours. */
export interface MysqlRawConnection {
  readonly threadId: number | null;
  /** The socket. */
  readonly stream?: { ref?(): unknown; unref?(): unknown } | undefined;
  execute(options: object, values: unknown[], answer: Answer): unknown;
  query(options: object, answer: Answer): unknown;
  end(answer: (error: unknown) => void): void;
  destroy(): void;
  on(event: "error" | "end", listener: (error: unknown) => void): unknown;
}

const keyColumns =
  "SELECT column_name FROM information_schema.statistics " +
  "WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND index_name = ? AND column_name IS NOT NULL ORDER BY seq_in_index";

/** Does nothing; the answer tells whether a transaction is open. */
const status = "DO 0";
/** The status flag of an open transaction. */
const inTransaction = 1;
/** "This command is not supported in the prepared statement protocol yet". */
const notPreparable = 1295;

export class MysqlConnection implements Connection<"async"> {
  readonly raw: MysqlRawConnection;
  readonly #kill: (threadId: number) => Promise<void>;
  /** How far apart the keys of one INSERT are (`auto_increment_increment`). */
  keyStep = 1;
  /** The bytes that the server takes at once (`max_allowed_packet`). It ends the connection over more, and is seldom heard to say why. */
  maxPacket = Infinity;
  /** See `Connection`. Its driver sets it when it is given back. */
  isUntried = false;
  #isBroken = false;
  #isOpen = false;

  /** @param kill ends what the connection of that number runs */
  constructor(raw: MysqlRawConnection, kill: (threadId: number) => Promise<void>) {
    this.raw = raw;
    this.#kill = kill;
    const lose = (): void => void (this.#isBroken = true);
    raw.on("error", lose);
    raw.on("end", lose);
  }

  /** Whether it must not be lent again. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** As the server said last. */
  get isInTransaction(): boolean {
    return this.#isOpen;
  }

  async query(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<Row[]> {
    const { result, fields } = await this.#run(statement, params, limits);
    return Array.isArray(result) && Array.isArray(fields) ? readRows(result as Row[], fields as MysqlField[]) : [];
  }

  async run(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<number> {
    const { result } = await this.#run(statement, params, limits);
    return Array.isArray(result) ? result.length : Number((result as Header).affectedRows);
  }

  async insert(statement: Statement, params: readonly CellValue[], limits?: Limits): Promise<Inserted> {
    const { result } = await this.#run(statement, params, limits);
    const { affectedRows, insertId } = result as Header; // an INSERT gives no rows
    return { count: Number(affectedRows), firstKey: String(insertId), keyStep: this.keyStep };
  }

  async exec(sql: string, limits?: Limits): Promise<void> {
    await this.#limited(sql, limits, () => this.#send(sql, null));
  }

  #run(statement: Statement, params: readonly CellValue[], limits: Limits | undefined): Promise<Reply> {
    return this.#limited(statement.sql, limits, () => this.#send(statement.sql, bound(statement, params)));
  }

  /** @param values null sends it as text, with nothing prepared */
  #send(sql: string, values: unknown[] | null): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const options = { sql, rowsAsArray: true };
      const answer: Answer = (error, result, fields) => {
        if (error !== null && error !== undefined) {
          if (values?.length === 0 && numberOf(error) === notPreparable) return resolve(this.#send(sql, null));
          this.#isBroken ||= isFatal(error);
          const wrapped = wrapMysqlError(error, sql);
          if (wrapped instanceof UniqueViolation) return void this.#withColumns(wrapped).then(reject);
          // An error comes without the word on the transaction, which a deadlock ends and most others do not.
          if (!this.#isOpen || this.#isBroken || sql === status) return reject(wrapped);
          return void this.#send(status, null)
            .catch(ignore)
            .then(() => reject(wrapped));
        }
        this.isUntried = false;
        const last: unknown = Array.isArray(result) ? result.at(-1) : result; // a procedure gives its own rows first
        const { serverStatus } = (last ?? {}) as Partial<Header>; // or a row, which has no such field
        if (serverStatus !== undefined) this.#isOpen = (serverStatus & inTransaction) !== 0;
        resolve({ result, fields });
      };
      if (bytesOf(sql, values) > this.maxPacket) reject(wrapMysqlError(tooLarge(), sql));
      else if (this.#isBroken)
        reject(new ConnectionLost("the connection to the server is lost: repeat the transaction", { sql }));
      else if (values === null) this.raw.query(options, answer);
      else this.raw.execute(options, values, answer);
    });
  }

  async #limited(sql: string, limits: Limits | undefined, send: () => Promise<Reply>): Promise<Reply> {
    const { statementTimeout, signal } = limits ?? {};
    if (statementTimeout === undefined && signal === undefined) return send();
    signal?.throwIfAborted();
    let stop: (error: unknown) => void = ignore;
    const stopped = new Promise<{ readonly reason: unknown }>((resolve) => (stop = (reason) => resolve({ reason })));
    const onAbort = (): void => stop(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      statementTimeout === undefined
        ? undefined
        : setTimeout(() => stop(timedOut(statementTimeout, sql)), statementTimeout);
    try {
      const work = send();
      const first = await Promise.race([work, stopped]);
      if (!("reason" in first)) return first;
      await this.#callOff(work);
      throw first.reason;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** The server names the key that is taken, and not its columns. What a partial index ends in is none of the schema's. */
  async #withColumns(violation: UniqueViolation): Promise<UniqueViolation> {
    const { constraint = "", sql } = violation;
    const table = tableIn(sql);
    if (table === undefined) return violation;
    const params = [table.schema, table.name, constraint];
    try {
      const { result } = await this.#send(keyColumns, params);
      const columns = (result as Row[]).map(([name]) => String(name));
      return uniqueOver(
        columns.filter((name) => name !== `${constraint}_where`),
        violation,
      );
    } catch {
      return violation; // what is known of it is told
    }
  }

  /** Ends what runs, and waits until it has: the connection is usable afterwards, or broken. */
  async #callOff(work: Promise<unknown>): Promise<void> {
    const ended = Promise.all([work.catch(ignore), this.#kill(this.raw.threadId ?? 0)])
      .then(() => (this.#isBroken ? undefined : this.#send(status, null).catch(ignore)))
      .then(
        () => true,
        () => false,
      );
    const isEnded = await within(answerBound, ended);
    if (isEnded === true) return;
    this.#isBroken = true;
    this.raw.destroy();
  }
}

interface Reply {
  readonly result: unknown;
  readonly fields: unknown;
}

/** What a promise gives; undefined where that takes longer than the bound. */
export async function within<T>(boundMs: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), boundMs))),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

/** About how much is sent. A number or the end of a text takes at most nine bytes. */
function bytesOf(sql: string, values: readonly unknown[] | null): number {
  let bytes = sql.length * 3; // as UTF-8 at most: the text is never what is large
  for (const value of values ?? [])
    bytes += 9 + (typeof value === "string" || Buffer.isBuffer(value) ? Buffer.byteLength(value) : 0);
  return bytes;
}

/** What the server would say. */
const tooLarge = (): Error =>
  Object.assign(new Error("Got a packet bigger than 'max_allowed_packet' bytes"), {
    errno: 1153,
    code: "ER_NET_PACKET_TOO_LARGE",
  });

function ignore(): void {}

function numberOf(error: unknown): unknown {
  return error instanceof Error && "errno" in error ? error.errno : undefined;
}

/** mysql2 marks the errors after which a connection is of no use. */
function isFatal(error: unknown): boolean {
  return error instanceof Error && "fatal" in error && error.fatal === true;
}
