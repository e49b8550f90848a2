/**
 * Entities in step with rows that a statement changed by a condition. Whoever knows the new cells says them here; the entity stays clean, keeps
 * what the program has changed besides, and a rollback puts back what it was.
 */
import { moveInMap } from "../flush/draft.ts";
import { keyText, leave } from "../flush/after-delete.ts";
import { type Cell, type CellValue, type Row } from "../io/request.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { sameCell } from "../state/changes.ts";
import { collectionOf, EntityCollection } from "../state/collection.ts";
import { takeCells } from "../state/documents.ts";
import { baseOf, type Entity, linkOf, setLink } from "../state/entity.ts";
import { markInvalidated } from "../state/links.ts";
import { knownOne } from "../state/to-one.ts";
import type { SessionContext } from "./context.ts";

/** The row as the database had it when memory last knew. */
export function knownRow(entity: Entity): Row {
  return baseOf(entity) ?? entity[row];
}

export function keyOf(entity: Entity): CellValue[] {
  const cells = knownRow(entity);
  return entity[modelKey].primaryKey.map((index) => cells[index] as CellValue); // a persistent entity has its key
}

/** The identity of a row by the cells of its key alone. */
export function identityOfKey(model: Model, key: readonly Cell[]): IdentityKey {
  const image: Row = [];
  for (const [at, index] of model.primaryKey.entries()) image[index] = key[at];
  return model.key(image, 0) as IdentityKey; // a row has every part of its key
}

/** Gives an entity newer cells of its row, and has its relations follow the keys among them. */
export function applyCells(
  session: SessionContext,
  entity: Entity,
  indices: readonly number[],
  cells: readonly Cell[],
): void {
  const before = knownRow(entity);
  session.undo.keepRow(entity, before);
  const moved = entity[modelKey].relations.filter(
    ({ key, columns }) =>
      key === "local" &&
      columns.some((index) => {
        const at = indices.indexOf(index);
        return at >= 0 && !sameCell(before[index], cells[at]) && sameCell(entity[row][index], before[index]);
      }),
  );
  for (const relation of moved) depart(session, entity, relation);
  takeCells(entity, indices, [...cells]);
  moveInMap(session, entity, before, knownRow(entity));
  for (const relation of moved) arrive(session, entity, relation);
  for (const relation of entity[modelKey].relations)
    if (relation.key === "remote" && relation.columns.some((index) => indices.includes(index)))
      followKey(session, relation, before, knownRow(entity));
}

/** Does to entities that refer to a row by a key that changed what the database did to their rows (ON UPDATE CASCADE). */
function followKey(session: SessionContext, relation: RelationMeta, before: Row, after: Row): void {
  const { columns, targetColumns, target, inverse } = relation;
  if (inverse?.onUpdate !== "Cascade" || columns.every((index) => sameCell(before[index], after[index]))) return;
  for (const child of session.identity.entitiesOf(target)) {
    const cells = knownRow(child);
    if (columns.every((index, at) => sameCell(cells[targetColumns[at] as number], before[index])))
      applyCells(
        session,
        child,
        targetColumns,
        columns.map((index) => after[index]),
      );
  }
}

/** Takes an entity out of what holds it by a key that is no longer its own. */
function depart(session: SessionContext, entity: Entity, relation: RelationMeta): void {
  const link = linkOf(entity, relation.index);
  session.undo.keepLink(entity, relation, link);
  leave(session, entity, relation);
  setLink(entity, relation.index, undefined);
  if (link !== undefined && link !== null) markInvalidated(entity, relation);
}

/** Puts an entity whose row is new to the session into the loaded collections that its keys lead to. */
export function enter(session: SessionContext, entity: Entity): void {
  for (const relation of entity[modelKey].relations) if (relation.key === "local") arrive(session, entity, relation);
}

/** Marks the loaded collections stale that rows came into which are no entities. */
export function markEntered(session: SessionContext, model: Model, rows: readonly Row[]): void {
  for (const { key, columns, target, targetColumns, inverse } of model.relations) {
    if (key !== "local" || inverse === null || !inverse.many) continue;
    const loaded = session.identity
      .entitiesOf(target)
      .filter((holder) => linkOf(holder, inverse.index) instanceof EntityCollection);
    if (loaded.length === 0) continue;
    const keys = new Set(rows.map((cells) => keyText(cells, columns)));
    for (const holder of loaded)
      if (keys.has(keyText(knownRow(holder), targetColumns))) markStale(session, holder, inverse);
  }
}

function markStale(session: SessionContext, holder: Entity, relation: RelationMeta): void {
  const known = linkOf(holder, relation.index);
  if (!(known instanceof EntityCollection) || !EntityCollection.isLoaded(known)) return;
  session.undo.keepLink(holder, relation, known);
  EntityCollection.markStale(known);
}

/** Puts it into what its new key leads to, where that is loaded. */
function arrive(session: SessionContext, entity: Entity, relation: RelationMeta): void {
  const { inverse } = relation;
  const holder = inverse === null ? undefined : knownOne(entity, relation);
  if (inverse === null || holder === undefined) return;
  const known = linkOf(holder, inverse.index);
  if (known === undefined) return;
  if (!inverse.many) {
    session.undo.keepLink(holder, inverse, known);
    setLink(holder, inverse.index, undefined);
  } else if (EntityCollection.isLoaded(collectionOf(holder, inverse))) {
    EntityCollection.put(collectionOf(holder, inverse), entity);
    EntityCollection.settleOne(collectionOf(holder, inverse), entity);
  }
}

/**
 * Marks the collections stale which rows may have come into that are no entities of the session.
 *
 * @param columns row indices of what was set
 */
export function markCollectionsStale(session: SessionContext, model: Model, columns: readonly number[]): void {
  for (const { key, columns: own, inverse } of model.relations) {
    if (key !== "local" || inverse === null || !own.some((index) => columns.includes(index))) continue;
    for (const holder of session.identity.entitiesOf(inverse.model)) markStale(session, holder, inverse);
  }
}
