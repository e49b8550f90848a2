/** What the formatter reads: every token and every comment of a text, in order. The blanks between them are what it decides anew. */
import type { IToken } from "chevrotain";
import { BlockComment, DocComment, LineComment, tokenizeWithComments } from "../syntax/tokens.ts";

export interface Piece {
  readonly token: IToken;
  /** A line comment (`//`, `///`) ends its line; a block comment need not. */
  readonly comment: "line" | "block" | null;
  /** Line ends between this piece and the one before it: 0 on its line, 2 behind a blank line. The first piece of a text has 1. */
  readonly breaks: number;
}

export function readPieces(text: string): { readonly tokens: readonly IToken[]; readonly pieces: readonly Piece[] } {
  const { tokens, comments } = tokenizeWithComments(text);
  const pieces: Piece[] = [];
  let next = 0;
  for (const token of tokens) {
    for (; next < comments.length; next++) {
      const comment = comments[next] as IToken; // Below comments.length.
      if (comment.startOffset > token.startOffset) break;
      add(comment);
    }
    add(token);
  }
  for (const comment of comments.slice(next)) add(comment);
  return { tokens, pieces };

  function add(token: IToken): void {
    const before = pieces.at(-1)?.token;
    const breaks = before ? (token.startLine ?? 0) - (before.endLine ?? 0) : 1;
    pieces.push({ token, comment: commentKind(token), breaks });
  }
}

export function startOf(piece: Piece): number {
  return piece.token.startOffset;
}

export function endOf(piece: Piece): number {
  return (piece.token.endOffset ?? piece.token.startOffset) + 1;
}

/** Walks over pieces along the outline, which knows tokens only. */
export interface PieceReader {
  /** The comments up to the next token. */
  takeComments(): Piece[];
  /** The comments that go on from where the last piece ended, on its line. */
  takeTrailing(): Piece[];
  /** The next one, if any. */
  takeOne(): Piece[];
  /** All up to this token and with it. It must lie ahead. */
  takeThrough(token: IToken): Piece[];
  /** All up to this token without it; all the rest for `undefined`. */
  takeUpTo(token: IToken | undefined): Piece[];
}

export function readerOf(pieces: readonly Piece[]): PieceReader {
  let index = 0;
  const takeWhile = (wanted: (piece: Piece) => boolean): Piece[] => {
    const start = index;
    while (index < pieces.length && wanted(pieces[index] as Piece)) index++; // Below pieces.length.
    return pieces.slice(start, index);
  };
  return {
    takeComments: () => takeWhile((piece) => piece.comment !== null),
    takeTrailing: () => takeWhile((piece) => piece.comment !== null && piece.breaks === 0),
    takeOne: () => pieces.slice(index, ++index),
    takeThrough: (token) => takeWhile((piece) => startOf(piece) <= token.startOffset),
    takeUpTo: (token) => takeWhile((piece) => token === undefined || startOf(piece) < token.startOffset),
  };
}

function commentKind(token: IToken): Piece["comment"] {
  if (token.tokenType === LineComment || token.tokenType === DocComment) return "line";
  return token.tokenType === BlockComment ? "block" : null;
}
