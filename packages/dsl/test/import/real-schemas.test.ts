/** Real Prisma schemas: each means the same before and after, keeps its comments, and comes out as the formatter has it. */
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { formatSchema } from "../../src/format/format.ts";
import { importPrisma } from "../../src/import/import-prisma.ts";
import type { Schema } from "../../src/ir/ir.ts";
import { tokenizeWithComments } from "../../src/syntax/tokens.ts";
import { realSchemas } from "../schemas.ts";

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  for (const { name, text } of realSchemas) {
    test(`imports ${name} without a change of meaning`, () => {
      const file = { path: name, text };
      const imported = importPrisma([file]);
      const result = imported.text ?? "";
      const original = compile([file]).schema;
      for (const written of [result, formatSchema(result)]) {
        const { schema, diagnostics } = compile([{ path: "schema.model", text: written }]);
        expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
        expect(schema && meaningOf(schema)).toEqual(original && meaningOf(original));
      }
      expect(formatSchema(result)).toBe(result);
      expect(commentsOf(result)).toEqual(commentsOf(text));
    });
  }
});

/** All of the IR but where it stands, and whether a column is written or inferred, which is what the import is free to choose. */
function meaningOf(schema: Schema): unknown {
  const places = new Set(["span", "files"]);
  const text = JSON.stringify(schema, (key, value: unknown) => (places.has(key) ? undefined : value));
  const { models, ...rest } = JSON.parse(text) as Schema; // Just made of one.
  const isWritten = ({ inferred: _, ...column }: Schema["models"][number]["columns"][number]): unknown => column;
  return { ...rest, models: models.map((model) => ({ ...model, columns: model.columns.map(isWritten) })) };
}

/** Their words, in no order: a `///` of what goes becomes a `//`. */
function commentsOf(text: string): string[] {
  const { tokens, comments } = tokenizeWithComments(text);
  const docs = tokens.filter(({ image }) => image.startsWith("///"));
  return [...docs, ...comments].map(({ image }) => image.replace(/^\/+/, "").trim()).toSorted();
}
