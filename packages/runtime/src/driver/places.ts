/**
 * A number of places, each had by one holder at a time. Those who wait get one in the order in which they came, for as long as they are
 * ready to wait. A pool's connections are such places: who waits for one stands here, where a signal can call it back and a time ends it,
 * and not inside the pool. So is the one connection of a database in memory, and the one writer that SQLite has to a file.
 */
import { PoolTimeout } from "../errors.ts";

interface Waiting {
  /** Through which driver it asks: several may share the places. */
  readonly owner: object;
  readonly go: () => void;
  readonly refuse: (error: unknown) => void;
}

/** How long somebody waits where nothing is said, in milliseconds. */
export const defaultWait = 10_000;

export class Places {
  readonly limit: number;
  #taken = 0;
  readonly #line = new Set<Waiting>();

  constructor(limit: number) {
    this.limit = limit;
  }

  /** How many are in line. */
  get waiting(): number {
    return this.#line.size;
  }

  /** How many places are had. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes a place where one is free. */
  tryTake(): boolean {
    if (this.#taken >= this.limit) return false;
    this.#taken++;
    return true;
  }

  /**
   * Resolves when a place is the caller's.
   *
   * @throws PoolTimeout after `waitMs`; the signal's reason when it aborts
   */
  take(waitMs: number, signal?: AbortSignal, owner: object = this): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error); // whatever the program aborts with
    if (this.tryTake()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const waiting: Waiting = {
        owner,
        go: () => {
          leave();
          resolve();
        },
        refuse: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = (): void => waiting.refuse(signal?.reason);
      const timer = setTimeout(() => waiting.refuse(new PoolTimeout(waitMs, this.limit, this.#line.size - 1)), waitMs);
      signal?.addEventListener("abort", abort);
      this.#line.add(waiting);
    });
  }

  /** Tells those who wait through a driver that is closed. */
  refuse(error: unknown, owner: object = this): void {
    for (const waiting of [...this.#line]) if (waiting.owner === owner) waiting.refuse(error);
  }

  /** Hands the place to the next in line, without a moment in which it is free. */
  give(): void {
    for (const first of this.#line) return first.go();
    this.#taken--;
  }
}
