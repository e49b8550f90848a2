/**
 * The unit of work: what a session's memory has to tell the database, as an ordered list of batches.
 *
 * The plan is made at one go and never waits. It *freezes* what it takes: an entity's row of now becomes the row that is sent, and the
 * entity counts as clean, so that a change made while the statements are under way starts from the sent row and belongs to the next flush.
 * Should the transaction not even begin, `thaw` makes the changes open again; once a statement has run, only a rollback leads back.
 *
 * The order (SQLAlchemy's `unitofwork.py` and `persistence.py`, simplified by knowing the whole schema):
 *   1. inserts and updates, table by table, owners first; in a cycle of tables row by row, by level (`topological.ts`), a key that closes
 *      a cycle of rows in a second statement;
 *   2. links of many-to-many relations, those that went and then those that came;
 *   3. deletes, table by table the other way round.
 * Inserts keep the order in which entities were added; updates and deletes go in key order. Neighbours of one shape share a statement.
 *
 * A foreign key whose target has no key yet is a `LateCell`: it is read off the target when its statement is bound.
 */
import type { Row } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import { readBackDocuments } from "../state/documents.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, originOf } from "../state/entity.ts";
import { Draft } from "./draft.ts";
import { checkRequired } from "./foreign-keys.ts";
import { linkChanges } from "./link-changes.ts";
import { byModel, deleteLevels, sortByKey } from "./row-order.ts";
import type { Step } from "./steps.ts";
import { tableOrder } from "./table-order.ts";

/** Whose rows a plan writes, in its order: with the row that is sent, and where there was one, the row that the database had. */
export interface Written {
  readonly inserted: readonly { readonly entity: Entity; readonly sent: Row }[];
  readonly updated: readonly { readonly entity: Entity; readonly sent: Row; readonly base: Row }[];
  readonly deleted: readonly Entity[];
}

export interface FlushPlan {
  readonly steps: readonly Step[];
  /** Whose rows it writes, for those who are to be told. */
  readonly written: Written;
  /** Makes everything open again that the plan has taken; for a flush of which nothing has run. */
  thaw(): void;
}

/** What the session hands over: who is new, who goes. */
export interface Work {
  readonly context: Context;
  readonly models: readonly Model[];
  readonly added: readonly Entity[];
  readonly deleted: ReadonlySet<Entity>;
}

/** Freezes the session's changes into a plan; null where there is nothing to do. @throws MissingValueError, FlushCycleError before anything is taken */
export function planFlush(work: Work): FlushPlan | null {
  const { context, added, deleted } = work;
  for (const entity of context.opened) readBackDocuments(entity);
  for (const entity of added) readBackDocuments(entity);
  checkRequired(context.relinked, (entity) => isWritten(entity, deleted));
  const inserts = byModel(added);
  const updates = byModel(sortByKey([...context.touched].filter((entity) => isChanged(entity, deleted))));
  const deletes = byModel(sortByKey([...deleted]));
  const links = linkChanges(context.relinked, deleted);
  const draft = new Draft(context);
  for (const group of tableOrder(work.models)) {
    const fresh = group.models.flatMap((model) => inserts.get(model) ?? []);
    if (group.isCyclic && fresh.length > 0) draft.insertByLevel(fresh);
    else if (fresh.length > 0) draft.insert(fresh);
    draft.update(group.models.flatMap((model) => updates.get(model) ?? []));
    draft.finishGroup();
  }
  draft.steps.push(...links);
  for (const group of [...tableOrder(work.models)].reverse()) {
    const gone = group.models.flatMap((model) => deletes.get(model) ?? []);
    const { levels, taken } = group.isCyclic ? deleteLevels(gone) : { levels: [gone], taken: none };
    for (const level of levels) draft.delete(level, taken);
  }
  draft.freeze(); // without steps too: what was set back is clean again
  return draft.steps.length === 0 ? null : draft;
}

const none: ReadonlySet<Entity> = new Set();

function isWritten(entity: Entity, deleted: ReadonlySet<Entity>): boolean {
  const { status } = originOf(entity);
  return (status === "pending" || status === "persistent") && !deleted.has(entity);
}

function isChanged(entity: Entity, deleted: ReadonlySet<Entity>): boolean {
  return baseOf(entity) !== null && originOf(entity).status === "persistent" && !deleted.has(entity);
}
