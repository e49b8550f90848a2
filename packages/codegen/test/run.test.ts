/** The generated JavaScript runs, whichever of its files comes first. */
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { fixtures, schemaOf } from "./fixtures.ts";
import { namesSchema } from "./schemas.ts";
import { writeClient } from "./temporary-client.ts";

const blog = schemaOf(`
  model User { id Int @id
    username String @unique
    posts Post[] }
  model Post { id Int @id
    title String
    published Boolean @default(false)
    labels String[] @default(["new"])
    author User
    tags Tag[] }
  model Tag { id Uuid @id @default(uuid(7))
    name String @unique
    posts Post[] }
`);

const insert = `
  const ann = new User({ username: "ann" });
  const post = new Post({ title: "First", author: ann, tags: [new Tag({ name: "a" })] });
`;

test("the sync client writes and reads a graph", async () => {
  using client = writeClient(await generate(blog, { client: "sync" }));
  const printed = client.run(`
    import { connect, Post, Tag, User } from "./index.js";
    const db = connect("sqlite::memory:");
    db.createAll();
    ${insert}
    { using session = db.session(); session.add(post); session.commit(); }
    using session = db.session();
    const [found] = session.query(Post).filter(Post.title.eq("First")).all();
    console.log(JSON.stringify([found.author.username, found.tags.map((tag) => tag.name), found.published, found.labels]));
  `);
  expect(JSON.parse(printed)).toEqual(["ann", ["a"], false, ["new"]]);
});

test.for(["pglite::memory:", "sqlite::memory:"])("the async client writes and reads a graph at %s", async (url) => {
  using client = writeClient(await generate(blog, { client: "async" }));
  const printed = client.run(`
    import { connect, Post, Tag, User } from "./index.js";
    const db = connect("${url}");
    await db.createAll();
    ${insert}
    { await using session = db.session(); session.add(post); await session.commit(); }
    await using session = db.session();
    const [found] = await session.query(Post).filter(Post.title.eq("First")).all();
    const [author, tags] = [await found.author, await found.tags];
    console.log(JSON.stringify([author.username, tags.map((tag) => tag.name), found.published, found.labels]));
    await session.close();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual(["ann", ["a"], false, ["new"]]);
});

const imported = [
  ...fixtures().filter(({ name }) => name === "company" || name === "inheritance"),
  { name: "names", schema: schemaOf(namesSchema) },
];

test.for(imported)("each file of $name can be imported first", async ({ schema }) => {
  using client = writeClient(await generate(schema, { client: "sync" }));
  const modules = (await generate(schema, { client: "sync" })).filter(({ path }) => path.endsWith(".js"));
  const orders = modules.map(
    ({ path }) => `import "./${path}"; import { connect } from "./index.js"; connect("sqlite::memory:").createAll();`,
  );
  expect(() => orders.forEach((program) => client.run(program))).not.toThrow();
});

test("the same schema gives the same bytes", async () => {
  for (const client of ["sync", "async"] as const) {
    expect(await generate(blog, { client })).toEqual(await generate(structuredClone(blog), { client }));
  }
});
