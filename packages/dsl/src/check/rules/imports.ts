/** `import "./billing.model"`: the file must be one of the schema's. */
import type { Reporter } from "../../diagnostics/diagnostic.ts";
import type { FileAst } from "../../syntax/ast.ts";

export function checkImports(reporter: Reporter, files: readonly FileAst[]): void {
  const paths = new Set(files.map((file) => file.path));
  for (const file of files) {
    for (const { path, span } of file.imports) {
      if (path === null) continue;
      const resolved = resolvePath(file.path, path);
      if (paths.has(resolved)) continue;
      const near = reporter.suggest(resolved, [...paths]);
      reporter.report("missingImport", span, {
        path,
        suggestion: near === null ? null : relativePath(file.path, near),
      });
    }
  }
}

/** A path relative to a file, as `InputFile.path` would have it; those that lead above the schema's root keep their `..`. */
function resolvePath(from: string, path: string): string {
  const segments = path.startsWith("/") ? [] : from.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "." || segment === "") continue;
    if (segment === ".." && segments.length > 0 && segments.at(-1) !== "..") segments.pop();
    else segments.push(segment);
  }
  return segments.join("/");
}

/** How one file of the schema names another. */
function relativePath(from: string, to: string): string {
  const folders = from.split("/").slice(0, -1);
  const segments = to.split("/");
  let shared = 0;
  while (shared < folders.length && shared < segments.length - 1 && folders[shared] === segments[shared]) shared++;
  const up = folders.slice(shared).map(() => "..");
  return [...(up.length === 0 ? ["."] : up), ...segments.slice(shared)].join("/");
}
