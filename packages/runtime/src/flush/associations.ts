/**
 * What memory learns from a flush about relations that lead through a model (`@through`): it wrote or deleted rows of that model, and the
 * collections that stand on them are not told by two sides in step, since no program changes them.
 *
 * A collection whose owner is named by a row that was written counts as stale: the next load replaces its contents. So do all of a relation
 * where the database took rows of the association away or moved them by itself (CASCADE, SET NULL), since nobody knows which. An entity that
 * was deleted leaves the collections at once. No statement is issued for any of this.
 */
import type { Row } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import type { Context } from "../state/context.ts";
import { type Entity, linkOf, originOf } from "../state/entity.ts";
import type { Step } from "./steps.ts";

/** What a schema's relations through models are, found once. */
interface Associations {
  readonly relations: readonly RelationMeta[];
  /** By model, the relations whose rows the database changes when a row of that model is deleted. */
  readonly reached: Map<Model, ReadonlySet<RelationMeta>>;
}

const known = new WeakMap<readonly Model[], Associations>();

/** One pass over the session's entities of a model for each relation that leads through what was written. */
export function followAssociations(
  context: Context,
  models: readonly Model[],
  steps: readonly Step[],
  deleted: readonly Entity[],
): void {
  const { relations, reached } = associationsOf(models);
  if (relations.length === 0) return;
  const gone = new Set(deleted.map((entity) => entity[modelKey]));
  for (const relation of relations) {
    const isReached = [...gone].some((model) => reachedFrom(model, models, relations, reached).has(relation));
    const owners = isReached ? null : writtenOwners(relation, steps);
    if (gone.size === 0 && owners?.size === 0) continue;
    for (const owner of context.identity.of(relation.model).values()) {
      const collection = linkOf(owner, relation.index);
      if (!(collection instanceof EntityCollection)) continue;
      if (gone.size > 0) dropDeleted(collection);
      if (owners === null || owners.has(keyText(owner[row], relation.columns))) EntityCollection.markStale(collection);
    }
  }
}

function associationsOf(models: readonly Model[]): Associations {
  let found = known.get(models);
  if (found === undefined) {
    const relations = models.flatMap((model) => model.relations.filter((relation) => relation.association !== null));
    known.set(models, (found = { relations, reached: new Map() }));
  }
  return found;
}

/** The keys of the owners that rows of a relation's association named before or after they were written. */
function writtenOwners({ association }: RelationMeta, steps: readonly Step[]): ReadonlySet<string> {
  const keys = new Set<string>();
  if (association === null) return keys;
  for (const step of steps) {
    if ("pairs" in step || !isInLine(step.model, association.model)) continue;
    if (step.kind !== "delete") for (const cells of step.rows) keys.add(keyText(cells, association.columns));
    if (step.kind !== "insert") for (const cells of step.known) keys.add(keyText(cells, association.columns));
  }
  return keys;
}

/** Whether rows of one may be rows of the other: in the tables of a hierarchy a base's step has the rows of what extends it. */
function isInLine(model: Model, other: Model): boolean {
  return isKindOf(model, other) || isKindOf(other, model);
}

/**
 * The relations whose association the database changes by itself when a row of `model` is deleted. What it does to the rows that lead to the
 * row itself needs no word: their owners or targets are deleted entities, or follow from one that is.
 */
function reachedFrom(
  model: Model,
  models: readonly Model[],
  relations: readonly RelationMeta[],
  reached: Associations["reached"],
): ReadonlySet<RelationMeta> {
  let found = reached.get(model);
  if (found !== undefined) return found;
  const changed = new Set([model]);
  const touched = new Set<RelationMeta>();
  // Grows while it is walked: what a cascade deletes cascades on.
  for (const from of changed) {
    for (const holder of models) {
      for (const { key, target, onDelete, columns } of holder.relations) {
        if (key !== "local" || target !== from || onDelete === "NoAction" || onDelete === "Restrict") continue;
        if (onDelete === "Cascade") changed.add(holder);
        for (const relation of relations) {
          const isEnd =
            from === model && (isSame(columns, relation.association?.columns) || target === relation.target);
          if (relation.association?.model === holder && !isEnd) touched.add(relation);
        }
      }
    }
  }
  reached.set(model, (found = touched));
  return found;
}

function isSame(a: readonly number[], b: readonly number[] | undefined): boolean {
  return a.join() === b?.join();
}

function dropDeleted(collection: EntityCollection<Entity>): void {
  for (const item of Array.from(collection)) {
    if (originOf(item).status !== "deleted") continue;
    EntityCollection.drop(collection, item);
    EntityCollection.settleOne(collection, item);
  }
}

function keyText(cells: Row, columns: readonly number[]): string {
  return JSON.stringify(columns.map((index) => cells[index]));
}
