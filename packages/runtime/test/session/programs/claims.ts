/** What a step says of what it found. */
import assert from "node:assert/strict";

/** A step found that it does not apply: nothing to choose from, or the database must refuse what the program has made, and has rolled it back. */
export class Refused extends Error {}

/** What work throws, or rejects with; null where it succeeds. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return null;
  } catch (error) {
    return error;
  }
}

/** Says what differs, in the naive model's words. */
export function same(found: unknown, expected: unknown, what: string): void {
  try {
    assert.deepEqual(found, expected);
  } catch (error) {
    throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`, { cause: error });
  }
}
