/**
 * Loading on access, without N+1: the first access of a relation loads for one entity, the second one on a sibling (from the same query)
 * for all siblings that lack it.
 */
import { DetachedError, LazyLoadRefusedError } from "../errors.ts";
import type { Op } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { type Entity, originOf } from "../state/entity.ts";
import { isLoaded, loadRelation } from "./selectin.ts";

/** Loads a relation for one entity or, from the second access on, for its siblings. One statement for 500 keys. */
export function* loadOnAccess(context: Context, entity: Entity, relation: RelationMeta): Op<void> {
  yield* loadRelation(context, relation, ownersOf(context, entity, relation));
}

/** The same for several entities that asked in one tick of an async client. */
export function* loadForAll(context: Context, entities: readonly Entity[], relation: RelationMeta): Op<void> {
  const owners = new Set<Entity>();
  for (const entity of entities) for (const owner of ownersOf(context, entity, relation)) owners.add(owner);
  yield* loadRelation(context, relation, [...owners]);
}

/** @throws DetachedError when the session is closed, LazyLoadRefusedError where query or schema say `raise`. */
export function checkLoadable(context: Context, entity: Entity, relation: RelationMeta): void {
  if (context.isClosed) throw new DetachedError(relation.model.name, relation.name);
  if (relation.load === "raise" || originOf(entity).refuses(relation))
    throw new LazyLoadRefusedError(relation.model.name, relation.name);
}

function ownersOf(context: Context, entity: Entity, relation: RelationMeta): readonly Entity[] {
  const origin = originOf(entity);
  if (!origin.askedBefore(relation)) return [entity];
  const siblings = origin.siblings.filter((sibling) => {
    const { status, context: home } = originOf(sibling);
    if (sibling === entity || !isKindOf(sibling[modelKey], relation.model)) return false;
    return status === "persistent" && home === context && !isLoaded(sibling, relation);
  });
  return [entity, ...siblings];
}
