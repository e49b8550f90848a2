import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { renderDiagnostics } from "../../src/diagnostics/render.ts";

const blog = {
  path: "blog.model",
  text: "model User {\n  id Int @id\n}\n\nmodel Post {\n  id      Int @id\n  content String?\n  author  Usr\n}\n",
};

test("shows the line before, the line, and the hint behind the carets", () => {
  expect(renderDiagnostics(compile([blog]).diagnostics, [blog])).toBe(
    [
      'blog.model:8:11  error JY2001: unknown type "Usr"',
      "",
      "  7 |   content String?",
      "  8 |   author  Usr",
      '    |           ^^^ did you mean "User"?',
      "",
    ].join("\n"),
  );
});

test("aligns the numbers when the lines before and of the place differ in digits", () => {
  const file = { path: "a.model", text: `model A {\n${"\n".repeat(6)}  id Int @id\n  x Itn\n  y Itn\n}` };
  const lines = renderDiagnostics(compile([file]).diagnostics, [file]).split("\n");
  expect(lines).toContain("   9 |   x Itn");
  expect(lines).toContain("  10 |   y Itn");
  expect(lines).toContain('     |     ^^^ did you mean "Int"?');
});

test("keeps tabs under the line, so that the carets stand below the place", () => {
  const file = { path: "a.model", text: "model A {\n\tid\tItn @id\n}" };
  expect(renderDiagnostics(compile([file]).diagnostics, [file])).toContain("    | \t  \t^^^ did");
});

test("cuts a line around the place when it is very long", () => {
  const file = { path: "a.model", text: `model A { id Int @id ${"name String ".repeat(500)} x Itn }` };
  const lines = renderDiagnostics(compile([file]).diagnostics, [file]).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(260);
  const [code, carets] = lines.slice(-3);
  expect(code?.slice(carets?.indexOf("^"), carets?.lastIndexOf("^"))).toBe("It");
});

test("colours only when asked", () => {
  const { diagnostics } = compile([blog]);
  expect(renderDiagnostics(diagnostics, [blog])).not.toContain("\u001b");
  expect(renderDiagnostics(diagnostics, [blog], { color: true })).toContain("\u001b[31merror JY2001\u001b[0m");
});

test("names an info by its word, in blue", () => {
  const info = compile([blog]).diagnostics.map((item): Diagnostic => ({ ...item, severity: "info" }));
  expect(renderDiagnostics(info, [blog])).toContain("blog.model:8:11  info JY2001: ");
  expect(renderDiagnostics(info, [blog], { color: true })).toContain("\u001b[34minfo JY2001\u001b[0m");
});

test("renders nothing when there is nothing", () => {
  expect(renderDiagnostics([], [blog])).toBe("");
});
