/** What contenders are let loose on. */
import type { Awaitable, Contender } from "./contender.ts";
import type { WorkloadName } from "./workloads.ts";

export interface Engine {
  readonly name: "sqlite" | "postgresql";
  /** All, and first the one that the others are measured by. */
  readonly contenders: readonly [Contender, ...Contender[]];
  /** What Joinery wants to reach, as multiples of the first. */
  readonly goals: Readonly<Record<WorkloadName, number>>;
  /**
   * What contenders open: a file's path or a URL.
   *
   * @param directory of this run alone
   * @param name of a database within it
   */
  place(directory: string, name: string): string;
  /** Makes it, with persons 1 to `count`. */
  create(place: string, count: number): Awaitable<void>;
  /** Every row, as the engine has it. */
  contentOf(place: string): Awaitable<unknown[]>;
  /** Makes the table empty; keys begin at 1 again. */
  empty(place: string): Awaitable<void>;
  /** Removes what was made for a directory and is not in it. */
  leave(directory: string): Awaitable<void>;
}
