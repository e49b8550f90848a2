/**
 * Generates the client of every example and of the benchmark, so that what is checked after it is what today's generator writes. Fails
 * where a client that is committed was another one.
 *
 * `--missing` generates those that are not there, for steps that need them and are run alone in a fresh clone.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isGenerated } from "./layers/check-layers.ts";
import { directoriesIn, filesBelow, readFromRoot, root } from "./source-files.ts";

const onlyMissing = process.argv.includes("--missing");
const committed = committedFiles();
const stale: string[] = [];
const failed: string[] = [];

for (const example of examplesWith("gen")) {
  const before = clientOf(example);
  if (onlyMissing && before.size > 0) continue;
  const { status, error } = spawnSync("pnpm", ["--silent", "--dir", example, "run", "gen"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (error) console.error(`cannot start pnpm (${error.message}); run this as: pnpm exec node scripts/clients.ts`);
  if (status !== 0) failed.push(example);
  const after = clientOf(example);
  if ([...before].some(([path, text]) => committed.has(path) && text !== after.get(path))) stale.push(example);
}

for (const example of failed) console.error(`clients: \`joinery gen\` failed in ${example}`);
for (const example of stale) console.error(`clients: the client of ${example} was out of date, and is written anew`);
process.exitCode = failed.length + stale.length === 0 ? 0 : 1;

function examplesWith(script: string): string[] {
  return [...directoriesIn("examples"), "bench"].filter(
    (example) => existsSync(join(root, example, "package.json")) && script in scriptsOf(example),
  );
}

function scriptsOf(example: string): Record<string, string> {
  const description: unknown = JSON.parse(readFromRoot(`${example}/package.json`));
  // A package.json of this workspace.
  return (description as { readonly scripts?: Record<string, string> }).scripts ?? {};
}

/** None where this is no clone. */
function committedFiles(): ReadonlySet<string> {
  const { stdout } = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  return new Set((stdout ?? "").split("\0")); // null where there is no git
}

/** What stands beside generated files counts as the client's: a map has no header of its own, and a stale file may have lost its. */
function clientOf(example: string): Map<string, string> {
  const texts = new Map(filesBelow(example, "").map((path) => [path, readFromRoot(path)]));
  const directories = new Set([...texts].filter(([, text]) => isGenerated(text)).map(([path]) => dirname(path)));
  return new Map([...texts].filter(([path]) => directories.has(dirname(path))));
}
