import { expect, test } from "vitest";
import { outline } from "../../src/syntax/outline.ts";
import { tokenize } from "../../src/syntax/tokens.ts";

/** Blocks as their head and lines, stray lines as they are. */
function outlineOf(text: string): unknown[] {
  return outline(tokenize(text)).map((item) => {
    const text = (tokens: readonly { readonly image: string }[]): string =>
      tokens.map((token) => token.image).join(" ");
    return item.kind === "stray"
      ? text(item.tokens)
      : [text(item.head), ...item.lines.map((line) => text(line.tokens))];
  });
}

test("cuts a block into its lines", () => {
  expect(outlineOf("model A {\n  a B\n  @@c\n}")).toEqual([["model A", "a B", "@@ c"]]);
});

test("goes on over line ends inside brackets", () => {
  expect(outlineOf("model A {\n a B @c(\n  d: [e,\n f],\n  g: h\n )\n i J\n}")).toEqual([
    ["model A", "a B @ c ( d : [ e , f ] , g : h )", "i J"],
  ]);
});

test("leaves an open bracket behind when a line begins as no argument does", () => {
  expect(outlineOf("model A {\n a B @c(\n d E\n f G @h([\n @@i\n}")).toEqual([
    ["model A", "a B @ c (", "d E", "f G @ h ( [", "@@ i"],
  ]);
});

test("keeps sort directions inside brackets", () => {
  expect(outlineOf("model A {\n a B @orderBy(\n c desc,\n d\n )\n}")).toEqual([
    ["model A", "a B @ orderBy ( c desc , d )"],
  ]);
});

test("gives stray lines one by one", () => {
  expect(outlineOf("a b\nc\n}\nmodel A { }")).toEqual(["a b", "c", "}", ["model A"]]);
});

test("joins the lines of a doc comment, and takes one behind its line", () => {
  const [block] = outline(tokenize("/// One.\n///\n/// Two.\nmodel A {\n a B /// Three.\n}"));
  expect(block).toMatchObject({ doc: "One.\n\nTwo.", lines: [{ doc: "Three." }] });
});

test("goes on after a comment inside brackets", () => {
  expect(outlineOf("model A {\n a B @c( /// One.\n  d: e, /// Two.\n  /// Three.\n  f\n )\n g H\n}")).toEqual([
    ["model A", "a B @ c ( d : e , f )", "g H"],
  ]);
});
