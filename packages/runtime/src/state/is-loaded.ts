/** Whether a relation or column can be read without a statement. */
import type { ColumnMeta, RelationMeta } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { Column, type DeferredValue } from "../expr/column.ts";
import { ToMany, ToOne } from "../expr/relation.ts";
import { EntityCollection } from "./collection.ts";
import { Entity, linkOf } from "./entity.ts";

/**
 * Whether an entity's relation or column is loaded, in either colour of client. (What a deferred column of an async client gives once it is
 * loaded is the plain value, which has no `isLoaded` of its own.)
 *
 * @example
 * if (isLoaded(user, User.posts)) …
 */
export function isLoaded(
  entity: Entity,
  member: RelationMeta | ColumnMeta | DeferredValue<never, unknown, string>,
): boolean {
  if (member instanceof Column) return entity[row][member.index] !== undefined;
  if (!(member instanceof ToOne || member instanceof ToMany)) {
    const parts = Object.values(member) as unknown as readonly ColumnMeta[]; // what such a handle is made of
    return parts.every(({ index }) => entity[row][index] !== undefined);
  }
  const link = linkOf(entity, member.index);
  return link instanceof EntityCollection ? EntityCollection.isLoaded(link) : link !== undefined;
}

// A relation of an async client is a Lazy, whose `isLoaded` its type promises, until it is loaded; from then on it is the collection or entity
// itself. Those say so too, unknown to their types, unless a model has a column of that name.
const loaded: PropertyDescriptor = { get: () => true, configurable: true };
Object.defineProperty(Entity.prototype, "isLoaded", loaded);
Object.defineProperty(EntityCollection.prototype, "isLoaded", loaded);
