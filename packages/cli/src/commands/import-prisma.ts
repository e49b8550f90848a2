import { basename, dirname, extname, join, resolve } from "node:path";
import { type Diagnostic, importPrisma, type InputFile } from "@joinery/dsl";
import type { Host } from "../host.ts";
import { type ExitCode, Misuse } from "../misuse.ts";
import { type ReportFormat, shownPath } from "../report.ts";
import { reportedRun, type RunReport, type RunResult, summaryOf } from "../run-report.ts";
import { isPrismaFile, listSchema, readFiles, schemaRoot } from "../schema.ts";
import { requireWritable, writeAll } from "../write.ts";

export interface ImportFlags {
  /** Where the schema goes, `-` for standard output. Absent: beside the input, with its name. */
  readonly output?: string | undefined;
  /** Whether a file that is there already may be replaced. */
  readonly force?: boolean | undefined;
  /** Standard output holds one thing: with `-` as output, not `github`. */
  readonly format: ReportFormat;
}

/** Writes the `.model` text that says what a Prisma schema says; null where it has errors. */
export type ConvertPrisma = (files: readonly InputFile[]) => {
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
};

/** Makes one `.model` file of a Prisma schema: of a `.prisma` file, or of all those below a directory. */
export function importPrismaSchema(
  host: Host,
  input: string,
  flags: ImportFlags,
  convert: ConvertPrisma = importPrisma,
): Promise<ExitCode> {
  return reportedRun(host, { command: "import prisma", format: flags.format }, (report) =>
    convertSchema(host, resolve(host.cwd, input), flags, report, convert),
  );
}

function convertSchema(
  host: Host,
  input: string,
  flags: ImportFlags,
  report: RunReport,
  convert: ConvertPrisma,
): RunResult {
  const paths = listSchema(host, input, isPrismaFile);
  requirePrisma(host, paths);
  const output = flags.output === "-" ? null : resolve(host.cwd, flags.output ?? besideOf(host, input));
  if (output !== null) requireFree(host, output, flags.force === true);

  const root = schemaRoot(host, input);
  const files = readFiles(host, root, paths);
  const { text, diagnostics } = convert(files);
  report.found(root, diagnostics, files);
  const failed = text === null || diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const found = diagnostics.length > 0 ? `: ${summaryOf(diagnostics)}` : "";
  if (failed) {
    return { code: 1, outcome: `${shownPath(host, input)}${found}; nothing was written`, result: { output: null } };
  }
  if (output === null) {
    return { code: 0, outcome: `${shownPath(host, input)} imported${found}`, result: { output: null, text }, text };
  }
  const changes = [{ path: output, text, before: host.readText(output) }];
  requireWritable(host, changes);
  writeAll(host, changes);
  const shown = shownPath(host, output);
  return { code: 0, outcome: `wrote ${shown}${found}`, result: { output: shown } };
}

function besideOf(host: Host, input: string): string {
  const isDirectory = host.kindOf(input) === "directory";
  return join(dirname(input), `${isDirectory ? basename(input) : basename(input, extname(input))}.model`);
}

/** @throws Misuse `NOT_A_SCHEMA` for a file that is named and of another kind. */
function requirePrisma(host: Host, paths: readonly string[]): void {
  const other = paths.find((path) => !isPrismaFile(basename(path)));
  if (other === undefined) return;
  throw new Misuse(
    "NOT_A_SCHEMA",
    `"${shownPath(host, other)}" is not a .prisma file`,
    "Name a schema of Prisma, or a directory that holds one.",
  );
}

/** @throws Misuse `FILE_IN_THE_WAY` where there is something at the output that may not be replaced. */
function requireFree(host: Host, output: string, force: boolean): void {
  const kind = host.kindOf(output);
  if (kind === null || (kind === "file" && force)) return;
  const [what, wayOut] =
    kind === "file"
      ? ["is there already", "Replace it with --force, or name another file with --output."]
      : ["is no file", `Name a file with --output, such as ${join(shownPath(host, output), "schema.model")}.`];
  throw new Misuse("FILE_IN_THE_WAY", `"${shownPath(host, output)}" ${what}`, `${wayOut} Nothing was written.`);
}
