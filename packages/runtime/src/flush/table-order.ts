/** The order of the tables in a flush, found once per schema: a table after those that its keys refer to, cycles as one group. */
import { familyOf, rootOf } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { components } from "./topological.ts";

export interface TableGroup {
  readonly models: readonly Model[];
  /** Several tables that need each other, or one that refers to itself: their rows are ordered one by one. */
  readonly isCyclic: boolean;
}

const orders = new WeakMap<readonly Model[], readonly TableGroup[]>();

/** The groups in the order in which rows can be inserted; deletes go the other way. */
export function tableOrder(models: readonly Model[]): readonly TableGroup[] {
  let order = orders.get(models);
  if (order === undefined) {
    const tables = models.filter((model) => !model.isView);
    order = components(tables, ownersOf).map((group) => ({
      models: group,
      isCyclic: group.length > 1 || group.some((model) => ownersOf(model).includes(model)),
    }));
    orders.set(models, order);
  }
  return order;
}

/**
 * The models that this one's foreign keys refer to: what refers to a base may refer to any of its heirs. Those of a hierarchy need each other, so
 * that their rows go together, in one order, and share a statement in the tables that they share.
 */
function ownersOf(model: Model): Model[] {
  const targets = model.relations
    .filter((relation) => relation.key === "local" && !relation.target.isView)
    .flatMap((relation) => familyOf(relation.target));
  return model.inheritance !== null
    ? [...targets, ...familyOf(rootOf(model)).filter((other) => other !== model)]
    : targets;
}
