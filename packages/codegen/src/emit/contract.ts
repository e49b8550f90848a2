/** How a generated file meets the runtime: by one module, whose version it asks for before it takes anything else from it. */
import { type ImportStatement, internalText, type TextStatement } from "./source.ts";

/** Raised with the runtime's `contractVersion`: a client of another version is refused. */
export const contractVersion = 2;

/** @param j what the file calls the contract */
export function contractImport(j: string): ImportStatement {
  return { kind: "import", namespace: j, from: "@joinery/runtime/contract" };
}

/**
 * The statement after the imports of each file that takes something of the runtime while it is loaded. Any of them may be the first to be
 * loaded, and what a runtime of another version lacks must not fail by a name that nobody knows. Declarations have no need of it.
 */
export function contractCheck(j: string): TextStatement {
  return internalText(`${j}.checkContract(${contractVersion});`);
}
