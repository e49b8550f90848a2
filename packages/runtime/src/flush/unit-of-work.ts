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
import { FlushCycleError, MissingValueError } from "../errors.ts";
import type { CellValue, Row } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { sameNumbers } from "../sql/fixed.ts";
import { changedColumns, readBackDocuments } from "../state/changes.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setOrigin } from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import { type LinkChange, linkChanges } from "./link-changes.ts";
import { tableOrder } from "./table-order.ts";
import { type Edge, levels } from "./topological.ts";

/** A key cell that is read off its target when the statement is bound. */
export interface LateCell {
  readonly entity: Entity;
  readonly cells: Row;
  readonly index: number;
  readonly target: Entity;
  readonly targetIndex: number;
}

export interface InsertStep {
  readonly kind: "insert";
  readonly model: Model;
  readonly entities: Entity[];
  /** The rows that are sent, pairwise with `entities`. */
  readonly rows: Row[];
  readonly columns: readonly number[];
  /** The columns that the database fills in. */
  readonly returning: readonly number[];
  readonly late: LateCell[];
}

export interface UpdateStep {
  readonly kind: "update";
  readonly model: Model;
  readonly entities: Entity[];
  readonly rows: Row[];
  /** The primary key's cells as the database has them. */
  readonly keys: CellValue[][];
  readonly columns: readonly number[];
  readonly late: LateCell[];
}

export interface DeleteStep {
  readonly kind: "delete";
  readonly model: Model;
  readonly entities: Entity[];
  readonly keys: CellValue[][];
}

export type Step = InsertStep | UpdateStep | DeleteStep | LinkChange;

export interface FlushPlan {
  readonly steps: readonly Step[];
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
  const inserts = byModel(added);
  const updates = byModel(sortByKey([...context.touched].filter((entity) => isToUpdate(entity, deleted))));
  const deletes = byModel(sortByKey([...deleted]));
  const links = linkChanges(context.relinked, deleted);
  const draft = new Draft(context);
  for (const group of tableOrder(work.models)) {
    const fresh = group.models.flatMap((model) => inserts.get(model) ?? []);
    if (group.isCyclic && fresh.length > 0) draft.insertByLevel(fresh);
    else if (fresh.length > 0) draft.insert(fresh, new Set());
    for (const model of group.models) for (const entity of updates.get(model) ?? []) draft.update(entity);
    draft.finishGroup();
  }
  draft.steps.push(...links);
  for (const group of [...tableOrder(work.models)].reverse()) {
    const gone = group.models.flatMap((model) => deletes.get(model) ?? []);
    for (const level of group.isCyclic ? deleteLevels(gone) : [gone]) draft.delete(level);
  }
  if (draft.steps.length === 0) return null;
  draft.freeze();
  return draft;
}

/** A plan in the making: nothing of an entity is touched before `freeze`. */
class Draft implements FlushPlan {
  readonly steps: Step[] = [];
  readonly #context: Context;
  readonly #inserted: { entity: Entity; sent: Row; before: Row }[] = [];
  readonly #updated: { entity: Entity; sent: Row; base: Row }[] = [];
  readonly #removed: { entity: Entity; origin: Origin }[] = [];
  /** Second statements for keys that closed a cycle of rows. */
  #postUpdates: UpdateStep[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  /** Rows of a cycle of tables, by level; keys that were cut follow when all rows are in. */
  insertByLevel(entities: readonly Entity[]): void {
    const order = levels(entities, rowEdges(entities));
    if (order === null) throw new FlushCycleError([...new Set(entities.map((entity) => entity[modelKey].name))]);
    const cut = new Set(order.broken.map((edge) => (edge as RowEdge).relation));
    const cutOf = (entity: Entity): Set<RelationMeta> =>
      new Set(order.broken.filter((edge) => edge.after === entity).map((edge) => (edge as RowEdge).relation));
    for (const level of order.levels) {
      for (const model of new Set(level.map((entity) => entity[modelKey]))) {
        for (const entity of level)
          if (entity[modelKey] === model) this.insert([entity], cut.size === 0 ? cut : cutOf(entity));
      }
      this.#closeBatch();
    }
  }

  insert(entities: readonly Entity[], cut: ReadonlySet<RelationMeta>): void {
    for (const entity of entities) {
      const model = entity[modelKey];
      const before = entity[row];
      const sent = before.slice();
      const late: LateCell[] = [];
      const closing: LateCell[] = [];
      resolveKeys(entity, sent, (cell, relation) => (cut.has(relation) ? closing : late).push(cell));
      for (const { index } of closing) sent[index] = null;
      stamp(model, sent, null);
      this.#place(entity, sent, late);
      this.#inserted.push({ entity, sent, before });
      if (closing.length > 0) this.#postUpdates.push(postUpdate(entity, sent, closing));
    }
  }

  update(entity: Entity): void {
    const model = entity[modelKey];
    const base = baseOf(entity) as Row; // a touched entity has one
    const sent = entity[row].slice();
    const late: LateCell[] = [];
    resolveKeys(entity, sent, (cell) => late.push(cell));
    const changed = differing(sent, base);
    if (changed.length === 0) return;
    stamp(model, sent, base);
    const columns = differing(sent, base);
    for (const index of columns) {
      if (sent[index] !== undefined || late.some((cell) => cell.index === index)) continue;
      throw new MissingValueError(model.name, model.columns[index]?.name ?? "", relationOf(model, index));
    }
    const last = this.steps.at(-1);
    const keys = model.primaryKey.map((index) => base[index] as CellValue); // a persistent row has its key
    if (last?.kind === "update" && last.model === model && sameNumbers(last.columns, columns)) {
      last.entities.push(entity);
      last.rows.push(sent);
      last.keys.push(keys);
      last.late.push(...late);
    } else this.steps.push({ kind: "update", model, entities: [entity], rows: [sent], keys: [keys], columns, late });
    this.#updated.push({ entity, sent, base });
  }

  delete(entities: readonly Entity[]): void {
    for (const entity of entities) {
      const model = entity[modelKey];
      const base = baseOf(entity) ?? entity[row];
      const keys = model.primaryKey.map((index) => base[index] as CellValue); // a persistent row has its key
      const last = this.steps.at(-1);
      if (last?.kind === "delete" && last.model === model && this.#open) {
        last.entities.push(entity);
        last.keys.push(keys);
      } else this.steps.push({ kind: "delete", model, entities: [entity], keys: [keys] });
      this.#open = true;
      this.#removed.push({ entity, origin: originOf(entity) });
    }
    this.#closeBatch();
  }

  finishGroup(): void {
    this.#closeBatch();
    this.steps.push(...this.#postUpdates);
    this.#postUpdates = [];
  }

  /** Takes what was planned: from here on the entities' changes belong to the next flush. */
  freeze(): void {
    const { undo, identity } = this.#context;
    const origin = new Origin("persistent", this.#context, this.#context.epoch);
    for (const { entity, sent, before } of this.#inserted) {
      undo.keepOrigin(entity, before, transient);
      entity[row] = sent;
      setOrigin(entity, origin);
    }
    origin.siblings = this.#inserted.map(({ entity }) => entity);
    for (const { entity, sent, base } of this.#updated) {
      entity[row] = sent;
      setBase(entity, null);
      moveInMap(this.#context, entity, base, sent);
    }
    const gone = new Origin("deleted", this.#context, this.#context.epoch);
    for (const { entity, origin: before } of this.#removed) {
      const base = baseOf(entity) ?? entity[row];
      undo.keepOrigin(entity, base, before);
      setOrigin(entity, gone);
      const key = entity[modelKey].key(base, 0);
      if (key !== null && key !== undefined) identity.remove(entity[modelKey], key, entity);
    }
  }

  thaw(): void {
    for (const { entity } of this.#inserted) setOrigin(entity, this.#context.pending);
    for (const { entity, sent, base } of this.#updated) {
      setBase(entity, base);
      this.#context.touched.add(entity);
      moveInMap(this.#context, entity, sent, base);
    }
    for (const { entity, origin } of this.#removed) {
      setOrigin(entity, origin);
      const key = entity[modelKey].key(baseOf(entity) ?? entity[row], 0);
      if (key !== null && key !== undefined) this.#context.identity.set(entity[modelKey], key, entity);
    }
  }

  /** Whether the last batch may still grow: rows of one level share a statement, rows of two levels do not. */
  #open = false;

  #closeBatch(): void {
    this.#open = false;
  }

  #place(entity: Entity, sent: Row, late: LateCell[]): void {
    const model = entity[modelKey];
    const last = this.steps.at(-1);
    if (this.#open && last?.kind === "insert" && last.model === model && fits(last, sent, late)) {
      last.entities.push(entity);
      last.rows.push(sent);
      for (const cell of late) last.late.push(cell);
      return;
    }
    const columns: number[] = [];
    const returning: number[] = [];
    for (const column of model.columns) {
      const { index } = column;
      if (sent[index] !== undefined || late.some((cell) => cell.index === index)) columns.push(index);
      else if (column.assigned) returning.push(index);
      else throw new MissingValueError(model.name, column.name, relationOf(model, index));
    }
    this.steps.push({ kind: "insert", model, entities: [entity], rows: [sent], columns, returning, late });
    this.#open = true;
  }
}

/** Whether a row has values for the very columns of a batch. */
function fits(step: InsertStep, sent: Row, late: readonly LateCell[]): boolean {
  for (const index of step.columns)
    if (sent[index] === undefined && !late.some((cell) => cell.index === index)) return false;
  for (const index of step.returning) if (sent[index] !== undefined) return false;
  return true;
}

/** Fills in the key cells of the relations that were set, from their targets; a target without a key yet is reported as late. */
function resolveKeys(entity: Entity, sent: Row, report: (cell: LateCell, relation: RelationMeta) => void): void {
  const model = entity[modelKey];
  for (const relation of model.relations) {
    if (relation.key !== "local") continue;
    const target = linkOf(entity, relation.index) as Entity | null | undefined; // a local relation is a to-one
    if (target === null || target === undefined) continue;
    const { status } = originOf(target);
    for (const [at, index] of relation.columns.entries()) {
      const targetIndex = relation.targetColumns[at] as number; // pairwise with columns
      const cell = target[row][targetIndex];
      if (cell !== undefined) {
        if (status !== "deleted") sent[index] = cell;
      } else if (status !== "transient") report({ entity, cells: sent, index, target, targetIndex }, relation);
    }
  }
  for (const column of model.columns)
    if (sent[column.index] === undefined && column.nullable && !column.assigned && !isLate(entity, model, column.index))
      sent[column.index] = null;
}

function isLate(entity: Entity, model: Model, index: number): boolean {
  return model.relations.some(
    (relation) =>
      relation.key === "local" && relation.columns.includes(index) && (linkOf(entity, relation.index) ?? null) !== null,
  );
}

/** Sets the columns that say when a row was changed, unless the program has set them itself. */
function stamp(model: Model, sent: Row, base: Row | null): void {
  for (const { updatedAt, index } of model.columns) {
    if (updatedAt && (base === null ? sent[index] === undefined : sent[index] === base[index]))
      sent[index] = new Date().toISOString();
  }
}

function differing(sent: Row, base: Row): number[] {
  const columns: number[] = [];
  for (let index = 0; index < sent.length; index++) if (sent[index] !== base[index]) columns.push(index);
  return columns;
}

function isToUpdate(entity: Entity, deleted: ReadonlySet<Entity>): boolean {
  if (originOf(entity).status !== "persistent" || deleted.has(entity) || baseOf(entity) === null) return false;
  if (changedColumns(entity).length > 0) return true;
  setBase(entity, null); // set and set back: clean again
  return false;
}

function postUpdate(entity: Entity, sent: Row, late: LateCell[]): UpdateStep {
  const model = entity[modelKey];
  // The key may be assigned by the insert that comes before: it is read when the statement is bound.
  return {
    kind: "update",
    model,
    entities: [entity],
    rows: [sent],
    keys: [],
    columns: late.map((cell) => cell.index),
    late,
  };
}

interface RowEdge extends Edge<Entity> {
  readonly relation: RelationMeta;
}

/** Which new rows need which, by their keys. */
function rowEdges(entities: readonly Entity[]): RowEdge[] {
  const among = new Set(entities);
  const edges: RowEdge[] = [];
  for (const entity of entities) {
    for (const relation of entity[modelKey].relations) {
      const target = relation.key === "local" ? (linkOf(entity, relation.index) as Entity | null | undefined) : null; // a local relation is a to-one
      if (target === null || target === undefined || !among.has(target)) continue;
      const isBreakable = relation.columns.every((index) => entity[modelKey].columns[index]?.nullable === true);
      edges.push({ before: target, after: entity, isBreakable, relation });
    }
  }
  return edges;
}

/** Rows of a cycle of tables that go: those that refer to others first. */
function deleteLevels(entities: readonly Entity[]): Entity[][] {
  const byKey = new Map(entities.map((entity) => [entity[modelKey], new Map<unknown, Entity>()]));
  for (const entity of entities)
    byKey.get(entity[modelKey])?.set(entity[modelKey].key(baseOf(entity) ?? entity[row], 0), entity);
  const edges: Edge<Entity>[] = [];
  for (const entity of entities) {
    const cells = baseOf(entity) ?? entity[row];
    for (const relation of entity[modelKey].relations) {
      if (relation.key !== "local") continue;
      const image: Row = [];
      for (const [at, index] of relation.columns.entries()) image[relation.targetColumns[at] as number] = cells[index]; // pairwise with columns
      const target = byKey.get(relation.target)?.get(relation.target.key(image, 0));
      if (target !== undefined && target !== entity) edges.push({ before: entity, after: target, isBreakable: true });
    }
  }
  return levels(entities, edges)?.levels ?? [[...entities]];
}

function byModel(entities: Iterable<Entity>): Map<Model, Entity[]> {
  const groups = new Map<Model, Entity[]>();
  for (const entity of entities) {
    const group = groups.get(entity[modelKey]);
    if (group === undefined) groups.set(entity[modelKey], [entity]);
    else group.push(entity);
  }
  return groups;
}

function sortByKey(entities: Entity[]): Entity[] {
  return entities.sort((a, b) => {
    for (const index of a[modelKey].primaryKey) {
      const [left, right] = [a[row][index] ?? "", b[row][index] ?? ""];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
}

function moveInMap(context: Context, entity: Entity, from: Row, to: Row): void {
  const model = entity[modelKey];
  if (model.primaryKey.every((index) => from[index] === to[index])) return;
  const [before, after] = [model.key(from, 0), model.key(to, 0)];
  if (before !== null && before !== undefined) context.identity.remove(model, before, entity);
  if (after !== null && after !== undefined) context.identity.set(model, after, entity);
}

/** The relation whose key a column is part of: what a program forgot to set is the relation. */
function relationOf(model: Model, index: number): string | null {
  return (
    model.relations.find((relation) => relation.key === "local" && relation.columns.includes(index) && !relation.hidden)
      ?.name ?? null
  );
}
