/**
 * What `init` asks of the project around it: its package manager and its compiler options, and that a program be run in it. The libraries
 * are loaded when they are asked: no other command waits for them.
 */
import { spawn } from "node:child_process";
import type { Agent } from "package-manager-detector";

/** A package manager with what its older versions do differently: `yarn` is the first, `yarn@berry` all after it. */
export type PackageManager = Agent;

export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Those of tsconfig.json that decide what a client has to look like. */
export interface CompilerOptions {
  readonly noEmit: boolean;
  readonly allowJs: boolean;
}

export async function packageManager(directory: string): Promise<PackageManager> {
  const { detect, getUserAgent } = await import("package-manager-detector");
  return (await detect({ cwd: directory }))?.agent ?? getUserAgent() ?? "npm";
}

export async function compilerOptions(directory: string): Promise<CompilerOptions | null> {
  const { getTsconfig } = await import("get-tsconfig");
  const found = getTsconfig(directory);
  if (found === undefined || found === null) return null;
  const { noEmit, emitDeclarationOnly, allowJs } = found.config.compilerOptions ?? {};
  return {
    noEmit: noEmit === true || emitDeclarationOnly === true,
    allowJs: allowJs === true,
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
