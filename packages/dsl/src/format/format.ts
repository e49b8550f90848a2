/**
 * The formatter of the `.model` language.
 *
 * The idea: it says nothing but where lines end and how many blanks stand between two tokens. It prints the tokens of the text, each
 * once and in their order, and the comments between them; there is no printing from a tree, hence nothing to forget in it. The outline
 * and the grammar only tell it what each token is part of.
 *
 *  1. `pieces.ts`: the tokens and the comments of the text, in order.
 *  2. The outline: blocks and their lines. `members.ts` cuts each line into members, and those into cells (name, type, attributes).
 *  3. `inline.ts`: each cell to its text. `rows.ts`: blank lines, and the columns of cells that stand together.
 *
 * The canonical form is that of Prisma's formatter wherever both have a say: two blanks of indentation, columns within a run of lines
 * that no blank line parts, comments behind a line one blank away from it, block attributes set apart by a blank line. Members stand
 * one a line, also those of a block written on one line; `scalar Money = Decimal { codec: "./money.js" }` alone may stay so. One blank
 * line parts blocks; elsewhere those of the text are kept, several as one, none at the edges of a block.
 *
 * What is broken is left as it is, its own blanks and indentation with it: a line that the grammar refuses, a block without its brace
 * (with all up to the next block) or of an unknown kind, anything stray. The rest is formatted.
 *
 * What it refuses to do: reorder (Prisma's sorts attributes, and moves those of a block to its end), rewrite (a legacy `name: String!`
 * is an error with a hint, not a spelling to mend silently), wrap long lines. One thing moves: a comma or `{` that begins a line goes up
 * before the comments above it.
 *
 * Linear in the length of the text, total, and idempotent.
 */
import type { IToken } from "chevrotain";
import { outline, type OutlineItem } from "../syntax/outline.ts";
import { OpenComment, StringLiteral } from "../syntax/tokens.ts";
import { type Block, formatBlock } from "./block.ts";
import { inlineText } from "./inline.ts";
import { isOpenString } from "./members.ts";
import { type Piece, type PieceReader, readerOf, readPieces } from "./pieces.ts";
import { addComments, brokenRow, isAfterBlank, renderRows, type Row } from "./rows.ts";

const byteOrderMark = "\uFEFF";

/**
 * Formats a schema. For any text it returns one that means the same: the same tokens and comments, in other places. A part with an
 * error of syntax stays as it is.
 *
 * @param text One file, `.model` or `.prisma`. Its byte order mark and its kind of line end (the first one's) are kept.
 * @example
 * formatSchema("model User { id Int @id  name String }"); // "model User {\n  id   Int    @id\n  name String\n}\n"
 */
export function formatSchema(text: string): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : "";
  const lineEnd = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  const formatted = format(text.slice(mark.length).replace(/\r\n?/g, "\n"));
  return mark + formatted.replaceAll("\n", lineEnd);
}

function format(text: string): string {
  const { tokens, pieces } = readPieces(text);
  const reader = readerOf(pieces);
  const rows: Row[] = [];
  const items = outline(tokens);
  for (const [index, item] of items.entries()) {
    addComments(rows, reader.takeComments(), "");
    rows.push(formatItem(text, item, items[index + 1], reader));
  }
  addComments(rows, reader.takeComments(), "");
  const formatted = renderRows(rows, "").join("\n");
  // An open comment goes to the very end of the text: a line end would be part of it.
  return formatted === "" || tokens.at(-1)?.tokenType === OpenComment ? formatted : `${formatted}\n`;
}

function formatItem(text: string, item: OutlineItem, next: OutlineItem | undefined, reader: PieceReader): Row {
  if (item.kind === "stray") {
    const pieces = reader.takeThrough(lastOf(item.tokens));
    return isImport(item.tokens) ? lineRow(pieces) : brokenRow(text, [...pieces, ...reader.takeTrailing()]);
  }
  if (item.close === null) return brokenRow(text, reader.takeUpTo(next && firstOf(next)));
  const pieces = takeBlock(item, reader);
  return formatBlock(text, item, pieces) ?? brokenRow(text, [...pieces, ...reader.takeTrailing()]);
}

function lineRow(pieces: readonly Piece[]): Row {
  return { kind: "line", cells: [inlineText(pieces, "")], suffix: "", isAfterBlank: isAfterBlank(pieces[0]) };
}

/** `import "./billing.model"`. */
function isImport(tokens: readonly IToken[]): boolean {
  const [keyword, path] = tokens;
  return keyword?.image === "import" && tokens.length === 2 && path?.tokenType === StringLiteral && !isOpenString(path);
}

/** From the head to the brace behind the last line. */
function takeBlock(block: Block, reader: PieceReader): Piece[] {
  const last = block.lines.at(-1);
  const inner = reader.takeThrough(last ? lastOf(last.tokens) : block.open);
  return [...inner, ...reader.takeComments(), ...reader.takeOne()];
}

function firstOf(item: OutlineItem): IToken {
  return (item.kind === "block" ? item.head : item.tokens)[0] as IToken; // Neither is empty.
}

function lastOf(tokens: readonly IToken[]): IToken {
  return tokens.at(-1) as IToken; // Neither a line nor a stray item is empty.
}
