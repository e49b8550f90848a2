/** What must hold for every text: its tokens and comments stay, what it means stays, and formatting again changes nothing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/index.ts";
import { formatSchema } from "../../src/format/format.ts";
import { DocComment, tokenizeWithComments } from "../../src/syntax/tokens.ts";
import { fixtureSchemas, realSchemas } from "../schemas.ts";
import { withoutSpans } from "./without-spans.ts";

/** The formatter has syntax of its own to get wrong: that which the fixtures do not use, and every place of a comment. */
const crowded = `import   "./billing.model" // the rest
// of the file
abstract model Stamps { at DateTime /* when */ }
/// Someone.
model User extends Person with Stamps,Owned
// between
{ // behind the brace
  id Int @id name String /* ! */ // trailing
  /* before */ author Author @relation(fields:[a,b], // why
    references :[ id ] // not that
    // but this
    , onDelete: Cascade) /// Wrote it.
  tags String[] @default([
    "a", /* c */ "b" /* d */,
  "c"]) @map( "t" )
  @@index([a(sort:Desc), b . c]) @@map("users")
  /* a
    * star */
}
type Address { street String  city String? }
scalar Money = Decimal @db.Decimal(10,2) { codec:"./money.js" } // one line
datasource db { provider="postgresql"
  url = env( "X" )
}
enum Role { reader librarian @map( "x" ) /* end */ }
/// The end.
`;

const seeds = [crowded, ...fixtureSchemas, ...realSchemas.map((schema) => schema.text)];

function wordsOf(text: string): { tokens: string[]; comments: string[] } {
  const { tokens, comments } = tokenizeWithComments(text);
  const all = [...comments, ...tokens.filter((token) => token.tokenType === DocComment)];
  return {
    // Only an open comment has blanks that end a line, or line ends of its own.
    tokens: tokens.filter((token) => token.tokenType !== DocComment).map((token) => token.image.replace(/\s+/g, " ")),
    comments: all
      .toSorted((a, b) => a.startOffset - b.startOffset)
      .map((comment) => comment.image.replace(/\s+/g, " ").trimEnd()),
  };
}

function meaningOf(text: string): unknown {
  const { schema, diagnostics } = compile([{ path: "schema.model", text }]);
  return withoutSpans({ schema, diagnostics: diagnostics.map(({ code, message, hint }) => ({ code, message, hint })) });
}

function keepsAll(text: string): void {
  const formatted = formatSchema(text);
  expect(wordsOf(formatted)).toEqual(wordsOf(text));
  expect(formatSchema(formatted)).toBe(formatted);
}

function keepsAllAndMeaning(text: string): void {
  keepsAll(text);
  expect(meaningOf(formatSchema(text))).toEqual(meaningOf(text));
}

const small = [
  ...'{ } ( ) [ ] " @ , : ? = . !'.split(" "),
  "\n",
  "@@",
  "\n\n",
  "/*",
  "*/",
  "// c\n",
  "/// d\n",
  "/* e */",
  "/* f\n * g */",
  "\r\n",
  "\t",
];
const words = [
  ..."model enum type view scalar abstract import datasource generator with extends A B id name Int String Int? A[]".split(
    " ",
  ),
  ...'@id @@id @unique @default @relation @map @@index "text" "open 1 -2 1.5 true none now() fields: asc desc é 1st - \\ ;'.split(
    " ",
  ),
  ...small,
];

describe("keeps every token, every comment and the meaning, and is stable", () => {
  test("for schemas", () => {
    for (const seed of seeds) keepsAllAndMeaning(seed);
  });

  test("for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), keepsAllAndMeaning), { numRuns: 500 });
  });

  test("for any sequence of the language's words", () => {
    const starts = [
      "",
      "model A {\nid Int @id\n",
      "enum E { ",
      "model A { a B @c(",
      "scalar A = B { a: ",
      "generator g {\na = [",
    ];
    const text = fc
      .tuple(fc.constantFrom(...starts), fc.array(fc.constantFrom(...words), { maxLength: 80 }))
      .map(([start, parts]) => start + parts.join(" "));
    fc.assert(fc.property(text, keepsAllAndMeaning), { numRuns: 3000 });
  });

  test("for mutations of schemas", () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      deleted: fc.integer({ min: 0, max: 20 }),
      inserted: fc.constantFrom("", ...words),
    });
    const mutated = fc
      .tuple(fc.constantFrom(...seeds, crowded), fc.array(edit, { minLength: 1, maxLength: 6 }))
      .map(([seed, edits]) => {
        // A window of the schema, so that many runs are quick.
        let text = seed.slice(0, 4000);
        for (const { at, deleted, inserted } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + inserted + text.slice(place + deleted);
        }
        return text;
      });
    fc.assert(fc.property(mutated, keepsAllAndMeaning), { numRuns: 1000 });
  });

  test("for fields with blanks and comments anywhere", () => {
    const blank = fc.constantFrom("", "", " ", "  ", "\t", "/* a */", " /* b\n   c */ ", " /*\n* d\n*/ ");
    const lineEnd = fc.constantFrom("\n", "\n\n", " // a\n", " /// b\n", "\n// c\n", "\n\n\n/// d\n", "\r\n");
    const inBrackets = fc.oneof(blank, lineEnd);
    const line = fc
      .tuple(fc.constantFrom("index", "default", "map", "plain"), fc.nat(), blank, lineEnd, inBrackets)
      .map(([kind, number, at, end, x]) => {
        const name = `f${number}`;
        if (kind === "index") return `@@index(${x}[${x}id${x},${x}id(${x}sort${x}:${x}Desc)${x}]${x})${end}`;
        if (kind === "default") return `${name} ${at}Int[]${at} @default(${x}[${x}1${x},${x}2${x}]${x})${end}`;
        return `${name} ${at}Int${at}${kind === "map" ? `@map(${x}"m${number}"${x})` : ""}${end}`;
      });
    const text = fc
      .tuple(fc.oneof(blank, lineEnd), lineEnd, fc.array(line, { minLength: 1, maxLength: 12 }), lineEnd)
      .map(([head, start, lines, end]) => `model A ${head}{${start}id Int @id\n${lines.join("")}}${end}`);
    fc.assert(fc.property(text, keepsAllAndMeaning), { numRuns: 1000 });
  });
});

const hostile: Readonly<Record<string, (n: number) => string>> = {
  "open brackets": (n) => `model A {\n id Int @default(${"[".repeat(n)}\n}`,
  "nested brackets": (n) => `model A {\n${` id Int @default(${"[\n".repeat(60)}${"]".repeat(60)})\n`.repeat(n / 200)}}`,
  "open blocks": (n) => "model A {".repeat(n / 8),
  "open comments": (n) => "/* ".repeat(n),
  "comments without end": (n) => `model A {\n id Int @default([1${"/**/".repeat(n / 4)}\n,2])\n}`,
  "stray lines": (n) => "a\n".repeat(n),
  "blank lines": (n) => "a\n" + "\n".repeat(n) + "b",
  "a long name among many": (n) => `model A {\n ${"a".repeat(n)} Int @id\n${" b Int @id\n".repeat(n / 10)}}`,
  "one line of members": (n) => `enum A { ${"a ".repeat(n)} }`,
  "one line of fields": (n) => `model A { ${"a B ".repeat(n / 4)} }`,
  "one line of comments": (n) => `model A { id Int ${"/* */".repeat(n / 5)}\n}`,
  "commas behind comments": (n) => `model A {\n id Int @default([1 ${"// a\n, ".repeat(n / 8)}])\n}`,
};

for (const [name, make] of Object.entries(hostile)) {
  test(`takes linear time for ${name}`, () => {
    const text = make(200_000);
    const start = performance.now();
    const formatted = formatSchema(text);
    // Linear work takes well under a second; quadratic work on such a text would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(formatted.length).toBeLessThan(200 * text.length);
  });
}
