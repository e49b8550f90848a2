/**
 * The contents of a to-many, seen from its owner's side alone: what it holds, what went in and out since its rows were read, and whether it
 * has been written to past its methods.
 *
 * A collection that is not loaded queues what is added and removed, and what it loads later is merged with that. For a many-to-many the
 * queue is also what a flush writes: adding and removing the same entity cancel out.
 *
 * An array can be written to by an index, its length or `delete`, and no override sees that. So a collection that was handed out keeps an
 * account of its own, and a flush compares the two.
 */
import { CollectionWriteError } from "../errors.ts";
import type { RelationMeta } from "../meta/model.ts";
import { keepForUndo } from "./changes.ts";
import type { Context } from "./context.ts";
import { type Entity, originOf } from "./entity.ts";

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

/** An Array, whose operations here are static: its methods are for programs, and `EntityCollection` has them. */
export class Members<T extends Entity> extends Array<T> {
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

  static isLoaded(collection: Members<Entity>): boolean {
    return collection.#isLoaded;
  }

  /** What it holds as far as memory knows: all, or what an unloaded one has queued. */
  static members(collection: Members<Entity>): Entity[] {
    return [...(collection.#isLoaded ? (collection.#held ?? collection) : (collection.#added ?? nothing))];
  }

  static isStale(collection: Members<Entity>): boolean {
    return collection.#isStale;
  }

  static markStale(collection: Members<Entity>): void {
    collection.#isStale = collection.#isLoaded;
  }

  static added(collection: Members<Entity>): ReadonlySet<Entity> {
    return collection.#added ?? nothing;
  }

  static removed(collection: Members<Entity>): ReadonlySet<Entity> {
    return collection.#removed ?? nothing;
  }

  /** Whose it is, and of which relation. */
  static ends(collection: Members<Entity>): { readonly owner: Entity; readonly relation: RelationMeta } {
    return { owner: collection.#owner, relation: collection.#relation };
  }

  /** Notes what an unloaded one was replaced by: what that takes out is known once it is loaded. */
  static replaceLater(collection: Members<Entity>, items: ReadonlySet<Entity>): void {
    keepForUndo(collection.#owner, collection.#relation);
    collection.#replacement = items;
  }

  /** What `replaceLater` has noted, once. */
  static takeReplacement(collection: Members<Entity>): ReadonlySet<Entity> | null {
    const items = collection.#replacement;
    collection.#replacement = null;
    return items;
  }

  static isReplaced(collection: Members<Entity>): boolean {
    return collection.#replacement !== null;
  }

  /** Forgets that an entity went in or out: the other side's flush has written it. */
  static settleOne(collection: Members<Entity>, item: Entity): void {
    collection.#added?.delete(item);
    collection.#removed?.delete(item);
  }

  /** Queues again what `settleOne` has forgotten, unless the opposite was queued since: then the two cancel out. */
  static requeue(collection: Members<Entity>, item: Entity, isNew: boolean): void {
    if (isNew ? collection.#removed?.delete(item) : collection.#added?.delete(item)) return;
    if (isNew) (collection.#added ??= new Set()).add(item);
    else (collection.#removed ??= new Set()).add(item);
  }

  /** Takes what the database has, and keeps what was added or removed meanwhile. The array stays the same object. */
  static fill(collection: Members<Entity>, items: readonly Entity[]): void {
    const removed = collection.#removed;
    Members.setContent(collection, removed === null ? items : items.filter((item) => !removed.has(item)));
    for (const item of collection.#added ?? nothing)
      if (!Members.holds(collection, item)) Members.#append(collection, item);
    collection.#isLoaded = true;
    collection.#isStale = false;
  }

  /** One-sided: puts an entity in. */
  static put(collection: Members<Entity>, item: Entity): void {
    if (collection.#isLoaded && Members.holds(collection, item)) return;
    keepForUndo(collection.#owner, collection.#relation);
    const isBack = collection.#removed?.delete(item) === true;
    // Whether an unloaded collection had what went and came back, nobody knows: the last word counts.
    if (!isBack || !collection.#isLoaded) (collection.#added ??= new Set()).add(item);
    if (collection.#isLoaded) Members.#append(collection, item);
  }

  /** One-sided: takes an entity out. */
  static drop(collection: Members<Entity>, item: Entity): void {
    const isIn = Members.holds(collection, item);
    if (collection.#isLoaded && !isIn) return;
    keepForUndo(collection.#owner, collection.#relation);
    const isBack = collection.#added?.delete(item) === true;
    // As in `put`; but it cannot have had what has no row.
    const isKnown = collection.#isLoaded || originOf(item).status !== "persistent";
    if (!isBack || !isKnown) (collection.#removed ??= new Set()).add(item);
    if (isIn) Members.#takeOut(collection, item);
  }

  /** Whether an entity is in it; no scan of a large one. */
  static holds(collection: Members<Entity>, item: Entity): boolean {
    const held = collection.#held;
    if (held instanceof Set) return held.has(item);
    if (collection.length <= scanLimit) return indexIn(held ?? collection, item) >= 0;
    Members.keepAccount(collection);
    return (collection.#held = new Set(collection.#held)).has(item);
  }

  static #append(collection: Members<Entity>, item: Entity): void {
    push.call(collection, item);
    const held = collection.#held;
    if (held instanceof Set) held.add(item);
    else held?.push(item);
  }

  static #takeOut(collection: Members<Entity>, item: Entity): void {
    const held = collection.#held;
    if (held instanceof Set) held.delete(item);
    else if (held !== null) cutOut(held, item);
    cutOut(collection, item);
  }

  /** Makes these its content, with no word to the other side. */
  static setContent(collection: Members<Entity>, items: Iterable<Entity>): void {
    collection.length = 0;
    for (const item of items) push.call(collection, item);
    if (collection.#held !== null) collection.#held = copyOf(collection);
  }

  // ---- writes that slip past the methods

  /** Begins to keep account of what it holds, for whoever gets it may write to it. A few ns for one that does so already. */
  static keepAccount(collection: Members<Entity>): void {
    if (collection.#held !== null) return;
    collection.#held = copyOf(collection);
    originOf(collection.#owner).context?.accounted.add(collection);
  }

  /** Goes on keeping account in the session that its owner came to. */
  static bringAccount(collection: Members<Entity>): void {
    if (collection.#held !== null) originOf(collection.#owner).context?.accounted.add(collection);
  }

  /** Whether it is what its methods made of it. Another order counts as that: no flush writes it. */
  static isAsHeld(collection: Members<Entity>): boolean {
    const held = collection.#held;
    if (held === null) return true;
    if (collection.length !== (held instanceof Set ? held.size : held.length)) return false;
    let at = 0;
    for (const item of held) if (collection[at++] !== item) return isPermutation(collection, held);
    return true;
  }

  /** Undoes what slipped past the methods. */
  static putRight(collection: Members<Entity>): void {
    if (!Members.isAsHeld(collection)) Members.setContent(collection, [...(collection.#held ?? [])]);
  }

  /** @throws CollectionWriteError where something slipped past the methods of a collection whose owner is in this session */
  static checkAccounts(context: Context): void {
    for (const collection of context.accounted) {
      if (Members.isAsHeld(collection)) continue;
      const { status, context: home } = originOf(collection.#owner);
      if (home !== context || status === "deleted") continue;
      throw new CollectionWriteError(collection.#relation.model.name, collection.#relation.name);
    }
  }

  static state(collection: Members<Entity>): CollectionState {
    return {
      items: [...(collection.#held ?? collection)],
      added: new Set(collection.#added ?? nothing),
      removed: new Set(collection.#removed ?? nothing),
      isLoaded: collection.#isLoaded,
      isStale: collection.#isStale,
    };
  }

  /** Keeps all of it, the account and what is left to do when it is loaded too; gives what puts it back. */
  static keep(collection: Members<Entity>): () => void {
    const items = copyOf(collection);
    const held = collection.#held instanceof Set ? new Set(collection.#held) : (collection.#held?.slice() ?? null);
    const [added, removed] = [collection.#added, collection.#removed].map((queue) => queue && new Set(queue));
    const [replacement, isLoaded, isStale] = [collection.#replacement, collection.#isLoaded, collection.#isStale];
    return () => {
      collection.length = 0;
      for (const item of items) push.call(collection, item);
      collection.#held = held;
      collection.#added = added ?? null;
      collection.#removed = removed ?? null;
      collection.#replacement = replacement;
      collection.#isLoaded = isLoaded;
      collection.#isStale = isStale;
    };
  }

  static restore(collection: Members<Entity>, state: CollectionState): void {
    Members.setContent(collection, state.items);
    collection.#added = new Set(state.added);
    collection.#removed = new Set(state.removed);
    collection.#replacement = null;
    collection.#isLoaded = state.isLoaded;
    collection.#isStale = state.isStale;
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
