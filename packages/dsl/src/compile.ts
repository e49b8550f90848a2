import { type Compilation, type CompileOptions, createCompiler, type InputFile } from "./compiler.ts";

/**
 * Compiles the files of one schema. Pure, and total: whatever the text, it returns. The order of the files does not matter.
 *
 * Where a file is a `.prisma` file or has a datasource, all of them are read as Prisma reads them. For a schema that is compiled again
 * and again as it changes, `createCompiler` is quicker.
 *
 * @example
 * const { schema, diagnostics } = compile([{ path: "blog.model", text: "model User { id Int @id }" }]);
 */
export function compile(files: readonly InputFile[], options: CompileOptions = {}): Compilation {
  return createCompiler(options).compile(files);
}
