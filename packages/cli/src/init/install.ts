import { resolveCommand } from "package-manager-detector/commands";
import type { PackageManager, ProgramCommand } from "../host/project.ts";
import { type Provider, providerFacts } from "./providers.ts";

/**
 * What installs the packages that a project lacks: the runtime and the driver to run with, the command to develop with.
 *
 * @param version of this command: a client and the runtime have to fit.
 * @param present packages that the project names already, whatever their version.
 */
export function installCommands(
  manager: PackageManager,
  provider: Provider,
  version: string,
  present: ReadonlySet<string>,
): readonly ProgramCommand[] {
  const runtime = ["@joinery/runtime", providerFacts[provider].driver].filter((name) => !present.has(name));
  const development = ["joinery"].filter((name) => !present.has(name));
  const spec = (name: string): string =>
    `${manager === "deno" ? "npm:" : ""}${name}${name.includes("joinery") ? `@^${version}` : ""}`;
  return [
    ...(runtime.length === 0 ? [] : [commandOf(manager, "add", runtime.map(spec))]),
    ...(development.length === 0 ? [] : [commandOf(manager, "add", ["-D", ...development.map(spec)])]),
  ];
}

/** What runs a script of package.json. */
export function scriptCommand(manager: PackageManager, script: string): ProgramCommand {
  return commandOf(manager, "run", [script]);
}

/** As a person would type it: none of our words needs quotes. */
export function commandText({ command, args }: ProgramCommand): string {
  return [command, ...args].join(" ");
}

function commandOf(manager: PackageManager, action: "add" | "run", args: readonly string[]): ProgramCommand {
  const command = resolveCommand(manager, action, [...args]);
  if (command === null) throw new Error(`${manager} has no way to ${action}`);
  return command;
}
