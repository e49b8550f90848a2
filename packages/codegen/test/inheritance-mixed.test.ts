/** Models that extend one another and have what other models may have besides: embedded values, deferred columns, versions, expressions. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate } from "../src/index.ts";
import { compileErrors } from "./compile-errors.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

type Strategy = "single" | "joined";

const mixed = (strategy: Strategy) => `
  enum Level { low
    high }
  type Address { street String
    city String? }
  type Note { text String
    stars Int @default(1) }
  model Animal {
    id Int @id
    kind String
    name String
    home Address @embedded
    story String? @deferred
    label String @expr("name || '!'")
    version Int @version
    @@inherit(${strategy})
    @@discriminator(kind)
  }
  model Dog extends Animal {
    level Level @default(low)
    note Note?
    bark String? @deferred
    den Address? @embedded
  }
  model Puppy extends Dog { weeks Int }
`;

/** In either colour: what a sync client gives at once is awaited all the same. */
const program = (url: string): string => `
  import { Animal, connect, Dog, Puppy } from "./index.js";
  import { defer, loadOnly, undefer } from "@joinery/runtime";
  const db = connect(${targetText(url)});
  await db.createAll();
  const seen = {};
  const inSession = async (work) => {
    const session = db.session();
    await work(session);
    await session.close();
  };
  // What a query has left out is loaded on access by a sync client, and refused by an async one.
  const orCode = (get) => { try { return get(); } catch (error) { return error.code; } };
  await inSession(async (session) => {
    const home = { street: "Elm", city: "Ulm" };
    session.addAll([
      new Animal({ name: "Ann", home, story: "long" }),
      new Dog({ name: "Bob", home, story: "longer", note: { text: "n" }, bark: "wuff", den: { street: "Den" } }),
      new Puppy({ name: "Pip", home, weeks: 3 }),
    ]);
    await session.commit();
  });
  const all = (session) => session.query(Animal).orderBy(Animal.name);
  await inSession(async (session) => {
    const found = await all(session).all();
    seen.classes = found.map((one) => one.kind);
    seen.labels = found.map((one) => one.label);
    seen.deferred = await Promise.all([found[0].story, found[1].story, found[1].bark, found[2].bark]);
    seen.values = [found[1].level, found[1].note.text, found[1].note.stars, found[1].den.street, found[2].den];
    seen.json = JSON.parse(JSON.stringify(found[2]));
  });
  await inSession(async (session) => {
    const [, bob, pip] = await all(session).all();
    bob.home.street = "Oak";
    pip.level = "high";
    await session.commit();
    seen.versions = [bob.version, pip.version];
    bob.den.city = "Rome";
    bob.note.stars = 5;
    pip.weeks = 4;
    pip.name = "Pop";
    await session.commit();
    seen.later = [bob.version, pip.version, pip.label];
  });
  await inSession(async (session) => {
    const [ann, bob, pop] = await all(session).options(undefer(Animal.story), defer(Animal.name)).all();
    seen.read = [ann.story, bob.home.street, bob.den.city, bob.note.stars, await bob.bark, pop.level, pop.weeks];
    seen.name = orCode(() => pop.name);
  });
  await inSession(async (session) => {
    const found = await all(session).options(loadOnly(Animal.name)).all();
    seen.only = found.map((one) => [one.kind, one.name]);
    seen.home = orCode(() => found[0].home.street);
    const dogs = await session.query(Dog).options(undefer(Animal.story), undefer(Dog.bark)).filter(Animal.label.eq("Bob!")).all();
    seen.dogs = dogs.map((one) => [one.story, one.bark, one.name]);
  });
  await inSession(async (session) => {
    await session.delete(await session.query(Puppy).one());
    await session.delete(await session.query(Animal).filter(Animal.name.eq("Ann")).one());
    await session.commit();
    seen.left = (await session.query(Animal).all()).map((one) => one.name);
  });
  await db.close();
  console.log(JSON.stringify(seen));
`;

const clients = [
  ["sync", "sqlite::memory:"],
  ["async", "sqlite::memory:"],
  ["async", "pglite::memory:"],
] as const;
const strategies: readonly Strategy[] = ["single", "joined"];

test.for(clients.flatMap(([client, url]) => strategies.map((strategy) => [client, url, strategy] as const)))(
  "a hierarchy with everything else in it, %s at %s, in the way of %s",
  async ([colour, url, strategy]) => {
    using client = writeClient(await generate(schemaOf(mixed(strategy)), { client: colour }));
    expect(JSON.parse(client.run(program(url)))).toEqual({
      classes: ["Animal", "Dog", "Puppy"],
      labels: ["Ann!", "Bob!", "Pip!"],
      deferred: ["long", "longer", "wuff", null],
      values: ["low", "n", 1, "Den", null],
      json: expect.objectContaining({ kind: "Puppy", name: "Pip", home: { street: "Elm", city: "Ulm" }, weeks: 3 }),
      versions: [2, 2],
      later: [3, 3, "Pop!"],
      read: ["long", "Oak", "Rome", 5, "wuff", "high", 4],
      name: colour === "sync" ? "Pop" : "COLUMN_NOT_LOADED",
      only: [
        ["Animal", "Ann"],
        ["Dog", "Bob"],
        ["Puppy", "Pop"],
      ],
      home: colour === "sync" ? "Elm" : "COLUMN_NOT_LOADED",
      dogs: [["longer", "wuff", "Bob"]],
      left: ["Bob"],
    });
  },
);

test.for(strategies)(
  "methods of one's own on a base and on an heir reach all below, in the way of %s",
  async (strategy) => {
    const schema = `
    model Animal { id Int @id
      kind String
      name String
      @@inherit(${strategy})
      @@discriminator(kind)
      @@extend("./animal.ext.js") }
    model Dog extends Animal { tricks Int
      @@extend("./dog.ext.js") }
    model Puppy extends Dog { weeks Int }
  `;
    const methods = (model: string, method: string) => ({
      path: `${model.toLowerCase()}.ext.js`,
      text: `import { ${model}Base } from "./${model.toLowerCase()}-base.js";
      export class ${model}Ext extends ${model}Base { ${method} }`,
    });
    const declared = (model: string, method: string): string =>
      `import { ${model}Base } from "./${model.toLowerCase()}-base.js";
    export declare class ${model}Ext extends ${model}Base { ${method}(): string }`;
    let complaints = "";
    const results: unknown[] = [];
    const loadedFirst = ["animal.ext.js", "dog-base.js", "puppy.js", "dog.ext.js", "schema.js"];
    for (const first of loadedFirst) {
      using client = writeClient([
        ...(await generate(schemaOf(schema), { client: "sync" })),
        methods("Animal", "greet() { return `I am ${this.name}`; }"),
        { path: "animal.ext.d.ts", text: declared("Animal", "greet") },
        { path: "dog.ext.d.ts", text: declared("Dog", "show") },
        methods("Dog", "show() { return `${this.greet()}, with ${this.tricks} tricks`; }"),
      ]);
      const printed = client.run(`
      import "./${first}";
      import { Animal, connect, Dog, Puppy } from "./index.js";
      const db = connect("sqlite::memory:");
      db.createAll();
      const session = db.session();
      session.addAll([new Animal({ name: "Ann" }), new Dog({ name: "Bob", tricks: 2 }), new Puppy({ name: "Pip", tricks: 1, weeks: 3 })]);
      session.commit();
      session.close();
      const again = db.session();
      const found = again.query(Animal).orderBy(Animal.name).all();
      console.log(JSON.stringify([found.map((one) => one.greet()), again.query(Dog).orderBy(Dog.name).all().map((one) => one.show()), found[2] instanceof Dog]));
      again.close();
    `);
      complaints += compileErrors(client.directory, ["index.d.ts", "puppy.d.ts"]);
      results.push(JSON.parse(printed));
    }
    const greeted = ["I am Ann", "I am Bob", "I am Pip"];
    const shown = ["I am Bob, with 2 tricks", "I am Pip, with 1 tricks"];
    expect(results).toEqual(loadedFirst.map(() => [greeted, shown, true]));
    expect(complaints).toBe("");
  },
);
