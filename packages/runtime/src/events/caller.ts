/**
 * The line of the program that made a session talk to the database. A stack is taken where the program calls in: the first frame that is
 * neither the runtime's, nor the generated client's (whose accessors call the runtime), nor Node.js' own is the caller. By the time an async
 * statement runs that stack is gone, so the caller goes along in the async context.
 *
 * The stack's text is read, not V8's call sites: so positions are those of the sources where source maps are enabled, and whoever else has
 * set `Error.prepareStackTrace` keeps it. A stack costs some microseconds, so it is taken only while somebody asks for callers.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** A place in the program. */
export interface Caller {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** The function that it is in; undefined at a module's top. */
  readonly function: string | undefined;
}

/** Deeper than the runtime and a client go by themselves. */
const maxDepth = 60;

/** `src` in this repository, `dist` in a package. */
const runtimeDirectory = dirname(fileURLToPath(new URL(".", import.meta.url)));

const callers = new AsyncLocalStorage<Caller | undefined>();

/** The caller of what runs now; undefined where none was noted. */
export function currentCaller(): Caller | undefined {
  return callers.getStore();
}

/** Runs `work`, and what it leaves to run later, as that of the caller whose code is on the stack; a caller noted before stays where none is. */
export function withCaller<T>(clientDirectory: string | undefined, work: () => T): T {
  return callers.run(findCaller(clientDirectory) ?? callers.getStore(), work);
}

/** The directory of the first file on the stack that is not the runtime's: in `connect`, that is the generated client. */
export function directoryOfClient(): string | undefined {
  const first = findCaller(undefined);
  return first === undefined ? undefined : dirname(first.file);
}

/** A stack that was taken and not read yet. */
export interface Stack {
  readonly stack?: string | undefined;
}

/** Takes the stack of here, as deep as sessions are opened below the program's code. */
export function takeStack(): Stack {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 10;
  const taken = new Error();
  Error.stackTraceLimit = before;
  return taken;
}

/** The program's innermost place on a stack that was taken before. */
export function callerIn({ stack }: Stack, clientDirectory: string | undefined): Caller | undefined {
  return callerAmong(typeof stack === "string" ? stack.split("\n") : [], clientDirectory);
}

function findCaller(clientDirectory: string | undefined): Caller | undefined {
  return callerAmong(stackLines(), clientDirectory);
}

function callerAmong(lines: readonly string[], clientDirectory: string | undefined): Caller | undefined {
  for (const text of lines) {
    const frame = readFrame(text);
    if (frame === undefined || isIn(frame.file, runtimeDirectory)) continue;
    if (clientDirectory !== undefined && isIn(frame.file, clientDirectory)) continue;
    return frame;
  }
  return undefined;
}

function stackLines(): string[] {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = maxDepth;
  const { stack } = new Error();
  Error.stackTraceLimit = before;
  return typeof stack === "string" ? stack.split("\n") : [];
}

/** `    at async name (file:line:column)`, or without a name; undefined for what is no file's. */
function readFrame(text: string): Caller | undefined {
  const match = /^\s+at (?:async )?(?:(.*) \()?(.*):(\d+):(\d+)\)?$/.exec(text);
  if (match === null) return undefined;
  const [, name, place = "", line, column] = match;
  if (place.startsWith("node:")) return undefined;
  const file = place.startsWith("file://") ? fileURLToPath(place.replace(/[?#].*$/, "")) : place;
  return { file, line: Number(line), column: Number(column), function: name };
}

function isIn(file: string, directory: string): boolean {
  return file.startsWith(directory) && /^[/\\]/.test(file.slice(directory.length));
}
