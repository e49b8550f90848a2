/** What the rules of native types and indexes report, as lines; and attributes to give them. */
import type { CheckContext } from "../../../src/check/bound.ts";
import { readSettings } from "../../../src/check/settings.ts";
import { createReporter } from "../../../src/diagnostics/reporter.ts";
import type { AttributeAst } from "../../../src/syntax/ast.ts";
import { parseFile } from "../../../src/syntax/parse.ts";
import { createSourceFile } from "../../../src/text/source-file.ts";

/** `code: message (hint)` for each diagnostic that the run reports, in source order. */
export function reportsOf(run: (context: CheckContext) => void): string[] {
  const reporter = createReporter();
  const settings = readSettings(reporter, [], {});
  if (settings !== null) run({ reporter, settings, names: new Map() });
  return reporter.diagnostics().map(({ code, message, hint }) => {
    return `${code}: ${message}${hint === null ? "" : ` (${hint})`}`;
  });
}

/** The first attribute of a field, as the parser reads it. */
export function parseAttribute(text: string): AttributeAst {
  const reporter = createReporter();
  const source = createSourceFile("a.model", `model A {\n  a Int ${text}\n}\n`);
  const [declaration] = parseFile({ reporter, source }).declarations;
  const attribute = declaration?.kind === "model" ? declaration.fields[0]?.attributes[0] : undefined;
  if (attribute === undefined) throw new Error(`no attribute in ${text}`);
  return attribute;
}
