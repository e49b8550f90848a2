/**
 * Whatever a schema calls its models, columns, relations and members: the client compiles in every form and a row goes to the database and
 * back, or the schema gets a diagnostic. Many names share a schema, since compiling is slow.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, type Schema } from "@joinery/dsl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate, type GeneratedFile } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { type TemporaryClient, writeClient } from "./temporary-client.ts";

const list = (text: string): string[] => text.trim().split(/\s+/);

/** Names of models that work. */
const models = [
  // what JavaScript and TypeScript have
  ...list(`Object Promise Array Iterable Symbol Error Record Map Uint8Array JSON Function Proxy Reflect Number Math RegExp
    WeakMap NaN Infinity Intl Awaited PromiseLike ReadonlyArray Readonly Pick Partial Disposable Buffer console process
    require exports module declare namespace global type as from of async get set is asserts satisfies using defer accessor
    abstract out override meta toString valueOf hasOwnProperty constructor prototype name length caller apply`),
  // what the client and its runtime have
  ...list(`Entity Lazy Db Session Column Collection ReadonlyCollection Id CellType index schema ddl j j_ value values cells cell
    origin init key row offset sqliteFile postgresql betterSqlite3 driver brand pk rel model`),
  // what is derived from a model's name, and what files and SQL claim
  ...list(
    `Post PostRow PostInit PostId PostBase PostExt postModel postType Con Nul Aux Com1 Order Group Select Table User`,
  ),
];

/** Names of columns, relations and enum members that work. */
const members = list(`name length toString then caller arguments apply bind call valueOf hasOwnProperty isPrototypeOf
  propertyIsEnumerable toLocaleString values cells origin init key row cell value this class default static get set async await
  declare new private public protected eval undefined isLoaded toObject null typeof void in of let const var function import
  export super yield delete enum extends implements interface package readonly abstract override accessor infer keyof unique is
  asserts as satisfies any never unknown object string number boolean symbol bigint add remove push clear has model brand pk rel
  j schema connect catch finally with debugger break NaN globalThis Iterable Promise __defineGetter__ inspect size iterator at
  map filter Select From Where Order Group By Table Index Column Primary References Check rowid oid
  ${"x".repeat(60)}`);

const modelsSchema = (): Schema => {
  const at = (place: number) => models[(place + models.length) % models.length] ?? "";
  const blocks = models.map(
    (name, place) => `model ${name} {
      id Int @id
      label String
      mood Mood?
      next ${at(place + 1)}? @relation("r${place}", fields: [nextId], references: [id])
      nextId Int?
      before ${at(place - 1)}[] @relation("r${(place + models.length - 1) % models.length}")
    }`,
  );
  // Names that differ in case alone are of one table to SQLite.
  const mapped = blocks.map((block, place) => block.replace(/\}$/, `@@map("table_${place}")\n}`));
  return schemaOf(`${mapped.join("\n")}\nenum Mood { ${members.join(" ")} constructor prototype toJSON }`);
};

const membersSchema = (): Schema =>
  schemaOf(`
    model Texts { id_ Int @id
      ${members.map((name) => `${name} String`).join("\n")} }
    model Others { id_ Int @id
      ${members.map((name, place) => `${name} ${["Json?", "Int?", "DateTime?", "String[]"][place % 4]}`).join("\n")} }
    model Ones { id_ Int @id
      ${members.map((name) => `${name} Many? @relation("${name}")`).join("\n")} }
    model Many { id_ Int @id
      ${members.map((name) => `${name} Ones[] @relation("${name}")`).join("\n")} }
    view Seen { id_ Int @unique
      ${members.map((name) => `${name} String`).join("\n")}
      @@sql("SELECT * FROM \\"Texts\\"") }
  `);

test.each([
  ["models", modelsSchema],
  ["members", membersSchema],
] as const)(
  "hostile names of %s compile in both forms of both clients, with branded ids and without",
  async (_, schema) => {
    const files: GeneratedFile[] = [];
    for (const client of ["sync", "async"] as const) {
      for (const emit of ["js", "ts"] as const) {
        const brandedIds = (client === "sync") === (emit === "ts");
        const options = { client, emit, importExtension: ".ts", brandedIds } as const;
        for (const { path, text } of await generate(schema(), options))
          files.push({ path: `${client}-${emit}-${path}`, text: within(text, `${client}-${emit}-`) });
      }
    }
    using written = writeClient(files);
    expect(compileErrors(written)).toBe("");
  },
);

/** A file's text where all files of its client have a prefix. */
function within(text: string, prefix: string): string {
  return text.replaceAll(/(from|import) "\.\//g, `$1 "./${prefix}`);
}

test.each([
  ["sync", "sqlite::memory:"],
  ["async", "pglite::memory:"],
] as const)("models of hostile names are written and read by the %s client at %s", async (client, url) => {
  using written = writeClient(await generate(modelsSchema(), { client }));
  const printed = written.run(`
    import { inspect } from "node:util";
    import * as client from "./index.js";
    const { connect, Mood, ...classes } = client;
    const db = connect(${targetText(url)});
    await db.createAll();
    const session = db.session();
    for (const [name, Class] of Object.entries(classes))
      session.add(new Class({ label: name, mood: "toString", next: null }));
    await session.commit();
    const wrong = [];
    for (const [name, Class] of Object.entries(classes)) {
      const one = await session.query(Class).filter(Class.label.eq(name)).one();
      if (JSON.parse(JSON.stringify(one)).mood !== Mood.toString || !inspect(one).startsWith(name)) wrong.push(name);
      one.mood = Mood.constructor;
    }
    try { new classes.Post({ label: "x", mood: "isPrototype" }); wrong.push("a member"); } catch {}
    await session.commit();
    await session.close();
    await db.close();
    console.log(JSON.stringify([Object.keys(classes).length, wrong]));
  `);
  expect(JSON.parse(printed)).toEqual([models.length, []]);
});

test.each([
  ["sync", "sqlite::memory:"],
  ["async", "sqlite::memory:"],
  ["async", "pglite::memory:"],
] as const)("members of hostile names are written and read by the %s client at %s", async (client, url) => {
  using written = writeClient(await generate(membersSchema(), { client }));
  const printed = written.run(`
    import { inspect } from "node:util";
    import { connect, Many, Ones, Others, Seen, Texts } from "./index.js";
    const names = ${JSON.stringify(members)};
    const each = (value) => Object.fromEntries(names.map((name) => [name, value]));
    const db = connect(${targetText(url)});
    await db.createAll();
    const session = db.session();
    const many = new Many({});
    session.addAll([new Texts(each("old")), new Others({}), new Ones(each(many))]);
    await session.commit();
    await session.close();
    const again = db.session();
    const [texts, others, ones] = [await again.query(Texts).one(), await again.query(Others).one(), await again.query(Ones).one()];
    const end = await again.query(Many).one();
    const wrong = [];
    const expect = (isRight, what, name) => isRight || wrong.push(what + " " + name);
    const json = JSON.parse(JSON.stringify(texts));
    for (const name of names) {
      expect(texts[name] === "old" && json[name] === "old", "column", name);
      expect(await again.query(Texts).filter(Texts[name].eq("old")).filterBy({ [name]: "old" }).exists(), "filter", name);
      expect((await ones[name]) instanceof Many, "relation", name);
      expect((await end[name]).length === 1, "list", name);
      texts[name] = "new";
    }
    await again.commit();
    const seen = await again.query(Seen).one();
    for (const name of names) expect(seen[name] === "new", "view", name);
    for (const entity of [texts, others, ones, many, seen]) JSON.stringify(entity), inspect(entity);
    await again.close();
    await db.close();
    console.log(JSON.stringify(wrong));
  `);
  expect(JSON.parse(printed)).toEqual([]);
});

const model = (name: string, rest = "") => `model ${name} { id Int @id\n${rest}\n}`;

test.each([
  ...list(
    "any unknown string number keyof readonly unique infer globalThis connect class delete await arguments eval",
  ).map((name) => [name, model(name), ["JY2006"]] as const),
  ...list("then __proto__").map((name) => [name, model(name), ["JY2007"]] as const),
  ...list("String Int Json DateTime").map((name) => [name, model(name), ["JY2005"]] as const),
  ...list("constructor prototype toJSON __proto__").flatMap((name) => [
    [`a column ${name}`, model("M", `${name} String`), ["JY2007"]] as const,
    [`a relation ${name}`, model("M", `${name} M?`), ["JY2007"]] as const,
  ]),
  ["a member __proto__", `enum E { __proto__ }\n${model("M", "e E")}`, ["JY2007"]],
  ["a view connect", `view connect { id Int @unique }`, ["JY2006"]],
  ["an enum connect", `enum connect { a }\n${model("M", "e connect")}`, ["JY2006"]],
  ["columns equal up to case", model("M", "name String\nName String"), ["JY2010"]],
  ["tables equal up to case", `${model("Foo_")}\n${model("FOO_", '@@map("foo_")')}`, ["JY2009", "JY2011"]],
  ["files equal up to case", `${model("Foo")}\n${model("foo", '@@map("other")')}`, ["JY2011"]],
  ["a model and an enum", `${model("Foo", "f Foo")}\nenum Foo { a }`, ["JY2002"]],
  ["a table of SQLite's own", model("M", '@@map("SQLite_stat")'), ["JY2014"]],
  ["an index of SQLite's own", model("sqlite", "other sqlite?"), ["JY2014"]],
  ["a column that SQLite loses", model("M", "True String"), ["JY2014"]],
  ["a column of PostgreSQL's own", model("M", 'at Int @map("ctid")'), ["JY2014"]],
  ["a table beyond the limit", model("M".repeat(80)), ["JY4009"]],
] as const)("%s is told with a way out", (_, text, codes) => {
  const { schema, diagnostics } = compile([{ path: "schema.model", text }]);
  expect(schema).toBeNull();
  expect([...new Set(diagnostics.map(({ code }) => code))].toSorted()).toEqual(codes);
});

test("a name of any length has a file that every file system takes", async () => {
  const long = "Long".repeat(70);
  const files = await generate(
    schemaOf(`model ${long} { id Int @id\n@@map("a") }\nmodel ${long}er { id Int @id\n@@map("b") }`),
    { client: "sync" },
  );
  expect(files.filter(({ path }) => path.startsWith("long") && path.endsWith(".js"))).toHaveLength(2);
  expect(Math.max(...files.map(({ path }) => path.length))).toBeLessThan(150);
});

test("random names give a client that runs, or a diagnostic", async () => {
  const word = fc.constantFrom(
    ...models,
    ...members,
    ...list("class keyof connect then constructor __proto__ toJSON String true"),
  );
  const suffix = fc.constantFrom("", "", "", "Row", "Init", "Id", "Model", "Type", "_", "2", "Base");
  const name = fc.tuple(word, suffix).map(([stem, end]) => stem + end);
  const names = fc.uniqueArray(name, { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(names, names, async (classes, columns) => {
      const fields = columns.map((column) => `${column} String`).join("\n");
      const text = classes
        .map((own, at) => `model ${own} {\n$id Int @id\n${fields}\nlast${at} ${classes[0]}?\n@@map("t${at}") }`)
        .join("\n")
        .replaceAll("$id", "key_");
      const { schema, diagnostics } = compile([{ path: "schema.model", text }]);
      const isRefused = diagnostics.some(({ severity }) => severity === "error");
      expect(isRefused).toBe(schema === null);
      if (schema === null) return;
      using written = writeClient(await generate(schema, { client: "sync" }));
      const printed = written.run(`
        import * as client from "./index.js";
        const db = client.connect("sqlite::memory:");
        db.createAll();
        using session = db.session();
        const values = Object.fromEntries(${JSON.stringify(columns)}.map((name) => [name, name]));
        for (const name of ${JSON.stringify(classes)}) session.add(new client[name](values));
        session.commit();
        console.log(${JSON.stringify(classes)}.filter((name) => session.query(client[name]).filterBy(values).count() !== 1).join());
      `);
      expect(printed.trim()).toBe("");
    }),
    { numRuns: 12 },
  );
}, 120_000);

/** What `tsc` says of a client, in strict with every extra flag. */
function compileErrors({ directory }: TemporaryClient): string {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const runtime = join(root, "packages/runtime/src");
  const compilerOptions = {
    skipLibCheck: false, // the client's declarations are such; those of others are left out of what is printed
    allowImportingTsExtensions: true,
    paths: {
      "@joinery/runtime": [join(runtime, "index.ts")],
      "@joinery/runtime/contract": [join(runtime, "contract.ts")],
      "@joinery/runtime/*": [join(runtime, "driver/*.ts")],
    },
  };
  writeFileSync(
    join(directory, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["./*"] }),
  );
  const { stdout } = spawnSync("tsc", ["-p", directory, "--pretty", "false"], { cwd: directory, encoding: "utf8" });
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("..") && !line.startsWith(" "))
    .join("\n");
}
