/**
 * Session programs: a list of steps with numbers for operands, run against a client and the naive model side by side. A number picks among
 * what there is at that moment, so that every list is a program and fast-check can shrink it by leaving steps out. After every step
 * memory is compared, as far as it is loaded and without loading; after every flush that was asked for, the tables.
 *
 * What a program must not do it leaves out: the operands are chosen so, and the reason stands there.
 */
import assert from "node:assert/strict";
import { vi } from "vitest";
import {
  type AsyncSession,
  ConstraintViolation,
  type Entity,
  joinedload,
  MissingValueError,
  type Nested,
  selectinload,
  sql,
} from "../../src/index.ts";
import { readsAfterFlush } from "../../src/load/selectin.ts";
import type { RelationMeta } from "../../src/meta/model.ts";
import { model as modelKey, row as rowKey } from "../../src/meta/symbols.ts";
import { EntityCollection } from "../../src/state/collection.ts";
import { linkOf, originOf } from "../../src/state/entity.ts";
import type { Models } from "./clients.ts";
import { NaiveModel, type Name, relationsOf, type Thing, toOnes } from "./naive-model.ts";

export const kinds = [
  ...["create", "createBelow", "createInside", "setColumn", "setAndBack", "setOne", "setKey", "setFar"],
  ...["addTo", "removeFrom", "replace", "change", "delete", "keep"],
  ...["flush", "commit", "rollback", "beginNested", "commitNested", "rollbackNested"],
  ...["newSession", "abort", "access", "joined", "selectin", "count", "get", "refresh"],
] as const;

export interface Step {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface ProgramClient {
  readonly models: Models;
  readonly colour: "sync" | "async";
  readonly db: ReturnType<Models["connect"]>;
  /** A session that looks for conflicts keeps the connection that all share: nobody else could look at the tables. */
  readonly keepsConnection?: boolean;
}

const calledOff = new Error("called off");

type Bag = Entity & Record<string, unknown>;
type Class = { new (values: object): Bag } & Record<string, never>;

/** The steps that say themselves what they do, once they have chosen with what. */
const operating: ReadonlySet<string> = new Set<string>(
  kinds.slice(0, kinds.indexOf("flush")).concat("access", "joined", "selectin", "count", "refresh"),
);

/** A step found that the database must refuse what the program has made, and has rolled it back. */
class Refused extends Error {}

/** Runs a program on empty tables. @returns the statements it issued, those of transactions too. */
export async function runProgram(client: ProgramClient, steps: readonly Step[]): Promise<string[]> {
  await client.db.dropAll();
  await client.db.createAll();
  const statements: string[] = [];
  const run = new Run(client);
  const stop = client.db.onStatement(({ sql: text }) => void (run.isLooking || statements.push(text)));
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
  try {
    for (const [at, step] of steps.entries()) {
      vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, at)); // so that a stamp differs from the one before in every run
      statements.push(`-- ${at} ${step.kind}`);
      await run.step(step);
    }
    await run.step({ kind: "commit", a: 0, b: 0, c: 0 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nafter (${client.colour})\n  ${run.log.join("\n  ")}`, { cause: error });
  } finally {
    vi.useRealTimers();
    stop();
    await run.close();
  }
  return statements;
}

class Run {
  readonly #client: ProgramClient;
  readonly #truth = new NaiveModel();
  #session: AsyncSession;
  #controller = new AbortController();
  #savepoints: Nested<"async">[] = [];
  /** By the naive model's id: the objects of this session that the program has seen. */
  #entities = new Map<number, Bag>();
  readonly #ids = new WeakMap<Entity, number>();
  readonly #keys = new Map<number, readonly unknown[]>();
  /** What was first seen since the transaction, or a savepoint, began: a rollback leaves it stale, and it is fetched again. */
  #seen: Set<number>[] = [new Set()];
  #lastId = 0;
  isLooking = false;
  /** What the steps did, for whoever has to understand a failure. */
  readonly log: string[] = [];

  constructor(client: ProgramClient) {
    this.#client = client;
    this.#session = this.#open(0);
  }

  /** A session with one of the options that bound it. */
  #open(which: number): AsyncSession {
    this.#controller = new AbortController();
    const conflicts = which % 3 === 1 && this.#client.keepsConnection !== true ? "detect" : undefined;
    const isolationLevel = which % 3 === 2 ? "serializable" : undefined;
    const { signal } = this.#controller;
    return this.#client.db.session({ discard: "silent", signal, statementTimeout: 60_000, conflicts, isolationLevel });
  }

  async close(): Promise<void> {
    await this.#session.close();
  }

  async step({ kind, a, b, c }: Step): Promise<void> {
    try {
      await this.#perform(kind, a, b, c);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
    this.#compareMemory();
  }

  #say(kind: string, ...rest: readonly unknown[]): void {
    const words = rest.map((one) => {
      if (typeof one === "object" && one !== null && "state" in one) {
        const { model, id, state } = one as Thing;
        return `${model}${id}(${state})`;
      }
      return typeof one === "string" ? one : JSON.stringify(one);
    });
    this.log.push([kind, ...words].join(" "));
  }

  async #perform(kind: string, a: number, b: number, c: number): Promise<void> {
    if (!operating.has(kind)) this.#say(kind);
    switch (kind) {
      case "create":
      case "createBelow":
      case "createInside":
        return this.#create(kind, a, b, c);
      case "setColumn":
      case "setAndBack":
        return this.#setColumn(kind, a, b, c);
      case "setOne":
      case "setKey":
        return this.#setOne(kind, a, b, c);
      case "setFar":
        return this.#setFar(a, b);
      case "addTo":
        return this.#addTo(a, b, c);
      case "removeFrom":
        return this.#removeFrom(a, b, c);
      case "replace":
        return this.#replace(a, b, c);
      case "change":
        return this.#changeDocument(a, b);
      case "delete":
        return this.#delete(a);
      case "keep":
        return this.#keep(a);
      case "flush":
        await this.#flushing(true, () => this.#session.flush());
        return this.#compareTables(this.#session);
      case "commit":
        return this.#commit();
      case "rollback":
        await this.#session.rollback();
        return this.#rolledBack();
      case "beginNested":
        return this.#beginNested();
      case "commitNested":
      case "rollbackNested":
        return this.#endNested(kind);
      case "newSession":
        return this.#newSession(a, b);
      case "abort":
        return this.#abort(a, b);
      case "access":
        return this.#access(a, b);
      case "joined":
      case "selectin":
        return this.#query(kind, a, b, c);
      case "count":
        return this.#count(a);
      case "get":
        await this.#entity(this.#pick(this.#persistent(), a));
        return;
      case "refresh":
        return this.#refresh(a, b);
    }
  }

  // ---- choosing operands

  /** What a program may work with: nothing that is to be deleted, no orphan. */
  #alive(model?: Name): Thing[] {
    const truth = this.#truth;
    return truth.things.filter(
      (thing) =>
        thing.state !== "deleted" &&
        !thing.isMarked &&
        !truth.isOrphan(thing) &&
        (model === undefined || thing.model === model),
    );
  }

  #persistent(): Thing[] {
    return this.#alive().filter(({ state }) => state === "persistent");
  }

  #pick(things: readonly Thing[], at: number): Thing {
    const thing = things[at % things.length];
    if (thing === undefined) throw new Refused("nothing to choose from");
    return thing;
  }

  /** The object of a thing in this session; read from the database where the program has not seen it yet. */
  async #entity(thing: Thing): Promise<Bag> {
    const known = this.#entities.get(thing.id);
    if (known !== undefined) return known;
    await this.#flushing(false, () => this.#session.execute(sql`SELECT 1`)); // so that what `get` would flush is known
    if (this.#truth.thing(thing.id).state === "deleted") throw new Refused("a flush deleted it");
    const entity = await this.#session.get(this.#class(thing.model) as never, this.#keyOf(thing));
    same(entity === null, false, `the row of ${thing.model} ${thing.id} is gone`);
    this.#adopt(thing.id, entity as unknown as Bag);
    return entity as unknown as Bag;
  }

  #adopt(id: number, entity: Bag): void {
    this.#entities.set(id, entity);
    this.#ids.set(entity, id);
    this.#seen.at(-1)?.add(id);
  }

  #class(model: Name): Class {
    return this.#client.models[model] as unknown as Class;
  }

  #keyOf(thing: Thing): unknown {
    const cells = this.#keys.get(thing.id) ?? [];
    if (thing.model === "Seat") return { floor: cells[0], number: cells[1] };
    return thing.model === "Booking" ? BigInt(cells[0] as string) : cells[0];
  }

  /** Whose object this is: known, or found out by its key. */
  #idOf(entity: Entity): number {
    const known = this.#ids.get(entity);
    if (known !== undefined) {
      if (!this.#entities.has(known)) this.#adopt(known, entity as Bag);
      same(this.#entities.get(known) === entity, true, `one object for ${entity[modelKey].name} ${known}`);
      return known;
    }
    const { name, primaryKey } = entity[modelKey];
    const key = JSON.stringify(primaryKey.map((index) => entity[rowKey][index]));
    const thing = this.#truth.things.find(
      ({ id, model, state }) => model === name && state === "persistent" && JSON.stringify(this.#keys.get(id)) === key,
    );
    if (thing === undefined) throw new Error(`nothing is known of ${name} ${key}`);
    same(this.#entities.has(thing.id), false, `two objects for ${name} ${key}`);
    this.#adopt(thing.id, entity as Bag);
    return thing.id;
  }

  // ---- steps that change memory

  async #create(kind: string, a: number, b: number, c: number): Promise<void> {
    const truth = this.#truth;
    const model = (
      ["Employee", "Employee", "Task", "Department", "Project", "Note", "Badge", "Seat", "Booking"] as const
    )[a % 9] as Name; // within its length
    const wanted = toOnes.filter((one) => one.model === model);
    const required = wanted.find((one) => one.isRequired);
    const relation = required ?? wanted[b % Math.max(1, wanted.length)];
    const owners =
      relation === undefined ? [] : this.#alive(relation.target).filter((one) => this.#isFree(relation, one));
    const owner =
      owners.length > 0 && (required !== undefined || kind !== "create") ? this.#pick(owners, c) : undefined;
    if (required !== undefined && owner === undefined) return;
    const ownerEntity = owner === undefined ? undefined : await this.#entity(owner);
    const id = ++this.#lastId;
    this.#say(kind, model, id, relation?.name, owner);
    const values = this.#newValues(model, id);
    const isInside = kind === "createInside" && owner !== undefined && relation !== undefined && !relation.isUnique;
    if (isInside) await this.#read(ownerEntity as Bag, relation.inverse);
    const entity = new (this.#class(model))(
      owner === undefined || relation === undefined || isInside ? values : { ...values, [relation.name]: ownerEntity },
    );
    truth.create(id, model, structuredClone(values));
    if (model === "Project") Object.assign(truth.thing(id).columns, { budget: "0" });
    if (model === "Task") Object.assign(truth.thing(id).columns, { done: false });
    this.#adopt(id, entity);
    if (owner !== undefined && relation !== undefined && !isInside) truth.setOne(id, relation.name, owner.id);
    if (isInside) {
      (ownerEntity as Record<string, unknown> & { [name: string]: { add(item: unknown): void } })[
        relation.inverse
      ]?.add(entity);
      truth.addTo(owner.id, relation.inverse, id);
    } else if (kind === "create" || owner === undefined) {
      this.#session.add(entity);
      truth.add(id);
    }
  }

  #newValues(model: Name, id: number): Record<string, unknown> {
    switch (model) {
      case "Department":
        return { name: `d${id}` };
      case "Employee":
        return { name: `e${id}`, skills: [] };
      case "Badge":
        return { code: `b${id}` };
      case "Project":
        return { title: `p${id}` };
      case "Task":
        return { title: `t${id}` };
      case "Note":
        return { text: `n${id}` };
      case "Seat":
        return { floor: id % 3, number: id, label: null };
      case "Booking":
        return { day: "2026-01-01" };
    }
  }

  /**
   * Whether a one-to-one may take this target: a unique key that moves between rows within one flush is not ordered yet, so neither
   * another thing nor another row may have it.
   */
  #isFree(relation: (typeof toOnes)[number], target: Thing): boolean {
    if (!relation.isUnique) return true;
    const rows = [...this.#truth.rows.values(), ...this.#truth.things];
    return !rows.some((row) => row.model === relation.model && row.ones[relation.name] === target.id);
  }

  async #setColumn(kind: string, a: number, b: number, c: number): Promise<void> {
    const thing = this.#pick(this.#alive(), a);
    const pools: Record<Name, readonly (readonly [string, readonly unknown[]])[]> = {
      Department: [["name", [`d${thing.id}`, `D${thing.id}`]]],
      Employee: [
        ["name", ["x", "y", `e${thing.id}`]],
        ["skills", [[], ["a"], ["a", "b"]]],
      ],
      Badge: [],
      Project: [
        ["budget", ["0", "1", "2.5"]],
        ["title", [`p${thing.id}`, `P${thing.id}`]],
      ],
      Task: [
        ["title", ["x", "y"]],
        ["done", [true, false]],
      ],
      Note: [["text", ["x", "y"]]],
      Seat: [["label", ["x", null]]],
      Booking: [["day", ["2026-01-01", "2026-12-31"]]],
    };
    const column = pools[thing.model][b % Math.max(1, pools[thing.model].length)];
    if (column === undefined) return;
    const entity = await this.#entity(thing);
    const [name, values] = column;
    const value = values[c % values.length];
    this.#say(kind, thing, name, value);
    const before = entity[name];
    entity[name] = structuredClone(value);
    if (kind === "setAndBack") entity[name] = before;
    else this.#truth.thing(thing.id).columns[name] = structuredClone(value);
  }

  /** Changes a list in place. */
  async #changeDocument(a: number, b: number): Promise<void> {
    const thing = this.#pick(this.#alive("Employee"), a);
    const entity = await this.#entity(thing);
    this.#say("change", thing, "skills");
    const [given, expected] = [entity["skills"] as string[], this.#truth.thing(thing.id).columns["skills"] as string[]];
    for (const skills of [given, expected]) {
      if (b % 2 === 0) skills.push("c");
      else skills.pop();
    }
  }

  async #setOne(kind: string, a: number, b: number, c: number): Promise<void> {
    const truth = this.#truth;
    const things = this.#alive().filter(({ model }) => toOnes.some((one) => one.model === model));
    const thing = this.#pick(things, a);
    const own = toOnes.filter((one) => one.model === thing.model);
    const relation = own[b % own.length] as (typeof toOnes)[number]; // chosen to have one
    const targets = this.#alive(relation.target).filter((one) => this.#isFree(relation, one));
    const clears = !relation.isRequired || (relation.model === "Task" && this.#mayOrphan(thing));
    const target = clears && c % 4 === 3 ? null : this.#pick(targets, c);
    const entity = await this.#entity(thing);
    this.#say(kind, thing, relation.name, target);
    if (kind === "setOne") {
      const targetEntity = target === null ? null : await this.#entity(target);
      entity[relation.name] = targetEntity;
    } else {
      // By the key column: of one column, and to a row that is there; of something that belongs to a session, for nothing else can know whom
      // a key means. Emptying a required key is a mistake that types refuse.
      if (thing.state === "transient" || relation.model === "Booking" || (target === null && relation.isRequired))
        return;
      if (target !== null && target.state !== "persistent") return;
      entity[`${relation.name}Id`] = target === null ? null : this.#keyOf(target);
    }
    truth.setOne(thing.id, relation.name, target?.id ?? null);
  }

  /** Only what a session holds becomes an orphan; and what would be dropped with it, notes without a row, is left out. */
  #mayOrphan(thing: Thing): boolean {
    const truth = this.#truth;
    if (thing.state === "transient") return false;
    return thing.state === "persistent" || truth.related(thing.id, "notes").length === 0;
  }

  /** A one-to-one from the side without the key. */
  async #setFar(a: number, b: number): Promise<void> {
    const relation = toOnes.find((one) => one.isUnique) as (typeof toOnes)[number]; // Badge.employee
    const owner = this.#pick(
      this.#alive(relation.target).filter((one) => this.#isFree(relation, one)),
      a,
    );
    const badge = this.#pick(this.#alive(relation.model), b);
    this.#say("setFar", owner, "badge", badge);
    const [ownerEntity, badgeEntity] = [await this.#entity(owner), await this.#entity(badge)];
    ownerEntity["badge"] = badgeEntity;
    this.#truth.addTo(owner.id, relation.inverse, badge.id);
  }

  /** A collection, whose it is, and of what. */
  #collection(a: number, b: number): { owner: Thing; name: string; items: Thing[] } {
    const collections = [...toOnes.filter((one) => !one.isUnique).map((one) => [one.target, one.inverse, one.model])];
    const all = [...collections, ["Employee", "projects", "Project"], ["Project", "members", "Employee"]] as const;
    const [model, name, item] = all[b % all.length] as readonly [Name, string, Name]; // within its length
    const owner = this.#pick(this.#alive(model), a);
    return { owner, name, items: this.#alive(item) };
  }

  async #addTo(a: number, b: number, c: number): Promise<void> {
    const { owner, name, items } = this.#collection(a, b);
    const item = this.#pick(items, c);
    const [ownerEntity, itemEntity] = [await this.#entity(owner), await this.#entity(item)];
    this.#say("addTo", owner, name, item);
    (await this.#readMany(ownerEntity, name)).add(itemEntity);
    this.#truth.addTo(owner.id, name, item.id);
  }

  async #removeFrom(a: number, b: number, c: number): Promise<void> {
    const { owner, name } = this.#collection(a, b);
    const members = this.#truth.related(owner.id, name).map((id) => this.#truth.thing(id));
    const item = this.#pick(
      members.filter((one) => !one.isMarked && this.#mayRemove(name, one)),
      c,
    );
    const [ownerEntity, itemEntity] = [await this.#entity(owner), await this.#entity(item)];
    this.#say("removeFrom", owner, name, item);
    const collection = await this.#readMany(ownerEntity, name);
    same(collection.remove(itemEntity), true, "what remove says");
    this.#truth.removeFrom(owner.id, name, item.id);
  }

  /** A note or a booking needs its owner; a task without one is deleted. */
  #mayRemove(name: string, item: Thing): boolean {
    return name !== "notes" && name !== "bookings" && (name !== "tasks" || this.#mayOrphan(item));
  }

  /** Assigns a collection: some of its members, and one more. */
  async #replace(a: number, b: number, c: number): Promise<void> {
    const { owner, name, items } = this.#collection(a, b);
    const members = this.#truth.related(owner.id, name).map((id) => this.#truth.thing(id));
    const stay = members.filter((one, at) => one.isMarked || !this.#mayRemove(name, one) || (c >> at) % 2 === 1);
    const next = new Set([...stay, ...(items.length > 0 ? [this.#pick(items, c)] : [])]);
    const entities: Bag[] = [];
    const ownerEntity = await this.#entity(owner);
    for (const one of next) entities.push(await this.#entity(one));
    if (members.some((one) => one.state === "deleted")) throw new Refused("a flush deleted one");
    this.#say("replace", owner, name, ...next);
    await this.#readMany(ownerEntity, name);
    ownerEntity[name] = entities;
    for (const one of members) if (!next.has(one)) this.#truth.removeFrom(owner.id, name, one.id);
    for (const one of next) this.#truth.addTo(owner.id, name, one.id);
  }

  async #delete(a: number): Promise<void> {
    const truth = this.#truth;
    const thing = this.#pick(this.#alive(), a);
    const around = truth.neighbours(thing.id).map((id) => truth.thing(id));
    if (thing.state === "transient") return;
    // Taking back an `add` leaves the object's links as they are: only a lone one has nothing to say to others.
    if (thing.state === "pending" && around.length > 0) return;
    // What no session holds cannot be told that its target goes.
    if (around.some((one) => one.state === "transient" && one.model !== "Task")) return;
    const tasks = thing.model === "Employee" ? around.filter((one) => one.model === "Task") : [];
    if (tasks.some((one) => one.state !== "persistent" && truth.related(one.id, "notes").length > 0)) return;
    const entity = await this.#entity(thing);
    this.#say("delete", thing);
    await this.#session.delete(entity);
    truth.delete(thing.id);
  }

  /** Takes a deletion back that no flush has seen. */
  async #keep(a: number): Promise<void> {
    // One whose neighbours stay: adding again reaches them too.
    const marked = this.#truth.things.filter(
      (one) =>
        one.isMarked &&
        one.model !== "Employee" &&
        one.model !== "Task" &&
        !this.#truth.neighbours(one.id).some((id) => this.#truth.thing(id).isMarked),
    );
    const thing = this.#pick(marked, a);
    this.#say("keep", thing);
    this.#session.add(await this.#entity(thing));
    this.#truth.thing(thing.id).isMarked = false;
  }

  // ---- steps that flush

  /** Runs what flushes first. Where the database must refuse that, the error is expected, and the transaction is rolled back. */
  async #flushing<T>(explicit: boolean, work: () => T): Promise<Awaited<T>> {
    if (this.#truth.flush(explicit)) {
      const result = await work();
      this.#learnKeys();
      return result;
    }
    const error = await (async () => work())().then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof MissingValueError || error instanceof ConstraintViolation))
      throw new Error("a refusal was expected", { cause: error });
    await this.#session.rollback();
    this.#say("refused and rolled back");
    await this.#rolledBack();
    throw new Refused("by the database");
  }

  #learnKeys(): void {
    for (const thing of this.#truth.things) {
      const entity = this.#entities.get(thing.id);
      if (thing.state !== "persistent" || entity === undefined) continue;
      const cells = entity[modelKey].primaryKey.map((index) => entity[rowKey][index]);
      same(cells.includes(undefined), false, `the key of ${thing.model} ${thing.id} is missing`);
      this.#keys.set(thing.id, cells);
    }
  }

  async #commit(): Promise<void> {
    await this.#flushing(true, () => this.#session.commit());
    this.#truth.commit();
    this.#savepoints = [];
    this.#seen = [new Set()];
    for (const id of this.#entities.keys()) if (!this.#truth.has(id)) this.#entities.delete(id);
    await this.#compareTables(null);
  }

  async #rolledBack(): Promise<void> {
    this.#truth.rollback();
    this.#savepoints = [];
    this.#forget(this.#seen.splice(0).flatMap((seen) => [...seen]));
    this.#seen = [new Set()];
    await this.#compareTables(null);
  }

  /** What a rollback leaves behind: new things are transient again; others were read meanwhile, and are stale. */
  #forget(ids: readonly number[]): void {
    for (const id of ids) {
      const entity = this.#entities.get(id);
      this.#entities.delete(id);
      if (entity === undefined || this.#truth.has(id)) continue;
      same(originOf(entity).status, "transient", `${entity[modelKey].name} ${id} after the rollback`);
      if (["Employee", "Project", "Task", "Department"].includes(entity[modelKey].name))
        same(entity[rowKey][0], undefined, "a generated key after the rollback");
    }
  }

  async #beginNested(): Promise<void> {
    if (this.#savepoints.length === 3) return;
    const savepoint = await this.#flushing(true, () => this.#session.beginNested());
    this.#savepoints.push(savepoint);
    this.#truth.openSavepoint();
    this.#seen.push(new Set());
    await this.#compareTables(this.#session);
  }

  async #endNested(kind: string): Promise<void> {
    const savepoint = this.#savepoints.at(-1);
    if (savepoint === undefined) return;
    if (kind === "commitNested") {
      await this.#flushing(true, () => savepoint.commit());
      this.#truth.releaseSavepoint();
      const inner = this.#seen.pop() ?? [];
      for (const id of inner) this.#seen.at(-1)?.add(id);
    } else {
      await savepoint.rollback();
      this.#truth.rollbackSavepoint();
      this.#forget([...(this.#seen.pop() ?? [])]);
    }
    this.#savepoints.pop();
    await this.#compareTables(this.#session);
  }

  /** Goes on in another session: after a commit, or losing what was not committed; with nothing in it, or with a detached entity. */
  async #newSession(a: number, b: number): Promise<void> {
    if (a % 4 > 0) await this.#commit();
    await this.#session.close();
    if (a % 4 === 0) await this.#rolledBack();
    this.#session = this.#open(b);
    for (const { id, state } of this.#truth.things) if (state === "transient") this.#truth.forget(id);
    const before = [...this.#entities].filter(([id]) => this.#truth.has(id));
    this.#entities = new Map();
    const [id, entity] = before[b % Math.max(1, before.length)] ?? [];
    if (a % 3 > 0 || entity === undefined || id === undefined) return;
    this.#say("attach", id);
    this.#session.add(entity);
    for (const [other, held] of before) if (this.#session.has(held)) this.#entities.set(other, held);
  }

  /** Calls the session off, in a transaction or outside; then another goes on. */
  async #abort(a: number, b: number): Promise<void> {
    this.#controller.abort(calledOff);
    const error = await (async () => this.#session.flush())().then(
      () => null,
      (reason: unknown) => reason,
    );
    same(error === calledOff, true, "the reason is what the session says");
    await this.#session.rollback();
    await this.#rolledBack();
    this.#compareMemory();
    await this.#newSession(4 * a, b);
  }

  // ---- steps that read

  async #access(a: number, b: number): Promise<void> {
    const thing = this.#pick(this.#alive(), a);
    const names = relationsOf(thing.model);
    const name = names[b % names.length] as string; // every model has one
    const entity = await this.#entity(thing);
    this.#say("access", thing, name);
    const found = await this.#read(entity, name);
    const items = (found === null ? [] : Array.isArray(found) ? Array.from(found) : [found]) as Entity[];
    this.#expectSame(items, this.#truth.related(thing.id, name), `${thing.model} ${thing.id}.${name}`);
  }

  /** A relation, loaded. What an async client goes on giving though it is stale is loaded anew here, as a sync client does. */
  async #read(entity: Bag, name: string): Promise<unknown> {
    const relation = entity[modelKey].relations.find((one) => one.name === name) as RelationMeta; // named by the naive model
    const link = linkOf(entity, relation.index);
    const isStale =
      link instanceof EntityCollection
        ? EntityCollection.isStale(link)
        : relation.key === "remote" && link === undefined && originOf(entity).status === "persistent";
    const { context } = originOf(entity);
    if (context?.flushesFirst === true && readsAfterFlush(context, relation, [entity])) await this.#flushedFirst();
    if (this.#client.colour === "async" && isStale) await originOf(entity).context?.loadInTick(entity, relation);
    return await entity[name];
  }

  /** What a load on access flushes first, so that it is known; a program goes no further where that deletes what it may be about. */
  async #flushedFirst(): Promise<void> {
    const deleted = (): number => this.#truth.things.filter(({ state }) => state === "deleted").length;
    const before = deleted();
    await this.#flushing(false, () => this.#session.execute(sql`SELECT 1`));
    if (deleted() !== before) throw new Refused("a flush deleted something");
  }

  async #readMany(entity: Bag, name: string): Promise<EntityCollection<Entity>> {
    return (await this.#read(entity, name)) as EntityCollection<Entity>; // called for collections alone
  }

  async #query(kind: "joined" | "selectin", a: number, b: number, c: number): Promise<void> {
    const load = kind === "joined" ? joinedload : selectinload;
    const model = (["Employee", "Department", "Project", "Task", "Note", "Badge", "Seat", "Booking"] as const)[
      a % 8
    ] as Name; // within its length
    const names = relationsOf(model);
    const handles = this.#client.models[model] as unknown as Record<string, never>;
    const chosen = [...new Set([names[b % names.length], names[c % names.length]])] as string[];
    this.#say(kind, model, chosen);
    const query = this.#session.query(this.#class(model) as never) as unknown as {
      options(...loads: unknown[]): { all(): Promise<Bag[]> };
    };
    const found = await this.#flushing(false, () =>
      query.options(...chosen.map((name) => load(handles[name] as never))).all(),
    );
    const rows = [...this.#truth.rows].filter(([, row]) => row.model === model);
    this.#expectSame(
      found,
      rows.map(([id]) => id),
      `the query for ${model}`,
    );
    for (const entity of found)
      for (const name of chosen) {
        const relation = entity[modelKey].relations.find((one) => one.name === name) as RelationMeta; // as in #read
        const link = linkOf(entity, relation.index);
        const isLoaded =
          link instanceof EntityCollection
            ? EntityCollection.isLoaded(link) && !EntityCollection.isStale(link)
            : link !== undefined;
        same(isLoaded, true, `${model}.${name} is loaded`);
      }
  }

  async #count(a: number): Promise<void> {
    const names = ["Employee", "Task", "Department", "Project", "Note", "Badge", "Seat", "Booking"] as const;
    const model = names[a % names.length] as Name; // within its length
    this.#say("count", model);
    const count = await this.#flushing(false, () => this.#session.query(this.#class(model) as never).count());
    same(count, [...this.#truth.rows.values()].filter((row) => row.model === model).length, `the number of ${model}`);
  }

  /** Reads a row anew; of a clean entity, whose changes are not lost by it. */
  async #refresh(a: number, b: number): Promise<void> {
    const thing = this.#pick(this.#persistent(), a);
    const entity = await this.#entity(thing);
    await this.#flushing(true, () => this.#session.flush());
    if (!this.#truth.has(thing.id) || this.#truth.thing(thing.id).state !== "persistent") return;
    this.#say(b % 2 === 0 ? "refresh" : "expire", thing);
    if (b % 2 === 0) await this.#session.refresh(entity);
    else this.#session.expire(entity);
  }

  // ---- comparing

  #expectSame(items: readonly Entity[], ids: readonly number[], what: string): void {
    const found = Array.from(items, (item) => this.#idOf(item));
    const ascending = (a: number, b: number): number => a - b;
    same(found.sort(ascending), [...ids].sort(ascending), what);
  }

  #compareMemory(): void {
    for (const thing of this.#truth.things) {
      const entity = this.#entities.get(thing.id);
      if (entity === undefined || thing.state === "deleted") continue;
      const what = `${thing.model} ${thing.id}`;
      same(originOf(entity).status, thing.state, `${what}'s state`);
      const columns = Object.fromEntries(Object.keys(thing.columns).map((name) => [name, entity[name]]));
      same(columns, thing.columns, what);
      // What is about to go may go on holding the new tasks that went with it.
      if (thing.isMarked) continue;
      for (const relation of entity[modelKey].relations) this.#compareRelation(thing, entity, relation);
    }
  }

  /** One relation, if it is loaded, and the key cells that belong to it. */
  #compareRelation(thing: Thing, entity: Bag, relation: RelationMeta): void {
    const what = `${thing.model} ${thing.id}.${relation.name}`;
    const expected = this.#truth.related(thing.id, relation.name);
    const link = linkOf(entity, relation.index);
    if (link instanceof EntityCollection) {
      if (EntityCollection.isLoaded(link)) this.#expectSame(Array.from(link), expected, what);
    } else if (link !== undefined) this.#expectSame(link === null ? [] : [link], expected, what);
    // The flush reads a key off its target: what has no row may not have it yet.
    if (relation.key !== "local" || thing.state !== "persistent") return;
    const cells = relation.columns.map((index) => entity[rowKey][index] ?? null);
    const [target] = expected;
    if (target === undefined)
      same(
        cells.every((cell) => cell === null),
        true,
        `${what}'s key is empty`,
      );
    else if (this.#truth.thing(target).state === "persistent") same(cells, this.#keys.get(target), `${what}'s key`);
  }

  /** Compares the tables; within the session's transaction, or as everybody sees them. */
  async #compareTables(session: AsyncSession | null): Promise<void> {
    this.isLooking = true;
    const reader = session ?? this.#client.db.session();
    try {
      for (const [table, columns] of Object.entries(tables)) {
        const list = columns.map((name) => `"${name}"`).join(", ");
        const rows = await reader.execute(sql.unsafe(`SELECT ${list} FROM "${table}"`));
        const found = rows.map((cells) => cells.map(comparable).join(" | "));
        same(found.sort(), this.#expectedRows(table).sort(), `table ${table}`);
      }
    } finally {
      if (session === null) await reader.close();
      this.isLooking = false;
    }
  }

  #expectedRows(table: string): string[] {
    const truth = this.#truth;
    const key = (id: number | null | undefined): readonly unknown[] =>
      id === null || id === undefined ? [null] : (this.#keys.get(id) ?? []);
    const text = (cells: readonly unknown[]): string => cells.map(comparable).join(" | ");
    if (table.startsWith("_"))
      return [...truth.rowLinks].map((pair) => text(pair.split(":").flatMap((id) => key(Number(id)))));
    return [...truth.rows]
      .filter(([, row]) => row.model === table)
      .map(([id, { columns, ones }]) => {
        const values = Object.entries(columns).filter(([name]) => tables[table]?.includes(name));
        const natural = table === "Seat" || table === "Badge";
        return text([
          ...(natural ? [] : key(id)),
          ...values.map(([, value]) => value),
          ...Object.values(ones).flatMap((one) => key(one)),
        ]);
      });
  }
}

/** The columns to compare: the key, what the naive model knows, the foreign keys. */
const tables: Record<string, readonly string[]> = {
  Department: ["id", "name", "headId"],
  Employee: ["id", "name", "skills", "departmentId", "managerId"],
  Badge: ["code", "employeeId"],
  Project: ["id", "title", "budget"],
  Task: ["id", "title", "done", "employeeId"],
  Note: ["id", "text", "taskId"],
  Seat: ["floor", "number", "label"],
  Booking: ["id", "day", "seatFloor", "seatNumber"],
  _EmployeeToProject: ["employeeId", "projectId"],
};

/** Says what differs, in the naive model's words. */
function same(found: unknown, expected: unknown, what: string): void {
  try {
    assert.deepEqual(found, expected);
  } catch (error) {
    throw new Error(`${what}: found ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`, { cause: error });
  }
}

function comparable(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
