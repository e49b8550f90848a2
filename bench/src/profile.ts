import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { joinery } from "./contenders/joinery.ts";
import { createDatabase } from "./database.ts";
import { size, workload, type WorkloadName } from "./workloads.ts";

const duration = 5000;

/** Runs one workload on Joinery, and nothing else, long enough for a sampling profiler. */
export async function profile(name: WorkloadName): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "joinery-bench-"));
  const file = join(directory, "profile.db");
  createDatabase(file, size);
  const client = await joinery.open(file);
  const { run, prepare, atMost } = workload(name);
  const end = performance.now() + duration;
  for (let piece = 0; performance.now() < end; piece++) {
    if (piece % atMost === 0) prepare?.(file);
    await run(client, piece);
  }
  await client.close();
  rmSync(directory, { recursive: true });
}
