/**
 * For tests of programs: which statements a piece of work issues. Counts are logical: one statement is one round trip that carries a
 * query or a write, so what opens and ends transactions is listed apart.
 */
import type { StatementEvent, StatementListener } from "../events.ts";

/** Whatever statements can be listened to: a database handle. */
export interface StatementSource {
  /** @returns takes the listener off again. */
  onStatement(listener: StatementListener): () => void;
}

const transactionStep = /^(?:BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/;

/** The statements since `recordStatements`. */
export class StatementRecord {
  readonly #stop: () => void;
  #events: StatementEvent[] = [];

  /** @internal */
  constructor(source: StatementSource) {
    this.#stop = source.onStatement((event) => this.#events.push(event));
  }

  /** Everything in order, steps of transactions too. */
  get events(): readonly StatementEvent[] {
    return this.#events;
  }

  /** The texts of queries and writes, in order. */
  get statements(): readonly string[] {
    return this.#events.map((event) => event.sql).filter((sql) => !transactionStep.test(sql));
  }

  /** How many queries and writes there were. */
  get count(): number {
    return this.statements.length;
  }

  /** Forgets what was recorded so far. */
  clear(): void {
    this.#events = [];
  }

  stop(): void {
    this.#stop();
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/**
 * Records the statements of a database until it is stopped or disposed.
 *
 * @example
 * using statements = recordStatements(db);
 * session.query(User).options(joinedload(User.posts)).all();
 * expect(statements.count).toBe(1);
 */
export function recordStatements(source: StatementSource): StatementRecord {
  return new StatementRecord(source);
}
