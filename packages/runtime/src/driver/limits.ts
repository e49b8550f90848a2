/** What the drivers of servers have in common where a statement is called off. */
import { StatementTimeout } from "../errors.ts";

/** How long a server has to answer a cancellation, in milliseconds; then its connection is destroyed. */
export const answerBound = 5000;

/** The error of a statement that a driver has called off for its time. */
export function timedOut(ms: number, sql: string): StatementTimeout {
  return new StatementTimeout(
    `the statement ran longer than its statementTimeout of ${ms} ms, and was called off: make it faster, or raise "statementTimeout"`,
    { sql },
  );
}
