/** The order of rows within a flush: by model, by key, and in a cycle of tables by what they refer to. */
import { isKindOf, rootOf } from "../meta/inheritance.ts";
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

/** Rows that go, by level. */
export interface DeleteLevels {
  readonly levels: readonly (readonly Entity[])[];
  /** Those that the database takes along with a row of an earlier level. */
  readonly taken: ReadonlySet<Entity>;
  /** Keys that have to be NULL before the first row goes: nothing else would free a circle. */
  readonly lettingGo: ReadonlyMap<RelationMeta, readonly Entity[]>;
}

/**
 * Rows of a cycle of tables that go: those that refer to others first. Where rows refer to each other in a circle, a key is let go of that the
 * database itself empties, or whose row it takes along; failing that, one that may be NULL, and is so before the first row goes (SQLAlchemy's
 * `post_update`).
 *
 * @complexity linear in rows and keys, unless a row is taken along: then the keys that refer to such rows are followed upwards, each to the end
 */
export function deleteLevels(entities: readonly Entity[]): DeleteLevels {
  const edges = deleteEdges(entities);
  const order = levels(entities, edges);
  if (order === null)
    return letGo(entities, edges) ?? { levels: [[...entities]], taken: noEntities, lettingGo: nothing };
  if (!order.broken.some(isTakenBy)) return { levels: order.levels, taken: noEntities, lettingGo: nothing };
  // What refuses to lose the row that is taken along has to go before all that takes it.
  const apart = levels(entities, [...edges, ...edgesThrough(edges)]);
  const freed = apart === null ? letGo(entities, edges) : null;
  return freed ?? { ...takenIn(apart ?? order, edges), lettingGo: nothing };
}

/** Has keys let go that refuse to lose their row and may be NULL. Null where that is no help, and the database has the last word. */
function letGo(entities: readonly Entity[], edges: readonly DeleteEdge[]): DeleteLevels | null {
  const held = edges.filter(({ isBreakable }) => isBreakable);
  const freed = edges.map((edge) => (isFreeable(edge) ? { ...edge, isBreakable: true } : edge));
  const order = levels(entities, [...freed, ...edgesThrough(freed)]);
  if (order === null) return null;
  const lettingGo = new Map<RelationMeta, Entity[]>();
  for (const edge of order.broken as DeleteEdge[]) {
    if (held.some(({ before, relation }) => before === edge.before && relation === edge.relation)) continue;
    const known = lettingGo.get(edge.relation);
    if (known === undefined) lettingGo.set(edge.relation, [edge.before]);
    else known.push(edge.before);
  }
  return { ...takenIn(order, edges), lettingGo };
}

function isFreeable({ before, relation, isBreakable }: DeleteEdge): boolean {
  const { columns, primaryKey } = before[modelKey];
  return (
    !isBreakable && relation.columns.some((index) => columns[index]?.nullable === true && !primaryKey.includes(index))
  );
}

const nothing: ReadonlyMap<RelationMeta, readonly Entity[]> = new Map();

/** What the database takes along in an order of levels. */
function takenIn(
  order: { readonly levels: readonly (readonly Entity[])[]; readonly broken: readonly Edge<Entity>[] },
  edges: readonly DeleteEdge[],
): Pick<DeleteLevels, "levels" | "taken"> {
  const taken = new Set(order.broken.filter(isTakenBy).map(({ before }) => before));
  const takenAlong = linked(edges, "after", "before");
  // Grows while it is walked.
  for (const one of taken) for (const next of takenAlong.get(one) ?? []) taken.add(next);
  return { levels: order.levels, taken };
}

const noEntities: ReadonlySet<Entity> = new Set();

interface DeleteEdge extends Edge<Entity> {
  readonly onDelete: RelationMeta["onDelete"];
  readonly relation: RelationMeta;
}

/** The row of `before` goes with that of `after`. */
function isTakenBy(edge: Edge<Entity>): boolean {
  return (edge as DeleteEdge).onDelete === "Cascade"; // all that are given to `levels` here are such
}

function deleteEdges(entities: readonly Entity[]): DeleteEdge[] {
  const targets = new Map<RelationMeta, ReadonlyMap<string, Entity>>();
  const edges: DeleteEdge[] = [];
  for (const entity of entities) {
    for (const relation of entity[modelKey].relations) {
      if (relation.key !== "local") continue;
      let byKey = targets.get(relation);
      if (byKey === undefined) targets.set(relation, (byKey = byReferredKey(entities, relation)));
      const key = keyText(entity, relation.columns);
      const target = key === null ? undefined : byKey.get(key);
      if (target === undefined || target === entity) continue;
      const { onDelete } = relation;
      // `NoAction` is what a relation has whose key is no constraint, too.
      const isBreakable = onDelete !== "Restrict";
      edges.push({ before: entity, after: target, isBreakable, onDelete, relation });
    }
  }
  return edges;
}

/** From each row that refuses to lose another, to the rows that take the other one along. */
function edgesThrough(edges: readonly DeleteEdge[]): DeleteEdge[] {
  const takers = linked(edges, "before", "after");
  return edges
    .filter(({ isBreakable }) => !isBreakable)
    .flatMap((edge) => {
      const above = new Set(takers.get(edge.after));
      // Grows while it is walked.
      for (const taker of above) for (const next of takers.get(taker) ?? []) above.add(next);
      above.delete(edge.before);
      return Array.from(above, (after) => ({ ...edge, after }));
    });
}

/** From one end of the keys by which rows are taken along to the other. */
function linked(
  edges: readonly DeleteEdge[],
  from: "before" | "after",
  to: "before" | "after",
): ReadonlyMap<Entity, readonly Entity[]> {
  const found = new Map<Entity, Entity[]>();
  for (const edge of edges) {
    if (edge.onDelete !== "Cascade") continue;
    const known = found.get(edge[from]);
    if (known === undefined) found.set(edge[from], [edge[to]]);
    else known.push(edge[to]);
  }
  return found;
}

/** Those that a relation may lead to, by what its key holds. */
function byReferredKey(
  entities: readonly Entity[],
  { target, targetColumns }: RelationMeta,
): ReadonlyMap<string, Entity> {
  const possible = entities.filter((entity) => isKindOf(entity[modelKey], target));
  return new Map(
    possible.flatMap((entity) => {
      const key = keyText(entity, targetColumns);
      return key === null ? [] : [[key, entity] as const];
    }),
  );
}

/** What the database has in these columns; null where a part is NULL. */
function keyText(entity: Entity, columns: readonly number[]): string | null {
  const cells = baseOf(entity) ?? entity[row];
  const key = columns.map((index) => cells[index] ?? null);
  return key.includes(null) ? null : JSON.stringify(key);
}

/** Entities by their model, in the order given. */
export function byModel(entities: Iterable<Entity>): Map<Model, Entity[]> {
  return grouped(entities, (model) => model);
}

/** Entities by the root of their model, in the order given: a hierarchy's rows go together. */
export function byRoot(entities: Iterable<Entity>): Map<Model, Entity[]> {
  return grouped(entities, rootOf);
}

function grouped(entities: Iterable<Entity>, groupOf: (model: Model) => Model): Map<Model, Entity[]> {
  const groups = new Map<Model, Entity[]>();
  for (const entity of entities) {
    const model = groupOf(entity[modelKey]);
    const group = groups.get(model);
    if (group === undefined) groups.set(model, [entity]);
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
