/** A block to its row: the head on one line, its members one a line, the brace below them. */
import type { IToken } from "chevrotain";
import { parseLine } from "../syntax/grammar.ts";
import type { OutlineItem } from "../syntax/outline.ts";
import { Comma, Equals, isWord } from "../syntax/tokens.ts";
import { inlineText } from "./inline.ts";
import { type BodyKind, isOpenString, readMembers } from "./members.ts";
import { type Piece, readerOf } from "./pieces.ts";
import { addComments, brokenRow, isAfterBlank, renderRows, type Row } from "./rows.ts";

export type Block = Extract<OutlineItem, { kind: "block" }>;

const indent = "  ";

const bodyKinds: ReadonlyMap<string, BodyKind> = new Map([
  ["model", "fields"],
  ["view", "fields"],
  ["type", "fields"],
  ["enum", "members"],
  ["datasource", "settings"],
  ["generator", "settings"],
  ["scalar", "options"],
]);

/**
 * The row of a block that is closed, `pieces` being all from its keyword to its brace. Null where the block is broken: its kind is
 * unknown, its head is no head, or a broken line shares a line of text with a brace, as in `model A { id = }`.
 */
export function formatBlock(text: string, block: Block, pieces: readonly Piece[]): Row | null {
  const body = bodyKindOf(block.head);
  const rows = body && readRows(text, block, pieces, body);
  if (!rows) return null;
  const place = { suffix: "", isAfterBlank: isAfterBlank(pieces[0]) };
  const isOneLine = pieces.every((piece, index) => index === 0 || piece.breaks === 0);
  if (body === "options" && isOneLine) return { kind: "line", cells: [inlineText(pieces, indent)], ...place };
  const lines = [...renderRows(rows.slice(0, 1), ""), ...renderRows(rows.slice(1), indent), "}"];
  return { kind: "block", cells: [lines.join("\n")], ...place };
}

/** Null for what no block begins with. A `scalar` has a field behind its `=`; other heads are words, and commas behind `with`. */
function bodyKindOf(head: readonly IToken[]): BodyKind | null {
  const [first, second] = head;
  const keyword = first?.image === "abstract" ? second : first;
  const body = bodyKinds.get(keyword?.image ?? "");
  if (body === undefined) return null;
  if (body !== "options") return head.every((token) => token.tokenType === Comma || isWord(token)) ? body : null;
  const [, name, equals, ...type] = head;
  if (!name || equals?.tokenType !== Equals || type.some(isOpenString)) return null;
  return parseLine("modelLine", [name, ...type]).tree ? body : null;
}

/** The head's row and those of the body. */
function readRows(text: string, block: Block, pieces: readonly Piece[], body: BodyKind): Row[] | null {
  const reader = readerOf(pieces);
  const head = reader.takeThrough(block.head.at(-1) ?? block.open);
  const beforeBrace = reader.takeComments();
  const [brace] = reader.takeThrough(block.open);
  // A brace on a line of its own goes up to the head, before the comments between them.
  const isBraceBelow = (brace?.breaks ?? 0) > 0;
  const headText = inlineText(isBraceBelow ? head : [...head, ...beforeBrace], "");
  const rows: Row[] = [{ kind: "line", cells: [`${headText} {`], suffix: "", isAfterBlank: false }];
  if (isBraceBelow) addComments(rows, [...beforeBrace, ...reader.takeComments()], indent);

  for (const line of block.lines) {
    addComments(rows, reader.takeComments(), indent);
    const own = [...reader.takeThrough(line.tokens.at(-1) ?? block.open), ...reader.takeTrailing()];
    const members = readMembers(body, line, own);
    if (members === null) {
      if (own[0]?.breaks === 0) return null;
      rows.push(brokenRow(text, own));
      continue;
    }
    for (const { kind, cells, trailing } of members) {
      const texts = cells.map((cell) => inlineText(cell, indent));
      rows.push({ kind, cells: texts, suffix: "", isAfterBlank: isAfterBlank(cells[0]?.[0]) });
      addComments(rows, trailing, indent);
    }
  }
  addComments(rows, reader.takeComments(), indent);
  return rows.at(-1)?.kind === "broken" && pieces.at(-1)?.breaks === 0 ? null : rows;
}
