/**
 * Session programs: a list of steps with numbers for operands, run against a client and the naive model side by side. A number picks among
 * what there is at that moment, so that every list is a program and fast-check can shrink it by leaving steps out. After every step
 * memory is compared, as far as it is loaded and without loading; after every flush that was asked for, the tables.
 *
 * This is the ground that steps stand on: whose object is whose, flushing where the database may refuse, and the comparing. The steps
 * themselves are in `steps.ts`.
 */
import { vi } from "vitest";
import {
  type AsyncSession,
  ConstraintViolation,
  type Entity,
  MissingValueError,
  type Nested,
  sql,
} from "../../../src/index.ts";
import { readsAfterFlush } from "../../../src/load/selectin.ts";
import type { RelationMeta } from "../../../src/meta/model.ts";
import { model as modelKey, row as rowKey } from "../../../src/meta/symbols.ts";
import { EntityCollection } from "../../../src/state/collection.ts";
import { linkOf, originOf } from "../../../src/state/entity.ts";
import type { Models } from "../clients.ts";
import { failureOf, Refused, same } from "./claims.ts";
import type { Facts, ModelFacts, ToOneFacts } from "./facts.ts";
import { endsOf, NaiveModel, type Thing } from "./naive-model.ts";
import { type StepName, steps as stepTable } from "./steps.ts";
import type { Ticking } from "./ticking-driver.ts";

export interface Step {
  readonly kind: StepName;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface ProgramClient {
  readonly facts: Facts;
  /** The classes of the fixture. */
  readonly models: Readonly<Record<string, unknown>>;
  readonly name: string;
  readonly colour: "sync" | "async";
  readonly db: ReturnType<Models["connect"]>;
  /** A session that looks for conflicts keeps the connection that all share: nobody else could look at the tables. */
  readonly keepsConnection?: boolean;
  /** Lets the program work while a flush is under way. */
  readonly ticking?: Ticking;
  /** Quotes names as MySQL does. */
  readonly isMysql?: boolean;
}

export type Bag = Entity & Record<string, unknown>;
export type Class = { new (values: object): Bag } & Record<string, never>;

/** Those whose tables are there and were left as this says. */
const prepared = new WeakSet<ProgramClient>();

/** Has a session flush as before any read. Whether a program needs it depends on what a session still lists, though it has nothing to write. */
const probe = "SELECT 1";

/** Runs a program on empty tables. @returns the statements it issued, those of transactions too. */
export async function runProgram(client: ProgramClient, steps: readonly Step[]): Promise<string[]> {
  await empty(client);
  const statements: string[] = [];
  const run = new Run(client);
  run.statements = statements;
  const stop = client.db.onStatement(
    ({ sql: text }) => void (run.isLooking || text === probe || statements.push(text)),
  );
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
  try {
    for (const [at, step] of steps.entries()) {
      vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 0, at)); // so that a stamp differs from the one before in every run
      statements.push(`-- ${at} ${step.kind}`);
      await run.step(step);
    }
    await run.step({ kind: "commit", a: 0, b: 0, c: 0 });
  } catch (error) {
    prepared.delete(client);
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason}\nafter (${client.name})\n  ${run.log.join("\n  ")}`, { cause: error });
  } finally {
    vi.useRealTimers();
    stop();
    await run.close();
  }
  return statements;
}

/** Empty tables: new ones for the first program, and after one that failed; else those of the program before, emptied. */
async function empty(client: ProgramClient): Promise<void> {
  const { db, facts } = client;
  if (!prepared.has(client)) {
    await db.dropAll();
    await db.createAll();
    prepared.add(client);
    return;
  }
  const session = db.session();
  const name = (text: string): string => quoted(client, text);
  for (const { table } of facts.manyToManys) await session.execute(sql.unsafe(`DELETE FROM ${name(table)}`));
  for (const { model, columns, isRequired } of facts.toOnes)
    if (isRequired !== true)
      await session.execute(
        sql.unsafe(`UPDATE ${name(model)} SET ${columns.map((one) => `${name(one)} = NULL`).join(", ")}`),
      );
  for (const model of facts.models) await session.execute(sql.unsafe(`DELETE FROM ${name(model.name)}`));
  await session.commit();
  await session.close();
}

function quoted({ isMysql }: ProgramClient, name: string): string {
  return isMysql === true ? `\`${name}\`` : `"${name}"`;
}

export class Run {
  readonly client: ProgramClient;
  readonly facts: Facts;
  readonly truth: NaiveModel;
  session: AsyncSession;
  controller = new AbortController();
  savepoints: Nested<"async">[] = [];
  /** By the naive model's id: the objects of this session that the program has seen. */
  entities = new Map<number, Bag>();
  /** What was first seen since the transaction, or a savepoint, began: a rollback leaves it stale, and it is fetched again. */
  seen: Set<number>[] = [new Set()];
  lastId = 0;
  /** While a flush is under way: nothing can be loaded then. */
  isMeanwhile = false;
  /** How many keys `rekey` has made up. */
  keysMade = 0;
  isLooking = false;
  /** What was issued so far. */
  statements: readonly string[] = [];
  /** What the steps did, for whoever has to understand a failure. */
  readonly log: string[] = [];
  readonly #ids = new WeakMap<Entity, number>();
  #keys = new Map<number, readonly unknown[]>();
  /** What they were when the transaction, and each open savepoint, began. */
  #keysBefore: Map<number, readonly unknown[]>[] = [new Map()];

  constructor(client: ProgramClient) {
    this.client = client;
    this.facts = client.facts;
    this.truth = new NaiveModel(client.facts);
    this.session = this.open(0);
  }

  /** A session with one of the options that bound it. */
  open(which: number): AsyncSession {
    this.controller = new AbortController();
    const conflicts = which % 3 === 1 && this.client.keepsConnection !== true ? "detect" : undefined;
    const isolationLevel = which % 3 === 2 ? "serializable" : undefined;
    const { signal } = this.controller;
    return this.client.db.session({ discard: "silent", signal, statementTimeout: 60_000, conflicts, isolationLevel });
  }

  /** Puts handlers on the session, which change it. */
  listen(): void {
    if (this.truth.isHeard) throw new Refused("it has them");
    this.truth.isHeard = true;
    const { stamped, followed } = this.facts.handlers;
    this.session.on("beforeInsert", this.class(stamped.model) as never, (entity) => {
      (entity as unknown as Bag)[stamped.column] = stamped.value;
    });
    this.session.on("afterUpdate", this.class(followed.model) as never, (_, { session }) => {
      const id = ++this.lastId;
      this.say("  after an update, create", followed.by, id);
      const { make, defaults } = this.factsOf(followed.by);
      const added = new (this.class(followed.by))(make(id));
      this.truth.create(id, followed.by, { ...make(id), ...defaults });
      this.adopt(id, added);
      session.add(added);
      this.truth.add(id);
    });
  }

  /** Flushes as before a read, until handlers add nothing any more. */
  async probe(): Promise<void> {
    for (let last = -1; last !== this.lastId;) {
      last = this.lastId;
      await this.flushing(false, () => this.session.execute(sql.unsafe(probe)));
    }
  }

  /** As `flushing`, of what flushes until nothing is left: also what handlers added. */
  async flushingAll<T>(work: () => T): Promise<Awaited<T>> {
    const result = await this.flushing(true, work);
    this.truth.flush(true);
    this.learnKeys();
    return result;
  }

  async close(): Promise<void> {
    await this.session.close();
  }

  async step(step: Step): Promise<void> {
    await this.perform(step);
    this.compareMemory();
  }

  /** Does a step, if it applies. */
  async perform({ kind, a, b, c }: Step): Promise<void> {
    try {
      await stepTable[kind].run(this, a, b, c);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  say(kind: string, ...rest: readonly unknown[]): void {
    const words = rest.map((one) => {
      if (typeof one === "object" && one !== null && "state" in one) {
        const { model, id, state } = one as Thing;
        return `${model}${id}(${state})`;
      }
      return typeof one === "string" ? one : JSON.stringify(one);
    });
    this.log.push([this.isMeanwhile ? `  meanwhile ${kind}` : kind, ...words].join(" "));
  }

  // ---- choosing operands

  /** What a program may work with: nothing that is to be deleted, no orphan. */
  alive(model?: string): Thing[] {
    return this.truth.things.filter(
      (thing) =>
        thing.state !== "deleted" &&
        !thing.isMarked &&
        !thing.isOrphan &&
        (model === undefined || thing.model === model),
    );
  }

  persistent(): Thing[] {
    return this.alive().filter(({ state }) => state === "persistent");
  }

  pick<T>(things: readonly T[], at: number): T {
    const thing = things[at % things.length];
    if (thing === undefined) throw new Refused("nothing to choose from");
    return thing;
  }

  factsOf(model: string): ModelFacts {
    const found = this.facts.models.find(({ name }) => name === model);
    if (found === undefined) throw new Error(`no model ${model}`);
    return found;
  }

  /**
   * Whether a one-to-one may take this target: a unique key that moves between rows within one flush is not ordered yet, so neither
   * another thing nor another row may have it.
   */
  isFree(relation: ToOneFacts, target: Thing): boolean {
    if (relation.isUnique !== true || relation.isOwner === true) return true;
    const rows = [...this.truth.rows.values(), ...this.truth.things];
    return !rows.some((row) => row.model === relation.model && row.ones[relation.name] === target.id);
  }

  /**
   * Has a target know whom it held at the far end of a one-to-one, before it is given another by that one's own side: who does so without having
   * looked gives it two, which the database refuses.
   */
  async lookFar(relation: ToOneFacts, target: Thing | null): Promise<void> {
    if (relation.isUnique !== true || target === null || target.state !== "persistent") return;
    if (this.truth.related(target.id, relation.inverse).length > 0 || this.holdsRow(relation, target))
      await this.read(await this.entity(target), relation.inverse);
  }

  /** Whether somebody's row refers to a thing. */
  holdsRow(relation: ToOneFacts, { id }: Thing): boolean {
    return [...this.truth.rows.values()].some((row) => row.model === relation.model && row.ones[relation.name] === id);
  }

  /** Only what a session holds becomes an orphan; and what would be dropped with it is left out. */
  mayOrphan(thing: Thing, owner: ToOneFacts): boolean {
    if (thing.state === "transient") return false;
    const others = this.truth.neighbours(thing.id).filter((id) => id !== thing.ones[owner.name]);
    return thing.state === "persistent" || others.length === 0;
  }

  /** Whether a thing may lose what this relation leads to. */
  mayLose(thing: Thing, relation: ToOneFacts): boolean {
    if (relation.isOwner === true) return this.mayOrphan(thing, relation);
    return relation.isRequired !== true;
  }

  // ---- objects

  /** The object of a thing in this session; read from the database where the program has not seen it yet. */
  async entity(thing: Thing): Promise<Bag> {
    const known = this.entities.get(thing.id);
    if (known !== undefined) return known;
    if (this.isMeanwhile) throw new Refused("nothing can be loaded now");
    await this.probe(); // so that what `get` would flush is known
    if (this.truth.thing(thing.id).state === "deleted") throw new Refused("a flush deleted it");
    const entity = await this.session.get(this.class(thing.model) as never, this.keyOf(thing));
    same(entity === null, false, `the row of ${thing.model} ${thing.id} is gone`);
    this.adopt(thing.id, entity as unknown as Bag);
    return entity as unknown as Bag;
  }

  adopt(id: number, entity: Bag): void {
    this.entities.set(id, entity);
    this.#ids.set(entity, id);
    this.seen.at(-1)?.add(id);
  }

  class(model: string): Class {
    return this.client.models[model] as Class; // of the fixture's own
  }

  /** Whether the database has told the key of a thing, or the program gave it. */
  hasKey(thing: Thing): boolean {
    return this.#keys.has(thing.id);
  }

  hasSameKey(one: Thing, other: Thing): boolean {
    return JSON.stringify(this.#keys.get(one.id)) === JSON.stringify(this.#keys.get(other.id));
  }

  keyOf(thing: Thing): unknown {
    const cells = this.#keys.get(thing.id) ?? [];
    const { key, keyValue = (cell: unknown) => cell } = this.factsOf(thing.model);
    if (key.length === 1) return keyValue(cells[0]);
    return Object.fromEntries(key.map((name, at) => [name, keyValue(cells[at])]));
  }

  /** Whose object this is: known, or found out by its key. */
  idOf(entity: Entity): number {
    const known = this.#ids.get(entity);
    if (known !== undefined) {
      if (!this.entities.has(known)) this.adopt(known, entity as Bag);
      same(this.entities.get(known) === entity, true, `one object for ${entity[modelKey].name} ${known}`);
      return known;
    }
    const { name, primaryKey } = entity[modelKey];
    const key = JSON.stringify(primaryKey.map((index) => entity[rowKey][index]));
    const thing = this.truth.things.find(
      ({ id, model, state }) => model === name && state === "persistent" && JSON.stringify(this.#keys.get(id)) === key,
    );
    if (thing === undefined) throw new Error(`nothing is known of ${name} ${key}`);
    same(this.entities.has(thing.id), false, `two objects for ${name} ${key}`);
    this.adopt(thing.id, entity as Bag);
    return thing.id;
  }

  /** A relation, loaded. What an async client goes on giving though it is stale is loaded anew here, as a sync client does. */
  async read(entity: Bag, name: string): Promise<unknown> {
    const relation = entity[modelKey].relations.find((one) => one.name === name) as RelationMeta; // named by the facts
    const link = linkOf(entity, relation.index);
    const isStale =
      link instanceof EntityCollection
        ? EntityCollection.isStale(link)
        : relation.key === "remote" && link === undefined && originOf(entity).status === "persistent";
    if (this.isMeanwhile) {
      const isLoaded = link instanceof EntityCollection ? EntityCollection.isLoaded(link) : link !== undefined;
      if (isStale || !isLoaded) throw new Refused("nothing can be loaded now");
    }
    const { context } = originOf(entity);
    if (context?.flushesFirst === true && readsAfterFlush(context, relation, [entity])) await this.#flushedFirst();
    if (this.client.colour === "async" && isStale) await originOf(entity).context?.loadInTick(entity, relation);
    return await entity[name];
  }

  /** What a load on access flushes first, so that it is known; a program goes no further where that deletes what it may be about. */
  async #flushedFirst(): Promise<void> {
    const deleted = (): number => this.truth.things.filter(({ state }) => state === "deleted").length;
    const before = deleted();
    await this.probe();
    if (deleted() !== before) throw new Refused("a flush deleted something");
  }

  async readMany(entity: Bag, name: string): Promise<EntityCollection<Entity>> {
    return (await this.read(entity, name)) as EntityCollection<Entity>; // called for collections alone
  }

  // ---- flushing and transactions

  /** Runs what flushes first. Where the database must refuse that, the error is expected, and the transaction is rolled back. */
  async flushing<T>(explicit: boolean, work: () => T): Promise<Awaited<T>> {
    if (this.truth.flush(explicit)) {
      const result = await work();
      this.learnKeys();
      return result;
    }
    return this.refused(work);
  }

  /** Runs what the database must refuse, and rolls back. @throws Refused */
  async refused(work: () => unknown): Promise<never> {
    const error = await failureOf(work);
    if (!(error instanceof MissingValueError || error instanceof ConstraintViolation))
      throw new Error("a refusal was expected", { cause: error });
    await this.session.rollback();
    this.say("refused and rolled back");
    await this.rolledBack();
    throw new Refused("by the database");
  }

  learnKeys(): void {
    for (const thing of this.truth.things) {
      const entity = this.entities.get(thing.id);
      if (thing.state !== "persistent" || entity === undefined) continue;
      const cells = entity[modelKey].primaryKey.map((index) => entity[rowKey][index]);
      same(cells.includes(undefined), false, `the key of ${thing.model} ${thing.id} is missing`);
      this.#keys.set(thing.id, cells);
    }
  }

  async committed(): Promise<void> {
    this.truth.commit();
    this.#keysBefore = [new Map(this.#keys)];
    this.savepoints = [];
    this.seen = [new Set()];
    for (const id of this.entities.keys()) if (!this.truth.has(id)) this.entities.delete(id);
    await this.compareTables(null);
  }

  async rolledBack(): Promise<void> {
    this.truth.rollback();
    this.#keysBefore.length = 1;
    this.#keys = new Map(this.#keysBefore[0]);
    this.savepoints = [];
    this.forget(this.seen.splice(0).flatMap((seen) => [...seen]));
    this.seen = [new Set()];
    await this.compareTables(null);
  }

  openedSavepoint(): void {
    this.truth.openSavepoint();
    this.#keysBefore.push(new Map(this.#keys));
    this.seen.push(new Set());
  }

  releasedSavepoint(): void {
    this.truth.releaseSavepoint();
    this.#keysBefore.pop();
    for (const id of this.seen.pop() ?? []) this.seen.at(-1)?.add(id);
  }

  rolledBackSavepoint(): void {
    this.truth.rollbackSavepoint();
    this.#keys = this.#keysBefore.pop() ?? new Map();
    this.forget([...(this.seen.pop() ?? [])]);
  }

  /** What a rollback leaves behind: new things are transient again; others were read meanwhile, and are stale. */
  forget(ids: readonly number[]): void {
    for (const id of ids) {
      const entity = this.entities.get(id);
      this.entities.delete(id);
      if (entity === undefined || this.truth.has(id)) continue;
      same(originOf(entity).status, "transient", `${entity[modelKey].name} ${id} after the rollback`);
      if (this.factsOf(entity[modelKey].name).generatedBy === "database")
        same(entity[rowKey][0], undefined, "a generated key after the rollback");
    }
  }

  // ---- comparing

  expectSame(items: readonly Entity[], ids: readonly number[], what: string): void {
    const found = Array.from(items, (item) => this.idOf(item));
    const ascending = (a: number, b: number): number => a - b;
    same(found.sort(ascending), [...ids].sort(ascending), what);
  }

  compareMemory(): void {
    const { truth } = this;
    for (const thing of truth.things) {
      const entity = this.entities.get(thing.id);
      if (entity === undefined || thing.state === "deleted") continue;
      const what = `${thing.model} ${thing.id}`;
      same(originOf(entity).status, thing.state, `${what}'s state`);
      const columns = Object.fromEntries(Object.keys(thing.columns).map((name) => [name, entity[name]]));
      same(columns, thing.columns, what);
      const { version } = this.factsOf(thing.model);
      const row = truth.rows.get(thing.id);
      if (version !== undefined && thing.state === "persistent" && row !== undefined)
        same(entity[version], row.version, `${what}'s version`);
      // What is about to go may go on holding the new things that went with it.
      if (thing.isMarked) continue;
      for (const relation of entity[modelKey].relations) this.#compareRelation(thing, entity, relation);
    }
    this.#compareLists();
  }

  /** What the session says it has to do. */
  #compareLists(): void {
    const { session, truth } = this;
    this.expectSame(
      session.new,
      truth.things.filter(({ state, isOrphan }) => state === "pending" && !isOrphan).map(({ id }) => id),
      "session.new",
    );
    this.expectSame(
      session.deleted,
      truth.things.filter(({ isMarked }) => isMarked).map(({ id }) => id),
      "session.deleted",
    );
    const dirty = new Set(session.dirty.map((entity) => this.idOf(entity)));
    for (const [id, entity] of this.entities) {
      if (!truth.has(id)) continue;
      const thing = truth.thing(id);
      const expected = truth.isDirty(thing);
      if (expected === null || thing.isMarked || thing.state === "deleted") continue;
      same(dirty.has(id), expected, `whether session.dirty has ${thing.model} ${id}`);
      // Beside its row, the far ends of one-to-ones count.
      if (expected || !truth.isFarEndMoved(id))
        same(
          session.isModified(entity, { includeCollections: false }),
          expected,
          `whether ${thing.model} ${id} is modified`,
        );
    }
  }

  /** One relation, if it is loaded, and the key cells that belong to it. */
  #compareRelation(thing: Thing, entity: Bag, relation: RelationMeta): void {
    const what = `${thing.model} ${thing.id}.${relation.name}`;
    const expected = this.truth.related(thing.id, relation.name);
    const link = linkOf(entity, relation.index);
    if (link instanceof EntityCollection) {
      if (EntityCollection.isLoaded(link)) this.expectSame(Array.from(link), expected, what);
    } else if (link !== undefined) this.expectSame(link === null ? [] : [link], expected, what);
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
    else if (this.truth.thing(target).state === "persistent" && !this.#isAhead(thing, relation.name, cells))
      same(cells, this.#keys.get(target), `${what}'s key`);
  }

  /** Whether a thing was pointed, while its target's row was being written, to what had no key yet: the next flush fills that in. */
  #isAhead(thing: Thing, name: string, cells: readonly unknown[]): boolean {
    const isOpen = this.truth.rows.get(thing.id)?.ones[name] !== thing.ones[name];
    return isOpen && cells.every((cell) => cell === null);
  }

  /** Compares the tables; within the session's transaction, which flushes first, or as everybody sees them. */
  async compareTables(session: AsyncSession | null): Promise<void> {
    this.isLooking = true;
    if (session !== null) await this.probe(); // what handlers have added
    const reader = session ?? this.client.db.session();
    try {
      await this.#lookAtTables((text) => reader.execute(sql.unsafe(text)));
    } finally {
      if (session === null) await reader.close();
      this.isLooking = false;
    }
  }

  /** Compares the tables as a flush has left them, past the session, which would write what has changed since. */
  async compareFrozen(): Promise<void> {
    const connection = this.client.ticking?.held;
    if (connection !== undefined) await this.#lookAtTables((text) => connection.query({ sql: text, kinds: [] }, []));
  }

  async #lookAtTables(read: (text: string) => Promise<readonly (readonly unknown[])[]>): Promise<void> {
    const look = async (table: string, columns: readonly string[], expected: readonly (readonly unknown[])[]) => {
      const list = columns.map((name) => quoted(this.client, name)).join(", ");
      const rows = await read(`SELECT ${list} FROM ${quoted(this.client, table)}`);
      same(rows.map(textOf).sort(), expected.map(textOf).sort(), `table ${table} (${list})`);
    };
    for (const facts of this.facts.models) {
      const { columns, expected } = this.#expectedRows(facts);
      await look(facts.name, columns, expected);
    }
    for (const { table, left, right } of this.facts.manyToManys) {
      const pairs = [...this.truth.rowLinks].filter((pair) => pair.startsWith(`${table}:`)).map(endsOf);
      const expected = pairs.map((pair) => pair.flatMap((id) => this.#keys.get(id) ?? []));
      await look(table, [...left.columns, ...right.columns], expected);
    }
  }

  /** The columns to compare: the key, what the naive model knows, the foreign keys, the version. */
  #expectedRows({ name, generatedBy, key, make, defaults, version }: ModelFacts) {
    const own = this.facts.toOnes.filter((one) => one.model === name);
    const values = [...Object.keys(make(0)), ...Object.keys(defaults ?? {})];
    const keys = generatedBy === undefined ? [] : key;
    const columns = [
      ...keys,
      ...values,
      ...own.flatMap((one) => one.columns),
      ...(version === undefined ? [] : [version]),
    ];
    const expected = [...this.truth.rows]
      .filter(([, row]) => row.model === name)
      .map(([id, row]) => [
        ...(keys.length === 0 ? [] : (this.#keys.get(id) ?? [])),
        ...values.map((column) => row.columns[column]),
        ...own.flatMap((one) => {
          const target = row.ones[one.name] ?? null;
          return target === null ? one.columns.map(() => null) : (this.#keys.get(target) ?? []);
        }),
        ...(version === undefined ? [] : [row.version]),
      ]);
    return { columns, expected };
  }
}

function textOf(cells: readonly unknown[]): string {
  return cells.map(comparable).join(" | ");
}

function comparable(value: unknown): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  // PostgreSQL's own text of a list of words.
  if (typeof value === "string" && /^\{.*\}$/.test(value))
    return JSON.stringify(value.slice(1, -1).split(",").filter(Boolean));
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
