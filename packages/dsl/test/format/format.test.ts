import { describe, expect, test } from "vitest";
import { formatSchema } from "../../src/format/format.ts";

/** Formats lines, and checks that the result stays as it is when it is formatted again. */
function format(...lines: readonly string[]): string[] {
  const formatted = formatSchema(lines.join("\n"));
  expect(formatSchema(formatted)).toBe(formatted);
  expect(formatted.endsWith("\n")).toBe(true);
  return formatted.slice(0, -1).split("\n");
}

/** The same for the lines of a model, without its head and its indentation. */
function formatFields(...lines: readonly string[]): string[] {
  const [head, ...rest] = format("model A {", ...lines, "}");
  expect([head, rest.pop()]).toEqual(["model A {", "}"]);
  return rest.map((line) => line.replace(/^ {2}/, ""));
}

describe("columns", () => {
  test("aligns names, types and attributes", () => {
    expect(
      formatFields("id Int @id", "title   String? @unique   @map( 'x' )".replaceAll("'", '"'), "\tposts Post[]"),
    ).toEqual(["id    Int     @id", 'title String? @unique @map("x")', "posts Post[]"]);
  });

  test("begins new columns behind a blank line", () => {
    expect(formatFields("id Int @id", "", "", "aLongName String @unique")).toEqual([
      "id Int @id",
      "",
      "aLongName String @unique",
    ]);
  });

  test("goes on with the columns behind a comment", () => {
    expect(formatFields("id Int @id", "// c", "/// d", "aLongName String")).toEqual([
      "id        Int    @id",
      "// c",
      "/// d",
      "aLongName String",
    ]);
  });

  test("leaves comments behind a line out of the columns", () => {
    expect(formatFields("id Int // The key.", "a   String /* b */   // c")).toEqual([
      "id Int // The key.",
      "a  String /* b */ // c",
    ]);
  });

  test("counts a member of an enum without attributes as well", () => {
    expect(format("enum E {", 'a @map("A")', "long", "}")).toEqual(["enum E {", '  a    @map("A")', "  long", "}"]);
  });

  test("leaves alone a line with a setting that has no value", () => {
    const lines = ["datasource db {", "  provider = url      = 1", "}"];
    expect(format(...lines)).toEqual(lines);
  });

  test("aligns settings at their sign", () => {
    expect(format("datasource db{", 'provider="sqlite"', "// c", 'url =  env( "X" ) // d', "}")).toEqual([
      "datasource db {",
      '  provider = "sqlite"',
      "  // c",
      '  url      = env("X") // d',
      "}",
    ]);
  });

  test("counts characters, as they are seen", () => {
    expect(formatFields('a Unsupported("🙂") @x', "b Int @x")).toEqual([
      'a Unsupported("🙂") @x',
      "b Int              @x",
    ]);
  });

  test("does not move the neighbours of an endless name", () => {
    expect(formatFields(`${"a".repeat(201)} Int @id`, "b Int")).toEqual([`${"a".repeat(201)} Int @id`, "b Int"]);
  });
});

describe("blank lines", () => {
  test("keeps one of several, and none at the edges of a block", () => {
    expect(format("", "model A {", "", "", "id Int @id", "", "", "b Int", "", "}", "", "")).toEqual([
      "model A {",
      "  id Int @id",
      "",
      "  b Int",
      "}",
    ]);
  });

  test("sets block attributes apart, with the comments directly above them", () => {
    expect(formatFields("id Int @id", "// c", "@@index([id])", '@@map("a")', "b Int")).toEqual([
      "id Int @id",
      "",
      "// c",
      "@@index([id])",
      '@@map("a")',
      "",
      "b Int",
    ]);
  });

  test("keeps a comment with the fields when a blank line parts it from the attribute", () => {
    expect(formatFields("id Int @id", "// c", "", "@@index([id])")).toEqual([
      "id Int @id",
      "// c",
      "",
      "@@index([id])",
    ]);
  });

  test("parts blocks, with the comments directly above them", () => {
    expect(format("enum A {", "a", "}", "// b", "/// B", "enum B {", "b", "}")).toEqual([
      ...["enum A {", "  a", "}", ""],
      ...["// b", "/// B", "enum B {", "  b", "}"],
    ]);
  });

  test("leaves imports and scalars of one line together", () => {
    const lines = [
      'import "./a.model"',
      'import "./b.model"',
      "",
      'scalar A = Int { codec: "./a.js" }',
      'scalar B = Int { codec: "./b.js" }',
    ];
    expect(format(...lines)).toEqual(lines);
  });
});

describe("blocks", () => {
  test("puts the members of a block on one line below each other", () => {
    expect(format("enum Role { reader librarian }", 'model A { id Int @id  name String @@map("a") }')).toEqual([
      ...["enum Role {", "  reader", "  librarian", "}", ""],
      ...["model A {", "  id   Int    @id", "  name String", "", '  @@map("a")', "}"],
    ]);
  });

  test("closes an empty block on the next line", () => {
    expect(format("enum A { }")).toEqual(["enum A {", "}"]);
  });

  test("formats heads of every kind", () => {
    expect(
      format(
        "abstract  model A{",
        "}",
        "model B extends  A with C ,D {",
        "}",
        "view V",
        "{",
        "}",
        "type T{ s String }",
      ),
    ).toEqual([
      ...["abstract model A {", "}", ""],
      ...["model B extends A with C, D {", "}", ""],
      ...["view V {", "}", ""],
      ...["type T {", "  s String", "}"],
    ]);
  });

  test("leaves a scalar on one line or on several", () => {
    expect(format('scalar A=Decimal  @db.Decimal( 10,2 ){codec:"./a.js"} // c')).toEqual([
      'scalar A = Decimal @db.Decimal(10, 2) { codec: "./a.js" } // c',
    ]);
    expect(format("scalar A = Decimal {", 'codec :  "./a.js"', "}")).toEqual([
      "scalar A = Decimal {",
      '  codec: "./a.js"',
      "}",
    ]);
  });

  test("formats imports", () => {
    expect(format(' import   "./a.model"   // c')).toEqual(['import "./a.model" // c']);
  });
});

describe("arguments", () => {
  test("sets one blank behind commas and colons, and none inside brackets", () => {
    expect(formatFields("a B @relation( fields:[ b ,c ],references : [d,e] , onDelete:Cascade )")).toEqual([
      "a B @relation(fields: [b, c], references: [d, e], onDelete: Cascade)",
    ]);
    expect(formatFields('a Unsupported ( "x" ) ? @db . VarChar( 10 ) @default( [ ] )')).toEqual([
      'a Unsupported("x")? @db.VarChar(10) @default([])',
    ]);
    expect(formatFields("@@index( [ a( sort:Desc ),b.c ], type:Gin )")).toEqual([
      "@@index([a(sort: Desc), b.c], type: Gin)",
    ]);
  });

  test("keeps arguments over several lines, one a line", () => {
    expect(formatFields("a B @relation(", "fields: [b,", "c], references: [d])", "long Int")).toEqual([
      "a    B   @relation(",
      "  fields: [",
      "    b,",
      "    c",
      "  ],",
      "  references: [d]",
      ")",
      "long Int",
    ]);
  });

  test("spreads the bracket that is over several lines, not those around it", () => {
    expect(formatFields('a B[] @default(["x",', '"y"])')).toEqual(["a B[] @default([", '  "x",', '  "y"', "])"]);
  });

  test("keeps comments where they are", () => {
    expect(
      formatFields(
        "a B @relation( // a",
        "/* b */ fields: [b /* c */, d], // e",
        "// f",
        "references: [ /* g */ ]",
        "// h",
        ")",
      ),
    ).toEqual([
      "a B @relation( // a",
      "  /* b */ fields: [b /* c */, d], // e",
      "  // f",
      "  references: [/* g */]",
      "  // h",
      ")",
    ]);
  });

  test("puts a comma that begins a line before the comments above it", () => {
    expect(formatFields("a B @x(", "c // d", ", e", ")")).toEqual(["a B @x(", "  c, // d", "  e", ")"]);
  });
});

describe("comments", () => {
  test("keeps them behind braces, at the beginning and at the end", () => {
    expect(format("// a", "", "model A { // b", "id Int @id", "  // c", "} // d", "   // e", "", "/* f */")).toEqual([
      ...["// a", ""],
      ...["model A { // b", "  id Int @id", "  // c", "} // d"],
      ...["// e", ""],
      "/* f */",
    ]);
  });

  test("keeps those between a head and its brace behind the brace", () => {
    expect(format("enum A // a", "// b", "{ // c", "x", "}")).toEqual([
      "enum A { // a",
      "  // b",
      "  // c",
      "  x",
      "}",
    ]);
  });

  test("lays the stars of a block comment below each other, and leaves other lines alone", () => {
    expect(formatFields("/**", " * a", "    * b", "*/", "/*", "drawn", "     here", "*/", "id Int @id")).toEqual([
      ...["/**", " * a", " * b", " */"],
      // The first two blanks are those that the lines of a model have lost above.
      ...["/*", "drawn", "   here", "*/"],
      "id Int @id",
    ]);
  });

  test("puts a member behind a comment on its own line", () => {
    expect(formatFields("/* a */ id Int @id")).toEqual(["/* a */", "id Int @id"]);
  });

  test("puts a comment between two members of a line behind the first", () => {
    expect(formatFields("a B /* c */ d E", "f G @id")).toEqual(["a B /* c */", "d E", "f G @id"]);
  });

  test("leaves a line of two members with a doc comment, which is the first one's", () => {
    expect(formatFields("a   Int b   Int /// c")).toEqual(["a   Int b   Int /// c"]);
  });
});

describe("broken parts", () => {
  test("leaves a broken line as it is, and aligns the others around it", () => {
    expect(
      format(
        "model A {",
        "id Int @id",
        "\t title   String =",
        "author   User @relation(fields: [b)",
        "aLongName Int",
        "}",
      ),
    ).toEqual([
      "model A {",
      "  id        Int @id",
      "\t title   String =",
      "author   User @relation(fields: [b)",
      "  aLongName Int",
      "}",
    ]);
  });

  test("leaves a bracket that nobody closed, with the comments behind it", () => {
    expect(formatFields("a   Int @default(   // why", "b  Int")).toEqual(["a   Int @default(   // why", "b Int"]);
  });

  test("leaves a text that nobody closed", () => {
    expect(formatFields('a   String @default("x', "b  Int")).toEqual(['a   String @default("x', "b Int"]);
  });

  test("leaves a second field without a type on its line", () => {
    expect(formatFields("a   String uniqe")).toEqual(["a   String uniqe"]);
  });

  test("leaves a block without its brace, up to the next block", () => {
    expect(format("model A {", "id   Int @id", " // c", "model B {", "id   Int @id", "}")).toEqual([
      ...["model A {", "id   Int @id", " // c"],
      ...["model B {", "  id Int @id", "}"],
    ]);
  });

  test("leaves a block of an unknown kind, one with a broken head, and one line with a mistake", () => {
    const lines = ["modle   A {", "id   Int", "}", "model   A = B {", "id   Int", "}", "model   A { id   = }"];
    expect(format(...lines)).toEqual(lines);
  });

  test("leaves stray lines", () => {
    const lines = ["  stray   line // c", "}", "", "  model   A"];
    expect(format(...lines)).toEqual(lines);
  });

  test("adds nothing to a comment that the file ends in", () => {
    expect(formatSchema("enum A { a }\n/* open  \n\n")).toBe("enum A {\n  a\n}\n/* open  \n\n");
  });
});

describe("files", () => {
  test("keeps the kind of line end and a byte order mark", () => {
    expect(formatSchema("\uFEFFenum A { a\r\n\r\n\r\nb }")).toBe("\uFEFFenum A {\r\n  a\r\n\r\n  b\r\n}\r\n");
    expect(formatSchema("enum A { a\r\rb }")).toBe("enum A {\r  a\r\r  b\r}\r");
    expect(formatSchema("\uFEFF stray\n")).toBe("\uFEFF stray\n");
  });

  test("gives one line end at the end, and none to an empty file", () => {
    expect(formatSchema("// a")).toBe("// a\n");
    expect(formatSchema("// a\n\n\n")).toBe("// a\n");
    expect(formatSchema("")).toBe("");
    expect(formatSchema(" \n\n")).toBe("");
  });

  test("takes away tabs and the blanks at the ends of lines", () => {
    expect(formatSchema("enum A {\t \n\ta // b  \n\t/* c \n d */\t\n}\n")).toBe(
      "enum A {\n  a // b\n  /* c\n d */\n}\n",
    );
  });
});
