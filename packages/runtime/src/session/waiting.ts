/**
 * Who waits. A flush that the program did not ask for does not decide about orphans: a child between two owners keeps its row, and with it the
 * values of unique keys that the row holds, such as its place at the far end of a one-to-one. So whoever takes one of those waits as well, and
 * whoever refers to a new entity that waits. The next flush that is asked for writes them all.
 *
 * It costs nothing where no child is between owners.
 */
import { type UniqueKey, uniqueKeysOf, valueIn } from "../flush/unique-keys.ts";
import type { Row } from "../io/request.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf } from "../state/entity.ts";
import { knownOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";

/** Those whose rows and links a flush leaves as they are. */
export function waitingOf({ work }: SessionContext, isExplicit: boolean): Set<Entity> {
  const waiting = new Set(isExplicit || !work.hasOrphans ? [] : orphansOf(work.orphans));
  if (waiting.size === 0) return waiting;
  const held = new HeldValues();
  for (const entity of waiting) if (!work.isToDelete(entity)) held.noteAll(entity);
  const others = [...work.added, ...work.touched].filter((entity) => !waiting.has(entity) && !work.isToDelete(entity));
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (const entity of others) {
      if (waiting.has(entity) || !(held.isTakenBy(entity) || refersToNew(entity, waiting))) continue;
      waiting.add(entity);
      held.note(entity);
      isGrowing = true;
    }
  }
  return waiting;
}

/** The values of unique keys that rows hold on to, though their entities have let go of them. */
class HeldValues {
  readonly #byKey = new Map<UniqueKey["id"], Set<string | number>>();

  /** Those of a row that will go, or be another's. */
  noteAll(entity: Entity): void {
    this.#note(entity, baseOf(entity) ?? entity[row], []);
  }

  note(entity: Entity): void {
    const base = baseOf(entity);
    if (base !== null) this.#note(entity, base, entity[row]);
  }

  #note(entity: Entity, base: Row, now: Row): void {
    if (originOf(entity).status !== "persistent") return;
    for (const { id, columns } of uniqueKeysOf(entity[modelKey]).keys) {
      const value = valueIn(base, columns);
      if (value === null || value === valueIn(now, columns)) continue;
      const values = this.#byKey.get(id);
      if (values === undefined) this.#byKey.set(id, new Set([value]));
      else values.add(value);
    }
  }

  isTakenBy(entity: Entity): boolean {
    if (this.#byKey.size === 0) return false;
    return uniqueKeysOf(entity[modelKey]).keys.some(({ id, columns }) => {
      const value = valueIn(entity[row], columns);
      return value !== null && this.#byKey.get(id)?.has(value) === true;
    });
  }
}

function refersToNew(entity: Entity, waiting: ReadonlySet<Entity>): boolean {
  return entity[modelKey].relations.some((relation) => {
    if (relation.key !== "local") return false;
    const target = linkOf(entity, relation.index) as Entity | null | undefined; // a local relation is a to-one
    return target !== null && target !== undefined && waiting.has(target) && originOf(target).status === "pending";
  });
}

/** The children that were taken from an owner that deletes its orphans, and have no other. */
export function orphansOf(candidates: Context["orphans"]): Entity[] {
  return Array.from(candidates)
    .filter(([entity, waysBack]) => isOrphan(entity, waysBack))
    .map(([entity]) => entity);
}

/** Whether one of the owners that it was taken from has no successor. */
function isOrphan(entity: Entity, waysBack: Iterable<RelationMeta>): boolean {
  for (const relation of waysBack) {
    if (knownOne(entity, relation) !== undefined) continue;
    // A key that was set, of an owner that memory does not hold.
    const isUnknown = relation.key === "local" && linkOf(entity, relation.index) === undefined;
    if (!isUnknown || relation.columns.some((index) => (entity[row][index] ?? null) === null)) return true;
  }
  return false;
}

/** Whether a row lost the owner without whom it is nothing: the next flush that is asked for deletes it, unless somebody takes it. */
export function isOrphaned({ work }: SessionContext, entity: Entity): boolean {
  const waysBack = work.hasOrphans ? work.orphans.get(entity) : undefined;
  return waysBack !== undefined && isOrphan(entity, waysBack);
}

/** Whether a new entity lost the owner without whom it is nothing: the next flush that is asked for drops it. */
export function isDropped(session: SessionContext, entity: Entity): boolean {
  if (!session.work.hasOrphans || originOf(entity).status !== "pending") return false;
  const waysBack = session.orphans.get(entity);
  return waysBack !== undefined && isOrphan(entity, waysBack);
}
