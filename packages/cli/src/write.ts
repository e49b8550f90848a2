/**
 * Brings files to new texts, all or nothing: what is new is written under temporary names beside its place, and only when all of it is on
 * disk renamed into place. Where a rename fails, those before it are taken back. The user's own files go this way too.
 */
import { basename, dirname, join, relative } from "node:path";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";

export interface FileChange {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** Null where there is no such file yet. */
  readonly before: string | null;
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
    // Each on its own: that one cannot be taken back, as on a full disk, must not keep the others from it.
    for (const { from, to, before } of renamed) {
      attempt(() => (before === null ? host.removeFile(to) : replace(host, from, to, before)));
    }
    for (const { from } of staged) attempt(() => host.removeFile(from));
    throw error;
  }
}

/** A text that finds no room must not have emptied the file that it was to replace. */
function replace(host: Host, from: string, to: string, text: string): void {
  host.writeText(from, text);
  host.copyMode(to, from);
  host.rename(from, to);
}

/** What fails here fails after another failure, which is the one to tell of. */
function attempt(run: () => void): void {
  try {
    run();
  } catch {}
}

function temporaryName(processId: number, path: string): string {
  return join(dirname(path), `.joinery-${processId}-${basename(path)}`);
}

/** The process that a temporary file is of; null for a file of another name. */
export function temporaryOwner(name: string): number | null {
  const match = /^\.joinery-(\d+)-/.exec(name);
  return match === null ? null : Number(match[1]);
}
