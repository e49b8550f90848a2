import { join, resolve } from "node:path";
import type { Naming } from "@joinery/dsl";
import { type ClientKind, type EmitKind, type ImportExtension, loadConfig } from "./config.ts";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { isSchemaFile, schemaRoot } from "./schema.ts";

/** What the command line says. Absent: the config decides, and after it the default. Paths are relative to the working directory. */
export interface Flags {
  readonly schema?: string | undefined;
  readonly output?: string | undefined;
  readonly client?: ClientKind | undefined;
  readonly emit?: EmitKind | undefined;
}

/** What a run works with: flags, config and defaults put together. Every path is absolute. */
export interface Settings {
  /** A `.model` or `.prisma` file, or a directory of them. */
  readonly schema: string;
  readonly output: string;
  readonly client: ClientKind;
  readonly emit: EmitKind;
  /** Null: as the tsconfig.json of the output says. */
  readonly importExtension: ImportExtension | null;
  readonly naming: Naming;
  readonly brandedIds: boolean;
}

/** @throws Misuse where the config is wrong, or where no schema is named and not exactly one is found. */
export async function loadSettings(host: Host, flags: Flags): Promise<Settings> {
  const config = (await loadConfig(host)) ?? {};
  const schema = resolve(host.cwd, flags.schema ?? config.schema ?? findSchema(host));
  const output = flags.output ?? config.output;
  return {
    // What a schema imports is named from where the file is, not from where a link to it stands.
    schema: host.kindOf(schema) === null ? schema : host.realPath(schema),
    output: output === undefined ? join(schemaRoot(host, schema), "generated") : resolve(host.cwd, output),
    client: flags.client ?? config.client ?? "sync",
    emit: flags.emit ?? config.emit ?? "js",
    importExtension: config.importExtension ?? null,
    naming: { case: config.naming?.case ?? "asWritten", plural: config.naming?.plural ?? false },
    brandedIds: config.brandedIds ?? false,
  };
}

/** The schemas that need not be named, in the order in which they are looked for. */
export const conventionalSchemas = ["schema.model", "schema.prisma", join("prisma", "schema.prisma")];

/** The first conventional schema below the working directory, which is where the config stands, or the only schema in it. */
function findSchema(host: Host): string {
  const conventional = conventionalSchemas.find((name) => host.kindOf(join(host.cwd, name)) === "file");
  if (conventional) return conventional;
  const names = host.readDirectory(host.cwd).filter((entry) => entry.kind === "file" && isSchemaFile(entry.name));
  const [first, second] = names;
  if (!first) {
    throw new Misuse(
      "SCHEMA_NOT_FOUND",
      `there is no schema in "${host.cwd}": neither ${conventionalSchemas.map((name) => `"${name}"`).join(" nor ")}, ` +
        "nor any other .model or .prisma file",
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
