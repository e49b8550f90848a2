import { compileClient } from "../compile-client.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { type ReportFormat, shownPath } from "../report.ts";
import { reportedRun } from "../run-report.ts";
import { type Flags, loadSettings } from "../settings.ts";

/** Compiles a schema and reports what is wrong with it, and what would keep its client from being written. Writes nothing. */
export function check(host: Host, flags: Pick<Flags, "schema">, format: ReportFormat): Promise<ExitCode> {
  return reportedRun(host, { command: "check", format }, async (report) => {
    const settings = await loadSettings(host, flags);
    const { schema, outcome } = await compileClient(host, settings, report);
    const shown = shownPath(host, settings.schema);
    return { code: schema === null ? 1 : 0, outcome: `${shown}: ${outcome}`, result: { schema: shown } };
  });
}
