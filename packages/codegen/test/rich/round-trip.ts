/**
 * What any client has to do, whatever its schema: entities of random values are written, read back in every way of loading, changed, changed
 * and undone, and deleted; each time what is read is compared with what was set.
 *
 * The record of an entity holds what was set, in the words of `sayingOf`. What a constructor or a database gives where nothing was set is
 * learnt from the first fresh session, and has to stay.
 *
 * Not tried, since it cannot be or is not yet: a unique value that goes from one row to another in one flush, a unique column that changes while
 * other rows refer to it (`code…`), rows that need each other, every circle of
 * rows that take each other along, and JSON of many entities that hold each other.
 *
 * One file in spite of its length: the steps share the entries, and are read in the order in which they run.
 */
import { inspect, isDeepStrictEqual } from "node:util";
import { type Column, clientSchema, type Model, type Relation, type Schema } from "../../src/client-schema.ts";
import {
  initColumns,
  isDiscriminator,
  isMany,
  isDeferred,
  isReadOnly,
  visibleColumns,
  visibleRelations,
} from "../../src/emit/emission.ts";
import { type Codecs, type Random, sayingOf, type Typed, Values } from "./rich-values.ts";

// What the client and its runtime are here, where no schema is known: named by strings.
export type Entity = Record<string, unknown> & { toJSON(): Record<string, unknown> };
interface Query {
  filter(predicate: unknown): Query;
  orderBy(...orders: unknown[]): Query;
  options(...options: unknown[]): Query;
  all(): Promise<Entity[]>;
  count(): Promise<number>;
}
interface Nested {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}
export interface Session {
  query(model: unknown): Query;
  get(model: unknown, key: unknown): Promise<Entity | null>;
  addAll(entities: Iterable<Entity>): void;
  add(entity: Entity): void;
  delete(entity: Entity): Promise<void>;
  flush(): Promise<void>;
  commit(): Promise<void>;
  rollback(): Promise<void>;
  beginNested(): Promise<Nested>;
  refresh(entity: Entity): Promise<void>;
  expire(entity: Entity): void;
  isModified(entity: Entity): boolean;
  close(): Promise<void>;
}
export interface Db {
  createAll(): Promise<void>;
  dropAll(): Promise<void>;
  session(options?: object): Session;
  close(): Promise<void>;
  onStatement(listener: (event: { readonly sql: string }) => void): () => void;
}
type Handle = Readonly<Record<string, (value?: unknown) => unknown>>;
export type ModelClass = (new (values: object) => Entity) & Readonly<Record<string, Handle>>;
export type Client = Readonly<Record<string, ModelClass>>;
type Load = (relation: unknown) => unknown;
export interface Runtime {
  readonly joinedload: Load;
  readonly selectinload: Load;
  readonly undefer: Load;
  readonly toObject: (entity: Entity) => Record<string, unknown>;
}

interface Entry {
  readonly model: Model;
  entity: Entity;
  /** Its place in the order in which all were made. */
  place: number;
  key: string;
  /** By column or embedded value, what it holds; what is not there is to be learnt. */
  readonly values: Map<string, string>;
  /** By a to-one whose key is here. */
  readonly ones: Map<string, Entry | null>;
  /** By a many-to-many without an owner. */
  readonly links: Map<string, Set<Entry>>;
}

/** What the relations of entries held at some time. */
type Held = ReadonlyMap<Entry, ReadonlyMap<string, Entry | null>>;

/** A part of an entity that a program may set. */
interface Part extends Typed {
  readonly isEmbedded: boolean;
}

export interface RoundTrip {
  readonly client: Client;
  readonly runtime: Runtime;
  readonly codecs: Codecs;
  readonly db: Db;
  readonly random: Random;
  readonly isSync: boolean;
  readonly schema: Parameters<typeof clientSchema>[0];
}

/** @throws Error that says what is not as it was set */
export async function roundTrip(given: RoundTrip): Promise<void> {
  await new Trip(given).run();
}

/** A schema whose first row would need another one of its family. */
export class NoRowsError extends Error {}

class Trip {
  readonly #client: Client;
  readonly #runtime: Runtime;
  readonly #db: Db;
  readonly #random: Random;
  readonly #schema: Schema;
  readonly #values: Values;
  #entries: Entry[] = [];
  readonly #isSync: boolean;
  #statements = 0;
  #places = 0;

  constructor({ client, runtime, codecs, db, random, schema, isSync }: RoundTrip) {
    this.#isSync = isSync;
    this.#client = client;
    this.#runtime = runtime;
    this.#db = db;
    this.#random = random;
    this.#schema = clientSchema(schema);
    this.#values = new Values(random, this.#schema, codecs);
    db.onStatement(() => void (this.#statements += 1));
  }

  async run(): Promise<void> {
    await this.#inSession(async (session) => {
      for (const model of this.#stored()) for (let count = 0; count < 2; count++) this.#make(model, 0);
      session.addAll(this.#entries.map(({ entity }) => entity));
      await session.commit();
      for (const entry of this.#entries) await this.#compare(entry, entry.entity, "after the commit", "columns");
      for (const entry of this.#entries) entry.key = keyOf(entry.entity, entry.model);
    });
    for (const way of ["lazy", "selectin", "joined"] as const) await this.#readAll(way);
    await this.#conditions();
    await this.#inSession((session) => this.#change(session));
    await this.#readAll(this.#pick(["lazy", "selectin", "joined"]));
    await this.#inSession((session) => this.#undo(session));
    await this.#readAll(this.#pick(["lazy", "selectin", "joined"]));
    await this.#inSession((session) => this.#delete(session));
  }

  #stored(): readonly Model[] {
    return this.#schema.models.filter(({ isView }) => !isView);
  }

  #class(model: Model): ModelClass {
    const found = this.#client[model.name];
    if (found === undefined) throw new Error(`the client has no class ${model.name}`);
    return found;
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#random(all.length)] as T; // callers give one at least
  }

  async #inSession(work: (session: Session) => Promise<void>): Promise<void> {
    const session = this.#db.session({ discard: "silent" });
    try {
      await work(session);
    } finally {
      await session.close();
    }
  }

  /** The columns and embedded values that a program sets, without those of a relation's key. */
  #parts(model: Model): Part[] {
    const ofKeys = new Set([...model.relations.filter(({ key }) => key === "local").flatMap(({ columns }) => columns)]);
    const columns = initColumns(model).filter(({ name }) => !ofKeys.has(name));
    const embeddeds = model.embeddeds.map(({ name, type, nullable }) => ({
      name,
      nullable,
      type: { kind: "value" as const, value: type },
      scalar: null,
      list: false,
      default: null,
      isEmbedded: true,
    }));
    return [...columns.map((column) => ({ ...column, isEmbedded: false })), ...embeddeds];
  }

  #valueOf(part: Part, model: Model): unknown {
    const isUnique =
      model.primaryKey.columns.includes(part.name) ||
      this.#uniques(model).some((columns) => columns.includes(part.name));
    return isUnique ? this.#values.unique(part) : this.#values.of(part);
  }

  #uniques(model: Model): readonly (readonly string[])[] {
    const base = this.#schema.models.find(({ name }) => name === model.inheritance?.base);
    return [...model.uniques.map(({ columns }) => columns), ...(base === undefined ? [] : this.#uniques(base))];
  }

  #isA(entry: Entry, name: string): boolean {
    for (let at: Model | undefined = entry.model; at !== undefined;) {
      if (at.name === name) return true;
      const base: string | null = at.inheritance?.base ?? null;
      at = this.#schema.models.find((model) => model.name === base);
    }
    return false;
  }

  /** Whether an entity of the target may be given to one more of those that refer to it. */
  #isFree(target: Entry, relation: Relation, before: Held = new Map()): boolean {
    const holder = this.#stored().filter(({ relations }) =>
      relations.some((one) => one.name === relation.name && one.target === relation.target),
    );
    const isUnique = holder.some((model) => {
      const keys = [model.primaryKey.columns, ...this.#uniques(model)];
      return keys.some(
        (columns) =>
          columns.length === relation.columns.length && columns.every((name) => relation.columns.includes(name)),
      );
    });
    if (relation.kind !== "oneToOne" && !isUnique) return true;
    return !this.#entries.some((entry) => {
      const isHeld = [entry.ones, before.get(entry)].some((ones) => ones?.get(relation.name) === target);
      return isHeld && this.#has(entry, relation);
    });
  }

  #has(entry: Entry, relation: Relation): boolean {
    return entry.model.relations.some(({ name, target }) => name === relation.name && target === relation.target);
  }

  #made(): Entry[] {
    return this.#entries.filter(({ entity }) => entity !== null);
  }

  #make(model: Model, depth: number): Entry {
    const parts = this.#parts(model);
    const init: Record<string, unknown> = {};
    const later: [string, unknown][] = [];
    const entry: Entry = {
      model,
      entity: null as never, // set below
      place: 0, // as well
      key: "",
      values: new Map(),
      ones: new Map(),
      links: new Map(),
    };
    this.#entries.push(entry);
    for (const part of parts) {
      const isRequired = !part.nullable && !part.list && part.default === null;
      const isStamp = model.columns.some(({ name, updatedAt }) => name === part.name && updatedAt);
      if (isStamp || (!isRequired && this.#random(3) === 0)) continue;
      if (part.default?.kind === "autoincrement") continue; // the next number may be the one that is given
      const value = this.#valueOf(part, model);
      entry.values.set(part.name, sayingOf(value, part, this.#schema));
      if (isRequired || this.#random(3) > 0) init[part.name] = value;
      else later.push([part.name, value]);
    }
    for (const relation of visibleRelations(model)) {
      if (relation.readOnly) continue;
      if (relation.key === "local") {
        const target = this.#target(relation, depth);
        if (target === undefined) continue;
        entry.ones.set(relation.name, target);
        if (target !== null || this.#random(2) === 0) init[relation.name] = target === null ? null : target.entity;
      } else if (relation.key === "join") {
        const members = this.#made().filter((one) => this.#isA(one, relation.target) && this.#random(3) === 0);
        entry.links.set(relation.name, new Set(members));
        init[relation.name] = members.map(({ entity }) => entity);
      }
    }
    try {
      entry.entity = new (this.#class(model))(init);
      for (const [name, value] of later) entry.entity[name] = value;
    } catch (error) {
      if (error instanceof NoRowsError) throw error;
      throw new Error(`new ${model.name}(${inspect(init, { depth: 3 })})`, { cause: error });
    }
    this.#places += 1;
    entry.place = this.#places;
    return entry;
  }

  /** The end of a to-one; null for none, undefined where nothing can be given. */
  #target(relation: Relation, depth: number): Entry | null | undefined {
    const isOpen = relation.columns.length > 0;
    if (!isOpen) return undefined;
    if (relation.nullable && (depth > 2 || this.#random(3) === 0)) return null;
    const known = this.#made().filter((entry) => this.#isA(entry, relation.target) && this.#isFree(entry, relation));
    if (known.length > 0 && this.#random(3) > 0) return this.#pick(known);
    const target = this.#schema.models.find(({ name }) => name === relation.target);
    if (target === undefined || target.isView) return relation.nullable ? null : undefined;
    if (depth > 12) {
      if (known[0] === undefined && !relation.nullable) throw new NoRowsError();
      return known[0] ?? null;
    }
    return this.#make(target, depth + 1);
  }

  /** What a relation without a key here holds: all that refer to the entry. */
  #expectedMany(entry: Entry, relation: Relation): Entry[] | null {
    if (relation.association !== null) return this.#through(entry, relation);
    const back = relation.inverse;
    if (relation.key === "join") {
      const found = new Set(entry.links.get(relation.name));
      for (const other of this.#entries)
        if (back !== null && other.links.get(back)?.has(entry) === true) found.add(other);
      return [...found].filter((one) => this.#isA(one, relation.target));
    }
    if (back === null) return null;
    return this.#entries.filter((other) => this.#isA(other, relation.target) && other.ones.get(back) === entry);
  }

  #through(entry: Entry, { association, name, target }: Relation): Entry[] {
    const declared = this.#declared(entry.model, name);
    if (declared === null || association === null) return [];
    const between = this.#entries.filter((one) => one.model.name === association.model);
    const ends = between
      .filter((one) => one.ones.get(declared.near) === entry)
      .map((one) => one.ones.get(declared.far));
    return [...new Set(ends)].filter(
      (one): one is Entry => one !== null && one !== undefined && this.#isA(one, target),
    );
  }

  #declared(model: Model, name: string): { near: string; far: string } | null {
    return model.relations.find((relation) => relation.name === name)?.through ?? null;
  }

  async #readAll(way: "lazy" | "selectin" | "joined"): Promise<void> {
    for (const model of this.#stored()) {
      await this.#inSession(async (session) => {
        const { joinedload, selectinload, undefer } = this.#runtime;
        const load = way === "joined" ? joinedload : selectinload;
        const handles = this.#class(model);
        const options = [
          ...(way === "lazy" ? [] : visibleRelations(model).map(({ name }) => load(handles[name]))),
          ...(way === "lazy"
            ? []
            : [
                ...visibleColumns(model).filter(({ deferred }) => deferred),
                ...model.embeddeds.filter((embedded) => isDeferred(embedded, model)),
              ].map(({ name }) => undefer(handles[name]))),
        ];
        const found = await session
          .query(handles)
          .options(...options)
          .all();
        const expected = this.#entries.filter((entry) => this.#isA(entry, model.name));
        same(found.length, expected.length, `the count of ${model.name} by ${way}`);
        for (const entry of expected) {
          const entity = found.find(
            (one) => one.constructor === this.#class(entry.model) && keyOf(one, entry.model) === entry.key,
          );
          if (entity === undefined) throw new Error(`no ${entry.model.name} ${entry.key} by ${way} of ${model.name}`);
          // Not once relations are loaded: JSON follows every path through them, of which there are many.
          if (way === "lazy") await this.#generic(entity, entry.model);
          await this.#compare(entry, entity, `by ${way} of ${model.name}`, "columns");
          if (way === "lazy") await this.#generic(entity, entry.model);
        }
        for (const entry of expected) {
          const entity = found.find(
            (one) => one.constructor === this.#class(entry.model) && keyOf(one, entry.model) === entry.key,
          );
          if (entity === undefined) continue;
          await this.#compare(entry, entity, `by ${way} of ${model.name}`, "all");
          same(session.isModified(entity), false, `${entry.model.name} is modified by reading`);
        }
        const before = this.#statements;
        await session.flush();
        same(this.#statements, before, `statements of a flush after reading ${model.name}`);
      });
    }
  }

  /** What generic code does with an entity loads nothing. */
  async #generic(entity: Entity, model: Model): Promise<void> {
    const before = this.#statements;
    const shown = JSON.stringify(entity);
    const plainOne = this.#runtime.toObject(entity);
    inspect(entity, { depth: 4 });
    structuredClone(entity);
    await Promise.resolve();
    same(this.#statements, before, `statements of showing ${model.name}`);
    same(isDeepStrictEqual(entity, entity), true, "equal to itself");
    const json = JSON.parse(shown) as Record<string, unknown>;
    for (const { name, secret, deferred, expression } of visibleColumns(model)) {
      same(name in json && secret, false, `secret ${model.name}.${name} in JSON`);
      if (!secret && !deferred && expression === null)
        same(name in json && name in plainOne, true, `${model.name}.${name} in JSON`);
    }
  }

  async #compare(entry: Entry, entity: Entity, when: string, which: "columns" | "all"): Promise<void> {
    const { model } = entry;
    for (const column of visibleColumns(model)) {
      if (column.expression !== null && which === "columns") continue;
      const said = await this.#read(entity, column, model, when);
      this.#check(entry, column.name, said, isSteady(column, model), when);
    }
    for (const embedded of model.embeddeds) {
      const part = this.#parts(model).find(({ name }) => name === embedded.name);
      if (part === undefined) continue;
      const said = await this.#read(entity, part, model, when);
      this.#check(entry, embedded.name, isAllNull(said) && embedded.nullable ? "null" : said, true, when);
    }
    if (which === "columns") return;
    for (const relation of visibleRelations(model)) await this.#compareRelation(entry, entity, relation, when);
  }

  async #read(entity: Entity, column: Typed, model: Model, when: string): Promise<string> {
    try {
      return sayingOf(await entity[column.name], column, this.#schema);
    } catch (error) {
      throw new Error(`${model.name}.${column.name} cannot be read ${when}`, { cause: error });
    }
  }

  #check(entry: Entry, name: string, said: string, isSettled: boolean, when: string): void {
    const known = entry.values.get(name);
    // A key is compared by its relation.
    const isKey = entry.model.relations.some(({ key, columns }) => key === "local" && columns.includes(name));
    const wanted = known !== undefined && isAllNull(known) && said === "null" ? "null" : known;
    if (wanted === undefined || !isSettled || isKey) entry.values.set(name, said);
    else same(said, wanted, `${entry.model.name}.${name} ${when}`);
  }

  async #compareRelation(entry: Entry, entity: Entity, relation: Relation, when: string): Promise<void> {
    const place = `${entry.model.name}.${relation.name} ${when}`;
    let value: unknown;
    try {
      value = await entity[relation.name];
    } catch (error) {
      throw new Error(`${place} cannot be read`, { cause: error });
    }
    const target = this.#schema.models.find(({ name }) => name === relation.target);
    if (target === undefined || target.isView) return;
    // An async client goes on giving what led through a model before that changed.
    if (relation.association !== null && !when.startsWith("by") && !this.#isSync) return;
    if (isMany(relation)) {
      const expected = this.#expectedMany(entry, relation);
      if (expected === null) return;
      const found = [...(value as Iterable<Entity>)].map((one) => this.#nameOf(one)); // to many
      same(found.toSorted().join(" "), expected.map(nameOf).toSorted().join(" "), place);
      return;
    }
    const expected =
      relation.key === "local" ? entry.ones.get(relation.name) : (this.#expectedMany(entry, relation)?.[0] ?? null);
    const found = value === null ? "null" : this.#nameOf(value as Entity);
    same(found, expected === null || expected === undefined ? "null" : nameOf(expected), place);
  }

  #nameOf(entity: Entity): string {
    const model = this.#stored().find((one) => entity.constructor === this.#class(one));
    if (model === undefined) throw new Error(`an entity of no class: ${inspect(entity)}`);
    return `${model.name}${keyOf(entity, model)}`;
  }

  /** Every column finds the rows that hold what it holds. */
  async #conditions(): Promise<void> {
    await this.#inSession(async (session) => {
      for (const entry of this.#entries) {
        const handles = this.#class(entry.model);
        const entity = await session.get(handles, keyGiven(entry.entity, entry.model));
        if (entity === null) throw new Error(`no ${entry.model.name} by get`);
        same(keyOf(entity, entry.model), entry.key, "get");
        for (const column of visibleColumns(entry.model)) {
          const isJson = column.type.kind === "scalar" && column.type.scalar === "Json" && column.scalar === null;
          if (column.list || isJson) continue;
          const value = await entity[column.name];
          const handle = handles[column.name];
          const found = await this.#found(session, handles, handle, value, `${entry.model.name}.${column.name}`);
          same(found.includes(entity), true, `${entry.model.name}.${column.name} found by ${inspect(value)}`);
        }
        for (const { name, type } of entry.model.embeddeds) {
          const value = (await entity[name]) as Record<string, unknown> | null;
          for (const field of this.#schema.types.find((one) => one.name === type)?.fields ?? []) {
            const isJson = field.type.kind === "scalar" && field.type.scalar === "Json";
            if (field.list || isJson) continue;
            const part = (handles[name] as unknown as Readonly<Record<string, Handle>>)[field.name]; // an embedded value's handle
            const one = value === null ? null : value[field.name];
            const found = await this.#found(session, handles, part, one, `${entry.model.name}.${name}.${field.name}`);
            same(found.includes(entity), true, `${entry.model.name}.${name}.${field.name} found by ${inspect(one)}`);
          }
        }
        for (const relation of visibleRelations(entry.model)) {
          if (relation.key !== "local") continue;
          const target = await entity[relation.name];
          const handle = handles[relation.name];
          if (target === null) continue;
          const [isRight] = await session.query(handles).filter(handle?.["has"]?.()).all();
          same(isRight !== undefined, true, `${entry.model.name}.${relation.name} in a condition`);
        }
      }
    });
  }

  async #found(
    session: Session,
    handles: ModelClass,
    handle: Handle | undefined,
    value: unknown,
    place: string,
  ): Promise<Entity[]> {
    try {
      const query = session.query(handles);
      const filtered = value === null ? query.filter(handle?.["isNull"]?.()) : query.filter(handle?.["eq"]?.(value));
      return await filtered.orderBy(handle?.["desc"]?.()).all();
    } catch (error) {
      throw new Error(`${place} in a condition with ${inspect(value)}`, { cause: error });
    }
  }

  /** The entities of all entries in a session of their own. */
  async #load(session: Session): Promise<Map<Entry, Entity>> {
    const loaded = new Map<Entry, Entity>(); // of entries
    for (const model of this.#stored()) {
      const found = await session.query(this.#class(model)).all();
      for (const entry of this.#entries.filter((one) => one.model === model)) {
        const entity = found.find((one) => one.constructor === this.#class(model) && keyOf(one, model) === entry.key);
        if (entity === undefined) throw new Error(`no ${model.name} ${entry.key}`);
        loaded.set(entry, entity);
      }
    }
    return loaded;
  }

  async #change(session: Session): Promise<void> {
    const loaded = await this.#load(session);
    await this.#changeAll(loaded);
    await session.commit();
    for (const [entry, entity] of loaded) await this.#compare(entry, entity, "after a change", "columns");
    for (const [entry, entity] of loaded) {
      if (this.#random(2) === 0) await session.refresh(entity);
      else session.expire(entity);
      await this.#compare(entry, entity, "after a refresh", "all");
    }
  }

  /** Changes everything. What has to be unique does not go from one row to another in one flush. */
  async #changeAll(loaded: ReadonlyMap<Entry, Entity>): Promise<void> {
    const before = new Map(this.#entries.map((entry) => [entry, new Map(entry.ones)]));
    for (const [entry, entity] of loaded) await this.#changeOne(entry, entity, loaded, before);
  }

  async #changeOne(entry: Entry, entity: Entity, loaded: ReadonlyMap<Entry, Entity>, before: Held): Promise<void> {
    const { model } = entry;
    for (const part of this.#parts(model)) {
      if (model.primaryKey.columns.includes(part.name) || this.#random(2) === 0) continue;
      const isStamp = model.columns.some(({ name, updatedAt }) => name === part.name && updatedAt);
      if (isStamp || /^code\d/.test(part.name)) continue;
      if (part.type.kind === "value" && this.#random(2) === 0) {
        if (await this.#changeInside(entry, entity, part)) continue;
      }
      const value = this.#valueOf(part, model);
      entity[part.name] = value;
      entry.values.set(part.name, sayingOf(value, part, this.#schema));
    }
    for (const relation of visibleRelations(model)) {
      if (relation.readOnly || relation.key !== "local" || this.#random(3) > 0) continue;
      if (relation.columns.some((column) => model.primaryKey.columns.includes(column))) continue;
      const known = [...loaded.keys()].filter(
        (one) => this.#isA(one, relation.target) && this.#isFree(one, relation, before),
      );
      const target = relation.nullable && this.#random(2) === 0 ? null : known[this.#random(Math.max(known.length, 1))];
      if (target === undefined) continue;
      // Rows that need each other can never be deleted.
      if (target !== null && !relation.nullable && target.place >= entry.place) continue;
      entity[relation.name] = target === null ? null : loaded.get(target);
      entry.ones.set(relation.name, target);
    }
  }

  /** A field of a value that was read; false where there is none. */
  async #changeInside(entry: Entry, entity: Entity, part: Part): Promise<boolean> {
    let value = await entity[part.name];
    if (part.list && Array.isArray(value)) value = (value as unknown[])[0];
    if (typeof value !== "object" || value === null || part.type.kind !== "value") return false;
    const { value: type } = part.type;
    const fields = this.#schema.types.find(({ name }) => name === type)?.fields ?? [];
    const field = this.#pick(fields);
    (value as Record<string, unknown>)[field.name] = this.#values.of(field);
    entry.values.set(part.name, sayingOf(await entity[part.name], part, this.#schema));
    return true;
  }

  /** A rollback, of all or of a savepoint, puts back what was there. */
  async #undo(session: Session): Promise<void> {
    const loaded = await this.#load(session);
    const isNested = this.#random(2) === 0;
    const nested = isNested ? await session.beginNested() : session;
    const entries = this.#entries;
    const kept = entries.map(({ values, ones, links }) => ({
      values: new Map(values),
      ones: new Map(ones),
      links: new Map(links),
    }));
    const count = entries.length;
    await this.#changeAll(loaded);
    this.#entries = entries.slice();
    const flushes = this.#random(2) === 0;
    if (flushes) await session.flush();
    if (this.#random(2) === 0 && this.#stored()[0] !== undefined) {
      const removed = this.#pick(entries.filter((entry) => !this.#isReferred(entry)).concat(entries.slice(0, 0)));
      const entity = removed === undefined ? undefined : loaded.get(removed);
      if (entity !== undefined) await session.delete(entity);
      if (entity !== undefined && flushes) await session.flush();
    }
    await nested.rollback();
    for (const [at, entry] of entries.slice(0, count).entries()) {
      const before = kept[at];
      if (before === undefined) continue;
      for (const [name, value] of before.values) entry.values.set(name, value);
      for (const [name, one] of before.ones) entry.ones.set(name, one);
    }
    this.#entries = entries;
    for (const [entry, entity] of loaded) {
      same(session.isModified(entity), false, `${entry.model.name} is modified after a rollback`);
      await this.#compare(entry, entity, isNested ? "after a savepoint" : "after a rollback", "all");
    }
    await session.commit();
  }

  #isReferred(entry: Entry): boolean {
    return this.#entries.some(
      ({ ones, links }) => [...ones.values()].includes(entry) || [...links.values()].some((link) => link.has(entry)),
    );
  }

  async #delete(session: Session): Promise<void> {
    const loaded = await this.#load(session);
    for (const entity of loaded.values()) await session.delete(entity);
    try {
      await session.flush();
    } catch (error) {
      // Rows that take each other along, and others that refuse to lose them, have an order only where no circle goes through both.
      const isCircle = (error as { readonly code?: unknown }).code === "FOREIGN_KEY_VIOLATION"; // of an error of the runtime
      const takesAlong = this.#stored().some(({ foreignKeys }) =>
        foreignKeys.some((key) => key.onDelete === "Cascade"),
      );
      if (isCircle && takesAlong) return;
      throw error;
    }
    for (const model of this.#stored())
      same(await session.query(this.#class(model)).count(), 0, `${model.name} after a delete`);
    await session.rollback();
    for (const [entry, entity] of loaded) await this.#compare(entry, entity, "after an undone delete", "all");
    for (const entity of loaded.values()) await session.delete(entity);
    await session.commit();
    for (const model of this.#stored())
      same(await session.query(this.#class(model)).count(), 0, `${model.name} after a delete`);
  }
}

function nameOf({ model, key }: Entry): string {
  return `${model.name}${key}`;
}

function keyOf(entity: Entity, { primaryKey }: Model): string {
  return JSON.stringify(
    primaryKey.columns.map((name) => {
      const value = entity[name];
      return typeof value === "bigint" ? `${value}n` : value;
    }),
  );
}

function keyGiven(entity: Entity, { primaryKey }: Model): unknown {
  const [only, ...more] = primaryKey.columns;
  if (only !== undefined && more.length === 0) return entity[only];
  return Object.fromEntries(primaryKey.columns.map((name) => [name, entity[name]]));
}

/** Whether it stays as it is while nobody sets it. */
function isSteady(column: Column, model: Model): boolean {
  return !column.updatedAt && !(isReadOnly(column) && !isDiscriminator(column, model));
}

/** An optional embedded value with nothing in it is null. */
function isAllNull(said: string): boolean {
  const value = JSON.parse(said) as unknown;
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((field) => Array.isArray(field) && field.length === 2 && field[1] === null)
  );
}

function same(found: unknown, expected: unknown, place: string): void {
  if (found !== expected) throw new Error(`${place}: ${String(found)} and not ${String(expected)}`);
}
