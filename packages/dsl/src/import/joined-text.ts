/** The files of a schema with replacements of parts of them, joined to one text; and the way back from a place of it. */
import type { PrismaFile } from "./prisma-source.ts";

/** A stretch of a file, and what stands there instead. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Place {
  readonly path: string;
  readonly offset: number;
}

export interface JoinedText {
  readonly text: string;
  /** The place in the files that this offset comes from. */
  sourceAt(offset: number): Place;
}

/** Where a stretch of the joined text comes from; inserted text comes from one place as a whole. */
interface Segment extends Place {
  readonly at: number;
  readonly isInserted: boolean;
}

/**
 * @param replacements By path of the file. Of two that overlap the one that begins first holds; of two insertions at one place the
 *   first stands first.
 */
export function joinText(
  files: readonly PrismaFile[],
  replacements: ReadonlyMap<string, readonly Replacement[]>,
): JoinedText {
  const parts: string[] = [];
  const segments: Segment[] = [];
  let length = 0;
  const add = (text: string, path: string, offset: number, isInserted: boolean): void => {
    if (text === "") return;
    segments.push({ at: length, path, offset, isInserted });
    parts.push(text);
    length += text.length;
  };
  for (const { source } of files) {
    const { path, text } = source;
    if (length > 0) add("\n\n", path, 0, true);
    let end = 0;
    for (const edit of (replacements.get(path) ?? []).toSorted((a, b) => a.start - b.start)) {
      if (edit.start < end) continue;
      add(text.slice(end, edit.start), path, end, false);
      add(edit.text, path, edit.start, true);
      end = edit.end;
    }
    add(text.slice(end), path, end, false);
  }
  return {
    text: parts.join(""),
    sourceAt(offset) {
      const segment = segments.findLast(({ at }) => at <= offset) ?? { at: 0, path: "", offset: 0, isInserted: true };
      return { path: segment.path, offset: segment.offset + (segment.isInserted ? 0 : offset - segment.at) };
    },
  };
}
