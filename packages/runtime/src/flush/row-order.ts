/** The order of rows within a flush: by model, by key, and in a cycle of tables by what they refer to. */
import type { Row } from "../io/request.ts";
import { rootOf } from "../meta/inheritance.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { baseOf, type Entity, linkOf } from "../state/entity.ts";
import { type Edge, levels } from "./topological.ts";

/** One row's need of another, by one of its relations. */
export interface RowEdge extends Edge<Entity> {
  readonly relation: RelationMeta;
}

/** Which new rows need which, by their keys. */
export function rowEdges(entities: readonly Entity[]): RowEdge[] {
  const among = new Set(entities);
  const edges: RowEdge[] = [];
  for (const entity of entities) {
    for (const relation of entity[modelKey].relations) {
      const target = relation.key === "local" ? (linkOf(entity, relation.index) as Entity | null | undefined) : null; // a local relation is a to-one
      if (target === null || target === undefined || !among.has(target)) continue;
      const isBreakable = relation.columns.every((index) => entity[modelKey].columns[index]?.nullable === true);
      edges.push({ before: target, after: entity, isBreakable, relation });
    }
  }
  return edges;
}

/** Rows of a cycle of tables that go: those that refer to others first. */
export function deleteLevels(entities: readonly Entity[]): Entity[][] {
  const byKey = new Map(entities.map((entity) => [rootOf(entity[modelKey]), new Map<unknown, Entity>()]));
  for (const entity of entities)
    byKey.get(rootOf(entity[modelKey]))?.set(entity[modelKey].key(baseOf(entity) ?? entity[row], 0), entity);
  const edges: Edge<Entity>[] = [];
  for (const entity of entities) {
    const cells = baseOf(entity) ?? entity[row];
    for (const relation of entity[modelKey].relations) {
      if (relation.key !== "local") continue;
      const image: Row = [];
      for (const [at, index] of relation.columns.entries()) image[relation.targetColumns[at] as number] = cells[index]; // pairwise with columns
      const target = byKey.get(rootOf(relation.target))?.get(relation.target.key(image, 0));
      if (target !== undefined && target !== entity) edges.push({ before: entity, after: target, isBreakable: true });
    }
  }
  return levels(entities, edges)?.levels ?? [[...entities]];
}

/** Entities by their model, in the order given. */
export function byModel(entities: Iterable<Entity>): Map<Model, Entity[]> {
  const groups = new Map<Model, Entity[]>();
  for (const entity of entities) {
    const group = groups.get(entity[modelKey]);
    if (group === undefined) groups.set(entity[modelKey], [entity]);
    else group.push(entity);
  }
  return groups;
}

/** Sorts in place, by primary key. Rows that were read in key order stay as they are at the cost of one pass. */
export function sortByKey(entities: Entity[]): Entity[] {
  return entities.sort(compareKeys);
}

function compareKeys(a: Entity, b: Entity): number {
  for (const index of a[modelKey].primaryKey) {
    const left = a[row][index] ?? "";
    const right = b[row][index] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
