/**
 * What memory learns from rows that a flush deleted: they leave the collections that hold them, and what the database did to the rows that
 * referred to them (CASCADE, SET NULL) is done to the entities that a session holds of those, without a statement.
 */
import type { Row } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { collectionOf, EntityCollection } from "../state/collection.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setLink, setOrigin } from "../state/entity.ts";
import { Origin } from "../state/origin.ts";
import { knownOne } from "../state/to-one.ts";

/** Follows deletions through memory. One pass over the session's entities of a model for each relation that leads to it. */
export function afterDelete(context: Context, deleted: readonly Entity[]): void {
  for (const entity of deleted) for (const relation of entity[modelKey].relations) leave(context, entity, relation);
  const models = new Set(deleted.map((entity) => entity[modelKey]));
  for (const model of models) {
    const gone = deleted.filter((entity) => entity[modelKey] === model);
    for (const relation of model.relations) {
      if (relation.inverse === null) continue;
      if (relation.key === "remote") follow(context, gone, relation, relation.inverse);
      else if (relation.key === "join") leaveLinked(context, new Set(gone), relation.inverse);
    }
  }
}

/** Takes an entity out of what holds it on the other side. */
export function leave(context: Context, entity: Entity, relation: RelationMeta): void {
  const { inverse } = relation;
  if (inverse === null || relation.key === "remote") return;
  const holders = relation.many
    ? [...((linkOf(entity, relation.index) as Iterable<Entity> | undefined) ?? [])]
    : [knownOne(entity, relation)]; // a to-many's link is a collection
  for (const holder of holders) {
    if (holder === undefined) continue;
    if (!inverse.many) {
      const held = linkOf(holder, inverse.index);
      if (held !== undefined && held !== entity) continue; // another is in its place
      context.undo.keepLink(holder, inverse, held);
      setLink(holder, inverse.index, null);
    } else if (linkOf(holder, inverse.index) !== undefined) {
      const collection = collectionOf(holder, inverse);
      EntityCollection.drop(collection, entity);
      EntityCollection.settleOne(collection, entity);
    }
  }
}

/** Takes entities out of the loaded collections of a many-to-many, whose other side they may never have loaded. */
function leaveLinked(context: Context, gone: ReadonlySet<Entity>, relation: RelationMeta): void {
  for (const holder of context.identity.entitiesOf(relation.model)) {
    const collection = linkOf(holder, relation.index);
    if (!(collection instanceof EntityCollection)) continue;
    for (const entity of Array.from(collection)) {
      if (!gone.has(entity)) continue;
      EntityCollection.drop(collection, entity);
      EntityCollection.settleOne(collection, entity);
    }
  }
}

/** Does to the referring entities what the database did to their rows. */
function follow(context: Context, gone: readonly Entity[], relation: RelationMeta, back: RelationMeta): void {
  followKeys(context, new Set(gone.map((entity) => keyText(entity[row], relation.columns))), relation, back);
}

/**
 * The same for rows that may be no entities of the session.
 *
 * @param keys what `keyText` makes of the cells that are referred to
 */
export function followKeys(
  context: Context,
  keys: ReadonlySet<string>,
  relation: RelationMeta,
  back: RelationMeta,
): void {
  if (back.onDelete !== "Cascade" && back.onDelete !== "SetNull") return;
  const children = context.identity.entitiesOf(relation.target).filter((child) => {
    const cells = baseOf(child) ?? child[row];
    if (back.columns.some((index) => cells[index] === null) || !keys.has(keyText(cells, back.columns))) return false;
    // A new row may have been given the very key of one that went before it.
    const now = linkOf(child, back.index) as Entity | null | undefined; // a local relation is a to-one
    return !(now && originOf(now).status === "persistent" && keys.has(keyText(now[row], relation.columns)));
  });
  if (children.length === 0) return;
  if (back.onDelete === "SetNull") for (const child of children) setNull(context, child, back);
  else {
    for (const child of children) leaveSession(context, child, child[modelKey]);
    afterDelete(context, children);
  }
}

function setNull(context: Context, child: Entity, back: RelationMeta): void {
  const before = baseOf(child) ?? child[row];
  context.undo.keepRow(child, before);
  context.undo.keepLink(child, back, linkOf(child, back.index));
  const cleared = (cells: Row): Row =>
    cells.map((cell, index) => (back.columns.includes(index) && cell === before[index] ? null : cell));
  const base = baseOf(child);
  child[row] = cleared(child[row]);
  if (base !== null) setBase(child, cleared(base));
  if (back.columns.every((index) => child[row][index] === null)) setLink(child, back.index, null);
}

/** Has an entity's row be gone, until a rollback. */
export function leaveSession(context: Context, child: Entity, model: Model): void {
  const cells = baseOf(child) ?? child[row];
  context.undo.keepRow(child, cells);
  const key = model.key(cells, 0);
  if (key !== null && key !== undefined) context.identity.remove(model, key, child);
  context.touched.delete(child);
  setOrigin(child, new Origin("deleted", context, context.epoch));
}

/** Cells of a row as a text to compare. */
export function keyText(cells: Row, columns: readonly number[]): string {
  return JSON.stringify(columns.map((index) => cells[index]));
}
