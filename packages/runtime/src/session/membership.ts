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
import { loadRelation } from "../load/selectin.ts";
import type { IdentityKey, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { retouch } from "../state/changes.ts";
import { checkNoView } from "../state/read-only.ts";
import { collectionOf, EntityCollection } from "../state/collection.ts";
import { baseOf, documentsOf, type Entity, isEntity, linkOf, originOf, setBase, setOrigin } from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import type { SessionContext } from "./context.ts";

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
    for (const relation of next[modelKey].relations)
      if (relation.inverse !== null && (linkOf(next, relation.index) ?? null) !== null)
        relink(session, next, relation, relation.inverse);
  }
}

/** Whether `add` has something to do with an entity. @throws AttachedElsewhereError, DuplicateIdentityError */
function isToTake(session: SessionContext, entity: Entity): boolean {
  const { status, context } = originOf(entity);
  if (context === session) return status === "deleted" || session.work.isToDelete(entity);
  const model = entity[modelKey];
  if (context !== null && !context.isClosed) throw new AttachedElsewhereError(model.name);
  const key = model.key(baseOf(entity) ?? entity[row], 0);
  const holder = key === null || key === undefined ? undefined : session.identity.holder(model, key);
  if (holder !== undefined && !session.work.isToDelete(holder)) throw new DuplicateIdentityError(model.name);
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
  deleted.add(entity);
  for (const relation of entity[modelKey].relations) {
    if (!relation.cascade.includes("delete") || relation.inverse?.onDelete === "Cascade") continue;
    yield* loadRelation(session, relation, [entity]);
    const known = linkOf(entity, relation.index);
    const reached = known instanceof EntityCollection ? EntityCollection.members(known) : known ? [known] : [];
    // What no session holds has no row to delete, and goes with its owner.
    for (const next of reached) if (originOf(next).status !== "transient") yield* markDeleted(session, next);
  }
}

/** Forgets an entity: a pending one is transient again, a persistent one detached. */
export function expunge(session: SessionContext, entity: Entity): void {
  const { status, context } = originOf(entity);
  if (context !== session) return;
  session.work.forget(entity);
  session.undo.forget(entity);
  // Else what holds a new one would bring it back at the next flush.
  if (status === "pending") for (const relation of entity[modelKey].relations) leave(session, entity, relation);
  const key = status === "persistent" ? entity[modelKey].key(baseOf(entity) ?? entity[row], 0) : null;
  if (key !== null && key !== undefined) session.identity.remove(entity[modelKey], key, entity);
  setOrigin(entity, status === "persistent" ? new Origin("persistent", null, 0) : transient);
}

/** Lets go of an entity whose row somebody else deleted. */
export function lose(session: SessionContext, entity: Entity): void {
  expunge(session, entity);
  setOrigin(entity, new Origin("deleted", null, 0));
}
