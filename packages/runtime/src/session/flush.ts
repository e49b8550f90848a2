/**
 * A flush, around its plan. What the plan needs to know is found out first, and may take statements: what an assignment to an unloaded
 * relation threw out, which new entities come along, which children nobody owns any more. Then one look at the session's lists, without a
 * wait in it, freezes the plan (`flush/unit-of-work.ts`), and its statements run. Changes made meanwhile belong to the next flush.
 *
 * Handlers of events are told before the plan, and what they change is in it; and again once its statements have run (`tell.ts`).
 *
 * Where not even the transaction begins, everything is put back and the flush can be tried again. Once a statement has failed, only a
 * rollback leads back: what the database has of the plan is not known.
 */
import { afterDelete } from "../flush/after-delete.ts";
import { afterSwitch } from "../flush/after-switch.ts";
import { followAssociations } from "../flush/associations.ts";
import { rekeyedAmong } from "../flush/key-changes.ts";
import { linkState, settleLinks, takeLinks } from "../flush/link-state.ts";
import { persist } from "../flush/persist.ts";
import { ReadOnlyTransaction } from "../errors.ts";
import { byModel } from "../flush/row-order.ts";
import { rowSwitches } from "../flush/row-switch.ts";
import { type FlushPlan, planFlush } from "../flush/unit-of-work.ts";
import type { Cell, Op } from "../io/request.ts";
import { askedBy, asksNothing, loadRelation, referrers, targetsOf } from "../load/selectin.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { EntityCollection, unlink } from "../state/collection.ts";
import { baseOf, type Entity, linkOf, originOf } from "../state/entity.ts";
import type { SessionContext } from "./context.ts";
import { letGo, loadParted, takeBack } from "./let-go.ts";
import { add, contains, expunge, markAll, markReached } from "./membership.ts";
import { rekeyReferrers } from "./rekey.ts";
import { orphansOf, waitingOf } from "./waiting.ts";
import { hearsFlush, tellAfter, tellBefore } from "./tell.ts";

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
  const wasFlushing = work.isFlushing; // by a handler of a flush
  work.isFlushing = true;
  try {
    yield* write(session, isExplicit);
  } finally {
    work.isFlushing = wasFlushing;
  }
}

function* write(session: SessionContext, isExplicit: boolean): Op<void> {
  const { work } = session;
  yield* prepare(session, isExplicit);
  if (hearsFlush(session))
    yield* tellBefore(
      session,
      () => prepare(session, isExplicit),
      () => waitingOf(session, isExplicit),
    );
  // From here to the frozen plan there is no wait.
  const parted = letGo(session);
  const waiting = waitingOf(session, isExplicit);
  work.setAside(waiting, isExplicit);
  const due = work.due(waiting);
  const links = linkState(work.relinked);
  let plan: FlushPlan | null;
  try {
    plan = planFlush({ context: session, models: session.models, waiting, ...due });
    if (plan !== null) checkMayWrite(session);
  } catch (error) {
    work.relist(waiting);
    takeBack(parted);
    throw error;
  }
  work.take(waiting);
  if (plan === null) return settleLinks(links, waiting, work.relinked);
  // A new entity keeps its links when it is undone: it can be added anew. Others kept theirs when they changed.
  const added = new Set(links.length === 0 ? [] : due.added);
  for (const { entity, relation } of links)
    if (added.has(entity)) session.undo.keepLink(entity, relation, linkOf(entity, relation.index));
  const putLinksBack = takeLinks(plan.steps, plan.there);
  try {
    yield* session.ensureBegun();
  } catch (error) {
    plan.thaw();
    putLinksBack();
    takeBack(parted);
    work.giveBack(due);
    for (const { entity } of links) work.relinked.add(entity);
    throw error;
  }
  try {
    yield* persist(session, plan.steps);
  } catch (error) {
    yield* fail(session, error);
    throw error;
  }
  settleLinks(links, waiting, work.relinked);
  const { switches } = plan;
  const switched = new Set(switches.values());
  const deleted = switched.size === 0 ? [...due.deleted] : [...due.deleted].filter((entity) => !switched.has(entity));
  afterDelete(session, deleted);
  if (switched.size > 0) afterSwitch(session, switches);
  followAssociations(session, session.models, plan.steps, deleted);
  if (!hearsFlush(session)) return;
  try {
    yield* tellAfter(session, plan.written);
  } catch (error) {
    yield* fail(session, error);
    throw error;
  }
}

function* fail(session: SessionContext, error: unknown): Op<void> {
  session.fail(error);
  // Nothing of the transaction can be kept, so nobody has to wait for it; inside a savepoint the outer transaction goes on.
  if (!session.isNested && session.holding) yield { kind: "rollback" };
}

/** Finds out who comes along, who goes, and what else has to change. Changes memory, and may read; writes nothing, since `plan()` rehearses it. */
export function* prepare(session: SessionContext, isExplicit: boolean): Op<void> {
  yield* finishReplacements(session);
  if (isExplicit) bringStrangers(session);
  if (session.work.hasOrphans) yield* settleOrphans(session, isExplicit);
  yield* prepareSwitches(session);
  const rekeyed = rekeyedAmong(session.touched, session.models);
  if (rekeyed.length > 0) yield* rekeyReferrers(session, session.models, rekeyed);
  yield* loadParted(session);
}

/** @throws ReadOnlyTransaction */
export function checkMayWrite(session: SessionContext): void {
  if (session.shape.readOnly === true)
    throw new ReadOnlyTransaction(`${readOnlyText}: leave out "readOnly", or change nothing`);
}

/** Relations that were assigned before they were loaded: loads them to know what they lose. */
function* finishReplacements(session: SessionContext): Op<void> {
  const { replaced } = session.work;
  for (const entity of replaced) {
    for (const relation of entity[modelKey].relations) {
      const known = linkOf(entity, relation.index);
      if (known instanceof EntityCollection) {
        if (EntityCollection.isReplaced(known))
          yield* loadRelation(session, relation, [entity], askedBy(session, originOf(entity).criteria));
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

/**
 * Deletes children that were taken out of a collection that owns them and were not given to another: before a read, those alone whose rows would be
 * in the way of what is to be deleted.
 */
function* settleOrphans(session: SessionContext, isExplicit: boolean): Op<void> {
  const { orphans, deleted } = session.work;
  if (!isExplicit && deleted.size === 0) return;
  const gone: Entity[] = [];
  const isDue = isExplicit || isAnyInTheWay(session);
  for (const entity of orphansOf(orphans)) {
    if (!contains(session, entity) || !(isDue || isInTheWay(session, entity, orphans.get(entity) ?? []))) continue;
    if (originOf(entity).status === "pending") expunge(session, entity);
    else gone.push(entity);
  }
  if (isExplicit) orphans.clear();
  if (gone.length > 0) yield* markAll(session, gone);
}

/** What a row switch has to know of the entity that goes: its links, and what its `delete` cascade reaches, which no DELETE takes along. */
function* prepareSwitches(session: SessionContext): Op<void> {
  const { work } = session;
  if (work.added.length === 0 || work.deleted.size === 0) return;
  const old = [...rowSwitches(work.added, work.deleted).values()];
  for (const [model, entities] of byModel(old)) {
    for (const relation of model.relations) {
      const isReached = relation.cascade.includes("delete") && relation.inverse?.onDelete === "Cascade";
      if (!isReached && (relation.key !== "join" || relation.readOnly)) continue;
      yield* loadRelation(session, relation, entities, asksNothing);
      if (isReached) yield* markReached(session, targetsOf(relation, entities));
    }
  }
}

/** Whether somebody waits for orphans to go whose own row is in the way of what is to be deleted. */
function isAnyInTheWay(session: SessionContext): boolean {
  const orphans = new Set(orphansOf(session.work.orphans));
  const moved = [...waitingOf(session, false)].filter((entity) => !orphans.has(entity));
  return moved.some((entity) => isInTheWay(session, entity, entity[modelKey].relations));
}

/** Whether an entity's row still refers by one of these relations to one that is to be deleted, and the database does not empty its key. */
function isInTheWay(session: SessionContext, entity: Entity, relations: Iterable<RelationMeta>): boolean {
  const base = baseOf(entity);
  if (base === null) return false;
  for (const { key: place, columns, targetColumns, target, onDelete } of relations) {
    if (place !== "local" || onDelete === "SetNull") continue;
    const image: Cell[] = [];
    for (const [at, column] of columns.entries()) image[targetColumns[at] as number] = base[column]; // pairwise with columns
    const key = target.key(image, 0);
    const owner = key === null || key === undefined ? undefined : session.identity.get(target, key);
    if (owner !== undefined && session.work.isToDelete(owner)) return true;
  }
  return false;
}
