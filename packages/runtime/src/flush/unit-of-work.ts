/**
 * The unit of work: what a session's memory has to tell the database, as an ordered list of batches.
 *
 * The plan is made at one go and never waits. It *freezes* what it takes: an entity's row of now becomes the row that is sent, and the
 * entity counts as clean, so that a change made while the statements are under way starts from the sent row and belongs to the next flush.
 * Should the transaction not even begin, `thaw` makes the changes open again; once a statement has run, only a rollback leads back.
 *
 * First it is told apart what a deletion and a new entity of one key come to: the row stays, and is updated (`row-switch.ts`). Then keys that
 * change are followed to the rows that refer to them (`key-changes.ts`).
 *
 * The order (SQLAlchemy's `unitofwork.py` and `persistence.py`, simplified by knowing the whole schema):
 *   1. inserts and updates, table by table, owners first; in a cycle of tables row by row, by level (`topological.ts`), a key that closes
 *      a cycle of rows in a second statement;
 *   2. links of many-to-many relations, those that went and then those that came;
 *   3. deletes, table by table the other way round.
 * At last, where a unique value moves between rows, who releases it is put before who takes it (`value-moves.ts`).
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
import { followKeys, type KeyFollow, letGo, rekeyedAmong } from "./key-changes.ts";
import { type Link, linkChanges } from "./link-changes.ts";
import { referringFirst } from "./reasons.ts";
import { byRoot, deleteLevels, sortByKey } from "./row-order.ts";
import { type RowSwitches, rowSwitches } from "./row-switch.ts";
import type { Step } from "./steps.ts";
import { tableOrder } from "./table-order.ts";
import { orderMoves } from "./value-moves.ts";

/**
 * Whose rows a plan writes, in its order: with the row that is sent, and where there was one, the row that the database had. Each stands here once,
 * however many statements its row takes. What a new entity is to its row is its own affair: one that takes over another's is new all the same, and
 * the other is not deleted but replaced (as SQLAlchemy's events tell it).
 */
export interface Written {
  readonly inserted: readonly { readonly entity: Entity; readonly sent: Row }[];
  readonly updated: readonly { readonly entity: Entity; readonly sent: Row; readonly base: Row }[];
  readonly deleted: readonly Entity[];
  readonly replaced: readonly Entity[];
}

export interface FlushPlan {
  readonly steps: readonly Step[];
  /** Whose rows new entities take over. */
  readonly switches: RowSwitches;
  /** Links that new entities bring and that the rows which they take over have. */
  readonly there: readonly Link[];
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
  /** Who is left for a later flush. */
  readonly waiting: ReadonlySet<Entity>;
}

/**
 * Freezes the session's changes into a plan; null where there is nothing to do.
 *
 * @throws MissingValueError, FlushCycleError, UniqueCycleError before anything is taken
 */
export function planFlush(work: Work): FlushPlan | null {
  const { draft, switches, there, follow } = draftFlush(work);
  follow?.keep();
  draft.freeze(); // without steps too: what was set back is clean again
  if (draft.steps.length === 0 && switches.size === 0) return null;
  const thaw = (): void => {
    draft.thaw();
    follow?.revert();
  };
  return { steps: draft.steps, switches, there, written: draft.written, thaw };
}

/** A plan that has taken nothing yet. */
export interface DraftedFlush extends Pick<FlushPlan, "switches" | "there"> {
  readonly draft: Draft;
  /** What has followed a change of keys through memory already; null where none changed. */
  readonly follow: KeyFollow | null;
}

/** The plan, of which nothing is taken from its entities yet. @throws as `planFlush` */
export function draftFlush(work: Work): DraftedFlush {
  const { context, added, deleted, waiting } = work;
  for (const entity of context.opened) readBackDocuments(entity);
  for (const entity of added) readBackDocuments(entity);
  checkRequired(context.relinked, (entity) => isWritten(entity, deleted));
  const rekeyed = rekeyedAmong(context.touched, work.models);
  const follow = rekeyed.length === 0 ? null : followKeys(context, work.models, rekeyed);
  const switches = rowSwitches(added, deleted);
  const { steps: links, there } = linkChanges(context.relinked, deleted, switches, waiting);
  try {
    return { draft: drafted(work, switches, links, rekeyed, follow?.steps ?? none), switches, there, follow };
  } catch (error) {
    follow?.revert();
    throw error;
  }
}

const none: readonly Step[] = [];

/** All that is to be written, in its order. Takes nothing yet. */
function drafted(
  { context, models, added, deleted }: Work,
  switches: RowSwitches,
  links: readonly Step[],
  rekeyed: readonly Entity[],
  first: readonly Step[],
): Draft {
  const changed = [...context.touched].filter((entity) => isChanged(entity, deleted));
  const inserts = byRoot(switches.size === 0 ? added : added.filter((entity) => !switches.has(entity)));
  const updates = byRoot(sortByKey([...changed, ...switches.keys()]));
  const deletes = byRoot(sortByKey(withoutSwitched(deleted, switches)));
  const draft = new Draft(context, switches);
  for (const group of tableOrder(models)) {
    const fresh = group.models.flatMap((model) => inserts.get(model) ?? []);
    if (group.isCyclic && fresh.length > 0) draft.insertByLevel(fresh);
    else if (fresh.length > 0) draft.insert(fresh);
    draft.update(group.models.flatMap((model) => updates.get(model) ?? []));
    draft.finishGroup();
  }
  draft.steps.push(...links);
  for (const group of [...tableOrder(models)].reverse()) {
    const gone = group.models.flatMap((model) => deletes.get(model) ?? []);
    const { levels, taken, lettingGo } = group.isCyclic
      ? deleteLevels(gone)
      : { levels: [gone], taken: nobody, lettingGo: null };
    for (const [relation, rows] of lettingGo ?? [])
      draft.steps.push(...letGo(relation, rows, { kind: "letsGo", relations: [relation] }));
    for (const [level, rows] of levels.entries())
      draft.delete(rows, taken, levels.length > 1 ? { kind: "deleteLevel", level } : referringFirst);
  }
  const ordered = orderMoves(draft.steps, models, rekeyed);
  draft.reorder(first.length === 0 ? ordered : [...first, ...ordered]);
  return draft;
}

function withoutSwitched(deleted: ReadonlySet<Entity>, switches: RowSwitches): Entity[] {
  if (switches.size === 0) return [...deleted];
  const switched = new Set(switches.values());
  return [...deleted].filter((entity) => !switched.has(entity));
}

const nobody: ReadonlySet<Entity> = new Set();

function isWritten(entity: Entity, deleted: ReadonlySet<Entity>): boolean {
  const { status } = originOf(entity);
  return (status === "pending" || status === "persistent") && !deleted.has(entity);
}

function isChanged(entity: Entity, deleted: ReadonlySet<Entity>): boolean {
  return baseOf(entity) !== null && originOf(entity).status === "persistent" && !deleted.has(entity);
}
