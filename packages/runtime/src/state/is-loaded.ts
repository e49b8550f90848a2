/** Whether a relation can be read without a statement. */
import type { RelationMeta } from "../meta/model.ts";
import { EntityCollection } from "./collection.ts";
import { Entity, linkOf } from "./entity.ts";

/**
 * Whether an entity's relation is loaded, in either colour of client.
 *
 * @example
 * if (isLoaded(user, User.posts)) …
 */
export function isLoaded(entity: Entity, relation: RelationMeta): boolean {
  const link = linkOf(entity, relation.index);
  return link instanceof EntityCollection ? EntityCollection.isLoaded(link) : link !== undefined;
}

// A relation of an async client is a Lazy, whose `isLoaded` its type promises, until it is loaded; from then on it is the collection or entity
// itself. Those say so too, unknown to their types, unless a model has a column of that name.
const loaded: PropertyDescriptor = { get: () => true, configurable: true };
Object.defineProperty(Entity.prototype, "isLoaded", loaded);
Object.defineProperty(EntityCollection.prototype, "isLoaded", loaded);
