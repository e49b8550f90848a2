/**
 * Random schemas whose clients run: five models that have all kinds of columns side by side, extend and mix in others, and are related in all
 * ways. Those of `dsl/test/random-schemas.ts` break rules on purpose and name files and SQL that are not there; these seldom break one,
 * and every file that they name is in `userFiles`.
 */
import fc from "fast-check";

export interface RichSchema {
  readonly text: string;
  /** The files that the schema names, beside the generated directory. */
  readonly userFiles: Readonly<Record<string, string>>;
  readonly naming: { readonly case: "asWritten" | "snake_case"; readonly plural: boolean };
}

const prelude = `
enum Mood { calm @map("c")
  merry @map("mer ry")
  none }
enum Sort { one @map("1")
  two
  three
  four }
scalar Money = Decimal @db.Decimal(12, 2) { codec: "./money.js" }
scalar Code = Uuid { codec: "./code.js" }
scalar Label = String { codec: "./label.js" }
type Geo { lat Float
  long Float @default(0.5)
  mood Mood @default(merry) }
type Place { street String
  cityName String? @map("town")
  geo Geo?
  lines String[]
  price Money @default("1.50")
  at DateTime?
  big BigInt @default(9007199254740993)
  moods Mood[] }
type Maybe { a Int?
  b String? }
type Tree { name String
  children Tree[]
  meta Json @default("{}")
  raw Bytes? }
abstract model Stamped { createdAt DateTime @default(now())
  changedAt DateTime @updatedAt }
abstract model Noted { note String?
  mark Label? }
`;

const scalarClass = (name: string, field: string, type: string): string =>
  `export declare class ${name} { readonly ${field}: ${type}; constructor(${field}: ${type}); }`;

/** The codecs, as JavaScript with declarations. */
const codecs: Readonly<Record<string, string>> = {
  "money.js": `import { defineScalar } from "@joinery/runtime";
export class Money { constructor(cents) { this.cents = cents; } }
export default defineScalar({
  decode(digits) {
    const [whole = "0", fraction = ""] = digits.split(".");
    return new Money(BigInt(whole + fraction.padEnd(2, "0")));
  },
  encode({ cents }) {
    const digits = String(cents < 0n ? -cents : cents).padStart(3, "0");
    return (cents < 0n ? "-" : "") + digits.slice(0, -2) + "." + digits.slice(-2);
  },
});`,
  "money.d.ts": `import type { ScalarCodec } from "@joinery/runtime";
${scalarClass("Money", "cents", "bigint")}
declare const codec: ScalarCodec<Money, string>;
export default codec;`,
  "code.js": `import { defineScalar } from "@joinery/runtime";
export class Code { constructor(text) { this.text = text; } }
export default defineScalar({ decode: (text) => new Code(text), encode: ({ text }) => text });`,
  "code.d.ts": `import type { ScalarCodec } from "@joinery/runtime";
${scalarClass("Code", "text", "string")}
declare const codec: ScalarCodec<Code, string>;
export default codec;`,
  "label.js": `import { defineScalar } from "@joinery/runtime";
export class Label { constructor(words) { this.words = words; } }
export default defineScalar({
  decode: (text) => new Label(text.split(" ")),
  encode: ({ words }) => words.join(" "),
});`,
  "label.d.ts": `import type { ScalarCodec } from "@joinery/runtime";
${scalarClass("Label", "words", "string[]")}
declare const codec: ScalarCodec<Label, string>;
export default codec;`,
};

/** `#` stands for the model's letter, so that an heir has other names than its base. */
const columnPool = [
  "num# Int @default(1)",
  "big# BigInt?",
  "flo# Float",
  'dec# Decimal @db.Decimal(20, 4) @default("9.9900")',
  `str# String @default("it's")`,
  'fooBar# String? @map("foo bar #")',
  "isIt# Boolean",
  "at# DateTime",
  "day# Date @default(now())",
  "tim# Time?",
  "uid# Uuid @default(uuid(7))",
  'doc# Json @default("{\\"a\\": [1]}")',
  "docs# Json?",
  "raw# Bytes",
  "ints# Int[]",
  'texts# String[] @default(["a", "b\\"c"])',
  "moods# Mood[] @default([calm, merry])",
  "mood# Mood @default(merry)",
  "maybeMood# Mood?",
  "cash# Money @default(0)",
  "less# Money? @db.Decimal(6, 2)",
  "cashes# Money[]",
  "code# Code",
  "label# Label?",
  "place# Place",
  "place2# Place?",
  "places# Place[]",
  "tree# Tree?",
  "home# Place @embedded",
  'den# Place? @embedded(prefix: "d#_")',
  "may# Maybe @embedded",
  "mayBe# Maybe? @embedded",
  "vault# Geo? @embedded @secret",
  "leaf# Tree @embedded",
  "bio# String @deferred",
  "cv# Json? @deferred",
  "where# Place? @deferred",
  "pay# Money @deferred",
  "bytes# Bytes? @deferred",
  "late# String[] @deferred @secret",
  "then# Place @embedded @deferred",
  "some# Maybe? @embedded @deferred",
  "pass# String @secret",
  "wealth# Money? @secret",
  "secretPlace# Place? @secret",
  'k# Int\nkk# Int @computed("k# + 1", stored: true)',
  "uni# String @unique",
  'gen# Int @default(dbgenerated("41 + 1"))',
  "gone# String? @ignore",
  "length# Float[]",
];

/** Not of heirs: what their tables cannot have, or their base has. */
const rootPool = [
  "rev# Int @version",
  "stamp# DateTime @updatedAt",
  'sum# Int @expr("1 + 2")',
  'x# Int @default(3)\nexp# Int @expr("x# + 1")\nlater# Int @expr("x# * 2") @deferred',
  'cnt# Int @expr("(SELECT 7)")',
  `due# Money @expr("'1.50'")`,
  // As a program would write it, since documents are compared by their text.
  `spot# Geo @expr("'{\\"lat\\":1,\\"long\\":0.5,\\"mood\\":\\"mer ry\\"}'")`,
  "name String",
  "length Int",
];

const keyPool = [
  "id Int @id",
  "id Int @id",
  "id BigInt @id",
  "id Uuid @id @default(uuid())",
  "id String @id @default(cuid(2))",
  "id Code @id @default(uuid(7))",
  "id Int\nno Mood\n@@id([id, no])",
  "day Date\nid Uuid\n@@id([day, id])",
  'id Int @id @map("key no")',
];

/** Of models behind the first, which may be known by it. */
const laterKeyPool = [...keyPool, "up A @id", "up A\nid Int\n@@id([up, id])"];

const letters = ["A", "B", "C", "D", "E"] as const;

const heads = ["", "", "", " with Stamped", " with Noted", " with Stamped, Noted"];

interface Shape {
  readonly key: string;
  readonly columns: readonly string[];
  readonly more: readonly string[];
  readonly head: string;
  readonly isExtended: boolean;
  readonly isMapped: boolean;
}

const shape = (keys: readonly string[]): fc.Arbitrary<Shape> =>
  fc.record({
    key: fc.constantFrom(...keys),
    columns: fc.subarray(columnPool, { maxLength: 14 }),
    more: fc.subarray(rootPool, { maxLength: 3 }),
    head: fc.constantFrom(...heads),
    isExtended: fc.nat(4).map((number) => number === 4),
    isMapped: fc.boolean(),
  });

const relation = fc.record({
  from: fc.constantFrom(...letters),
  to: fc.constantFrom(...letters),
  way: fc.nat(12),
  load: fc.constantFrom("", "", "", " @load(selectin)", " @load(joined)"),
});

type Relation = typeof relation extends fc.Arbitrary<infer R> ? R : never;

/** The fields of a relation, with their models: one side, or both. */
function relationLines({ from, to, way, load }: Relation, number: number): readonly (readonly [string, string])[] {
  const [x, y] = [`x${number}`, `y${number}`];
  const named = (rest = ""): string => ` @relation("r${number}"${rest === "" ? "" : `, ${rest}`})`;
  const ways: readonly (readonly (readonly [string, string])[])[] = [
    [[from, `${x} ${to}?${named()}${load}`]],
    [
      [from, `${x} ${to}?${named()}${load}`],
      [to, `${y} ${from}[]${named()}`],
    ],
    [
      [from, `${x} ${to}${named()}`],
      [to, `${y} ${from}[]${named()}${load}`],
    ],
    [
      [from, `${x} ${to}?${named("onDelete: Cascade")}`],
      [to, `${y} ${from}[]${named()} @cascade(save, merge, delete)`],
    ],
    [[from, `${x} ${to}[]${named()}${load}`]],
    [
      [from, `${x} ${to}[]${named()}`],
      [to, `${y} ${from}[]${named()}${load}`],
    ],
    [
      [from, `${x} ${to}${named()}${load}`],
      [to, `${y} ${from}?${named()}`],
    ],
    [
      [from, `${x} ${to}[]${named()} @joinTable("join ${number}")`],
      [to, `${y} ${from}[]${named()}`],
    ],
    [
      ["Link", `l${number} ${from}?${named()}\nm${number} ${to}? @relation("s${number}")`],
      [from, `${x} ${to}[] @through(Link, near: l${number}, far: m${number})${load}`],
    ],
    [[from, `${x} ${to}?${named("index: false")}`]],
    [
      [from, `code${number} String @unique @default(nanoid())`],
      [to, `key${number} String?`],
      [to, `${y} ${from}?${named(`fields: [key${number}], references: [code${number}]`)}`],
    ],
    [
      [from, `${x} ${from}?${named()}${load}`],
      [from, `${y} ${from}[]${named()}`],
    ],
    [
      [from, `${x} ${from}[]${named()}`],
      [from, `${y} ${from}[]${named()}`],
    ],
  ];
  return ways[way] ?? [];
}

const family = fc.record({
  strategy: fc.constantFrom("none", "single", "joined"),
  discriminator: fc.constantFrom("kind String", "kind Sort", 'kind String @map("the kind")'),
  /** What extends what. */
  bases: fc.constantFrom({ B: "A" }, { B: "A", C: "A" }, { B: "A", C: "B" }, { B: "A", C: "B", D: "B" }),
});

type Family = typeof family extends fc.Arbitrary<infer F> ? F : never;

/** What the discriminator holds: an enum's member, or a text. */
function discriminatorOf(letter: string, { discriminator }: Family): string {
  const member = { A: "one", B: "two", C: "three", D: "four" }[letter];
  return discriminator.includes("Sort") ? (member ?? "one") : `"kind of ${letter}"`;
}

function modelText(letter: string, own: Shape, kin: Family, related: readonly string[]): string {
  const bases: Readonly<Record<string, string>> = kin.strategy === "none" ? {} : kin.bases;
  const base = bases[letter];
  const isRoot = kin.strategy !== "none" && letter === "A";
  const value = discriminatorOf(letter, kin);
  const start = isRoot
    ? [own.key, kin.discriminator, `@@inherit(${kin.strategy})`, `@@discriminator(kind, ${value})`]
    : base === undefined
      ? [own.key]
      : [`@@discriminator(${value})`];
  const lines = [
    ...start,
    ...own.columns,
    ...(base === undefined ? own.more : []),
    ...(own.isMapped && (base === undefined || kin.strategy === "joined") ? [`@@map("the ${letter}s")`] : []),
    ...(own.isExtended ? [`@@extend("./${letter.toLowerCase()}.ext.js")`] : []),
  ];
  // What the base mixes in is inherited.
  const head = base === undefined ? own.head : ` extends ${base}`;
  const text = [...lines.map((line) => line.replaceAll("#", letter.toLowerCase())), ...related].join("\n  ");
  return `model ${letter}${head} {\n  ${text}\n}\n`;
}

const extension = (letter: string): Readonly<Record<string, string>> => ({
  [`${letter.toLowerCase()}.ext.js`]: `import { ${letter}Base } from "./generated/${letter.toLowerCase()}-base.js";
export class ${letter}Ext extends ${letter}Base { hello${letter}() { return "${letter}"; } }`,
  [`${letter.toLowerCase()}.ext.d.ts`]: `import { ${letter}Base } from "./generated/${letter.toLowerCase()}-base.js";
export declare class ${letter}Ext extends ${letter}Base { hello${letter}(): "${letter}"; }`,
});

/** Over a model whose key is one column of the name `id` in the database. */
function viewText(letter: string, { key, isMapped }: Shape, isHeir: boolean): string {
  if (isHeir || !/^id \w+ @id(?! @map)/.test(key)) return "";
  const type = /^id (\w+)/.exec(key)?.[1] ?? "Int";
  const table = isMapped ? `the ${letter}s` : letter;
  const sql = `SELECT id, 1 AS one FROM \\"${table}\\"`;
  return `view Seen {\n  id ${type} @unique\n  one Int\n  owner ${letter}? @relation(fields: [id], references: [id])\n  @@sql("${sql}")\n}\n`;
}

export const richSchema: fc.Arbitrary<RichSchema> = fc
  .record({
    first: shape(keyPool),
    shapes: fc.tuple(...letters.slice(1).map(() => shape(laterKeyPool))),
    relations: fc.array(relation, { maxLength: 6 }),
    kin: family,
    viewed: fc.option(fc.constantFrom(...letters)),
    isRenamed: fc.boolean(),
  })
  .map(({ first, shapes, relations, kin, viewed, isRenamed }) => {
    const related = relations.flatMap(relationLines);
    const bases: Readonly<Record<string, string>> = kin.strategy === "none" ? {} : kin.bases;
    const all = letters.map((letter, index) => [letter, shapes[index - 1] ?? first] as const);
    const linesOf = (name: string): string[] => related.filter(([owner]) => owner === name).map(([, text]) => text);
    const models = all.map(([letter, own]) => modelText(letter, own, kin, linesOf(letter)));
    const links = linesOf("Link");
    const link = links.length === 0 ? "" : `model Link {\n  id Int @id\n  ${links.join("\n  ")}\n}\n`;
    const view = all
      .filter(([letter]) => letter === viewed)
      .map(([letter, own]) => viewText(letter, own, letter in bases))
      .join("");
    const extensions = all.flatMap(([letter, { isExtended }]) => (isExtended ? [extension(letter)] : []));
    const userFiles: Record<string, string> = { ...codecs };
    for (const files of extensions) Object.assign(userFiles, files);
    // A view names the table as it is written.
    const isConventional = isRenamed && view === "";
    const naming = { case: isConventional ? "snake_case" : "asWritten", plural: isConventional } as const;
    return { text: [prelude, ...models, link, view].join(""), userFiles, naming };
  });
