/** What must hold for every text, whatever is wrong with it: nothing throws, and what comes out is in order. */
import { expect } from "vitest";
import {
  compile,
  createCompiler,
  type Diagnostic,
  diagnosticsToGithub,
  diagnosticsToJson,
  formatSchema,
  importPrisma,
  type InputFile,
  renderDiagnostics,
  schemaImports,
  schemaToJson,
} from "../src/index.ts";
import { DocComment, tokenizeWithComments } from "../src/syntax/tokens.ts";

/** A file beside the text, whose change is the edit: some of what it declares has the names that random texts use. */
const neighbour = { path: "neighbour.model", text: "model Neighbour { id Int @id  a A?  bs B[] }\n" };
const edited = { ...neighbour, text: "model Neighbour { id BigInt @id  a A?  bs B[]  c C? }\nenum Other { a b }\n" };

export function survive(text: string): void {
  for (const path of ["schema.model", "schema.prisma"]) compiles({ path, text });
  compilesAgain([{ path: "schema.model", text }]);
  formats(text);
  imports(text);
}

function compiles(file: InputFile): void {
  const { schema, diagnostics } = compile([file]);
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  expect(schema === null).toBe(failed);
  if (schema !== null) JSON.parse(schemaToJson(schema));
  isInOrder(diagnostics, file);
  renders(diagnostics, file);
}

function isInOrder(diagnostics: readonly Diagnostic[], { text }: InputFile): void {
  let before = 0;
  for (const { span, message, hint, related } of diagnostics) {
    expect(span.start).toBeGreaterThanOrEqual(before);
    before = span.start;
    for (const place of [span, ...related.map((item) => item.span)]) {
      const isWithin = place.start >= 0 && place.start <= place.end && place.end <= text.length && place.line >= 1;
      if (!isWithin) expect({ message, place }).toBe("within the text");
    }
    for (const words of [message, hint ?? "", ...related.map((item) => item.message)]) {
      // What is in quotes is the user's.
      if (/undefined|\[object|NaN/.test(words.replace(/"[^"]*"/g, ""))) expect(words).toBe("said in words");
    }
  }
}

/** Messages quote what the text holds, and their lines are shown: each by a part of bounded length. */
const longestRendered = 4_000;

export function renders(diagnostics: readonly Diagnostic[], file: InputFile): void {
  const bound = diagnostics.length * longestRendered;
  const plain = renderDiagnostics(diagnostics, [file]);
  expect(plain.length).toBeLessThanOrEqual(bound);
  expect(renderDiagnostics(diagnostics, [file], { color: true }).length).toBeLessThanOrEqual(bound);
  const commands = diagnosticsToGithub(diagnostics, [file]);
  expect(commands.length).toBeLessThanOrEqual(bound);
  expect(commands.split("\n").length).toBe(diagnostics.length + 1);
  const json = diagnosticsToJson(diagnostics, [file]);
  expect(JSON.stringify(json).length).toBeLessThanOrEqual(bound + 2);
  for (const { start, end } of json) {
    expect(end.offset >= start.offset && end.line >= start.line && end.column >= 1).toBe(true);
  }
}

/** A compiler with a memory gives after an edit what one without gives. */
function compilesAgain(files: readonly InputFile[]): void {
  const compiler = createCompiler();
  for (const other of [neighbour, edited, neighbour]) {
    const all = [...files, other];
    const again = JSON.stringify(compiler.compile(all));
    if (again !== JSON.stringify(compile(all))) expect(JSON.parse(again)).toEqual(compile(all));
  }
}

function formats(text: string): void {
  const formatted = formatSchema(text);
  const [before, after] = [wordsOf(text), wordsOf(formatted)];
  if (before !== after) expect(after).toBe(before);
  const again = formatSchema(formatted);
  if (again !== formatted) expect(again).toBe(formatted);
}

/** The tokens, and behind them the comments, which a comma may pass by. */
function wordsOf(text: string): string {
  const { tokens, comments } = tokenizeWithComments(text);
  const [docs, code] = [true, false].map((isDoc) =>
    tokens.filter(({ tokenType }) => (tokenType === DocComment) === isDoc),
  );
  const all = [...comments, ...(docs ?? [])].toSorted((a, b) => a.startOffset - b.startOffset);
  return [...(code ?? []), ...all].map(({ image }) => image.replace(/\s+/g, " ").trimEnd()).join("\n");
}

function imports(text: string): void {
  expect(schemaImports(text).every((path) => typeof path === "string")).toBe(true);
  const result = importPrisma([{ path: "schema.prisma", text }]);
  if (result.text !== null) expect(formatSchema(result.text)).toBe(result.text);
  renders(result.diagnostics, { path: "schema.prisma", text });
}
