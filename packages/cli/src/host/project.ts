/**
 * What `init` asks of the project around it: its package manager and its compiler options, and that a program be run in it. The libraries
 * are loaded when they are asked: no other command waits for them.
 */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import type { Agent } from "package-manager-detector";
import { Misuse } from "../misuse.ts";

/** A package manager with what its older versions do differently: `yarn` is the first, `yarn@berry` all after it. */
export type PackageManager = Agent;

export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Those of tsconfig.json that decide what a client has to look like. */
export interface CompilerOptions {
  readonly allowImportingTsExtensions?: boolean | undefined;
  readonly rewriteRelativeImportExtensions?: boolean | undefined;
  readonly noEmit?: boolean | undefined;
  readonly emitDeclarationOnly?: boolean | undefined;
  readonly allowJs?: boolean | undefined;
}

export async function packageManager(directory: string): Promise<PackageManager> {
  const { detect, getUserAgent } = await import("package-manager-detector");
  return (await detect({ cwd: directory }))?.agent ?? getUserAgent() ?? "npm";
}

export async function compilerOptions(path: string, shown: (path: string) => string): Promise<CompilerOptions | null> {
  const { createFilesMatcher, findTsconfig, parseTsconfig } = await import("get-tsconfig");
  const found = findTsconfig(dirname(path));
  if (found === undefined) return null;
  try {
    const config = parseTsconfig(found);
    // One that has no files of its own leaves them to the projects that it refers to.
    const projects = config.files?.length === 0 && config.include === undefined ? (config.references ?? []) : [];
    for (const project of projects) {
      const given = join(dirname(found), project.path);
      const file = given.endsWith(".json") ? given : join(given, "tsconfig.json");
      const matched = createFilesMatcher({ path: file, config: parseTsconfig(file) })(path);
      if (matched !== undefined) return matched.compilerOptions ?? {};
    }
    return config.compilerOptions ?? {};
  } catch (error) {
    throw new Misuse(
      "TSCONFIG_FAILED",
      `cannot read "${shown(found)}": ${error instanceof Error ? error.message : String(error)}`,
      'Mend it, or set "importExtension" in joinery.config.ts, which goes before it.',
      { cause: error },
    );
  }
}

export function runProgram({ command, args }: ProgramCommand, cwd: string): Promise<number> {
  return new Promise((resolve) => {
    // Package managers are scripts on Windows, which only its shell starts; what they are given are names of packages of ours.
    const child = spawn(command, args, { cwd, stdio: ["inherit", 2, 2], shell: process.platform === "win32" });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
