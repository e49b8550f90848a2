import { basename, resolve } from "node:path";
import { formatSchema } from "@joinery/dsl";
import type { Host } from "../host.ts";
import { type ExitCode, Misuse } from "../misuse.ts";
import { counted, type ReportFormat, shownPath } from "../report.ts";
import { reportedRun, type RunResult } from "../run-report.ts";
import { isSchemaFile, listSchema, readSchema, schemaRoot } from "../schema.ts";
import { loadSettings } from "../settings.ts";
import { type FileChange, requireWritable, writeAll } from "../write.ts";

export interface FormatFlags {
  readonly check?: boolean;
  readonly stdin?: boolean;
  readonly schema?: string;
  /** Absent: text. */
  readonly format?: Exclude<ReportFormat, "github">;
}

/** Gives a text the form that all schemas have. Whatever the text, it returns. */
export type FormatText = (text: string) => string;

interface SourceText {
  /** As a person would write it. */
  readonly shown: string;
  readonly text: string;
}

/**
 * Formats the files that `paths` name, or those of the schema where there are none, and lists on standard output which of them changed.
 * With `check` it writes nothing, lists which would change, and ends with 1 where there are any.
 */
export function format(
  host: Host,
  paths: readonly string[],
  flags: FormatFlags,
  formatText: FormatText = formatSchema,
): Promise<ExitCode> {
  const run = flags.stdin ? formatInput : formatFiles;
  return reportedRun(host, { command: "format", format: flags.format ?? "text" }, () =>
    run(host, paths, flags, formatText),
  );
}

async function formatFiles(
  host: Host,
  paths: readonly string[],
  { check = false, schema }: FormatFlags,
  formatText: FormatText,
): Promise<RunResult> {
  const files = paths.length > 0 ? filesAt(host, paths) : await filesOfSchema(host, schema);
  const changed: (FileChange & { readonly shown: string })[] = [];
  for (const path of files) {
    // A file that vanishes between the listing and here counts as one that was never there.
    const before = host.readText(path);
    if (before === null) continue;
    const shown = shownPath(host, path);
    const text = formatted({ shown, text: before }, formatText);
    // A link stays a link, and what it leads to is formatted.
    if (text !== before) changed.push({ path: host.realPath(path), text, before, shown });
  }
  if (!check) {
    requireWritable(host, changed);
    writeAll(host, changed);
  }
  return {
    code: check && changed.length > 0 ? 1 : 0,
    outcome: outcomeOf(check, changed.length, files.length),
    result: { changed: changed.map(({ shown }) => shown), unchanged: files.length - changed.length },
    text: changed.map(({ shown }) => `${shown}\n`).join(""),
  };
}

async function formatInput(
  host: Host,
  _paths: readonly string[],
  { check = false }: FormatFlags,
  formatText: FormatText,
): Promise<RunResult> {
  const input = await host.readInput();
  const text = formatted({ shown: "standard input", text: input }, formatText);
  const result = { changed: text === input ? [] : ["standard input"], unchanged: text === input ? 1 : 0 };
  if (check) return { code: text === input ? 0 : 1, outcome: null, result };
  return { code: 0, outcome: null, result: { ...result, text }, text };
}

/** The schema's files and those that they import; an import of what is not there is the compiler's to report. */
async function filesOfSchema(host: Host, flag: string | undefined): Promise<readonly string[]> {
  const { schema } = await loadSettings(host, { schema: flag });
  const root = schemaRoot(host, schema);
  return readSchema(host, schema).files.map((file) => resolve(root, file.path));
}

/** @throws Misuse `NOT_A_SCHEMA` for a file of another kind, which formatting could only harm; `SCHEMA_NOT_FOUND`. */
function filesAt(host: Host, paths: readonly string[]): readonly string[] {
  const files = paths.flatMap((path) => listSchema(host, resolve(host.cwd, path)));
  const other = files.find((file) => !isSchemaFile(basename(file)));
  if (other === undefined) return [...new Set(files)];
  throw new Misuse(
    "NOT_A_SCHEMA",
    `"${shownPath(host, other)}" is not a .model or .prisma file`,
    "Name files of a schema, or a directory that holds some. Nothing was written.",
  );
}

function formatted({ shown, text }: SourceText, formatText: FormatText): string {
  // What a text in another encoding becomes when it is read; written back, its letters would be lost.
  if (!text.includes("\uFFFD")) return formatText(text);
  throw new Misuse("NOT_A_SCHEMA", `"${shown}" is not UTF-8 text`, "Save it as UTF-8. Nothing was written.");
}

function outcomeOf(check: boolean, changed: number, all: number): string {
  if (!check) return `formatted ${counted(changed, "file")}, ${all - changed} unchanged`;
  if (changed === 0) return `${counted(all, "file")} checked, all formatted`;
  return `${counted(all, "file")} checked, ${changed} not formatted: run joinery format`;
}
