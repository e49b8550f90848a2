/**
 * One contender in a process of its own, which runs samples when it is asked to: nobody's garbage is collected in another's time, and the
 * code that reads the results sees one kind of object, as it does in a program.
 *
 *     node contender-process.ts ENGINE NUMBER DIRECTORY
 */
import { performance } from "node:perf_hooks";
import type { Client } from "./contender.ts";
import { engineNamed } from "./engines.ts";
import { size, type Workload, workload, type WorkloadName } from "./workloads.ts";

export interface Ask {
  readonly workload: WorkloadName;
  /** How long the sample should take, in ms. */
  readonly duration: number;
}

export interface Answer {
  /** The mean time of one piece of work, in ms. */
  readonly time: number;
  /** What the first piece that this process has done of this workload read. */
  readonly checksum: number;
}

interface Open {
  readonly workload: Workload;
  readonly place: string;
  readonly client: Client;
  readonly checksum: number;
  /** Pieces done. */
  done: number;
  /** Of one piece, in ms, as the last sample had it. */
  time: number;
}

const [, , engineName = "", number, directory] = process.argv;
const engine = engineNamed(engineName);
const contender = engine.contenders[Number(number)];
if (contender === undefined || directory === undefined)
  throw new Error("usage: contender-process.ts ENGINE NUMBER DIRECTORY");
const opened = new Map<WorkloadName, Open>();

process.on("message", (message) => {
  void answer(message as Ask); // measure.ts sends nothing else
});
process.send?.("ready");

async function answer(ask: Ask): Promise<void> {
  const open = opened.get(ask.workload) ?? (await begin(workload(ask.workload)));
  const reply: Answer = { time: await sample(open, ask.duration), checksum: open.checksum };
  process.send?.(reply);
}

async function begin(work: Workload): Promise<Open> {
  const place = engine.place(directory as string, `${number}-${work.name}`); // checked above
  await engine.create(place, size);
  const client = await (contender as NonNullable<typeof contender>).open(place); // checked above
  await work.prepare?.(engine, place);
  const start = performance.now();
  const checksum = await work.run(client, 0);
  const open: Open = { workload: work, place, client, checksum, done: 1, time: performance.now() - start };
  opened.set(work.name, open);
  return open;
}

/**
 * The time of one piece: the mean over as many as fit into the duration. No collection is forced before it: that throws optimized code
 * away, and doubles the time of a short piece in whoever has much code.
 */
async function sample(open: Open, duration: number): Promise<number> {
  const { workload: work, client, place } = open;
  const pieces = Math.max(1, Math.min(work.atMost, Math.round(duration / open.time)));
  await work.prepare?.(engine, place);
  const start = performance.now();
  for (let piece = 0; piece < pieces; piece++) {
    const result = work.run(client, open.done++);
    if (result instanceof Promise) await result;
  }
  return (open.time = (performance.now() - start) / pieces);
}
