/**
 * Rows to text: the blank lines between them, and the columns of those that stand together.
 *
 * A run is what no blank line parts. Its members share their columns; comments and broken lines between them do not end it, and what
 * stands behind a member (its comment) has no say in its width. All this is as users of Prisma know it.
 */
import { commentText } from "./comment-text.ts";
import { endOf, type Piece, startOf } from "./pieces.ts";

export interface Row {
  /** A `line` is a declaration of one line; a `broken` row brings its own indentation. */
  readonly kind: "comment" | "member" | "attribute" | "block" | "line" | "broken";
  /** At least one. Those of members are aligned; a cell may go on over several lines. */
  readonly cells: readonly string[];
  /** The comments behind it. */
  readonly suffix: string;
  readonly isAfterBlank: boolean;
}

/**
 * Wider cells are left out of the columns. It is far beyond any name, and keeps the padding linear: one name of a hundred thousand
 * letters must not move as many fields as far to the right.
 */
const widestAligned = 200;

/** Comments become rows of their own, but for one that goes on behind the last row. */
export function addComments(rows: Row[], comments: readonly Piece[], indent: string): void {
  for (const [index, piece] of comments.entries()) {
    const text = commentText(piece, indent);
    const last = rows.at(-1);
    // What was behind a brace may now be behind a line comment.
    const isBehind = piece.breaks === 0 && comments[index - 1]?.comment !== "line";
    if (last && isBehind) rows[rows.length - 1] = { ...last, suffix: `${last.suffix} ${text}` };
    else rows.push({ kind: "comment", cells: [text], suffix: "", isAfterBlank: isAfterBlank(piece) });
  }
}

/** Pieces as they stand in the text, with what is before them on their line. */
export function brokenRow(text: string, pieces: readonly Piece[]): Row {
  const [first] = pieces;
  const last = pieces.at(-1);
  let start = first ? startOf(first) : 0;
  if ((first?.breaks ?? 0) > 0) while (start > 0 && text[start - 1] !== "\n") start--;
  const end = last ? endOf(last) : start;
  return { kind: "broken", cells: [text.slice(start, end)], suffix: "", isAfterBlank: isAfterBlank(first) };
}

export function isAfterBlank(piece: Piece | undefined): boolean {
  return piece !== undefined && piece.breaks > 1;
}

/** The lines of these rows; one blank line, the empty text, between two runs. */
export function renderRows(rows: readonly Row[], indent: string): string[] {
  const lines: string[] = [];
  for (const run of runsOf(rows)) {
    if (lines.length > 0) lines.push("");
    const widths = columnWidths(run);
    for (const row of run) lines.push(renderRow(row, widths, indent));
  }
  return lines;
}

function runsOf(rows: readonly Row[]): Row[][] {
  const parted = partedRows(rows);
  const runs: Row[][] = [];
  let run: Row[] = [];
  for (const row of rows) {
    if (run.length > 0 && (row.isAfterBlank || parted.has(row))) {
      runs.push(run);
      run = [];
    }
    run.push(row);
  }
  return run.length > 0 ? [...runs, run] : runs;
}

/** The rows that get a blank line which was not there: before a row that stands apart, or before the comments directly above it. */
function partedRows(rows: readonly Row[]): ReadonlySet<Row> {
  const parted = new Set<Row>();
  let before: Row | null = null;
  let firstBetween: Row | null = null;
  let hasBlank = false;
  for (const row of rows) {
    firstBetween ??= row;
    hasBlank ||= row.isAfterBlank;
    if (row.kind === "comment") continue;
    if (before && !hasBlank && standApart(before, row)) parted.add(firstBetween);
    before = row;
    firstBetween = null;
    hasBlank = false;
  }
  return parted;
}

function standApart(above: Row, below: Row): boolean {
  if (above.kind === "broken" || below.kind === "broken") return false;
  return above.kind === "block" || below.kind === "block" || above.kind !== below.kind;
}

function columnWidths(run: readonly Row[]): readonly number[] {
  const widths: number[] = [];
  for (const row of run) {
    if (row.kind !== "member") continue;
    for (const [column, cell] of row.cells.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, alignedWidth(cell));
    }
  }
  return widths;
}

function renderRow(row: Row, widths: readonly number[], indent: string): string {
  const last = row.cells.length - 1;
  const text = row.cells.map((cell, column) => {
    if (column === last) return cell;
    const width = alignedWidth(cell);
    return width === 0 ? `${cell} ` : cell + " ".repeat((widths[column] ?? 0) - width + 1);
  });
  return (row.kind === "broken" ? "" : indent) + text.join("") + row.suffix;
}

/** In characters, 0 for a cell that is not aligned. */
function alignedWidth(cell: string): number {
  if (cell.length > widestAligned || cell.includes("\n")) return 0;
  return Array.from(cell).length;
}
