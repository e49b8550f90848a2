/**
 * What the emitted relation accessors call. In a sync client reading an unloaded relation loads it; in an async client it gives a `Lazy`,
 * which loads when it is awaited.
 */
import { RelationInvalidatedError, RelationNotLoadedError, RelationTypeError } from "../errors.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { isHeard, tellOne, tellSet } from "./attribute-events.ts";
import { writeCell } from "./changes.ts";
import {
  asCollection,
  bind,
  type Collection,
  collectionOf,
  EntityCollection,
  link,
  noteOrphan,
  replaceUnloaded,
  unlink,
} from "./collection.ts";
import { type Entity, type Link, linkOf, markGiven, originOf, relationPlace, setLink } from "./entity.ts";
import { checkWritable } from "./read-only.ts";
import { foreignKey, knownOne, pointsAhead, putOne, refersToPrimaryKey } from "./to-one.ts";

/**
 * A relation of an async client that may not be loaded yet. Await it: it cannot be iterated, and it is neither null nor an entity, so that
 * forgetting the `await` does not compile.
 */
export interface Lazy<T> extends PromiseLike<T> {
  /** Whether awaiting it needs no statement. */
  readonly isLoaded: boolean;
}

/** A to-many of an async client: it takes changes before it is loaded. */
export interface LazyCollection<T> extends Lazy<Collection<T>> {
  /** Adds entities without loading the rest. */
  add(...items: T[]): void;
  /** Takes an entity out without loading the rest. */
  remove(item: T): void;
  /** Makes these the content; the flush finds out what that takes out. */
  replace(items: Iterable<T>): void;
}

// ---- to-one

/** A to-one in a sync client. @throws DetachedError, RelationNotLoadedError */
export function one<T>(entity: Entity, relation: RelationMeta): T {
  let known = resolveOne(entity, relation);
  if (known === undefined) {
    (originOf(entity).context ?? notInSession(entity, relation)).loadOnAccess(entity, relation);
    known = linkOf(entity, relation.index);
  }
  return known as T; // the emitted accessor names the type of its relation
}

/** A to-one in an async client: the entity or null once it is loaded, else a `Lazy`. */
export function lazyOne<T>(entity: Entity, relation: RelationMeta): Lazy<T> {
  const known = resolveOne(entity, relation);
  // Either is right to await, which is all that the type allows.
  if (known !== undefined) return known as unknown as Lazy<T>; // as the line above says
  const last = lastEnd(entity, relation);
  if (last !== undefined) return last as unknown as Lazy<T>; // as above
  const lazy = new LazyRelation<T>(entity, relation);
  return invalidated.get(entity)?.has(relation) === true ? refusingReads(lazy, relation) : lazy;
}

/** A to-one as far as no statement is needed. */
function resolveOne(entity: Entity, relation: RelationMeta): Link {
  const known = linkOf(entity, relation.index);
  if (known !== undefined) return known;
  const { status, context } = originOf(entity);
  if (relation.key === "local") {
    const key = foreignKey(entity, relation);
    if (key === null || relation.columns.some((column) => entity[row][column] === null))
      return remember(entity, relation, null);
    const held = key === undefined ? undefined : context?.identity.get(relation.target, key);
    if (held !== undefined && refersToPrimaryKey(relation)) return remember(entity, relation, held);
    if (status === "transient" && relation.columns.every((column) => entity[row][column] === undefined)) return null;
  } else if (status !== "persistent") return null;
  return undefined;
}

function remember(entity: Entity, relation: RelationMeta, link: Entity | null): Entity | null {
  setLink(entity, relation.index, link);
  return link;
}

/** Sets a to-one on both sides. `null` parts; undefined is refused. */
export function setOne(entity: Entity, relation: RelationMeta, target: Entity | null): void {
  if (target === undefined)
    throw new RelationTypeError(relation.model.name, relation.name, `a ${relation.target.name} or null`, target);
  const { context, status } = originOf(entity);
  const isUnknown =
    relation.key === "remote" && status === "persistent" && linkOf(entity, relation.index) === undefined;
  if (isUnknown) context?.replaced.add(entity);
  if (target !== null) return link(entity, relation, target);
  const current = knownOne(entity, relation);
  if (current !== undefined) return unlink(entity, relation, current);
  if (isHeard && linkOf(entity, relation.index) !== null && tellOne(entity, relation, null, undefined)) return;
  // An owner that memory does not hold is lost as well; what had none is no orphan.
  const hadOne = relation.columns.every((index) => (entity[row][index] ?? null) !== null);
  putOne(entity, relation, null);
  if (hadOne && relation.key === "local" && relation.inverse !== null) noteOrphan(entity, relation.inverse);
}

// ---- to-many

/** A to-many in a sync client, loaded on access. @throws DetachedError, RelationNotLoadedError */
export function many<T>(entity: Entity, relation: RelationMeta): Collection<T> {
  const collection = collectionOf(entity, relation);
  if (!isFresh(collection)) {
    const { context } = originOf(entity);
    // What a closed session had loaded stays readable.
    if (!EntityCollection.isLoaded(collection) || context?.isClosed === false)
      (context ?? notInSession(entity, relation)).loadOnAccess(entity, relation);
  }
  EntityCollection.keepAccount(collection);
  return collection as unknown as Collection<T>; // the accessor names the type
}

function isFresh(collection: EntityCollection<Entity>): boolean {
  return EntityCollection.isLoaded(collection) && !EntityCollection.isStale(collection);
}

/** A to-many in an async client: the collection once it is loaded (it goes on giving the last content), else a `Lazy`. */
export function lazyMany<T>(entity: Entity, relation: RelationMeta): LazyCollection<T> {
  const collection = collectionOf(entity, relation);
  // It has add, remove and replace.
  if (!EntityCollection.isLoaded(collection))
    return new LazyRelation<Collection<T>>(entity, relation) as unknown as LazyCollection<T>;
  EntityCollection.keepAccount(collection);
  return collection as unknown as LazyCollection<T>; // awaiting a plain value is right too
}

/** Makes `items` the content of a to-many, on both sides. In an async client an unloaded one is replaced when it is flushed. */
export function setMany<T>(entity: Entity, relation: RelationMeta, items: Iterable<T>): void {
  if (typeof items?.[Symbol.iterator] !== "function")
    throw new RelationTypeError(relation.model.name, relation.name, `several of ${relation.target.name}`, items);
  checkWritable(relation);
  markGiven(entity, relationPlace(entity, relation));
  const collection = collectionOf(entity, relation);
  const next = items as Iterable<unknown> as Iterable<Entity>; // checked one by one in `link`
  const { context } = originOf(entity);
  if (!EntityCollection.isLoaded(collection) && context !== null) {
    if (context.colour === "sync") context.loadOnAccess(entity, relation);
    else context.replaced.add(entity);
  }
  if (EntityCollection.isLoaded(collection)) collection.replace(next);
  else replaceUnloaded(collection, next);
}

// ---- keys

/** Sets a cell that is part of a relation's key: the relation is not loaded any more, and its other side moves. */
export function writeKey(entity: Entity, index: number, cell: Entity[typeof row][number]): void {
  markGiven(entity, index);
  if (entity[row][index] === cell && (cell !== null || !pointsAhead(entity, index))) return;
  if (isHeard && tellSet(entity, index, cell)) return;
  for (const relation of entity[modelKey].relations) {
    if (relation.key !== "local" || !relation.columns.includes(index)) continue;
    const wasLoaded = (linkOf(entity, relation.index) ?? null) !== null;
    const before = knownOne(entity, relation);
    if (before !== undefined && relation.inverse !== null) unlinkFar(before, relation.inverse, entity);
    setLink(entity, relation.index, undefined);
    if (wasLoaded) markInvalidated(entity, relation);
  }
  writeCell(entity, index, cell);
  for (const relation of entity[modelKey].relations) {
    if (relation.key !== "local" || !relation.columns.includes(index) || relation.inverse === null) continue;
    const now = knownOne(entity, relation);
    if (now !== undefined) bind(now, relation.inverse, entity);
  }
}

function unlinkFar(owner: Entity, relation: RelationMeta, item: Entity): void {
  if (relation.many) EntityCollection.drop(collectionOf(owner, relation), item);
  else if (linkOf(owner, relation.index) === item) putOne(owner, relation, null);
}

/** Relations that were loaded until their key changed: what was typed as loaded is a lie now. */
const invalidated = new WeakMap<Entity, Set<RelationMeta>>();

/** Has an async client's getter throw where a program goes on reading the relation as loaded, until it awaits it again. */
export function markInvalidated(entity: Entity, relation: RelationMeta): void {
  let relations = invalidated.get(entity);
  if (relations === undefined) invalidated.set(entity, (relations = new Set()));
  relations.add(relation);
}

/** Far ends of one-to-ones that were loaded until their owners' rows were refreshed. */
const lastEnds = new WeakMap<Entity, Map<RelationMeta, Entity | null>>();

/**
 * Has a to-one be loaded anew. An async client's getter goes on giving the far end of a one-to-one as it was, until that is done: nothing says
 * that it changed.
 */
export function forgetOne(entity: Entity, relation: RelationMeta, end: Entity | null): void {
  setLink(entity, relation.index, undefined);
  if (relation.key !== "remote" || originOf(entity).context?.colour !== "async") return;
  let ends = lastEnds.get(entity);
  if (ends === undefined) lastEnds.set(entity, (ends = new Map()));
  ends.set(relation, end);
}

/** What `forgetOne` has kept; undefined where memory knows better by now. */
function lastEnd(entity: Entity, relation: RelationMeta): Entity | null | undefined {
  if (relation.key !== "remote") return undefined;
  const end = lastEnds.get(entity)?.get(relation);
  if (end === null || end === undefined || relation.inverse === null) return end;
  return originOf(end).status === "persistent" && knownOne(end, relation.inverse) === entity ? end : undefined;
}

/** A `Lazy` that throws where a program reads it as the entity that it used to be. */
function refusingReads<T>(lazy: LazyRelation<T>, relation: RelationMeta): Lazy<T> {
  return new Proxy(lazy, {
    get(target, key) {
      if (key === "then") return target.then.bind(target);
      if (key === "isLoaded") return false;
      if (typeof key === "symbol") return undefined;
      throw new RelationInvalidatedError(relation.model.name, relation.name);
    },
  });
}

// ---- lazy

class LazyRelation<T> implements Lazy<T> {
  readonly #entity: Entity;
  readonly #relation: RelationMeta;

  constructor(entity: Entity, relation: RelationMeta) {
    this.#entity = entity;
    this.#relation = relation;
  }

  get isLoaded(): boolean {
    const known = linkOf(this.#entity, this.#relation.index);
    return this.#relation.many
      ? known !== undefined && EntityCollection.isLoaded(asCollection(known))
      : known !== undefined;
  }

  then<A = T, B = never>(
    resolve?: ((value: T) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#load().then(resolve, reject);
  }

  add(...items: T[]): void {
    checkWritable(this.#relation);
    // a to-many's Lazy is typed as LazyCollection<T>, whose items are entities
    for (const item of items) link(this.#entity, this.#relation, item as Entity);
  }

  remove(item: T): void {
    checkWritable(this.#relation);
    unlink(this.#entity, this.#relation, item as Entity); // as above
  }

  replace(items: Iterable<T>): void {
    setMany(this.#entity, this.#relation, items);
  }

  async #load(): Promise<T> {
    const relation = this.#relation;
    // Once, unless its key was set meanwhile.
    while (!this.isLoaded) {
      await (originOf(this.#entity).context ?? notInSession(this.#entity, relation)).loadInTick(this.#entity, relation);
      invalidated.get(this.#entity)?.delete(relation);
    }
    if (relation.many) EntityCollection.keepAccount(collectionOf(this.#entity, relation));
    return linkOf(this.#entity, relation.index) as T; // loaded now, and of the type that the accessor names
  }
}

function notInSession(entity: Entity, relation: RelationMeta): never {
  throw new RelationNotLoadedError(entity[modelKey].name, relation.name);
}
