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

const social = schemaOf(`
  model User { id Int @id
    name String
    following User[] @through(Follow, near: from, far: to) }
  model Follow { id Int @id
    from User
    to User
    @@schema("social") }
`);

test.for(["pglite::memory:", "sqlite::memory:"])(
  "a model within a database schema is led through at %s",
  async (url) => {
    using client = writeClient(await generate(social, { client: "async" }));
    const printed = client.run(`
    import { joinedload, selectinload } from "@joinery/runtime";
    import { connect, Follow, User } from "./index.js";
    const db = connect("${url}");
    await db.createAll();
    await using session = db.session();
    const [ann, bob] = [new User({ name: "ann" }), new User({ name: "bob" })];
    session.add(new Follow({ from: ann, to: bob }));
    await session.commit();
    const names = [];
    for (const load of [joinedload, selectinload]) {
      await using again = db.session();
      const users = await again.query(User).filter(User.following.contains(bob)).options(load(User.following)).all();
      names.push(users.map(({ name, following }) => [name, ...following.map((one) => one.name)]));
      await again.close();
    }
    console.log(JSON.stringify(names));
    await session.close();
    await db.close();
  `);
    expect(JSON.parse(printed)).toEqual([[["ann", "bob"]], [["ann", "bob"]]]);
  },
);

const codec = {
  path: "own-codec.js",
  text: `import { defineScalar } from "@joinery/runtime";
    export default defineScalar({ decode: (stored) => stored, encode: (value) => value });`,
};

const imported = [
  ...fixtures().filter(({ name }) => ["company", "inheritance", "through", "views"].includes(name)),
  ...fixtures()
    .filter(({ name }) => name === "values")
    .map(({ name, schema }) => ({
      name,
      schema: { ...schema, scalars: schema.scalars.map((scalar) => ({ ...scalar, codec: "./own-codec.js" })) },
    })),
  { name: "names", schema: schemaOf(namesSchema) },
];

test.for(imported)("each file of $name can be imported first", async ({ schema }) => {
  using client = writeClient([...(await generate(schema, { client: "sync" })), codec]);
  const modules = (await generate(schema, { client: "sync" })).filter(({ path }) => path.endsWith(".js"));
  const orders = modules.map(
    ({ path }) => `import "./${path}"; import { connect } from "./index.js"; connect("sqlite::memory:").createAll();`,
  );
  expect(() => orders.forEach((program) => client.run(program))).not.toThrow();
});

test("a codec's module of another shape is told when the client is imported", async () => {
  const schema = schemaOf(`scalar Money = Decimal { codec: "./own-codec.js" }
  model Bill { id Int @id
    total Money }`);
  using client = writeClient([
    ...(await generate(schema, { client: "sync" })),
    { path: "own-codec.js", text: "export default { decode: (stored) => stored };" },
  ]);
  expect(() => client.run(`import "./index.js";`)).toThrow(
    'the codec of the scalar "Money" has no "decode" and "encode": let its module say',
  );
});

test("the same schema gives the same bytes", async () => {
  for (const client of ["sync", "async"] as const) {
    expect(await generate(blog, { client })).toEqual(await generate(structuredClone(blog), { client }));
  }
});
