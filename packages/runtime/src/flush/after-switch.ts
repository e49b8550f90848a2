/**
 * What memory learns from rows that new entities took over: the old ones leave the collections that hold them, and what referred to them
 * refers to the new ones, whose own collections may have more in the database than they were given. No statement is issued for any of this.
 */
import type { RelationMeta } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { EntityCollection } from "../state/collection.ts";
import type { Context } from "../state/context.ts";
import { type Entity, linkOf, setLink } from "../state/entity.ts";
import { knownOne } from "../state/to-one.ts";
import { leave } from "./after-delete.ts";
import type { RowSwitches } from "./row-switch.ts";

/** Follows taken over rows through memory. One pass over the session's entities of a model for each relation that leads to such a row. */
export function afterSwitch(context: Context, switches: RowSwitches): void {
  const successors = new Map([...switches].map(([entity, old]) => [old, entity]));
  const followed = new Set<RelationMeta>();
  for (const [entity, old] of switches) {
    for (const relation of entity[modelKey].relations) {
      leave(context, old, relation);
      if (relation.key === "local") joinHolder(context, entity, relation);
      else if (relation.key === "remote") followOnce(context, successors, relation, followed);
      if (relation.key === "remote") forgetContent(context, entity, relation);
    }
  }
}

/** Of a relation that the new entity was not given, the row's own key says whose it is. */
function joinHolder(context: Context, entity: Entity, relation: RelationMeta): void {
  const { inverse } = relation;
  if (inverse === null || linkOf(entity, relation.index) !== undefined) return;
  const holder = knownOne(entity, relation);
  const known = holder === undefined ? undefined : linkOf(holder, inverse.index);
  if (holder === undefined || known === undefined) return;
  context.undo.keepLink(holder, inverse, known);
  if (known instanceof EntityCollection) EntityCollection.markStale(known);
  else setLink(holder, inverse.index, entity);
}

/** Has the entities that refer to an old one refer to the new one. */
function followOnce(
  context: Context,
  successors: ReadonlyMap<Entity, Entity>,
  relation: RelationMeta,
  followed: Set<RelationMeta>,
): void {
  const { inverse } = relation;
  if (inverse === null || followed.has(relation)) return;
  followed.add(relation);
  for (const child of context.identity.entitiesOf(relation.target)) {
    const known = linkOf(child, inverse.index);
    const successor = known === undefined || known === null ? undefined : successors.get(known as Entity); // a to-one
    if (successor === undefined) continue;
    context.undo.keepLink(child, inverse, known);
    setLink(child, inverse.index, successor);
  }
}

/** The next look at what refers to the entity finds what the database has besides. */
function forgetContent(context: Context, entity: Entity, relation: RelationMeta): void {
  const known = linkOf(entity, relation.index);
  if (known instanceof EntityCollection) {
    context.undo.keepLink(entity, relation, known);
    EntityCollection.markStale(known);
  } else if (known === null) setLink(entity, relation.index, undefined);
}
