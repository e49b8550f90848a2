/**
 * The files of a schema, as they are on the disk. A schema is a file, or all `.model` and `.prisma` files below a directory; and either
 * way what these import, wherever that is. Files are named from the schema's root, so one from outside begins with `../`.
 */
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { type InputFile, schemaImports } from "@joinery/dsl";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { shownPath } from "./report.ts";

/** Whether a file of this name may be part of a schema: one in the language of Joinery or in that of Prisma. */
export function isSchemaFile(name: string): boolean {
  return (name.endsWith(".model") || isPrismaFile(name)) && !name.startsWith(".");
}

export function isPrismaFile(name: string): boolean {
  return name.endsWith(".prisma") && !name.startsWith(".");
}

/** Directories that a schema's search does not enter. */
export function isSkippedDirectory(name: string): boolean {
  return name === "node_modules" || name.startsWith(".");
}

/** The directory that the schema's files are in; what names them in diagnostics and in the IR is relative to it. */
export function schemaRoot(host: Host, schema: string): string {
  return host.kindOf(schema) === "directory" ? schema : dirname(schema);
}

export interface SchemaFiles {
  /** In path order. */
  readonly files: readonly InputFile[];
  /** Absolute paths of what is imported and not there. That is an error in the schema, which the compiler reports. */
  readonly missing: readonly string[];
}

/**
 * Reads the schema at `path` with everything that it imports.
 *
 * @throws Misuse `SCHEMA_NOT_FOUND`, also for a directory without any file of a schema.
 */
export function readSchema(host: Host, path: string): SchemaFiles {
  const root = schemaRoot(host, path);
  const texts = new Map<string, string>();
  const missing = new Set<string>();
  const paths = listSchema(host, path);
  // Grows while it is walked, by the imports of each file.
  for (const file of paths) {
    if (texts.has(file) || missing.has(file)) continue;
    const text = host.kindOf(file) === "file" ? host.readText(file) : null;
    if (text === null) {
      missing.add(file);
      continue;
    }
    texts.set(file, text);
    for (const imported of importedFiles(file, text)) paths.push(imported);
  }
  const files = [...texts].map(([file, text]) => ({ path: pathFrom(root, file), text }));
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), missing: [...missing] };
}

/** The texts at absolute paths, without what they import. */
export function readFiles(host: Host, root: string, paths: readonly string[]): InputFile[] {
  // A file that vanishes between the listing and here counts as one that was never there.
  return paths.flatMap((path) => {
    const text = host.readText(path);
    return text === null ? [] : [{ path: pathFrom(root, path), text }];
  });
}

function pathFrom(root: string, file: string): string {
  return relative(root, file).replaceAll(sep, "/");
}

/** What is no path of a schema's file is left to the compiler, which says so. */
function importedFiles(file: string, text: string): string[] {
  return schemaImports(text)
    .filter((path) => isSchemaFile(basename(path)) && !path.includes("\0"))
    .map((path) => resolve(dirname(file), path));
}

/**
 * The absolute paths of the schema's own files, without what they import: the one that `path` names, whatever its name, or those below
 * the directory that it names.
 *
 * @param accepts Which files of a directory are meant.
 * @throws Misuse `SCHEMA_NOT_FOUND`, also for a directory without any.
 */
export function listSchema(host: Host, path: string, accepts: (name: string) => boolean = isSchemaFile): string[] {
  const kind = host.kindOf(path);
  if (kind === "file") return [path];
  if (kind !== "directory") {
    throw new Misuse(
      "SCHEMA_NOT_FOUND",
      `there is no schema at "${shownPath(host, path)}"`,
      "Check the path: of the command line against the working directory, of joinery.config.ts against that file.",
    );
  }
  const paths = [...filesBelow(host, path, accepts)];
  if (paths.length > 0) return paths;
  throw new Misuse(
    "SCHEMA_NOT_FOUND",
    `there is no ${accepts === isPrismaFile ? ".prisma" : ".model or .prisma"} file in "${shownPath(host, path)}"`,
    "Name the directory that holds the schema, or its file.",
  );
}

function* filesBelow(host: Host, directory: string, accepts: (name: string) => boolean): Generator<string> {
  for (const entry of host.readDirectory(directory)) {
    const path = join(directory, entry.name);
    if (entry.kind === "directory" && !isSkippedDirectory(entry.name)) yield* filesBelow(host, path, accepts);
    // A link to a file counts as one; a link to a directory might lead in a circle.
    if (accepts(entry.name) && (entry.kind === "file" || (entry.kind === "other" && host.kindOf(path) === "file")))
      yield path;
  }
}
