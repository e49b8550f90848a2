/** What the repository's own compiler, with all of its flags, says of files. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @param files relative to `directory`, which gets a tsconfig */
export function compileErrors(
  directory: string,
  files: readonly string[],
  compilerOptions: Readonly<Record<string, unknown>> = { skipLibCheck: false },
): string {
  const base = fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url));
  const config = { extends: base, compilerOptions, files };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
  const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
  return spawnSync(tsc, ["-p", directory, "--pretty", "false"], { encoding: "utf8" }).stdout;
}
