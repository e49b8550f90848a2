import { ddl as statementsOf, type DdlDialect } from "@joinery/codegen/ddl";
import { compileSchema } from "../compile-schema.ts";
import type { Host } from "../host.ts";
import type { ExitCode } from "../misuse.ts";
import { shownPath } from "../report.ts";
import { reportedRun } from "../run-report.ts";
import { loadSettings } from "../settings.ts";
import { type TextFlags, textResult } from "../text-result.ts";

/** Gives the statements that create every table of a schema, in an order in which they can run. */
export function ddl(host: Host, dialect: DdlDialect, flags: TextFlags): Promise<ExitCode> {
  return reportedRun(host, { command: "ddl", format: flags.format ?? "text" }, async (report) => {
    const settings = await loadSettings(host, { schema: flags.schema });
    const { schema, outcome } = await compileSchema(host, settings, report);
    const shown = shownPath(host, settings.schema);
    if (schema === null) return { code: 1, outcome: `${shown}: ${outcome}`, result: { dialect } };
    const statements = statementsOf(schema, dialect);
    return textResult(host, flags, {
      text: statements.map((statement) => `${statement};\n`).join("\n"),
      mark: `-- Made by \`joinery ddl --dialect ${dialect}\`, which writes it anew.`,
      result: { dialect, statements },
    });
  });
}
