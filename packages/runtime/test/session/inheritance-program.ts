/**
 * Session programs over models that extend one another, beside a naive model: things in a map, each with the name of its class, and a copy of
 * them for a rollback. A step's numbers pick among what there is, so that every list of steps is a program.
 */
import assert from "node:assert/strict";
import { vi } from "vitest";
import type * as models from "../../../../fixtures/inheritance/generated-async/index.ts";
import { type AsyncDb, type AsyncSession, joinedload, selectinload } from "../../src/index.ts";
import { model as modelKey } from "../../src/meta/symbols.ts";
import { EntityCollection } from "../../src/state/collection.ts";
import { linkOf, originOf } from "../../src/state/entity.ts";

export const kinds = [
  ...([
    "create",
    "create",
    "create",
    "set",
    "set",
    "one",
    "one",
    "link",
    "unlink",
    "delete",
    "flush",
    "commit",
  ] as const),
  ...(["rollback", "savepoint", "get", "query", "access", "leave"] as const),
] as const;

export interface Step {
  readonly kind: (typeof kinds)[number];
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface ProgramClient {
  readonly models: typeof models;
  readonly db: AsyncDb;
}

const names = [
  ...(["Company", "Employee", "Engineer", "Manager", "Director", "Person"] as const),
  ...(["Asset", "Folder", "Document", "Image", "Photo"] as const),
] as const;

type Name = (typeof names)[number];

interface ClassFacts {
  readonly base?: Name;
  /** Its own. */
  readonly columns: readonly string[];
  /** Its own relations to one, with what they lead to and the other side. */
  readonly ones: Readonly<Record<string, readonly [target: Name, inverse: string]>>;
}

const facts: Readonly<Record<Name, ClassFacts>> = {
  Company: { columns: ["title"], ones: {} },
  Employee: { columns: ["name", "email"], ones: { company: ["Company", "staff"] } },
  Engineer: { base: "Employee", columns: ["language"], ones: { mentor: ["Engineer", "mentees"] } },
  Manager: { base: "Employee", columns: ["budget"], ones: {} },
  Director: { base: "Manager", columns: ["shares"], ones: { board: ["Company", "directors"] } },
  Person: { columns: ["nick"], ones: { favourite: ["Asset", "fans"] } },
  Asset: { columns: ["name"], ones: { parent: ["Folder", "content"] } },
  Folder: { base: "Asset", columns: ["size"], ones: {} },
  Document: { base: "Asset", columns: ["pages"], ones: { author: ["Person", "documents"] } },
  Image: { base: "Asset", columns: ["format", "width"], ones: {} },
  Photo: { base: "Image", columns: ["camera"], ones: { takenBy: ["Person", "taken"] } },
};

function lineOf(name: Name): Name[] {
  const { base } = facts[name];
  return base === undefined ? [name] : [...lineOf(base), name];
} // checked
const isKind = (name: Name, wanted: Name): boolean => lineOf(name).includes(wanted);
const columnsOf = (name: Name): string[] => lineOf(name).flatMap((one) => facts[one].columns);
const onesOf = (name: Name) => lineOf(name).flatMap((one) => Object.entries(facts[one].ones));
const numbers = new Set(["shares", "size", "pages", "width"]);

interface Thing {
  readonly id: number;
  readonly name: Name;
  readonly columns: Record<string, unknown>;
  readonly ones: Record<string, number | null>;
  /** Of a photo. */
  persons: number[];
}

type Bag = Record<string, unknown> & InstanceType<typeof models.Asset>;

/** Runs a program; gives the statements that it issued. @throws where memory or the tables differ from the naive model */
export async function runProgram(client: ProgramClient, steps: readonly Step[]): Promise<string[]> {
  await client.db.dropAll();
  await client.db.createAll();
  const seen: string[] = [];
  const stop = client.db.onStatement(({ sql }) => void seen.push(sql));
  const program = new Program(client);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
  try {
    for (const [at, step] of steps.entries()) {
      vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, at)); // so that a stamp differs from the one before in every run
      await program.run(step);
    }
    await program.run({ kind: "commit", a: 0, b: 0, c: 0 });
  } finally {
    await program.close();
    stop();
    vi.useRealTimers();
  }
  return seen;
}

class Program {
  readonly #client: ProgramClient;
  #session: AsyncSession;
  #things = new Map<number, Thing>();
  /** What was there when the transaction began. */
  #before = new Map<number, Thing>();
  #entities = new Map<number, Bag>();
  readonly #keys = new Map<number, number>();
  #count = 0;

  constructor(client: ProgramClient) {
    this.#client = client;
    this.#session = client.db.session({ discard: "silent" });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async run({ kind, a, b, c }: Step): Promise<void> {
    await this.#steps[kind](a, b, c);
    for (const [id, entity] of this.#entities) {
      const thing = this.#things.get(id);
      if (thing !== undefined) this.#compare(thing, entity, kind);
    }
  }

  readonly #steps: Readonly<Record<Step["kind"], (a: number, b: number, c: number) => Promise<void> | void>> = {
    create: (a, b) => {
      const name = names[a % names.length] as Name; // within its length
      const board = this.#pick("Company", b);
      if (name === "Director" && board === null) return;
      const id = ++this.#count;
      const columns = Object.fromEntries(columnsOf(name).map((column) => [column, this.#value(column)]));
      const ones = Object.fromEntries(onesOf(name).map(([one]) => [one, one === "board" ? (board?.id ?? null) : null]));
      this.#things.set(id, { id, name, columns, ones, persons: [] });
      const given = { ...columns, ...(name === "Director" ? { board: this.#entities.get(board?.id ?? 0) } : {}) };
      if (name === "Director" && !this.#entities.has(board?.id ?? 0)) return void this.#things.delete(id);
      const entity = new (this.#classOf(name) as unknown as new (values: unknown) => Bag)(given);
      this.#entities.set(id, entity);
      this.#session.add(entity);
    },
    set: async (a, b) => {
      const thing = this.#pick(null, a);
      if (thing === null) return;
      const columns = columnsOf(thing.name);
      const column = columns[b % columns.length] as string; // every class has one
      thing.columns[column] = this.#value(column);
      (await this.#entity(thing))[column as "name"] = thing.columns[column] as string; // of the column's own type
    },
    one: async (a, b, c) => {
      const thing = this.#pick(null, a);
      const relation = thing === null ? null : choose(onesOf(thing.name), b);
      if (thing === null || relation === null) return;
      const [name, [targetName, inverse]] = relation;
      const target = c % 4 === 0 && name !== "board" ? null : this.#pick(targetName, c);
      if (target === null && name === "board") return;
      const entity = await this.#entity(thing);
      const to = target === null ? null : await this.#entity(target);
      thing.ones[name] = target?.id ?? null;
      if (to !== null && c % 3 === 0) ((await this.#read(to, inverse)) as Bag[]).push(entity);
      else entity[name as "parent"] = to as never; // of the relation's own class
    },
    link: async (a, b) => {
      const [photo, person] = [this.#pick("Photo", a), this.#pick("Person", b)];
      if (photo === null || person === null || photo.persons.includes(person.id)) return;
      const [one, other] = [await this.#entity(photo), await this.#entity(person)];
      if (a % 2 === 0) ((await this.#read(one, "persons")) as Bag[]).push(other);
      else ((await this.#read(other, "photos")) as Bag[]).push(one);
      photo.persons.push(person.id);
    },
    unlink: async (a, b) => {
      const photo = this.#pick("Photo", a);
      const person = photo?.persons[b % Math.max(1, photo.persons.length)];
      if (photo === null || person === undefined) return;
      const other = await this.#entity(this.#things.get(person) as Thing); // links lead to what is there
      ((await this.#read(await this.#entity(photo), "persons")) as { remove(item: Bag): void }).remove(other);
      photo.persons = photo.persons.filter((id) => id !== person);
    },
    delete: async (a) => {
      const thing = this.#pick(null, a);
      if (thing === null || thing.name === "Company") return;
      const entity = await this.#entity(thing);
      await this.#flush();
      await this.#session.delete(entity);
      this.#things.delete(thing.id);
      for (const other of this.#things.values()) {
        for (const [name] of onesOf(other.name)) if (other.ones[name] === thing.id) other.ones[name] = null;
        other.persons = other.persons.filter((id) => id !== thing.id);
      }
      await this.#flush();
      assert.equal(this.#session.has(entity), false);
    },
    flush: () => this.#flush(),
    commit: async () => {
      await this.#session.commit();
      this.#learn();
      this.#before = structuredClone(this.#things);
      for (const id of this.#entities.keys()) if (!this.#things.has(id)) this.#entities.delete(id);
      await this.#compareTables();
    },
    rollback: async () => {
      await this.#session.rollback();
      for (const id of this.#entities.keys()) if (!this.#before.has(id)) this.#entities.delete(id);
      this.#things = structuredClone(this.#before);
    },
    savepoint: async (a, b, c) => {
      const nested = await this.#session.beginNested();
      this.#learn();
      const [things, known] = [structuredClone(this.#things), new Set(this.#entities.keys())];
      for (const kind of ["create", "set", "one", "delete"] as const) await this.#steps[kind](a, b, c);
      if (a % 2 === 0) return nested.commit();
      await nested.rollback();
      for (const id of this.#entities.keys()) if (!known.has(id) && !things.has(id)) this.#entities.delete(id);
      this.#things = things;
    },
    get: async (a, b) => {
      const thing = this.#pick(null, a);
      if (thing === null) return;
      await this.#flush();
      const wanted = names[b % names.length] as Name; // within its length
      if (lineOf(wanted)[0] !== lineOf(thing.name)[0]) return;
      const found = await this.#session.get(this.#classOf(wanted), this.#key(thing));
      if (!isKind(thing.name, wanted)) assert.equal(found, null);
      else assert.equal(found, await this.#entity(thing));
    },
    query: async (a, b) => {
      const wanted = names[a % names.length] as Name; // as above
      const relation = choose(onesOf(wanted), b);
      const modelClass = this.#classOf(wanted);
      const handle = relation === null ? undefined : (modelClass as unknown as Record<string, never>)[relation[0]];
      const load = b % 2 === 0 ? joinedload : selectinload;
      const query = this.#session.query(modelClass).orderBy(modelClass.id);
      const found = (await (handle === undefined ? query : query.options(load(handle))).limit(1000).all()) as Bag[];
      this.#learn();
      const expected = [...this.#things.values()].filter((thing) => isKind(thing.name, wanted));
      expected.sort((one, other) => this.#key(one) - this.#key(other));
      assert.deepEqual(
        found.map(({ id }) => id),
        expected.map((thing) => this.#key(thing)),
        `all of ${wanted}`,
      );
      for (const [at, thing] of expected.entries()) {
        const entity = found[at] as Bag; // as many
        assert.equal(this.#entities.get(thing.id) ?? entity, entity);
        this.#entities.set(thing.id, entity);
      }
    },
    access: async (a, b) => {
      const thing = this.#pick(null, a);
      if (thing === null) return;
      await this.#flush();
      await this.#compareRelations(thing, await this.#entity(thing), b);
    },
    leave: async () => {
      await this.#steps.commit(0, 0, 0);
      await this.#session.close();
      this.#session = this.#client.db.session({ discard: "silent" });
      this.#entities = new Map();
    },
  };

  async #flush(): Promise<void> {
    await this.#session.flush();
    this.#learn();
  }

  #learn(): void {
    for (const thing of this.#things.values()) {
      const entity = this.#entities.get(thing.id);
      if (entity !== undefined) this.#keys.set(thing.id, entity.id);
    }
  }

  #key(thing: Thing): number {
    return this.#keys.get(thing.id) as number; // asked for after a flush
  }

  #value(column: string): unknown {
    const value = ++this.#count;
    return numbers.has(column) ? value : column === "budget" ? `${value}.5` : `${column}${value}`;
  }

  #classOf(name: Name): typeof models.Asset {
    return this.#client.models[name] as unknown as typeof models.Asset; // whichever: what is called of it, all have
  }

  #pick(name: Name | null, at: number): Thing | null {
    const all = [...this.#things.values()].filter((thing) => name === null || isKind(thing.name, name));
    return all[at % Math.max(1, all.length)] ?? null;
  }

  /** In this session; asked for by some class that it is of. */
  async #entity(thing: Thing): Promise<Bag> {
    const known = this.#entities.get(thing.id);
    if (known !== undefined) return known;
    const line = lineOf(thing.name);
    const found = await this.#session.getOne(this.#classOf(line[thing.id % line.length] as Name), this.#key(thing)); // within its length
    this.#entities.set(thing.id, found as Bag);
    return found as Bag;
  }

  /** What an async client goes on giving though it is stale is loaded anew, as a sync client does. */
  async #read(entity: Bag, name: string): Promise<unknown> {
    const relation = entity[modelKey].relations.find((one) => one.name === name);
    const link = relation === undefined ? undefined : linkOf(entity, relation.index);
    const isStale = link instanceof EntityCollection && EntityCollection.isStale(link);
    const { context } = originOf(entity);
    if (isStale && relation !== undefined && context?.colour === "async") await context.loadInTick(entity, relation);
    return await entity[name];
  }

  #compare(thing: Thing, entity: Bag, kind: string): void {
    assert.ok(entity instanceof this.#classOf(thing.name), `${thing.name} ${thing.id} after ${kind}`);
    for (const column of columnsOf(thing.name))
      assert.deepEqual(entity[column], thing.columns[column], `${thing.name} ${thing.id}.${column} after ${kind}`);
  }

  async #compareRelations(thing: Thing, entity: Bag, only?: number): Promise<void> {
    const idOf = (item: unknown): unknown => (item as Bag | null)?.id ?? null;
    const key = (id: number | null): unknown => (id === null ? null : this.#keys.get(id));
    const expected = new Map<string, unknown>(
      onesOf(thing.name).map(([name]) => [name, key(thing.ones[name] ?? null)]),
    );
    for (const other of names)
      for (const [name, [target, inverse]] of Object.entries(facts[other].ones)) {
        if (!isKind(thing.name, target)) continue;
        const members = [...this.#things.values()].filter(
          (one) => isKind(one.name, other) && one.ones[name] === thing.id,
        );
        expected.set(inverse, members.map(({ id }) => key(id)).toSorted(byNumber));
      }
    if (thing.name === "Photo") expected.set("persons", thing.persons.map(key).toSorted(byNumber));
    const all = [...expected];
    const chosen = only === undefined ? null : choose(all, only);
    for (const [name, ids] of chosen === null ? all : [chosen]) {
      const found = await this.#read(entity, name);
      const what = `${thing.name} ${thing.id}.${name}`;
      assert.deepEqual(
        Array.isArray(ids) ? Array.from(found as Bag[], idOf).toSorted(byNumber) : idOf(found),
        ids,
        what,
      );
    }
  }

  /** As another session sees them. */
  async #compareTables(): Promise<void> {
    const session = this.#client.db.session();
    try {
      for (const root of ["Company", "Employee", "Person", "Asset"] as const) {
        const found = (await session.query(this.#classOf(root)).all()) as Bag[];
        const byKey = new Map(found.map((entity) => [entity.id, entity]));
        const expected = [...this.#things.values()].filter((thing) => isKind(thing.name, root));
        assert.equal(found.length, expected.length, `rows of ${root}`);
        for (const thing of expected) {
          const entity = byKey.get(this.#key(thing));
          assert.ok(entity !== undefined, `a row of ${thing.name} ${thing.id}`);
          this.#compare(thing, entity, "the commit");
          await this.#compareRelations(thing, entity);
        }
      }
    } finally {
      await session.close();
    }
  }
}

const byNumber = (one: unknown, other: unknown): number => Number(one) - Number(other);

function choose<T>(items: readonly T[], at: number): T | null {
  return items[at % Math.max(1, items.length)] ?? null;
}
