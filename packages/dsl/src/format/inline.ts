/**
 * Pieces side by side: which of them touch, which have one blank between them, and where a line breaks.
 *
 * Lines are neither wrapped nor joined for their length. A bracket that its author spread over lines (a line ends directly inside
 * it, not only in a bracket within) stays spread in the one canonical way, an item a line:
 *
 *     @relation(
 *       fields: [a, b], // why
 *       references: [id]
 *     )
 *
 * All other brackets are on one line. Linear, without recursion.
 */
import {
  At,
  Bang,
  Colon,
  Comma,
  Dot,
  DoubleAt,
  isWord,
  LeftBrace,
  LeftParen,
  LeftSquare,
  Question,
  RightBrace,
  RightParen,
  RightSquare,
} from "../syntax/tokens.ts";
import { commentText } from "./comment-text.ts";
import type { Piece } from "./pieces.ts";

const openers = new Set([LeftParen, LeftSquare]);
const closers = new Set([RightParen, RightSquare]);
const touchesWhatPrecedes = new Set([RightParen, RightSquare, Comma, Colon, Question, Bang]);

/** The text of these pieces. Lines after the first are indented from `indent`; brackets among them must be balanced. */
export function inlineText(pieces: readonly Piece[], indent: string): string {
  const ordered = commasFirst(pieces);
  const spread = findSpread(ordered);
  const open: Piece[] = [];
  let margin = indent;
  let isBreakDue = false;
  let text = "";
  let before: Piece | null = null;

  for (const piece of ordered) {
    const group = open.at(-1);
    if (group && spread.has(group) && isCloser(piece)) {
      margin = margin.slice(2);
      isBreakDue = before !== group;
    }
    text += separator(piece);
    text += piece.comment ? commentText(piece, margin) : piece.token.image;

    if (isCloser(piece)) open.pop();
    if (isOpener(piece)) open.push(piece);
    const inner = open.at(-1);
    const isSpread = inner !== undefined && spread.has(inner);
    if (isSpread && piece === inner) margin += "  ";
    if (isSpread && (piece === inner || piece.token.tokenType === Comma)) isBreakDue = true;
    if (piece.comment === "line") isBreakDue = true;
    before = piece;
  }
  return text;

  function separator(piece: Piece): string {
    if (before === null) return "";
    const isBehind = piece.comment !== null && piece.breaks === 0 && before.comment !== "line";
    // A comment behind an opening bracket or a comma stays there; the line breaks behind it.
    if (isBehind && isBreakDue) return " ";
    const keepsLine = piece.breaks > 0 && (piece.comment ?? before.comment) !== null;
    if (!isBehind && (isBreakDue || keepsLine)) {
      isBreakDue = false;
      return `\n${margin}`;
    }
    return hasBlankBetween(before, piece) ? " " : "";
  }
}

function isOpener(piece: Piece): boolean {
  return openers.has(piece.token.tokenType);
}

function isCloser(piece: Piece): boolean {
  return closers.has(piece.token.tokenType);
}

/** The opening brackets with a line end directly inside. Any line comment makes one, for its line ends. */
function findSpread(pieces: readonly Piece[]): ReadonlySet<Piece> {
  const spread = new Set<Piece>();
  const open: Piece[] = [];
  for (const piece of pieces) {
    const group = open.at(-1);
    if (group && piece.breaks > 0) spread.add(group);
    if (isCloser(piece)) open.pop();
    if (isOpener(piece)) open.push(piece);
  }
  return spread;
}

/** A comma that begins a line behind comments goes before them: `a // why ⏎ , b` is `a, // why ⏎ b`. */
function commasFirst(pieces: readonly Piece[]): readonly Piece[] {
  const ordered: Piece[] = [];
  let comments: Piece[] = [];
  for (const piece of pieces) {
    if (piece.comment) {
      comments.push(piece);
    } else if (piece.token.tokenType === Comma && piece.breaks > 0) {
      ordered.push(piece);
    } else {
      for (const comment of comments) ordered.push(comment);
      comments = [];
      ordered.push(piece);
    }
  }
  return ordered.concat(comments);
}

/** Never joins what the lexer would then read as one token: dots and signs touch words only. */
function hasBlankBetween(before: Piece, after: Piece): boolean {
  const left = before.token.tokenType;
  const right = after.token.tokenType;
  if (openers.has(left) || touchesWhatPrecedes.has(right)) return false;
  if (left === At || left === DoubleAt || left === Dot) return !isWord(after.token);
  if (right === Dot || right === LeftParen) return !isWord(before.token);
  if (right === LeftSquare) return !isWord(before.token) && !closers.has(left) && left !== Question && left !== Bang;
  return left !== LeftBrace || right !== RightBrace;
}
