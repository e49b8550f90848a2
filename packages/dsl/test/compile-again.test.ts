/** A compiler with a memory gives what one without gives, whatever is edited in between. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, createCompiler, type InputFile } from "../src/index.ts";
import { realSchemas } from "./schemas.ts";

/** Everything that models can have to do with one another, a block for each file. */
const family = `
enum Kind { person company @map("c") }
scalar Money = Decimal @db.Decimal(12, 2) { codec: "./money.js" }
type Address { street String  city String @default("here")  next Address? }
abstract model Stamped { createdAt DateTime @default(now())  editor User? @relation("edits")  @@index([createdAt]) }
abstract model Owned with Stamped { owner User @relation("owns") }
model User { id Int @id  name String @unique  kind Kind  home Address @embedded  profile Profile?  posts Post[] @orderBy(title, authorId)  follows Follow[] @relation("a") }
model Profile { user User @id  price Money  avatar Bytes? }
model Post with Owned { id Int @id  author User  title String  tags Tag[]  labels Label[] @through(Labelling)  meta Address[] }
model Tag { id Int @id  posts Post[]  parent Tag? @relation("tree")  children Tag[] @relation("tree") }
model Label { name String @id  posts Post[] @through(Labelling) }
model Labelling { post Post  label Label  @@id([post, label]) }
model Follow { a User @relation("a")  b User @relation("b")  since DateTime  @@id([a, b]) }
model Note { follow Follow @id  text String  by User @relation("by", references: [name]) }
model Animal { id Int @id  kind String  keeper User?  @@inherit(single)  @@discriminator(kind) }
model Dog extends Animal { barks Boolean @default(true)  friend Animal? @relation("f") }
model Puppy extends Dog { mother Dog? @relation("m") }
model Vehicle { vin String @id  type Kind  @@inherit(joined)  @@discriminator(type, person) }
model Car extends Vehicle { doors Int  owner User @relation("cars")  @@discriminator(company) }
view Active { id Int @unique  user User @relation(fields: [id], references: [id]) }
model Team { id Int @id  members Member[] }
model Member { id Int @id  name String }
`
  .trim()
  .split("\n");

function filesOf(blocks: readonly string[], extension: string): InputFile[] {
  return blocks.map((text, index) => ({ path: `${String(index).padStart(3, "0")}.${extension}`, text }));
}

/** A line may become one of another block, words may change place, marks come and go. */
const edit = fc.record({
  file: fc.nat(),
  kind: fc.constantFrom("word", "word", "word", "mark", "cut", "copy", "empty", "restore", "line"),
  at: fc.nat(),
  other: fc.nat(),
});
type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function apply(
  files: readonly InputFile[],
  original: readonly InputFile[],
  { file, kind, at, other }: Edit,
): InputFile[] {
  const index = file % files.length;
  const chosen = files[index];
  const source = original[other % original.length];
  if (!chosen || !source) return [...files];
  const words = chosen.text.split(/(?<=\s)/);
  const place = at % Math.max(1, words.length);
  const foreign = source.text.split(/(?<=\s)/);
  const text = {
    word: () => words.with(place, foreign[at % foreign.length] ?? "").join(""),
    mark: () =>
      words.with(place, (words[place] ?? "").replace(/[?[\]]*(\s*)$/, ["?$1", "[]$1", "$1"][other % 3] ?? "")).join(""),
    cut: () => words.toSpliced(place, 2).join(""),
    copy: () => words.toSpliced(place, 0, ...words.slice(place, place + 3)).join(""),
    empty: () => "",
    restore: () => original[index]?.text ?? "",
    line: () => `\n${chosen.text}`,
  }[kind]();
  return files.with(index, { ...chosen, text });
}

function agree(original: readonly InputFile[], edits: readonly Edit[]): void {
  const compiler = createCompiler();
  let files = [...original];
  compiler.compile(files);
  for (const step of edits) {
    files = apply(files, original, step);
    expect(JSON.stringify(compiler.compile(files))).toBe(JSON.stringify(compile(files)));
  }
}

const runs = Number(process.env["JOINERY_RUNS"] ?? 60);

test("compiles the schema that the other tests edit", () => {
  expect(compile(filesOf(family, "model")).diagnostics).toEqual([]);
});

test("gives the same after edits of a schema with every kind of dependence", () => {
  const files = filesOf(family, "model");
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => agree(files, edits)),
    { numRuns: runs },
  );
});

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  const split = realSchemas.map(({ text }) => filesOf(text.split(/(?<=^\}\n)/m), "prisma"));

  test("give the same after edits of their blocks", () => {
    fc.assert(fc.property(fc.constantFrom(...split), fc.array(edit, { minLength: 1, maxLength: 4 }), agree), {
      numRuns: Math.ceil(runs / 4),
    });
  });
});

test("forgets a file that is gone, and knows it again when it comes back", () => {
  const files = filesOf(family, "model");
  const compiler = createCompiler();
  compiler.compile(files);
  const without = files.filter((file) => !file.text.includes("model Tag "));
  expect(compiler.compile(without)).toEqual(compile(without));
  expect(compiler.compile(files)).toEqual(compile(files));
});

/** Each depends on the one before it; what the first one says of its key is felt by the last one. */
describe.each([
  [
    "a model with the name of a type",
    ["model Date { id Int @id }", "model Day { date Date @id }", "model Note { id Int @id  day Day }"],
  ],
  [
    "a key that is made after a column of another model",
    [
      "model City { id Int @id  mayor Mayor? }",
      "model Mayor { id Int @id  city City }",
      "model Term { mayor Mayor @id @relation(references: [cityId]) }",
      "model Speech { id Int @id  term Term @unique }",
      "model Note { id Int @id  speech Speech? }",
    ],
  ],
])("through %s", (_, chain) => {
  const others = Array.from({ length: 12 }, (__, index) => `model Other${index} { id Int @id }`);
  const files = filesOf([...chain, ...others], "model");

  test.each([
    ["first", "id Int @id", "id String @id"],
    ["last", "model Note { ", "model Note { text String  "],
  ])("an edit of the %s reaches whom it concerns", (__, from, to) => {
    const place = files.findIndex(({ text }) => text.includes(from));
    const edited = files.map((file, index) =>
      index === place ? { ...file, text: file.text.replace(from, to) } : file,
    );
    const compiler = createCompiler();
    compiler.compile(files);
    expect(compile(edited).diagnostics).toEqual([]);
    expect(compiler.compile(edited)).toEqual(compile(edited));
  });
});

test("keeps what an edit does not reach, object for object", () => {
  const files = filesOf(family, "model");
  const compiler = createCompiler();
  const before = compiler.compile(files).schema;
  const edited = files.map((file) => ({
    ...file,
    text: file.text.replace("members Member[]", "members Member[]  motto String"),
  }));
  const after = compiler.compile(edited).schema;
  const models = (schema: typeof before) => new Map(schema?.models.map((model) => [model.name, model]));
  expect(models(after).get("Team")).not.toBe(models(before).get("Team"));
  expect(models(after).get("Dog")).toBe(models(before).get("Dog"));
});
