import { bind } from "./check/bind.ts";
import { check } from "./check/check.ts";
import type { Naming } from "./check/naming.ts";
import { checkImports } from "./check/rules/imports.ts";
import { readSettings } from "./check/settings.ts";
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

export interface CompileOptions {
  /** How names that the schema does not map become names in the database. A schema in Prisma's meaning knows none. */
  readonly naming?: Naming | undefined;
}

export interface Compilation {
  /** Null when there is an error among the diagnostics. */
  readonly schema: Schema | null;
  /** In source order, files in path order. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles the files of one schema. Pure, and total: whatever the text, it returns. The order of the files does not matter.
 *
 * Where a file is a `.prisma` file or has a datasource, all of them are read as Prisma reads them.
 *
 * @example
 * const { schema, diagnostics } = compile([{ path: "blog.model", text: "model User { id Int @id }" }]);
 */
export function compile(files: readonly InputFile[], options: CompileOptions = {}): Compilation {
  const reporter = createReporter();
  const ordered = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const sources = ordered.map((file) => createSourceFile(file.path, file.text));

  const asts = sources.map((source) => parseFile({ source, reporter }));
  const settings = readSettings(reporter, asts, options.naming ?? {});
  // A schema for a database that is not served has one error that matters.
  if (settings === null) return { schema: null, diagnostics: reporter.diagnostics().filter(isRefusal) };
  checkImports(reporter, asts);
  const context = { reporter, settings };
  const checked = check(context, bind(context, asts));

  const diagnostics = reporter.diagnostics();
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const paths = sources.map((source) => source.path);
  return { schema: failed ? null : lower(checked, paths), diagnostics };
}

function isRefusal({ code }: Diagnostic): boolean {
  return code === "JY7008";
}
