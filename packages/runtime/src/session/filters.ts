/** The conditions that programs give, as nodes: what `filter` and `filterBy` take, wherever they stand. */
import { QueryError, UndefinedValueError, UnknownKeyError } from "../errors.ts";
import { Column } from "../expr/column.ts";
import type { PredicateNode } from "../expr/predicate.ts";
import { ToMany, ToOne } from "../expr/relation.ts";
import { type Condition, conditionNode } from "../expr/sql.ts";
import type { Model } from "../meta/model.ts";
import type { rel } from "../meta/symbols.ts";

/** What `filterBy` takes for `M`: values of columns, and entities for relations to one. */
export type FilterValues<M extends { readonly [rel]: object }> = {
  readonly [K in Exclude<keyof M, keyof M[typeof rel] | symbol | "toJSON">]?: M[K];
} & { readonly [K in keyof M[typeof rel]]?: M[typeof rel][K] };

/** @throws UndefinedValueError for a condition that is not given */
export function filterNodes(model: Model, conditions: readonly Condition<never>[]): PredicateNode[] {
  return conditions.map((condition) => {
    if (condition === undefined) throw new UndefinedValueError(model.name, "(a condition)");
    return conditionNode(condition);
  });
}

/** @throws UnknownKeyError, UndefinedValueError, ValueError */
export function filterByNodes(model: Model, values: unknown): PredicateNode[] {
  if (typeof values !== "object" || values === null)
    throw new QueryError(`filterBy takes an object of columns of "${model.name}" and their values`);
  return Object.entries(values).map(([name, value]) => {
    const handle = model.byName(name);
    if (value === undefined) throw new UndefinedValueError(model.name, name);
    if (handle instanceof Column) return handle.eq(value as never).node; // which the column's type checks
    if (handle instanceof ToOne) return handle.eq(value as never).node; // as above
    if (handle instanceof ToMany)
      throw new QueryError(
        `"${model.name}.${name}" is a collection: filter by ${model.name}.${name}.contains(…) or .any(…)`,
      );
    throw new UnknownKeyError(model.name, name, namesOf(model));
  });
}

/** The names that a filter goes by. */
function namesOf(model: Model): string[] {
  return [...model.columns, ...model.relations].filter((one) => !one.hidden).map((one) => one.name);
}
