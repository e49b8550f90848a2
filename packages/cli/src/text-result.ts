/** What a command gives as a text: on standard output, or in a file that the next run may replace. */
import { resolve } from "node:path";
import type { Host } from "./host.ts";
import { Misuse } from "./misuse.ts";
import { counted, type ReportFormat, shownPath } from "./report.ts";
import type { JsonResult, RunResult } from "./run-report.ts";
import { requireWritable, writeAll } from "./write.ts";

export interface TextFlags {
  readonly schema?: string | undefined;
  /** A file. Absent: standard output. */
  readonly output?: string | undefined;
  /** Whether a file that another hand wrote may be replaced. */
  readonly force?: boolean | undefined;
  /** Absent: text. */
  readonly format?: Exclude<ReportFormat, "github"> | undefined;
}

export interface GivenText {
  readonly text: string;
  /** The first line of the file, which tells later that it may be replaced. Not the mark of a client: `gen` would take it away. */
  readonly mark: string;
  /** What JSON has of it beside the text. */
  readonly result: JsonResult;
}

/** @throws Misuse `FILE_IN_THE_WAY` where there is something that the command did not write. */
export function textResult(host: Host, { output, force = false }: TextFlags, given: GivenText): RunResult {
  const { text, mark, result } = given;
  if (output === undefined) return { code: 0, outcome: null, result: { ...result, output: null, text }, text };
  const path = resolve(host.cwd, output);
  const kind = host.kindOf(path);
  const before = kind === "file" ? host.readText(path) : null;
  if (kind !== null && !isReplaceable(before, mark, force)) throw inTheWay(host, path, before !== null);
  const wanted = `${mark}\n${text}`;
  const shown = shownPath(host, path);
  if (before !== wanted) {
    // A link stays a link, and what it leads to is written.
    const changes = [{ path: before === null ? path : host.realPath(path), text: wanted, before }];
    requireWritable(host, changes);
    writeAll(host, changes);
  }
  const outcome = `${before === wanted ? "unchanged" : "wrote"} ${shown}, ${counted(linesOf(wanted), "line")}`;
  return { code: 0, outcome, result: { ...result, output: shown } };
}

function isReplaceable(before: string | null, mark: string, force: boolean): boolean {
  return before !== null && (force || before === "" || before.split(/\r?\n/, 1)[0] === mark);
}

function inTheWay(host: Host, path: string, isFile: boolean): Misuse {
  return new Misuse(
    "FILE_IN_THE_WAY",
    `"${shownPath(host, path)}" is ${isFile ? "there already, and another hand wrote it" : "no file"}`,
    `${isFile ? "Replace it with --force, or name" : "Name"} another file with --output. Nothing was written.`,
  );
}

function linesOf(text: string): number {
  return text.split("\n").length - 1;
}
