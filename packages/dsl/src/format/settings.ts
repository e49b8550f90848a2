/** Lines of `key = value` (datasource, generator) and of `key: value` (scalar). */
import type { IToken, TokenType } from "chevrotain";
import {
  Colon,
  Comma,
  Dot,
  Equals,
  isWord,
  LeftParen,
  LeftSquare,
  NumberLiteral,
  RightParen,
  RightSquare,
  StringLiteral,
} from "../syntax/tokens.ts";
import type { Cut } from "./members.ts";

const inValue = new Set<TokenType>([
  Colon,
  Comma,
  Dot,
  LeftParen,
  LeftSquare,
  NumberLiteral,
  RightParen,
  RightSquare,
  StringLiteral,
]);

/**
 * A setting begins at each word that the sign follows, outside brackets, and goes on to the next one. With `=` the value is a cell of
 * its own, so that values are aligned. Null where a line is anything else.
 */
export function settingCuts(sign: "=" | ":", tokens: readonly IToken[]): Cut[] | null {
  const signType = sign === "=" ? Equals : Colon;
  const cuts: Cut[] = [];
  let depth = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as IToken; // Below tokens.length.
    const next = tokens[index + 1];
    if (depth === 0 && isWord(token) && next?.tokenType === signType) {
      const value = tokens[index + 2];
      // A setting without a value: on lines of their own the two would read otherwise.
      if (value === undefined || (isWord(value) && tokens[index + 3]?.tokenType === signType)) return null;
      cuts.push({ at: token.startOffset, begins: "member" });
      if (sign === "=") cuts.push({ at: next.startOffset, begins: null });
      index++;
      continue;
    }
    if (cuts.length === 0 || !(inValue.has(token.tokenType) || isWord(token))) return null;
    if (token.tokenType === LeftParen || token.tokenType === LeftSquare) depth++;
    if (token.tokenType === RightParen || token.tokenType === RightSquare) depth--;
    if (depth < 0) return null;
  }
  return cuts;
}
