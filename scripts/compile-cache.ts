/**
 * Set-up of every test run: what a process has compiled, and the types it has stripped, is kept for the next. The suites start some
 * hundred processes that load the same runtime or the same command: 0.3 seconds each without this. It lasts for one run, since clients in
 * directories of their own would fill a cache that stays.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const variable = "NODE_COMPILE_CACHE";
const before = process.env[variable];
const directory = mkdtempSync(join(tmpdir(), "joinery-compiled-"));

/** Before the workers start, which hand their environment on. */
export function setup(): void {
  process.env[variable] = directory;
}

export function teardown(): void {
  if (before === undefined) delete process.env[variable];
  else process.env[variable] = before;
  rmSync(directory, { recursive: true, force: true });
}
