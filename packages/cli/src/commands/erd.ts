import { erd as diagramOf } from "@joinery/codegen/erd";
import { compileSchema } from "../compile-schema.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { shownPath } from "../report.ts";
import { reportedRun } from "../run-report.ts";
import { loadSettings } from "../settings.ts";
import { type TextFlags, textResult } from "../text-result.ts";

/** Gives the entity-relationship diagram of a schema. */
export function erd(host: Host, flags: TextFlags): Promise<ExitCode> {
  return reportedRun(host, { command: "erd", format: flags.format ?? "text" }, async (report) => {
    const settings = await loadSettings(host, { schema: flags.schema });
    const { schema, outcome } = await compileSchema(host, settings, report);
    if (schema === null) return { code: 1, outcome: `${shownPath(host, settings.schema)}: ${outcome}`, result: {} };
    return textResult(host, flags, {
      text: diagramOf(schema),
      mark: "%% Made by `joinery erd`, which writes it anew.",
      result: {},
    });
  });
}
