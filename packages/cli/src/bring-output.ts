/**
 * Brings an output directory to what was generated, one run at a time.
 *
 * Two runs that each compare and then write could mix: what one leaves alone since it is right, the other is just replacing. So what is
 * to be written is written under a lock, a file that names its process, and planned anew there if another run was between: it then held the
 * lock, left one behind, or changed the manifest. Where nothing is to be written there is no lock, and a watcher of the directory stays
 * quiet. No signal falls between taking the lock and giving it back, since nothing there waits: only a
 * process that is killed outright leaves one behind, which the next run takes away.
 */
import { join } from "node:path";
import type { GeneratedFile } from "@joinery/codegen";
import type { Host } from "./host.ts";
import { manifestName } from "./manifest.ts";
import { Misuse } from "./misuse.ts";
import { shownPath } from "./report.ts";
import { writeAll } from "./write.ts";
import { planWrite, type SeenFiles, type WritePlan } from "./write-plan.ts";

export const lockName = ".joinery-lock";

/** Far longer than writing the largest client takes. */
const patienceMilliseconds = 10_000;
const stepMilliseconds = 20;

/**
 * @param seen what earlier runs have seen, brought to what this one sees
 * @throws Misuse as `planWrite` does; `OUTPUT_BUSY` where another run does not end; `FILE_ACCESS`.
 */
export async function bringOutput(
  host: Host,
  output: string,
  files: readonly GeneratedFile[],
  seen?: SeenFiles,
): Promise<WritePlan> {
  const manifest = manifestText(host, output);
  const plan = planWrite(host, output, files, seen);
  const lock = join(output, lockName);
  if (plan.changed.length === 0 && plan.stale.length === 0) {
    if (isDead(host, ownerOf(host, lock))) host.removeFile(lock);
    return plan;
  }
  host.makeDirectory(output);
  const wasFree = await takeLock(host, lock);
  try {
    const isCurrent = wasFree && manifestText(host, output) === manifest;
    const current = isCurrent ? plan : planWrite(host, output, files, seen);
    writeAll(host, current.changed);
    for (const path of current.stale) host.removeFile(path);
    return current;
  } finally {
    host.removeFile(lock);
  }
}

function manifestText(host: Host, output: string): string | null {
  const path = join(output, manifestName);
  return host.kindOf(path) === "file" ? host.readText(path) : null;
}

/** Gives whether nobody had it. */
async function takeLock(host: Host, lock: string): Promise<boolean> {
  const started = host.now();
  for (let wasFree = true; ; wasFree = false) {
    if (host.createText(lock, `${host.processId}\n`)) return wasFree;
    const owner = ownerOf(host, lock);
    // Two that see the same dead owner at once may both go on: for that moment it is as without a lock, and no worse.
    if (isDead(host, owner)) host.removeFile(lock);
    else if (host.now() - started > patienceMilliseconds) throw busy(host, lock, owner);
    else await host.wait(stepMilliseconds);
  }
}

/** The process that a lock names; no number where there is no lock, or none that can be read. */
function ownerOf(host: Host, lock: string): number {
  return Number.parseInt((host.kindOf(lock) === "file" ? host.readText(lock) : null) ?? "", 10);
}

function isDead(host: Host, owner: number): boolean {
  return owner > 0 && !host.isRunning(owner);
}

function busy(host: Host, lock: string, owner: number): Misuse {
  const who = owner > 0 ? `process ${owner}` : "another process";
  return new Misuse(
    "OUTPUT_BUSY",
    `"${shownPath(host, lock)}" says that ${who} is writing there`,
    "Wait for it to end. If it is no joinery, remove that file and run again. Nothing was written.",
  );
}
