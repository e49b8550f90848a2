/**
 * What goes to the database, told to whoever asks: `echo`, `onStatement`, and `diagnostics_channel` (`joinery:query`), from which tracers
 * make spans. Parameters of `@secret` columns are masked here, once, for all of them.
 */
import { channel } from "node:diagnostics_channel";
import type { StatementWatch } from "./io/connection.ts";
import type { CellValue, Statement } from "./io/request.ts";

/** One statement that went to the database. */
export interface StatementEvent {
  readonly sql: string;
  /** As the driver binds them; `***` for those of a `@secret` column. */
  readonly params: readonly CellValue[];
  readonly durationMs: number;
  /** Given or changed. */
  readonly rows: number;
  /** What the statement failed with; undefined where it did not. */
  readonly error: unknown;
}

/** Is told of each statement after it ran. Must not talk to the database itself. */
export type StatementListener = (event: StatementEvent) => void;

const queryChannel = channel("joinery:query");

/** The listeners of one database. */
export class StatementEvents implements StatementWatch {
  // Replaced as a whole, so that one may leave while it is told.
  #listeners: readonly StatementListener[] = [];

  get isWatched(): boolean {
    return this.#listeners.length > 0 || queryChannel.hasSubscribers;
  }

  /** @returns takes the listener off again. */
  add(listener: StatementListener): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  tell(
    { sql, secret }: Statement,
    params: readonly CellValue[],
    durationMs: number,
    rows: number,
    error: unknown,
  ): void {
    const shown = secret === undefined ? params : params.map((cell, index) => (secret[index] === true ? "***" : cell));
    const event: StatementEvent = { sql, params: shown, durationMs, rows, error };
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (failure) {
        // As diagnostics_channel does: a listener's bug must not undo the work of those it listens to, nor go unseen.
        queueMicrotask(() => {
          throw failure;
        });
      }
    }
    if (queryChannel.hasSubscribers) queryChannel.publish(event);
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
