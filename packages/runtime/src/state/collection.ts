/**
 * Collections, and both sides of a relation in step.
 *
 * A collection is an Array, so that everything that takes one works, with its mutators overridden: whatever goes in or out does so on the
 * other side too, at once and without loading it.
 *
 * `link` and `unlink` are the two verbs; `put` and `drop` are their one-sided halves, for a to-many those of `members.ts`, for a to-one those
 * of `to-one.ts`. The side that holds the key writes its cells there, so a flush finds an ordinary change of a row. The class and the verbs
 * share this file because they need each other: its methods link, and a link makes the collection that it goes into.
 */
import { AttachedElsewhereError, invariant, RelationTypeError } from "../errors.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { isHeard } from "./attribute-events.ts";
import { type Entity, isEntity, type Link, linkOf, originOf, setLink } from "./entity.ts";
import { tellLink, tellUnlink } from "./link-events.ts";
import { Members } from "./members.ts";
import { checkWritable } from "./read-only.ts";
import { knownOne, putOne } from "./to-one.ts";

/** A to-many relation that is only read, in types: one that leads through a model, or to a view. */
export interface ReadonlyCollection<T> extends ReadonlyArray<T> {
  has(item: T): boolean;
}

/** A to-many relation, in types: an array to read, changed by its methods alone. */
export interface Collection<T> extends ReadonlyCollection<T> {
  /** Adds entities that are not in it yet. */
  add(...items: T[]): void;
  /** As `add`; gives the new length. */
  push(...items: T[]): number;
  /** Takes an entity out: its key becomes NULL, or its link goes. Says whether it was in. */
  remove(item: T): boolean;
  /** Makes these its content. */
  replace(items: Iterable<T>): void;
  clear(): void;
}

export class EntityCollection<T extends Entity> extends Members<T> implements Collection<T> {
  add(...items: T[]): void {
    const { owner, relation } = changeable(this);
    for (const item of checked(this, items)) link(owner, relation, item);
  }

  override push(...items: T[]): number {
    this.add(...items);
    return this.length;
  }

  override unshift(...items: T[]): number {
    return this.push(...items);
  }

  remove(item: T): boolean {
    const { owner, relation } = changeable(this);
    const wasIn = this.has(item) || !Members.isLoaded(this);
    if (wasIn) unlink(owner, relation, item);
    return wasIn;
  }

  replace(items: Iterable<T>): void {
    changeable(this);
    const next = checked(this, items);
    Members.putRight(this);
    for (const item of fromTheEnd(this)) if (!next.has(item)) this.remove(item);
    this.add(...next);
    Members.setContent(this, next);
  }

  clear(): void {
    this.replace([]);
  }

  has(item: T): boolean {
    return Members.holds(this, item);
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
    checked(this, items);
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

/** The ends of a collection that a program changes. @throws ReadOnlyError */
function changeable(collection: EntityCollection<Entity>): ReturnType<typeof Members.ends> {
  const ends = Members.ends(collection);
  checkWritable(ends.relation);
  return ends;
}

/** The members, to be taken out: from the end, nobody has to move up. */
function fromTheEnd<T extends Entity>(collection: EntityCollection<T>): T[] {
  return Array.from(collection).reverse();
}

/** Makes `items` the content of a collection whose present content is unknown: the flush finds out what that takes out. */
export function replaceUnloaded(collection: EntityCollection<Entity>, items: Iterable<Entity>): void {
  const { owner, relation } = Members.ends(collection);
  const next = checked(collection, items);
  for (const item of [...Members.added(collection)]) if (!next.has(item)) unlink(owner, relation, item);
  for (const item of next) link(owner, relation, item);
  Members.replaceLater(collection, next);
}

/** What `replaceUnloaded` left to do, once the collection is loaded. */
export function finishReplacement(collection: EntityCollection<Entity>): void {
  const next = Members.takeReplacement(collection);
  if (next === null) return;
  const { owner, relation } = Members.ends(collection);
  for (const item of fromTheEnd(collection)) if (!next.has(item)) unlink(owner, relation, item);
}

/** As `bind`, and tells who listens. */
export function link(owner: Entity, relation: RelationMeta, target: Entity): void {
  if (isHeard) {
    check(owner, relation, target);
    if (tellLink(owner, relation, target)) return;
  }
  bind(owner, relation, target);
}

/**
 * Brings two entities together on both sides, and parts them from whom a to-one end held before: first, so that those do not come into a
 * session along with them. Refuses before it changes anything.
 */
export function bind(owner: Entity, relation: RelationMeta, target: Entity): void {
  check(owner, relation, target);
  const { inverse } = relation;
  const current = relation.many ? undefined : knownOne(owner, relation);
  const holder = inverse === null || inverse.many ? undefined : knownOne(target, inverse);
  if (current !== undefined && current !== target) part(owner, relation, current);
  if (holder !== undefined && holder !== owner) part(holder, relation, target);
  try {
    carrySave(owner, relation, target);
    // The side that holds the key cannot be written without the other, so it brings it along whichever of the two was set.
    if (inverse?.key === "local") carrySave(target, inverse, owner);
  } catch (error) {
    if (current !== undefined && current !== target) join(owner, relation, current);
    if (holder !== undefined && holder !== owner) join(holder, relation, target);
    throw error;
  }
  if (relation.key === "join" && isLinked(owner, relation, target)) return;
  if (current !== target || linkOf(owner, relation.index) !== target) join(owner, relation, target);
}

/** Whether one side of a many-to-many is known to hold the other: to queue the pair where the other side is not loaded would be a statement for nothing. */
function isLinked(owner: Entity, relation: RelationMeta, target: Entity): boolean {
  const { inverse } = relation;
  return knowsOf(owner, relation, target) || (inverse !== null && knowsOf(target, inverse, owner));
}

function knowsOf(owner: Entity, relation: RelationMeta, target: Entity): boolean {
  const known = linkOf(owner, relation.index);
  if (!(known instanceof EntityCollection) || !Members.isLoaded(known) || Members.isStale(known)) return false;
  return Members.holds(known, target);
}

function join(owner: Entity, relation: RelationMeta, target: Entity): void {
  put(owner, relation, target);
  if (relation.inverse !== null) put(target, relation.inverse, owner);
}

/** Parts two entities on both sides, and tells who listens. */
export function unlink(owner: Entity, relation: RelationMeta, target: Entity): void {
  if (isHeard && tellUnlink(owner, relation, target)) return;
  part(owner, relation, target);
}

function part(owner: Entity, relation: RelationMeta, target: Entity): void {
  drop(owner, relation, target);
  noteOrphan(target, relation);
  if (relation.inverse === null) return;
  drop(target, relation.inverse, owner);
  noteOrphan(owner, relation.inverse);
}

/**
 * Forgets what slipped into a collection, and of a many-to-many what it has queued: those links are undone on both sides, but nobody comes back
 * whose row went meanwhile. Else it is the members whose keys have changed, and they stay as they are.
 */
export function discardQueue(collection: EntityCollection<Entity>, owner: Entity, relation: RelationMeta): void {
  Members.putRight(collection);
  if (relation.key !== "join") return;
  for (const [queue, undo] of [
    [Members.added(collection), drop],
    [Members.removed(collection), put],
  ] as const) {
    for (const item of [...queue]) {
      const isUndone = originOf(item).status !== "deleted";
      if (isUndone) undo(owner, relation, item);
      Members.settleOne(collection, item);
      if (!isUndone || relation.inverse === null) continue;
      undo(item, relation.inverse, owner);
      Members.settleOne(collectionOf(item, relation.inverse), owner);
    }
  }
}

/** Has the flush decide about a child that was parted from what `relation` belongs to, if that deletes its orphans. */
export function noteOrphan(child: Entity, relation: RelationMeta): void {
  if (relation.inverse === null || !relation.cascade.includes("deleteOrphan")) return;
  const { context } = originOf(child);
  if (context === null) return;
  const known = context.orphans.get(child);
  if (known === undefined) context.orphans.set(child, new Set([relation.inverse]));
  else known.add(relation.inverse);
}

/** Each once, after all have been checked. @throws RelationTypeError, AttachedElsewhereError */
function checked<T extends Entity>(collection: EntityCollection<T>, items: Iterable<T>): Set<T> {
  const { owner, relation } = Members.ends(collection);
  const all = new Set(items);
  for (const item of all) check(owner, relation, item);
  return all;
}

/** @throws RelationTypeError for what the relation does not take, AttachedElsewhereError where the two are in different open sessions */
function check(owner: Entity, relation: RelationMeta, target: Entity): void {
  if (!isEntity(target) || !isKindOf(target[modelKey], relation.target))
    throw new RelationTypeError(relation.model.name, relation.name, relation.target.name, target);
  const { context } = originOf(owner);
  const { context: other } = originOf(target);
  if (context !== other && context !== null && other !== null && !context.isClosed && !other.isClosed)
    throw new AttachedElsewhereError(relation.target.name);
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
  if (relation.many) Members.put(collectionOf(entity, relation), target);
  else putOne(entity, relation, target);
}

function drop(entity: Entity, relation: RelationMeta, target: Entity): void {
  if (relation.many) Members.drop(collectionOf(entity, relation), target);
  else if (knownOne(entity, relation) === target) putOne(entity, relation, null);
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
