/** What a query loads beside its own rows: which relations come in its statement, which by statements of their own, which are refused. */
import type { Op } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import { type Entity, originOf } from "../state/entity.ts";
import { loadRelation, targetsOf } from "./selectin.ts";
import type { LoadTree, Strategy } from "./strategy.ts";

export interface LoadPlan {
  readonly joined: readonly LoadNode[];
  readonly separate: readonly LoadNode[];
  readonly refused: ReadonlySet<RelationMeta>;
}

export interface LoadNode {
  readonly relation: RelationMeta;
  readonly plan: LoadPlan;
}

const emptyTree: LoadTree = new Map();
const nothing: LoadPlan = { joined: [], separate: [], refused: new Set() };

/** The plan of a query's options over the schema's defaults. A default that would lead back to a model on the path is left to be loaded on access. */
export function planLoads(model: Model, tree: LoadTree, path: readonly Model[] = []): LoadPlan {
  if (tree.size === 0 && model.relations.every((relation) => relation.load === "lazy")) return nothing;
  const joined: LoadNode[] = [];
  const separate: LoadNode[] = [];
  const refused = new Set<RelationMeta>();
  for (const relation of model.relations) {
    const branch = tree.get(relation);
    const leadsBack = branch === undefined && (path.includes(relation.target) || relation.target === model);
    const strategy: Strategy = branch?.strategy ?? defaultStrategy(relation);
    if (strategy === "raise") refused.add(relation);
    if ((strategy !== "joined" && strategy !== "selectin") || leadsBack) continue;
    const plan = planLoads(relation.target, branch?.children ?? emptyTree, [...path, model]);
    (strategy === "joined" ? joined : separate).push({ relation, plan });
  }
  return { joined, separate, refused };
}

function defaultStrategy(relation: RelationMeta): Strategy {
  return relation.load === "writeonly" ? "lazy" : relation.load;
}

/** Whether anything is loaded by a statement of its own, at any depth. */
export function needsMoreStatements(plan: LoadPlan): boolean {
  return plan.separate.length > 0 || plan.joined.some((node) => needsMoreStatements(node.plan));
}

/** Issues the statements that the plan leaves after the query's own: one for each relation and 500 keys, none for what memory has. */
export function* loadSeparately(context: Context, plan: LoadPlan, entities: readonly Entity[]): Op<void> {
  if (plan.refused.size > 0) for (const entity of entities) originOf(entity).refuse(plan.refused);
  for (const { relation, plan: inner } of plan.joined)
    yield* loadSeparately(context, inner, targetsOf(relation, entities));
  for (const { relation, plan: inner } of plan.separate) {
    yield* loadRelation(context, relation, entities);
    const targets = targetsOf(relation, entities);
    // A join below a select-in is loaded by one more statement: the targets may be in memory already, and then there is no row to widen.
    for (const node of inner.joined) yield* loadRelation(context, node.relation, targets);
    yield* loadSeparately(context, inner, targets);
  }
}
