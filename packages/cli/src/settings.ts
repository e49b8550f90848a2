import { basename, dirname, join, resolve, sep } from "node:path";
import { type ClientKind, configNames, type EmitKind, loadConfig } from "./config.ts";
import type { Host, WatchTargets } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { isModelFile, isSkippedDirectory } from "./schema.ts";

/** What the command line says. Absent: the config decides, and after it the default. Paths are relative to the working directory. */
export interface Flags {
  readonly schema?: string | undefined;
  readonly output?: string | undefined;
  readonly client?: ClientKind | undefined;
  readonly emit?: EmitKind | undefined;
}

/** What a run works with: flags, config and defaults put together. Every path is absolute. */
export interface Settings {
  /** A `.model` file, or a directory of them. */
  readonly schema: string;
  readonly output: string;
  readonly client: ClientKind;
  readonly emit: EmitKind;
}

/** @throws Misuse where the config is wrong, or where no schema is named and not exactly one is found. */
export async function loadSettings(host: Host, flags: Flags): Promise<Settings> {
  const config = (await loadConfig(host)) ?? {};
  const schema = resolve(host.cwd, flags.schema ?? config.schema ?? findSchema(host));
  const output = flags.output ?? config.output;
  return {
    schema,
    output: output === undefined ? join(schemaRoot(host, schema), "generated") : resolve(host.cwd, output),
    client: flags.client ?? config.client ?? "sync",
    emit: flags.emit ?? config.emit ?? "js",
  };
}

/** The directory that the schema's files are in; what names them in diagnostics and in the IR is relative to it. */
export function schemaRoot(host: Host, schema: string): string {
  return host.kindOf(schema) === "directory" ? schema : dirname(schema);
}

/** `schema.model` in the working directory, which is where the config stands, or the only `.model` file there. */
function findSchema(host: Host): string {
  const names = host.readDirectory(host.cwd).filter((entry) => entry.kind === "file" && isModelFile(entry.name));
  const conventional = names.find((entry) => entry.name === "schema.model");
  const [first, second] = names;
  if (conventional) return conventional.name;
  if (!first) {
    throw new Misuse(
      "SCHEMA_NOT_FOUND",
      `there is no schema in "${host.cwd}": neither "schema.model" nor any other .model file`,
      'Name it with --schema PATH, or with "schema" in joinery.config.ts.',
    );
  }
  if (second) {
    throw new Misuse(
      "SCHEMA_AMBIGUOUS",
      `there are ${names.length} schemas in "${host.cwd}": ${names.map((entry) => `"${entry.name}"`).join(", ")}`,
      'Name one with --schema PATH, or all as one schema with --schema . (or with "schema" in joinery.config.ts).',
    );
  }
  return first.name;
}

/**
 * What a change of can change the result: configs and schemas in the working directory, and the schema that the settings name.
 *
 * @param settings null where they cannot be told, for example while the config is broken.
 */
export function watchTargets(host: Host, flags: Flags, settings: Settings | null): WatchTargets {
  const schema = settings?.schema ?? (flags.schema === undefined ? null : resolve(host.cwd, flags.schema));
  const root = schema !== null && host.kindOf(schema) === "directory" ? schema : null;
  const paths = [...new Set([host.cwd, ...(schema === null ? [] : [schema])])];
  return {
    key: JSON.stringify([schema, root, settings?.output]),
    paths,
    ignores: (path, kind) => {
      if (paths.includes(path) || isConfigIn(host.cwd, path)) return false;
      if (path === settings?.output) return true;
      const name = basename(path);
      if (root !== null && path.startsWith(join(root, sep))) {
        return isSkippedDirectory(name) || (kind === "file" && !isModelFile(name));
      }
      return dirname(path) !== host.cwd || !isModelFile(name);
    },
  };
}

function isConfigIn(directory: string, path: string): boolean {
  return configNames.some((name) => path === join(directory, name));
}
