/**
 * Collections, and both sides of a relation in step.
 *
 * A collection is an Array, so that everything that takes one works, with its mutators overridden: whatever goes in or out does so on the
 * other side too, at once and without loading it. A collection that is not loaded queues what is added and removed, and what it loads
 * later is merged with that. For a many-to-many the queue is also what a flush writes: adding and removing the same entity cancel out.
 *
 * `link` and `unlink` are the two verbs; `put` and `drop` are their one-sided halves. The side that holds the key writes its cells in `put`
 * and `drop`, so a flush finds an ordinary change of a row.
 */
import { AttachedElsewhereError, CollectionWriteError, invariant, RelationTypeError } from "../errors.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { write } from "./changes.ts";
import type { Context } from "./context.ts";
import { type Entity, isEntity, type Link, linkOf, originOf, setLink } from "./entity.ts";

/** A to-many relation, in types: an array to read, changed by its methods alone. */
export interface Collection<T> extends ReadonlyArray<T> {
  /** Adds entities that are not in it yet. */
  add(...items: T[]): void;
  /** As `add`; gives the new length. */
  push(...items: T[]): number;
  /** Takes an entity out: its key becomes NULL, or its link goes. Says whether it was in. */
  remove(item: T): boolean;
  /** Makes these its content. */
  replace(items: Iterable<T>): void;
  clear(): void;
  has(item: T): boolean;
}

/** What a rollback needs to know of a collection. */
export interface CollectionState {
  readonly items: readonly Entity[];
  readonly added: ReadonlySet<Entity>;
  readonly removed: ReadonlySet<Entity>;
  readonly isLoaded: boolean;
  readonly isStale: boolean;
}

// Array's own, past the overrides below.
const { push } = Array.prototype;
/** Above so many members a Set says whether one is among them. */
const scanLimit = 32;
/** What most collections have queued; shared, since a Set for each would cost more than the collection. */
const nothing: ReadonlySet<Entity> = new Set();

export class EntityCollection<T extends Entity> extends Array<T> implements Collection<T> {
  // Private, so that no own enumerable field stands beside the elements.
  readonly #owner: Entity;
  readonly #relation: RelationMeta;
  #isLoaded: boolean;
  #isStale = false;
  /** What went in and out since the rows were read or written. */
  #added: Set<Entity> | null = null;
  #removed: Set<Entity> | null = null;
  #replacement: ReadonlySet<Entity> | null = null;
  /**
   * Its own account of what it holds, once it was handed out: a write that slips past the methods is told by the difference. Of a large one
   * that was asked whether somebody is in it, a Set. None of one that was merely loaded.
   */
  #held: Entity[] | Set<Entity> | null = null;

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  constructor(owner: Entity, relation: RelationMeta, isLoaded: boolean) {
    super();
    this.#owner = owner;
    this.#relation = relation;
    this.#isLoaded = isLoaded;
  }

  static isLoaded(collection: EntityCollection<Entity>): boolean {
    return collection.#isLoaded;
  }

  /** What it holds as far as memory knows: all, or what an unloaded one has queued. */
  static members(collection: EntityCollection<Entity>): Entity[] {
    return [...(collection.#isLoaded ? (collection.#held ?? collection) : (collection.#added ?? nothing))];
  }

  static isStale(collection: EntityCollection<Entity>): boolean {
    return collection.#isStale;
  }

  static markStale(collection: EntityCollection<Entity>): void {
    collection.#isStale = collection.#isLoaded;
  }

  static added(collection: EntityCollection<Entity>): ReadonlySet<Entity> {
    return collection.#added ?? nothing;
  }

  static removed(collection: EntityCollection<Entity>): ReadonlySet<Entity> {
    return collection.#removed ?? nothing;
  }

  /** Makes `items` the content of a collection whose present content is unknown: the flush finds out what that takes out. */
  static replaceUnloaded(collection: EntityCollection<Entity>, items: Iterable<Entity>): void {
    const next = checked(collection.#owner, collection.#relation, items);
    keepForUndo(collection.#owner, collection.#relation);
    for (const item of collection.#added ?? nothing)
      if (!next.has(item)) unlink(collection.#owner, collection.#relation, item);
    for (const item of next) link(collection.#owner, collection.#relation, item);
    collection.#replacement = next;
  }

  /** What `replaceUnloaded` left to do, once the collection is loaded. */
  static finishReplacement(collection: EntityCollection<Entity>): void {
    const next = collection.#replacement;
    if (next === null) return;
    collection.#replacement = null;
    for (const item of fromTheEnd(collection))
      if (!next.has(item)) unlink(collection.#owner, collection.#relation, item);
  }

  static isReplaced(collection: EntityCollection<Entity>): boolean {
    return collection.#replacement !== null;
  }

  /** Its queue is in the database now. */
  static settle(collection: EntityCollection<Entity>): void {
    collection.#added = null;
    collection.#removed = null;
  }

  /** Forgets that an entity went in or out: the other side's flush has written it. */
  static settleOne(collection: EntityCollection<Entity>, item: Entity): void {
    collection.#added?.delete(item);
    collection.#removed?.delete(item);
  }

  /** Takes what the database has, and keeps what was added or removed meanwhile. The array stays the same object. */
  static fill(collection: EntityCollection<Entity>, items: readonly Entity[]): void {
    const removed = collection.#removed;
    EntityCollection.#setContent(collection, removed === null ? items : items.filter((item) => !removed.has(item)));
    for (const item of collection.#added ?? nothing)
      if (!EntityCollection.holds(collection, item)) EntityCollection.#append(collection, item);
    collection.#isLoaded = true;
    collection.#isStale = false;
    EntityCollection.finishReplacement(collection);
  }

  /** One-sided: puts an entity in. */
  static put(collection: EntityCollection<Entity>, item: Entity): void {
    if (collection.#isLoaded && EntityCollection.holds(collection, item)) return;
    keepForUndo(collection.#owner, collection.#relation);
    const isBack = collection.#removed?.delete(item) === true;
    // Whether an unloaded collection had what went and came back, nobody knows: the last word counts.
    if (!isBack || !collection.#isLoaded) (collection.#added ??= new Set()).add(item);
    if (collection.#isLoaded) EntityCollection.#append(collection, item);
  }

  /** One-sided: takes an entity out. */
  static drop(collection: EntityCollection<Entity>, item: Entity): void {
    const isIn = EntityCollection.holds(collection, item);
    if (collection.#isLoaded && !isIn) return;
    keepForUndo(collection.#owner, collection.#relation);
    const isBack = collection.#added?.delete(item) === true;
    // As in `put`; but it cannot have had what has no row.
    const isKnown = collection.#isLoaded || originOf(item).status !== "persistent";
    if (!isBack || !isKnown) (collection.#removed ??= new Set()).add(item);
    if (isIn) EntityCollection.#takeOut(collection, item);
  }

  /** Whether an entity is in it; no scan of a large one. */
  static holds(collection: EntityCollection<Entity>, item: Entity): boolean {
    const held = collection.#held;
    if (held instanceof Set) return held.has(item);
    if (collection.length <= scanLimit) return indexIn(held ?? collection, item) >= 0;
    EntityCollection.keepAccount(collection);
    return (collection.#held = new Set(collection.#held)).has(item);
  }

  static #append(collection: EntityCollection<Entity>, item: Entity): void {
    push.call(collection, item);
    const held = collection.#held;
    if (held instanceof Set) held.add(item);
    else held?.push(item);
  }

  static #takeOut(collection: EntityCollection<Entity>, item: Entity): void {
    const held = collection.#held;
    if (held instanceof Set) held.delete(item);
    else if (held !== null) cutOut(held, item);
    cutOut(collection, item);
  }

  static #setContent(collection: EntityCollection<Entity>, items: Iterable<Entity>): void {
    collection.length = 0;
    for (const item of items) push.call(collection, item);
    if (collection.#held !== null) collection.#held = copyOf(collection);
  }

  // ---- writes that slip past the methods

  /** Begins to keep account of what it holds, for whoever gets it may write to it. A few ns for one that does so already. */
  static keepAccount(collection: EntityCollection<Entity>): void {
    if (collection.#held !== null) return;
    collection.#held = copyOf(collection);
    originOf(collection.#owner).context?.accounted.add(collection);
  }

  /** Goes on keeping account in the session that its owner came to. */
  static bringAccount(collection: EntityCollection<Entity>): void {
    if (collection.#held !== null) originOf(collection.#owner).context?.accounted.add(collection);
  }

  /** Whether it is what its methods made of it. Another order counts as that: no flush writes it. */
  static isAsHeld(collection: EntityCollection<Entity>): boolean {
    const held = collection.#held;
    if (held === null) return true;
    if (collection.length !== (held instanceof Set ? held.size : held.length)) return false;
    let at = 0;
    for (const item of held) if (collection[at++] !== item) return isPermutation(collection, held);
    return true;
  }

  /** Undoes what slipped past the methods. */
  static putRight(collection: EntityCollection<Entity>): void {
    if (!EntityCollection.isAsHeld(collection)) EntityCollection.#setContent(collection, [...(collection.#held ?? [])]);
  }

  /** @throws CollectionWriteError where something slipped past the methods of a collection whose owner is in this session */
  static checkAccounts(context: Context): void {
    for (const collection of context.accounted) {
      if (EntityCollection.isAsHeld(collection)) continue;
      const { status, context: home } = originOf(collection.#owner);
      if (home !== context || status === "deleted") continue;
      throw new CollectionWriteError(collection.#relation.model.name, collection.#relation.name);
    }
  }

  static state(collection: EntityCollection<Entity>): CollectionState {
    return {
      items: [...(collection.#held ?? collection)],
      added: new Set(collection.#added ?? nothing),
      removed: new Set(collection.#removed ?? nothing),
      isLoaded: collection.#isLoaded,
      isStale: collection.#isStale,
    };
  }

  static restore(collection: EntityCollection<Entity>, state: CollectionState): void {
    EntityCollection.#setContent(collection, state.items);
    collection.#added = new Set(state.added);
    collection.#removed = new Set(state.removed);
    collection.#replacement = null;
    collection.#isLoaded = state.isLoaded;
    collection.#isStale = state.isStale;
  }

  add(...items: T[]): void {
    for (const item of checked(this.#owner, this.#relation, items)) link(this.#owner, this.#relation, item);
  }

  override push(...items: T[]): number {
    this.add(...items);
    return this.length;
  }

  override unshift(...items: T[]): number {
    return this.push(...items);
  }

  remove(item: T): boolean {
    const wasIn = this.has(item) || !this.#isLoaded;
    if (wasIn) unlink(this.#owner, this.#relation, item);
    return wasIn;
  }

  replace(items: Iterable<T>): void {
    const next = checked(this.#owner, this.#relation, items);
    EntityCollection.putRight(this);
    for (const item of fromTheEnd(this)) if (!next.has(item)) this.remove(item);
    for (const item of next) link(this.#owner, this.#relation, item);
    EntityCollection.#setContent(this, next);
  }

  clear(): void {
    this.replace([]);
  }

  has(item: T): boolean {
    return EntityCollection.holds(this, item);
  }

  override pop(): T | undefined {
    const last = this.at(-1);
    if (last !== undefined) this.remove(last);
    return last;
  }

  override shift(): T | undefined {
    const first = this[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  override splice(start: number, deleteCount = this.length, ...items: T[]): T[] {
    checked(this.#owner, this.#relation, items);
    const taken = this.slice(start).slice(0, Math.max(0, deleteCount));
    for (const item of taken) this.remove(item);
    this.add(...items);
    return taken;
  }

  override fill(): never {
    throw new TypeError("a collection cannot be filled: use replace(items)");
  }

  override copyWithin(): never {
    throw new TypeError("a collection holds each entity once: copyWithin does not apply");
  }
}

/** Where an entity stands, looked for at the end first: what came last often goes first. */
function indexIn(collection: readonly Entity[], item: Entity): number {
  const last = collection.length - 1;
  if (collection[last] === item) return last;
  for (let at = 0; at < last; at++) if (collection[at] === item) return at;
  return -1;
}

/** Takes an entity out of an array. Array's own splice is some thirty times as slow on a subclass. */
function cutOut(items: Entity[], item: Entity): void {
  const found = indexIn(items, item);
  if (found < 0) return;
  const last = items.length - 1;
  for (let at = found; at < last; at++) items[at] = items[at + 1] as Entity; // at most the last
  items.length = last;
}

/** A plain array of the same; Array's own slice is slow on a subclass too. */
function copyOf(items: readonly Entity[]): Entity[] {
  const copy = new Array<Entity>(items.length);
  for (let at = 0; at < copy.length; at++) copy[at] = items[at] as Entity; // of the same length
  return copy;
}

function isPermutation(items: readonly Entity[], held: Iterable<Entity>): boolean {
  const missing = new Set(held);
  for (let at = 0; at < items.length; at++) if (!missing.delete(items[at] as Entity)) return false; // a hole is found missing
  return true;
}

/** The members, to be taken out: from the end, nobody has to move up. */
function fromTheEnd<T extends Entity>(collection: EntityCollection<T>): T[] {
  return Array.from(collection).reverse();
}

/**
 * Brings two entities together on both sides, and parts them from whom a to-one end held before: first, so that those do not come into a
 * session along with them. Refuses before it changes anything.
 */
export function link(owner: Entity, relation: RelationMeta, target: Entity): void {
  check(owner, relation, target);
  const { inverse } = relation;
  const current = relation.many ? undefined : knownOne(owner, relation);
  const holder = inverse === null || inverse.many ? undefined : knownOne(target, inverse);
  if (current !== undefined && current !== target) unlink(owner, relation, current);
  if (holder !== undefined && holder !== owner) unlink(holder, relation, target);
  try {
    carrySave(owner, relation, target);
    // The side that holds the key cannot be written without the other, so it brings it along whichever of the two was set.
    if (inverse?.key === "local") carrySave(target, inverse, owner);
  } catch (error) {
    if (current !== undefined && current !== target) join(owner, relation, current);
    if (holder !== undefined && holder !== owner) join(holder, relation, target);
    throw error;
  }
  if (current !== target || linkOf(owner, relation.index) !== target) join(owner, relation, target);
}

function join(owner: Entity, relation: RelationMeta, target: Entity): void {
  put(owner, relation, target);
  if (relation.inverse !== null) put(target, relation.inverse, owner);
}

/** Parts two entities on both sides. */
export function unlink(owner: Entity, relation: RelationMeta, target: Entity): void {
  drop(owner, relation, target);
  noteOrphan(target, relation);
  if (relation.inverse === null) return;
  drop(target, relation.inverse, owner);
  noteOrphan(owner, relation.inverse);
}

/**
 * Forgets what a collection has queued and what slipped into it. The links of a many-to-many are undone on both sides; else the rows of the
 * members say what they refer to.
 */
export function discardQueue(collection: EntityCollection<Entity>, owner: Entity, relation: RelationMeta): void {
  EntityCollection.putRight(collection);
  for (const [queue, undo] of [
    [EntityCollection.added(collection), drop],
    [EntityCollection.removed(collection), put],
  ] as const) {
    for (const item of [...queue]) {
      if (relation.key === "join") undo(owner, relation, item);
      EntityCollection.settleOne(collection, item);
      if (relation.key !== "join" || relation.inverse === null) continue;
      undo(item, relation.inverse, owner);
      EntityCollection.settleOne(collectionOf(item, relation.inverse), owner);
    }
  }
}

/** Has the flush decide about a child that was parted from what `relation` belongs to, if that deletes its orphans. */
export function noteOrphan(child: Entity, relation: RelationMeta): void {
  if (relation.cascade.includes("deleteOrphan")) originOf(child).context?.orphans.add(child);
}

/** Each once, after all have been checked. @throws RelationTypeError, AttachedElsewhereError */
function checked<T extends Entity>(owner: Entity, relation: RelationMeta, items: Iterable<T>): Set<T> {
  const all = new Set(items);
  for (const item of all) check(owner, relation, item);
  return all;
}

/** @throws RelationTypeError for what the relation does not take, AttachedElsewhereError where the two are in different open sessions */
function check(owner: Entity, relation: RelationMeta, target: Entity): void {
  if (target?.[modelKey] !== relation.target || !isEntity(target))
    throw new RelationTypeError(relation.model.name, relation.name, relation.target.name, target);
  const { context } = originOf(owner);
  const { context: other } = originOf(target);
  if (context !== other && context !== null && other !== null && !context.isClosed && !other.isClosed)
    throw new AttachedElsewhereError(relation.target.name);
}

/** The entity at the end of a to-one, as far as memory knows it: loaded, or in the identity map under the key that the row holds. */
export function knownOne(entity: Entity, relation: RelationMeta): Entity | undefined {
  const known = linkOf(entity, relation.index);
  if (known !== undefined) return (known as Entity | null) ?? undefined; // a to-one holds no collection
  if (relation.key !== "local") return undefined;
  const { context } = originOf(entity);
  const key = foreignKey(entity, relation);
  return key === null || key === undefined ? undefined : context?.identity.get(relation.target, key);
}

/** What the key columns of a local to-one say: a key of the target, null where a part is NULL, undefined where one is yet to be assigned. */
export function foreignKey(entity: Entity, relation: RelationMeta): string | number | null | undefined {
  const cells = entity[row];
  const { columns, targetColumns, target } = relation;
  if (!refersToPrimaryKey(relation)) return undefined;
  if (columns.length === 1) return cells[columns[0] as number] as string | number | null | undefined; // no key column holds bytes
  const image: Entity[typeof row] = [];
  for (const [at, column] of columns.entries()) image[targetColumns[at] as number] = cells[column]; // pairwise with columns
  return target.key(image, 0);
}

/** Whether a relation's target is found by the identity map: it need not be, a key may refer to another unique column. */
export function refersToPrimaryKey(relation: RelationMeta): boolean {
  const { targetColumns, target } = relation;
  return (
    targetColumns.length === target.primaryKey.length &&
    targetColumns.every((index) => target.primaryKey.includes(index))
  );
}

/** The collection of a to-many, made when it is first asked for; of an entity without a row it is loaded, and empty. */
export function collectionOf(entity: Entity, relation: RelationMeta): EntityCollection<Entity> {
  const known = linkOf(entity, relation.index);
  if (known !== undefined) return known as EntityCollection<Entity>; // a to-many holds nothing else
  const collection = new EntityCollection(entity, relation, originOf(entity).status !== "persistent");
  setLink(entity, relation.index, collection);
  return collection;
}

function put(entity: Entity, relation: RelationMeta, target: Entity): void {
  if (relation.many) EntityCollection.put(collectionOf(entity, relation), target);
  else putOne(entity, relation, target);
}

function drop(entity: Entity, relation: RelationMeta, target: Entity): void {
  if (relation.many) EntityCollection.drop(collectionOf(entity, relation), target);
  else if (knownOne(entity, relation) === target) putOne(entity, relation, null);
}

/** One-sided: sets a to-one, and the key cells where they stand here. A target without a key leaves them open until the flush. */
export function putOne(entity: Entity, relation: RelationMeta, target: Entity | null): void {
  keepForUndo(entity, relation);
  setLink(entity, relation.index, target);
  if (relation.key !== "local") return;
  for (const [at, column] of relation.columns.entries()) {
    // A part of the entity's own primary key is not taken away: it may be shared with other relations, and the row would lose its identity.
    if (target === null && entity[modelKey].primaryKey.includes(column)) continue;
    write(entity, column, target === null ? null : target[row][relation.targetColumns[at] as number]); // pairwise with columns
  }
}

/** Takes note of a link before it changes, and of the entity whose links a flush has to look at. */
function keepForUndo(entity: Entity, relation: RelationMeta): void {
  const { context, status } = originOf(entity);
  if (context === null || context.isClosed) return;
  context.relinked.add(entity);
  if (status !== "pending") context.undo.keepLink(entity, relation, linkOf(entity, relation.index));
}

/**
 * The `save` cascade of one new link. Setting `child.parent` on a child in a session brings the parent; the other way round, an entity
 * that merely points to one in a session waits for a flush that is asked for.
 */
function carrySave(owner: Entity, relation: RelationMeta, target: Entity): void {
  const { context, status } = originOf(owner);
  if (context === null || context.isClosed || status === "deleted" || !relation.cascade.includes("save")) return;
  const { context: other, status: found } = originOf(target);
  if (other !== context && found !== "deleted") context.add(target);
}

/** @throws InternalError where a collection was expected and something else stands. */
export function asCollection(link: Link): EntityCollection<Entity> {
  invariant(link instanceof EntityCollection, "a to-many relation holds no collection");
  return link;
}
