/**
 * Random schemas that know the whole language: `anySchema` puts its parts together without regard to what is right, `soundSchema` builds
 * schemas that are mostly right, so that later stages are reached, and `mutated` breaks given ones.
 */
import fc from "fast-check";
import { blockAttributes, fieldAttributes, type AttributeSpec } from "../src/check/attribute-specs.ts";
import { nativeTypeNames, providers } from "../src/check/native-types/provider-types.ts";

type Text = fc.Arbitrary<string>;

const joined = (separator: string, ...parts: readonly Text[]): Text =>
  fc.tuple(...parts).map((all) => all.join(separator));
const some = (part: Text, separator: string, maxLength: number, minLength = 0): Text =>
  fc.array(part, { minLength, maxLength }).map((all) => all.join(separator));
const oneOf = (words: string): Text => fc.constantFrom(...words.split(" "));
const maybe = (part: Text, weight = 1): Text =>
  fc.oneof({ weight, arbitrary: part }, { weight: 1, arbitrary: fc.constant("") });

/** Few, so that they meet; some mean something to JavaScript. */
const fieldNames = oneOf("id a b c d aId bId kind email constructor __proto__ toString hasOwnProperty A größe 1st");
const typeNames = oneOf("A B C D E T S M V constructor __proto__ toString Date Json Int String Boolean model enum Ä");
const builtIns = oneOf("Int BigInt Float Decimal String Boolean DateTime Date Time Uuid Json Bytes");
const texts = oneOf(
  '"" "a" "id" "A" "x.y" "[]" "{}" "[1,2]" "null" "1e400" "\\\\u0000" "\\\\q" "./a.js" "%s" "$1" "2020-01-01" "2020-13-45T99:00:00Z" "-1" "\uD800" "a`b" "\'" "unclosed é',
);
const numbers = oneOf(
  "0 1 -1 1.5 255 65 99999999999999999999 1e5 1e999 -0 0.1e-400 9007199254740993 2147483648 -9223372036854775809 00 1.",
);
const words = oneOf(
  "true false null none asc desc Asc Desc single joined lazy joined selectin raise writeonly save delete deleteOrphan merge all Cascade SetNull " +
    "Restrict NoAction SetDefault BTree Hash Gin Gist SpGist Brin JsonbPathOps id a b a.b a.b.c kind A B constructor __proto__ member",
);
const calls = joined(
  "",
  oneOf(
    "now uuid cuid nanoid ulid autoincrement dbgenerated sequence auto env raw map f constructor __proto__ toString",
  ),
  fc.constant("("),
  fc.oneof(
    fc.constant(""),
    numbers,
    texts,
    joined("", oneOf("start increment minValue maxValue cache virtual"), fc.constant(": "), numbers),
  ),
  fc.constant(")"),
);
const { value } = fc.letrec<{ value: string; list: string }>((tie) => ({
  list: some(tie("value"), ", ", 3).map((items) => `[${items}]`),
  value: fc.oneof({ depthSize: "small", withCrossShrink: true }, words, texts, numbers, calls, tie("list")),
}));
const keyEntry = joined(
  "",
  oneOf("id a b c a.b a.b.c kind constructor __proto__"),
  maybe(
    fc.constantFrom(
      "(sort: Desc)",
      "(length: 10)",
      "(ops: JsonbPathOps)",
      '(ops: raw("x"))',
      "(sort: 1, x: y)",
      "()",
      "(map: 1)",
    ),
  ),
);
const keyEntries = some(keyEntry, ", ", 3).map((entries) => `[${entries}]`);

/** What fits the parameter's type, or not. */
function plausible(type: string): Text {
  const fitting: Readonly<Record<string, Text>> = {
    string: texts,
    strings: some(texts, ", ", 3).map((items) => `[${items}]`),
    word: words,
    names: some(oneOf("id a b aId bId c"), ", ", 3).map((items) => `[${items}]`),
    fields: keyEntries,
    boolean: oneOf("true false"),
  };
  return fc.oneof({ weight: 6, arbitrary: fitting[type] ?? value }, { weight: 1, arbitrary: value });
}

function attributeOf(sign: string, name: string, { parameters, words: takesWords }: AttributeSpec): Text {
  const given = parameters.map((parameter) => {
    const argument = plausible(parameter.type);
    const text = parameter.positional ? argument : argument.map((one) => `${parameter.name}: ${one}`);
    return parameter.required ? fc.option(text, { freq: 12, nil: "" }) : maybe(text);
  });
  const wordy = takesWords ? [some(joined(" ", words, maybe(oneOf("asc desc x"))), ", ", 3)] : [];
  const all = fc.tuple(...given, ...wordy).map((parts) => parts.filter((part) => part !== "").join(", "));
  const absurd = some(joined("", maybe(oneOf("name: x: fields: map: sort: constructor:")), value), ", ", 3);
  const list = fc.oneof({ weight: 8, arbitrary: all }, { weight: 1, arbitrary: absurd });
  return list.map((text) => `${sign}${name}${text === "" ? "" : `(${text})`}`);
}

const unknownAttribute = joined(
  "",
  oneOf("constructor __proto__ toString x db idd Id a.b.c"),
  maybe(value.map((one) => `(${one})`)),
);
const nativeNames = [...new Set(providers.flatMap((provider) => nativeTypeNames(provider)))];
const nativeType = joined(
  "",
  fc.constant("@db."),
  fc.constantFrom(...nativeNames, "constructor", "__proto__", "X"),
  maybe(fc.oneof(some(numbers, ", ", 3), value).map((list) => `(${list})`)),
);
const fieldAttribute = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.oneof(...Object.entries(fieldAttributes).map(([name, spec]) => attributeOf("@", name, spec))),
  },
  { weight: 3, arbitrary: nativeType },
  { weight: 1, arbitrary: unknownAttribute.map((text) => `@${text}`) },
);
const blockAttribute = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.oneof(...Object.entries(blockAttributes).map(([name, spec]) => attributeOf("@@", name, spec))),
  },
  { weight: 1, arbitrary: unknownAttribute.map((text) => `@@${text}`) },
);

const unsupported = texts.map((text) => `Unsupported(${text})`);
const type = joined(
  "",
  fc.oneof(
    { weight: 5, arbitrary: builtIns },
    { weight: 5, arbitrary: typeNames },
    { weight: 1, arbitrary: unsupported },
  ),
  fc.constantFrom("", "", "", "?", "[]", "[]", "!", "[]?", "[][]"),
);
const field = joined(" ", fieldNames, type, some(fieldAttribute, " ", 3));
const lineEnd = fc.constantFrom("\n", "\n", "\n", "\n\n", " ", " // c\n", "\n/// doc\n", " /* c */ ", "\r\n", "\r");
const body = (line: Text, maxLength: number): Text =>
  fc.array(joined("", line, lineEnd), { maxLength }).map((lines) => `{\n${lines.join("")}\n}\n`);
const record = joined(
  " ",
  fc.constantFrom("model", "model", "model", "abstract model", "view", "type", "abstract view", "abstract"),
  typeNames,
  maybe(typeNames.map((base) => `extends ${base}`)),
  maybe(some(typeNames, ", ", 3, 1).map((mixins) => `with ${mixins}`)),
  body(fc.oneof({ weight: 4, arbitrary: field }, { weight: 1, arbitrary: blockAttribute }), 7),
);
const enumBlock = joined(
  " ",
  fc.constant("enum"),
  typeNames,
  body(
    fc.oneof(
      { weight: 4, arbitrary: joined(" ", fieldNames, maybe(fieldAttribute)) },
      { weight: 1, arbitrary: blockAttribute },
    ),
    5,
  ),
);
const setting = joined(
  "",
  oneOf(
    "provider url directUrl shadowDatabaseUrl relationMode schemas extensions output previewFeatures binaryTargets engineType codec constructor __proto__",
  ),
  fc.constantFrom(" = ", ": ", " "),
  fc.oneof(
    fc.constantFrom(
      ...[...providers, "postgres", "sqlserver", "mongodb", "prisma-client-js", "prisma", "x"].map(
        (name) => `"${name}"`,
      ),
    ),
    fc.constantFrom(
      'env("X")',
      '["a", "b"]',
      '[uuid_ossp(map: "uuid-ossp")]',
      '["postgresqlExtensions"]',
      "env()",
      '"./x.js"',
    ),
    value,
  ),
);
const settingsBlock = joined(
  " ",
  fc.constantFrom("datasource", "datasource", "generator"),
  oneOf("db client constructor"),
  body(setting, 4),
);
const scalarBlock = joined(
  " ",
  fc.constant("scalar"),
  typeNames,
  fc.constant("="),
  fc.oneof(builtIns, typeNames),
  some(fieldAttribute, " ", 2),
  body(setting, 3),
);
const importLine = fc.constantFrom(
  'import "./neighbour.model"\n',
  'import "./a.model"\n',
  'import "../../x"\n',
  'import "schema.model"\n',
  "import x\n",
  'import "\n',
  'import "" ""\n',
);
const junk = fc.oneof(
  fc.string({ unit: "binary", maxLength: 8 }),
  oneOf('{ } ( ) [ ] /* */ // /// @ @@ " = , : ? ! . # \\ model \0 \u2028 \uD800'),
);

export const anySchema: Text = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: record },
      { weight: 2, arbitrary: enumBlock },
      { weight: 1, arbitrary: settingsBlock },
      { weight: 1, arbitrary: scalarBlock },
      { weight: 1, arbitrary: importLine },
      { weight: 1, arbitrary: junk },
    ),
    { maxLength: 7 },
  )
  .map((blocks) => blocks.join(""));

const models = ["A", "B", "C", "D"] as const;
const columns = fc.subarray([
  'n Int @default(1)\n@@index([n(sort: Desc)], where: "n > 0")',
  'email String? @map("e_mail")',
  "role E @default(a)",
  "roles E[] @default([a, b])",
  'home T? @embedded(prefix: "home_")\n@@index([home.a])',
  "away T",
  "places T[]",
  "price S @default(1)",
  "rev Int @version",
  "at DateTime @updatedAt @default(now())",
  'doc Json @default("{}") @ts("X")',
  'gone Unsupported("tsvector")?',
  'full String @expr("1") @deferred',
  'twice Int @computed("1 * 2", stored: true)',
  "key String @secret @default(uuid(7)) @db.VarChar(255)",
  "code Int\n@@unique([code])",
  '@@extend("./x.ts")',
  "@@strict(false)",
]);
const relation = fc.record({
  from: fc.constantFrom(...models),
  to: fc.constantFrom(...models),
  isNamed: fc.boolean(),
  way: fc.nat({ max: 8 }),
});

/** The fields of a relation, with their models: both sides, or as many as the way needs. */
function relationLines(
  { from, to, isNamed, way }: { from: string; to: string; isNamed: boolean; way: number },
  number: number,
): readonly (readonly [string, string])[] {
  const named = (rest: string): string => {
    const given = [isNamed ? `"r${number}"` : "", rest].filter((part) => part !== "").join(", ");
    return given === "" ? "" : ` @relation(${given})`;
  };
  const x = (type: string, rest = ""): [string, string] => [from, `x${number} ${type}${named(rest)}`];
  const y = (type: string): [string, string] => [to, `y${number} ${type}${named("")}`];
  const through: [string, string][] = [
    ["A", `x${number} B[] @through(Between) @orderBy(id desc)`],
    ["B", `y${number} A[] @through(Between)`],
  ];
  const join = ` @joinTable("j${number}", columns: ["l", "r"])`;
  const ways: readonly (readonly (readonly [string, string])[])[] = [
    [x(to)],
    [x(`${to}?`, "onDelete: SetNull"), [to, `y${number} ${from}[]${named("")} @cascade(save, delete) @load(selectin)`]],
    [x(`${to}[]`)],
    [x(`${to}[]`), y(`${from}[]`)],
    [[from, `x${number} ${to}[]${named("")}${join}`], y(`${from}[]`)],
    [[from, `k${number} Int`], x(to, `fields: [k${number}], references: [id]`), y(`${from}?`)],
    [x(to), y(`${from}?`)],
    through,
    [x(`${to}?`, "index: false"), y(`${from}[]`)],
  ];
  return ways[way] ?? [];
}

const keys = [
  "id Int @id",
  "id Int @id",
  "id Uuid @id @default(uuid())",
  "id Int\nno Int\n@@id([id, no])",
  "id Int @unique",
  "up A @id",
  "up A\nid Int\n@@id([up, id])",
];
const shape = fc.record({
  key: fc.oneof(
    { weight: 3, arbitrary: fc.constant("id Int @id") },
    { weight: 1, arbitrary: fc.constantFrom(...keys) },
  ),
  columns,
  head: fc.constantFrom("", "", "", " extends A", " extends A with N", " with M", " with M, N"),
});
const family = fc
  .constantFrom("single", "joined")
  .map((way) => `kind String\n@@inherit(${way})\n@@discriminator(kind)`);
const others = `abstract model M with N { createdAt DateTime @default(now())  owner A? @relation("owner") }
abstract model N { note String? @@index([note]) }
enum E { a b @map("bee") @@map("es") }
type T { a Int  b String?  in U? }
type U { c Decimal }
scalar S = Decimal { codec: "./s.js" }
view V { id Int @unique  a A?  @@sql("SELECT 1") }
model Between { a A  b B  @@id([a, b]) }
`;

/** Four models, related in all ways, some of which extend or mix in others. */
export const soundSchema: Text = fc
  .tuple(
    fc.array(shape, { minLength: models.length, maxLength: models.length }),
    fc.array(relation, { maxLength: 4 }),
    family,
    fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.oneof(record, enumBlock) }),
    fc.oneof({ weight: 3, arbitrary: fc.constant("") }, { weight: 1, arbitrary: fc.oneof(field, blockAttribute) }),
  )
  .map(([shapes, relations, root, block, line]) => {
    const related = relations.flatMap(relationLines);
    const hasHeirs = shapes.some(({ head }, index) => index > 0 && head.startsWith(" extends"));
    const blocks = shapes.map(({ key, columns: own, head }, index) => {
      const name = models[index] ?? "A";
      const isHeir = index > 0 && head.startsWith(" extends");
      const start =
        index === 0 ? ["id Int @id", ...(hasHeirs ? [root] : [])] : isHeir ? [`@@discriminator("${name}")`] : [key];
      // What an heir has again, its family has already.
      const rest = isHeir ? own.slice(0, 0) : own;
      const lines = [...start, ...rest, ...related.filter(([owner]) => owner === name).map(([, text]) => text)];
      const mixes = index > 0 || head.startsWith(" with") ? head : "";
      return `model ${name}${mixes} {\n${[...lines, index === 0 ? line : ""].join("\n")}\n}\n`;
    });
    return blocks.join("") + others + block;
  });

const edit = fc.record({
  kind: fc.constantFrom("delete", "duplicate", "insert", "swap", "line", "word"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 40 }),
  text: fc.oneof(junk, value, fieldAttribute, blockAttribute, field, typeNames, fc.constant("\n")),
});

/** One of the texts with some parts deleted, doubled, exchanged or put in. */
export function mutated(seeds: readonly string[]): Text {
  return fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.array(edit, { minLength: 1, maxLength: 6 }),
    )
    .map(([seed, from, edits]) => {
      // A window of the schema, so that many runs are quick.
      const start = seed.length <= windowLength ? 0 : Math.floor(from * (seed.length - windowLength));
      let text = seed.slice(start, start + windowLength);
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
        else if (kind === "swap") text = before + after.slice(0, length) + part + after.slice(length);
        else if (kind === "line") text = `${before}${part}${after.replace("\n", () => `\n${inserted}\n`)}`;
        else text = before + (part + after).replace(/[A-Za-z_]+/, () => inserted);
      }
      return text;
    });
}

const windowLength = 5_000;
