/**
 * Parts of a program in which a session's queries do not flush first: those that build something up that is not fit to be written yet.
 *
 * A function has its own extent, and what it awaits: it is told from other code by its async context, so that a query that somebody else makes of the
 * session meanwhile flushes as ever. The disposable form has no such bounds and holds for the session until it is disposed.
 */
import { AsyncLocalStorage } from "node:async_hooks";

const quiet = new AsyncLocalStorage<ReadonlySet<object>>();

export class NoAutoflush {
  /** Functions that run, or wait. */
  #functions = 0;
  /** Disposables that were given and not disposed. */
  #open = 0;

  /** Whether code that stands here is among those that do without. */
  isHere(session: object): boolean {
    return this.#open > 0 || (this.#functions > 0 && quiet.getStore()?.has(session) === true);
  }

  run<T>(session: object, fn: () => T): T {
    this.#functions++;
    const end = (): void => void this.#functions--;
    let result: T;
    try {
      result = quiet.run(new Set([...(quiet.getStore() ?? []), session]), fn);
    } catch (error) {
      end();
      throw error;
    }
    const then = (result as Partial<PromiseLike<unknown>> | null | undefined)?.then;
    if (typeof then !== "function") end();
    else then.call(result, end, end);
    return result;
  }

  open(): Disposable {
    this.#open++;
    let isOpen = true;
    return {
      [Symbol.dispose]: () => {
        if (isOpen) this.#open--;
        isOpen = false;
      },
    };
  }
}
