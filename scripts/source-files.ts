import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Where this script's checkout is. */
export const root = join(import.meta.dirname, "..");

const skipped = new Set(["node_modules", "dist"]);

/** Files below a directory of the checkout whose name ends so, as paths from the root with `/`; none where there is no directory. */
export function filesBelow(directory: string, ending: string): string[] {
  return readdirSync(join(root, directory), { recursive: false, withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory())
      return skipped.has(entry.name) || entry.name.startsWith(".") ? [] : filesBelow(path, ending);
    return entry.isFile() && entry.name.endsWith(ending) ? [relative(".", path).replaceAll(sep, "/")] : [];
  });
}

export function readFromRoot(path: string): string {
  return readFileSync(join(root, path), "utf8");
}
