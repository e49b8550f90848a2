import { createToken, type ITokenConfig, type IToken, Lexer, type TokenType } from "chevrotain";

/**
 * The tokens. Every character of any input belongs to one of them, so the lexer itself never fails: what is wrong (an open string, a
 * word of foreign letters, a stray character) is a token of its own and is reported in one place, `parse.ts`.
 *
 * Every pattern is linear: none can fail after a long match, so nothing is scanned twice.
 */
function token(config: ITokenConfig): TokenType {
  return createToken(config);
}

/** What may stand where a name is expected; `BadWord` is refused with its own message. */
export const Word = token({ name: "Word", pattern: Lexer.NA });
/** Words that no identifier may be: they begin with a digit, or hold a hyphen or a letter outside ASCII. */
export const BadWord = token({
  name: "BadWord",
  pattern:
    /[A-Za-z0-9_\u00A1-\u1FFF\u2030-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF][A-Za-z0-9_\u00A1-\u1FFF\u2030-\u2FFF\u3001-\uFEFE\uFF00-\uFFFF-]*/,
  categories: Word,
});
export const Identifier = token({
  name: "Identifier",
  pattern: /[A-Za-z_][A-Za-z0-9_]*/,
  longer_alt: BadWord,
  categories: Word,
});
export const NumberLiteral = token({
  name: "NumberLiteral",
  pattern: /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/,
  longer_alt: BadWord,
});
/** Ends at its quote, or unclosed at the end of its line. */
export const StringLiteral = token({
  name: "StringLiteral",
  pattern: { exec: matchString },
  start_chars_hint: ['"'],
  line_breaks: false,
});

export const DocComment = token({ name: "DocComment", pattern: /\/\/\/[^\r\n]*/ });
/** A group of their own: the compiler never sees these two, the formatter keeps them. */
const comments = "comments";
export const LineComment = token({ name: "LineComment", pattern: /\/\/[^\r\n]*/, group: comments });
export const BlockComment = token({
  name: "BlockComment",
  pattern: { exec: matchBlockComment },
  start_chars_hint: ["/"],
  line_breaks: true,
  group: comments,
});
/** A block comment that the file ends in. */
export const OpenComment = token({ name: "OpenComment", pattern: /\/\*[^]*/, line_breaks: true });
const Blank = token({ name: "Blank", pattern: /[ \t\r\n\f\v\u00A0\uFEFF]+/, line_breaks: true, group: Lexer.SKIPPED });

export const LeftBrace = token({ name: "LeftBrace", pattern: "{" });
export const RightBrace = token({ name: "RightBrace", pattern: "}" });
export const LeftParen = token({ name: "LeftParen", pattern: "(" });
export const RightParen = token({ name: "RightParen", pattern: ")" });
export const LeftSquare = token({ name: "LeftSquare", pattern: "[" });
export const RightSquare = token({ name: "RightSquare", pattern: "]" });
export const Comma = token({ name: "Comma", pattern: "," });
export const Colon = token({ name: "Colon", pattern: ":" });
export const Dot = token({ name: "Dot", pattern: "." });
export const Question = token({ name: "Question", pattern: "?" });
export const Bang = token({ name: "Bang", pattern: "!" });
export const Equals = token({ name: "Equals", pattern: "=" });
export const DoubleAt = token({ name: "DoubleAt", pattern: "@@" });
export const At = token({ name: "At", pattern: "@" });
/** Characters that mean nothing in the language: all that no token above begins with. A slash is alone, lest it hide a comment. */
export const StrayCharacters = token({
  name: "StrayCharacters",
  pattern: /[\u0000-\u0008\u000E-\u001F#$%&'*+\-;<>\\^`|~\u007F-\u009F\u2000-\u202F\u3000]+|\//,
});

export const allTokens: TokenType[] = [
  Blank,
  DocComment,
  LineComment,
  BlockComment,
  OpenComment,
  NumberLiteral,
  Identifier,
  BadWord,
  StringLiteral,
  LeftBrace,
  RightBrace,
  LeftParen,
  RightParen,
  LeftSquare,
  RightSquare,
  Comma,
  Colon,
  Dot,
  Question,
  Bang,
  Equals,
  DoubleAt,
  At,
  StrayCharacters,
  Word,
];

const lexer = new Lexer(allTokens, { positionTracking: "full", ensureOptimizations: true });

export function tokenize(text: string): IToken[] {
  return lexer.tokenize(text).tokens;
}

/** The same tokens, and beside them the comments that mean nothing to the compiler. Both in source order. */
export function tokenizeWithComments(text: string): { readonly tokens: IToken[]; readonly comments: IToken[] } {
  const { tokens, groups } = lexer.tokenize(text);
  return { tokens, comments: groups[comments] ?? [] };
}

export function isWord(token: IToken | undefined): token is IToken {
  return token?.tokenType === Identifier || token?.tokenType === BadWord;
}

/** By hand, since a pattern that repeats a group overflows the stack on a text of some megabytes. */
function matchString(text: string, offset: number): RegExpExecArray | null {
  if (text[offset] !== '"') return null;
  let end = offset + 1;
  while (end < text.length) {
    const character = text[end];
    if (character === "\n" || character === "\r") break;
    end++;
    if (character === '"') break;
    if (character === "\\" && end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  }
  return [text.slice(offset, end)] as unknown as RegExpExecArray; // Chevrotain reads the first element only.
}

/**
 * By hand rather than by a lazy pattern, which would scan to the end of the file at every unclosed `/*`. Here the first unclosed one
 * becomes `OpenComment`, and the scan happens once.
 */
function matchBlockComment(text: string, offset: number): RegExpExecArray | null {
  if (!text.startsWith("/*", offset)) return null;
  const end = text.indexOf("*/", offset + 2);
  if (end < 0) return null;
  return [text.slice(offset, end + 2)] as unknown as RegExpExecArray; // Chevrotain reads the first element only.
}
