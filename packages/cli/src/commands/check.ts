import { compileSchema } from "../compile-schema.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { reportRun, shownPath } from "../report.ts";
import { type Flags, loadSettings } from "../settings.ts";

/** Compiles a schema and reports what is wrong with it. Writes nothing. */
export async function check(host: Host, flags: Pick<Flags, "schema">): Promise<ExitCode> {
  const started = host.now();
  const settings = await loadSettings(host, flags);
  const { schema, outcome } = compileSchema(host, settings.schema);
  reportRun(host, `${shownPath(host, settings.schema)}: ${outcome}`, started, false);
  return schema === null ? 1 : 0;
}
