/** What stands between a schema without errors and its client: the generator's own findings, as diagnostics beside the compiler's. */
import { leftOut, notGenerated } from "@joinery/codegen";
import { clientDiagnostic, type Diagnostic, type Schema } from "@joinery/dsl";

/** An error for each part that the generator cannot write yet, a warning for each that the client goes without. */
export function clientDiagnostics(schema: Schema): Diagnostic[] {
  return [
    ...notGenerated(schema).map(({ what, span }) => clientDiagnostic("notGenerated", what, span)),
    ...leftOut(schema).map(({ what, span }) => clientDiagnostic("leftOut", what, span)),
  ];
}
