/**
 * A number of places, each had by one holder at a time. Those who wait get one in the order in which they came, for as long as they are
 * ready to wait. A pool's connections are such places: who waits for one stands here, where a signal can call it back and a time ends it,
 * and not inside the pool.
 */
import { PoolTimeout } from "../errors.ts";

interface Waiting {
  readonly go: () => void;
}

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

  /**
   * Resolves when a place is the caller's.
   *
   * @throws PoolTimeout after `waitMs`; the signal's reason when it aborts
   */
  take(waitMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#taken < this.limit) {
      this.#taken++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiting);
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
      };
      const waiting: Waiting = {
        go: () => {
          leave();
          resolve();
        },
      };
      const abort = (): void => {
        leave();
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        leave();
        reject(new PoolTimeout(waitMs, this.limit, this.#line.size));
      }, waitMs);
      signal?.addEventListener("abort", abort);
      this.#line.add(waiting);
    });
  }

  /** Hands the place to the next in line, without a moment in which it is free. */
  give(): void {
    for (const first of this.#line) return first.go();
    this.#taken--;
  }
}
