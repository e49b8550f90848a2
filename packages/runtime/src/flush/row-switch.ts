/**
 * Row switch: an entity that goes and a new one of its model with the same primary key, in one flush, are one UPDATE (SQLAlchemy's
 * `persistence.py`). The row stays, and with it what refers to it; columns that the new entity was not given keep what they hold, unless the
 * schema has a default for them, which the new entity has had since it was made.
 *
 * A many-to-many is written as the difference between what the old entity was linked to and what the new one is: so the old one's links have to
 * be known, and are loaded where they are not. Its other relations are nobody's to know: rows that refer to it refer to the new one now.
 *
 * Where the two are of different models of a hierarchy, one row goes and another comes (`value-moves.ts`).
 */
import type { Row } from "../io/request.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { rootOf } from "../meta/inheritance.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import { baseOf, type Entity, isGiven, linkOf } from "../state/entity.ts";

/** The entities that go, by the new ones that take over their rows. */
export type RowSwitches = ReadonlyMap<Entity, Entity>;

export const noSwitches: RowSwitches = new Map();

/** Which of the new entities take over rows of those that go. Looks at the new ones' keys where one of their table goes. */
export function rowSwitches(added: readonly Entity[], deleted: ReadonlySet<Entity>): RowSwitches {
  if (deleted.size === 0 || added.length === 0) return noSwitches;
  const byKey = new Map<Model, Map<IdentityKey, Entity>>();
  for (const entity of deleted) {
    const model = entity[modelKey];
    const key = model.key(rowOf(entity), 0);
    let keys = byKey.get(rootOf(model));
    if (keys === undefined) byKey.set(rootOf(model), (keys = new Map()));
    if (key !== null && key !== undefined) keys.set(key, entity);
  }
  const found = new Map<Entity, Entity>();
  for (const entity of added) {
    const model = entity[modelKey];
    const keys = byKey.get(rootOf(model));
    const key = keys === undefined ? undefined : model.key(entity[row], 0);
    const old = key === null || key === undefined ? undefined : keys?.get(key);
    if (old === undefined || old === entity || old[modelKey] !== model) continue;
    found.set(entity, old);
    keys?.delete(key as IdentityKey); // found by it
  }
  return found;
}

/** A row as the database has it. */
export function rowOf(entity: Entity): Row {
  return baseOf(entity) ?? entity[row];
}

/** The new entity's cells, and where it was not given any those of the row. */
export function takenOver(entity: Entity, base: Row): Row {
  const model = entity[modelKey];
  const taken = entity[row].map((cell, index) =>
    cell === undefined || (cell === null && !isSaid(entity, index)) ? base[index] : cell,
  );
  if (model.version !== null) taken[model.version] = base[model.version];
  for (const index of [...model.computed, ...model.derived]) taken[index] = base[index];
  return taken;
}

/** Whether a NULL is what the program says, and not what a constructor makes of a column that it is not told. */
function isSaid(entity: Entity, index: number): boolean {
  if (isGiven(entity, index)) return true;
  return entity[modelKey].relations.some(
    (relation) =>
      relation.key === "local" && relation.columns.includes(index) && linkOf(entity, relation.index) !== undefined,
  );
}

/** The many-to-many relations whose links have to be known of an entity whose row is taken over. */
export function linksToKnow(entity: Entity): readonly RelationMeta[] {
  return entity[modelKey].relations.filter((relation) => relation.key === "join" && !relation.readOnly);
}

/** Those that a loaded many-to-many leads to as the database has it: without what came and with what went since. */
export function linkedInDatabase(entity: Entity, relation: RelationMeta): ReadonlySet<Entity> {
  const collection = linkOf(entity, relation.index);
  if (!(collection instanceof EntityCollection)) return new Set();
  const linked = new Set<Entity>(EntityCollection.members(collection));
  for (const item of EntityCollection.added(collection)) linked.delete(item);
  for (const item of EntityCollection.removed(collection)) linked.add(item);
  return linked;
}
