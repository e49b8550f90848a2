import type { IToken, TokenType } from "chevrotain";
import { type SyntaxContext, tokenSpan } from "./cst-to-ast.ts";
import { isClosedString } from "./string-literal.ts";
import { BadWord, OpenComment, StrayCharacters, StringLiteral } from "./tokens.ts";

const wrong: ReadonlySet<TokenType> = new Set([BadWord, OpenComment, StrayCharacters]);

/**
 * Reports the first token of a line that no line may hold; whether there was one.
 *
 * @param takesAnyWord Whether the names are those of other programs, which may have hyphens.
 */
export function reportLexicalErrors(
  context: SyntaxContext,
  tokens: readonly IToken[],
  takesAnyWord: boolean = false,
): boolean {
  return tokens.some((token) => {
    const isFree = takesAnyWord && token.tokenType === BadWord;
    return !isFree && reportLexicalError(context, token);
  });
}

/** Reports the comment that the file ends in, wherever it begins: it has swallowed what came behind it. */
export function reportOpenComment(context: SyntaxContext, tokens: readonly IToken[]): void {
  for (const token of tokens) if (token.tokenType === OpenComment) reportLexicalError(context, token);
}

function reportLexicalError(context: SyntaxContext, token: IToken): boolean {
  const { reporter, source } = context;
  const type = token.tokenType;
  // Nearly every token is right, and needs no span.
  const isWrong = type === StringLiteral ? !isClosedString(token.image) : wrong.has(type);
  if (!isWrong) return false;
  const span = tokenSpan(source, token);
  if (type === StringLiteral) {
    reporter.report("unclosedString", span, {});
  } else if (type === BadWord) {
    reporter.report("badName", span, { name: token.image, reason: whyBad(token.image) });
  } else if (type === OpenComment) {
    reporter.report("unclosedComment", { ...span, end: span.start + 2 }, {});
  } else {
    reporter.report("strayCharacter", span, { character: token.image });
  }
  return true;
}

function whyBad(name: string): "digit" | "hyphen" | "letter" {
  if (/[^A-Za-z0-9_-]/.test(name)) return "letter";
  return name.includes("-") ? "hyphen" : "digit";
}
