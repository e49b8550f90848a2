/** A to-one from its owner's side alone: whom it holds as far as memory knows, and the key cells that say so. */
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { keepForUndo, writeCell } from "./changes.ts";
import { type Entity, linkOf, originOf, setLink } from "./entity.ts";

/** The entity at the end of a to-one, as far as memory knows it: loaded, or in the identity map under the key that the row holds. */
export function knownOne(entity: Entity, relation: RelationMeta): Entity | undefined {
  const known = linkOf(entity, relation.index);
  if (known !== undefined) return (known as Entity | null) ?? undefined; // a to-one holds no collection
  if (relation.key !== "local") return undefined;
  const { context } = originOf(entity);
  const key = foreignKey(entity, relation);
  return key === null || key === undefined ? undefined : context?.identity.get(relation.target, key);
}

/** What the key columns of a local to-one say: a key of the target, null where a part is NULL, undefined where one is yet to be assigned. */
export function foreignKey(entity: Entity, relation: RelationMeta): string | number | null | undefined {
  const cells = entity[row];
  const { columns, targetColumns, target } = relation;
  if (!refersToPrimaryKey(relation)) return undefined;
  if (columns.length === 1) return cells[columns[0] as number] as string | number | null | undefined; // no key column holds bytes
  const image: Entity[typeof row] = [];
  for (const [at, column] of columns.entries()) image[targetColumns[at] as number] = cells[column]; // pairwise with columns
  return target.key(image, 0);
}

/** Whether a relation's target is found by the identity map: it need not be, a key may refer to another unique column. */
export function refersToPrimaryKey(relation: RelationMeta): boolean {
  const { targetColumns, target } = relation;
  return (
    targetColumns.length === target.primaryKey.length &&
    targetColumns.every((index) => target.primaryKey.includes(index))
  );
}

/** Whether the relation of this key column holds an entity: one without a key yet leaves the cell empty all the same. */
export function pointsAhead(entity: Entity, index: number): boolean {
  return entity[modelKey].relations.some(
    (relation) =>
      relation.key === "local" && relation.columns.includes(index) && (linkOf(entity, relation.index) ?? null) !== null,
  );
}

/** To-ones that were loaded and hold nobody though their keys refer to somebody: nobody has the key, or criteria hide who has. */
const absent = new WeakMap<Entity, Set<RelationMeta>>();

/** Takes note of one. */
export function markAbsent(entity: Entity, relation: RelationMeta): void {
  const known = absent.get(entity);
  if (known === undefined) absent.set(entity, new Set([relation]));
  else known.add(relation);
}

/** Whether a to-one that holds nobody was loaded so, and nobody emptied it since. */
export function isAbsent(entity: Entity, relation: RelationMeta): boolean {
  const { primaryKey } = entity[modelKey];
  const hasKey = relation.columns.some((index) => !primaryKey.includes(index) && (entity[row][index] ?? null) !== null);
  return hasKey || absent.get(entity)?.has(relation) === true;
}

/** One-sided: sets a to-one, and the key cells where they stand here. A target without a key leaves them open until the flush. */
export function putOne(entity: Entity, relation: RelationMeta, target: Entity | null): void {
  keepForUndo(entity, relation);
  setLink(entity, relation.index, target);
  if (relation.key !== "local") return;
  if (target === null) absent.get(entity)?.delete(relation);
  for (const [at, column] of relation.columns.entries()) {
    // A part of the entity's own primary key is not taken away: it may be shared with other relations, and the row would lose its identity.
    if (target === null && entity[modelKey].primaryKey.includes(column)) continue;
    writeCell(entity, column, target === null ? null : target[row][relation.targetColumns[at] as number]); // pairwise with columns
  }
}
