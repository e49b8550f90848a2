/** TypeScript types in the user's own words, as `@ts("import('./settings').Settings")` gives them. */
import type { Emission } from "./emission.ts";

/** In parentheses, so that it may stand anywhere. A path in it is relative to the schema's file; the generated file stands elsewhere. */
export function userType(text: string, schemaFile: string, { schemaPath }: Emission): string {
  const moved = text.replace(/\bimport\(\s*(["'])(\.{1,2}\/[^"']*)\1\s*\)/g, (_whole, _quote, path: string) => {
    return `import(${JSON.stringify(beside(schemaPath(schemaFile), path))})`;
  });
  return `(${moved})`;
}

/** A module that a schema's file names, as a generated file imports it. A package is called the same everywhere. */
export function besideSchema(module: string, schemaFile: string, { schemaPath }: Emission): string {
  return /^\.{1,2}\//.test(module) ? beside(schemaPath(schemaFile), module) : module;
}

/** A path that is relative to a file's directory, as seen from where that file's own path is seen. */
function beside(file: string, path: string): string {
  const segments = file.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    const last = segments.at(-1);
    if (segment === ".." && last !== undefined && last !== ".." && last !== ".") segments.pop();
    else if (segment !== ".") segments.push(segment);
  }
  const joined = segments.join("/");
  return joined.startsWith(".") ? joined : `./${joined}`;
}
