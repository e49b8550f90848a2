/** What stands between a schema without errors and its client: the generator's own findings, as diagnostics beside the compiler's. */
import { leftOut, notGenerated, type SchemaPart } from "@joinery/codegen";
import type { Diagnostic, Schema } from "@joinery/dsl";

/** An error for each part that the generator cannot write yet, a warning for each that the client goes without. */
export function clientDiagnostics(schema: Schema): Diagnostic[] {
  return [
    ...notGenerated(schema).map((part) => diagnosticOf(part, { code: "JY9001", severity: "error" })),
    ...leftOut(schema).map((part) => diagnosticOf(part, { code: "JY9002", severity: "warning" })),
  ];
}

function diagnosticOf({ what, span }: SchemaPart, kind: Pick<Diagnostic, "code" | "severity">): Diagnostic {
  const isError = kind.severity === "error";
  return {
    ...kind,
    message: isError ? `no client can be generated yet with ${what}` : `the client goes without ${what}`,
    span,
    hint: isError ? "`@ignore` leaves a field out of the client, `@@ignore` a model" : null,
    related: [],
  };
}
