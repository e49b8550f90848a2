import { join, relative, sep } from "node:path";
import type { InputFile } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";

export function isModelFile(name: string): boolean {
  return name.endsWith(".model") && !name.startsWith(".");
}

/** Directories that a schema's search does not enter. */
export function isSkippedDirectory(name: string): boolean {
  return name === "node_modules" || name.startsWith(".");
}

/**
 * The files of the schema at `path`, in path order: the one that it names, or all `.model` files below the directory that it names.
 *
 * @throws Misuse `SCHEMA_NOT_FOUND`, also for a directory without any.
 */
export function readSchema(host: Host, path: string): readonly InputFile[] {
  const kind = host.kindOf(path);
  if (kind === "directory") return readSchemaDirectory(host, path);
  const text = kind === "file" ? host.readText(path) : null;
  if (text === null) {
    throw new Misuse(
      "SCHEMA_NOT_FOUND",
      `there is no schema at "${shown(host, path)}"`,
      'Check the path: of --schema against the working directory, of "schema" in joinery.config.ts against that file.',
    );
  }
  return [{ path: path.slice(path.lastIndexOf(sep) + 1), text }];
}

function readSchemaDirectory(host: Host, root: string): readonly InputFile[] {
  const paths = [...modelFilesBelow(host, root)].toSorted((a, b) => (a < b ? -1 : 1));
  if (paths.length === 0) {
    throw new Misuse(
      "SCHEMA_NOT_FOUND",
      `there is no .model file in "${shown(host, root)}"`,
      "Name the directory that holds the schema, or its file.",
    );
  }
  // A file that vanishes between the listing and here counts as one that was never there.
  return paths.flatMap((path) => {
    const text = host.readText(join(root, path));
    return text === null ? [] : [{ path: path.replaceAll(sep, "/"), text }];
  });
}

function* modelFilesBelow(host: Host, root: string, below = ""): Generator<string> {
  for (const entry of host.readDirectory(join(root, below))) {
    const path = join(below, entry.name);
    if (entry.kind === "directory" && !isSkippedDirectory(entry.name)) yield* modelFilesBelow(host, root, path);
    if (entry.kind === "file" && isModelFile(entry.name)) yield path;
  }
}

function shown(host: Host, path: string): string {
  return relative(host.cwd, path) || ".";
}
