/**
 * Times all contenders in one interleaved run. In each round every contender takes one sample of a workload, and its time is divided by
 * raw's time of that round: what else the machine does falls on both, and what is left of it the median over the rounds drops.
 *
 * Benchmark libraries run one contender to its end before the next begins, and in one process; on a shared machine that compares minutes,
 * not contenders.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Ask } from "./contender-process.ts";
import type { Engine } from "./engine.ts";
import type { WorkloadName } from "./workloads.ts";

export interface Pace {
  readonly rounds: number;
  /** Samples before the first that counts. */
  readonly warmUp: number;
  /** Of one sample, in ms. */
  readonly duration: number;
}

export interface Timing {
  readonly workload: WorkloadName;
  readonly contender: string;
  /** Of one piece of work, in ms, by round. */
  readonly times: readonly number[];
  /** The same as multiples of raw's time in that round. */
  readonly ratios: readonly number[];
}

/** @throws Error where contenders do not read the same */
export async function measure(engine: Engine, names: readonly WorkloadName[], pace: Pace): Promise<Timing[]> {
  const directory = mkdtempSync(join(tmpdir(), "joinery-bench-"));
  const processes: ChildProcess[] = [];
  try {
    for (const at of engine.contenders.keys()) processes.push(await start(engine, at, directory));
    const timings: Timing[] = [];
    for (const name of names) timings.push(...(await measureWorkload(engine, processes, name, pace)));
    return timings;
  } finally {
    for (const process of processes) {
      process.kill();
      if (process.exitCode === null && process.signalCode === null) await once(process, "exit");
    }
    await engine.leave(directory);
    rmSync(directory, { recursive: true });
  }
}

async function measureWorkload(
  engine: Engine,
  processes: readonly ChildProcess[],
  workload: WorkloadName,
  { rounds, warmUp, duration }: Pace,
): Promise<Timing[]> {
  const times: number[][] = processes.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    const checksums = new Set<number>();
    for (let place = 0; place < processes.length; place++) {
      // Another one begins each round: whoever comes first meets what the machine did in between.
      const at = (place + round + warmUp) % processes.length;
      const answer = await ask(processes[at] as ChildProcess, { workload, duration }); // within its length
      checksums.add(answer.checksum);
      if (round >= 0) times[at]?.push(answer.time);
    }
    if (checksums.size > 1) throw new Error(`the contenders do not read the same in "${workload}"`);
  }
  const raw = times[0] ?? [];
  return engine.contenders.map(({ name }, at) => ({
    workload,
    contender: name,
    times: times[at] ?? [],
    ratios: (times[at] ?? []).map((time, round) => time / (raw[round] ?? NaN)),
  }));
}

async function start(engine: Engine, at: number, directory: string): Promise<ChildProcess> {
  const process = fork(new URL("contender-process.ts", import.meta.url), [engine.name, String(at), directory]);
  await reply(process);
  return process;
}

async function ask(process: ChildProcess, question: Ask): Promise<Answer> {
  const answer = reply(process);
  process.send(question);
  return (await answer) as Answer; // what contender-process.ts sends
}

function reply(process: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      process.off("exit", onExit);
      resolve(message);
    };
    const onExit = (): void => {
      process.off("message", onMessage);
      reject(new Error("a contender's process has ended; what it printed says why"));
    };
    process.once("message", onMessage);
    process.once("exit", onExit);
  });
}
