/**
 * How generated code names a module of the user's own (methods, a scalar's codec). The schema names it from where the schema's file is, by
 * the file that is there; generated code imports it from the output directory, by the name that whoever runs it resolves.
 */
import type { Emission } from "./emission.ts";

/** What a TypeScript module is called once it is JavaScript. */
const compiled: Readonly<Record<string, string>> = { ".ts": ".js", ".tsx": ".js", ".mts": ".mjs", ".cts": ".cjs" };

/**
 * The specifier of an import. A TypeScript file is named as it is where the user's own imports may do so, else as the JavaScript that is
 * made of it; any other file as it is. The same in `.ts`, `.js` and `.d.ts`.
 *
 * @param path as the schema writes it, relative to the schema's file
 * @param schemaFile as the IR names it
 */
export function userModule(path: string, schemaFile: string, emission: Emission): string {
  const found = beside(emission.schemaPath(schemaFile), path);
  if (emission.userExtension === ".ts") return found;
  return found.replace(/\.[cm]?tsx?$/, (extension) => compiled[extension] ?? extension);
}

/** A path that is relative to a file's directory, as seen from where that file's own path is seen. */
export function beside(file: string, path: string): string {
  const segments = file.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    const last = segments.at(-1);
    if (segment === ".." && last !== undefined && last !== ".." && last !== ".") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  const joined = segments.join("/");
  return /^\.{1,2}\//.test(joined) ? joined : `./${joined}`;
}
