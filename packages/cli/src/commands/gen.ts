import { join, relative, sep } from "node:path";
import { createGenerator, type GeneratedFile, type Generator } from "@joinery/codegen";
import { type Compiler, createCompiler, type Schema } from "@joinery/dsl";
import { bringOutput } from "../bring-output.ts";
import { compileClient } from "../compile-client.ts";
import type { ImportExtension } from "../config.ts";
import type { Extensions } from "../extensions.ts";
import type { Host } from "../host.ts";
import { importExtension } from "../import-extension.ts";
import { manifestFile } from "../manifest.ts";
import type { ExitCode } from "../misuse.ts";
import { differenceOf, differenceTexts } from "../output-difference.ts";
import { isCommonJs } from "../package-type.ts";
import { redrawOn } from "../redraw.ts";
import { counted, type ReportFormat, shownPath } from "../report.ts";
import { reportedRun, type RunReport, type RunResult } from "../run-report.ts";
import { schemaRoot } from "../schema.ts";
import { type Flags, loadSettings, type Settings } from "../settings.ts";
import { watchTargets } from "../watch-targets.ts";
import { watch } from "../watch.ts";
import { planWrite, type SeenFiles, type WritePlan } from "../write-plan.ts";

/** Writes the client of a schema, or nothing at all where the schema has errors. */
export function gen(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  return reportedRun(host, { command: "gen", format }, (report) => generateClient(host, flags, report));
}

/** Tells whether the output is what `gen` would write, and what is not. Writes nothing. */
export function genChecking(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  return reportedRun(host, { command: "gen", format }, (report) =>
    withClient(host, flags, report, nothingKnown(), ({ output, files }) => checkOutput(host, output, files)),
  );
}

/** Runs `gen` now and after every change, until the process is ended. Whatever fails is reported; the last good output stays. */
export async function genWatching(host: Host, flags: Flags, format: ReportFormat): Promise<ExitCode> {
  const memory = nothingKnown();
  const redraw = redrawOn(host);
  await watch(host, {
    // A config or schema that is wrong is reported by the run; that it is mended must be seen all the same.
    targets: async () => watchTargets(host, flags, await loadSettings(host, flags).catch(() => null)),
    async run() {
      if (format === "text") redraw.begin();
      const code = await reportedRun(redraw.host, { command: "gen", format, watching: true }, (report) =>
        generateClient(redraw.host, flags, report, memory),
      );
      redraw.end(code !== 0);
    },
  });
  return 0;
}

/** What one run leaves to the next. */
export interface Memory {
  readonly compiler: Compiler;
  readonly generator: Generator;
  readonly seen: SeenFiles;
}

export function nothingKnown(): Memory {
  return { compiler: createCompiler(), generator: createGenerator(), seen: new Map() };
}

/** One run, with what it found given to `report`. @throws Misuse */
export function generateClient(
  host: Host,
  flags: Flags,
  report: RunReport,
  memory: Memory = nothingKnown(),
): Promise<RunResult> {
  return withClient(host, flags, report, memory, async ({ output, files }) => {
    report.step(`writing ${counted(files.length, "file")}`);
    return writtenResult(host, report, await bringOutput(host, output, files, memory.seen));
  });
}

/** The files of a client, and where they belong. */
interface Client {
  readonly output: string;
  readonly files: readonly GeneratedFile[];
}

async function withClient(
  host: Host,
  flags: Flags,
  report: RunReport,
  { compiler, generator }: Memory,
  use: (client: Client) => RunResult | Promise<RunResult>,
): Promise<RunResult> {
  const settings = await loadSettings(host, flags);
  const output = settings.output;
  const { schema, outcome, extensions, extension } = await compileClient(host, settings, report, compiler);
  if (schema === null) {
    return {
      code: 1,
      outcome: `${shownPath(host, settings.schema)}: ${outcome}; nothing was written`,
      result: { output: shownPath(host, output), written: [], removed: [], edited: [], unchanged: 0 },
    };
  }
  report.step(`generating the client of ${counted(schema.models.length, "model")}`);
  const namesOwnModules = extensions.isAny || schema.scalars.length > 0;
  const spelled = namesOwnModules ? await importExtension(host, settings) : extension;
  return use({ output, files: await clientFiles(host, schema, settings, generator, extensions, spelled) });
}

async function clientFiles(
  host: Host,
  schema: Schema,
  settings: Settings,
  generator: Generator,
  extensions: Extensions,
  importExtension: ImportExtension,
): Promise<readonly GeneratedFile[]> {
  const root = schemaRoot(host, settings.schema);
  const schemaPath = (file: string): string => relative(settings.output, join(root, file)).replaceAll(sep, "/");
  const { client, emit, naming, brandedIds } = settings;
  const options = { client, emit, importExtension, brandedIds };
  const files = await generator.generate(schema, {
    ...options,
    extensions: extensions.found,
    withPackage: emit === "js" && isCommonJs(host, settings.output),
    schemaPath,
  });
  const origin = { schema: schema.files.map(schemaPath), options: { ...options, naming } };
  return [...files, manifestFile(files, origin)];
}

function writtenResult(
  host: Host,
  report: RunReport,
  { output, changed, edited, stale, unchanged }: WritePlan,
): RunResult {
  const shown = (path: string): string => shownPath(host, path);
  if (edited.length > 0) {
    report.warn(
      `not as Joinery wrote it, and now written anew: ${edited.map((path) => `"${shown(path)}"`).join(", ")}`,
      "Whatever was changed there by hand is gone: change the schema instead.",
    );
  }
  const parts = [
    `wrote ${counted(changed.length, "file")}`,
    ...(stale.length > 0 ? [`removed ${stale.length}`] : []),
    ...(unchanged > 0 ? [`${unchanged} unchanged`] : []),
  ];
  return {
    code: 0,
    outcome: `${shown(output)}: ${parts.join(", ")}`,
    result: {
      output: shown(output),
      written: changed.map(({ path }) => shown(path)),
      removed: stale.map(shown),
      edited: edited.map(shown),
      unchanged,
    },
  };
}

function checkOutput(host: Host, output: string, files: readonly GeneratedFile[]): RunResult {
  const differences = differenceOf(planWrite(host, output, files));
  const shown = differences.map(({ path, kind }) => ({ path: shownPath(host, path), kind }));
  const count = differences.length;
  const outcome =
    count === 0
      ? `up to date, ${counted(files.length, "file")}`
      : `${counted(count, "file")} ${count === 1 ? "differs" : "differ"}: run joinery gen`;
  return {
    code: count === 0 ? 0 : 1,
    outcome: `${shownPath(host, output)}: ${outcome}`,
    result: { output: shownPath(host, output), differences: shown },
    text: shown.map(({ path, kind }) => `${path}: ${differenceTexts[kind]}\n`).join(""),
  };
}
