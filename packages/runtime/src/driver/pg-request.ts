/**
 * One round trip: the messages of a statement, in one write, and their answers.
 *
 * pg would do with its own class of queries. This one knows more: what was put off (a BEGIN, a SAVEPOINT) goes out in front of the statement,
 * and what the server is to forget goes out with it, all before one Sync. The server skips everything up to the Sync after a failure, so that
 * nothing runs outside of a transaction whose BEGIN was refused. What a prepared statement gives is described once, when it is prepared.
 */
import type { Row } from "../io/request.ts";
import type { PgWire, Submittable } from "./pg-shapes.ts";
import { type Bound, type Reader, readerOf } from "./postgres-cells.ts";

/** A statement that the server keeps under a name. */
export interface Prepared {
  readonly name: string;
  /** How its columns are read; null until it was prepared. */
  readers: readonly Reader[] | null;
}

/** What is sent. */
export interface Sending {
  readonly sql: string;
  readonly values: readonly Bound[];
  /** Null for a statement that is used once. */
  readonly prepared: Prepared | null;
  /** Statements without rows and values that go in front. */
  readonly before: readonly string[];
  /** The names of prepared statements that are to be forgotten. */
  readonly forget: readonly string[];
  /** It has no values, and may be several statements where nothing goes in front. */
  readonly isScript: boolean;
}

export class PgRequest implements Submittable {
  readonly rows: Row[] = [];
  /** The readers of the rows, once they are known. */
  readers: readonly Reader[];
  readonly #sending: Sending;
  readonly #resolve: (request: PgRequest) => void;
  readonly #reject: (error: unknown) => void;
  #tag = "";
  #failure: unknown;

  constructor(sending: Sending, resolve: (request: PgRequest) => void, reject: (error: unknown) => void) {
    this.#sending = sending;
    this.readers = sending.prepared?.readers ?? [];
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** What the server says that it did: the first word of its answer. */
  get done(): string {
    return this.#tag.split(" ", 1)[0] ?? "";
  }

  /** How many rows it gave or changed. */
  get count(): number {
    const count = Number(this.#tag.slice(this.#tag.lastIndexOf(" ") + 1)); // `INSERT 0 5`, `UPDATE 5`, or `CREATE TABLE`
    return Number.isNaN(count) ? 0 : count;
  }

  submit(wire: PgWire): null {
    const { stream } = wire;
    stream.cork?.();
    try {
      this.#write(wire);
    } finally {
      stream.uncork?.();
    }
    return null;
  }

  #write(wire: PgWire): void {
    const { sql, values, prepared, before, forget, isScript } = this.#sending;
    for (const name of forget) wire.close({ type: "S", name });
    if (isScript && before.length === 0) {
      wire.query(sql);
      return;
    }
    for (const text of before) {
      wire.parse({ text });
      wire.bind({});
      wire.execute({});
    }
    const isPrepared = prepared !== null && prepared.readers !== null;
    const statement = prepared === null ? "" : prepared.name;
    if (!isPrepared) wire.parse({ name: statement, text: sql });
    wire.bind({ statement, values });
    if (!isPrepared) wire.describe({ type: "P" });
    wire.execute({});
    wire.sync();
  }

  handleRowDescription({ fields }: { readonly fields: readonly { readonly dataTypeID: number }[] }): void {
    this.readers = fields.map(({ dataTypeID }) => readerOf(dataTypeID));
  }

  handleDataRow({ fields }: { readonly fields: (string | null)[] }): void {
    const { readers } = this;
    const row: Row = fields; // a new list for each row, so it becomes the row
    try {
      for (let index = 0; index < fields.length; index++) {
        const text = fields[index];
        const reader = readers[index];
        if (reader !== null && reader !== undefined && typeof text === "string") row[index] = reader(text);
      }
    } catch (failure) {
      this.#failure ??= failure;
    }
    this.rows.push(row);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#tag = text;
  }

  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(): void {}

  /** Else the server would wait for the data for ever. */
  handleCopyInResponse(wire: PgWire): void {
    wire.sendCopyFail("a session has no data for COPY");
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.#resolve(this);
    else this.#reject(this.#failure);
  }

  /** A server's error is followed by what says that it is ready, or by the connection's end: only then is it known which. */
  handleError(error: unknown, wire: PgWire): void {
    if (!isServerError(error)) {
      this.#reject(error);
      return;
    }
    const settled = (): void => {
      wire.off("readyForQuery", settled);
      wire.off("end", settled);
      this.#reject(error);
    };
    wire.once("readyForQuery", settled);
    wire.once("end", settled);
  }
}

/** Whether it is a message of the server, and not a failure of the socket or of pg. */
function isServerError(error: unknown): boolean {
  return error instanceof Error && "severity" in error && error.severity !== undefined;
}
