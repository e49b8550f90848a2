import { join } from "node:path";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";

/**
 * What `joinery.config.ts` says. Every setting may be left out, and a flag of the command line goes before the setting of its name. Paths
 * are relative to the config file.
 */
export interface Config {
  /**
   * The `.model` or `.prisma` file, or a directory whose files of both kinds are one schema. Absent: `schema.model`, `schema.prisma` or
   * `prisma/schema.prisma`, or the only such file beside the config.
   */
  readonly schema?: string | undefined;
  /** The directory of the generated client. Absent: `generated` beside the schema's files. */
  readonly output?: string | undefined;
  /** Whether the client's calls return values or promises. Absent: `"sync"`. */
  readonly client?: ClientKind | undefined;
  /** JavaScript with declarations, or TypeScript. Absent: `"js"`. */
  readonly emit?: EmitKind | undefined;
  /**
   * How imports name TypeScript files: the generated ones each other with `emit: "ts"`, and your own modules that the schema names. Absent:
   * as the nearest tsconfig.json above the output allows (`allowImportingTsExtensions`, `rewriteRelativeImportExtensions`), and `".ts"`, which
   * Node.js runs as it is, where there is none.
   */
  readonly importExtension?: ImportExtension | undefined;
  /** How tables and columns are called that the schema gives no name of their own; a `.prisma` schema keeps to Prisma's names. */
  readonly naming?: NamingConfig | undefined;
  /** Whether the key of each model has a type of its own, so that a `PostId` does not pass for a `UserId`. Absent: false. */
  readonly brandedIds?: boolean | undefined;
}

export interface NamingConfig {
  /** `"snake_case"` makes `author_id` of `authorId`, in tables as well. Absent: `"asWritten"`. */
  readonly case?: NamingCase | undefined;
  /** Whether a table is called by the plural of its model's name. Absent: false. */
  readonly plural?: boolean | undefined;
}

export const namingCases = ["asWritten", "snake_case"] as const;
export type NamingCase = (typeof namingCases)[number];

export const clientKinds = ["sync", "async"] as const;
export type ClientKind = (typeof clientKinds)[number];

export const emitKinds = ["js", "ts"] as const;
export type EmitKind = (typeof emitKinds)[number];

export const importExtensions = [".js", ".ts"] as const;
export type ImportExtension = (typeof importExtensions)[number];

/**
 * Gives a config its type. Returns it as it is.
 *
 * @example
 * ```ts
 * import { defineConfig } from "joinery";
 *
 * export default defineConfig({ schema: "db/schema.model", output: "src/generated" });
 * ```
 */
export function defineConfig(config: Config): Config {
  return config;
}

/** The names that a config may have, in the directory where the command runs. */
export const configNames = ["joinery.config.ts", "joinery.config.js", "joinery.config.mjs"] as const;

/**
 * The config of the directory where the command runs, or null where there is none.
 *
 * @throws Misuse `CONFIG_AMBIGUOUS`, `CONFIG_FAILED` where its code cannot be parsed or throws, `CONFIG_INVALID`.
 */
export async function loadConfig(host: Host): Promise<Config | null> {
  const name = findConfig(host);
  if (name === null) return null;
  // Only who has a config waits for the library that checks it.
  const { checkConfig } = await import("./config-shape.ts");
  return checkConfig(name, await importConfig(host, name));
}

function findConfig(host: Host): string | null {
  const found = configNames.filter((name) => host.kindOf(join(host.cwd, name)) === "file");
  if (found.length > 1) {
    const names = found.map((name) => `"${name}"`).join(" and ");
    throw new Misuse("CONFIG_AMBIGUOUS", `there are several configs here: ${names}`, "Keep one of them.");
  }
  return found[0] ?? null;
}

async function importConfig(host: Host, name: string): Promise<unknown> {
  try {
    return await host.importDefault(join(host.cwd, name));
  } catch (error) {
    const { message, place } = describe(error, join(host.cwd, name));
    throw new Misuse("CONFIG_FAILED", `cannot load "${name}": ${message}`, place ?? `Mend "${name}" and run again.`, {
      cause: error,
    });
  }
}

/** The first line of what was thrown, and the line of its text or its stack that names a place in the config. */
function describe(error: unknown, path: string): { readonly message: string; readonly place: string | null } {
  if (!(error instanceof Error)) return { message: String(error), place: null };
  const lines = `${error.message}\n${error.stack ?? ""}`.split("\n").map((line) => line.trim());
  const place = lines.find((line) => line.includes(`${path}:`)) ?? null;
  return { message: lines.find((line) => line !== "") ?? error.name, place };
}
