/** No input, however broken, may crash the compiler, hang it, or take more than linear time. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, diagnosticsToJson, renderDiagnostics, schemaToJson } from "../src/index.ts";
import { fixtureSchemas, realSchemas } from "./schemas.ts";

const seeds = [...fixtureSchemas, ...realSchemas.map((schema) => schema.text)];

/** Compiles, and checks what must hold for every text. */
function survive(text: string): void {
  const file = { path: "schema.model", text };
  const { schema, diagnostics } = compile([file]);
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === "error");
  expect(schema === null).toBe(failed);
  if (schema !== null) JSON.parse(schemaToJson(schema));
  renderDiagnostics(diagnostics, [file]);
  const wrong = diagnosticsToJson(diagnostics, [file]).filter(
    ({ start, end, message }) =>
      start.offset < 0 ||
      end.offset < start.offset ||
      end.offset > text.length ||
      start.line < 1 ||
      /undefined|\[object|NaN/.test(message.replace(/"[^"]*"/g, "")),
  );
  expect(wrong).toEqual([]);
  const starts = diagnostics.map((diagnostic) => diagnostic.span.start);
  expect(starts.every((start, index) => index === 0 || (starts[index - 1] ?? 0) <= start)).toBe(true);
}

test("survives any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survive), { numRuns: 500 });
});

test("survives any sequence of the language's words", () => {
  const words =
    "model enum type view A B id name Int String Int? A[] B? @id @@id @unique @default @relation @map @@index ( ) [ ] { } , : . ? ! = @ @@ " +
    '"text" "open 1 -2 1.5 true none now() fields: references: [id] /// // /* */ \\ é - \n \r\n \t';
  const word = fc.constantFrom(...words.split(" "), "\n", "\n", " ");
  const text = fc
    .tuple(fc.constantFrom("", "model A {\nid Int @id\n", "enum E { "), fc.array(word, { maxLength: 80 }))
    .map(([start, parts]) => start + parts.join(" "));
  fc.assert(fc.property(text, survive), { numRuns: 2000 });
});

test("survives mutations of schemas", () => {
  const edit = fc.record({
    kind: fc.constantFrom("delete", "duplicate", "insert", "swap"),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 40 }),
    text: fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      '"',
      "@",
      "@@",
      ",",
      ":",
      "?",
      "\n",
      "/*",
      "model ",
      "Int ",
      "é",
      "\\",
      "-",
      ".",
    ),
  });
  const mutated = fc
    .tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 6 }))
    .map(([seed, edits]) => {
      // A window of the schema, so that many runs are quick.
      let text = seed.slice(0, 6000);
      for (const { kind, at, length, text: inserted } of edits) {
        const place = Math.floor(at * text.length);
        const [before, part, after] = [
          text.slice(0, place),
          text.slice(place, place + length),
          text.slice(place + length),
        ];
        if (kind === "delete") text = before + after;
        else if (kind === "duplicate") text = before + part + part + after;
        else if (kind === "insert") text = before + inserted + part + after;
        else text = before + after.slice(0, length) + part + after.slice(length);
      }
      return text;
    });
  fc.assert(fc.property(mutated, survive), { numRuns: 500 });
});

test("gives the same bytes for the same schema, whatever the order of its files", () => {
  const files = fixtureSchemas.slice(0, 3).map((text, index) => ({ path: `${index}.model`, text }));
  const forwards = compile(files);
  const backwards = compile(files.toReversed());
  expect(JSON.stringify(forwards)).toBe(JSON.stringify(backwards));
});

const hostile: Readonly<Record<string, (n: number) => string>> = {
  "open brackets": (n) => `model A {\n id Int @default(${"[".repeat(n)}\n}`,
  "open blocks": (n) => "model A {".repeat(n / 8),
  "open comments": (n) => "/* ".repeat(n),
  "an open text of escapes": (n) => `"${"\\a".repeat(n * 20)}`,
  "a long name": (n) => `model A {\n id Int @id\n @@index([${"a".repeat(n)}])\n}`,
  "unknown types": (n) => `model A {\n${Array.from({ length: n / 10 }, (_, i) => ` f${i} T${i}\n`).join("")}}`,
  "one line of members": (n) => `enum A { ${"a ".repeat(n)} }`,
  digits: (n) => `model A {\n id BigInt @id @default(${"9".repeat(n)})\n}`,
  "a chain of keys": (n) =>
    Array.from({ length: n / 40 }, (_, i) => `model M${i} {\n next M${i + 1} @id\n}\n`).join(""),
  "lists without another side": (n) =>
    `model B {\n id Int @id\n}\nmodel A {\n id Int @id\n${Array.from({ length: n / 20 }, (_, i) => ` f${i} B[]\n`).join("")}}`,
};

for (const [name, make] of Object.entries(hostile)) {
  test(`takes linear time for ${name}`, () => {
    const text = make(200_000);
    const start = performance.now();
    survive(text);
    // Linear work takes well under a second; quadratic work on such a text would take minutes.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
}
