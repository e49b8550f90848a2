import type { IToken } from "chevrotain";
import { spanBetween } from "../text/source-file.ts";
import type { SyntaxContext } from "./cst-to-ast.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
};

/** Whether a string token ends in a quote of its own, not in an escaped one or at the end of its line. */
export function isClosedString(image: string): boolean {
  if (image.length < 2 || !image.endsWith('"')) return false;
  let backslashes = 0;
  for (let index = image.length - 2; index > 0 && image[index] === "\\"; index--) backslashes++;
  return backslashes % 2 === 0;
}

/** The text of a string token; an escape that does not exist is reported and kept as it stands. */
export function readString(context: SyntaxContext, token: IToken): string {
  const body = token.image.slice(1, -1);
  if (!body.includes("\\")) return body;
  return body.replace(/\\(u[0-9A-Fa-f]{4}|[^])/g, (escape: string, code: string, index: number) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const simple = simpleEscapes[code];
    if (simple !== undefined) return simple;
    const start = token.startOffset + 1 + index;
    context.reporter.report("unknownEscape", spanBetween(context.source, start, start + 2), { escape });
    return escape;
  });
}
