/**
 * Who belongs to a session, and how one comes and goes. An entity's `Origin` says where it belongs; these functions are what moves it from
 * one to the next:
 *
 *     transient ──add──► pending ──flush──► persistent ──markDeleted, flush──► deleted
 *         ▲                 │                 │     ▲                             │
 *         └────expunge──────┘      expunge, or closing the session                add
 *                                             ▼     │                             ▼
 *                                           detached ──add                     pending
 *
 * Coming in follows the `save` cascade and is checked as a whole before anybody is taken; going follows `delete`.
 */
import { AttachedElsewhereError, DuplicateIdentityError, RelationTypeError, SessionStateError } from "../errors.ts";
import { leave } from "../flush/after-delete.ts";
import type { Op } from "../io/request.ts";
import { askedBy, asksNothing, isLoaded, loadRelation, referrers, targetsOf } from "../load/selectin.ts";
import type { IdentityKey, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { retouch } from "../state/changes.ts";
import { checkNoView } from "../state/read-only.ts";
import { collectionOf, EntityCollection } from "../state/collection.ts";
import {
  baseOf,
  documentsOf,
  type Entity,
  isEntity,
  linkOf,
  markGiven,
  originOf,
  setBase,
  setOrigin,
} from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import { knownOne, putOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";
import { isOrphaned } from "./waiting.ts";

export function contains(session: SessionContext, entity: Entity): boolean {
  const { status, context } = originOf(entity);
  return context === session && (status === "pending" || status === "persistent");
}

// ---- coming in

/** Takes an entity, and what its relations with the `save` cascade reach. @throws AttachedElsewhereError, DuplicateIdentityError, ReadOnlyError */
export function add(session: SessionContext, entity: Entity): void {
  session.checkUsable();
  if (!isEntity(entity)) throw new RelationTypeError("Session", "add", "an entity", entity);
  checkNoView(entity[modelKey], "session.add(…)");
  // All of them are looked at before the first is taken: a refusal leaves the session as it was.
  const found = new Set<Entity>();
  const open = [entity];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || !isToTake(session, next)) continue;
    found.add(next);
    for (const relation of next[modelKey].relations) {
      const known = linkOf(next, relation.index);
      if (known === undefined || known === null || !relation.cascade.includes("save")) continue;
      if (known instanceof EntityCollection)
        for (const item of EntityCollection.members(known).reverse()) open.push(item);
      else open.push(known);
    }
  }
  for (const next of found) {
    take(session, next);
    for (const relation of next[modelKey].relations) {
      if (relation.inverse === null) continue;
      const known = linkOf(next, relation.index);
      if (known === undefined && relation.key === "local") joinByKey(next, relation, relation.inverse);
      else if (known !== undefined && known !== null) relink(session, next, relation, relation.inverse);
    }
  }
}

/** Whether `add` has something to do with an entity. @throws AttachedElsewhereError, DuplicateIdentityError */
function isToTake(session: SessionContext, entity: Entity): boolean {
  const { status, context } = originOf(entity);
  if (context === session && status !== "deleted") return session.work.isToDelete(entity);
  const model = entity[modelKey];
  if (context !== session && context !== null && !context.isClosed) throw new AttachedElsewhereError(model.name);
  const key = model.key(baseOf(entity) ?? entity[row], 0);
  const holder = key === null || key === undefined ? undefined : session.identity.holder(model, key);
  // Who goes leaves the key to another, as an orphan does.
  const isLeft = holder === undefined || session.work.isToDelete(holder) || isOrphaned(session, holder);
  if (!isLeft) throw new DuplicateIdentityError(model.name);
  return true;
}

/** Takes one entity that is not in this session, or is to be deleted by it. */
function take(session: SessionContext, entity: Entity): void {
  const origin = originOf(entity);
  if (origin === transient) {
    setOrigin(entity, session.pending);
    session.work.addNew(entity);
    if (documentsOf(entity) !== null) session.opened.add(entity);
  } else if (origin.context === session && origin.status !== "deleted") session.work.deleted.delete(entity);
  else if (origin.status === "persistent") attach(session, entity);
  else undelete(session, entity);
}

/** Takes a detached entity: persistent, and stale. */
function attach(session: SessionContext, entity: Entity): void {
  const model = entity[modelKey];
  const key = model.key(baseOf(entity) ?? entity[row], 0) as IdentityKey; // it has, or had, a row
  session.identity.set(model, key, entity);
  setOrigin(entity, new Origin("persistent", session, session.epoch - 1));
  retouch(entity);
  if (documentsOf(entity) !== null) session.opened.add(entity);
}

/** An entity whose deletion was flushed is added again: a new row with the same values. */
function undelete(session: SessionContext, entity: Entity): void {
  // A pending entity is changed in place and keeps no links: a rollback needs what it was before.
  session.undo.keepRow(entity, entity[row]);
  entity[row] = entity[row].slice();
  for (const relation of entity[modelKey].relations)
    session.undo.keepLink(entity, relation, linkOf(entity, relation.index));
  setBase(entity, null); // its row will be new: what differs from the old one counts no more
  for (const { index } of entity[modelKey].columns) if (entity[row][index] !== undefined) markGiven(entity, index);
  setOrigin(entity, session.pending);
  session.work.addNew(entity);
}

/** Brings the other side in step with an entity that comes (back) into the session, and has its links looked at by the flush. */
function relink(session: SessionContext, entity: Entity, relation: RelationMeta, inverse: RelationMeta): void {
  const known = linkOf(entity, relation.index);
  if (known instanceof EntityCollection) {
    EntityCollection.bringAccount(known);
    if (EntityCollection.added(known).size === 0 && EntityCollection.removed(known).size === 0) return;
    session.relinked.add(entity);
    for (const item of EntityCollection.added(known))
      if (inverse.many) EntityCollection.put(collectionOf(item, inverse), entity);
  } else if (known && inverse.many) {
    EntityCollection.put(collectionOf(known, inverse), entity);
    session.relinked.add(entity);
  }
}

/** Puts an entity whose key column was set into the collection of the owner that the session holds: it will be found there by the next load. */
function joinByKey(entity: Entity, relation: RelationMeta, inverse: RelationMeta): void {
  const owner = knownOne(entity, relation);
  if (owner === undefined) return;
  const known = linkOf(owner, inverse.index);
  // Where nobody has asked for the collection, only a deletion has to know.
  if (known === undefined && !inverse.cascade.includes("delete")) return;
  if (inverse.many) EntityCollection.put(collectionOf(owner, inverse), entity);
  else if (known === null) putOne(owner, inverse, entity);
}

// ---- going

/** Marks an entity for deletion. Loads what the `delete` cascade reaches and the database does not delete by itself. */
export function* markDeleted(session: SessionContext, entity: Entity): Op<void> {
  session.checkUsable();
  checkNoView(entity[modelKey], "session.delete(…)");
  const { status, context } = originOf(entity);
  if (status === "pending" && context === session) return expunge(session, entity);
  if (status === "deleted" && context === session) return;
  if (status !== "persistent" || context !== session) {
    throw new SessionStateError(
      `a "${entity[modelKey].name}" that is not in this session cannot be deleted by it: get it from the session, or add it first`,
    );
  }
  const { deleted } = session.work;
  if (deleted.has(entity)) return;
  if (entity[modelKey].relations.some(isFollowed)) yield* markAll(session, [entity]);
  else deleted.add(entity);
}

/**
 * Marks persistent entities, and what the `delete` cascade reaches from them, level by level: one statement for each relation of a level. These
 * reads do not flush first: the owners' collections know who is new, and what is marked already is to be deleted together with the rest.
 */
export function* markAll(session: SessionContext, entities: readonly Entity[]): Op<void> {
  const { work } = session;
  for (let level = entities; level.length > 0;) {
    const marked = level.filter((entity) => !work.isToDelete(entity) && originOf(entity).status === "persistent");
    for (const entity of marked) work.deleted.add(entity);
    const reached = new Set<Entity>();
    for (const [relation, some] of byCascade(marked)) {
      for (const one of yield* hiddenIn(session, relation, some)) reached.add(one);
      yield* loadRelation(session, relation, some, asksNothing);
      for (const one of targetsOf(relation, some)) reached.add(one);
    }
    for (const one of reached) if (originOf(one).status === "pending") expunge(session, one);
    // What no session holds has no row to delete, and goes with its owner.
    level = [...reached];
  }
}

/** Marks what a deletion reaches: new ones are dropped, the others go with all that they reach. */
export function* markReached(session: SessionContext, reached: readonly Entity[]): Op<void> {
  for (const one of reached) if (originOf(one).status === "pending") expunge(session, one);
  yield* markAll(session, reached);
}

/** Those that criteria hide in loaded relations: from the program, not from what it deletes, for they would be left behind. */
function* hiddenIn(session: SessionContext, relation: RelationMeta, owners: readonly Entity[]): Op<Entity[]> {
  const hidden: Entity[] = [];
  if (relation.key !== "remote") return hidden;
  for (const owner of owners) {
    if (!isChosen(session, owner, relation) || !isLoaded(owner, relation)) continue;
    for (const one of yield* referrers(session, relation, owner)) if (refersTo(one, relation, owner)) hidden.push(one);
  }
  return hidden;
}

/** Whether criteria may have hidden members of a relation. */
function isChosen(session: SessionContext, entity: Entity, { target }: RelationMeta): boolean {
  const { all } = askedBy(session, originOf(entity).criteria);
  return all !== null && all.of(target).length > 0;
}

/** Whether an entity belongs to an owner's relation by its key cells of now. */
function refersTo(entity: Entity, { columns, targetColumns }: RelationMeta, owner: Entity): boolean {
  return targetColumns.every((index, at) => entity[row][index] === owner[row][columns[at] as number]); // pairwise
}

/** Whether the session deletes along a relation, and not the database. */
function isFollowed({ cascade, inverse }: RelationMeta): boolean {
  return cascade.includes("delete") && inverse?.onDelete !== "Cascade";
}

/** The relations along which a deletion goes on by the session's hand, with those of these entities that have them. */
function byCascade(entities: readonly Entity[]): Map<RelationMeta, Entity[]> {
  const owners = new Map<RelationMeta, Entity[]>();
  for (const entity of entities) {
    for (const relation of entity[modelKey].relations) {
      if (!isFollowed(relation)) continue;
      const known = owners.get(relation);
      if (known === undefined) owners.set(relation, [entity]);
      else known.push(entity);
    }
  }
  return owners;
}

/** Forgets an entity: a pending one is transient again, a persistent one detached. */
export function expunge(session: SessionContext, entity: Entity): void {
  const { status, context } = originOf(entity);
  if (status === "transient") return leaveHolders(session, entity);
  if (context !== session) return;
  session.work.forget(entity);
  session.undo.forget(entity);
  // Else what holds a new one would bring it back at the next flush.
  if (status === "pending") for (const relation of entity[modelKey].relations) leave(session, entity, relation);
  const key = status === "persistent" ? entity[modelKey].key(baseOf(entity) ?? entity[row], 0) : null;
  if (key !== null && key !== undefined) session.identity.remove(entity[modelKey], key, entity);
  setOrigin(entity, status === "persistent" ? new Origin("persistent", null, 0) : transient);
}

/** Forgets all entities, as `expunge` does one: nothing is left to flush, and nothing is put back by a rollback. */
export function expungeAll(session: SessionContext): void {
  for (const entity of [...session.work.added, ...session.identity.entities()]) expunge(session, entity);
}

/** Takes a new entity that was never added out of what holds it here: the next flush that is asked for would insert it. */
function leaveHolders(session: SessionContext, entity: Entity): void {
  for (const relation of entity[modelKey].relations) {
    const known = linkOf(entity, relation.index);
    const holders = known instanceof EntityCollection ? EntityCollection.members(known) : known ? [known] : [];
    if (holders.some((holder) => originOf(holder).context === session)) leave(session, entity, relation);
  }
}

/** Lets go of an entity whose row somebody else deleted. */
export function lose(session: SessionContext, entity: Entity): void {
  expunge(session, entity);
  setOrigin(entity, new Origin("deleted", null, 0));
}
