import { compile, type Schema } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { shownPath } from "./report.ts";
import { type RunReport, summaryOf } from "./run-report.ts";
import { readSchema, schemaRoot } from "./schema.ts";
import type { Settings } from "./settings.ts";

export interface CompiledSchema {
  /** Null where there are errors. */
  readonly schema: Schema | null;
  /** What was found, in a few words. */
  readonly outcome: string;
}

/**
 * Reads and compiles the schema that the settings name, and reports what is wrong with it.
 *
 * @throws Misuse `SCHEMA_EMPTY` where there is nothing to generate from: an editor that empties a file before it writes it must not take
 *   the last good client away.
 */
export function compileSchema(
  host: Host,
  settings: Pick<Settings, "schema" | "naming">,
  report: RunReport,
): CompiledSchema {
  const { files } = readSchema(host, settings.schema);
  const { schema, diagnostics } = compile(files, { naming: settings.naming });
  report.found(schemaRoot(host, settings.schema), diagnostics, files);
  if (schema?.models.length === 0) {
    throw new Misuse(
      "SCHEMA_EMPTY",
      `there is no model in "${shownPath(host, settings.schema)}"`,
      "Describe one, such as: model User { id Int @id }",
    );
  }
  return { schema, outcome: summaryOf(diagnostics) };
}
