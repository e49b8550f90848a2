/**
 * Models that extend one another. A row of an heir is a row of its base as well: its columns and relations begin with those of the base, the
 * same objects at the same places, so that whatever knows the base by row index can work on the heir's entities.
 */
import type { Model } from "./model.ts";

/** Whether entities of `model` are entities of `wanted`. */
export function isKindOf(model: Model, wanted: Model): boolean {
  for (let at: Model | null = model; at !== null; at = at.inheritance === null ? null : at.inheritance.base)
    if (at === wanted) return true;
  return false;
}

/** The model that its hierarchy begins with: all of it shares an identity map. */
export function rootOf(model: Model): Model {
  return model.inheritance === null ? model : model.inheritance.root;
}

/** The model and all below it, each after its base. */
export function familyOf(model: Model): readonly Model[] {
  return model.inheritance === null ? [model] : [model, ...model.inheritance.heirs.flatMap(familyOf)];
}

/** The model after all that it extends, the root first. */
export function lineOf(model: Model): readonly Model[] {
  const base = model.inheritance?.base ?? null;
  return base === null ? [model] : [...lineOf(base), model];
}

/** Whether its rows are kept in several tables, or are a part of rows that may be. */
export function isJoined(model: Model): boolean {
  return model.inheritance !== null && model.inheritance.strategy === "joined";
}

/** Where its own columns begin, row indices below are those of its base. */
export function firstOwn(model: Model): number {
  const base = model.inheritance?.base ?? null;
  return base === null ? 0 : base.columns.length;
}

/** Where its own relations begin. */
export function firstOwnRelation(model: Model): number {
  const base = model.inheritance?.base ?? null;
  return base === null ? 0 : base.relations.length;
}

/** Whether the model's own table has a column: of a joined heir, the key and what it declares itself. */
export function isStored(model: Model, index: number): boolean {
  return !isJoined(model) || index >= firstOwn(model) || model.primaryKey.includes(index);
}

/** The model of a joined line in whose table a column stands that is no key. */
export function holderOf(model: Model, index: number): Model {
  const base = model.inheritance?.base ?? null;
  return base === null || index >= base.columns.length ? model : holderOf(base, index);
}

/** The columns that the database computes in the model's own table. */
export function computedIn(model: Model): readonly number[] {
  return isJoined(model) ? model.computed.filter((index) => isStored(model, index)) : model.computed;
}
