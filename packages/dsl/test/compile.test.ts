import { expect, test } from "vitest";
import { compile, type Model, type Schema } from "../src/index.ts";

function compileText(text: string): Schema {
  const { schema, diagnostics } = compile([{ path: "a.model", text }]);
  expect(diagnostics).toEqual([]);
  if (schema === null) throw new Error("no schema although there is no diagnostic");
  return schema;
}

function codesOf(text: string): string[] {
  return compile([{ path: "a.model", text }]).diagnostics.map(({ code, span }) => `${span.line} ${code}`);
}

function modelOf(schema: Schema, name: string): Model {
  const model = schema.models.find((candidate) => candidate.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return model;
}

test("gives an empty schema when there are no files", () => {
  expect(compile([])).toEqual({
    schema: { version: 2, files: [], models: [], views: [], enums: [], types: [], scalars: [], joinTables: [] },
    diagnostics: [],
  });
});

test("reads CRLF, tabs and a BOM as it reads their plain forms", () => {
  const plain = "model A {\n  id Int @id\n  /// Text.\n  name String\n}\n";
  const withoutSpans = (schema: Schema): string =>
    JSON.stringify(schema, (key, value: unknown) => (key === "span" ? undefined : value));
  const other = `\uFEFF${plain.replaceAll("\n", "\r\n").replaceAll("  ", "\t")}`;
  expect(withoutSpans(compileText(other))).toBe(withoutSpans(compileText(plain)));
});

test("reads a block on one line as it reads one on many", () => {
  const schema = compileText('model A { id Int @id  name String @map("n")  @@index([name]) }');
  expect(modelOf(schema, "A").columns.map((column) => column.column)).toEqual(["id", "n"]);
  expect(modelOf(schema, "A").indexes.map((index) => index.name)).toEqual(["A_n_idx"]);
});

test("accepts keywords and names of built-in things as names of fields", () => {
  const schema = compileText(
    "model A {\n id Int @id\n model Int\n enum Int\n then Int\n name Int\n length Int\n class Int\n}",
  );
  expect(modelOf(schema, "A").columns).toHaveLength(7);
});

test("reports errors of every file in path order when several are broken", () => {
  const files = [
    { path: "b.model", text: "model B {\n  id Itn @id\n}" },
    { path: "a.model", text: "model A {\n  id Int @id\n  id Int\n}\nmodel B { id Int @id }" },
  ];
  const { schema, diagnostics } = compile(files);
  expect(schema).toBeNull();
  expect(diagnostics.map((item) => `${item.span.file}:${item.span.line} ${item.code}`)).toEqual([
    "a.model:3 JY2003",
    "b.model:1 JY2002",
  ]);
  expect(diagnostics[1]?.related.map((place) => place.span.file)).toEqual(["a.model"]);
});

test("says nothing more of a field when its type is unknown", () => {
  expect(codesOf("model A {\n id Int @id\n x Missing @default(5)\n @@index([x])\n @@unique([x])\n}")).toEqual([
    "3 JY2001",
  ]);
  expect(codesOf("model A {\n id Missing @id\n}\nmodel B {\n id Int @id\n a A\n}")).toEqual(["2 JY2001"]);
});

test("says nothing more of a model when its key is broken", () => {
  const text = "model A {\n id Int @default(autoincrement())\n b B[]\n @@id([idd])\n}\nmodel B {\n id Int @id\n a A\n}";
  expect(codesOf(text)).toEqual(["4 JY4004"]);
});

test("reads the rest of a block when one of its lines is bad", () => {
  const text =
    "model A {\n id Int @id\n x String @default(\n y Stringg\n = = =\n z Intt\n}\nmodel B {\n id Intt @id\n}";
  expect(codesOf(text)).toEqual(["3 JY1008", "4 JY2001", "5 JY1004", "6 JY2001", "9 JY2001"]);
});

test("ends a block at the head of the next one when its brace is missing", () => {
  expect(codesOf("model A {\n id Int @id\nmodel B {\n id Int @id\n}")).toEqual(["1 JY1007"]);
});

test("takes a declared column for the key behind a relation when name and type agree", () => {
  const schema = compileText(
    'model User {\n id Int @id\n}\nmodel Post {\n id Int @id\n author User?\n authorId Int? @map("a")\n}',
  );
  const post = modelOf(schema, "Post");
  expect(post.columns.map((column) => [column.name, column.inferred])).toEqual([
    ["id", false],
    ["authorId", false],
  ]);
  expect(post.foreignKeys.map((key) => [key.name, key.onDelete])).toEqual([["Post_a_fkey", "SetNull"]]);
});

test("makes no index for a foreign key when a key or an index begins with its columns", () => {
  const post = (rest: string): Model =>
    modelOf(compileText(`model User {\n id Int @id\n}\nmodel Post {\n id Int @id\n author User${rest}\n}`), "Post");
  expect(post("").indexes).toHaveLength(1);
  expect(post("\n n Int\n @@index([author, n])").indexes).toHaveLength(1);
  expect(post("\n n Int\n @@index([n, author])").indexes).toHaveLength(2);
  expect(post(" @unique").indexes).toHaveLength(0);
  expect(post(" @relation(index: false)").indexes).toHaveLength(0);
});

test("refers to a unique other than the key when references says so", () => {
  const schema = compileText(
    "model User {\n id Int @id\n email String @unique\n}\nmodel Post {\n id Int @id\n author User @relation(references: [email])\n}",
  );
  const post = modelOf(schema, "Post");
  expect(post.columns.map((column) => [column.name, column.type])).toContainEqual([
    "authorEmail",
    { kind: "scalar", scalar: "String" },
  ]);
  expect(post.foreignKeys[0]?.targetColumns).toEqual(["email"]);
});

test("takes the first required unique for the key when a model has no @id", () => {
  const schema = compileText("model A {\n a String? @unique\n b String @unique\n}");
  expect(modelOf(schema, "A").primaryKey.columns).toEqual(["b"]);
  expect(modelOf(schema, "A").uniques.map((key) => key.columns)).toEqual([["a"]]);
});

test("accepts a cycle of foreign keys when one of them is optional", () => {
  const cycle = (mark: string): string[] =>
    codesOf(`model A {\n id Int @id\n b B @relation("x")\n}\nmodel B {\n id Int @id\n a A${mark} @relation("y")\n}`);
  expect(cycle("?")).toEqual([]);
  expect(cycle(' @relation("y", foreignKey: false) //')).toEqual([]);
  expect(cycle("")).toEqual(["3 JY5021"]);
});

test("lets a model or enum have the name of a type that Prisma lacks", () => {
  const schema = compileText("enum Date { today }\nmodel A {\n id Int @id\n on Date\n}");
  expect(modelOf(schema, "A").columns[1]?.type).toEqual({ kind: "enum", enum: "Date" });
});

test.each([
  ["Text", 'did you mean "String"?'],
  ["integer", 'did you mean "Int"?'],
  ["Timestamp", 'did you mean "DateTime"?'],
  ["constructor", "declare a model or an enum of this name, or use one of Int, BigInt, Float, Decimal"],
])("says for the unknown type %s what to write instead", (type, hint) => {
  const { diagnostics } = compile([{ path: "a.model", text: `model A {\n  id Int @id\n  x ${type}\n}` }]);
  expect(diagnostics.map((item) => item.code)).toEqual(["JY2001"]);
  expect(diagnostics[0]?.hint).toContain(hint);
});

test("refuses a decimal default with more digits than a column holds", () => {
  const withDefault = (digits: string): string => `model A {\n  id Int @id\n  price Decimal @default(${digits})\n}\n`;
  const most = `${"9".repeat(35)}.${"9".repeat(30)}`;
  expect(codesOf(withDefault(most))).toEqual([]);
  expect(codesOf(withDefault(`00${most}000`))).toEqual([]);
  expect(codesOf(withDefault(`${most}9`))).toEqual(["3 JY3102"]);
  expect(codesOf(withDefault(`9${most}`))).toEqual(["3 JY3102"]);
});

test("says nothing of the fields of a scalar that lacks its body", () => {
  expect(codesOf("scalar Money = Decimal\nmodel A {\n id Int @id\n price Money\n}")).toEqual(["1 JY8019"]);
});

test("refuses an abstract model that extends another", () => {
  expect(codesOf("model A { id Int @id }\nabstract model B extends A { b Int }")).toEqual(["2 JY1001"]);
});

test("says nothing of a list when what may be its other side cannot be read", () => {
  const user = "model User {\n id Int @id\n posts Post[]\n}\n";
  expect(codesOf(`${user}model Post {\n id Int @id\n user Usr\n}`)).toEqual(["7 JY2001"]);
  expect(codesOf(`${user}model Post {\n id Int @id\n user User @@@\n}`)).toEqual(["7 JY1001"]);
});
