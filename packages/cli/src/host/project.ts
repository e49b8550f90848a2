/** What `init` asks of the project around it: its package manager and its compiler options, and that a program be run in it. */
import { spawn } from "node:child_process";
import { getTsconfig } from "get-tsconfig";
import { type Agent, detect, getUserAgent } from "package-manager-detector";

/** A package manager with what its older versions do differently: `yarn` is the first, `yarn@berry` all after it. */
export type PackageManager = Agent;

export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Those of tsconfig.json that decide what a client has to look like. */
export interface CompilerOptions {
  /** As a person in the directory would write it. */
  readonly path: string;
  readonly noEmit: boolean;
  readonly allowJs: boolean;
  readonly rootDir: string | null;
}

export async function packageManager(directory: string): Promise<PackageManager> {
  return (await detect({ cwd: directory }))?.agent ?? getUserAgent() ?? "npm";
}

export function compilerOptions(directory: string): CompilerOptions | null {
  const found = getTsconfig(directory);
  if (found === undefined || found === null) return null;
  const { noEmit, emitDeclarationOnly, allowJs, rootDir } = found.config.compilerOptions ?? {};
  return {
    path: found.path,
    noEmit: noEmit === true || emitDeclarationOnly === true,
    allowJs: allowJs === true,
    rootDir: rootDir ?? null,
  };
}

export function runProgram({ command, args }: ProgramCommand, cwd: string): Promise<number> {
  return new Promise((resolve) => {
    // Package managers are scripts on Windows, which only its shell starts; what they are given are names of packages of ours.
    const child = spawn(command, args, { cwd, stdio: ["inherit", 2, 2], shell: process.platform === "win32" });
    child.once("error", () => resolve(127));
    child.once("close", (code) => resolve(code ?? 1));
  });
}
