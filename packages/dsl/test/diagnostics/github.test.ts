import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { diagnosticsToGithub } from "../../src/diagnostics/github.ts";
import { createSourceFile, spanBetween } from "../../src/text/source-file.ts";

const file = { path: "blog.model", text: "model User {\n  id Int @id\n}\n" };
const source = createSourceFile(file.path, file.text);

function diagnostic(part: Partial<Diagnostic>, from = 15, to = 17): Diagnostic {
  const span = spanBetween(source, from, to);
  return { code: "JY2001", severity: "error", message: "wrong", hint: null, related: [], span, ...part };
}

test("gives a command for each diagnostic, with the hint on a line of its own", () => {
  const wrong = {
    path: "blog.model",
    text: "model Post {\n  id     Int @id\n  author Usr\n  tag    Tga\n}\nmodel User { id Int @id }",
  };
  expect(diagnosticsToGithub(compile([wrong]).diagnostics, [wrong]).split("\n")).toEqual([
    '::error file=blog.model,line=3,col=10,endLine=3,endColumn=13,title=JY2001::unknown type "Usr"%0Adid you mean "User"?',
    expect.stringContaining('::unknown type "Tga"%0Adeclare a model'),
    "",
  ]);
});

test.each([
  ["error", "::error "],
  ["warning", "::warning "],
  ["info", "::notice "],
] as const)("says %s in the words of GitHub", (severity, start) => {
  expect(diagnosticsToGithub([diagnostic({ severity })], [file]).startsWith(start)).toBe(true);
});

test("escapes what would end a message or a property", () => {
  const span = { ...spanBetween(source, 15, 17), file: "a,b:c%\n.model" };
  expect(diagnosticsToGithub([diagnostic({ message: "100%\r\n::error::, a: b", span })], [])).toBe(
    "::error file=a%2Cb%3Ac%25%0A.model,line=2,col=3,endLine=2,endColumn=5,title=JY2001::100%25%0D%0A::error::, a: b\n",
  );
});

test("leaves columns out where the place has several lines, which the runner refuses", () => {
  expect(diagnosticsToGithub([diagnostic({}, 0, 27)], [file])).toBe(
    "::error file=blog.model,line=1,endLine=3,title=JY2001::wrong\n",
  );
});

test("keeps the place in its line where it takes in the line's end", () => {
  expect(diagnosticsToGithub([diagnostic({}, 12, 13)], [file])).toBe(
    "::error file=blog.model,line=1,col=13,endLine=1,endColumn=14,title=JY2001::wrong\n",
  );
});

test("names the related places behind the message", () => {
  const related = [{ message: "declared here", span: spanBetween(source, 6, 10) }];
  expect(diagnosticsToGithub([diagnostic({ related })], [file])).toContain("::wrong%0Ablog.model:1:7: declared here\n");
});

test("gives nothing where there is nothing", () => {
  expect(diagnosticsToGithub([], [file])).toBe("");
});
