/** What random schemas (`rich-clients.test.ts`) have found, each in a schema of its own. */
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";
import { createProject } from "./temporary-project.ts";

const codec = {
  path: "own-code.js",
  text: `import { defineScalar } from "@joinery/runtime";
    export default defineScalar({ decode: (text) => ({ text }), encode: ({ text }) => text });`,
};
const codecTypes = {
  path: "own-code.d.ts",
  text: `import type { ScalarCodec } from "@joinery/runtime";
    declare const codec: ScalarCodec<{ readonly text: string }, string>;
    export default codec;`,
};
const scalar = `scalar Code = String { codec: "./own-code.js" }`;

test("deferred documents and custom scalars are read by a sync client, NULL ones as null, and reading writes nothing", async () => {
  const schema = schemaOf(`${scalar}
    type Place { street String }
    model Note { id Int @id
      label String
      place Place @deferred
      maybe Place? @deferred
      places Place[] @deferred
      json Json? @deferred
      bytes Bytes? @deferred
      code Code @deferred
      other Code? @deferred
      home Place? @embedded }`);
  using client = writeClient([...(await generate(schema, { client: "sync" })), codec]);
  const printed = client.run(`
    import { connect, Note } from "./index.js";
    import { loadOnly } from "@joinery/runtime";
    const db = connect("sqlite::memory:");
    db.createAll();
    db.transaction((tx) => tx.add(new Note({ label: "a", place: { street: "Elm" }, places: [{ street: "Oak" }], code: { text: "x" } })));
    const seen = [];
    for (const options of [[], [loadOnly(Note.label)]]) {
      using session = db.session();
      const note = session.query(Note).options(...options).one();
      const { place, maybe, places, json, bytes, code, other, home } = note;
      seen.push({ place, maybe, places, json, bytes, code, other, home }, session.isModified(note), Object.keys(note.toJSON()).length);
      let statements = 0;
      db.onStatement(() => statements++);
      session.flush();
      seen.push(statements);
    }
    console.log(JSON.stringify(seen));
  `);
  const values = {
    place: { street: "Elm" },
    maybe: null,
    places: [{ street: "Oak" }],
    json: null,
    bytes: null,
    code: { text: "x" },
    other: null,
    home: null,
  };
  expect(JSON.parse(printed)).toEqual([values, false, 10, 0, values, false, 10, 0]);
});

test("a model with methods of its own may be in a list of an owner whose key has a codec", async () => {
  const schema = schemaOf(`${scalar}
    model Owner { id Code @id
      items Item[] }
    model Item { id Int @id
      @@extend("./item.ext.js") }`);
  const extension = {
    path: "item.ext.js",
    text: `import { ItemBase } from "./item-base.js"; export class ItemExt extends ItemBase {}`,
  };
  using client = writeClient([
    ...(await generate(schema, { client: "sync", schemaPath: (file) => `./${file}` })),
    codec,
    extension,
  ]);
  expect(client.run(`import { Item } from "./index.js"; console.log(new Item({}) instanceof Item);`).trim()).toBe(
    "true",
  );
});

test.for(["js", "ts"] as const)("types of keys and of what an heir inherits compile with emit %s", async (emit) => {
  const schema = schemaOf(`${scalar}
    model Owner { id Code @id
      led Led[] @relation("other") }
    type Place { street String }
    enum Mood { calm }
    type Spot { name String
      mood Mood
      label Label }
    type Label { text String }
    model Base { id Int @id
      kind String
      place Place? @deferred
      home Spot? @embedded @deferred
      sign Label? @expr("NULL") @deferred
      owner Owner?
      far Owner[] @through(Link, near: base, far: owner)
      @@inherit(joined)
      @@discriminator(kind) }
    model Heir extends Base { more Int @default(0) }
    model Led extends Base { other Owner? @relation("other") }
    model Late extends Base { away Spot? @embedded @deferred }
    model Plain extends Base { }
    model Extended extends Base { @@extend("./extended.ext.ts") }
    model Boxed extends Base { box Place? @embedded
      @@extend("./boxed.ext.ts") }
    model Link { id Int @id
      base Base
      owner Owner }
    model Holder { id Int @id
      plains Plain[] }`);
  const files = await generate(schema, { client: "sync", emit, brandedIds: true, schemaPath: (file) => `./${file}` });
  using project = createProject({
    ...Object.fromEntries([...files, codec, codecTypes].map(({ path, text }) => [path, text])),
    "extended.ext.ts": `import { ExtendedBase } from "./extended-base.${emit}";
      export class ExtendedExt extends ExtendedBase { hello(): string { return this.kind; } }`,
    "boxed.ext.ts": `export { BoxedBase as BoxedExt } from "./boxed-base.${emit}";`,
    "use.ts": `import { Heir, type OwnerId } from "./index.${emit}";
      export const id: OwnerId | null = new Heir({}).ownerId;
      // @ts-expect-error the key of another model
      new Heir({ ownerId: new Heir({}).id });`,
  });
  const flags = { strict: true, noUnusedLocals: true, noImplicitOverride: true, allowImportingTsExtensions: true };
  const options = { ...flags, module: "nodenext", target: "es2024", types: ["node"], noEmit: true };
  expect(project.compile({ ...options, lib: ["es2024", "esnext.disposable"] })).toBe("");
});

test("rows that refer to each other in a circle are deleted in an order that no constraint refuses", async () => {
  const schema = schemaOf(`
    model Team { id Int @id
      captain Player? @relation("captain", onDelete: Cascade)
      players Player[] @relation("players")
      rival Team? @relation("rival", fields: [rivalCode], references: [code], onDelete: Restrict)
      rivalCode String?
      code String @unique }
    model Player { id Int @id
      team Team @relation("players")
      version Int @version }`);
  using client = writeClient(await generate(schema, { client: "sync" }));
  const printed = client.run(`
    import { connect, Player, Team } from "./index.js";
    const db = connect("sqlite::memory:");
    db.createAll();
    const left = [];
    for (const isReversed of [false, true]) {
      const [a, b, c] = ["a", "b", "c"].map((code) => new Team({ code }));
      const players = [a, a, b, b, c].map((team) => new Player({ team }));
      using session = db.session();
      session.addAll([a, b, c, ...players]);
      session.flush();
      [a.captain, b.captain, c.captain] = [players[0], players[3], players[1]];
      b.rival = a;
      session.commit();
      const all = [a, b, c, ...players];
      for (const one of isReversed ? all.reverse() : all) session.delete(one);
      session.commit();
      left.push(session.query(Team).count(), session.query(Player).count());
    }
    console.log(JSON.stringify(left));
  `);
  expect(JSON.parse(printed)).toEqual([0, 0, 0, 0]);
});
