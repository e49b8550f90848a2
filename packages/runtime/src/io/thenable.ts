/** Promises where nobody waits for them. */
import { AsyncFunctionError } from "../errors.ts";

/** Events that happen in the middle of a read or a set: their handlers are synchronous in every client. */
export const synchronousEvents: readonly string[] = ["load", "refresh", "set", "append", "remove"];

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

/** @throws AsyncFunctionError where a handler that nobody waits for gave a promise */
export function refusePromise(event: string, result: unknown): void {
  if (!isThenable(result)) return;
  // Its rejection is not the one to report, and must not go unhandled either.
  result.then(undefined, () => undefined);
  throw new AsyncFunctionError(
    synchronousEvents.includes(event)
      ? `a handler of "${event}" returned a promise, and nobody can wait for it: make the handler synchronous, or do what waits in a handler of "beforeFlush"`
      : `a handler of "${event}" returned a promise, and a sync client does not wait: make the handler synchronous, or generate an async client (\`client: "async"\`)`,
  );
}
