import type { Span } from "./span.ts";

/** One file of a schema. Positions are UTF-16 offsets into `text`, which is kept as it was given (BOM, CRLF and all). */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
}

/** The same three line ends that the lexer counts. */
const lineEnd = /\r\n|\n|\r/g;

export function createSourceFile(path: string, text: string): SourceFile {
  const lineStarts = [0];
  for (const match of text.matchAll(lineEnd)) lineStarts.push(match.index + match[0].length);
  return { path, text, lineStarts };
}

/** One-based line and column of an offset, by binary search over the line starts. */
export function positionAt(source: SourceFile, offset: number): { readonly line: number; readonly column: number } {
  let low = 0;
  let high = source.lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (lineStart(source, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - lineStart(source, low) + 1 };
}

/** The text of a one-based line without its line end. */
export function lineText(source: SourceFile, line: number): string {
  const start = lineStart(source, line - 1);
  let end = source.lineStarts[line] ?? source.text.length;
  while (end > start && isLineEnd(source.text.charCodeAt(end - 1))) end--;
  return source.text.slice(start, end);
}

/** The span from one offset to another (exclusive) of a file. */
export function spanBetween(source: SourceFile, start: number, end: number): Span {
  const { line, column } = positionAt(source, start);
  return { file: source.path, start, end, line, column };
}

function isLineEnd(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}

function lineStart(source: SourceFile, index: number): number {
  return source.lineStarts[index] ?? source.text.length;
}
