/**
 * What one run of a command says, in the format that was asked for. Findings in a schema are words with code frames for people, one
 * JSON document on one line for programs, or workflow commands for GitHub Actions. The last two are data and go to standard output. So
 * does what the command was asked for, such as SQL: as it is, or within the JSON document. What the run did, and why it failed, is said
 * in words on standard error whatever the format.
 */
import { relative, resolve, sep } from "node:path";
import {
  type Diagnostic,
  diagnosticsToGithub,
  diagnosticsToJson,
  type InputFile,
  type JsonDiagnostic,
  renderDiagnostics,
  type Severity,
} from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Declined, type ExitCode, Interrupted, Misuse } from "./misuse.ts";
import { progressOn } from "./progress.ts";
import { counted, internalHint, reportFailure, type ReportFormat, reportRun, reportWarning } from "./report.ts";

export interface RunReport {
  /**
   * Takes what was found in a schema, at most once a run.
   *
   * @param root The directory that the files are named from.
   */
  found(root: string, diagnostics: readonly Diagnostic[], files: readonly InputFile[]): void;
  /** Says what the run is doing now, on a terminal alone. */
  step(text: string): void;
  /** Says something that stays, for a person. */
  say(text: string): void;
  /** Warns of something that the run does all the same. */
  warn(message: string, hint: string): void;
}

/** How a run ended that did not fail. */
export interface RunResult {
  readonly code: ExitCode;
  /** What it did, in a few words. Null where what it gives says all. */
  readonly outcome: string | null;
  /** What it gives to a program, in JSON's types. */
  readonly result: JsonResult;
  /** What it gives to a person or to a pipe: the whole of standard output, unless that is JSON. */
  readonly text?: string;
  /** What to do next, for a person. */
  readonly advice?: string;
}

/** Of each command its own, described in docs/cli. */
export type JsonResult = Readonly<Record<string, unknown>>;

export interface RunOptions {
  /** The name of the command, as it is typed. */
  readonly command: string;
  readonly format: ReportFormat;
  readonly watching?: boolean;
}

/** What `--json` prints, once a run. */
export interface JsonReport {
  readonly version: 1;
  /** Null where no command was understood. */
  readonly command: string | null;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly errors: number;
  readonly warnings: number;
  /** What the command gives; absent where it could not be carried out. */
  readonly result?: JsonResult;
  /** Why it could not; absent where it could. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Carries out a run and tells of it. Never throws: a failure is reported and becomes the exit code that stands for it. */
export async function reportedRun(
  host: Host,
  { command, format, watching = false }: RunOptions,
  run: (report: RunReport) => RunResult | Promise<RunResult>,
): Promise<ExitCode> {
  const started = host.now();
  const progress = progressOn(host);
  let json = emptyReport(command);
  const report: RunReport = {
    step: (text) => progress.step(text),
    say(text) {
      progress.end();
      host.err(`${text}\n`);
    },
    warn(message, hint) {
      progress.end();
      reportWarning(host, message, hint);
    },
    found(root, found, texts) {
      progress.end();
      const { diagnostics, files } = withShownFiles(host, format, root, found, texts);
      if (format === "text" && diagnostics.length > 0) {
        host.err(`${renderDiagnostics(diagnostics, files, { color: host.color })}\n`);
      }
      if (format === "github") host.out(diagnosticsToGithub(diagnostics, files));
      json = {
        ...json,
        diagnostics: diagnosticsToJson(diagnostics, files),
        errors: numberOf("error", diagnostics),
        warnings: numberOf("warning", diagnostics),
      };
    },
  };
  try {
    const { code, outcome, result, text, advice } = await run(report);
    progress.end();
    if (format === "json") host.out(jsonLine({ ...json, result }));
    else if (text !== undefined) host.out(text);
    if (outcome !== null) reportRun(host, outcome, started, watching);
    if (advice !== undefined) host.err(advice);
    return code;
  } catch (error) {
    progress.end();
    if (format === "json") host.out(jsonLine({ ...json, error: failureOf(host, error) }));
    return reportFailure(host, error);
  }
}

/** What `--json` prints where the command line itself is not understood. */
export function usageReport(command: string | null, message: string): string {
  const hint = "joinery --help shows all commands and options";
  return jsonLine({ ...emptyReport(command), error: { code: "USAGE", message, hint } });
}

function emptyReport(command: string | null): JsonReport {
  return { version: 1, command, diagnostics: [], errors: 0, warnings: 0 };
}

function jsonLine(report: JsonReport): string {
  return `${JSON.stringify(report)}\n`;
}

/** How many of each severity, in words. */
export function summaryOf(diagnostics: readonly Diagnostic[]): string {
  const words = { error: "error", warning: "warning", info: "note" } satisfies Record<Severity, string>;
  const severities = ["error", "warning", "info"] as const;
  const parts = severities
    .map((severity) => ({ count: numberOf(severity, diagnostics), word: words[severity] }))
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => counted(count, word));
  return parts.join(", ") || "no problems";
}

function numberOf(severity: Severity, diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
}

function failureOf(host: Host, error: unknown): NonNullable<JsonReport["error"]> {
  if (error instanceof Misuse) return { code: error.code, message: error.message, hint: error.hint };
  if (error instanceof Declined) return { code: "DECLINED", message: error.message, hint: "" };
  if (error instanceof Interrupted) return { code: "INTERRUPTED", message: error.message, hint: "" };
  return {
    code: "INTERNAL",
    message: error instanceof Error ? error.message : String(error),
    hint: internalHint(host),
  };
}

/**
 * Schemas name their files from their own root. A terminal makes links of paths from the working directory, GitHub of paths from the
 * repository's root.
 */
function withShownFiles(
  host: Host,
  format: ReportFormat,
  root: string,
  diagnostics: readonly Diagnostic[],
  files: readonly InputFile[],
): { readonly diagnostics: readonly Diagnostic[]; readonly files: readonly InputFile[] } {
  const from = format === "github" ? (host.githubWorkspace ?? host.cwd) : host.cwd;
  const shown = (file: string): string => relative(from, resolve(root, file)).replaceAll(sep, "/");
  const withShownFile = <T extends Pick<Diagnostic, "span">>(item: T): T => ({
    ...item,
    span: { ...item.span, file: shown(item.span.file) },
  });
  return {
    diagnostics: diagnostics.map((diagnostic) => ({
      ...withShownFile(diagnostic),
      related: diagnostic.related.map(withShownFile),
    })),
    files: files.map((file) => ({ ...file, path: shown(file.path) })),
  };
}
