import type { InputFile } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** Stands in for the import until that is merged: reads nothing. */
export function importPrisma(_files: readonly InputFile[]): {
  readonly text: string | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  return { text: null, diagnostics: [] };
}
