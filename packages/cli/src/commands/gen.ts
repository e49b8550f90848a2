import { join, relative, sep } from "node:path";
import { generate } from "@joinery/codegen";
import { compileSchema } from "../compile-schema.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { counted, reportFailure, reportRun, shownPath } from "../report.ts";
import { type Flags, loadSettings, schemaRoot, type Settings, watchTargets } from "../settings.ts";
import { watch } from "../watch.ts";
import { commit, planWrite } from "../write.ts";

/** Writes the client of a schema, or nothing at all where the schema has errors. */
export async function gen(host: Host, flags: Flags): Promise<ExitCode> {
  const started = host.now();
  return generateClient(host, await loadSettings(host, flags), started, false);
}

/** Runs `gen` now and after every change, until the process is ended. Whatever fails is reported; the last good output stays. */
export async function genWatching(host: Host, flags: Flags): Promise<never> {
  return watch(host, {
    // A config or schema that is wrong is reported by the run; that it is mended must be seen all the same.
    targets: async () => watchTargets(host, flags, await loadSettings(host, flags).catch(() => null)),
    async run() {
      const started = host.now();
      try {
        await generateClient(host, await loadSettings(host, flags), started, true);
      } catch (error) {
        reportFailure(host, error);
      }
    },
  });
}

async function generateClient(host: Host, settings: Settings, started: number, watching: boolean): Promise<ExitCode> {
  const { schema, outcome } = compileSchema(host, settings.schema);
  if (schema === null) {
    reportRun(host, `${shownPath(host, settings.schema)}: ${outcome}; nothing was written`, started, watching);
    return 1;
  }
  const root = schemaRoot(host, settings.schema);
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
  reportRun(host, `${shownPath(host, settings.output)}: ${parts.join(", ")}`, started, watching);
  return 0;
}
