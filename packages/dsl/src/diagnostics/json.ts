/** Diagnostics for programs: plain data. */
import { createSourceFile, positionAt, type SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import type { Diagnostic, Severity } from "./diagnostic.ts";
import type { Files } from "./render.ts";

/** One-based line and column, and the offset in UTF-16 units. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface JsonPlace {
  readonly file: string;
  readonly start: JsonPosition;
  /** Exclusive. */
  readonly end: JsonPosition;
}

export interface JsonDiagnostic extends JsonPlace {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string | null;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

/** The diagnostics as data, for `--format json` and editors. */
export function diagnosticsToJson(diagnostics: readonly Diagnostic[], files: Files): JsonDiagnostic[] {
  const sources = new Map(files.map((file) => [file.path, createSourceFile(file.path, file.text)]));
  return diagnostics.map(({ code, severity, message, hint, span, related }) => ({
    code,
    severity,
    message,
    hint,
    ...jsonPlace(span, sources),
    related: related.map((item) => ({ message: item.message, ...jsonPlace(item.span, sources) })),
  }));
}

function jsonPlace(span: Span, sources: ReadonlyMap<string, SourceFile>): JsonPlace {
  const source = sources.get(span.file);
  const start = { line: span.line, column: span.column };
  const end = source ? positionAt(source, span.end) : { line: span.line, column: span.column + span.end - span.start };
  return { file: span.file, start: { ...start, offset: span.start }, end: { ...end, offset: span.end } };
}
