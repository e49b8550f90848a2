/**
 * What has to be done to an output directory so that it holds what was generated, and nothing else of ours.
 *
 * Files of equal bytes are left alone (a watcher behind them stays quiet), files of ours that are no longer generated are to go, a file
 * that is not ours is never touched, and one that stands where a generated file belongs ends the run. A file that an earlier run of this
 * process has read is only looked at from outside, and read again where it has been touched.
 *
 * A file is ours if its first line has the header, or if it is as the manifest says that we wrote it. Declaration maps are JSON and have
 * no room for a header: a map is ours if the file that it maps is, too. What is left of a run that was killed is ours by its name.
 * Nothing outside the output directory is ever written or removed, and links are not followed.
 */
import { basename, dirname, join, relative } from "node:path";
import { type GeneratedFile, headerMark } from "@joinery/codegen";
import type { Host } from "./host.ts";
import { hashOf, manifestHashes, manifestName } from "./manifest.ts";
import { Misuse } from "./misuse.ts";
import { type FileChange, temporaryOwner } from "./write.ts";

export interface WritePlan {
  readonly output: string;
  /** In the order of the files. */
  readonly changed: readonly FileChange[];
  /** Of those that are changed or stale: absolute paths of what is not as we wrote it. Only known of files in the manifest. */
  readonly edited: readonly string[];
  /** Absolute. */
  readonly stale: readonly string[];
  readonly unchanged: number;
}

/** By path: the texts of files that were read, and what they looked like from outside before that. */
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
  const kind = host.kindOf(output);
  if (kind !== null && kind !== "directory") {
    throw inTheWay([`"${relative(host.cwd, output)}" is in the way: it is no directory`]);
  }
  const written = writtenBefore(host, output);
  const wanted = new Map(files.map((file) => [join(output, file.path), file.text]));
  const changed: FileChange[] = [];
  const foreign: string[] = [];
  for (const path of seen.keys()) if (!wanted.has(path)) seen.delete(path);
  for (const [path, text] of wanted) {
    const stamp = host.stampOf(path); // before it is read: a touch between the two is seen by the next run
    const known = seen.get(path);
    const isAsSeen = stamp !== null && known?.stamp === stamp;
    if (isAsSeen && known.text === text) continue;
    const kind = isAsSeen ? "file" : host.kindOf(path);
    const before = isAsSeen ? known.text : kind === "file" ? host.readText(path) : null;
    if (before !== null && stamp !== null) seen.set(path, { text: before, stamp });
    const isLink = kind !== null && ((!isAsSeen && host.isLink(path)) || isBehindLink(host, output, path));
    if (before === text && !isLink) continue;
    const isForeign = kind !== null && (isLink || before === null || !isOurs(host, path, before, written));
    if (isForeign) foreign.push(inTheWayText(host, path, isLink, written));
    changed.push({ path, text, before });
  }
  if (foreign.length > 0) throw inTheWay(foreign);
  const stale = staleFiles(host, output, wanted, written);
  const edited = [...changed, ...stale.map((path) => ({ path, before: host.readText(path) }))]
    .filter(({ path, before }) => before !== null && written.has(path) && written.get(path) !== hashOf(before))
    .map(({ path }) => path);
  return { output, changed, edited, stale, unchanged: files.length - changed.length };
}

/** By absolute path, the hash of what the last run wrote there. */
type Written = ReadonlyMap<string, string>;

/** Whatever a manifest says, only files in the output directory itself are taken from it, and none behind a link. */
function writtenBefore(host: Host, output: string): Written {
  const path = join(output, manifestName);
  const hashes = manifestHashes(host.kindOf(path) === "file" ? host.readText(path) : null);
  return new Map(
    [...hashes]
      .filter(([file]) => file.split("/").every(isPlainSegment))
      .map(([file, hash]) => [join(output, file), hash] as const)
      .filter(([file]) => !isBehindLink(host, output, file)),
  );
}

function isPlainSegment(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== ".." && !/[\\:\0]/.test(segment);
}

function isBehindLink(host: Host, output: string, file: string): boolean {
  for (let directory = dirname(file); directory !== output; directory = dirname(directory)) {
    if (host.isLink(directory)) return true;
  }
  return false;
}

function inTheWay(texts: readonly string[]): Misuse {
  const wayOut = "Move it away, or choose another directory with --output. Nothing was written.";
  return new Misuse("FILE_IN_THE_WAY", texts.join("\n"), wayOut);
}

function inTheWayText(host: Host, path: string, isLink: boolean, written: Written): string {
  const shown = `"${relative(host.cwd, path)}" is in the way`;
  if (isLink) return `${shown}: it is a link, or behind one`;
  if (!written.has(path)) return `${shown}: Joinery did not write it`;
  return `${shown}: Joinery wrote it, but somebody has changed it since and taken its first line, so it counts as yours`;
}

/** Directories that neither this client nor the last one has a file in are not entered: another client may live there. */
function staleFiles(
  host: Host,
  output: string,
  wanted: ReadonlyMap<string, string>,
  written: Written,
): readonly string[] {
  const directories = new Set([output, ...[...wanted.keys(), ...written.keys()].map((path) => dirname(path))]);
  const stale = [...directories]
    .filter((directory) => host.kindOf(directory) === "directory")
    .flatMap((directory) =>
      host
        .readDirectory(directory)
        .filter((entry) => entry.kind === "file")
        .map((entry) => join(directory, entry.name)),
    )
    .filter((path) => !wanted.has(path) && isStale(host, path, written));
  // Maps first: a run that is killed in between must not leave one whose file no longer tells that it is ours.
  return [...stale.filter(isMap), ...stale.filter((path) => !isMap(path))];
}

function isStale(host: Host, path: string, written: Written): boolean {
  const owner = temporaryOwner(basename(path));
  // Another run is just about to rename this file; one that a killed run left behind is nobody's.
  if (owner !== null) return !host.isRunning(owner);
  return isOurs(host, path, host.readText(path) ?? "", written);
}

function isOurs(host: Host, path: string, text: string, written: Written): boolean {
  if (basename(path) === manifestName || hasHeader(text) || written.get(path) === hashOf(text)) return true;
  return isMap(path) && hasHeader(host.readText(path.slice(0, -".map".length)) ?? "");
}

function isMap(path: string): boolean {
  return path.endsWith(".map");
}

function hasHeader(text: string): boolean {
  const end = text.indexOf("\n");
  return text.slice(0, end === -1 ? undefined : end).includes(headerMark);
}
