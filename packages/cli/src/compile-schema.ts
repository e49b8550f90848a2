import { relative, resolve, sep } from "node:path";
import { compile, type Diagnostic, renderDiagnostics, type Schema } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { counted, shownPath } from "./report.ts";
import { readSchema } from "./schema.ts";
import { schemaRoot } from "./settings.ts";

export interface CompiledSchema {
  /** Null where there are errors. */
  readonly schema: Schema | null;
  /** What was found, in a few words. */
  readonly outcome: string;
}

/**
 * Reads and compiles the schema at `path`, and prints its diagnostics with the source lines that they are about.
 *
 * @throws Misuse `SCHEMA_EMPTY` where there is nothing to generate from: an editor that empties a file before it writes it must not take
 *   the last good client away.
 */
export function compileSchema(host: Host, path: string): CompiledSchema {
  const files = readSchema(host, path);
  const { schema, diagnostics } = compile(files);
  if (diagnostics.length > 0) {
    // Schemas name their files from their own root; a terminal makes links of paths from the working directory.
    const shown = (file: string): string =>
      relative(host.cwd, resolve(schemaRoot(host, path), file)).replaceAll(sep, "/");
    const text = renderDiagnostics(
      diagnostics.map((diagnostic) => withShownFiles(diagnostic, shown)),
      files.map((file) => ({ path: shown(file.path), text: file.text })),
      { color: host.color },
    );
    host.err(`${text}\n`);
  }
  if (schema?.models.length === 0) {
    throw new Misuse(
      "SCHEMA_EMPTY",
      `there is no model in "${shownPath(host, path)}"`,
      "Describe one, such as: model User { id Int @id }",
    );
  }
  return { schema, outcome: outcomeOf(diagnostics) };
}

function withShownFiles(diagnostic: Diagnostic, shown: (file: string) => string): Diagnostic {
  return {
    ...diagnostic,
    span: { ...diagnostic.span, file: shown(diagnostic.span.file) },
    related: diagnostic.related.map((place) => ({ ...place, span: { ...place.span, file: shown(place.span.file) } })),
  };
}

function outcomeOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
  ];
  return parts.join(", ") || "no problems";
}
