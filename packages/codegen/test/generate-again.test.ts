/** A generator with a memory gives what one without gives, whatever is edited in between. */
import { compile, type Schema } from "@joinery/dsl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { soundSchema } from "../../dsl/test/random-schemas.ts";
import { createGenerator, generate, type GeneratedFile, type GenerateOptions, notGenerated } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { namesSchema, wideSchema } from "./schemas.ts";

const blog = `
enum Role { admin reader @map("r") }
/// Who writes.
model User { id Int @id
  name String @unique
  role Role @default(reader)
  posts Post[]
  profile Profile? }
model Profile { user User @id
  settings Json @ts("import('./settings').Settings") }
model Post { id Int @id
  title String
  author User
  tags Tag[] }
model Tag { id Uuid @id @default(uuid(7))
  label String @secret
  posts Post[] }
`;

/** What no client can have yet says nothing here. */
const ungenerated =
  /home\.|@embedded|@expr|@version|@@extend|@through|@@inherit|@@discriminator\(kind|\b[STU]\b[?[\]]*(\s|$)/;

const generated = soundSchema.map((text) => {
  const lines = text
    .replaceAll(/ extends \w+/g, "")
    .replaceAll(/^@@discriminator\("\w"\)/gm, "id Int @id")
    .split("\n");
  return lines.filter((line) => !ungenerated.test(line) || line.includes("model ")).join("\n");
});

const edit = fc.record({
  kind: fc.constantFrom("cut", "cut", "take", "take", "blank", "word", "optional", "undo", "options"),
  at: fc.nat(),
  other: fc.nat(),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

/** @param donor whose lines may come into the text */
function edited(text: string, original: string, donor: string, { kind, at, other }: Edit): string {
  const lines = text.split("\n");
  const places = [...lines.keys()].filter((index) => isField(lines[index] ?? ""));
  const place = places[at % places.length] ?? 0;
  const line = lines[place] ?? "";
  const foreign = donor.split("\n").filter(isField);
  switch (kind) {
    case "cut":
      return lines.toSpliced(place, 1).join("\n");
    case "take":
      return lines.toSpliced(place, 0, foreign[other % foreign.length] ?? "").join("\n");
    case "blank":
      return lines.toSpliced(place, 0, "").join("\n");
    case "word":
      return lines.with(place, line.replace(/^(\s*)(\w+) /, `$1$2${other % 3} `)).join("\n");
    case "optional":
      return lines
        .with(
          place,
          line.replace(/^(\s*\w+ \w+)(\??)/, (_all, head, mark) => head + (mark ? "" : "?")),
        )
        .join("\n");
    case "undo":
      return original;
    default:
      return text;
  }
}

function isField(line: string): boolean {
  return /^\s*\w+ [A-Z]/.test(line) && !line.includes("{");
}

const options: readonly GenerateOptions[] = [
  { client: "sync" },
  { client: "async" },
  { client: "sync", emit: "ts" },
  { client: "async", emit: "ts", importExtension: ".js" },
  { client: "sync", schemaPath: (file) => `../${file}` },
];

function generable(text: string): Schema | null {
  const { schema } = compile([{ path: "schema.model", text }]);
  return schema !== null && schema.models.length > 0 && notGenerated(schema).length === 0 ? schema : null;
}

const runs = Number(process.env["JOINERY_RUNS"] ?? 15);

test("gives the same after edits", { timeout: 120_000 }, async () => {
  let compared = 0;
  const text = fc.oneof(
    { weight: 5, arbitrary: generated },
    { weight: 4, arbitrary: fc.constantFrom(blog, namesSchema) },
    { weight: 1, arbitrary: fc.constant(wideSchema) }, // Prettier takes its time over it
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      generated,
      fc.array(edit, { minLength: 1, maxLength: 8 }),
      async (original, donor, edits) => {
        const generator = createGenerator();
        let now = original;
        let chosen: GenerateOptions = { client: "sync" };
        for (const step of [null, ...edits]) {
          if (step?.kind === "options") chosen = options[step.at % options.length] ?? chosen;
          const next = step === null ? now : edited(now, original, donor, step);
          const schema = generable(next);
          if (schema === null) continue; // nobody generates from it, and the next edit may as well begin before it
          now = next;
          compared++;
          expect(await generator.generate(schema, chosen)).toEqual(await generate(schema, chosen));
        }
      },
    ),
    { numRuns: runs },
  );
  expect(compared).toBeGreaterThan(0);
});

test("keeps what an edit does not reach, object for object", async () => {
  const generator = createGenerator();
  const before = byPath(await generator.generate(schemaOf(blog), { client: "sync" }));
  const after = byPath(
    await generator.generate(schemaOf(blog.replace("title String", "title String?")), { client: "sync" }),
  );
  const kept = [...after].filter(([path, file]) => file === before.get(path)).map(([path]) => path);
  expect([...after.keys()].filter((path) => !kept.includes(path))).toEqual([
    "ddl.d.ts",
    "ddl.js",
    "post.d.ts",
    "post.d.ts.map",
    "post.js",
    "schema.mysql.sql",
    "schema.postgresql.sql",
    "schema.sqlite.sql",
  ]);
});

test("moves the maps alone where a line is put in above", async () => {
  const generator = createGenerator();
  const before = byPath(await generator.generate(schemaOf(blog), { client: "sync" }));
  const after = byPath(await generator.generate(schemaOf(`\n${blog}`), { client: "sync" }));
  const changed = [...after].filter(([path, { text }]) => text !== before.get(path)?.text).map(([path]) => path);
  expect(changed).toEqual(["post.d.ts.map", "profile.d.ts.map", "role.d.ts.map", "tag.d.ts.map", "user.d.ts.map"]);
});

test("takes the schema's new place into the maps", async () => {
  const generator = createGenerator();
  await generator.generate(schemaOf(blog), { client: "sync" });
  const moved = { client: "sync", schemaPath: (file: string) => `../db/${file}` } as const;
  expect(await generator.generate(schemaOf(blog), moved)).toEqual(await generate(schemaOf(blog), moved));
});

function byPath(files: readonly GeneratedFile[]): ReadonlyMap<string, GeneratedFile> {
  return new Map(files.map((file) => [file.path, file]));
}
