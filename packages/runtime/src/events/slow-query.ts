/** The log of statements that take long. */
import type { StatementEvent, StatementListener } from "../events.ts";
import type { Caller } from "./caller.ts";
import { sanitizeSql } from "./sanitize.ts";

/** A statement that took as long as the threshold, or longer. No parameter of it, and no literal. */
export interface SlowStatement {
  readonly sql: string;
  readonly durationMs: number;
  /** Given or changed. */
  readonly rows: number;
  /** As of `StatementEvent`. */
  readonly model: string | undefined;
  readonly caller: Caller | undefined;
  readonly database: string;
  /** Whether it failed after all that time. */
  readonly hasFailed: boolean;
}

export interface SlowQueryOptions {
  /** Milliseconds from which on a statement is slow. */
  readonly threshold: number;
  /** What is told; a line is written to stderr when absent. */
  readonly log?: ((statement: SlowStatement) => void) | undefined;
}

/** A listener that tells of what is slow. @param escapesInStrings as of `sanitizeSql` */
export function slowQueries(
  { threshold, log = writeLine }: SlowQueryOptions,
  escapesInStrings: boolean,
): StatementListener {
  return ({ sql, durationMs, rows, model, caller, database, error }: StatementEvent) => {
    if (durationMs < threshold) return;
    const hasFailed = error !== undefined;
    log({ sql: sanitizeSql(sql, escapesInStrings), durationMs, rows, model, caller, database, hasFailed });
  };
}

function writeLine({ sql, durationMs, rows, model, caller, hasFailed }: SlowStatement): void {
  const facts = [
    `${durationMs.toFixed(1)} ms`,
    hasFailed ? "failed" : `${rows} row${rows === 1 ? "" : "s"}`,
    ...(model === undefined ? [] : [model]),
    ...(caller === undefined ? [] : [`${caller.file}:${caller.line}:${caller.column}`]),
  ];
  process.stderr.write(`slow query (${facts.join(", ")}): ${sql}\n`);
}
