/**
 * Where sessions were opened, for the warning about one that was closed with unsaved changes.
 *
 * A stack costs as much as a small query (some 4 µs), and nearly every session is closed as it should be. So the first sessions of a database
 * note where they were opened, which is all of a test's or a script's, and then none do; until one is closed with unsaved changes, after which
 * the next ones do again: a place that goes on losing changes is named at the next time.
 */
import { type Caller, callerIn, type Stack, takeStack } from "../events/caller.ts";

const atFirst = 200;
const afterLoss = 1000;

export class Openings {
  readonly #clientDirectory: string | undefined;
  #left = atFirst;

  constructor(clientDirectory: string | undefined) {
    this.#clientDirectory = clientDirectory;
  }

  /** Called where a session is opened. Null where nothing is noted. */
  note(): Stack | null {
    if (this.#left === 0) return null;
    this.#left--;
    return takeStack();
  }

  /** Where that was; undefined where no line of the program is on the stack. Notes more from here on. */
  placeOf(noted: Stack | null): Caller | undefined {
    this.#left = afterLoss;
    return noted === null ? undefined : callerIn(noted, this.#clientDirectory);
  }
}
