/** One attempt of an async transaction, as long as it may go on: until its time is up, or its signal aborts. */
import { TransactionTimeout } from "../errors.ts";

export class Attempt implements Disposable {
  /** Aborts when the time is up or the program's signal does; undefined where neither is given. */
  readonly signal: AbortSignal | undefined;
  readonly #given: AbortSignal | undefined;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(given: AbortSignal | undefined, timeout: number | undefined) {
    this.#given = given;
    if (given === undefined && timeout === undefined) return;
    this.signal = this.#controller.signal;
    if (given?.aborted === true) this.#abort();
    else given?.addEventListener("abort", this.#abort);
    if (timeout !== undefined)
      this.#timer = setTimeout(() => this.#controller.abort(new TransactionTimeout(timeout)), timeout);
  }

  readonly #abort = (): void => this.#controller.abort(this.#given?.reason);

  /** What `work` gives, unless it is called off first. A late failure of it goes nowhere: its session tells it no. */
  async settled<T>(work: () => T | Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal === undefined) return work();
    const { promise, reject } = Promise.withResolvers<never>();
    const leave = (): void => reject(signal.reason as Error); // the reason is the program's own, whatever it is
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([work(), promise]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#given?.removeEventListener("abort", this.#abort);
  }
}
