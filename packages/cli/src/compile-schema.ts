import { compareDiagnostics, type Compiler, createCompiler, type Diagnostic, type Schema } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { counted, shownPath } from "./report.ts";
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
 * @param options `findings` gives what else there is to say of a schema without errors, beside the compiler's own diagnostics;
 *   `compiler` remembers what it made of the schema before.
 *
 * @throws Misuse `SCHEMA_EMPTY` where there is nothing to generate from: an editor that empties a file before it writes it must not take
 *   the last good client away.
 */
export async function compileSchema(
  host: Host,
  settings: Pick<Settings, "schema" | "naming">,
  report: RunReport,
  {
    findings = () => [],
    compiler = createCompiler(),
  }: {
    readonly findings?: (schema: Schema) => readonly Diagnostic[] | Promise<readonly Diagnostic[]>;
    readonly compiler?: Compiler;
  } = {},
): Promise<CompiledSchema> {
  report.step(`reading ${shownPath(host, settings.schema)}`);
  const { files } = readSchema(host, settings.schema);
  report.step(`compiling ${counted(files.length, "file")}`);
  const { schema, diagnostics: compiled } = compiler.compile(files, { naming: settings.naming });
  const diagnostics =
    schema === null ? compiled : [...compiled, ...(await findings(schema))].toSorted(compareDiagnostics);
  report.found(schemaRoot(host, settings.schema), diagnostics, files);
  if (schema?.models.length === 0) {
    throw new Misuse(
      "SCHEMA_EMPTY",
      `there is no model in "${shownPath(host, settings.schema)}"`,
      "Describe one, such as: model User { id Int @id }",
    );
  }
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  return { schema: hasErrors ? null : schema, outcome: summaryOf(diagnostics) };
}
