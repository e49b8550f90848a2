import { bind } from "./check/bind.ts";
import { check } from "./check/check.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { createReporter } from "./diagnostics/reporter.ts";
import type { Schema } from "./ir/ir.ts";
import { lower } from "./ir/lower.ts";
import { parseFile } from "./syntax/parse.ts";
import { createSourceFile } from "./text/source-file.ts";

/** A file of a schema. `path` is relative to the schema's root, with `/` between its segments. */
export interface InputFile {
  readonly path: string;
  readonly text: string;
}

export interface Compilation {
  /** Null when there is an error among the diagnostics. */
  readonly schema: Schema | null;
  /** In source order, files in path order. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How tables and columns are called that the schema gives no name of their own. */
export interface Naming {
  /** As written when absent. */
  readonly case?: "asWritten" | "snake_case";
  /** Whether a table is called by the plural of its model's name; it is not when absent. */
  readonly plural?: boolean;
}

export interface CompileOptions {
  readonly naming?: Naming;
}

/**
 * Compiles the files of one schema. Pure, and total: whatever the text, it returns. The order of the files does not matter.
 *
 * @example
 * const { schema, diagnostics } = compile([{ path: "blog.model", text: "model User { id Int @id }" }]);
 */
export function compile(files: readonly InputFile[], _options: CompileOptions = {}): Compilation {
  const reporter = createReporter();
  const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const sources = ordered.map((file) => createSourceFile(file.path, file.text));

  const asts = sources.map((source) => parseFile({ source, reporter }));
  const bound = bind({ reporter }, asts);
  const checked = check({ reporter }, bound);

  const diagnostics = reporter.diagnostics();
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const paths = sources.map((source) => source.path);
  return { schema: failed ? null : lower(checked, paths), diagnostics };
}
