/** What a query loads beside its own rows: which relations come in its statement, which by statements of their own, which are refused. */
import type { Criteria } from "../expr/criteria.ts";
import type { Op } from "../io/request.ts";
import { familyOf, firstOwnRelation, isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta, Selection } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { type Entity, originOf, setOrigin } from "../state/entity.ts";
import { newOrigin } from "./hydrate.ts";
import { selectionOf } from "../meta/selection.ts";
import { lacks, loadColumns } from "./columns.ts";
import { type Asked, asksNothing, loadRelation, refreshStale, targetsOf } from "./selectin.ts";
import { emptyTree, type LoadTree, type Strategy } from "./strategy.ts";

export interface LoadPlan {
  readonly joined: readonly LoadNode[];
  readonly separate: readonly LoadNode[];
  readonly refused: ReadonlySet<RelationMeta>;
  /** What the query's statement selects of the model. */
  readonly selection: Selection;
  /** Columns that it wants besides what rows have. */
  readonly more: readonly ColumnMeta[];
}

export interface LoadNode {
  readonly relation: RelationMeta;
  readonly plan: LoadPlan;
}

const noRelation: ReadonlySet<RelationMeta> = new Set();

/** The plan of a query's options over the schema's defaults. A default that would lead back to a model on the path is left to be loaded on access. */
export function planLoads(model: Model, tree: LoadTree, path: readonly Model[] = []): LoadPlan {
  const { relations: branches, columns } = tree;
  const selection = selectionOf(model, columns);
  const more = [...columns.more];
  const relations = model.inheritance === null ? model.relations : familyRelations(model);
  if (branches.size === 0 && relations.every((relation) => relation.load === "lazy"))
    return { joined: [], separate: [], refused: noRelation, selection, more };
  const joined: LoadNode[] = [];
  const separate: LoadNode[] = [];
  const refused = new Set<RelationMeta>();
  for (const relation of relations) {
    const branch = branches.get(relation);
    const leadsBack = branch === undefined && [...path, model].some((known) => areOneLine(known, relation.target));
    const strategy: Strategy = branch?.strategy ?? defaultStrategy(relation);
    if (strategy === "raise") refused.add(relation);
    if ((strategy !== "joined" && strategy !== "selectin") || leadsBack) continue;
    const plan = planLoads(relation.target, branch?.children ?? emptyTree, [...path, model]);
    // What an heir declares, a join would have to leave out for the others' rows.
    const canJoin = isKeyed(model) && isKeyed(relation.target) && isKindOf(model, relation.model);
    (strategy === "joined" && canJoin ? joined : separate).push({ relation, plan });
  }
  return { joined, separate, refused, selection, more };
}

/** Rows that nothing tells apart cannot be found again among those that a join repeats, so they have statements of their own. */
function isKeyed({ primaryKey }: Model): boolean {
  return primaryKey.length > 0;
}

/** The relations of the entities that a query of the model gives. */
function familyRelations(model: Model): readonly RelationMeta[] {
  const [, ...heirs] = familyOf(model);
  return [...model.relations, ...heirs.flatMap((heir) => heir.relations.slice(firstOwnRelation(heir)))];
}

function areOneLine(one: Model, other: Model): boolean {
  return isKindOf(one, other) || isKindOf(other, one);
}

function defaultStrategy(relation: RelationMeta): Strategy {
  return relation.load === "writeonly" ? "lazy" : relation.load;
}

/** Whether anything is loaded by a statement of its own, at any depth. */
export function needsMoreStatements(plan: LoadPlan): boolean {
  return plan.separate.length > 0 || plan.joined.some((node) => needsMoreStatements(node.plan));
}

/** Issues the statements that the plan leaves after the query's own: one for each relation and 500 keys, none for what memory has and is not stale. */
export function* loadSeparately(
  context: Context,
  plan: LoadPlan,
  entities: readonly Entity[],
  asked: Asked = asksNothing,
): Op<void> {
  if (plan.refused.size > 0 || asked.own !== null) bindTo(context, plan.refused, entities, asked.own);
  for (const { relation, plan: inner } of plan.joined)
    yield* loadSeparately(context, inner, targetsOf(relation, entities), asked);
  for (const { relation, plan: inner } of plan.separate) {
    const targets = yield* loadTargets(context, relation, ownersAmong(relation, entities), inner.more, asked);
    // A join below a select-in is loaded by one more statement: the targets may be in memory already, and then there is no row to widen.
    for (const node of inner.joined) yield* loadTargets(context, node.relation, targets, node.plan.more, asked);
    yield* loadSeparately(context, inner, targets, asked);
  }
}

/** Those that have the relation. */
function ownersAmong({ model }: RelationMeta, entities: readonly Entity[]): readonly Entity[] {
  return model.inheritance === null ? entities : entities.filter((entity) => isKindOf(entity[modelKey], model));
}

/** Loads a relation and gives what it holds, none of it stale and with the columns wanted, as a join would. */
function* loadTargets(
  context: Context,
  relation: RelationMeta,
  owners: readonly Entity[],
  more: readonly ColumnMeta[],
  asked: Asked,
): Op<Entity[]> {
  yield* loadRelation(context, relation, owners, asked);
  const targets = targetsOf(relation, owners);
  yield* refreshStale(context, relation.target, targets);
  const open = targets.filter((target) => more.some((column) => lacks(target, column)));
  if (open.length > 0) yield* loadColumns(context, relation.target, more, open);
  return targets;
}

/**
 * Gives the entities of one query an origin of their own, which says how their relations load later: those that another query gave with them
 * may load what this one refuses, and without its criteria. What is not in the database yet is no
 * query's.
 */
function bindTo(
  context: Context,
  refused: ReadonlySet<RelationMeta>,
  entities: readonly Entity[],
  criteria: Criteria | null,
): void {
  const persistent = entities.filter((entity) => {
    const { status, isStale } = originOf(entity);
    return status === "persistent" && !isStale; // what is stale would count as read anew
  });
  const isBound = refused.size === 0 && persistent.every((entity) => originOf(entity).criteria === criteria);
  if (isBound) return;
  const origin = newOrigin(context, criteria);
  origin.siblings = persistent;
  origin.isPartial = persistent.some((entity) => originOf(entity).isPartial);
  origin.refuse(refused);
  for (const entity of persistent) setOrigin(entity, origin);
}
