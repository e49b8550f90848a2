import type { Span } from "../text/span.ts";
import type { clientMessages } from "./catalog/client.ts";
import { createDiagnostic, type Diagnostic } from "./diagnostic.ts";

/** What a generator of clients may find, by its name in the catalog. */
export type ClientFinding = Exclude<keyof typeof clientMessages, "methodsMissing">;

/**
 * A generator's finding in a schema without errors, beside the compiler's.
 *
 * @param part what it is about, in words that stand in a sentence
 */
export function clientDiagnostic(finding: ClientFinding, part: string, span: Span): Diagnostic {
  return createDiagnostic(finding, span, { part });
}

/**
 * The file with the methods of a model is not what it has to be.
 *
 * @param part what is wrong, as the beginning of a sentence
 * @param text what to write into the file
 */
export function methodsDiagnostic(part: string, text: string, span: Span): Diagnostic {
  return createDiagnostic("methodsMissing", span, { part, text });
}
