/** Edits that take nodes out of a source and leave it laid out as Prettier would lay it out. */
import { ts } from "ts-morph";
import type { Edit } from "./edits.ts";

/**
 * Takes out whole statements or members with their comments. What follows keeps a blank line above it where either had one; what
 * becomes the first in its block has none.
 *
 * @param start where the text begins that may be taken out: what stands above is not the first node's
 */
export function withoutSiblings(
  siblings: ts.NodeArray<ts.Node>,
  isDropped: (node: ts.Node) => boolean,
  text: string,
  start = 0,
): Edit[] {
  const edits: Edit[] = [];
  let dropped: { readonly first: ts.Node; readonly isFirst: boolean } | null = null;
  for (const [index, node] of siblings.entries()) {
    if (isDropped(node)) {
      edits.push({ start: Math.max(node.pos, start), end: node.end, text: "" });
      dropped ??= { first: node, isFirst: index === 0 && start === 0 };
    } else if (dropped !== null) {
      const isSpaced = hasBlankLine(text, node.pos);
      if (dropped.isFirst && isSpaced) edits.push({ start: node.pos, end: node.pos + 1, text: "" });
      if (!dropped.isFirst && !isSpaced && hasBlankLine(text, dropped.first.pos)) {
        edits.push({ start: node.pos, end: node.pos, text: "\n" });
      }
      dropped = null;
    }
  }
  return edits;
}

function hasBlankLine(text: string, position: number): boolean {
  return text.startsWith("\n\n", position);
}

/** Takes items out of a list with their commas. */
export function withoutItems(
  items: ts.NodeArray<ts.Node>,
  isDropped: (node: ts.Node) => boolean,
  file: ts.SourceFile,
): Edit[] {
  const kept = items.filter((item) => !isDropped(item));
  if (kept.length === items.length) return [];
  const [first] = items;
  if (first === undefined) return [];
  return [{ start: first.getStart(file), end: items.end, text: kept.map((item) => item.getText(file)).join(", ") }];
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) === true;
}
