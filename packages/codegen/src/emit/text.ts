/**
 * The few layouts that depend on a line's width, as Prettier decides them: what the emitters write is what Prettier would print, so
 * that it need not run. Where a name is too long for these, `print-file.ts` sees the long line and runs it.
 */
import { unmarked, widthOf } from "./source.ts";

/** The repository's print width, and that of every generated file. */
export const printWidth = 120;

/**
 * `before[items]after`: in one line where it fits at this indentation, else one item a line.
 *
 * @param isMatrix whether there are several items and all of them have several parts, which Prettier always breaks
 */
export function bracketed(
  before: string,
  items: readonly string[],
  after: string,
  indent = "",
  isMatrix = false,
): string {
  const flat = `${before}[${items.join(", ")}]${after}`;
  if (!isMatrix && indent.length + widthOf(flat) <= printWidth) return flat;
  return `${before}[\n${items.map((item) => `${indent}  ${item},\n`).join("")}${indent}]${after}`;
}

/** `before{ members }after`, for an object literal (`,`) or a type (`;`). */
export function braced(
  before: string,
  members: readonly string[],
  after: string,
  separator: "," | ";",
  indent = "",
): string {
  const flat = `${before}{ ${members.join(`${separator} `)} }${after}`;
  if (members.length === 0) return `${before}{}${after}`;
  if (indent.length + widthOf(flat) <= printWidth) return flat;
  return `${before}{\n${members.map((member) => `${indent}  ${member}${separator}\n`).join("")}${indent}}${after}`;
}

/** In the quotes that need fewer escapes, double ones when in doubt. */
export function stringLiteral(value: string): string {
  const double = JSON.stringify(value);
  const doubles = value.split('"').length;
  if (doubles <= value.split("'").length) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The text of a TSDoc comment that holds these paragraphs; null where there is nothing to say. */
export function docText(...paragraphs: readonly (string | null | undefined)[]): string | null {
  const said = paragraphs.filter((paragraph) => paragraph !== null && paragraph !== undefined && paragraph !== "");
  return said.length === 0 ? null : unmarked(said.join("\n\n")).replaceAll("*/", "*\\/");
}

/** A TSDoc comment and its line break, or nothing. */
export function docComment(text: string | null, indent = ""): string {
  if (text === null) return "";
  const lines = text.split("\n");
  if (lines.length === 1) return `${indent}/** ${text} */\n`;
  const body = lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("");
  return `${indent}/**\n${body}${indent} */\n`;
}
