/**
 * Schemas that are made to be slow, deep or large: each grows in one thing that an algorithm could take more than linear time in, or
 * recurse along. All are functions of a number of parts, most of them right, so that every stage sees them.
 */

export interface HostileSchema {
  readonly parts: number;
  /** What it takes at the least to show something; 0 when absent. */
  readonly least?: number;
  readonly make: (parts: number) => string;
}

const model = (name: string, ...lines: readonly string[]): string => `model ${name} {\n${lines.join("\n")}\n}\n`;

/** A text of each number below the limit. */
function each(limit: number, text: (index: number) => string, separator = "\n"): string {
  return Array.from({ length: limit }, (_, index) => text(index)).join(separator);
}

const base = model("Base", "id Int @id");
const datasource = `datasource db { provider = "postgresql" }\n`;

export const hostileSchemas: Readonly<Record<string, HostileSchema>> = {
  // Syntax.
  "open brackets": { parts: 200_000, make: (n) => `model A {\n id Int @default(${"[".repeat(n)}\n}` },
  "closed brackets": {
    parts: 100_000,
    make: (n) => `model A {\n id Int @default(${"[".repeat(n)}${"]".repeat(n)})\n}`,
  },
  "open calls": { parts: 60_000, make: (n) => `model A {\n id Int @default(${"f(".repeat(n)}${")".repeat(n)})\n}` },
  "brackets in settings": {
    parts: 100_000,
    make: (n) => `datasource db {\n provider = ${"[".repeat(n)}${"]".repeat(n)}\n}`,
  },
  "closing brackets": { parts: 200_000, make: (n) => `model A {\n id Int ${")".repeat(n)}\n}` },
  "open blocks": { parts: 25_000, make: (n) => "model A {".repeat(n) },
  "open blocks on lines": { parts: 25_000, make: (n) => "model A {\n".repeat(n) },
  "closing braces": { parts: 100_000, make: (n) => "}\n".repeat(n) },
  "braces in a field": { parts: 100_000, make: (n) => `model A {\n id Int ${"{".repeat(n)}${"}".repeat(n)}\n}` },
  "open comments": { parts: 100_000, make: (n) => "/* ".repeat(n) },
  "closed comments": { parts: 50_000, make: (n) => "/* */ ".repeat(n) },
  "a long comment": { parts: 2_000_000, make: (n) => `/*${"* /".repeat(n / 3)}*/ ${base}` },
  "a long line comment": { parts: 2_000_000, make: (n) => `//${"x".repeat(n)}\n${base}` },
  "a long doc comment": { parts: 2_000_000, make: (n) => `///${"x ".repeat(n / 2)}\n${base}` },
  "lines of documentation": { parts: 100_000, make: (n) => `${"/// x\n".repeat(n)}${base}` },
  "documentation in brackets": {
    parts: 20_000,
    make: (n) => `model A {\n id Int @default(\n${"/// x\n".repeat(n)} 1)\n}`,
  },
  "documentation of blanks": { parts: 500_000, make: (n) => `model A {\n /// x${" ".repeat(n)}x\n id Int @id\n}` },
  "a text of escapes": {
    parts: 200_000,
    make: (n) => `model A {\n id Int @id\n t String @default("${"\\a".repeat(n)}")\n}`,
  },
  "an open text of escapes": { parts: 2_000_000, make: (n) => `"${"\\a".repeat(n)}` },
  "a text of backslashes": { parts: 1_000_000, make: (n) => `model A {\n t String @default("${"\\".repeat(n)}\n}` },
  "a long text": { parts: 2_000_000, make: (n) => `model A {\n id Int @id\n t String @default("${"x".repeat(n)}")\n}` },
  "a long wrong text": { parts: 2_000_000, make: (n) => `model A {\n id Int @id @default("${"x".repeat(n)}")\n}` },
  "a long SQL text": {
    parts: 1_000_000,
    make: (n) => `model A {\n id Int @id\n @@check("${"(".repeat(n)}")\n @@index([id], where: "${"'".repeat(n)}")\n}`,
  },
  "a long table name": { parts: 1_000_000, make: (n) => `model A {\n id Int @id\n @@map("${"x".repeat(n)}")\n}` },
  "a long unsupported type": {
    parts: 1_000_000,
    make: (n) => `${datasource}model A {\n id Int @id\n u Unsupported("${"x (".repeat(n / 3)}")\n}`,
  },
  "blanks in an unsupported type": {
    parts: 500_000,
    make: (n) => `${datasource}model A {\n id Int @id\n u Unsupported("x${" ".repeat(n)}x")\n}`,
  },
  "a long name": { parts: 200_000, make: (n) => `model A {\n id Int @id\n @@index([${"a".repeat(n)}])\n}` },
  "a long name of a model": {
    parts: 200_000,
    make: (n) => `model ${"a".repeat(n)} {\n id Int @id\n}\nmodel B { id Int @id  a ${"a".repeat(n)} }`,
  },
  "a long name of a field": {
    parts: 200_000,
    make: (n) => model("A", `${"a".repeat(n)} Int @id`) + model("B", "id Int @id", "a A"),
  },
  "long names that are unknown": {
    parts: 2_000,
    make: (n) =>
      base +
      model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} ${"T".repeat(100)}${i}`),
      ),
  },
  "a long keyword": { parts: 200_000, make: (n) => `${"m".repeat(n)} A { id Int @id }` },
  "a long attribute": { parts: 200_000, make: (n) => `model A {\n id Int @${"m".repeat(n)}\n @@${"n".repeat(n)}\n}` },
  "a long native type": { parts: 200_000, make: (n) => `model A {\n id Int @id @db.${"m".repeat(n)}(1)\n}` },
  "a dotted name": { parts: 100_000, make: (n) => `model A {\n id Int @id @db${".x".repeat(n)}\n}` },
  "a dotted value": {
    parts: 100_000,
    make: (n) => `model A {\n id Int @id @default(a${".x".repeat(n)})\n @@index([a${".x".repeat(n)}])\n}`,
  },
  "a long number": { parts: 200_000, make: (n) => `model A {\n id BigInt @id @default(${"9".repeat(n)})\n}` },
  "a long decimal": {
    parts: 200_000,
    make: (n) => `model A {\n id Int @id\n d Decimal @default(${"9".repeat(n)}.${"0".repeat(n)}1)\n}`,
  },
  "a long exponent": {
    parts: 200_000,
    make: (n) =>
      `model A {\n id Int @id\n d Decimal @default(1e${"9".repeat(n)})\n f Float @default(1e${"9".repeat(n)})\n}`,
  },
  "a large exponent": {
    parts: 999_999_999,
    least: 999_999_999,
    make: (n) =>
      `model A {\n id Int @id\n d Decimal @default(1e${n})\n e Decimal @default(1e-${n})\n j Json @default("1e${n}")\n}`,
  },
  "a long length": { parts: 200_000, make: (n) => `model A {\n id String @id @db.VarChar(${"9".repeat(n)})\n}` },
  "a deep JSON default": {
    parts: 100_000,
    make: (n) => `model A {\n id Int @id\n j Json @default("${"[".repeat(n)}${"]".repeat(n)}")\n}`,
  },
  "one line of members": { parts: 100_000, make: (n) => `enum A { ${"a ".repeat(n)} }` },
  "one line of fields": { parts: 50_000, make: (n) => `model A { ${each(n, (i) => `f${i} Int`, " ")} }` },
  "one line of attributes": { parts: 50_000, make: (n) => `model A { id Int ${"@id ".repeat(n)} }` },
  "one line of everything": { parts: 20_000, make: (n) => each(n, (i) => `model M${i} { id Int @id }`, " ") },
  "words at the top": { parts: 100_000, make: (n) => "word ".repeat(n) },
  "lines at the top": { parts: 50_000, make: (n) => "word\n".repeat(n) },
  "heads that are none": { parts: 100_000, make: (n) => `model A {\n${"a b c = , ".repeat(n / 10)}\n}` },
  "stray characters": { parts: 100_000, make: (n) => "# ".repeat(n) },
  "letters of all languages": { parts: 50_000, make: (n) => `model Ä {\n${"größe Größe\n".repeat(n)}}` },
  "lone surrogates": { parts: 100_000, make: (n) => `model \uD800 {\n${"\uDC00\uD800 x\n".repeat(n)}}` },
  "NUL characters": { parts: 100_000, make: (n) => `model A {\n${"\0 \n".repeat(n)}}` },
  "line separators": { parts: 100_000, make: (n) => `model A {\u2028${"id Int\u2028\u2029\u0085".repeat(n)}}` },
  "carriage returns": { parts: 200_000, make: (n) => "\r".repeat(n) + base },
  blanks: { parts: 1_000_000, make: (n) => `model A {${" ".repeat(n)}\n id Int @id${"\t".repeat(n)}\n}` },
  "byte order marks": { parts: 100_000, make: (n) => "\uFEFF".repeat(n) + base },
  imports: { parts: 20_000, make: (n) => `${each(n, (i) => `import "./${i}.model"`)}\n${base}` },
  "one import again and again": { parts: 20_000, make: (n) => `${`import "./schema.model"\n`.repeat(n)}${base}` },
  datasources: { parts: 10_000, make: (n) => `${datasource.repeat(n)}${base}` },
  generators: { parts: 10_000, make: (n) => `${each(n, (i) => `generator g${i} {\n provider = "x"\n}`)}\n${base}` },
  "settings of a datasource": {
    parts: 20_000,
    make: (n) => `datasource db {\n provider = "postgresql"\n${each(n, (i) => `s${i} = "x"`)}\n}\n${base}`,
  },
  "one setting again and again": {
    parts: 20_000,
    make: (n) => `datasource db {\n${`provider = "postgresql"\n`.repeat(n)}}\n${base}`,
  },
  "database schemas": {
    parts: 10_000,
    make: (n) =>
      `datasource db {\n provider = "postgresql"\n schemas = [${each(n, (i) => `"s${i}"`, ", ")}]\n}\n${each(n, (i) => model(`M${i}`, "id Int @id", `@@schema("s${i}")`))}`,
  },
  "unlisted database schemas": {
    parts: 10_000,
    make: (n) =>
      `datasource db {\n provider = "postgresql"\n schemas = [${each(n, (i) => `"s${i}"`, ", ")}]\n}\n${each(n, (i) => model(`M${i}`, "id Int @id", `@@schema("t${i}")`))}`,
  },
  extensions: {
    parts: 20_000,
    make: (n) =>
      `datasource db {\n provider = "postgresql"\n extensions = [${each(n, (i) => `e${i}(map: "m", version: "1")`, ", ")}]\n}\n${base}`,
  },

  // Names.
  "unknown types": { parts: 20_000, make: (n) => `model A {\n${each(n, (i) => ` f${i} T${i}`)}\n}` },
  "unknown types among many models": {
    parts: 5_000,
    make: (n) => each(n, (i) => model(`Model${i}`, "id Int @id", `a Modle${i}`)),
  },
  "unknown attributes": { parts: 20_000, make: (n) => `model A {\n id Int @id ${each(n, (i) => `@a${i}`, " ")}\n}` },
  "unknown native types": {
    parts: 20_000,
    make: (n) => `${datasource}model A {\n id Int @id\n${each(n, (i) => `f${i} Int @db.Smallin${i}`)}\n}`,
  },
  "unknown fields of keys": {
    parts: 5_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `field${i} Int`),
        each(n, (i) => `@@index([feild${i}])`),
      ),
  },
  "unknown enum members": {
    parts: 5_000,
    make: (n) =>
      `enum E {\n${each(n, (i) => `member${i}`)}\n}\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} E @default(membr${i})`),
      )}`,
  },
  "unknown settings": { parts: 20_000, make: (n) => `datasource db {\n${each(n, (i) => `providr${i} = 1`)}\n}` },
  "unknown arguments": {
    parts: 20_000,
    make: (n) => model("A", "id Int @id", `b A @relation(${each(n, (i) => `feilds${i}: [x]`, ", ")})`),
  },
  "unknown bases and mixins": {
    parts: 5_000,
    make: (n) => each(n, (i) => model(`M${i} extends N${i} with O${i}, P${i}`, "id Int @id")),
  },
  "models of one name": { parts: 10_000, make: (n) => base.repeat(n) },
  "models that differ by case": {
    parts: 15,
    least: 8,
    make: (n) =>
      each(2 ** n, (i) =>
        model(
          each(n, (bit) => ((i >> bit) & 1 ? "A" : "a"), ""),
          "id Int @id",
        ),
      ),
  },
  "fields of one name": { parts: 20_000, make: (n) => `model A {\n id Int @id\n${"x Int\n".repeat(n)}}` },
  "columns of one name": {
    parts: 10_000,
    make: (n) => `model A {\n id Int @id\n${each(n, (i) => `f${i} Int @map("x")`)}\n}`,
  },
  "tables of one name": { parts: 10_000, make: (n) => each(n, (i) => model(`M${i}`, "id Int @id", `@@map("x")`)) },
  "members of one name": { parts: 20_000, make: (n) => `enum A {\n${"a\n".repeat(n)}}` },
  "members of one value": { parts: 20_000, make: (n) => `enum A {\n${each(n, (i) => `a${i} @map("x")`)}\n}` },
  "keys of one name": {
    parts: 10_000,
    make: (n) => `model A {\n id Int @id\n${each(n, (i) => `f${i} Int @unique(map: "x")`)}\n}`,
  },
  "names that must be cut": {
    parts: 2_000,
    make: (n) =>
      datasource +
      model(
        "A",
        "id Int @id",
        each(n, (i) => `${"x".repeat(80)}${i} Int @unique`),
      ) +
      model("B", "id Int @id"),
  },
  "checks of one name": {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, () => `@@check("id > 0", map: "x")`),
      ),
  },
  "checks without names": {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, () => `@@check("id > 0")`),
      ),
  },

  // Parts without end.
  fields: {
    parts: 20_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} String? @unique`),
      ),
  },
  "optional fields without a key": {
    parts: 20_000,
    make: (n) =>
      model(
        "A",
        each(n, (i) => `f${i} String?`),
      ),
  },
  "ids in one model": {
    parts: 20_000,
    make: (n) =>
      model(
        "A",
        each(n, (i) => `f${i} Int @id`),
      ),
  },
  members: {
    parts: 50_000,
    make: (n) => `enum E {\n${each(n, (i) => `m${i}`)}\n}\n${model("A", "id Int @id", "e E @default(m7)")}`,
  },
  "defaults of a large enum": {
    parts: 5_000,
    make: (n) =>
      `enum E {\n${each(n, (i) => `m${i}`)}\n}\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} E @default(m${i})`),
      )}`,
  },
  enums: {
    parts: 20_000,
    make: (n) =>
      `${each(n, (i) => `enum E${i} { a b }`)}\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} E${i}`),
      )}`,
  },
  "value types": {
    parts: 10_000,
    make: (n) =>
      `${each(n, (i) => `type T${i} { a Int }`)}\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} T${i}`),
      )}`,
  },
  "fields of a value type": {
    parts: 10_000,
    make: (n) =>
      `type T {\n${each(n, (i) => `f${i} Int @default(1)`)}\n}\n${model("A", "id Int @id", "t T @embedded", 'u T @embedded(prefix: "u_")')}`,
  },
  "embedded value types": {
    parts: 5_000,
    make: (n) =>
      `type T { a Int  b Int }\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} T @embedded(prefix: "p${i}_")`),
      )}`,
  },
  "keys of embedded columns": {
    parts: 2_000,
    make: (n) =>
      `type T { a Int  b Int }\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} T @embedded(prefix: "p${i}_")`),
        each(n, (i) => `@@index([f${i}.a, f${i}.b])`),
      )}`,
  },
  scalars: {
    parts: 10_000,
    make: (n) =>
      `${each(n, (i) => `scalar S${i} = Int { codec: "./x.js" }`)}\n${model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} S${i}`),
      )}`,
  },
  "settings of a scalar": {
    parts: 20_000,
    make: (n) => `scalar S = Int {\n codec: "./x.js"\n${each(n, (i) => `codec${i}: "x"`)}\n}\n${base}`,
  },
  views: {
    parts: 5_000,
    make: (n) => each(n, (i) => `view V${i} {\n id Int @unique\n v V${Math.floor(i / 2)}?\n @@sql("SELECT 1")\n}`),
  },
  expressions: {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} Int @expr("1")`),
      ),
  },
  indexes: {
    parts: 20_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        "x Int",
        each(n, (i) => `@@index([x], map: "i${i}")`),
      ),
  },
  "equal indexes": {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        "x Int",
        each(n, () => "@@index([x])"),
      ),
  },
  "equal uniques": {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        "x Int",
        each(n, () => "@@unique([x])"),
      ),
  },
  "an index of many fields": {
    parts: 10_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} Int`),
        `@@index([${each(n, (i) => `f${i}(sort: Desc)`, ", ")}])`,
      ),
  },
  "an id of many fields": {
    parts: 5_000,
    make: (n) =>
      model(
        "A",
        each(n, (i) => `f${i} Int`),
        `@@id([${each(n, (i) => `f${i}`, ", ")}])`,
      ),
  },
  "a field again and again in a key": {
    parts: 20_000,
    make: (n) => model("A", "id Int @id", `@@unique([${each(n, () => "id", ", ")}])`),
  },
  "foreign keys of many columns": {
    parts: 1_000,
    make: (n) =>
      model(
        "A",
        each(n, (i) => `f${i} Int`),
        `@@id([${each(n, (i) => `f${i}`, ", ")}])`,
      ) + model("B", "id Int @id", "a A"),
  },
  "declared foreign keys of many columns": {
    parts: 5_000,
    make: (n) => {
      const list = each(n, (i) => `f${i}`, ", ");
      const fields = each(n, (i) => `f${i} Int`);
      return (
        model("A", fields, "bs B[]", `@@id([${list}])`) +
        model("B", "id Int @id", fields, `a A @relation(fields: [${list}], references: [${list}])`)
      );
    },
  },
  "an attribute of many arguments": {
    parts: 20_000,
    make: (n) => model("A", `id Int @id(${each(n, (i) => `a${i}: ${i}`, ", ")})`, "c A? @cascade(save)"),
  },
  "an attribute of many words": {
    parts: 20_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        `cs A[] @cascade(${each(n, () => "save", ", ")}) @orderBy(${each(n, () => "id desc", ", ")})`,
      ),
  },
  "a default of many values": {
    parts: 20_000,
    make: (n) => model("A", "id Int @id", `l Int[] @default([${each(n, String, ", ")}])`),
  },
  "a native type of many arguments": {
    parts: 20_000,
    make: (n) => model("A", "id Int @id", `d Decimal @db.Decimal(${each(n, String, ", ")})`),
  },
  "a call of many arguments": {
    parts: 20_000,
    make: (n) => model("A", "id Int @id", `u String @default(nanoid(${each(n, String, ", ")}))`),
  },

  // Relations.
  "relations between two models": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B @relation("r${i}")`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @relation("r${i}")`),
      ),
  },
  "relations without names": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[]`),
      ),
  },
  "relations of one name": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B @relation("r")`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @relation("r")`),
      ),
  },
  "relations of a model with itself": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} A? @relation("r${i}")\nc${i} A[] @relation("r${i}")`),
      ),
  },
  "relations of a model with itself without names": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} A?\nc${i} A[]`),
      ),
  },
  "foreign keys on one column": {
    parts: 5_000,
    make: (n) =>
      base +
      model(
        "A",
        "id Int @id",
        "x Int",
        each(n, (i) => `b${i} Base @relation("r${i}", fields: [x], references: [id])`),
      ),
  },
  "many to many": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B[] @relation("r${i}")`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @relation("r${i}")`),
      ),
  },
  "join tables of one name": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B[] @relation("r${i}") @joinTable("x", columns: ["a", "a"])`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @relation("r${i}")`),
      ),
  },
  "lists without another side": {
    parts: 10_000,
    make: (n) =>
      base +
      model(
        "A",
        "id Int @id",
        each(n, (i) => `f${i} Base[]`),
      ),
  },
  "lists of one model in many": {
    parts: 5_000,
    make: (n) => base + each(n, (i) => model(`A${i}`, "id Int @id", "bs Base[]")),
  },
  "references to one model": {
    parts: 5_000,
    make: (n) => base + each(n, (i) => model(`A${i}`, "id Int @id", "b Base")),
  },
  "references to one model from both sides": {
    parts: 5_000,
    make: (n) =>
      model(
        "Base",
        "id Int @id",
        each(n, (i) => `a${i} A${i}[]`),
      ) + each(n, (i) => model(`A${i}`, "id Int @id", "b Base")),
  },
  "lists through a model": {
    parts: 2_500,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B[] @through(C)`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @through(C)`),
      ) +
      model("C", "a A", "b B", "@@id([a, b])"),
  },
  "lists through a model of many relations": {
    parts: 2_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B[] @through(C, near: a${i}, far: b${i})`),
      ) +
      model(
        "B",
        "id Int @id",
        each(n, (i) => `a${i} A[] @through(C, near: b${i}, far: a${i})`),
      ) +
      model(
        "C",
        "id Int @id",
        each(n, (i) => `a${i} A @relation("a${i}")\nb${i} B @relation("b${i}")`),
      ),
  },
  "lists through an unclear model": {
    parts: 2_000,
    make: (n) =>
      model(
        "A",
        "id Int @id",
        each(n, (i) => `b${i} B[] @through(C)`),
      ) +
      model("B", "id Int @id") +
      model(
        "C",
        "id Int @id",
        each(n, (i) => `a${i} A @relation("a${i}")`),
        "b B",
      ),
  },
  "a chain of references": {
    parts: 5_000,
    make: (n) => each(n, (i) => model(`M${i}`, "id Int @id", `next M${i + 1}`)),
  },
  "a circle of references": {
    parts: 5_000,
    make: (n) => each(n, (i) => model(`M${i}`, "id Int @id", `next M${(i + 1) % n}`)),
  },
  "a chain of keys": {
    parts: 5_000,
    make: (n) => `${each(n, (i) => model(`M${i}`, `next M${i + 1} @id`))}${model(`M${n}`, "id Int @id")}`,
  },
  "a circle of keys": { parts: 5_000, make: (n) => each(n, (i) => model(`M${i}`, `next M${(i + 1) % n} @id`)) },
  "a chain of keys that doubles": {
    parts: 30,
    least: 30,
    make: (n) =>
      `${each(n, (i) => model(`M${i}`, `a M${i + 1} @relation("a")`, `b M${i + 1} @relation("b")`, "@@id([a, b])"))}${model(`M${n}`, "id Int @id")}`,
  },
  "a chain through": {
    parts: 5_000,
    make: (n) =>
      each(n, (i) =>
        model(
          `M${i}`,
          "id Int @id",
          `ms M${i + 2}[] @through(M${i + 1})`,
          `b M${Math.max(0, i - 1)}? @relation("b")`,
          `f M${i + 1}? @relation("f")`,
        ),
      ),
  },
  "a chain of declared keys": {
    parts: 5_000,
    make: (n) =>
      `${each(n, (i) => model(`M${i}`, "id Int @id", `next M${i + 1} @relation(fields: [id], references: [id])`, `before M${Math.max(0, i - 1)}?`))}${model(`M${n}`, "id Int @id")}`,
  },

  // Inheritance, mixins, value types.
  "a chain of heirs": {
    parts: 5_000,
    make: (n) =>
      each(n, (i) =>
        i === 0
          ? model("M0", "id Int @id", "kind String", "@@inherit(single)", "@@discriminator(kind)")
          : model(`M${i} extends M${i - 1}`, `@@discriminator("m${i}")`),
      ),
  },
  "a chain of heirs upside down": {
    parts: 5_000,
    make: (n) =>
      `${each(n, (i) => model(`M${i} extends M${i + 1}`, `@@discriminator("m${i}")`))}${model(`M${n}`, "id Int @id", "kind String", "@@inherit(joined)", "@@discriminator(kind)")}`,
  },
  "a chain of heirs with fields": {
    parts: 1_000,
    make: (n) =>
      each(n, (i) =>
        i === 0
          ? model("M0", "id Int @id", "kind String", "@@inherit(single)", "@@discriminator(kind)")
          : model(`M${i} extends M${i - 1}`, `f${i} Int?`, `@@discriminator("m${i}")`),
      ),
  },
  "a circle of heirs": {
    parts: 5_000,
    make: (n) => each(n, (i) => model(`M${i} extends M${(i + 1) % n}`, `f${i} Int`)),
  },
  "heirs of one model": {
    parts: 5_000,
    make: (n) =>
      `${model("Root", "id Int @id", "kind String", "@@inherit(single)", "@@discriminator(kind)")}${each(n, (i) => model(`M${i} extends Root`, `f${i} Int?`, `@@discriminator("m${i}")`))}`,
  },
  "heirs with one discriminator": {
    parts: 5_000,
    make: (n) =>
      `${model("Root", "id Int @id", "kind String", "@@inherit(joined)", "@@discriminator(kind)")}${each(n, (i) => model(`M${i} extends Root`, `f Int?`, `@@discriminator("m")`))}`,
  },
  "a chain of mixins": {
    parts: 5_000,
    make: (n) =>
      `abstract ${model("M0", "id Int @id")}${each(n, (i) => `abstract ${model(`M${i + 1} with M${i}`, `x Int`)}`)}`,
  },
  "a chain of mixins with fields": {
    parts: 300,
    make: (n) =>
      `abstract ${model("M0", "id Int @id")}${each(n, (i) => `abstract ${model(`M${i + 1} with M${i}`, `f${i} Int`)}`)}${model(`A with M${n}`)}`,
  },
  "a circle of mixins": {
    parts: 5_000,
    make: (n) => each(n, (i) => `abstract ${model(`M${i} with M${(i + 1) % n}`, `f${i} Int`)}`),
  },
  "mixins of one model": {
    parts: 5_000,
    make: (n) =>
      `${each(n, (i) => `abstract ${model(`M${i}`, `f${i} Int`)}`)}${model(`A with ${each(n, (i) => `M${i}`, ", ")}`, "id Int @id")}`,
  },
  "one mixin again and again": {
    parts: 20_000,
    make: (n) => `abstract ${model("M", "x Int")}${model(`A with ${each(n, () => "M", ", ")}`, "id Int @id")}`,
  },
  "mixins that double": {
    parts: 30,
    least: 30,
    make: (n) =>
      `abstract ${model("M0", "id Int @id")}abstract ${model("N0", "x Int")}${each(n, (i) => `abstract ${model(`M${i + 1} with M${i}, N${i}`)}abstract ${model(`N${i + 1} with M${i}, N${i}`)}`)}${model(`A with M${n}, N${n}`, "y Int")}`,
  },
  "a chain of value types": {
    parts: 5_000,
    make: (n) =>
      `${each(n, (i) => `type T${i} { next T${i + 1} }`)}\ntype T${n} { x Int }\n${model("A", "id Int @id", "t T0")}`,
  },
  "a chain of embedded value types": {
    parts: 5_000,
    make: (n) =>
      `${each(n, (i) => `type T${i} { next T${i + 1} @embedded }`)}\ntype T${n} { x Int }\n${model("A", "id Int @id", "t T0 @embedded")}`,
  },
  "a circle of value types": {
    parts: 5_000,
    make: (n) => `${each(n, (i) => `type T${i} { next T${(i + 1) % n} }`)}\n${model("A", "id Int @id", "t T0")}`,
  },
  "scalars of scalars": {
    parts: 5_000,
    make: (n) => `${each(n, (i) => `scalar S${i} = S${i + 1} { codec: "x" }`)}\n${base}`,
  },
};
