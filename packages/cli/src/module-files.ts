/** The files that a module of the user's own may be in, as a schema names it: TypeScript's own imports name the JavaScript that it becomes. */

/** What a module of JavaScript is compiled from. */
const sourceEndings = { ".js": [".ts", ".tsx"], ".mjs": [".mts"], ".cjs": [".cts"] } as const;

/** @returns `path` itself, then what it may be compiled from */
export function moduleFiles(path: string): string[] {
  for (const [ending, sources] of Object.entries(sourceEndings))
    if (path.endsWith(ending)) return [path, ...sources.map((source) => path.slice(0, -ending.length) + source)];
  return [path];
}
