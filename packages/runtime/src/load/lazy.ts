/**
 * Loading on access, without N+1: the first access of a relation or column loads for one entity, the second one on a sibling (from the same query)
 * for all siblings that lack it.
 *
 * A load sees what the program has changed: where a statement is needed, what has changed is flushed first, as before any other read.
 */
import { DetachedError, LazyLoadRefusedError, NotFoundError } from "../errors.ts";
import type { Op } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { type Entity, originOf } from "../state/entity.ts";
import { loadColumns, lacks } from "./columns.ts";
import { askedBy, isLoaded, loadRelation, readsAfterFlush, refreshStale } from "./selectin.ts";

/** Loads a relation for one entity or, from the second access on, for its siblings. One statement for 500 keys. */
export function* loadOnAccess(context: Context, entity: Entity, relation: RelationMeta): Op<void> {
  if (context.flushesFirst && readsAfterFlush(context, relation, [entity])) yield* context.autoflush();
  const asked = askedBy(context, originOf(entity).criteria);
  yield* loadRelation(context, relation, ownersOf(context, entity, relation, isToLoad(relation)), asked);
}

/** The same for several entities that asked in one tick of an async client. */
export function* loadForAll(context: Context, entities: readonly Entity[], relation: RelationMeta): Op<void> {
  if (context.flushesFirst && readsAfterFlush(context, relation, entities)) yield* context.autoflush();
  const owners = new Set<Entity>();
  const own = entities[0] === undefined ? null : originOf(entities[0]).criteria;
  const others: Entity[] = [];
  for (const entity of entities) {
    if (originOf(entity).criteria !== own) others.push(entity);
    else for (const owner of ownersOf(context, entity, relation, isToLoad(relation))) owners.add(owner);
  }
  yield* loadRelation(context, relation, [...owners], askedBy(context, own));
  if (others.length > 0) yield* loadForAll(context, others, relation); // those of a query with other criteria
}

/** Loads a column on access, as `loadOnAccess` does a relation. @throws NotFoundError where the row has gone */
export function* loadColumnOnAccess(context: Context, entity: Entity, column: ColumnMeta): Op<void> {
  if (originOf(entity).isExpired) yield* readExpired(context, entity);
  if (!lacks(entity, column)) return;
  const owners = ownersOf(context, entity, column, (sibling) => lacks(sibling, column));
  yield* loadColumns(context, column.model, withItsValue(column), owners);
  checkFound(entity, column);
}

/** Reads the row of an entity that expired, or from the second one on those of its siblings that have as well. One statement for 500 rows. */
function* readExpired(context: Context, entity: Entity): Op<void> {
  const model = entity[modelKey];
  const [key] = model.primaryKey;
  const column = key === undefined ? undefined : model.columns[key];
  if (column === undefined) return; // a row that nothing tells apart never expires
  const owners = ownersOf(context, entity, column, (sibling) => originOf(sibling).isExpired);
  const some = owners.filter((owner) => isKindOf(owner[modelKey], model));
  yield* refreshStale(context, model, some);
}

/** The columns of the embedded value that a column is a part of, for nobody reads a part alone; any other column by itself. */
function withItsValue(column: ColumnMeta): readonly ColumnMeta[] {
  const { columns, embeddeds } = column.model;
  const value = embeddeds.find((candidate) => candidate.columns.includes(column.index));
  return value === undefined ? [column] : value.columns.map((index) => columns[index] as ColumnMeta); // its model's row indices
}

/** Columns of one model that were asked for in one tick. */
export function* loadColumnsForAll(
  context: Context,
  model: Model,
  wanted: ReadonlyMap<ColumnMeta, readonly Entity[]>,
): Op<void> {
  const owners = new Set<Entity>();
  for (const [column, entities] of wanted)
    for (const entity of entities)
      for (const owner of ownersOf(context, entity, column, (sibling) => lacks(sibling, column))) owners.add(owner);
  const open = [...owners].filter((owner) => [...wanted.keys()].some((column) => lacks(owner, column)));
  yield* loadColumns(context, model, [...wanted.keys()], open);
}

/** @throws NotFoundError where the row has gone */
export function checkFound(entity: Entity, column: ColumnMeta): void {
  if (lacks(entity, column))
    throw new NotFoundError(
      entity[modelKey].name,
      `has this key any more: somebody else deleted the row of which "${column.name}" is read`,
    );
}

/** @throws DetachedError when the session is closed */
export function checkColumnLoadable(context: Context, entity: Entity, { name }: ColumnMeta): void {
  const model = entity[modelKey];
  if (context.isClosed) throw new DetachedError(model.name, name, `undefer(${model.name}.${name})`);
}

function isToLoad(relation: RelationMeta): (sibling: Entity) => boolean {
  return (sibling) => !isLoaded(sibling, relation);
}

/** @throws DetachedError when the session is closed, LazyLoadRefusedError where query or schema say `raise`. */
export function checkLoadable(context: Context, entity: Entity, relation: RelationMeta): void {
  const { name } = entity[modelKey];
  if (context.isClosed) throw new DetachedError(name, relation.name);
  if (relation.load === "raise" || originOf(entity).refuses(relation))
    throw new LazyLoadRefusedError(name, relation.name);
}

function ownersOf(
  context: Context,
  entity: Entity,
  member: RelationMeta | ColumnMeta,
  isOpen: (sibling: Entity) => boolean,
): readonly Entity[] {
  const origin = originOf(entity);
  if (!origin.askedBefore(member)) return [entity];
  const siblings = origin.siblings.filter((sibling) => {
    const { status, context: home, criteria } = originOf(sibling);
    if (criteria !== origin.criteria || sibling === entity || !isKindOf(sibling[modelKey], member.model)) return false;
    return status === "persistent" && home === context && isOpen(sibling);
  });
  return [entity, ...siblings];
}
