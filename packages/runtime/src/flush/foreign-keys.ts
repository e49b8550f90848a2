/** The key cells of rows that are to be written, taken from the entities that their relations hold. */
import { RelationRequiredError } from "../errors.ts";
import type { Row } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import { isAbsent, pointsAhead } from "../state/to-one.ts";
import type { LateCell } from "./steps.ts";

/** Fills in the key cells of the relations that were set, from their targets. Gives those whose targets have no key yet. */
export function resolveKeys(entity: Entity, sent: Row): LateCell[] {
  const model = entity[modelKey];
  const late: LateCell[] = [];
  for (const relation of model.relations) {
    if (relation.key !== "local") continue;
    const target = linkOf(entity, relation.index) as Entity | null | undefined; // a local relation is a to-one
    if (target === null || target === undefined) continue;
    const { status } = originOf(target);
    for (const [at, index] of relation.columns.entries()) {
      const targetIndex = relation.targetColumns[at] as number; // pairwise with columns
      const cell = target[row][targetIndex];
      if (cell !== undefined) {
        if (status !== "deleted") sent[index] = cell;
      } else if (status !== "transient") late.push({ entity, cells: sent, index, target, targetIndex, relation });
    }
  }
  for (const { index, nullable, assigned, deferred, expression } of model.columns) {
    if (
      sent[index] === undefined &&
      nullable &&
      !assigned &&
      !deferred &&
      expression === null &&
      !pointsAhead(entity, index)
    )
      sent[index] = null;
  }
  return late;
}

/**
 * Refuses a required relation that was emptied. Where its key is part of the entity's own primary key the row says nothing of it, and
 * the database would not either.
 *
 * @throws RelationRequiredError
 */
export function checkRequired(entities: Iterable<Entity>, isToWrite: (entity: Entity) => boolean): void {
  for (const entity of entities) {
    for (const relation of entity[modelKey].relations) {
      if (relation.key !== "local" || relation.nullable || linkOf(entity, relation.index) !== null) continue;
      if (isToWrite(entity) && !isAbsent(entity, relation))
        throw new RelationRequiredError(relation.model.name, relation.name, relation.inverse);
    }
  }
}

/** Whether an update has to look at the entity's relations: one of them is set here and holds a key. */
export function hasLocalLinks(entity: Entity): boolean {
  for (const relation of entity[modelKey].relations) {
    if (relation.key === "local" && (linkOf(entity, relation.index) ?? null) !== null) return true;
  }
  return false;
}

/** The model of what the relation of a key column holds, where that is new and in no session. */
export function outsiderAt(entity: Entity, index: number): string | null {
  for (const relation of entity[modelKey].relations) {
    if (relation.key !== "local" || !relation.columns.includes(index)) continue;
    const target = linkOf(entity, relation.index) as Entity | null | undefined; // a local relation is a to-one
    if (target && originOf(target).status === "transient") return target[modelKey].name;
  }
  return null;
}

/** The relation whose key a column is part of: what a program forgot to set is the relation. */
export function relationOf(model: Model, index: number): string | null {
  return (
    model.relations.find((relation) => relation.key === "local" && relation.columns.includes(index) && !relation.hidden)
      ?.name ?? null
  );
}
