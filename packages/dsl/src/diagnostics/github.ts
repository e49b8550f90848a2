/**
 * Diagnostics for GitHub Actions, as the workflow commands that its runner makes annotations of. The runner refuses a command with
 * columns whose lines differ. What is to be escaped, and how, follows `command.ts` of `@actions/core`.
 */
import type { Diagnostic, Severity } from "./diagnostic.ts";
import { diagnosticsToJson, type JsonDiagnostic } from "./json.ts";
import type { Files } from "./render.ts";

const commands = { error: "error", warning: "warning", info: "notice" } satisfies Record<Severity, string>;

/**
 * A line for each diagnostic, with the hint and the related places behind its message; empty for none.
 *
 * @param files The files that were compiled. The runner takes their paths from the repository's root.
 */
export function diagnosticsToGithub(diagnostics: readonly Diagnostic[], files: Files): string {
  return diagnosticsToJson(diagnostics, files)
    .map((diagnostic) => `${toCommand(diagnostic)}\n`)
    .join("");
}

function toCommand({ code, severity, message, hint, file, start, end, related }: JsonDiagnostic): string {
  // A place may take in its line's end, which is where the next line starts.
  const isOneLine = end.line === start.line || (end.line === start.line + 1 && end.column === 1);
  const place = isOneLine
    ? { line: start.line, col: start.column, endLine: start.line, endColumn: start.column + end.offset - start.offset }
    : { line: start.line, endLine: end.line };
  const list = Object.entries({ file, ...place, title: code }).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  const lines = [
    message,
    ...(hint === null ? [] : [hint]),
    ...related.map((item) => `${item.file}:${item.start.line}:${item.start.column}: ${item.message}`),
  ];
  return `::${commands[severity]} ${list.join(",")}::${escapeData(lines.join("\n"))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
