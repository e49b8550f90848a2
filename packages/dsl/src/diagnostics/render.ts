/** Diagnostics for people: code frames. Programs get them from json.ts, GitHub Actions from github.ts. */
import { createSourceFile, lineText, type SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";

/** The parts of a rendered diagnostic that a terminal may colour. */
export type Paint = (part: Severity | "note" | "place" | "frame", text: string) => string;

export interface RenderOptions {
  /** Colours with ANSI escapes; off when absent. */
  readonly color?: boolean;
}

/** The files that diagnostics speak of. */
export type Files = readonly { readonly path: string; readonly text: string }[];

/**
 * The diagnostics with the lines that they speak of, a blank line between two, ending in a line end; empty for none.
 *
 * @param files The files that were compiled; a diagnostic of another file is rendered without its lines.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  files: Files,
  options: RenderOptions = {},
): string {
  const paint = options.color ? paintAnsi : paintNothing;
  const sources = new Map(files.map((file) => [file.path, createSourceFile(file.path, file.text)]));
  const render = (item: Diagnostic): string => renderDiagnostic(item, sources, paint);
  return diagnostics.map((item) => `${render(item)}\n`).join("\n");
}

function renderDiagnostic(diagnostic: Diagnostic, sources: ReadonlyMap<string, SourceFile>, paint: Paint): string {
  const { severity, code, message, span, hint } = diagnostic;
  const head = `${paint("place", place(span))}  ${paint(severity, `${severity} ${code}`)}: ${message}`;
  const parts = [head, ...frame(span, hint, severity, sources, paint)];
  for (const related of diagnostic.related) {
    const where = `${paint("place", place(related.span))}  ${paint("note", "note")}: ${related.message}`;
    parts.push("", where, ...frame(related.span, null, "note", sources, paint));
  }
  return parts.join("\n");
}

function place(span: Span): string {
  return `${span.file}:${span.line}:${span.column}`;
}

/** Lines longer than this are cut around the span: a file may be one line. */
const widestLine = 200;

/** The line before, where it says something, the line of the span, and carets under the span's part of it. */
function frame(
  span: Span,
  hint: string | null,
  severity: Severity | "note",
  sources: ReadonlyMap<string, SourceFile>,
  paint: Paint,
): string[] {
  const source = sources.get(span.file);
  const [firstHint, ...moreHints] = hint === null ? [] : hint.split("\n");
  if (!source) return hint === null ? [] : ["", ...hint.split("\n").map((line) => `  ${line}`.trimEnd())];
  const number = String(span.line);
  const bar = (label: string): string => paint("frame", `  ${label.padStart(number.length)} |`);
  const full = lineText(source, span.line);
  const cut = Math.max(0, full.length > widestLine ? span.column - 1 - widestLine / 2 : 0);
  const text = full.slice(cut, cut + widestLine);
  const before = lineText(source, span.line - 1)
    .slice(0, widestLine)
    .trimEnd();
  const lines = [""];
  if (span.line > 1 && before !== "") lines.push(`${bar(String(span.line - 1))} ${before}`);
  lines.push(`${bar(number)} ${text.trimEnd()}`.trimEnd());

  // Tabs stay tabs under the line, so that the carets stand below what they mean however wide a tab is shown.
  const indent = text.slice(0, span.column - 1 - cut).replace(/[^\t]/g, " ");
  const width = Math.max(1, Math.min(span.end - span.start, text.length - (span.column - 1 - cut)));
  const carets = paint(severity, "^".repeat(width));
  lines.push(`${bar("")} ${indent}${carets}${firstHint === undefined ? "" : ` ${firstHint}`}`);
  // Code to copy, from its first column.
  if (moreHints.length > 0) lines.push("", ...moreHints.map((line) => `  ${line}`.trimEnd()));
  return lines;
}

const ansi = {
  error: "\u001b[31m",
  warning: "\u001b[33m",
  info: "\u001b[34m",
  note: "\u001b[36m",
  place: "\u001b[1m",
  frame: "\u001b[2m",
} satisfies Record<Parameters<Paint>[0], string>;

function paintAnsi(part: Parameters<Paint>[0], text: string): string {
  return `${ansi[part]}${text}\u001b[0m`;
}

function paintNothing(_part: Parameters<Paint>[0], text: string): string {
  return text;
}
