import { basename, dirname, join, resolve, sep } from "node:path";
import { configNames } from "./config.ts";
import { namedCodecs } from "./codecs.ts";
import { isExtensionFile, namedExtensions } from "./extensions.ts";
import type { Host, WatchTargets } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { moduleFiles } from "./module-files.ts";
import { isSchemaFile, isSkippedDirectory, readSchema, schemaRoot } from "./schema.ts";
import { conventionalSchemas, type Flags, type Settings } from "./settings.ts";

/**
 * What a change of can change the result: configs and schemas in the working directory, the schema that the settings name, and what it
 * imports; the modules that the client imports, which have to be there.
 *
 * @param settings null where they cannot be told, for example while the config is broken.
 */
export function watchTargets(host: Host, flags: Flags, settings: Settings | null): WatchTargets {
  const schema = settings?.schema ?? (flags.schema === undefined ? null : resolve(host.cwd, flags.schema));
  const root = schema !== null && host.kindOf(schema) === "directory" ? schema : null;
  const files = schema === null ? [] : filesOf(host, schema);
  // Files with methods of the user's own, which come and go beside the schema's.
  const directories = new Set(files.map(({ path }) => dirname(path)));
  const isBelowRoot = (path: string): boolean => root !== null && path.startsWith(join(root, sep));
  const paths = [
    ...new Set([
      host.cwd,
      // Those in the working directory itself are seen with it.
      ...(flags.schema === undefined ? nestedSchemas.map((name) => join(host.cwd, name)) : []),
      ...(schema === null ? [] : [schema]),
      ...[...files.map(({ path }) => path), ...directories].filter((path) => path !== root && !isBelowRoot(path)),
      // Below the root too: of what is there, schemas alone are seen with it.
      ...files.flatMap(({ modules }) => modules),
    ]),
  ];
  return {
    // A file that comes or goes is waited for in another way than one that is changed.
    key: JSON.stringify([schema, root, settings?.output, paths, paths.map((path) => host.kindOf(path))]),
    paths,
    ignores: (path, kind) => {
      if (isConfigIn(host.cwd, path) || paths.some((target) => isOnTheWay(path, target))) return false;
      if (path === settings?.output) return true;
      const name = basename(path);
      if (isExtensionFile(name) && directories.has(dirname(path))) return false;
      if (isBelowRoot(path)) return isSkippedDirectory(name) || (kind === "file" && !isSchemaFile(name));
      return dirname(path) !== host.cwd || !isSchemaFile(name);
    },
  };
}

interface WatchedFile {
  readonly path: string;
  /** The files that its models' methods and its scalars' codecs may be in, where it says so. */
  readonly modules: readonly string[];
}

/** All files of the schema with its imports, also of those that are not there yet. None where it cannot be read: the run says why. */
function filesOf(host: Host, schema: string): readonly WatchedFile[] {
  try {
    const { files, missing } = readSchema(host, schema);
    const root = schemaRoot(host, schema);
    return [
      ...files.map((file) => {
        const path = resolve(root, file.path);
        const named = [...namedExtensions(file.text), ...namedCodecs(file.text)];
        return { path, modules: named.flatMap((name) => moduleFiles(resolve(dirname(path), name))) };
      }),
      ...missing.map((path) => ({ path, modules: [] })),
    ];
  } catch (error) {
    if (error instanceof Misuse) return [];
    throw error;
  }
}

/** Whether `path` is `target`, or a directory that has to be seen for it to be seen. */
function isOnTheWay(path: string, target: string): boolean {
  return target === path || target.startsWith(join(path, sep));
}

const nestedSchemas = conventionalSchemas.filter((name) => name.includes(sep));

/** The compiler's says how modules are named. */
function isConfigIn(directory: string, path: string): boolean {
  return [...configNames, "tsconfig.json"].some((name) => path === join(directory, name));
}
