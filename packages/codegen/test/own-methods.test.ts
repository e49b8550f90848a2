/** The user's own methods: in both colours, as both kinds of files, and whatever is loaded first. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { ownMethodsProject } from "./own-methods.ts";
import { createProject } from "./temporary-project.ts";

/** It awaits everything, which is right in either colour. */
const use = (extension: string, url: string) => `
import { connect, Note, Post, User, UserBase, UserExt } from "./generated/index${extension}";

const db = connect(${targetText(url)});
await db.createAll();
const said = [];
{
  const session = db.session();
  const ann = new User({ first: "Ann", last: "Lee" });
  const bob = User.named("Bob");
  bob.mentor = ann;
  const post = ann.write("First");
  post.notes = [new Note({ text: "three small words" })];
  said.push(ann.greet(), ann.greet(), post.heading, bob instanceof User);
  session.add(post);
  session.add(bob);
  session.add(new UserBase({}));
  session.add(new UserExt({}));
  await session.commit();
  await session.close();
}
const session = db.session();
const [found] = await session.query(User).filter(User.last.eq("Lee"), User.pupils.any(User.first.eq("Bob"))).all();
const [pupil] = await found.pupils;
const [post] = await session.query(Post).filter(Post.name.eq("none"), Post.length.eq("member")).all();
const [note] = await post.notes;
const author = await post.author;
said.push(found.fullName, pupil.fullName, post.heading, note.words, author === found, author.greet());
said.push(found instanceof User, found.constructor === User, JSON.stringify(post), found.role);
await found.posts;
said.push(JSON.stringify({ found }));
said.push((await session.get(User, pupil.id)) === pupil);
found.last = null;
await session.commit();
said.push(found.fullName, User.anonymous);
console.log(JSON.stringify(said));
await session.close();
await db.close();
`;

const expected = [
  ...["Ann Lee (1)", "Ann Lee (2)", "First, Nobody", true],
  ...["Ann Lee", "Bob", "First, Nobody", 3, true, "Ann Lee (1)"],
  ...[true, true, expect.stringContaining('"heading":"First, Nobody"'), "member"],
  // an entity inside of another's JSON, by its own `toJSON` too
  expect.stringMatching(/"posts":\[\{.*"notes":\[\{.*\}\],"heading":"First, Nobody"\}\]/),
  ...[true, "Ann", "Nobody"],
];

test.for([
  { client: "sync", emit: "js", url: "sqlite::memory:" },
  { client: "sync", emit: "ts", url: "sqlite::memory:" },
  { client: "async", emit: "js", url: "sqlite::memory:" },
  { client: "async", emit: "ts", url: "pglite::memory:" },
] as const)(
  "of a $client client are there in $emit files, on whatever a session gives",
  async ({ client, emit, url }) => {
    using project = createProject(await ownMethodsProject({ client, emit }));
    project.write({ "use.js": use(`.${emit}`, url) });
    expect(JSON.parse(project.run("use.js"))).toEqual(expected);
  },
);

test.for(["js", "ts"] as const)(
  "any file of the client can be loaded first, and any of the user's (%s)",
  async (emit) => {
    const files = await ownMethodsProject({ client: "sync", emit });
    using project = createProject(files);
    const modules = Object.keys(files).filter((path) => path.endsWith(`.${emit}`) && path.startsWith("generated/"));
    const ends = `import { connect, User } from "./generated/index.${emit}"; connect("sqlite::memory:").createAll(); new User({ first: "A" }).fullName.length;`;
    for (const first of [...modules, "own/note.ts"]) {
      project.write({ "first.js": `import "./${first}"; ${ends}` });
      expect(project.run("first.js"), `${first} first`).toBe("");
    }
  },
);

/** The user's class of `Note`, and what the program that loads the client is told of it. */
async function toldOf(body: string, program = "", head = "class NoteExt extends NoteBase"): Promise<string> {
  const text = `import { NoteBase } from "../generated/note-base.js";\nexport ${head} {\n${body}\n}\n`;
  using project = createProject(await ownMethodsProject({ client: "sync", emit: "js" }, { "own/note.ts": text }));
  project.write({ "use.js": `import { connect, Note } from "./generated/index.js";\n${program}` });
  try {
    return project.run("use.js");
  } catch (error) {
    return /^(\w+: .*)$/m.exec(String(error instanceof Error ? error.message : error))?.[1] ?? String(error);
  }
}

const loading = `
import { sql } from "@joinery/runtime";
const db = connect("sqlite::memory:");
db.createAll();
db.transaction((tx) => tx.execute(sql\`INSERT INTO "Note" (id, text) VALUES (1, 'a b')\`));
const [note] = db.session().query(Note).all();
console.log(note.text);
`;

test.for([
  [
    "a class that extends nothing",
    "",
    "class NoteExt",
    'has to extend "NoteBase", and that of this client: import "NoteBase" from the client\'s own directory',
  ],
  ["a class of another client", "", "class NoteExt extends (class NoteBase {})", 'has to extend "NoteBase", and that'],
  [
    "a getter for a column",
    "get text() { return ''; }",
    undefined,
    'has a member "text", which hides the column: give it another name',
  ],
  [
    "a static for a handle",
    "static id = 1;",
    undefined,
    'has a static member "id", which hides the one that queries need: give it another name',
  ],
] as const)("%s is told of when the client is loaded", async ([, body, head, problem]) => {
  expect(await toldOf(body, "", head)).toContain(`ExtensionError: "NoteExt" in "own/note.ts" ${problem}`);
});

test("statics of its own are fine, and methods that are called as a relation without a property", async () => {
  expect(await toldOf("static limit = 1; static make() {} post() { return 1; }")).toBe("");
});

const wayOut =
  "It makes what is loaded as well as what is new: write constructor(...values) { super(...values); }, or none";

test.for([
  [
    "of its own signature",
    "constructor(text) { super({ text: text.trim() }); }",
    `has a constructor or a field that fails for a row of the database. ${wayOut}`,
  ],
  ["that hands on the values alone", "constructor(values) { super(values ?? {}); }", "has a constructor"],
  [
    "that drops the row",
    "constructor() { super({ text: '' }); }",
    `has a constructor that does not hand on its arguments. ${wayOut}`,
  ],
] as const)("a constructor %s is told of at the first row", async ([, body, problem]) => {
  expect(await toldOf(body, loading)).toContain(`ExtensionError: "NoteExt" in "own/note.ts" ${problem}`);
});

test("a constructor that hands everything on is fine", async () => {
  expect(await toldOf("constructor(...values) { super(...values); this.seen = true; }", loading)).toBe("a b\n");
});

test("a field that hides a column is told of at the first row, and one that does not is there", async () => {
  expect(await toldOf("text = '';", loading)).toContain(
    'ExtensionError: "NoteExt" in "own/note.ts" has a member "text"',
  );
  expect(
    await toldOf("#cache = new Map(); seen = 1;", `${loading}console.log(note.seen, new Note({ text: "" }).seen);`),
  ).toBe("a b\n1 1\n");
});

test("neither the generated nor the user's class makes entities", async () => {
  const program = `import { NoteExt } from "./own/note.ts"; new NoteExt({ text: "a" });`;
  expect(await toldOf("", program)).toContain("ArgumentError: this is no model's own class");
});
