/**
 * The client in every kind of project that it may stand in: every fixture in both colours, as both kinds of files, under the strictest
 * flags and in each way of resolving modules; and run by Node.js without any compiler.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate, type GenerateOptions, notGenerated } from "../src/index.ts";
import { type Fixture, fixtures, fixturesDirectory } from "./fixtures.ts";
import { ownMethodsProject } from "./own-methods.ts";
import { createProject, type TemporaryProject } from "./temporary-project.ts";

/** Every flag that says more than `strict` does. */
const strictest = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noFallthroughCasesInSwitch: true,
  noUncheckedSideEffectImports: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  allowUnreachableCode: false,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  skipLibCheck: false,
  target: "es2024",
  lib: ["es2024", "esnext.disposable"],
  types: ["node"],
  noEmit: true,
};

const modes = {
  nodenext: { module: "nodenext" },
  bundler: { module: "preserve", moduleResolution: "bundler" },
} as const;

/** Names of the user's own methods, as a program meets them in either colour. */
const uses = {
  sync: (extension: string) => `
import { joinedload, type Loaded } from "@joinery/runtime";
import { connect, Note, Post, User, type UserInit } from "./generated/index${extension}";

const init: UserInit = { first: "Ann", role: "editor" };
const ann = new User(init);
const said: [string, string, Post] = [ann.fullName, ann.greet(), ann.write("x")];
const db = connect("sqlite::memory:");
using session = db.session();
const found: User[] = session.query(User).filter(User.first.eq("Ann"), User.posts.any(Post.name.eq("n"))).all();
const loaded: Loaded<User, "posts">[] = session.query(User).options(joinedload(User.posts)).all();
const heading: string | undefined = session.get(User, 1)?.posts[0]?.author.mentor?.posts[0]?.heading;
const words: number | undefined = session.query(Note).filter(Note.text.eq("")).first()?.words;
const named: User = User.named("x");
void [said, found, loaded, heading, words, named, User.anonymous];

// @ts-expect-error a required column is missing
new User({ last: "Lee" });
// @ts-expect-error a method is no column
new User({ first: "Ann", fullName: "x" });
// @ts-expect-error a method of another model
ann.heading;
// @ts-expect-error a column of another model
session.query(User).filter(Note.text.eq("x"));
// @ts-expect-error an entity of another model
new Post({ title: "x", author: new Note({ text: "" }) });
// @ts-expect-error a getter has no setter
ann.fullName = "x";
`,
  async: (extension: string) => `
import { joinedload, type Loaded } from "@joinery/runtime";
import { connect, Note, Post, User, type UserInit } from "./generated/index${extension}";

const init: UserInit = { first: "Ann", role: "editor" };
const ann = new User(init);
const said: [string, string, Post] = [ann.fullName, ann.greet(), ann.write("x")];
const db = connect("pglite::memory:");
await using session = db.session();
const found: User[] = await session.query(User).filter(User.first.eq("Ann"), User.posts.any(Post.name.eq("n"))).all();
const loaded: Loaded<User, "posts">[] = await session.query(User).options(joinedload(User.posts)).all();
const author: User | undefined = await (await session.get(Post, 1))?.author;
const heading: string | undefined = (await author?.posts)?.[0]?.heading;
const words: number | undefined = (await session.query(Note).filter(Note.text.eq("")).first())?.words;
const named: User = User.named("x");
void [said, found, loaded, heading, words, named, User.anonymous];

// @ts-expect-error a relation is awaited first
ann.posts[0].heading;
// @ts-expect-error a required column is missing
new User({ last: "Lee" });
// @ts-expect-error a column of another model
session.query(User).filter(Note.text.eq("x"));
`,
};

const isGenerated = ({ schema }: Fixture): boolean =>
  notGenerated(schema).length === 0 && schema.models.every(({ extension }) => extension === null);

const generated = new Map<string, Promise<Record<string, string>>>();

/** Every client in both colours, once for each kind of files. */
function everything(emit: "js" | "ts", importExtension: ".js" | ".ts"): Promise<Record<string, string>> {
  const key = `${emit} ${importExtension}`;
  const texts = generated.get(key) ?? generateAll({ emit, importExtension });
  generated.set(key, texts);
  return texts;
}

async function generateAll(options: Omit<GenerateOptions, "client">): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const client of ["sync", "async"] as const) {
    for (const { name, schema } of fixtures().filter(isGenerated)) {
      const files = await generate(schema, { ...options, client, schemaPath: (file) => `../${name}-schema/${file}` });
      for (const { path, text } of files) texts[`${client}/${name}/${path}`] = text;
    }
    const project = await ownMethodsProject({ ...options, client });
    for (const [path, text] of Object.entries(project)) texts[`${client}/own/${path}`] = text;
    const extension = options.emit === "ts" ? (options.importExtension ?? ".ts") : ".js";
    texts[`${client}/own/use.ts`] = uses[client](extension);
  }
  return { ...texts, ...codecs((path) => readFileSync(path, "utf8")) };
}

/** @param textOf gives the text of a codec, by its path */
function codecs(textOf: (path: string) => string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { name, schema } of fixtures().filter(isGenerated))
    for (const { codec } of schema.scalars)
      for (const client of ["sync", "async"])
        texts[`${client}/${name}-schema/${codec.slice(2)}`] = textOf(join(fixturesDirectory, name, codec));
  return texts;
}

describe.for([
  { emit: "js", importExtension: ".js" },
  { emit: "js", importExtension: ".ts" },
  { emit: "ts", importExtension: ".js" },
  { emit: "ts", importExtension: ".ts" },
] as const)("with emit $emit and imports of $importExtension", ({ emit, importExtension }) => {
  test.for(["nodenext", "bundler"] as const)("every client compiles under the strictest flags in %s", async (mode) => {
    using project = createProject(await everything(emit, importExtension));
    const allowed = emit === "ts" && importExtension === ".ts" ? { allowImportingTsExtensions: true } : {};
    expect(project.compile({ ...strictest, ...modes[mode], ...allowed })).toBe("");
  });
});

/** One whose type need not be inferred: what the user's own modules export is the user's. */
const declaredCodec = (): string => `
import type { ScalarCodec } from "@joinery/runtime";
declare const codec: ScalarCodec<any, any>;
export default codec;
`;

describe("declarations that are made file by file", () => {
  const isolated = { ...strictest, ...modes.nodenext, declaration: true, isolatedDeclarations: true };

  test("are there in generated JavaScript", async () => {
    using project = createProject({ ...(await everything("js", ".ts")), ...codecs(declaredCodec) });
    expect(project.compile(isolated)).toBe("");
  });

  test("want nothing of generated TypeScript but that classes had no members named by symbols", async () => {
    using project = createProject({ ...(await everything("ts", ".ts")), ...codecs(declaredCodec) });
    const codes = project.compile({ ...isolated, allowImportingTsExtensions: true }).match(/error TS\d+/g);
    expect(new Set(codes)).toEqual(new Set(["error TS9038"]));
  });
});

const plain = (extension: string) => `
import { connect, User } from "./own/generated/index${extension}";

const db = connect("sqlite::memory:");
db.createAll();
db.transaction((session) => session.add(new User({ first: "Ann", last: "Lee" })));
console.log(db.session().query(User).all().map((user) => user.fullName).join());
`;

async function ownProject(emit: "js" | "ts"): Promise<TemporaryProject> {
  const files = await ownMethodsProject({ client: "sync", emit });
  return createProject(Object.fromEntries(Object.entries(files).map(([path, text]) => [`own/${path}`, text])));
}

describe("plain JavaScript", () => {
  const javaScript = {
    "own/user.ext.js": `
import { UserBase_ } from "./generated/user-base-2.js";

export class UserExt extends UserBase_ {
  static anonymous = "Nobody";

  get fullName() {
    return this.last === null ? this.first : \`\${this.first} \${this.last}\`;
  }
}
`,
  };

  test("is checked by the declarations, without a type in it", async () => {
    const files = await ownMethodsProject({ client: "sync", emit: "js", importExtension: ".js" });
    using project = createProject(
      Object.fromEntries(
        Object.entries(files)
          .filter(([path]) => path !== "user.ext.ts")
          .map(([path, text]) => [`own/${path}`, text]),
      ),
    );
    project.write({
      ...javaScript,
      "use.js": `${plain(".js")}\n/** @type {string} */\nexport const name = new User({ first: "Ann" }).fullName;\n`,
    });
    const options = { ...strictest, ...modes.nodenext, allowJs: true, checkJs: true };
    expect(project.compile(options)).toBe("");
    project.write({ "use.js": `${plain(".js")}\nnew User({ first: 1 }).fulName;\n` });
    expect(project.compile(options)).toMatch(/^use\.js.*TS2322[^]*^use\.js.*TS2551/m);
  });
});

describe("without a compiler", () => {
  test.for(["js", "ts"] as const)("Node.js runs generated %s with methods in TypeScript", async (emit) => {
    using project = await ownProject(emit);
    project.write({ [`use.${emit}`]: plain(`.${emit}`) });
    expect(project.run(`use.${emit}`)).toBe("Ann Lee\n");
  });

  test.for(["js", "ts"] as const)("a CommonJS program requires generated %s", async (emit) => {
    using project = await ownProject(emit);
    const text = plain(`.${emit}`).replace(/import (.*) from (".*");/, "const $1 = require($2);");
    project.write({ "use.cjs": text });
    expect(project.run("use.cjs")).toBe("Ann Lee\n");
  });
});

test.for(["js", "ts"] as const)(
  "the compiler sees methods that do not extend the generated class (%s)",
  async (emit) => {
    const wrong = { "own/note.ts": "export class NoteExt { readonly words = 1; }" };
    using project = createProject(await ownMethodsProject({ client: "sync", emit, importExtension: ".js" }, wrong));
    project.write({ "use.ts": 'import { Note } from "./generated/index.js";\nnew Note({ text: "" });\n' });
    expect(project.compile({ ...strictest, ...modes.nodenext, skipLibCheck: true })).toMatch(
      /^use\.ts\(2,10\): error TS2554/m,
    );
  },
);
