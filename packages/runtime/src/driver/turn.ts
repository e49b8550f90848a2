/** A place that one holder has at a time; those who wait for it get it in the order in which they came. */
export class Turn {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** How many are in line. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes the place if it is free. */
  tryTake(): boolean {
    if (this.#isTaken) return false;
    this.#isTaken = true;
    return true;
  }

  /** Resolves when the place is the caller's. @param signal takes the caller out of the line, rejected with its reason */
  async take(signal?: AbortSignal): Promise<void> {
    if (this.tryTake()) return;
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(enter), 1);
        reject(signal?.reason as Error); // whatever the program aborts with
      };
      const enter = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      this.#waiting.push(enter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /** Hands the place to the next in line, without a moment in which it is free. */
  give(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
