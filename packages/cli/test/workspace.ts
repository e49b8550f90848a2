import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { type Host, nodeHost } from "../src/host.ts";

const bin = join(import.meta.dirname, "..", "bin", "joinery.js");

/** A directory of its own for one test, removed after it. */
export interface Workspace {
  readonly directory: string;
  /** The real host, working in this directory; what it prints is kept. */
  readonly host: Host;
  /** What the host has printed to standard error. */
  printed(): string;
  write(path: string, text: string): void;
  /** Null where there is no such file. */
  read(path: string): string | null;
  /** All files below a directory, in order. */
  list(path?: string): string[];
  /** Runs the command in a process of its own, to its end. */
  run(...args: readonly string[]): Promise<Finished>;
  /** The same, with more in its environment. */
  runIn(environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Finished>;
  /** The same, with a text as its standard input. */
  feed(input: string, ...args: readonly string[]): Promise<Finished>;
  /** Starts the command and leaves it running; it is killed after the test. */
  start(...args: readonly string[]): Running;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** Resolves once standard error has a text, from where the last wait ended. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Reads no further from its standard output, as `head` does. */
  leave(): void;
  readonly ended: Promise<Finished>;
}

export function createWorkspace(files: Readonly<Record<string, string>> = {}): Workspace {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "joinery-cli-")));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  let printed = "";
  const workspace: Workspace = {
    directory,
    host: {
      ...nodeHost(),
      cwd: directory,
      color: false,
      terminal: null,
      prompter: null,
      err: (text) => void (printed += text),
    },
    printed: () => printed,
    write(path, text) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    },
    read: (path) => (existsSync(join(directory, path)) ? readFileSync(join(directory, path), "utf8") : null),
    list: (path = ".") =>
      readdirSync(join(directory, path), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
        .toSorted(),
    run: (...args) => workspace.start(...args).ended,
    runIn: (environment, ...args) => start(directory, args, { environment }).ended,
    feed: (input, ...args) => start(directory, args, { input }).ended,
    start: (...args) => start(directory, args),
  };
  for (const [path, text] of Object.entries(files)) workspace.write(path, text);
  return workspace;
}

interface Surroundings {
  /** Its standard input. */
  readonly input?: string;
  /** Beside that of the test. */
  readonly environment?: NodeJS.ProcessEnv;
}

function start(directory: string, args: readonly string[], { input = "", environment }: Surroundings = {}): Running {
  // What vitest, or the terminal that it runs in, says of colours is not meant for the command.
  const env = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...environment };
  const child = spawn(process.execPath, [bin, ...args], { cwd: directory, stdio: "pipe", env });
  child.stdin.end(input);
  onTestFinished(() => void child.kill("SIGKILL"));
  let stdout = "";
  let stderr = "";
  let seen = 0;
  let waiting: (() => void) | null = null;
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
    waiting?.();
  });
  const ended = new Promise<Finished>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    signal: (name) => void child.kill(name),
    leave: () => void child.stdout.destroy(),
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const at = stderr.indexOf(text, seen);
          if (at === -1) return;
          seen = at + text.length;
          waiting = null;
          resolve();
        };
        waiting = look;
        look();
        const timeout = setTimeout(() => reject(new Error(`waited for "${text}", and got:\n${stderr}`)), 15_000);
        timeout.unref();
      }),
  };
}
