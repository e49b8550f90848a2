/** Everything that the command line says about a run. Words go to standard error; standard output is kept for data. */
import { relative } from "node:path";
import picocolors from "picocolors";
import type { Host } from "./host.ts";
import { Declined, type ExitCode, Interrupted, Misuse } from "./misuse.ts";

/** How findings in a schema are given: as words with code frames, as JSON, or as workflow commands of GitHub Actions. */
export const reportFormats = ["text", "json", "github"] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Says why a command failed, and gives the exit code that stands for it. */
export function reportFailure(host: Host, error: unknown): ExitCode {
  const colors = picocolors.createColors(host.color);
  if (error instanceof Misuse) {
    host.err(`${colors.red("error")}: ${error.message}\n${indented(error.hint)}`);
    return 2;
  }
  if (error instanceof Declined || error instanceof Interrupted) {
    host.err(`${error.message}\n`);
    return error instanceof Declined ? 3 : 130;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  host.err(`${colors.red("internal error")}: ${trace}\n${indented(internalHint(host))}`);
  return 70;
}

/** What to do about a failure that is a bug of ours, whose trace is on standard error. */
export function internalHint(host: Host): string {
  return (
    `This is a bug in Joinery ${host.version}, not in your schema.\n` +
    "Please open an issue with the lines above and, if you can share it, the schema."
  );
}

/** Something that a person should know of a run that goes on. */
export function reportWarning(host: Host, message: string, hint: string): void {
  const colors = picocolors.createColors(host.color);
  host.err(`${colors.yellow("warning")}: ${message}\n${indented(hint)}`);
}

/** One line of a run: what it did and how long that took; in watch mode also when. */
export function reportRun(host: Host, outcome: string, started: number, watching: boolean): void {
  const colors = picocolors.createColors(host.color);
  const took = `${Math.max(1, Math.round(host.now() - started))} ms`;
  host.err(`${watching ? `${colors.dim(host.timeOfDay())} ` : ""}${outcome} ${colors.dim(`(${took})`)}\n`);
}

/** A path as a person in the working directory would write it. */
export function shownPath(host: Host, path: string): string {
  return relative(host.cwd, path) || ".";
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}\n`)
    .join("");
}
