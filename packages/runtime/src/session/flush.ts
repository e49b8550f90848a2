/**
 * A flush, around its plan. What the plan needs to know is found out first, and may take statements: what an assignment to an unloaded
 * relation threw out, which new entities come along, which children nobody owns any more. Then one look at the session's lists, without a
 * wait in it, freezes the plan (`flush/unit-of-work.ts`), and its statements run. Changes made meanwhile belong to the next flush.
 *
 * Where not even the transaction begins, everything is put back and the flush can be tried again. Once a statement has failed, only a
 * rollback leads back: what the database has of the plan is not known.
 */
import { afterDelete } from "../flush/after-delete.ts";
import { followAssociations } from "../flush/associations.ts";
import { linkState, settleLinks } from "../flush/link-state.ts";
import { persist } from "../flush/persist.ts";
import { ReadOnlyTransaction } from "../errors.ts";
import { type FlushPlan, planFlush } from "../flush/unit-of-work.ts";
import type { Op } from "../io/request.ts";
import { loadRelation, referrers } from "../load/selectin.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { EntityCollection, unlink } from "../state/collection.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import { knownOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";
import { add, contains, markDeleted } from "./membership.ts";

export const readOnlyText = "this transaction only reads, and something is to be written";

/**
 * Writes what changed: one statement for up to 100 rows of a table and shape, on PostgreSQL 10,000; none where nothing changed. Begins a transaction
 * where none is open. `isExplicit` also brings in new entities that are only pointed to; an autoflush leaves those alone.
 */
export function* flush(session: SessionContext, isExplicit: boolean): Op<void> {
  session.checkUsable();
  if (isExplicit && session.hasAccounts) EntityCollection.checkAccounts(session);
  if (!session.hasWork) return;
  const { work } = session;
  yield* finishReplacements(session);
  if (isExplicit) bringStrangers(session);
  if (isExplicit) yield* settleOrphans(session);
  // An autoflush in the middle of a move decides nothing: the rows of orphans wait.
  const waiting = new Set(isExplicit ? [] : [...work.orphans].filter((entity) => isOrphan(entity)));
  work.setAside(waiting);
  const due = work.due(waiting);
  const links = linkState(work.relinked);
  let plan: FlushPlan | null;
  try {
    plan = planFlush({ context: session, models: session.models, ...due });
    if (plan !== null && session.shape.readOnly === true)
      throw new ReadOnlyTransaction(`${readOnlyText}: leave out "readOnly", or change nothing`);
  } catch (error) {
    work.relist(waiting);
    throw error;
  }
  work.take(waiting);
  if (plan === null) return settleLinks(links, waiting, work.relinked);
  // A new entity keeps its links when it is undone: it can be added anew. Others kept theirs when they changed.
  const added = new Set(links.length === 0 ? [] : due.added);
  for (const { entity, relation } of links)
    if (added.has(entity)) session.undo.keepLink(entity, relation, linkOf(entity, relation.index));
  try {
    if (!session.holding) yield session.begin;
  } catch (error) {
    plan.thaw();
    work.giveBack(due);
    for (const { entity } of links) work.relinked.add(entity);
    throw error;
  }
  try {
    yield* persist(session, plan.steps);
  } catch (error) {
    session.fail(error);
    // Nothing of the transaction can be kept, so nobody has to wait for it; inside a savepoint the outer transaction goes on.
    if (!session.isNested && session.holding) yield { kind: "rollback" };
    throw error;
  }
  settleLinks(links, waiting, work.relinked);
  const deleted = [...due.deleted];
  afterDelete(session, deleted);
  followAssociations(session, session.models, plan.steps, deleted);
}

/** Relations that were assigned before they were loaded: loads them to know what they lose. */
function* finishReplacements(session: SessionContext): Op<void> {
  const { replaced } = session.work;
  for (const entity of replaced) {
    for (const relation of entity[modelKey].relations) {
      const known = linkOf(entity, relation.index);
      if (known instanceof EntityCollection) {
        if (EntityCollection.isReplaced(known)) yield* loadRelation(session, relation, [entity]);
      } else if (relation.key === "remote" && known !== undefined) {
        for (const former of yield* referrers(session, relation, entity))
          if (former !== linkOf(entity, relation.index)) unlink(entity, relation, former);
      }
    }
  }
  replaced.clear();
}

/** New entities that only point to one in the session: held by its relations, and so inserted by a flush that is asked for. */
function bringStrangers(session: SessionContext): void {
  for (const stranger of strangers(session)) add(session, stranger);
}

/** Whether a flush that is asked for would bring somebody in, or has orphans to decide about. */
export function hasNewcomers(session: SessionContext): boolean {
  return session.work.orphans.size > 0 || strangers(session).next().done !== true;
}

function* strangers(session: SessionContext): Generator<Entity, void> {
  const { work } = session;
  for (const entity of [...work.relinked]) {
    if (!contains(session, entity) || work.isToDelete(entity)) continue;
    for (const relation of entity[modelKey].relations) {
      const known = linkOf(entity, relation.index);
      if (!relation.cascade.includes("save") || known === undefined || known === null) continue;
      for (const item of known instanceof EntityCollection ? EntityCollection.members(known) : [known]) {
        if (originOf(item).status === "transient") yield item;
      }
    }
  }
}

/** Deletes children that were taken out of a collection that owns them and were not given to another. */
function* settleOrphans(session: SessionContext): Op<void> {
  const { orphans } = session.work;
  for (const entity of orphans) if (isOrphan(entity) && contains(session, entity)) yield* markDeleted(session, entity);
  orphans.clear();
}

/** Whether none of the relations to an owner that deletes its orphans leads anywhere. */
function isOrphan(entity: Entity): boolean {
  for (const relation of entity[modelKey].relations) {
    if (relation.inverse?.cascade.includes("deleteOrphan") !== true) continue;
    if (knownOne(entity, relation) !== undefined) return false;
    // A key that was set, of an owner that memory does not hold.
    const isUnknown = relation.key === "local" && linkOf(entity, relation.index) === undefined;
    if (isUnknown && relation.columns.every((index) => (entity[row][index] ?? null) !== null)) return false;
  }
  return true;
}
