/** Models that extend one another and have what other models may have besides: embedded values, deferred columns, versions, expressions. */
import { expect, test } from "vitest";
import { generate, notGenerated } from "../src/index.ts";
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

const program = `
  import { Animal, connect, Dog, Puppy } from "./index.js";
  import { defer, loadOnly, undefer } from "@joinery/runtime";
  const db = connect("sqlite::memory:");
  db.createAll();
  const seen = {};
  const inSession = (work) => { using session = db.session(); return work(session); };
  inSession((session) => {
    const home = { street: "Elm", city: "Ulm" };
    session.addAll([
      new Animal({ name: "Ann", home, story: "long" }),
      new Dog({ name: "Bob", home, story: "longer", note: { text: "n" }, bark: "wuff", den: { street: "Den" } }),
      new Puppy({ name: "Pip", home, weeks: 3 }),
    ]);
    session.commit();
  });
  const all = (session) => session.query(Animal).orderBy(Animal.name);
  inSession((session) => {
    const found = all(session).all();
    seen.classes = found.map((one) => one.kind);
    seen.labels = found.map((one) => one.label);
    seen.deferred = [found[0].story, found[1].story, found[1].bark, found[2].bark];
    seen.values = [found[1].level, found[1].note.text, found[1].note.stars, found[1].den.street, found[2].den];
    seen.json = JSON.parse(JSON.stringify(found[2]));
  });
  inSession((session) => {
    const [, bob, pip] = all(session).all();
    bob.home.street = "Oak";
    pip.level = "high";
    session.commit();
    seen.versions = [bob.version, pip.version];
    bob.den.city = "Rome";
    bob.note.stars = 5;
    pip.weeks = 4;
    pip.name = "Pop";
    session.commit();
    seen.later = [bob.version, pip.version, pip.label];
  });
  inSession((session) => {
    const [ann, bob, pop] = all(session).options(undefer(Animal.story), defer(Animal.name)).all();
    seen.read = [ann.story, bob.home.street, bob.den.city, bob.note.stars, bob.bark, pop.level, pop.weeks, pop.name];
  });
  inSession((session) => {
    const found = all(session).options(loadOnly(Animal.name)).all();
    seen.only = found.map((one) => [one.kind, one.name, one.home.street]);
    const dogs = session.query(Dog).options(undefer(Animal.story), undefer(Dog.bark)).filter(Animal.label.eq("Bob!")).all();
    seen.dogs = dogs.map((one) => [one.story, one.bark, one.name]);
  });
  inSession((session) => {
    session.delete(session.query(Puppy).one());
    session.delete(session.query(Animal).filter(Animal.name.eq("Ann")).one());
    session.commit();
    seen.left = session.query(Animal).all().map((one) => one.name);
  });
  console.log(JSON.stringify(seen));
`;

test.for<Strategy>(["single", "joined"])(
  "a hierarchy with everything else in it, in the way of %s",
  async (strategy) => {
    using client = writeClient(await generate(schemaOf(mixed(strategy)), { client: "sync" }));
    expect(JSON.parse(client.run(program))).toEqual({
      classes: ["Animal", "Dog", "Puppy"],
      labels: ["Ann!", "Bob!", "Pip!"],
      deferred: ["long", "longer", "wuff", null],
      values: ["low", "n", 1, "Den", null],
      json: expect.objectContaining({ kind: "Puppy", name: "Pip", home: { street: "Elm", city: "Ulm" }, weeks: 3 }),
      versions: [2, 2],
      later: [3, 3, "Pop!"],
      read: ["long", "Oak", "Rome", 5, "wuff", "high", 4, "Pop"],
      only: [
        ["Animal", "Ann", "Elm"],
        ["Dog", "Bob", "Oak"],
        ["Puppy", "Pop", "Elm"],
      ],
      dogs: [["longer", "wuff", "Bob"]],
      left: ["Bob"],
    });
  },
);

test("an heir with a table of its own has no expressions", () => {
  const withExpression = (strategy: Strategy): string =>
    mixed(strategy).replace("weeks Int", `weeks Int\n    days Int @expr("weeks * 7")`);
  expect(notGenerated(schemaOf(withExpression("single")))).toEqual([]);
  expect(notGenerated(schemaOf(withExpression("joined"))).map(({ what }) => what)).toEqual([
    '"Puppy.days", an expression (@expr) which stands in a model that extends another in a table of its own',
  ]);
});
