/** What several commands have in common on the command line. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode } from "../misuse.ts";
import { type ReportFormat, reportFormats } from "../report.ts";

/** Takes the exit code of the command that has run. */
export type Ended = (code: ExitCode) => void;

export interface FormatChoice {
  readonly format: ReportFormat;
  readonly json?: true | undefined;
}

export const schemaHelp = "the .model or .prisma file, or a directory of them (default: schema.model, schema.prisma)";

export function formatOption(): Option {
  return new Option("--format <format>", "how findings are given; json and github go to standard output")
    .choices(reportFormats)
    .default("text" satisfies ReportFormat, "text");
}

export function jsonOption(): Option {
  return new Option("--json", "give everything as one JSON object on standard output");
}

/** `--json` is short for `--format json`; beside another format it is a mistake. */
export function chosenFormat({ format, json }: FormatChoice, command: Command): ReportFormat {
  if (!json) return format;
  if (command.getOptionValueSource("format") === "cli" && format !== "json") {
    command.error(`error: option '--json' cannot be used with option '--format ${format}'`);
  }
  return "json";
}

/** Whether the arguments ask for JSON, as far as that can be told where they are not understood. */
export function asksForJson(args: readonly string[]): boolean {
  return args.some(
    (arg, index) => arg === "--json" || arg === "--format=json" || (arg === "json" && args[index - 1] === "--format"),
  );
}

export function paths(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, path(value)];
}

/** An empty path, as from an unset variable of a script, would silently be the working directory. */
export function path(value: string): string {
  if (value === "") throw new InvalidArgumentError("It is empty.");
  return value;
}
