/**
 * What one run of a command says, in the format that was asked for. Findings in a schema are words with code frames for people, one
 * JSON document on one line for programs, or workflow commands for GitHub Actions. The last two are data and go to standard output,
 * where nothing else goes; what the run did, and why it failed, is said in words on standard error whatever the format.
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
import { type ExitCode, Misuse } from "./misuse.ts";
import { counted, internalHint, reportFailure, type ReportFormat, reportRun } from "./report.ts";

export interface RunReport {
  /**
   * Takes what was found in a schema, at most once a run.
   *
   * @param root The directory that the files are named from.
   */
  found(root: string, diagnostics: readonly Diagnostic[], files: readonly InputFile[]): void;
}

/** How a run ended that did not fail. */
export interface RunResult {
  readonly code: ExitCode;
  /** What it did, in a few words. */
  readonly outcome: string;
}

export interface RunOptions {
  readonly format: ReportFormat;
  readonly watching?: boolean;
}

/** What `--format json` prints, once a run. */
export interface JsonReport {
  readonly version: 1;
  readonly diagnostics: readonly JsonDiagnostic[];
  readonly errors: number;
  readonly warnings: number;
  /** Why the run could not be carried out; absent where it could. */
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Carries out a run and tells of it. Never throws: a failure is reported and becomes the exit code that stands for it. */
export async function reportedRun(
  host: Host,
  { format, watching = false }: RunOptions,
  run: (report: RunReport) => RunResult | Promise<RunResult>,
): Promise<ExitCode> {
  const started = host.now();
  let json: JsonReport = { version: 1, diagnostics: [], errors: 0, warnings: 0 };
  const report: RunReport = {
    found(root, found, texts) {
      const { diagnostics, files } = withShownFiles(host, format, root, found, texts);
      if (format === "text" && diagnostics.length > 0) {
        host.err(`${renderDiagnostics(diagnostics, files, { color: host.color })}\n`);
      }
      if (format === "github") host.out(diagnosticsToGithub(diagnostics, files));
      json = {
        version: 1,
        diagnostics: diagnosticsToJson(diagnostics, files),
        errors: numberOf("error", diagnostics),
        warnings: numberOf("warning", diagnostics),
      };
    },
  };
  try {
    const { code, outcome } = await run(report);
    if (format === "json") host.out(`${JSON.stringify(json)}\n`);
    reportRun(host, outcome, started, watching);
    return code;
  } catch (error) {
    if (format === "json") host.out(`${JSON.stringify({ ...json, error: failureOf(host, error) })}\n`);
    return reportFailure(host, error);
  }
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

function failureOf(host: Host, error: unknown): JsonReport["error"] {
  if (error instanceof Misuse) return { code: error.code, message: error.message, hint: error.hint };
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
