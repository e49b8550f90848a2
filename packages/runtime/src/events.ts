/**
 * What goes to the database, told to whoever asks: `echo`, `onStatement`, the slow-query log, and Node.js' diagnostics_channel, from which
 * tracers make spans. Parameters of `@secret` columns are masked here, once, for all of them.
 *
 * Channels:
 * - `joinery:query`: a StatementEvent after each statement.
 * - `tracing:joinery:query:start`, `:end`, `:error`, and of an async client `:asyncStart` and `:asyncEnd`: a TracingChannel of that name.
 *   All five are given the same StatementEvent, whose outcome is filled in as it becomes known. `start` is told in the async context of
 *   the program's call, whichever operations were queued before it; so a span that begins there has the right parent.
 * - `joinery:transaction`: a TransactionEvent after each step of a transaction.
 * - `joinery:acquire`: an AcquireEvent whenever a connection was lent or could not be.
 */
import { channel, tracingChannel } from "node:diagnostics_channel";
import { type Caller, currentCaller, withCaller } from "./events/caller.ts";
import type { PoolStatistics, StatementWatch } from "./io/connection.ts";
import type { CellValue, Purpose, Statement } from "./io/request.ts";

/** Where something happened. */
export interface EventSource {
  /** The URL without its password; of a driver that the program made, the engine's name. */
  readonly database: string;
  /** The engine, by its name in OpenTelemetry's `db.system.name`: `sqlite`, `postgresql`, `mysql`, `mariadb`, … */
  readonly system: string;
}

/** One statement that went to the database. */
export interface StatementEvent extends EventSource {
  readonly sql: string;
  /** As the driver binds them; `***` for those of a `@secret` column. */
  readonly params: readonly CellValue[];
  /** The model whose rows it reads or writes; undefined for SQL of the program's own and for steps of transactions. */
  readonly model: string | undefined;
  /** The model's table, unquoted. */
  readonly table: string | undefined;
  /** What called the session; undefined while nobody asks for callers. */
  readonly caller: Caller | undefined;
  readonly durationMs: number;
  /** Given or changed. */
  readonly rows: number;
  /** What the statement failed with; undefined where it did not. */
  readonly error: unknown;
}

export type TransactionStep = "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollbackTo";

/** One step of a transaction that went to the database. */
export interface TransactionEvent extends EventSource {
  readonly step: TransactionStep;
  readonly caller: Caller | undefined;
  readonly durationMs: number;
  readonly error: unknown;
}

/** A session that asked for a connection. */
export interface AcquireEvent extends EventSource {
  readonly purpose: Purpose;
  /** From the question to the answer: the wait for a connection, or for the writer's turn. */
  readonly durationMs: number;
  /** After it. */
  readonly pool: PoolStatistics;
  /** What it failed with, such as PoolTimeout; undefined where it did not. */
  readonly error: unknown;
}

/** Is told of each statement after it ran. Must not talk to the database itself. */
export type StatementListener = (event: StatementEvent) => void;

export interface ListenOptions {
  /** Whether events say who called, which takes a stack trace at each call of a session. False when absent. */
  readonly caller?: boolean | undefined;
}

const queryChannel = channel("joinery:query");
const queryTracing = tracingChannel<unknown, Happening>("joinery:query");
const transactionChannel = channel("joinery:transaction");
const acquireChannel = channel("joinery:acquire");

/** What an event is while its statement runs. */
type Happening = { -readonly [K in keyof Omit<StatementEvent, "error">]: StatementEvent[K] } & {
  // Absent until it is known: tracers take an `end` with a result or an error for that of a statement that is done.
  error?: unknown;
};

interface Listening {
  readonly tell: StatementListener;
  readonly wantsCaller: boolean;
}

/** What the events of one database have in common. */
export interface EventsOptions extends EventSource {
  /** The tables of models, by the models' names. */
  readonly tables: ReadonlyMap<string, string>;
  /** Where the generated client is, which is no caller. */
  readonly clientDirectory: string | undefined;
  /** Whether callers are wanted though no listener asks, for the channels. */
  readonly wantsCaller: boolean;
}

const nowhere: EventsOptions = {
  database: "",
  system: "",
  tables: new Map(),
  clientDirectory: undefined,
  wantsCaller: false,
};

/** The listeners of one database. */
export class StatementEvents implements StatementWatch {
  readonly #options: EventsOptions;
  // Replaced as a whole, so that one may leave while it is told.
  #listening: readonly Listening[] = [];
  #wantsCaller: boolean;

  constructor(options: EventsOptions = nowhere) {
    this.#options = options;
    this.#wantsCaller = options.wantsCaller;
  }

  get isWatched(): boolean {
    return (
      this.#listening.length > 0 ||
      queryChannel.hasSubscribers ||
      queryTracing.hasSubscribers ||
      transactionChannel.hasSubscribers
    );
  }

  /** Whether somebody is told how long connections are waited for. */
  get watchesPool(): boolean {
    return acquireChannel.hasSubscribers;
  }

  /** @returns takes the listener off again. */
  add(tell: StatementListener, { caller = false }: ListenOptions = {}): () => void {
    const listening = { tell, wantsCaller: caller };
    this.#set([...this.#listening, listening]);
    return () => this.#set(this.#listening.filter((other) => other !== listening));
  }

  /** Runs what a program called, and notes who called where somebody wants to know. */
  called<T>(work: () => T): T {
    return this.#wantsCaller && this.isWatched ? withCaller(this.#options.clientDirectory, work) : work();
  }

  measure<T>(statement: Statement, params: readonly CellValue[], work: () => T, rowsOf: (result: T) => number): T {
    const event = this.#happening(statement, params);
    const timed = (): T => {
      const start = performance.now();
      try {
        const result = work();
        event.rows = rowsOf(result);
        return result;
      } catch (error) {
        event.error = error;
        throw error;
      } finally {
        event.durationMs = performance.now() - start;
      }
    };
    try {
      if (!queryTracing.hasSubscribers) return timed();
      // Past what it gives, which tracing would add to the event: rows are nobody's business.
      let result: { readonly value: T } | undefined;
      queryTracing.traceSync(() => void (result = { value: timed() }), event);
      return (result as unknown as { readonly value: T }).value; // it ran, or threw
    } finally {
      this.#tell(event);
    }
  }

  async measureAsync<T>(
    statement: Statement,
    params: readonly CellValue[],
    work: () => Promise<T>,
    rowsOf: (result: T) => number,
  ): Promise<T> {
    const event = this.#happening(statement, params);
    const timed = async (): Promise<T> => {
      const start = performance.now();
      try {
        const result = await work();
        event.rows = rowsOf(result);
        return result;
      } catch (error) {
        event.error = error;
        throw error;
      } finally {
        event.durationMs = performance.now() - start;
      }
    };
    try {
      if (!queryTracing.hasSubscribers) return await timed();
      let result: { readonly value: T } | undefined; // as of measure
      await queryTracing.tracePromise(async () => void (result = { value: await timed() }), event);
      return (result as unknown as { readonly value: T }).value; // it ran, or threw
    } finally {
      this.#tell(event);
    }
  }

  /** Tells that a connection was asked for. */
  acquired(purpose: Purpose, durationMs: number, pool: PoolStatistics, error: unknown): void {
    const { database, system } = this.#options;
    const event: AcquireEvent = { purpose, durationMs, pool, error, database, system };
    acquireChannel.publish(event);
  }

  #set(listening: readonly Listening[]): void {
    this.#listening = listening;
    this.#wantsCaller = this.#options.wantsCaller || listening.some(({ wantsCaller }) => wantsCaller);
  }

  #happening({ sql, secret, model }: Statement, params: readonly CellValue[]): Happening {
    const shown = secret === undefined ? params : params.map((cell, index) => (secret[index] === true ? "***" : cell));
    const { database, system, tables } = this.#options;
    const table = model === undefined ? undefined : tables.get(model);
    const caller = this.#wantsCaller ? currentCaller() : undefined;
    return { sql, params: shown, model, table, caller, database, system, durationMs: 0, rows: 0 };
  }

  #tell(happening: Happening): void {
    happening.error ??= undefined;
    const event = happening as StatementEvent; // it has an error now, if only none
    for (const { tell } of this.#listening) {
      try {
        tell(event);
      } catch (failure) {
        // As diagnostics_channel does: a listener's bug must not undo the work of those it listens to, nor go unseen.
        queueMicrotask(() => {
          throw failure;
        });
      }
    }
    if (queryChannel.hasSubscribers) queryChannel.publish(event);
    if (!transactionChannel.hasSubscribers) return;
    const step = stepOf(event.sql);
    if (step === undefined) return;
    const { caller, durationMs, error, database, system } = event;
    transactionChannel.publish({ step, caller, durationMs, error, database, system } satisfies TransactionEvent);
  }
}

/** In the words of all engines. */
function stepOf(sql: string): TransactionStep | undefined {
  switch (/^(?:BEGIN|START TRANSACTION|COMMIT|ROLLBACK TO|ROLLBACK|SAVEPOINT|RELEASE)\b/.exec(sql)?.[0]) {
    case "BEGIN":
    case "START TRANSACTION":
      return "begin";
    case "COMMIT":
      return "commit";
    case "ROLLBACK":
      return "rollback";
    case "ROLLBACK TO":
      return "rollbackTo";
    case "SAVEPOINT":
      return "savepoint";
    case "RELEASE":
      return "release";
    default:
      return undefined;
  }
}

/** Long texts and bytes are cut here: an echo is read by people. */
const maxShown = 80;

function showParam(cell: CellValue): string {
  if (cell === "***") return cell;
  if (cell instanceof Uint8Array) return `<${cell.byteLength} bytes>`;
  const text = typeof cell === "string" ? JSON.stringify(cell) : String(cell);
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

/**
 * A listener that prints each statement with its parameters and time.
 *
 * @param print takes one line; writes to stderr when absent.
 */
export function echo(
  print: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): StatementListener {
  return ({ sql, params, durationMs, error }) => {
    const shown = params.length === 0 ? "" : `  [${params.map(showParam).join(", ")}]`;
    print(`${sql}${shown}  ${durationMs.toFixed(2)} ms${error === undefined ? "" : "  failed"}`);
  };
}
