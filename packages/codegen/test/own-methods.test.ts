/** The user's own methods: in both colours, as both kinds of files, and whatever is loaded first. */
import { expect, test } from "vitest";
import { ownMethodsProject } from "./own-methods.ts";
import { createProject } from "./temporary-project.ts";

/** It awaits everything, which is right in either colour. */
const use = (extension: string, url: string) => `
import { connect, Note, Post, User, UserBase, UserExt } from "./generated/index${extension}";

const db = connect("${url}");
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
