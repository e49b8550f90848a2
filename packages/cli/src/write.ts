/**
 * Brings an output directory to what was generated, all or nothing.
 *
 * 1. `planWrite` compares: files of equal bytes are left alone (a watcher behind them stays quiet), files of ours that are no longer
 *    generated are to go, a file that is not ours is never touched, and one that stands where a generated file belongs ends the run.
 *    A file that an earlier run of this process has found equal is only looked at from outside, and read where it has been touched.
 * 2. `commit` writes what is new under temporary names beside its place, and only when all of it is on disk renames it into place.
 *    Where a rename fails, those before it are taken back. This step, `writeAll`, also brings the user's own files to a new text.
 *
 * A file is ours if its first line has the header. Declaration maps are JSON and have no room for one: a map is ours if the file
 * that it maps is. Nothing outside the output directory is ever written or removed, and links are not followed.
 */
import { dirname, join, relative } from "node:path";
import { type GeneratedFile, headerMark } from "@joinery/codegen";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Null where there is no such file yet. */
  readonly before: string | null;
}

export interface WritePlan {
  readonly output: string;
  readonly changed: readonly FileChange[];
  /** Absolute. */
  readonly stale: readonly string[];
  readonly unchanged: number;
}

/** By path: files that were read and found equal to a text, and what they looked like from outside before that. */
export type SeenFiles = Map<string, { readonly text: string; readonly stamp: string }>;

/**
 * @param seen what earlier runs have seen, brought to what this one sees
 *
 * @throws Misuse `FILE_IN_THE_WAY` naming every file that is not ours and stands where a generated one belongs.
 */
export function planWrite(
  host: Host,
  output: string,
  files: readonly GeneratedFile[],
  seen: SeenFiles = new Map(),
): WritePlan {
  const wanted = new Map(files.map((file) => [join(output, file.path), file.text]));
  const changed: { path: string; text: string; before: string | null }[] = [];
  const inTheWay: string[] = [];
  for (const path of seen.keys()) if (!wanted.has(path)) seen.delete(path);
  for (const [path, text] of wanted) {
    const stamp = host.stampOf(path); // before it is read: a touch between the two is seen by the next run
    const known = seen.get(path);
    if (stamp !== null && known?.stamp === stamp && known.text === text) continue;
    const kind = host.kindOf(path);
    const before = kind === "file" ? host.readText(path) : null;
    if (before !== null && stamp !== null) seen.set(path, { text: before, stamp });
    if (before === text) continue;
    if (kind !== null && (before === null || !isOurs(host, path, before))) inTheWay.push(path);
    changed.push({ path, text, before });
  }
  if (inTheWay.length > 0) {
    throw new Misuse(
      "FILE_IN_THE_WAY",
      inTheWay.map((path) => `"${relative(host.cwd, path)}" is in the way: Joinery did not write it`).join("\n"),
      "Move it away, or choose another directory with --output. Nothing was written.",
    );
  }
  const stale = [...new Set([output, ...[...wanted.keys()].map((path) => dirname(path))])].flatMap((directory) =>
    staleFiles(host, directory, wanted),
  );
  return { output, changed, stale, unchanged: files.length - changed.length };
}

export function commit(host: Host, plan: WritePlan): void {
  host.makeDirectory(plan.output);
  writeAll(host, plan.changed);
  for (const path of plan.stale) host.removeFile(path);
}

/**
 * A rename would replace a file of the user's that nobody may write, as it does where only its directory counts.
 *
 * @throws Misuse `FILE_ACCESS`
 */
export function requireWritable(host: Host, changes: readonly FileChange[]): void {
  const locked = changes.find(({ path, before }) => before !== null && host.isReadOnly(path));
  if (locked === undefined) return;
  throw new Misuse(
    "FILE_ACCESS",
    `cannot write "${relative(host.cwd, locked.path)}": it is read-only`,
    "Allow writing it, or leave it out. Nothing was written.",
  );
}

/** Writes all of the files or, where one of them fails, none; nobody ever reads half a file. What is replaced hands on its mode. */
export function writeAll(host: Host, changes: readonly FileChange[]): void {
  const staged: { readonly from: string; readonly to: string; readonly before: string | null }[] = [];
  const renamed: typeof staged = [];
  try {
    for (const directory of new Set(changes.map(({ path }) => dirname(path)))) host.makeDirectory(directory);
    for (const { path, text, before } of changes) {
      const from = temporaryName(host.processId, path);
      staged.push({ from, to: path, before });
      host.writeText(from, text);
      if (before !== null) host.copyMode(path, from);
    }
    for (const file of staged) {
      host.rename(file.from, file.to);
      renamed.push(file);
    }
  } catch (error) {
    for (const { to, before } of renamed) {
      if (before === null) host.removeFile(to);
      else host.writeText(to, before);
    }
    for (const { from } of staged) host.removeFile(from);
    throw error;
  }
}

/** Directories that this client has no file in are not entered: another client may live there. */
function staleFiles(host: Host, directory: string, wanted: ReadonlyMap<string, string>): string[] {
  if (host.kindOf(directory) !== "directory") return [];
  return host
    .readDirectory(directory)
    .filter((entry) => entry.kind === "file" && !isOfLiveRun(host, entry.name))
    .map((entry) => join(directory, entry.name))
    .filter((path) => !wanted.has(path) && isOurs(host, path, host.readText(path) ?? ""));
}

function isOurs(host: Host, path: string, text: string): boolean {
  if (hasHeader(text)) return true;
  return path.endsWith(".map") && hasHeader(host.readText(path.slice(0, -".map".length)) ?? "");
}

function hasHeader(text: string): boolean {
  const end = text.indexOf("\n");
  return text.slice(0, end === -1 ? undefined : end).includes(headerMark);
}

function temporaryName(processId: number, path: string): string {
  return join(dirname(path), `.joinery-${processId}-${path.slice(dirname(path).length + 1)}`);
}

/** Whether another run is just about to rename this file; one that a killed run left behind is stale. */
function isOfLiveRun(host: Host, name: string): boolean {
  const match = /^\.joinery-(\d+)-/.exec(name);
  return match !== null && host.isRunning(Number(match[1]));
}
