/** Clients of models that extend one another, where names, keys and constraints are not what they usually are. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { clientSchema } from "../src/client-schema.ts";
import { generate, notGenerated } from "../src/index.ts";
import { fixtures, fixturesDirectory, schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

/** Names that every class has, a relation without a property, a compound key, and tables that share column names. */
const odd = `
  model Object { tenant Int
    number Int
    length Int
    toString String
    kind String @map("what")
    @@id([tenant, number])
    @@inherit(joined)
    @@discriminator(kind, "o'clock")
    @@map("things") }
  model Iterable extends Object {
    what Int @map("size")
    promise Promise?
    @@map("iterables") }
  model Promise extends Iterable {
    what2 Int @map("2_size") }
  model Array extends Object {
    size String @default("big") }
  model Map extends Array {
  }
  model Holder { id Int @id
    things Object[] }
  model Waiter { id Int @id
    waiting Promise[] }
`;

const clients = [
  { name: "sync", client: "sync", url: "sqlite::memory:" },
  { name: "async, SQLite", client: "async", url: "sqlite::memory:" },
  { name: "async, PGlite", client: "async", url: "pglite::memory:" },
] as const;

test.for(clients)("borrowed names, compound keys and equal columns work ($name)", async ({ client, url }) => {
  using written = writeClient(await generate(schemaOf(odd), { client }));
  const printed = written.run(`
    import { Promise as Last } from "./promise.js";
    import { Array as Beside, Map as Empty, connect, Holder, Iterable as Middle, Object as Root, Waiter } from "./index.js";
    const db = connect(${targetText(url)});
    await db.createAll();
    const key = { tenant: 1, number: 2 };
    const last = new Last({ ...key, length: 3, toString: "s", what: 5, what2: 6 });
    const middle = new Middle({ tenant: 1, number: 3, length: 4, toString: "m", what: 7, promise: last });
    const plain = new Root({ tenant: 2, number: 2, length: 1, toString: "r" });
    const empty = new Empty({ tenant: 4, number: 1, length: 0, toString: "e" });
    const beside = new Beside({ tenant: 3, number: 1, length: 0, toString: "b" });
    const holder = new Holder({ things: [last, plain] });
    const waiter = new Waiter({ waiting: [last] });
    const session = db.session();
    session.addAll([middle, holder, waiter, beside, empty]);
    await session.commit();
    const found = await session.query(Root).orderBy(Root.tenant, Root.number).all();
    const second = db.session();
    const fresh = await second.query(Root).orderBy(Root.tenant, Root.number).all();
    const values = fresh.map((entity) => [entity.constructor === Last, entity.kind, entity.what, entity.what2, entity.size, entity.length, entity.toString]);
    const [one] = await second.query(Middle).filter(Last.length.eq(3), Middle.what.eq(5)).all();
    one.what2 = 60; one.what = 50; one.length = 30;
    await second.commit();
    const holders = await second.query(Holder).filter(Holder.things.any(Root.toString.eq("s"))).all();
    const waits = await second.query(Waiter).filter(Waiter.waiting.any(Last.what2.eq(60))).count();
    await second.delete(one);
    await second.commit();
    console.log(JSON.stringify({
      same: found.every((entity) => [last, middle, plain, beside, empty].includes(entity)),
      fresh: values,
      handles: [Last.length === Root.length, Last.toString === Root.toString],
      waits,
      things: [...(await holders[0].things)].length,
      left: (await second.query(Root).all()).map((entity) => entity.kind).sort(),
    }));
    await session.close(); await second.close(); await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({
    same: true,
    fresh: [
      [true, "Promise", 5, 6, null, 3, "s"],
      [false, "Iterable", 7, null, null, 4, "m"],
      [false, "o'clock", null, null, null, 1, "r"],
      [false, "Array", null, null, "big", 0, "b"],
      [false, "Map", null, null, "big", 0, "e"],
    ],
    waits: 1,
    handles: [true, true],
    things: 1,
    left: ["Array", "Iterable", "Map", "o'clock"],
  });
});

test.for(["single", "joined"])("the language's example of %s inheritance has a client", async (strategy) => {
  const path = `${fixturesDirectory}language/${strategy}-inheritance/schema.model`;
  const schema = schemaOf(readFileSync(path, "utf8").replace(" @deferred", "")); // a matter of its own
  expect(notGenerated(schema)).toEqual([]);
  using written = writeClient(await generate(schema, { client: "sync" }));
  const opened = `import { connect } from "./index.js"; connect("sqlite::memory:").createAll(); console.log("opened");`;
  expect(written.run(opened)).toBe("opened\n");
});

test("what an heir loads by default is loaded by queries of its base as well", async () => {
  const schema = schemaOf(`
    model Employee { id Int @id
      kind String
      company Company? @load(joined)
      @@inherit(single)
      @@discriminator(kind) }
    model Engineer extends Employee {
      tools Tool[] @load(selectin)
      desk Desk? @load(joined) }
    model Manager extends Employee {
      cars Car[] }
    model Company { id Int @id
      staff Employee[] @load(selectin) }
    model Tool { id Int @id
      engineer Engineer }
    model Car { id Int @id
      manager Manager }
    model Desk { id Int @id
      engineers Engineer[] }
  `);
  using written = writeClient(await generate(schema, { client: "sync" }));
  const printed = written.run(`
    import { Car, Company, connect, Desk, Employee, Engineer, Manager, Tool } from "./index.js";
    const db = connect("sqlite::memory:");
    db.createAll();
    {
      using session = db.session();
      const engineer = () => new Engineer({ tools: [new Tool({})], desk: new Desk({}) });
      session.add(new Company({ staff: [engineer(), engineer(), new Manager({ cars: [new Car({})] }), new Employee({})] }));
      session.commit();
    }
    let count = 0;
    db.onStatement(({ sql }) => void (sql.startsWith("SELECT") && count++));
    const counted = (work) => { count = 0; work(); return count; };
    const look = (all) => all.forEach((one) => one instanceof Engineer && [one.tools.length, one.desk.id, one.company.id]);
    const counts = [Employee, Engineer, Company].map((from) => {
      using session = db.session();
      let found = [];
      return [counted(() => { found = session.query(from).all(); }), counted(() => look(from === Company ? [...found[0].staff] : found))];
    });
    console.log(JSON.stringify(counts));
  `);
  expect(JSON.parse(printed)).toEqual([
    [3, 0],
    [2, 0],
    [4, 0],
  ]);
});

test("a cascade that would take a part of a row is the session's, and takes the whole", async () => {
  const schema = schemaOf(`
    model Asset { id Int @id
      kind String
      @@inherit(joined)
      @@discriminator(kind) }
    model Document extends Asset {
      author Person @relation(onDelete: Cascade) }
    model Person { id Int @id
      documents Document[] }
  `);
  using written = writeClient(await generate(schema, { client: "sync" }));
  const printed = written.run(`
    import { Asset, connect, Document, Person } from "./index.js";
    const db = connect("sqlite::memory:");
    db.createAll();
    { using session = db.session(); session.add(new Person({ documents: [new Document({}), new Document({})] })); session.commit(); }
    using session = db.session();
    session.delete(session.query(Person).one());
    session.commit();
    console.log(session.query(Asset).count());
  `);
  expect(printed).toBe("0\n");
});

test("columns and relations of an heir begin with those of its base, in every schema", () => {
  const schemas = [...fixtures(), { name: "odd", schema: schemaOf(odd) }];
  let heirs = 0;
  for (const { schema } of schemas) {
    const { models } = clientSchema(schema);
    for (const model of models) {
      const base = models.find(({ name }) => name === model.inheritance?.base);
      if (base === undefined) continue;
      heirs++;
      for (const part of ["columns", "relations"] as const) {
        const names = (of: typeof model) => of[part].map(({ name }) => name);
        expect(names(model).slice(0, base[part].length)).toEqual(names(base));
        expect(model[part].map(({ inherited }) => inherited)).toEqual(
          names(model).map((_, at) => at < base[part].length),
        );
      }
    }
  }
  expect(heirs).toBeGreaterThan(8);
});

test("an heir's declarations and scripts name its base as a value, and everybody else as a type", async () => {
  const files = await generate(schemaOf(odd), { client: "sync" });
  const text = (path: string) => files.find((file) => file.path === path)?.text;
  expect(text("promise.js")).toContain('import { Iterable, iterableModel } from "./iterable.js";');
  expect(text("promise.js")).not.toContain("holder.js");
  expect(text("promise.d.ts")).toContain('import { Iterable } from "./iterable.js";');
  expect(text("iterable.js")).not.toContain("promise.js");
});
