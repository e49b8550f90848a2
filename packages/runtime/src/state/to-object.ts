import { type Entity, inside } from "./entity.ts";
import { toPlainObject } from "./show.ts";

/**
 * An entity's columns and loaded relations as a plain object that keeps JavaScript values (Date, bigint, Uint8Array). Loads nothing. It
 * leaves out the same as `toJSON()`, and is bounded as that is.
 */
export function toObject(entity: Entity): Record<string, unknown> {
  return toPlainObject(entity, inside);
}
