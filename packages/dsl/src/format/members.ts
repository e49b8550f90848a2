/**
 * A line of a block to its members, and each of them to the cells of its row. The grammar says where members, types and attributes
 * begin; a line that it refuses is broken and has no members.
 */
import type { CstNode, IToken } from "chevrotain";
import { type LineRule, parseLine } from "../syntax/grammar.ts";
import type { OutlineLine } from "../syntax/outline.ts";
import { deepestNesting } from "../syntax/parse.ts";
import { isClosedString } from "../syntax/string-literal.ts";
import { BadWord, Comma, DocComment, isWord, LeftParen, LeftSquare, StringLiteral } from "../syntax/tokens.ts";
import { type Piece, startOf } from "./pieces.ts";
import { settingCuts } from "./settings.ts";

/** What the lines of a block hold: fields, members of an enum, `key = value` or `key: value`. */
export type BodyKind = "fields" | "members" | "settings" | "options";

export interface Member {
  readonly kind: "member" | "attribute";
  readonly cells: readonly (readonly Piece[])[];
  /** The comments behind it. */
  readonly trailing: readonly Piece[];
}

/** Where a member begins, or (`null`) another cell of the same one. */
export interface Cut {
  readonly at: number;
  readonly begins: Member["kind"] | null;
}

const cutsOf: Readonly<Record<BodyKind, (tokens: readonly IToken[]) => Cut[] | null>> = {
  fields: (tokens) => memberCuts("modelLine", tokens),
  members: (tokens) => memberCuts("enumLine", tokens),
  settings: (tokens) => settingCuts("=", tokens),
  options: (tokens) => settingCuts(":", tokens),
};

/**
 * The members of a line, at least one; null where it is broken. `pieces` are its tokens and the comments between and behind them.
 *
 * A line of several members becomes several lines, unless that would change what is said of it, or whose a comment is: a line of
 * several counts as broken if a name is bad, if a field has no type (`name String unique` is one field with a slip), or if it has a
 * `///`, which is the first member's even behind the last.
 */
export function readMembers(body: BodyKind, line: OutlineLine, pieces: readonly Piece[]): Member[] | null {
  const { tokens } = line;
  if (line.unclosed || line.depth > deepestNesting || tokens.some(isOpenString)) return null;
  if (tokens.some((_, index) => wouldEndLine(tokens, index))) return null;
  const cuts = cutsOf[body](tokens);
  if (cuts === null) return null;
  const members = cutApart(pieces, cuts);
  return members.length > 1 && pieces.some(forbidsCutting) ? null : members;
}

export function isOpenString(token: IToken): boolean {
  return token.tokenType === StringLiteral && !isClosedString(token.image);
}

function forbidsCutting(piece: Piece): boolean {
  return piece.token.tokenType === BadWord || piece.token.tokenType === DocComment;
}

function cutApart(pieces: readonly Piece[], cuts: readonly Cut[]): Member[] {
  const members: { kind: Member["kind"]; cells: Piece[][]; trailing: readonly Piece[] }[] = [];
  let next = 0;
  // They belong to the cell that goes on behind them, or stand behind the member.
  let comments: Piece[] = [];
  for (const piece of pieces) {
    if (piece.comment) {
      comments.push(piece);
      continue;
    }
    const cut = cuts[next]?.at === startOf(piece) ? cuts[next++] : undefined;
    const last = members.at(-1);
    if (cut?.begins) {
      if (last) last.trailing = comments;
      members.push({ kind: cut.begins, cells: [[piece]], trailing: [] });
    } else {
      const cell = last?.cells.at(-1);
      for (const comment of comments) cell?.push(comment);
      if (cut) last?.cells.push([piece]);
      else cell?.push(piece);
    }
    comments = [];
  }
  const last = members.at(-1);
  if (last) last.trailing = comments;
  return members;
}

function memberCuts(rule: LineRule, tokens: readonly IToken[]): Cut[] | null {
  const { tree } = parseLine(rule, tokens);
  if (tree === null) return null;
  const fields = nodesOf(tree, "field");
  if (fields.length > 1 && fields.some((field) => nodesOf(field, "type").length === 0)) return null;
  const cuts: Cut[] = [];
  for (const member of [...fields, ...nodesOf(tree, "member")]) {
    cuts.push({ at: offsetOf(member, "name"), begins: "member" });
    for (const type of nodesOf(member, "type")) cuts.push({ at: offsetOf(type, "legacyList", "name"), begins: null });
    for (const attribute of nodesOf(member, "attribute").slice(0, 1)) {
      cuts.push({ at: offsetOf(attribute, "sign"), begins: null });
    }
  }
  for (const attribute of nodesOf(tree, "blockAttribute")) {
    cuts.push({ at: offsetOf(attribute, "sign"), begins: "attribute" });
  }
  return cuts.toSorted((a, b) => a.at - b.at);
}

/**
 * Whether an argument begins with two words side by side. At the beginning of a line, where the formatter may put it, the outline
 * would take them for a field behind a bracket that nobody closed, unless they are `column asc` or `column desc`.
 */
function wouldEndLine(tokens: readonly IToken[], index: number): boolean {
  const before = tokens[index - 1]?.tokenType;
  if (before !== LeftParen && before !== LeftSquare && before !== Comma) return false;
  const second = tokens[index + 1];
  return isWord(tokens[index]) && isWord(second) && second.image !== "asc" && second.image !== "desc";
}

function nodesOf(tree: CstNode, rule: string): CstNode[] {
  return (tree.children[rule] ?? []).filter((element) => "children" in element);
}

/** Offset of the first of these tokens that the node has; the last named is one that every such node has. */
function offsetOf(node: CstNode, ...labels: readonly string[]): number {
  const tokens = labels.flatMap((label) => node.children[label] ?? []).filter((element) => "image" in element);
  return tokens[0]?.startOffset ?? 0;
}
