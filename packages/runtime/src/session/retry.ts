/**
 * When a transaction is repeated, and after how long. What is repeated has surely been rolled back: a failure after COMMIT was sent never is.
 * The waits double, and each is drawn at random from the upper half of its length, so that two transactions that met do not meet again.
 */
import { SessionFailedError } from "../errors.ts";
import type { TransactionOptions } from "./transaction-options.ts";

/** Told by their codes: a program that reloads its modules may hold this file twice, and the classes with it. */
const retryable: ReadonlySet<unknown> = new Set([
  "SERIALIZATION_FAILURE",
  "DEADLOCK",
  "DATABASE_BUSY",
  "STALE_SNAPSHOT",
  "CONNECTION_LOST",
]);

/** Whether the same work, done anew, may succeed. */
export function isRetryable(error: unknown): boolean {
  // A function that swallowed the failure meets it again at the commit.
  const failure = error instanceof SessionFailedError ? error.cause : error;
  return failure instanceof Error && "code" in failure && retryable.has(failure.code);
}

/** The milliseconds before each repeat. */
export function* delays(retries: TransactionOptions["retries"]): Generator<number, void, undefined> {
  const { max, minDelay = 10, maxDelay = 1000 } = typeof retries === "object" ? retries : { max: retries ?? 0 };
  for (let time = 0, longest = minDelay; time < max; time++, longest *= 2)
    yield (Math.min(longest, maxDelay) * (1 + Math.random())) / 2;
}

/** Blocks the thread: a sync client has no other way to wait. */
export function sleepSync(milliseconds: number): void {
  if (milliseconds > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** @throws the signal's reason where it aborts first */
export function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    // The reason is the program's own, whatever it is.
    const abort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
