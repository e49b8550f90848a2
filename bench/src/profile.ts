import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Engine } from "./engine.ts";
import { size, workload, type WorkloadName } from "./workloads.ts";

const duration = 5000;

/** Runs one workload on Joinery, and nothing else, long enough for a sampling profiler. */
export async function profile(engine: Engine, name: WorkloadName): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "joinery-bench-"));
  const place = engine.place(directory, "profile");
  await engine.create(place, size);
  const joinery = engine.contenders.find((contender) => contender.name === "Joinery");
  if (joinery === undefined) throw new Error(`Joinery does not run on ${engine.name}`);
  const client = await joinery.open(place);
  const { run, prepare, atMost } = workload(name);
  const end = performance.now() + duration;
  for (let piece = 0; performance.now() < end; piece++) {
    if (piece % atMost === 0) await prepare?.(engine, place);
    await run(client, piece);
  }
  await client.close();
  await engine.leave(directory);
  rmSync(directory, { recursive: true });
}
