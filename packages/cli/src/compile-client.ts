/** A schema on its way to a client: beside the compiler's findings those of the generator, and those about the files that the client imports. */
import type { Compiler, Diagnostic, Schema } from "@joinery/dsl";
import { clientDiagnostics } from "./client-diagnostics.ts";
import { checkCodecs } from "./codecs.ts";
import { type CompiledSchema, compileSchema } from "./compile-schema.ts";
import type { ImportExtension } from "./config.ts";
import { type Extensions, findExtensions, noExtensions } from "./extensions.ts";
import type { Host } from "./host.ts";
import { importExtension } from "./import-extension.ts";
import type { RunReport } from "./run-report.ts";
import { schemaRoot } from "./schema.ts";
import type { Settings } from "./settings.ts";

export interface CompiledClient extends CompiledSchema {
  readonly extensions: Extensions;
  /** How the user's modules name generated ones. */
  readonly extension: ImportExtension;
}

/** @throws Misuse as of `compileSchema`, `importExtension` and `checkCodecs` */
export async function compileClient(
  host: Host,
  settings: Settings,
  report: RunReport,
  compiler?: Compiler,
): Promise<CompiledClient> {
  const root = schemaRoot(host, settings.schema);
  // Generated JavaScript is called so whatever a tsconfig says, which is not asked before it is needed.
  const extension = settings.emit === "js" ? ".js" : await importExtension(host, settings);
  let extensions = noExtensions;
  const findings = async (found: Schema): Promise<Diagnostic[]> => {
    extensions = await findExtensions(host, found, { root, output: settings.output, extension });
    return [...clientDiagnostics(found), ...extensions.diagnostics];
  };
  const compiled = await compileSchema(host, settings, report, {
    findings,
    ...(compiler === undefined ? {} : { compiler }),
  });
  if (compiled.schema !== null) checkCodecs(host, root, compiled.schema);
  return { ...compiled, extensions, extension };
}
