import type { Piece } from "./pieces.ts";

/**
 * A comment without the blanks at the ends of its lines. The lines of a block comment whose every line begins with `*` are put below
 * its first star; others stay where they are, since they may be a drawing or code that was switched off.
 */
export function commentText(piece: Piece, indent: string): string {
  const lines = piece.token.image.split("\n").map((line) => line.trimEnd());
  const [first = "", ...rest] = lines;
  const isStarred = rest.every((line) => /^\s*\*/.test(line));
  return [first, ...rest.map((line) => (isStarred ? `${indent} ${line.trimStart()}` : line))].join("\n");
}
