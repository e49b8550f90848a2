/**
 * The rewriting of a schema's text, member by member. What no rule speaks of stays as its author wrote it, with its comments and blank
 * lines. A comment inside of what goes is lifted to a line of its own above; a `///` that would thereby become the documentation of
 * what follows is made a `//`.
 */
import type { ArgumentAst, AttributeAst, FieldAst, RecordAst, SettingsAst } from "../syntax/ast.ts";
import { DocComment } from "../syntax/tokens.ts";
import type { Span } from "../text/span.ts";
import { endOf, type Piece, startOf } from "../format/pieces.ts";
import { type JoinedText, joinText, type Replacement } from "./joined-text.ts";
import type { PrismaFile, PrismaSource } from "./prisma-source.ts";

export interface Rewrite {
  dropAttribute(attribute: AttributeAst): void;
  replaceAttribute(attribute: AttributeAst, text: string): void;
  dropArgument(attribute: AttributeAst, argument: ArgumentAst): void;
  /** Of an attribute that has no arguments. */
  dropParentheses(attribute: AttributeAst): void;
  /** Replaces the argument, or adds it behind the others. */
  setArgument(attribute: AttributeAst, argument: ArgumentAst | undefined, text: string): void;
  addAttribute(field: FieldAst, text: string): void;
  addBlockAttribute(record: RecordAst, text: string): void;
  removeField(field: FieldAst): void;
  removeSettings(block: SettingsAst): void;
  apply(): JoinedText;
}

interface AttributeChange {
  /** Null for an attribute that goes; undefined where its arguments say what changes. */
  text: string | null | undefined;
  /** Null for one that goes. */
  readonly arguments: Map<ArgumentAst, string | null>;
  readonly added: string[];
}

export function createRewrite(schema: PrismaSource): Rewrite {
  const changes = new Map<AttributeAst, AttributeChange>();
  const added = new Map<FieldAst, string[]>();
  const addedToBlocks = new Map<RecordAst, string[]>();
  const removed = new Set<FieldAst>();
  const settings: SettingsAst[] = [];
  const changeOf = (attribute: AttributeAst): AttributeChange => {
    const found = changes.get(attribute) ?? { text: undefined, arguments: new Map(), added: [] };
    changes.set(attribute, found);
    return found;
  };
  return {
    dropAttribute: (attribute) => void (changeOf(attribute).text = null),
    replaceAttribute: (attribute, text) => void (changeOf(attribute).text = text),
    dropArgument: (attribute, argument) => void changeOf(attribute).arguments.set(argument, null),
    dropParentheses: (attribute) => void changeOf(attribute),
    setArgument(attribute, argument, text) {
      if (argument) changeOf(attribute).arguments.set(argument, text);
      else changeOf(attribute).added.push(text);
    },
    addAttribute: (field, text) => void added.set(field, [...(added.get(field) ?? []), text]),
    addBlockAttribute: (record, text) => void addedToBlocks.set(record, [...(addedToBlocks.get(record) ?? []), text]),
    removeField: (field) => void removed.add(field),
    removeSettings: (block) => void settings.push(block),
    apply() {
      const edits = createEdits(schema);
      for (const field of removed) edits.removeMember(field.name.span, endOfField(schema, field));
      const gone = new Set([...removed].flatMap((field) => field.attributes));
      for (const [attribute, change] of changes) {
        if (gone.has(attribute)) continue;
        const text = attributeText(schema, attribute, change);
        if (text === null) edits.removeMember(attribute.span, attribute.span.end);
        else edits.replace(attribute.span, attribute.span.end, text);
      }
      for (const [field, texts] of added)
        edits.insert(field.name.span, endOfField(schema, field), ` ${texts.join(" ")}`);
      for (const [{ extent }, texts] of addedToBlocks) edits.insertLine(extent, extent.end - 1, texts.join("\n"));
      for (const block of settings) edits.removeBlock(block.extent);
      edits.removeImports();
      return joinText(schema.files, edits.byPath);
    },
  };
}

/** The attribute with its changed arguments; null where it goes, as one goes that has lost all it said. */
function attributeText(schema: PrismaSource, attribute: AttributeAst, change: AttributeChange): string | null {
  if (change.text !== undefined) return change.text;
  const { text } = schema.fileOf(attribute.span).source;
  const kept = attribute.arguments.flatMap((argument) => {
    const changed = change.arguments.get(argument);
    return changed === null ? [] : [changed ?? text.slice(argument.span.start, argument.span.end)];
  });
  const all = [...kept, ...change.added];
  const name = text.slice(attribute.span.start, attribute.name.span.end);
  if (all.length > 0) return `${name}(${all.join(", ")})`;
  return attribute.name.text === "relation" ? null : name;
}

/** Behind its type and its attributes. */
export function endOfField(schema: PrismaSource, field: FieldAst): number {
  const last = field.attributes.at(-1);
  if (last) return last.span.end;
  const { pieces } = schema.fileOf(field.name.span);
  let index = firstFrom(pieces, field.type.name.span.start);
  let end = field.type.name.span.end;
  const isUnsupported = field.type.unsupported !== null;
  // Behind the name: `("…")` of an unsupported type, then `[]` or `?`.
  for (let piece = pieces[++index]; piece; piece = pieces[++index]) {
    const { image } = piece.token;
    const isPart =
      ["[", "]", "?"].includes(image) || (isUnsupported && (["(", ")"].includes(image) || image.startsWith('"')));
    if (!isPart) break;
    end = endOf(piece);
  }
  return end;
}

/** The replacements, file by file. */
function createEdits(schema: PrismaSource) {
  const byPath = new Map<string, Replacement[]>(schema.files.map(({ source }) => [source.path, []]));
  const push = (file: PrismaFile, start: number, end: number, text: string): void =>
    void byPath.get(file.source.path)?.push({ start, end, text });

  /** Puts the comments of a stretch above the line that it begins on. */
  const lift = (file: PrismaFile, start: number, end: number, keepsDocs: boolean): void => {
    const comments = commentsWithin(file, start, end);
    if (comments.length === 0) return;
    const { text } = file.source;
    const first = firstOfLine(file, start);
    const lines = comments.map((piece) => `${keepsDocs ? piece.token.image : demoted(piece)}\n`).join("");
    push(file, first, first, text.slice(lineStart(text, first), first).trim() === "" ? lines : `\n${lines}`);
  };
  /** What documents a member that goes must not document the next one; in a block it may be the last one's, behind it on its line. */
  const demote = (file: PrismaFile, start: number, end: number, isInBlock: boolean): void => {
    const { pieces } = file;
    let index = firstFrom(pieces, start) - 1;
    for (let piece = pieces[index]; piece?.comment; piece = pieces[--index]) {
      if (isInBlock && piece.breaks === 0 && !pieces[index - 1]?.comment) break;
      demotePiece(file, piece);
    }
    index = firstFrom(pieces, end);
    for (let piece = pieces[index]; piece?.comment && piece.breaks === 0; piece = pieces[++index])
      demotePiece(file, piece);
  };
  const demotePiece = (file: PrismaFile, piece: Piece): void => {
    if (piece.token.tokenType === DocComment) push(file, startOf(piece), startOf(piece) + 3, "//");
  };

  return {
    byPath,
    insert: (span: Span, at: number, text: string) => push(schema.fileOf(span), at, at, text),
    /** Above the line of a brace, which may share it with the last member. */
    insertLine(span: Span, at: number, line: string): void {
      const file = schema.fileOf(span);
      const { text } = file.source;
      const isAlone = text.slice(lineStart(text, at), at).trim() === "";
      push(file, at, at, `${isAlone ? "" : "\n"}${line}\n`);
    },
    replace(span: Span, end: number, text: string): void {
      const file = schema.fileOf(span);
      lift(file, span.start, end, true);
      push(file, span.start, end, text);
    },
    /** A field, an attribute of a field or of a block: with its whole line where it has one to itself. */
    removeMember(span: Span, end: number): void {
      const file = schema.fileOf(span);
      const { text } = file.source;
      const isAlone = firstOfLine(file, span.start) === span.start;
      lift(file, span.start, end, !isAlone);
      if (isAlone) demote(file, span.start, end, true);
      const stretch = isAlone ? wholeLine(text, span.start, end) : { start: withBlanksBefore(text, span.start), end };
      push(file, stretch.start, stretch.end, "");
    },
    removeBlock({ start, end, ...span }: Span): void {
      const file = schema.fileOf({ start, end, ...span });
      demote(file, start, end, false);
      const said = commentsWithin(file, start, end).filter((piece) => /[\p{L}\p{N}]/u.test(piece.token.image));
      push(file, start, end, said.map((piece) => demoted(piece)).join("\n"));
    },
    /** All files become one; and none begins with a byte order mark, nor ends in documentation of what the next one begins with. */
    removeImports(): void {
      for (const [index, file] of schema.files.entries()) {
        const { text } = file.source;
        if (text.startsWith("\uFEFF")) push(file, 0, 1, "");
        for (const { span } of file.ast.imports) {
          const keyword = firstOfLine(file, span.start);
          demote(file, keyword, span.end, false);
          push(file, keyword, span.end, "");
        }
        if (index < schema.files.length - 1) demote(file, text.length, text.length, false);
      }
    },
  };
}

function demoted({ token }: Piece): string {
  return token.tokenType === DocComment ? token.image.slice(1) : token.image;
}

function commentsWithin({ pieces }: PrismaFile, start: number, end: number): Piece[] {
  const found: Piece[] = [];
  for (let index = firstFrom(pieces, start); index < pieces.length; index++) {
    const piece = pieces[index] as Piece; // Below pieces.length.
    if (startOf(piece) >= end) break;
    if (piece.comment) found.push(piece);
  }
  return found;
}

/** The place of the first piece at or behind an offset, by binary search. */
export function firstFrom(pieces: readonly Piece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(pieces[middle] as Piece) < offset)
      low = middle + 1; // Below pieces.length.
    else high = middle;
  }
  return low;
}

/** Where the first piece of the line stands that has one at this offset. */
function firstOfLine({ pieces }: PrismaFile, offset: number): number {
  let index = firstFrom(pieces, offset);
  while (index > 0 && pieces[index]?.breaks === 0) index--;
  const piece = pieces[index];
  return piece ? startOf(piece) : offset;
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text[start - 1])) start--;
  return start;
}

/** With its indentation and its line end; without the latter where something stands behind it. */
function wholeLine(text: string, start: number, end: number): { readonly start: number; readonly end: number } {
  let last = end;
  while (text[last] === " " || text[last] === "\t") last++;
  if (!isLineEnd(text[last])) return { start, end };
  last += text[last] === "\r" && text[last + 1] === "\n" ? 2 : 1;
  return { start: lineStart(text, start), end: last };
}

function withBlanksBefore(text: string, start: number): number {
  let first = start;
  while (text[first - 1] === " " || text[first - 1] === "\t") first--;
  return first;
}

function isLineEnd(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}
