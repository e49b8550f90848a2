/** What the type checker says of its own work. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export interface CheckCost {
  readonly instantiations: number;
  readonly types: number;
  /** In seconds, parsing and checking. */
  readonly time: number;
  /** In MB. */
  readonly memory: number;
}

const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");

/** @throws Error where the project has errors: then the checker stops short of the work that is measured */
export function checkCost(project: string): CheckCost {
  const { status, stdout } = runCompiler(["-p", project, "--extendedDiagnostics"]);
  if (status !== 0) throw new Error(`"${project}" does not compile:\n${stdout.slice(0, 2000)}`);
  return parseDiagnostics(stdout);
}

export function runCompiler(args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [compiler, ...args], { encoding: "utf8", maxBuffer: 2 ** 26 });
}

export function parseDiagnostics(text: string): CheckCost {
  const number = (label: string): number => {
    const found = new RegExp(`^${label}:\\s+([\\d.,]+)(K?)`, "m").exec(text);
    if (found === null) throw new Error(`the compiler does not tell "${label}"`);
    return Number(found[1]?.replaceAll(",", "")) * (found[2] === "K" ? 1024 : 1);
  };
  return {
    instantiations: number("Instantiations"),
    types: number("Types"),
    time: number("Parse time") + number("Check time"),
    memory: number("Memory used") / 2 ** 20,
  };
}
