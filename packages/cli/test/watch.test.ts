import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Host, WatchTargets } from "../src/host.ts";
import { watch, type WatchedJob } from "../src/watch.ts";
import { createWorkspace } from "./workspace.ts";

const targets: WatchTargets = { key: "one", paths: [], ignores: () => false };

/** The real host, except that the test says when something changes; and a job that notes what happens. */
function startWatching(job: Partial<WatchedJob> = {}): { readonly log: string[]; readonly change: () => void } {
  const log: string[] = [];
  let changed: () => void = () => {};
  let watchers = 0;
  const host: Host = {
    ...createWorkspace().host,
    watch: (_targets, listener) => {
      const name = `watcher ${++watchers}`;
      log.push(`${name} opens`);
      changed = listener;
      return Promise.resolve({ close: () => Promise.resolve(void log.push(`${name} closes`)) });
    },
  };
  void watch(host, {
    targets: () => Promise.resolve(targets),
    run: () => Promise.resolve(void log.push("run")),
    ...job,
  });
  return { log, change: () => changed() };
}

test("watches before the first run, so that no change falls between", async () => {
  const { log } = startWatching();
  await sleep(20);
  expect(log).toEqual(["watcher 1 opens", "run"]);
});

test("runs once for many changes in a row", async () => {
  const { log, change } = startWatching();
  await sleep(20);
  for (let save = 0; save < 5; save++) {
    change();
    await sleep(10);
  }
  await sleep(200);
  expect(log).toEqual(["watcher 1 opens", "run", "run"]);
});

test("runs once more after a run in which there were changes, never two at a time", async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  const { change } = startWatching({
    run: async () => {
      most = Math.max(most, ++running);
      runs += 1;
      await sleep(150);
      running -= 1;
    },
  });
  await sleep(50);
  change();
  change();
  await sleep(600);
  expect({ most, runs }).toEqual({ most: 1, runs: 2 });
});

test("opens a new watcher before it closes the old one when there is something else to watch", async () => {
  let key = "one";
  const { log, change } = startWatching({ targets: () => Promise.resolve({ ...targets, key }) });
  await sleep(20);
  key = "two";
  change();
  await sleep(200);
  expect(log).toEqual(["watcher 1 opens", "run", "watcher 2 opens", "watcher 1 closes", "run"]);
});
