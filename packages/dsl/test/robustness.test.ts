/**
 * No input, however broken, may crash the compiler, the formatter, the import or what renders diagnostics, hang them, or take more than
 * linear time. `JOINERY_RUNS=5000 pnpm vitest run packages/dsl/test/robustness.test.ts` looks for longer.
 */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compile, createCompiler, formatSchema, importPrisma, renderDiagnostics, schemaImports } from "../src/index.ts";
import { fixturesDirectory } from "./golden.ts";
import { hostileSchemas } from "./hostile-schemas.ts";
import { anySchema, mutated, soundSchema } from "./random-schemas.ts";
import { fixtureSchemas, realSchemas } from "./schemas.ts";
import { renders, survive } from "./survive.ts";

const numRuns = Number(process.env["JOINERY_RUNS"] ?? 50);

const fixtures = readdirSync(fixturesDirectory, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(model|prisma)$/.test(path) && !path.includes("node_modules"))
  .toSorted()
  .map((path) => readFileSync(fixturesDirectory + path, "utf8"));
const seeds = [...fixtures, ...realSchemas.map((schema) => schema.text)];

test("survives any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), survive), { numRuns });
});

test("survives any sequence of the language's words", () => {
  const words =
    "model enum type view abstract extends with scalar import datasource generator A B id name Int String Int? A[] B? @id @@id @unique " +
    '@default @relation @map @@index ( ) [ ] { } , : . ? ! = @ @@ "text" "open 1 -2 1.5 true none now() fields: references: [id] /// // /* */ \\ é -';
  const word = fc.constantFrom(...words.split(" "), "\n", "\n", " ", "\r\n", "\t");
  const start = fc.constantFrom("", "model A {\nid Int @id\n", "enum E { ", "datasource db { ", "scalar S = Int {");
  const text = fc.tuple(start, fc.array(word, { maxLength: 80 })).map(([head, parts]) => head + parts.join(" "));
  fc.assert(fc.property(text, survive), { numRuns: 2 * numRuns });
});

test("survives any parts of the language", () => {
  fc.assert(fc.property(anySchema, survive), { numRuns });
});

test("survives schemas that are mostly right", () => {
  fc.assert(fc.property(soundSchema, survive), { numRuns });
});

test("survives mutations of schemas", () => {
  fc.assert(fc.property(mutated(seeds), survive), { numRuns });
});

test("gives the same bytes for the same schema, whatever the order of its files", () => {
  const files = fixtureSchemas.slice(0, 3).map((text, index) => ({ path: `${index}.model`, text }));
  const forwards = compile(files);
  const backwards = compile(files.toReversed());
  expect(JSON.stringify(forwards)).toBe(JSON.stringify(backwards));
});

const neighbour = { path: "a.model", text: "model Neighbour { id Int @id }\n" };

/** All that is made of a text, once each. */
const stages: Readonly<Record<string, (text: string) => unknown>> = {
  compile(text) {
    const file = { path: "schema.model", text };
    renders(compile([file]).diagnostics, file);
  },
  "compile as Prisma": (text) => compile([{ path: "schema.prisma", text }]),
  "compile again": (text) => {
    const compiler = createCompiler();
    compiler.compile([neighbour, { path: "schema.model", text }]);
    return compiler.compile([
      { ...neighbour, text: "model Neighbour { id BigInt @id }\n" },
      { path: "schema.model", text },
    ]);
  },
  format: formatSchema,
  import: (text) => importPrisma([{ path: "schema.prisma", text }]),
  "find imports": schemaImports,
};

/** Linear work takes some milliseconds; work that grows with the square of the parts would take minutes at full size. */
const longest = 10_000;
/** The part of the full size that a schema has: small as a rule, to be quick; JOINERY_HOSTILE=1 for the whole. */
const scale = Number(process.env["JOINERY_HOSTILE"] ?? 0.05);

for (const [name, { parts, make, least = 0 }] of Object.entries(hostileSchemas)) {
  test(`takes linear time for ${name}`, { timeout: 120_000 }, () => {
    const text = make(Math.max(least, Math.round(parts * scale)));
    const times: Record<string, number> = {};
    for (const [stage, work] of Object.entries(stages)) {
      const start = performance.now();
      work(text);
      times[stage] = performance.now() - start;
    }
    expect(Object.entries(times).filter(([, time]) => time > longest)).toEqual([]);
  });
}

test("renders many diagnostics in linear time", () => {
  const text = `model A {\n id Int @id\n${" x Int Int\n".repeat(20_000)}}`;
  const file = { path: "schema.model", text };
  const { diagnostics } = compile([file]);
  expect(diagnostics.length).toBeGreaterThan(10_000);
  const start = performance.now();
  renderDiagnostics(diagnostics, [file]);
  expect(performance.now() - start).toBeLessThan(longest);
});
