/** What becomes of the values of one scalar: by path, those that come another way than they went. */
import { inspect, isDeepStrictEqual } from "node:util";

/** By path, the values that it does not keep. */
export type Deviations = Readonly<Record<string, readonly string[]>>;

/** Of so many paths, none is named. */
const many = 20;

export class Findings {
  readonly #values: readonly unknown[];
  readonly #paths = new Map<string, Set<string>>();
  /** A line for each, to be read where they are not expected. */
  readonly details: string[] = [];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  /** A value must be as wanted. */
  check(path: string, value: unknown, actual: unknown, wanted: unknown): void {
    if (!isDeepStrictEqual(actual, wanted)) this.tell(path, value, `${shown(wanted)} became ${shown(actual)}`);
  }

  tell(path: string, value: unknown, what: string): void {
    const values = this.#paths.get(path) ?? new Set();
    this.#paths.set(path, values.add(shown(value)));
    this.details.push(`${path}: ${shown(value)}: ${what}`);
  }

  /** Runs a path, whose error is a finding about all that was still to come. */
  async take(path: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.tell(path, error instanceof Error ? error.constructor.name : error, nameOf(error));
    }
  }

  get deviations(): Deviations {
    const all = this.#values.map(shown);
    const lost = all.filter((value) => [...this.#paths.values()].filter((values) => values.has(value)).length > many);
    const found: Record<string, readonly string[]> = lost.length === 0 ? {} : { "whatever reads it": lost };
    for (const [path, values] of this.#paths) {
      const others = [...values].filter((value) => !lost.includes(value));
      if (all.every((value) => values.has(value))) found[path] = ["every value"];
      else if (others.length > 0) found[path] = others;
    }
    return found;
  }
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.constructor.name}: ${error.message.split("\n")[0]}` : String(error);
}

/** A value as the table and the page have it. */
export function shown(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no moment" : value.toISOString();
  const text = inspect(value, { breakLength: Infinity, compact: true, depth: 4 });
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
