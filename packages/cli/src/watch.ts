/**
 * Runs a job again whenever something that it depends on changes.
 *
 * One run at a time: a change during a run asks for one more after it, however many changes there are. A run waits until nothing has
 * changed for a moment, so that an editor that saves in several steps, or a checkout of many files, is one change. Watching starts
 * before the files are read, so that no change falls between the two.
 */
import type { Host, Watcher, WatchTargets } from "./host.ts";
import { reportFailure } from "./report.ts";

/** Longer than an editor takes between the steps of one save, too short to be felt. */
const quietMilliseconds = 50;

export interface WatchedJob {
  /** Finds out what to watch, quietly. */
  targets(): Promise<WatchTargets>;
  /** Reads everything that it needs anew: between `targets` and here it may have changed. */
  run(): Promise<void>;
}

/** Ends once `ending` is aborted, after the run that is under way; without one only the process's end ends it. */
export async function watch(host: Host, job: WatchedJob, ending?: AbortSignal): Promise<void> {
  const changes = new ChangeSignal();
  ending?.addEventListener("abort", changes.raise);
  let watcher: Watcher | null = null;
  let watched = "";
  while (ending?.aborted !== true) {
    // Asked once more after a new watcher is open, since what it could not see yet may have changed the answer.
    for (let targets = await job.targets(); targets.key !== watched; targets = await job.targets()) {
      const next: Watcher = await host.watch(targets, changes.raise, (misuse) => void reportFailure(host, misuse));
      await watcher?.close();
      watcher = next;
      watched = targets.key;
    }
    await job.run();
    await changes.raised();
    do {
      changes.clear();
      await host.wait(quietMilliseconds);
    } while (changes.isRaised);
  }
  await watcher?.close();
}

/** Remembers that something changed, and lets one reader wait for it. */
class ChangeSignal {
  isRaised = false;
  #wake: (() => void) | null = null;

  readonly raise = (): void => {
    this.isRaised = true;
    this.#wake?.();
  };

  clear(): void {
    this.isRaised = false;
  }

  raised(): Promise<void> {
    return this.isRaised ? Promise.resolve() : new Promise((resolve) => (this.#wake = resolve));
  }
}
