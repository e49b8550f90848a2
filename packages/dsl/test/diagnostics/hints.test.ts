/** A hint is right: whoever follows it has one mistake less and no other one. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

function hintsOf(text: string): (string | null)[] {
  return compile([{ path: "a.model", text }]).diagnostics.map(({ hint }) => hint);
}

const roles = (count: number): string =>
  `enum Role { ${Array.from({ length: count }, (_, index) => `role${index}`).join(" ")} }\n`;

test("lists the members of an enum when none is near and they are few", () => {
  const user = "model User {\n  id   Int  @id\n  role Role @default(visitor)\n}\n";
  expect(hintsOf(`enum Role { admin author }\n${user}`)).toEqual(['it has "admin", "author"']);
  expect(hintsOf(`enum Role { admin visitors }\n${user}`)).toEqual(['did you mean "visitors"?']);
  expect(hintsOf(roles(8) + user)[0]).toContain('"role7"');
  expect(hintsOf(roles(9) + user)).toEqual([null]);
});

test("suggests only what may stand there when a column is unknown", () => {
  const post = (name: string): string => `model Post {\n  id Int @id\n  ${name} User\n  ${name}s String[]\n}\n`;
  const user = (attribute: string): string => `model User {\n  id Int @id\n  posts Post[] ${attribute}\n}\n`;
  expect(hintsOf(post("author") + user("@orderBy(author)"))).toEqual(['did you mean "authorId"?']);
  expect(hintsOf(post("author") + user("@orderBy(di)"))).toEqual([null]);
  expect(
    hintsOf(`${user("")}model Post {\n  id Int @id\n  author User\n  @@index([post])\n  posts String[]\n}`),
  ).toEqual([null]);
});

test("suggests no name that is refused as well when a name is reserved", () => {
  expect(hintsOf("model class {\n  id Int @id\n}")).toEqual(['write "model Class" with @@map("class")']);
  expect(hintsOf("model string {\n  id Int @id\n}")).toEqual([
    'choose another name, and keep the database\'s with @@map("string")',
  ]);
});

test("suggests @map for a claimed name only where it names a column", () => {
  const text = "model User {\n  id Int @id\n  constructor String\n  toJSON User?\n}";
  expect(hintsOf(text)).toEqual(['write constructor_ with @map("constructor")', "write toJSON_"]);
});

test("names the arguments that are still open when one has no place or is unknown", () => {
  const text = (attribute: string): string => `model User {\n  id Int @id\n  name String ${attribute}\n}`;
  expect(hintsOf(text('@map("x", "y")'))).toEqual(["remove it"]);
  expect(hintsOf(text('@unique("x")'))).toEqual(['name it: there is "map", "sort", "length"']);
  expect(hintsOf(text('@map("x", nam: "y")'))).toEqual(["remove it"]);
});

test("names the optional fields alone when a unique does not serve as key", () => {
  expect(hintsOf("model User {\n  email String?\n  tenant Int\n  @@unique([tenant, email])\n}")).toEqual([
    'mark a field with @id; a unique serves where all its fields are required, unlike "email"',
  ]);
});

test("sends a default on a relation to the key where there is one", () => {
  const text =
    "model User {\n  id Int @id\n  posts Post[] @default(1)\n}\nmodel Post {\n  id Int @id\n  author User @default(1)\n}";
  expect(hintsOf(text)).toEqual(["remove it", "declare the key column behind it, and give the default to that"]);
});

test.each([
  ["String", "uuid", "write uuid()"],
  ["Int", "uuid", null],
  ["Int?", "null", "leave it out: an optional field is null without a default"],
  ["Boolean", '"true"', "write it without quotes"],
  ["Int", '"5"', "write it without quotes"],
  ["Int", '"five"', null],
  ["Role", "Role.admin", 'did you mean "admin"?'],
  ["Float", "1,5", "remove it"],
])("tells what is meant where the default of %s is %s", (type, value, hint) => {
  const text = `enum Role { admin member }\nmodel User {\n  id Int @id\n  field ${type} @default(${value})\n}\n`;
  expect(hintsOf(text)).toEqual([hint]);
});

test.each([
  ["enum Role { admin, member }", "members stand on lines of their own, or side by side with blanks between them"],
  ['enum Role { admin = "A" }', 'what the database stores for a member is said by @map("…")'],
  [
    "model A { id Int @id, name String }",
    "fields stand on lines of their own, or side by side with blanks between them",
  ],
])("says how the language puts what others write as %s", (text, hint) => {
  expect(hintsOf(text)).toEqual([hint]);
});

test("says of relations to oneself without lists how each can stand alone", () => {
  expect(hintsOf("model P {\n  id Int @id\n  father P?\n  mother P?\n}")).toEqual([
    'if they are relations of their own, name each, such as @relation("father"); if two are sides of one, name both alike',
  ]);
});

test("knows the attributes of other languages", () => {
  const text = "model A {\n  id Int @primaryKey @id @autoIncrement\n  at DateTime @createdAt\n  to DateTime = now()\n}";
  expect(hintsOf(text)).toEqual([
    'did you mean "@id"?',
    'did you mean "@default(autoincrement())"?',
    'did you mean "@default(now())"?',
    "the value that a field begins with is said by @default(…)",
  ]);
});

test("takes the quotes off a member of an enum, and off nothing else", () => {
  const text = 'model A {\n  id Int @id\n  a E @default("x")\n  b E @default("z")\n}\nenum E { x y }';
  expect(hintsOf(text)).toEqual(["write it without quotes", null]);
});

test("names a discriminator that can be declared, or is", () => {
  const root = (kind: string, attribute = ""): string =>
    `model A {\n  id Int @id\n  ${kind}\n  @@inherit(single)\n  ${attribute}\n}`;
  expect(hintsOf(root(""))).toEqual(['declare "kind String" and add @@discriminator(kind)']);
  expect(hintsOf(root("kind Int"))).toEqual(['declare "type String" and add @@discriminator(type)']);
  expect(hintsOf(root("kind Int  type String"))).toEqual(["add @@discriminator(type)"]);
  expect(hintsOf(root("what String", '@@discriminator("what")'))).toEqual(["write @@discriminator(what)"]);
});

test("takes the name off a constraint of an abstract model that two models mix in", () => {
  const mixin = 'abstract model M {\n  x Int\n  @@index([x], map: "x")\n}\n';
  const models = "model A with M {\n  id Int @id\n}\nmodel B with M {\n  id Int @id\n}";
  expect(hintsOf(mixin + models)).toEqual(["leave the name out: each model that mixes it in then has one of its own"]);
});

test("puts the head of a model right", () => {
  const others = "model B { id Int @id  kind String  @@inherit(single)  @@discriminator(kind) }\nabstract model M {}\n";
  expect(hintsOf(`${others}model A with M extends B {}`)).toEqual(['write "extends" before "with"']);
  expect(hintsOf(`${others}model A extends B, M {}`)).toEqual([
    'a model extends one other, and mixes in abstract models by "with"',
  ]);
  expect(hintsOf(`${others}abstract model A extends M {}`)).toEqual([
    'an abstract model takes the fields of another by "with"',
  ]);
  const { diagnostics } = compile([{ path: "a.model", text: "abstract A { x Int }\nabstract enum E { a }" }]);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'unexpected "A", expected "model"',
    'unexpected "enum", expected "model"',
  ]);
});

test("says of a scalar what it can be stored as", () => {
  const scalar = (base: string): string => `scalar S = ${base} {\n  codec: "./s.js"\n}`;
  expect(hintsOf(scalar("Decmal"))).toEqual(['did you mean "Decimal"?']);
  expect(hintsOf(scalar("numeric"))).toEqual(['did you mean "Decimal"?']);
  expect(hintsOf(scalar("Foo"))[0]).toContain("it is stored as one of Int, BigInt");
});

test("does not take an index with a misspelt order for another one", () => {
  const indexes = '@@index([a])\n  @@index([a(sort: desc)], map: "other")';
  expect(hintsOf(`model A {\n  id Int @id\n  a Int\n  ${indexes}\n}`)).toEqual(['did you mean "Desc"?']);
});
