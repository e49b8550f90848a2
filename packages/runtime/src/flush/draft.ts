/**
 * A flush plan in the making: rows become batches, and `freeze` takes them from their entities. See `unit-of-work.ts`.
 *
 * Long, since whatever has a part in a row on its way (versions, stamps, keys to come, tables of a hierarchy, rows that are taken over) meets here,
 * and `freeze` and `thaw` have to know of each.
 */
import { FlushCycleError, MissingValueError } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import { holderOf, isJoined, lineOf, rootOf } from "../meta/inheritance.ts";
import type { IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { differs } from "../state/changes.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setOrigin } from "../state/entity.ts";
import { Origin, transient } from "../state/origin.ts";
import { differing, differsIn, fits, insertColumns, lateIn } from "./batch-columns.ts";
import { hasLocalLinks, relationOf, resolveKeys } from "./foreign-keys.ts";
import { ownersFirst, type Reason, referringFirst, rowSwitch } from "./reasons.ts";
import { byModel, byRoot, type RowEdge, rowEdges } from "./row-order.ts";
import { rowOf, type RowSwitches, takenOver } from "./row-switch.ts";
import type { LateCell, Step, UpdateStep } from "./steps.ts";
import { levels } from "./topological.ts";
import type { Written } from "./unit-of-work.ts";

/** The relations of each entity whose keys were cut, to be written by a second statement. */
type Cuts = ReadonlyMap<Entity, ReadonlySet<RelationMeta>>;

const noCuts: Cuts = new Map();

/** A row on its way into a batch. */
interface Sent {
  readonly entity: Entity;
  readonly row: Row;
  readonly late: readonly LateCell[];
}

interface Changed extends Sent {
  readonly base: Row;
}

/** What most rows have of late cells. */
const none: readonly LateCell[] = [];

/** Nothing of an entity is touched before `freeze`. */
export class Draft {
  /** In the order in which they are placed, until `reorder`. */
  get steps(): Step[] {
    return this.#steps;
  }
  #steps: Step[] = [];
  readonly #context: Context;
  readonly #inserted: { entity: Entity; sent: Row; before: Row }[] = [];
  readonly #updated: { entity: Entity; sent: Row; base: Row; before: Row }[] = [];
  /** Set and set back: clean again. */
  readonly #reverted: Entity[] = [];
  readonly #removed: { entity: Entity; origin: Origin }[] = [];
  /** Rows that a new entity takes over from one that goes. */
  readonly #switched: { entity: Entity; old: Entity; sent: Row; before: Row; origin: Origin }[] = [];
  readonly #switches: RowSwitches;
  /** Second statements for keys that closed a cycle of rows. */
  #postUpdates: UpdateStep[] = [];

  constructor(context: Context, switches: RowSwitches = new Map()) {
    this.#context = context;
    this.#switches = switches;
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
    for (const [level, rows] of order.levels.entries()) {
      const why: Reason = order.levels.length === 1 ? ownersFirst : { kind: "level", level };
      this.insert([...byRoot(rows).values()].flat(), cut, why);
    }
  }

  /** Rows that do not need each other. Those of a joined hierarchy go table by table, each after its base's. */
  insert(entities: readonly Entity[], cuts: Cuts = noCuts, why: Reason = ownersFirst): void {
    this.#why = why;
    const parts = new Map<Model, Sent[]>();
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
        const cut = cuts.get(entity);
        late = resolveKeys(entity, sent);
        if (cut !== undefined) {
          late = late.filter(({ relation }) => !cut.has(relation));
          closing = [...cut].flatMap((relation) => lateCells(entity, sent, relation));
        }
        for (const { index } of closing) sent[index] = null;
      }
      const one: Sent = { entity, row: sent, late };
      if (isJoined(model)) for (const table of lineOf(model)) append(parts, table, one);
      else this.#place(sharedBy(model), one);
      this.#inserted.push({ entity, sent, before });
      if (closing.length > 0) this.#postUpdates.push(...postUpdates(entity, sent, closing));
    }
    for (const [table, rows] of parts) for (const one of rows) this.#place(table, one);
    this.#closeBatch();
  }

  /**
   * Rows in the order given. Those of a joined hierarchy go table by table, a base's first, so that its version speaks before anything is written;
   * where keys change, an heir's: a new key reaches it from its base's.
   */
  update(entities: readonly Entity[]): void {
    this.#why = ownersFirst;
    const parts = new Map<Model, Changed[]>();
    for (const entity of entities) {
      const one = this.#change(entity);
      if (one === null) continue;
      const model = entity[modelKey];
      if (isJoined(model)) for (const table of lineOf(model)) append(parts, table, one);
      else this.#placeUpdate(holderOfChange(model, one), one);
    }
    const tables = [...parts];
    if (
      tables.some(([{ primaryKey }, rows]) =>
        rows.some((one) => primaryKey.some((index) => one.row[index] !== one.base[index])),
      )
    )
      tables.reverse();
    for (const [table, rows] of tables) for (const one of rows) this.#placeUpdate(table, one);
  }

  /** What is to be sent of a changed entity; null where it was set back. */
  #change(entity: Entity): Changed | null {
    const model = entity[modelKey];
    const old = this.#switches.size === 0 ? undefined : this.#switches.get(entity);
    if (old !== undefined) return this.#takeOver(entity, old);
    const base = baseOf(entity) as Row; // a changed entity has one
    let late: readonly LateCell[] = none;
    let sent = entity[row];
    // What the flush fills in goes into a copy, so that a plan that fails has touched nothing.
    if (hasLocalLinks(entity)) late = resolveKeys(entity, (sent = sent.slice()));
    if (!differs(sent, base)) {
      this.#reverted.push(entity);
      return null;
    }
    if (model.stamped.length > 0 || model.version !== null) {
      stamp(model, sent === entity[row] ? (sent = sent.slice()) : sent, base);
      if (model.version !== null) sent[model.version] = nextVersion(base[model.version]);
    }
    this.#updated.push({ entity, sent, base, before: entity[row] });
    return { entity, row: sent, late, base };
  }

  /** What is to be sent of a new entity that takes over a row; null where it is as it was. */
  #takeOver(entity: Entity, old: Entity): Changed | null {
    const model = entity[modelKey];
    const base = rowOf(old);
    const sent = takenOver(entity, base);
    const late = resolveKeys(entity, sent);
    this.#switched.push({ entity, old, sent, before: entity[row], origin: originOf(old) });
    if (!differs(sent, base)) return null;
    stamp(model, sent, base);
    if (model.version !== null) sent[model.version] = nextVersion(base[model.version]);
    return { entity, row: sent, late, base };
  }

  /** What the table has of a changed row goes into the last batch, or begins one. */
  #placeUpdate(table: Model, { entity, row: sent, base, late }: Changed): void {
    const last = this.steps.at(-1);
    const own = lateIn(table, late);
    if (last?.kind === "update" && last.model === table && differsIn(table, last.columns, sent, base, own)) {
      last.entities.push(entity);
      last.rows.push(sent);
      last.known.push(base);
      for (const cell of own) last.late.push(cell);
      return;
    }
    const columns = differing(table, sent, base);
    if (columns.length === 0) return;
    checkNoneMissing(entity[modelKey], columns, sent, late);
    this.steps.push({
      kind: "update",
      why: this.#switches.has(entity) ? rowSwitch : this.#why,
      model: table,
      entities: [entity],
      rows: [sent],
      known: [base],
      columns,
      late: [...own],
    });
  }

  /**
   * Of a hierarchy, rows go from the root's table: where it is a joined one, the database takes them from the others.
   *
   * @param taken entities of this flush whose rows may be gone by then
   */
  delete(entities: readonly Entity[], taken: ReadonlySet<Entity>, why: Reason = referringFirst): void {
    for (const entity of entities) {
      const model = rootOf(entity[modelKey]);
      const known = rowOf(entity);
      const last = this.steps.at(-1);
      if (last?.kind === "delete" && last.model === model && this.#open) {
        last.entities.push(entity);
        last.known.push(known);
      } else this.steps.push({ kind: "delete", why, model, entities: [entity], known: [known], taken });
      this.#open = true;
      this.#removed.push({ entity, origin: originOf(entity) });
    }
    this.#closeBatch();
  }

  get written(): Written {
    return {
      inserted: this.#switched.length === 0 ? this.#inserted : [...this.#inserted, ...this.#switched],
      updated: this.#updated,
      deleted: this.#removed.map(({ entity }) => entity),
      replaced: this.#switched.map(({ old }) => old),
    };
  }

  finishGroup(): void {
    this.#closeBatch();
    this.steps.push(...together(this.#postUpdates));
    this.#postUpdates = [];
  }

  /** The same rows in another order. */
  reorder(steps: readonly Step[]): void {
    this.#steps = steps as Step[]; // of nobody else
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
    this.#freezeSwitched();
    const gone = new Origin("deleted", this.#context, this.#context.epoch);
    for (const { entity, origin: before } of this.#removed) {
      const base = baseOf(entity) ?? entity[row];
      undo.keepOrigin(entity, base, before);
      setOrigin(entity, gone);
      const key = entity[modelKey].key(base, 0);
      if (key !== null && key !== undefined) identity.remove(entity[modelKey], key, entity);
    }
  }

  #freezeSwitched(): void {
    if (this.#switched.length === 0) return;
    const { undo, identity, epoch } = this.#context;
    const gone = new Origin("deleted", this.#context, epoch);
    for (const { entity, old, sent, before, origin } of this.#switched) {
      undo.keepOrigin(old, rowOf(old), origin);
      setOrigin(old, gone);
      undo.keepOrigin(entity, before, transient);
      entity[row] = sent;
      for (const index of entity[modelKey].derived) sent[index] = undefined;
      setOrigin(entity, new Origin("persistent", this.#context, epoch));
      const key = entity[modelKey].key(sent, 0) as IdentityKey; // it is that of the old one
      identity.set(entity[modelKey], key, entity);
    }
  }

  thaw(): void {
    for (const { entity, old, sent, before, origin } of this.#switched) {
      this.#context.undo.forget(entity);
      if (entity[row] === sent) entity[row] = before;
      setBase(entity, null);
      setOrigin(entity, this.#context.pending);
      setOrigin(old, origin);
      this.#context.identity.set(old[modelKey], old[modelKey].key(rowOf(old), 0) as IdentityKey, old); // a persistent row has its key
    }
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

  /** Why what is placed now stands where it does. */
  #why: Reason = ownersFirst;

  /** Whether the last batch may still grow: rows of one level share a statement, rows of two levels do not. */
  #open = false;

  #closeBatch(): void {
    this.#open = false;
  }

  #place(table: Model, { entity, row: sent, late }: Sent): void {
    const last = this.steps.at(-1);
    const own = lateIn(table, late);
    if (this.#open && last?.kind === "insert" && last.model === table && fits(last, sent, own)) {
      last.entities.push(entity);
      last.rows.push(sent);
      for (const cell of own) last.late.push(cell);
      return;
    }
    const { columns, returning } = insertColumns(table, entity, sent, own);
    this.steps.push({
      kind: "insert",
      why: this.#why,
      model: table,
      entities: [entity],
      rows: [sent],
      columns,
      returning,
      late: [...own],
    });
    this.#open = true;
  }
}

/** The base that has all of a model's columns, in a hierarchy of one table: the rows of both go by its statement. */
function sharedBy(model: Model): Model {
  const base = model.inheritance?.base ?? null;
  return base === null || base.columns.length < model.columns.length ? model : sharedBy(base);
}

/** The base that has all columns which change, in a hierarchy of one table, and all that the database computes anew. */
function holderOfChange(model: Model, { row: sent, base }: Changed): Model {
  if (model.inheritance === null) return model;
  const changed = Math.max(...differing(model, sent, base), ...model.computed);
  return changed < 0 ? model : holderOf(model, changed);
}

function append<T>(parts: Map<Model, T[]>, table: Model, one: T): void {
  const known = parts.get(table);
  if (known === undefined) parts.set(table, [one]);
  else known.push(one);
}

/** @throws MissingValueError for a value that was taken away, and is not that of a key to come */
function checkNoneMissing(model: Model, columns: readonly number[], sent: Row, late: readonly LateCell[]): void {
  const missing = columns.find((index) => sent[index] === undefined && !late.some((cell) => cell.index === index));
  if (missing !== undefined)
    throw new MissingValueError(model.name, model.columns[missing]?.name ?? "", relationOf(model, missing));
}

/** Sets the columns that say when a row was changed, unless the program has set them itself. (Constructors set those of a new row.) */
function stamp(model: Model, sent: Row, base: Row): void {
  const now = new Date().toISOString();
  for (const index of model.stamped) {
    if (sent[index] === base[index]) sent[index] = model.columns[index]?.type.round?.(now) ?? now;
  }
}

/** A version's cell is a number, or a bigint's digits. */
export function firstVersion(model: Model, index: number): Cell {
  return model.columns[index]?.type.kind === "bigint" ? "1" : 1;
}

export function nextVersion(known: Cell): Cell {
  return typeof known === "string" ? String(BigInt(known) + 1n) : (known as number) + 1; // no row is without a version
}

/** The cells of a relation's key, whether or not its target has one yet. */
function lateCells(entity: Entity, sent: Row, relation: RelationMeta): LateCell[] {
  const target = linkOf(entity, relation.index) as Entity; // what was cut leads to a new row
  return relation.columns.map((index, at) => {
    const targetIndex = relation.targetColumns[at] as number; // pairwise
    return { entity, cells: sent, index, target, targetIndex, relation };
  });
}

/** One for each table that the keys stand in. */
function postUpdates(entity: Entity, sent: Row, late: readonly LateCell[]): UpdateStep[] {
  const parts = new Map<Model, LateCell[]>();
  const model = entity[modelKey];
  for (const cell of late) append(parts, isJoined(model) ? holderOf(model, cell.index) : model, cell);
  // The key may be assigned by the insert that comes before: the row is read when the statement is bound.
  return Array.from(parts, ([table, cells]) => ({
    kind: "update",
    why: { kind: "closesCycle", relations: [...new Set(cells.map((cell) => cell.relation))] },
    model: table,
    entities: [entity],
    rows: [sent],
    known: [sent],
    columns: cells.map((cell) => cell.index),
    late: cells,
  }));
}

/** The keys of one shape in one statement. */
function together(updates: readonly UpdateStep[]): UpdateStep[] {
  const found: UpdateStep[] = [];
  const byShape = new Map<Model, Map<string, UpdateStep>>();
  for (const one of updates) {
    let shapes = byShape.get(one.model);
    if (shapes === undefined) byShape.set(one.model, (shapes = new Map<string, UpdateStep>()));
    const known = shapes.get(one.columns.join());
    if (known === undefined) {
      shapes.set(one.columns.join(), one);
      found.push(one);
      continue;
    }
    known.entities.push(...one.entities);
    known.rows.push(...one.rows);
    known.known.push(...one.known);
    known.late.push(...one.late);
  }
  return found;
}

/** Has the identity map know an entity by the key of a newer row. */
export function moveInMap(context: Context, entity: Entity, from: Row, to: Row): void {
  const model = entity[modelKey];
  let isSame = true;
  for (const index of model.primaryKey) isSame &&= from[index] === to[index];
  if (isSame) return;
  const [before, after] = [model.key(from, 0), model.key(to, 0)];
  if (before !== null && before !== undefined) context.identity.remove(model, before, entity);
  if (after !== null && after !== undefined) context.identity.set(model, after, entity);
}
