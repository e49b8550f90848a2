/** The generators, each as a process of its own from start to end, as a user starts it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { once } from "node:events";
import { type ModelShape, modelSchema, prismaSchema } from "./shape.ts";

export interface GeneratorContender {
  readonly name: "Joinery" | "Prisma";
  /** Writes what it reads into a directory of its own. */
  prepare(directory: string, shapes: readonly ModelShape[]): void;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const installed = createRequire(import.meta.url);
const joinery = join(import.meta.dirname, "..", "..", "node_modules", "joinery", "bin", "joinery.js");

export const generators = [
  {
    name: "Joinery",
    prepare: (directory, shapes) => writeFileSync(join(directory, "schema.model"), modelSchema(shapes)),
    command: [joinery, "gen"],
    environment: {},
  },
  {
    name: "Prisma",
    prepare: (directory, shapes) => writeFileSync(join(directory, "schema.prisma"), prismaSchema(shapes)),
    command: [
      join(dirname(installed.resolve("prisma/package.json")), "build", "index.js"),
      "generate",
      "--schema",
      "schema.prisma",
    ],
    environment: {
      // `generate` has its parser as WebAssembly and never runs this engine, but the command downloads one unless it is told of another.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: "1",
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
    },
  },
] as const satisfies readonly GeneratorContender[];

/** Runs a generator without an earlier output. @returns ms; null where it does not run here, which it prints */
export function timeGenerator({ name, command, environment }: GeneratorContender, directory: string): number | null {
  rmSync(join(directory, "generated"), { recursive: true, force: true });
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: directory,
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  const time = performance.now() - start;
  if (status === 0) return time;
  console.error(`${name} is not available here:\n${stdout}${stderr}`);
  return null;
}

/** Bytes of all files. */
export function outputSize(directory: string): number {
  const files = readdirSync(join(directory, "generated"), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}

/**
 * From a save to the end of `gen --watch`'s run over it, in ms: the watcher's notice, its debounce of 50 ms, and all files on the disk.
 *
 * @param edits how many models are changed, one after another
 */
export async function timeEdits(directory: string, shapes: readonly ModelShape[], edits: number): Promise<number[]> {
  const save = (extra: (name: string) => string): void =>
    writeFileSync(join(directory, "schema.model"), modelSchema(shapes, extra));
  save(() => "");
  const watching = spawn(process.execPath, [joinery, "gen", "--watch"], {
    cwd: directory,
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    let wake: ((isDone: boolean) => void) | null = null;
    watching.stderr.on("data", (chunk) => {
      if (String(chunk).includes("wrote ")) wake?.(true);
    });
    watching.once("exit", () => wake?.(false));
    const done = async (): Promise<void> => {
      const isDone = await new Promise<boolean>((resolve) => (wake = resolve));
      if (!isDone) throw new Error("gen --watch has ended");
    };
    await done();
    const times: number[] = [];
    for (let edit = 0; edit < edits; edit++) {
      await pause();
      const changed = shapes[Math.floor(((edit + 1) * shapes.length) / (edits + 1))]?.name;
      const start = performance.now();
      save((name) => (name === changed ? `  extra${edit} Int?\n` : ""));
      await done();
      times.push(performance.now() - start);
    }
    return times;
  } finally {
    watching.kill();
    if (watching.exitCode === null && watching.signalCode === null) await once(watching, "exit");
  }
}

/** Nobody saves again at once; and what watches has settled. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

export function emptyDirectory(path: string): string {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  return path;
}
