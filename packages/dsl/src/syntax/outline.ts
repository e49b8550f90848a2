/**
 * The outline of a file: its blocks, and the lines of each block, found by brackets and line ends alone.
 *
 * Why a step before the grammar: the language is one of lines, and so are its mistakes. Chevrotain's own recovery skips to the next
 * token that could follow, which in a language where nearly everything is a word is nearly every token; it invents errors that
 * nobody made. Here each line is cut out first and parsed alone, so a bad line costs exactly itself, whatever is wrong with it.
 *
 *  1. At the top level a line up to `{` is the head of a block; any other line is stray.
 *  2. In a block each line is one slice. Inside `(` or `[` a line goes on, until a line begins in a way that no argument does; then
 *     the bracket was never closed.
 *  3. A line that looks like the head of a block (two words or more, then `{`) ends the block before it: its `}` is missing.
 *
 * One pass, linear, and it accepts every token sequence. It refuses to know any keyword.
 */
import type { IToken } from "chevrotain";
import {
  At,
  Colon,
  Comma,
  DocComment,
  DoubleAt,
  Equals,
  isWord,
  LeftBrace,
  LeftParen,
  LeftSquare,
  RightBrace,
  RightParen,
  RightSquare,
} from "./tokens.ts";

export interface OutlineLine {
  readonly doc: string | null;
  /** At least one. */
  readonly tokens: readonly IToken[];
  /** The bracket that the line leaves open. */
  readonly unclosed: IToken | null;
  /** Deepest nesting of brackets, which bounds the parser's recursion. */
  readonly depth: number;
}

export type OutlineItem =
  | {
      readonly kind: "block";
      readonly doc: string | null;
      readonly head: readonly IToken[];
      readonly lines: readonly OutlineLine[];
      readonly open: IToken;
      /** The `}`; null where it is missing. */
      readonly close: IToken | null;
    }
  | { readonly kind: "stray"; readonly tokens: readonly IToken[] };

export function outline(tokens: readonly IToken[]): OutlineItem[] {
  const items: OutlineItem[] = [];
  let docs: string[] = [];
  let index = 0;

  while (index < tokens.length) {
    const token = at(index);
    if (token.tokenType === DocComment) {
      docs.push(docText(token));
      index++;
      continue;
    }
    const head = takeHead();
    const open = tokens[index];
    if (head.length > 0 && open?.tokenType === LeftBrace) {
      const doc = joinDocs(docs);
      index++;
      const { lines, close } = takeLines();
      items.push({ kind: "block", doc, head, lines, open, close });
    } else {
      if (head.length === 0) head.push(at(index++));
      items.push({ kind: "stray", tokens: head });
    }
    docs = [];
  }
  return items;

  function at(position: number): IToken {
    return tokens[position] as IToken; // Callers stay below tokens.length.
  }

  /** The tokens of a line at the top level, up to a brace. A brace that opens the next line belongs to the head. */
  function takeHead(): IToken[] {
    const head: IToken[] = [];
    while (index < tokens.length) {
      const token = at(index);
      if (token.tokenType === LeftBrace || token.tokenType === RightBrace || token.tokenType === DocComment) break;
      if (head.length > 0 && startsLine(index)) break;
      head.push(token);
      index++;
    }
    return head;
  }

  function takeLines(): { lines: OutlineLine[]; close: IToken | null } {
    const lines: OutlineLine[] = [];
    let pending: string[] = [];
    while (index < tokens.length) {
      const token = at(index);
      if (token.tokenType === RightBrace) {
        index++;
        return { lines, close: token };
      }
      if (token.tokenType === DocComment) {
        pending.push(docText(token));
        index++;
        continue;
      }
      if (startsLine(index) && looksLikeHead(index)) return { lines, close: null };
      lines.push(takeLine(pending));
      pending = [];
    }
    return { lines, close: null };
  }

  function takeLine(docs: string[]): OutlineLine {
    const line: IToken[] = [];
    const brackets: IToken[] = [];
    let depth = 0;
    while (index < tokens.length) {
      const token = at(index);
      const type = token.tokenType;
      if (type === DocComment) {
        if (brackets.length === 0 && startsLine(index)) break;
        docs.push(docText(token));
        index++;
        continue;
      }
      if (type === RightBrace && brackets.at(-1)?.tokenType !== LeftBrace) break;
      if (line.length > 0 && startsLine(index) && (brackets.length === 0 || cannotContinue(index, line.at(-1)))) break;
      if (type === LeftParen || type === LeftSquare || type === LeftBrace) {
        brackets.push(token);
        depth = Math.max(depth, brackets.length);
      } else if (type === RightParen || type === RightSquare || type === RightBrace) {
        brackets.pop();
      }
      line.push(token);
      index++;
    }
    return { doc: joinDocs(docs), tokens: line, unclosed: brackets[0] ?? null, depth };
  }

  function startsLine(position: number): boolean {
    const before = tokens[position - 1];
    return before === undefined || lineAfter(before) < startLine(at(position));
  }

  /** Two words or more, with commas and a `=` among them, then `{`, on one line: no member of a block has this shape. */
  function looksLikeHead(position: number): boolean {
    if (!isWord(tokens[position]) || !isWord(tokens[position + 1]) || startsLine(position + 1)) return false;
    for (let next = position + 2; next < tokens.length && !startsLine(next); next++) {
      const token = at(next);
      if (token.tokenType === LeftBrace) return true;
      if (token.tokenType !== Comma && token.tokenType !== Equals && !isWord(token)) return false;
    }
    return false;
  }

  /**
   * Whether a line cannot be inside an argument list: an attribute, or two words that are not `column asc` or `column desc`.
   *
   * @param last The token before it, comments aside.
   */
  function cannotContinue(position: number, last: IToken | undefined): boolean {
    const first = at(position);
    if (first.tokenType === At || first.tokenType === DoubleAt) return true;
    const before = last?.tokenType;
    if (before === Comma || before === Colon || before === LeftParen || before === LeftSquare) {
      const second = tokens[position + 1];
      if (!isWord(first) || !isWord(second)) return false;
      return !startsLine(position + 1) && second.image !== "asc" && second.image !== "desc";
    }
    return isWord(first);
  }
}

/** `///` and one blank are not part of the text; the lines of one comment are joined and trimmed together. */
function docText(token: IToken): string {
  return token.image.slice(3).replace(/^ /, "").trimEnd();
}

function joinDocs(docs: readonly string[]): string | null {
  const text = docs.join("\n").trim();
  return text === "" ? null : text;
}

/** Tokens come from a lexer that tracks positions in full, so neither is absent. */
function startLine(token: IToken): number {
  return token.startLine ?? 0;
}

function lineAfter(token: IToken): number {
  return token.endLine ?? 0;
}
