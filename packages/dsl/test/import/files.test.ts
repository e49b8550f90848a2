/** Schemas of several files, and schemas of which there is nothing to import. */
import { describe, expect, test } from "vitest";
import { importPrisma } from "../../src/import/import-prisma.ts";
import { prismaFile, saidBy } from "./cases.ts";

const first = "/// Users.\nmodel User {\n  id Int @id @default(autoincrement())\n  posts Post[]\n}\n/// Of nothing.";
const second =
  'import "./b.prisma"\n\n// Posts.\nmodel Post {\n  id Int @id @default(autoincrement())\n  user User @relation(fields: [userId], references: [id])\n  userId Int\n\n  @@index([userId])\n}';

describe("several files", () => {
  test("become one, in the order of their paths, without their imports", () => {
    const files = [
      { path: "c.prisma", text: second },
      { path: "b.prisma", text: first },
      { path: "a.prisma", text: 'datasource db {\n  provider = "postgresql"\n}\n' },
    ];
    const { text, diagnostics } = importPrisma(files);
    expect(text).toBe(
      "/// Users.\nmodel User {\n  id    Int    @id\n  posts Post[]\n}\n// Of nothing.\n\n// Posts.\nmodel Post {\n  id   Int  @id\n  user User\n\n  @@index([userId])\n}\n",
    );
    expect(diagnostics.map(({ code, span }) => `${span.file} ${code}`)).toEqual(["a.prisma JY7201"]);
  });

  test("lose their byte order marks, and take the line ends of the first", () => {
    const files = [first, second].map((text, index) => ({
      path: `${index === 0 ? "b" : "c"}.prisma`,
      text: `\uFEFF${text.replaceAll("\n", "\r\n")}`,
    }));
    const { text } = importPrisma(files);
    expect(text).not.toContain("\uFEFF");
    expect(text?.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    expect(text).toContain("/// Users.\r\nmodel User {\r\n  id    Int    @id\r\n");
  });

  test("without a model are nothing but what they say", () => {
    expect(importPrisma([]).text).toBe("");
    expect(importPrisma([prismaFile("sqlite", "// Nothing yet.")]).text).toBe("// Nothing yet.\n");
  });
});

describe("a schema", () => {
  test("with errors gives its errors and no text", () => {
    const { text, diagnostics } = importPrisma([prismaFile("sqlite", "model A {\n  id Int @id @unknown\n  b B\n}")]);
    expect(text).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(["JY3001", "JY2001"]);
  });

  test.each(["sqlserver", "mongodb"])("of %s is refused in one word", (provider) => {
    const text = `datasource db {\n  provider = "${provider}"\n}\nmodel A {\n  id Int @id @db.Nothing\n}\n`;
    const result = importPrisma([{ path: "schema.prisma", text }]);
    expect(result.text).toBeNull();
    expect(result.diagnostics.map(({ code }) => code)).toEqual(["JY7008"]);
  });

  test("whose URL is written out does not show it", () => {
    const text = 'datasource db {\n  provider = "postgresql"\n  url = "postgresql://u:secret@host/db"\n}\n';
    const { diagnostics } = importPrisma([{ path: "schema.prisma", text }]);
    expect(diagnostics.map(({ hint }) => hint)).toEqual(["name PostgreSQL and its URL where the program connects"]);
  });

  test("that a .model file refuses in part is written for the rest", () => {
    const result = importPrisma([prismaFile("postgresql", "model A {\n  id Int @id\n  x Int\n  X Int\n}")]);
    expect(result.text).toContain("X  Int");
    expect(saidBy(result)).toEqual(['JY7212 9: a .model file refuses this: the column "X" is that of "x" already']);
  });
});
