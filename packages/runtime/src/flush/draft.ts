/** A flush plan in the making: rows become batches, and `freeze` takes them from their entities. See `unit-of-work.ts`. */
import { FlushCycleError, MissingValueError } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { differs, sameCell } from "../state/changes.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, originOf, setBase, setOrigin } from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import { hasLocalLinks, relationOf, resolveKeys } from "./foreign-keys.ts";
import { byModel, type RowEdge, rowEdges } from "./row-order.ts";
import type { InsertStep, LateCell, Step, UpdateStep } from "./steps.ts";
import { levels } from "./topological.ts";

const nothing: ReadonlySet<RelationMeta> = new Set();

/** What most rows have of late cells. */
const none: readonly LateCell[] = [];

/** Nothing of an entity is touched before `freeze`. */
export class Draft {
  readonly steps: Step[] = [];
  readonly #context: Context;
  readonly #inserted: { entity: Entity; sent: Row; before: Row }[] = [];
  readonly #updated: { entity: Entity; sent: Row; base: Row; before: Row }[] = [];
  /** Set and set back: clean again. */
  readonly #reverted: Entity[] = [];
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
    const cut = new Map<Entity, Set<RelationMeta>>();
    for (const { after, relation } of order.broken as RowEdge[]) {
      const known = cut.get(after);
      if (known === undefined) cut.set(after, new Set([relation]));
      else known.add(relation);
    }
    for (const level of order.levels) {
      for (const model of new Set(level.map((entity) => entity[modelKey]))) {
        for (const entity of level) if (entity[modelKey] === model) this.insert([entity], cut.get(entity) ?? nothing);
      }
      this.#closeBatch();
    }
  }

  insert(entities: readonly Entity[], cut: ReadonlySet<RelationMeta>): void {
    for (const entity of entities) {
      const model = entity[modelKey];
      const before = entity[row];
      const sent = before.slice();
      // of a row that was deleted, and is put in again
      for (const index of model.computed) sent[index] = undefined;
      for (const index of model.derived) sent[index] = undefined;
      if (model.version !== null) sent[model.version] = firstVersion(model, model.version);
      let late: readonly LateCell[] = none;
      let closing: readonly LateCell[] = none;
      if (model.relations.length > 0) {
        const found = resolveKeys(entity, sent);
        closing = found.filter(({ relation }) => cut.has(relation));
        late = closing.length === 0 ? found : found.filter(({ relation }) => !cut.has(relation));
        for (const { index } of closing) sent[index] = null;
      }
      this.#place(entity, sent, late);
      this.#inserted.push({ entity, sent, before });
      if (closing.length > 0) this.#postUpdates.push(postUpdate(entity, sent, closing));
    }
  }

  update(entity: Entity): void {
    const model = entity[modelKey];
    const base = baseOf(entity) as Row; // a changed entity has one
    let late: readonly LateCell[] = none;
    let sent = entity[row];
    // What the flush fills in goes into a copy, so that a plan that fails has touched nothing.
    if (hasLocalLinks(entity)) late = resolveKeys(entity, (sent = sent.slice()));
    if (model.stamped.length > 0 || model.version !== null) {
      if (!differs(sent, base)) return void this.#reverted.push(entity);
      stamp(model, sent === entity[row] ? (sent = sent.slice()) : sent, base);
      if (model.version !== null) sent[model.version] = nextVersion(base[model.version]);
    }
    const last = this.steps.at(-1);
    if (last?.kind === "update" && last.model === model && late.length === 0 && differsIn(last.columns, sent, base)) {
      last.entities.push(entity);
      last.rows.push(sent);
      last.known.push(base);
    } else {
      if (!differs(sent, base)) return void this.#reverted.push(entity);
      const columns = differing(sent, base);
      const missing = columns.find((index) => sent[index] === undefined && !late.some((cell) => cell.index === index));
      if (missing !== undefined)
        throw new MissingValueError(model.name, model.columns[missing]?.name ?? "", relationOf(model, missing));
      this.steps.push({
        kind: "update",
        model,
        entities: [entity],
        rows: [sent],
        known: [base],
        columns,
        late: [...late],
      });
    }
    this.#updated.push({ entity, sent, base, before: entity[row] });
  }

  delete(entities: readonly Entity[]): void {
    for (const entity of entities) {
      const model = entity[modelKey];
      const known = baseOf(entity) ?? entity[row];
      const last = this.steps.at(-1);
      if (last?.kind === "delete" && last.model === model && this.#open) {
        last.entities.push(entity);
        last.known.push(known);
      } else this.steps.push({ kind: "delete", model, entities: [entity], known: [known] });
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
    for (const entity of this.#reverted) setBase(entity, null);
    for (const { entity, sent, before } of this.#inserted) {
      undo.keepOrigin(entity, before, transient);
      entity[row] = sent;
    }
    // Siblings load their relations together, hence they are of one model.
    for (const [, siblings] of byModel(this.#inserted.map(({ entity }) => entity))) {
      const origin = new Origin("persistent", this.#context, this.#context.epoch);
      for (const entity of siblings) setOrigin(entity, origin);
      origin.siblings = siblings;
    }
    for (const { entity, sent, base } of this.#updated) {
      undo.keepRow(entity, base);
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
    for (const { entity, sent, before } of this.#inserted) {
      this.#context.undo.forget(entity);
      if (entity[row] === sent) entity[row] = before;
      setBase(entity, null);
      setOrigin(entity, this.#context.pending);
    }
    for (const { entity, sent, base, before } of this.#updated) {
      if (entity[row] === sent) entity[row] = before;
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

  #place(entity: Entity, sent: Row, late: readonly LateCell[]): void {
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
      else if (column.expression !== null) continue;
      else throw new MissingValueError(model.name, column.name, relationOf(model, index));
    }
    this.steps.push({ kind: "insert", model, entities: [entity], rows: [sent], columns, returning, late: [...late] });
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

/** Sets the columns that say when a row was changed, unless the program has set them itself. (Constructors set those of a new row.) */
function stamp(model: Model, sent: Row, base: Row): void {
  const now = new Date().toISOString();
  for (const index of model.stamped) {
    if (sent[index] === base[index]) sent[index] = model.columns[index]?.type.round?.(now) ?? now;
  }
}

/** A version's cell is a number, or a bigint's digits. */
function firstVersion(model: Model, index: number): Cell {
  return model.columns[index]?.type.kind === "bigint" ? "1" : 1;
}

function nextVersion(known: Cell): Cell {
  return typeof known === "string" ? String(BigInt(known) + 1n) : (known as number) + 1; // no row is without a version
}

/** Whether a row differs in the very columns given, and so goes into their batch. */
function differsIn(columns: readonly number[], sent: Row, base: Row): boolean {
  let next = 0;
  for (let index = 0; index < sent.length; index++) {
    if (sameCell(sent[index], base[index])) continue;
    if (columns[next] !== index || sent[index] === undefined) return false;
    next++;
  }
  return next === columns.length;
}

function differing(sent: Row, base: Row): number[] {
  const columns: number[] = [];
  for (let index = 0; index < sent.length; index++) if (!sameCell(sent[index], base[index])) columns.push(index);
  return columns;
}

function postUpdate(entity: Entity, sent: Row, late: readonly LateCell[]): UpdateStep {
  const model = entity[modelKey];
  // The key may be assigned by the insert that comes before: the row is read when the statement is bound.
  return {
    kind: "update",
    model,
    entities: [entity],
    rows: [sent],
    known: [sent],
    columns: late.map((cell) => cell.index),
    late: [...late],
  };
}

function moveInMap(context: Context, entity: Entity, from: Row, to: Row): void {
  const model = entity[modelKey];
  let isSame = true;
  for (const index of model.primaryKey) isSame &&= from[index] === to[index];
  if (isSame) return;
  const [before, after] = [model.key(from, 0), model.key(to, 0)];
  if (before !== null && before !== undefined) context.identity.remove(model, before, entity);
  if (after !== null && after !== undefined) context.identity.set(model, after, entity);
}
