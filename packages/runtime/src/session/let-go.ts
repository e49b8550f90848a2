/**
 * What a deletion owes to the rows that refer to it. The database deletes them or empties their keys where the schema says so, and the
 * `delete` cascade has marked the ones that the session deletes. There remain those whose keys may be NULL and of which the schema says
 * `NoAction`, or which no constraint holds: the session parts them from their owner, as SQLAlchemy does, for else they would stop the deletion or refer to nobody.
 * `Restrict` is left alone: it is said so that the database refuses.
 */
import type { Op } from "../io/request.ts";
import { rowSwitches } from "../flush/row-switch.ts";
import { asksNothing, loadRelation, targetsOf } from "../load/selectin.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import { knownOne, putOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";

/** A child on its way out of a relation, and whom to give it back to should nothing come of the flush. */
export interface Parted {
  readonly child: Entity;
  readonly relation: RelationMeta;
  readonly owner: Entity;
}

const nobody: readonly Entity[] = [];
const nobodyParted: readonly Parted[] = [];

/** The owners that go, by the relations whose children the session has to part from them. */
function byRelation(deleted: ReadonlySet<Entity>): Map<RelationMeta, Entity[]> {
  const owners = new Map<RelationMeta, Entity[]>();
  for (const entity of deleted) {
    for (const relation of entity[modelKey].relations) {
      if (!isPartedHere(relation)) continue;
      const known = owners.get(relation);
      if (known === undefined) owners.set(relation, [entity]);
      else known.push(entity);
    }
  }
  return owners;
}

function isPartedHere({ key, inverse, cascade, target }: RelationMeta): boolean {
  if (key !== "remote" || inverse === null || inverse.onDelete !== "NoAction" || target.isView) return false;
  const { columns, model } = inverse;
  const isNullable = columns.every((index) => model.columns[index]?.nullable && !model.primaryKey.includes(index));
  return isNullable && !cascade.includes("delete");
}

/** Those whose rows go: another entity may take one over, and whoever refers to it stays. */
function leaving({ work }: SessionContext): ReadonlySet<Entity> {
  if (work.added.length === 0) return work.deleted;
  const kept = new Set(rowSwitches(work.added, work.deleted).values());
  return kept.size === 0 ? work.deleted : new Set([...work.deleted].filter((entity) => !kept.has(entity)));
}

/** Loads the children that are to be parted from what is deleted. One statement for each relation; none for those that are loaded. */
export function* loadParted(session: SessionContext): Op<void> {
  if (session.work.deleted.size === 0) return;
  for (const [relation, owners] of byRelation(leaving(session)))
    yield* loadRelation(session, relation, owners, asksNothing);
}

/** Parts them, all at once. The owners' collections stay as they are. */
export function letGo(session: SessionContext): readonly Parted[] {
  if (session.work.deleted.size === 0) return nobodyParted;
  const parted: Parted[] = [];
  const deleted = leaving(session);
  for (const [relation, owners] of byRelation(deleted)) {
    const { inverse } = relation;
    for (const child of inverse === null ? nobody : targetsOf(relation, owners)) {
      const owner = knownOne(child, inverse as RelationMeta); // it has one, or there are no children
      if (owner === undefined || !deleted.has(owner) || deleted.has(child)) continue;
      if (originOf(child).status !== "persistent" && originOf(child).status !== "pending") continue;
      parted.push({ child, relation: inverse as RelationMeta, owner }); // as above
      putOne(child, inverse as RelationMeta, null); // as above
    }
  }
  return parted;
}

/** Gives them back: nothing has come of the flush. */
export function takeBack(parted: readonly Parted[]): void {
  for (const { child, relation, owner } of parted)
    if (linkOf(child, relation.index) === null) putOne(child, relation, owner);
}
