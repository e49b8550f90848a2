/** What a link that comes or goes is for each of the entities that it concerns: a set of its to-one, or something in or out of its to-many. */
import type { RelationMeta } from "../meta/model.ts";
import { tellMany, tellOne } from "./attribute-events.ts";
import { type Entity, linkOf } from "./entity.ts";
import { Members } from "./members.ts";
import { knownOne } from "./to-one.ts";

/** Tells both ends, and those whom they part from for it. Gives whether a handler has set the owner's to-one meanwhile. */
export function tellLink(owner: Entity, relation: RelationMeta, target: Entity): boolean {
  const { inverse } = relation;
  const before = relation.many ? undefined : lastOne(owner, relation);
  if (relation.many ? holds(owner, relation, target) : before === target) return false;
  const holder = inverse === null || inverse.many ? undefined : lastOne(target, inverse);
  if (relation.many) tellMany("append", owner, relation, target);
  else if (tellOne(owner, relation, target, before)) return true;
  if (inverse === null) return false;
  if (before) tellGone(before, inverse, owner);
  if (inverse.many) tellMany("append", target, inverse, owner);
  else if (tellOne(target, inverse, owner, holder)) return true;
  if (holder && holder !== owner) tellGone(holder, relation, target);
  return false;
}

/** As `tellLink`, of two that part. */
export function tellUnlink(owner: Entity, relation: RelationMeta, target: Entity): boolean {
  if (tellGone(owner, relation, target)) return true;
  return relation.inverse !== null && tellGone(target, relation.inverse, owner);
}

function tellGone(entity: Entity, relation: RelationMeta, other: Entity): boolean {
  if (!relation.many) return knownOne(entity, relation) === other && tellOne(entity, relation, null, other);
  if (isLoaded(entity, relation) && !holds(entity, relation, other)) return false;
  tellMany("remove", entity, relation, other);
  return false;
}

/** The end of a to-one; undefined where memory does not know it. */
function lastOne(entity: Entity, relation: RelationMeta): Entity | null | undefined {
  const known = linkOf(entity, relation.index);
  return known === undefined ? knownOne(entity, relation) : (known as Entity | null); // a to-one holds no collection
}

function isLoaded(entity: Entity, relation: RelationMeta): boolean {
  const known = linkOf(entity, relation.index);
  return known instanceof Members && Members.isLoaded(known);
}

function holds(entity: Entity, relation: RelationMeta, item: Entity): boolean {
  const known = linkOf(entity, relation.index);
  return known instanceof Members && Members.holds(known, item);
}
