/**
 * The Vite plugin: `joinery gen` as a part of `vite` and `vite build`.
 *
 * A build runs it once before anything is bundled, and fails where the schema has errors. The dev server runs it before the first module is
 * served and then whenever the schema or the config changes, as `joinery gen --watch` does; an error stands in the browser's overlay
 * until it is mended, and the last good client stays. Vite sees the generated files change as it sees any other.
 */
import { resolve } from "node:path";
import { type Diagnostic, type InputFile, renderDiagnostics } from "@joinery/dsl";
import type { ErrorPayload, Plugin, ViteDevServer } from "vite";
import { generateClient, type Memory, nothingKnown } from "./commands/gen.ts";
import { type Host, nodeHost } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { counted, shownPath } from "./report.ts";
import { reportedRun, type RunReport, type RunResult } from "./run-report.ts";
import { readSchema, schemaRoot } from "./schema.ts";
import { type Flags, loadSettings } from "./settings.ts";
import { watchTargets } from "./watch-targets.ts";
import { watch } from "./watch.ts";

/** Each overrides the setting of the same name in `joinery.config.ts`. Paths are relative to Vite's root. */
export type JoineryPluginOptions = Flags;

/** What Vite shows of an error. */
type Shown = ErrorPayload["err"];

/**
 * Runs `joinery gen` in Vite's dev server and builds.
 *
 * @example
 * import { joinery } from "joinery/vite";
 * export default defineConfig({ plugins: [joinery()] });
 */
export function joinery(options: JoineryPluginOptions = {}): Plugin {
  const ending = new AbortController();
  const memory = nothingKnown();
  let host = nodeHost();
  let isBuild = true;
  return {
    name: "joinery",
    enforce: "pre",
    // The environments of one build share the client, and need it written once.
    sharedDuringBuild: true,
    configResolved({ root, command, logger }) {
      isBuild = command === "build";
      // Reports go where Vite's own do.
      const log = (text: string): void => logger.info(text.trimEnd());
      host = { ...nodeHost(root), out: log, err: log };
    },
    async buildStart() {
      if (!isBuild) return;
      // Before anything can fail: what is wrong is mended in one of them.
      if (this.meta.watchMode) for (const path of await schemaPaths(host, options)) this.addWatchFile(path);
      const error = await runOnce(host, options, memory);
      if (error !== null) this.error(error);
    },
    configureServer: (server) => serve(host, options, memory, server, ending.signal),
    closeBundle() {
      if (!isBuild) ending.abort();
    },
  };
}

/** Resolves after the first run, whether it was good or not, and goes on until `ending` is aborted. */
async function serve(
  host: Host,
  options: Flags,
  memory: Memory,
  server: ViteDevServer,
  ending: AbortSignal,
): Promise<void> {
  let shown: ErrorPayload | null = null;
  const show = (error: Shown | null): void => {
    if (error !== null) server.ws.send((shown = { type: "error", err: error }));
    // Any update takes the overlay away, an empty one nothing else; equal files may bring none of their own.
    else if (shown !== null) {
      shown = null;
      server.ws.send({ type: "update", updates: [] });
    }
  };
  const run = async (): Promise<void> => show(await runOnce(host, options, memory));
  if (server.config.server.watch === null) return run();
  // A browser that comes late has not seen it.
  server.ws.on("connection", () => {
    if (shown !== null) server.ws.send(shown);
  });
  await new Promise<void>((resolve, reject) => {
    const targets = async () => watchTargets(host, options, await loadSettings(host, options).catch(() => null));
    watch(host, { targets, run: () => run().finally(resolve) }, ending).catch(reject);
  });
}

/** Runs the generator and tells of it; gives what stopped it. */
async function runOnce(host: Host, options: Flags, memory: Memory): Promise<Shown | null> {
  let found: Shown | null = null;
  const noted = (report: RunReport): RunReport => ({
    ...report,
    found(root, diagnostics, files) {
      report.found(root, diagnostics, files);
      found = ofDiagnostics(host, root, diagnostics, files);
    },
  });
  const run = async (report: RunReport): Promise<RunResult> => {
    try {
      return await generateClient(host, options, noted(report), memory);
    } catch (error) {
      found = ofFailure(error);
      throw error;
    }
  };
  await reportedRun(host, { command: "gen", format: "text", watching: true }, run);
  return found;
}

/** The first error in Vite's words, with all of them as its frame; null where there is none. */
function ofDiagnostics(
  host: Host,
  root: string,
  diagnostics: readonly Diagnostic[],
  files: readonly InputFile[],
): Shown | null {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return null;
  const { code, message, hint, span } = first;
  const file = resolve(root, span.file);
  const more = errors.length === 1 ? "" : ` (and ${counted(errors.length - 1, "more error")}, below)`;
  return {
    plugin: "joinery",
    message: `${shownPath(host, file)}: ${code}: ${message}${hint === null ? "" : `; ${hint}`}${more}`,
    stack: "",
    id: file,
    loc: { file, line: span.line, column: span.column - 1 },
    frame: renderDiagnostics(errors, files),
  };
}

function ofFailure(error: unknown): Shown {
  if (error instanceof Misuse) return { plugin: "joinery", message: `${error.message}\n${error.hint}`, stack: "" };
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  return { plugin: "joinery", message, stack };
}

/** The files whose changes a watching build has to see. */
async function schemaPaths(host: Host, options: Flags): Promise<string[]> {
  const { schema } = await loadSettings(host, options);
  const { files, missing } = readSchema(host, schema);
  return [...files.map(({ path }) => resolve(schemaRoot(host, schema), path)), ...missing];
}
