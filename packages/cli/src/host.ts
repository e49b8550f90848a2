/**
 * The machine, as far as the command line uses it: files, clock, terminal, signals and the two libraries that touch them on their own
 * (chokidar watches, jiti loads a config); what `init` asks of it besides is in host/. Nothing else in this package reaches for any of
 * these, which `pnpm layers` checks. Above 300 lines since it is one port and its one implementation, read side by side.
 *
 * Files are handled synchronously on purpose: a signal is only seen between two turns of the event loop, so a Ctrl-C can never fall
 * between the renames of one `commit` in write.ts.
 */
import * as fs from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import {
  compilerOptions,
  type CompilerOptions,
  packageManager,
  type PackageManager,
  type ProgramCommand,
  runProgram,
} from "./host/project.ts";
import { type Prompter, terminalPrompter } from "./host/prompter.ts";
import { type ExitCode, Misuse } from "./misuse.ts";

export type PathKind = "file" | "directory" | "other";

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: PathKind;
}

/** What to watch: `paths` and everything below them except what `ignores` refuses. */
export interface WatchTargets {
  /** Two targets are the same where their keys are. */
  readonly key: string;
  readonly paths: readonly string[];
  /** @param kind null while it is not known yet; the same path is then asked about again. */
  readonly ignores: (path: string, kind: PathKind | null) => boolean;
}

/** In characters, as it is when it is asked for. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export interface Watcher {
  close(): Promise<void>;
}

export interface Host {
  readonly cwd: string;
  /** What stands after the command's own name. */
  readonly args: readonly string[];
  readonly version: string;
  /** Whether what goes to standard error has colour: on a terminal that shows it, or where FORCE_COLOR asks for it. */
  readonly color: boolean;
  /** Null where standard error is no terminal: nothing is redrawn there, and nothing shows progress. */
  readonly terminal: TerminalSize | null;
  /** Null where nobody can be asked. */
  readonly prompter: Prompter | null;
  readonly processId: number;
  /** The directory of the repository that GitHub Actions has checked out, where the working directory is in it; null otherwise. */
  readonly githubWorkspace: string | null;
  /** All of standard input. */
  readInput(): Promise<string>;
  out(text: string): void;
  err(text: string): void;
  /** Milliseconds of a clock that only moves forward. */
  now(): number;
  /** The local time of day, `HH:MM:SS`. */
  timeOfDay(): string;
  wait(milliseconds: number): Promise<void>;
  isRunning(processId: number): boolean;
  /**
   * Ends the process at once on Ctrl-C (130) and on a termination request (143), quietly; and where an error reaches nobody, such as
   * one of a library's own callbacks, with what `report` makes of it. A reader of standard output that leaves early, as `head` does,
   * ends it quietly too (141, unless the command has its own code already).
   */
  guardProcess(report: (error: unknown) => ExitCode): void;
  end(code: ExitCode): void;

  /** Null where nothing is there. */
  kindOf(path: string): PathKind | null;
  /** Null where no such file is there. */
  readText(path: string): string | null;
  /**
   * What tells from outside whether a file has been touched: it is the same at two times only where nothing was done to the file between
   * them. Null where that cannot be promised: no file is there, or it was touched so lately that the next touch may bear the same time.
   */
  stampOf(path: string): string | null;
  /** In name order, by code unit. */
  readDirectory(path: string): readonly DirectoryEntry[];
  makeDirectory(path: string): void;
  writeText(path: string, text: string): void;
  /** False where something is there already, which stays. */
  createText(path: string, text: string): boolean;
  /** Lets the same users read and write the second file as the first. */
  copyMode(from: string, to: string): void;
  /** Whether nobody may write the file. */
  isReadOnly(path: string): boolean;
  /** Whether the path itself is a link, wherever it leads. */
  isLink(path: string): boolean;
  /** The path of a file without any link in it. */
  realPath(path: string): string;
  rename(from: string, to: string): void;
  removeFile(path: string): void;

  /** The package manager of the project around a directory: of its lockfile or its package.json, else the one that runs this command. */
  packageManager(directory: string): Promise<PackageManager>;
  /**
   * What TypeScript is told of a file: by the nearest tsconfig.json above it, with all that extends it, or by the project that it refers
   * to and that has the file. Null where there is no tsconfig.json.
   *
   * @throws Misuse `TSCONFIG_FAILED`
   */
  compilerOptions(path: string): Promise<CompilerOptions | null>;
  /** Runs a program to its end and gives its exit code. What it prints goes to standard error. */
  runProgram(command: ProgramCommand): Promise<number>;
  /** The default export of a TypeScript or JavaScript module, read anew at every call; undefined where it has none. */
  importDefault(path: string): Promise<unknown>;
  /** Resolves once changes are seen. `changed` is called for each of them, `failed` where watching itself breaks. */
  watch(targets: WatchTargets, changed: () => void, failed: (misuse: Misuse) => void): Promise<Watcher>;
}

/** @param cwd the process's own when absent */
export function nodeHost(cwd: string = process.cwd()): Host {
  const attempt = <T>(action: string, path: string, run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw accessError(action, relative(cwd, path) || path, error);
    }
  };
  return {
    cwd,
    args: process.argv.slice(2),
    version: packageVersion(),
    // Undefined, not false, in a pipe, whatever its type says; and undefined would make picocolors decide for itself.
    color: hasColor(process.env, process.stderr.isTTY === true),
    get terminal() {
      const { isTTY, columns, rows } = process.stderr;
      return isTTY === true && process.env["TERM"] !== "dumb" ? { columns: columns || 80, rows: rows || 24 } : null;
    },
    prompter: process.stdin.isTTY && process.stderr.isTTY ? terminalPrompter(process.stdin, process.stderr) : null,
    processId: process.pid,
    githubWorkspace: workspaceAround(cwd, process.env["GITHUB_WORKSPACE"]),
    // Not `text` of the same module, which takes a byte order mark away.
    readInput: async () => (await buffer(process.stdin)).toString("utf8"),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    now: () => performance.now(),
    timeOfDay: () => new Date().toTimeString().slice(0, 8),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    isRunning,
    guardProcess: (report) => {
      process.once("SIGINT", () => process.exit(130));
      process.once("SIGTERM", () => process.exit(143));
      process.stdout.on("error", (error) => {
        if (errorCode(error) !== "EPIPE") throw error;
        process.exit(process.exitCode ?? 141);
      });
      // Unhandled rejections come this way too.
      process.once("uncaughtException", (error) => process.exit(report(error)));
    },
    end: (code) => {
      // Not process.exit: what was written to a pipe is still on its way out.
      process.exitCode = code;
    },

    kindOf: (path) =>
      attempt("look at", path, () => {
        const stats = fs.statSync(path, { throwIfNoEntry: false });
        return stats ? kindOf(stats) : null;
      }),
    readText: (path) =>
      attempt("read", path, () => {
        try {
          return fs.readFileSync(path, "utf8");
        } catch (error) {
          if (errorCode(error) === "ENOENT") return null;
          throw error;
        }
      }),
    stampOf: (path) =>
      attempt("look at", path, () => {
        const stats = fs.lstatSync(path, { throwIfNoEntry: false });
        if (!stats?.isFile() || Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) < clockTick) return null;
        // The time of the last change of the file or its name, which nobody sets, beside the one that programs may set.
        return [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join();
      }),
    readDirectory: (path) =>
      attempt("list", path, () =>
        fs
          .readdirSync(path, { withFileTypes: true })
          .map((entry) => ({ name: entry.name, kind: kindOf(entry) }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ),
    makeDirectory: (path) => attempt("create", path, () => void fs.mkdirSync(path, { recursive: true })),
    writeText: (path, text) => attempt("write", path, () => fs.writeFileSync(path, text)),
    createText: (path, text) =>
      attempt("write", path, () => {
        try {
          fs.writeFileSync(path, text, { flag: "wx" });
          return true;
        } catch (error) {
          if (errorCode(error) === "EEXIST") return false;
          throw error;
        }
      }),
    isLink: (path) =>
      attempt("look at", path, () => fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true),
    copyMode: (from, to) => attempt("write", to, () => fs.chmodSync(to, fs.statSync(from).mode)),
    isReadOnly: (path) => attempt("look at", path, () => (fs.statSync(path).mode & 0o222) === 0),
    realPath: (path) => attempt("look at", path, () => fs.realpathSync(path)),
    rename: (from, to) => attempt("write", to, () => fs.renameSync(from, to)),
    removeFile: (path) => attempt("remove", path, () => fs.rmSync(path, { force: true })),

    packageManager,
    compilerOptions: (path) => compilerOptions(path, (found) => relative(cwd, found) || found),
    runProgram: (command) => runProgram(command, cwd),
    importDefault,
    watch,
  };
}

/** By https://no-color.org and https://force-color.org, of which the second goes before the first, as Node has it. */
export function hasColor(environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = environment;
  if (forced) return forced !== "0" && forced !== "false";
  return isTerminal && !refused && terminal !== "dumb";
}

/** Milliseconds; the coarsest that file systems tell time by (FAT), and some room for a server's clock. */
const clockTick = 3000;

function workspaceAround(cwd: string, workspace: string | undefined): string | null {
  return workspace && isWithin(cwd, workspace) ? workspace : null;
}

async function importDefault(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(path, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    // `npx joinery` has no installation beside the config that its `import … from "joinery"` could find.
    alias: { joinery: fileURLToPath(new URL(`./index${import.meta.url.slice(-3)}`, import.meta.url)) },
  });
  return (await jiti.import<{ readonly default?: unknown }>(path)).default;
}

/** Whether `path` is `directory` or below it. */
function isWithin(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === "" || (!way.startsWith("..") && !isAbsolute(way));
}

function nearestDirectory(path: string): string {
  const parent = dirname(path);
  return fs.existsSync(parent) || parent === path ? parent : nearestDirectory(parent);
}

async function watch(targets: WatchTargets, changed: () => void, failed: (misuse: Misuse) => void): Promise<Watcher> {
  const chokidar = await import("chokidar");
  // What is not there yet is waited for from the nearest directory that is, which is watched for the way to it alone.
  const absent = targets.paths.filter((path) => !fs.existsSync(path));
  const wanted = (path: string): boolean => targets.paths.some((target) => isWithin(path, target));
  const leadsTo = (path: string): boolean => absent.some((target) => isWithin(target, path));
  // An absent path itself is not given to chokidar: it looks for such a one again after it is "ready", and what has appeared by then
  // counts as having been there from the start.
  const present = targets.paths.filter((path) => !absent.includes(path));
  const watcher = chokidar.watch([...new Set([...present, ...absent.map(nearestDirectory)])], {
    ignoreInitial: true,
    ignored: (path, stats) => (wanted(path) ? targets.ignores(path, stats ? kindOf(stats) : null) : !leadsTo(path)),
  });
  watcher.on("all", changed);
  watcher.on("error", (error) => {
    const message = `cannot watch everything: ${error instanceof Error ? error.message : String(error)}`;
    failed(
      new Misuse("FILE_ACCESS", message, "Some changes may go unseen. Mend it and start the command again.", {
        cause: error,
      }),
    );
  });
  await new Promise<void>((resolve) => watcher.once("ready", resolve));
  return watcher;
}

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function kindOf(stats: { isFile(): boolean; isDirectory(): boolean }): PathKind {
  if (stats.isFile()) return "file";
  return stats.isDirectory() ? "directory" : "other";
}

function packageVersion(): string {
  const path = join(dirname(fileURLToPath(import.meta.url)), "..", "package.json");
  const description: unknown = JSON.parse(fs.readFileSync(path, "utf8"));
  // Our own package.json, which has a version.
  return (description as { readonly version: string }).version;
}

function accessError(action: string, path: string, error: unknown): unknown {
  const code = errorCode(error);
  const reason = code && reasons[code];
  if (!reason) return error;
  return new Misuse("FILE_ACCESS", `cannot ${action} "${path}": ${reason.what}`, reason.wayOut, { cause: error });
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The failures that are the machine's or the user's to mend. Any other one is a bug of ours. */
const reasons: Readonly<Record<string, { readonly what: string; readonly wayOut: string }>> = {
  EACCES: { what: "permission denied", wayOut: "Give this user access to it, or choose another place." },
  EPERM: { what: "permission denied", wayOut: "Give this user access to it, or choose another place." },
  EROFS: { what: "the file system is read-only", wayOut: "Choose an output directory elsewhere with --output." },
  ENOSPC: { what: "no space is left on the device", wayOut: "Make room and run the command again." },
  ENOTDIR: { what: "a part of this path is a file", wayOut: "Move that file away, or choose another path." },
  EISDIR: { what: "it is a directory", wayOut: "Move that directory away, or choose another path." },
  EEXIST: { what: "a file is in the way", wayOut: "Move that file away, or choose another path." },
  ELOOP: { what: "its symbolic links lead in a circle", wayOut: "Mend the link, or choose another path." },
  ENAMETOOLONG: { what: "the name is too long", wayOut: "Choose a shorter path." },
  EMFILE: { what: "too many files are open", wayOut: "Close some, or raise the limit with `ulimit -n`." },
};
