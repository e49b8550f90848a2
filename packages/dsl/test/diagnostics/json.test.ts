import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { diagnosticsToJson } from "../../src/diagnostics/json.ts";

const blog = {
  path: "blog.model",
  text: "model User {\n  id Int @id\n}\n\nmodel Post {\n  id      Int @id\n  content String?\n  author  Usr\n}\n",
};

test("gives code, severity, words and hint, with both ends of the place", () => {
  expect(diagnosticsToJson(compile([blog]).diagnostics, [blog])).toEqual([
    {
      code: "JY2001",
      severity: "error",
      message: 'unknown type "Usr"',
      hint: 'did you mean "User"?',
      file: "blog.model",
      start: { line: 8, column: 11, offset: 88 },
      end: { line: 8, column: 14, offset: 91 },
      related: [],
    },
  ]);
});
