/** TypeScript types in the user's own words, as `@ts("import('./settings').Settings")` gives them. */
import type { Emission } from "./emission.ts";
import { unmarked } from "./source.ts";
import { beside } from "./user-module.ts";

/** In parentheses, so that it may stand anywhere. A path in it is relative to the schema's file; the generated file stands elsewhere. */
export function userType(text: string, schemaFile: string, { schemaPath }: Emission): string {
  const moved = text.replace(/\bimport\(\s*(["'])(\.{1,2}\/[^"']*)\1\s*\)/g, (_whole, _quote, path: string) => {
    return `import(${JSON.stringify(beside(schemaPath(schemaFile), path))})`;
  });
  return `(${unmarked(moved)})`;
}
