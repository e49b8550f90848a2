import { join, relative, sep } from "node:path";
import { createGenerator, type Generator } from "@joinery/codegen";
import { type Compiler, createCompiler, type Diagnostic, type Schema } from "@joinery/dsl";
import { clientDiagnostics } from "../client-diagnostics.ts";
import { compileSchema } from "../compile-schema.ts";
import { findExtensions, noExtensions } from "../extensions.ts";
import type { Host } from "../host.ts";
import { importExtension } from "../import-extension.ts";
import type { ExitCode } from "../misuse.ts";
import { isCommonJs } from "../package-type.ts";
import { counted, type ReportFormat, shownPath } from "../report.ts";
import { reportedRun, type RunReport, type RunResult } from "../run-report.ts";
import { schemaRoot } from "../schema.ts";
import { type Flags, loadSettings } from "../settings.ts";
import { watchTargets } from "../watch-targets.ts";
import { watch } from "../watch.ts";
import { commit, planWrite, type SeenFiles } from "../write.ts";

/** Writes the client of a schema, or nothing at all where the schema has errors. */
export function gen(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  return reportedRun(host, { format }, (report) => generateClient(host, flags, report));
}

/** Runs `gen` now and after every change, until the process is ended. Whatever fails is reported; the last good output stays. */
export async function genWatching(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  const memory = nothingKnown();
  await watch(host, {
    // A config or schema that is wrong is reported by the run; that it is mended must be seen all the same.
    targets: async () => watchTargets(host, flags, await loadSettings(host, flags).catch(() => null)),
    async run() {
      await reportedRun(host, { format, watching: true }, (report) => generateClient(host, flags, report, memory));
    },
  });
  return 0;
}

/** What one run leaves to the next. */
export interface Memory {
  readonly compiler: Compiler;
  readonly generator: Generator;
  readonly seen: SeenFiles;
}

export function nothingKnown(): Memory {
  return { compiler: createCompiler(), generator: createGenerator(), seen: new Map() };
}

/** One run, with what it found given to `report`. @throws Misuse */
export async function generateClient(
  host: Host,
  flags: Flags,
  report: RunReport,
  { compiler, generator, seen }: Memory = nothingKnown(),
): Promise<RunResult> {
  const settings = await loadSettings(host, flags);
  const root = schemaRoot(host, settings.schema);
  // Generated JavaScript is called so whatever a tsconfig says, which is not asked before it is needed.
  const extension = settings.emit === "js" ? ".js" : await importExtension(host, settings);
  let extensions = noExtensions;
  const findings = (found: Schema): Diagnostic[] => {
    extensions = findExtensions(host, found, { root, output: settings.output, extension });
    return [...clientDiagnostics(found), ...extensions.diagnostics];
  };
  const { schema, outcome } = compileSchema(host, settings, report, { findings, compiler });
  if (schema === null) {
    return { code: 1, outcome: `${shownPath(host, settings.schema)}: ${outcome}; nothing was written` };
  }
  const namesOwnModules = extensions.isAny || schema.scalars.length > 0;
  const files = await generator.generate(schema, {
    client: settings.client,
    emit: settings.emit,
    extensions: extensions.found,
    withPackage: settings.emit === "js" && isCommonJs(host, settings.output),
    importExtension: namesOwnModules ? await importExtension(host, settings) : extension,
    schemaPath: (file) => relative(settings.output, join(root, file)).replaceAll(sep, "/"),
  });
  const plan = planWrite(host, settings.output, files, seen);
  commit(host, plan);
  const parts = [
    `wrote ${counted(plan.changed.length, "file")}`,
    ...(plan.stale.length > 0 ? [`removed ${plan.stale.length}`] : []),
    ...(plan.unchanged > 0 ? [`${plan.unchanged} unchanged`] : []),
  ];
  return { code: 0, outcome: `${shownPath(host, settings.output)}: ${parts.join(", ")}` };
}
