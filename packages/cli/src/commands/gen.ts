import { join, relative, sep } from "node:path";
import { generate } from "@joinery/codegen";
import { type Compiler, createCompiler } from "@joinery/dsl";
import { clientDiagnostics } from "../client-diagnostics.ts";
import { checkCodecs } from "../codecs.ts";
import { compileSchema } from "../compile-schema.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { counted, type ReportFormat, shownPath } from "../report.ts";
import { reportedRun, type RunReport, type RunResult } from "../run-report.ts";
import { schemaRoot } from "../schema.ts";
import { type Flags, loadSettings } from "../settings.ts";
import { watchTargets } from "../watch-targets.ts";
import { watch } from "../watch.ts";
import { commit, planWrite } from "../write.ts";

/** Writes the client of a schema, or nothing at all where the schema has errors. */
export function gen(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  return reportedRun(host, { format }, (report) => generateClient(host, flags, report));
}

/** Runs `gen` now and after every change, until the process is ended. Whatever fails is reported; the last good output stays. */
export async function genWatching(host: Host, flags: Flags, format: ReportFormat): Promise<never> {
  const compiler = createCompiler();
  return watch(host, {
    // A config or schema that is wrong is reported by the run; that it is mended must be seen all the same.
    targets: async () => watchTargets(host, flags, await loadSettings(host, flags).catch(() => null)),
    async run() {
      await reportedRun(host, { format, watching: true }, (report) => generateClient(host, flags, report, compiler));
    },
  });
}

async function generateClient(
  host: Host,
  flags: Flags,
  report: RunReport,
  compiler: Compiler = createCompiler(),
): Promise<RunResult> {
  const settings = await loadSettings(host, flags);
  const { schema, outcome } = compileSchema(host, settings, report, { findings: clientDiagnostics, compiler });
  if (schema === null) {
    return { code: 1, outcome: `${shownPath(host, settings.schema)}: ${outcome}; nothing was written` };
  }
  const root = schemaRoot(host, settings.schema);
  checkCodecs(host, root, schema);
  const files = await generate(schema, {
    client: settings.client,
    emit: settings.emit,
    schemaPath: (file) => relative(settings.output, join(root, file)).replaceAll(sep, "/"),
  });
  const plan = planWrite(host, settings.output, files);
  commit(host, plan);
  const parts = [
    `wrote ${counted(plan.changed.length, "file")}`,
    ...(plan.stale.length > 0 ? [`removed ${plan.stale.length}`] : []),
    ...(plan.unchanged > 0 ? [`${plan.unchanged} unchanged`] : []),
  ];
  return { code: 0, outcome: `${shownPath(host, settings.output)}: ${parts.join(", ")}` };
}
