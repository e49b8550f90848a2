import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Where this script's checkout is. */
export const root = join(import.meta.dirname, "..");

/** The directories in a directory of the checkout, as paths from the root with `/`; none where it is not there. */
export function directoriesIn(directory: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  return readdirSync(join(root, directory), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !isSkipped(entry.name))
    .map((entry) => `${directory}/${entry.name}`)
    .toSorted();
}

/** All files below a directory of the checkout whose name ends so, as paths from the root with `/`. */
export function filesBelow(directory: string, ending: string): string[] {
  if (!existsSync(join(root, directory))) return [];
  const here = readdirSync(join(root, directory), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => `${directory}/${entry.name}`);
  return [...here.toSorted(), ...directoriesIn(directory).flatMap((path) => filesBelow(path, ending))];
}

export function readFromRoot(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

function isSkipped(name: string): boolean {
  return name === "node_modules" || name === "dist" || name.startsWith(".");
}
