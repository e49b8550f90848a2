/**
 * INSERT of rows of which some may be there: by a unique key, those are changed or left alone. The rows come back as entities, in the order in
 * which they were given.
 *
 * Rows go in batches as those of an insert do. Within one statement no key may stand twice (PostgreSQL refuses to change a row twice), so
 * that a key which comes again begins another statement: the last one wins. Engines that give rows back tell what they wrote; else, and for
 * rows that were left alone, the rows are read by their keys.
 *
 * MySQL goes by any unique key of the table and not by the one that is meant. So what it changes is guarded: a row that has another key is left
 * as it is, and what is read back afterwards is compared with what was sent.
 */
import { addToMessage, ArgumentError, DatabaseError, invariant } from "../errors.ts";
import { fits, insertColumns } from "../flush/batch-columns.ts";
import { ownersFirst } from "../flush/reasons.ts";
import type { InsertStep } from "../flush/steps.ts";
import { type Cell, type CellValue, type Op, query, type Row, run } from "../io/request.ts";
import { familyOf, isJoined } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { keyParameters } from "../sql/among.ts";
import type { Assignment } from "../sql/bulk-statements.ts";
import { batches, batchLimits, partOf } from "../sql/parameter-rows.ts";
import { compileUpsert, type Merged } from "../sql/upsert-statement.ts";
import { sameCell } from "../state/changes.ts";
import type { Entity } from "../state/entity.ts";
import { Origin } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import { givesWholeRows } from "./bulk-target.ts";
import { stamps } from "./bulk-update.ts";
import type { SessionContext } from "./context.ts";
import { assignmentsOf, columnsOf, type RowMaker } from "./given-values.ts";
import { inRow, sentRow } from "./insert-rows.ts";
import { checkOptions, type OptionChecks } from "./options.ts";
import { enter } from "./synchronize.ts";
import { heldOf, readAnew, takeRows } from "./taken-rows.ts";
import { uniqueKeyOf, uniqueKeys } from "./unique-key.ts";
import { beginWriting, failing, prepareWriting } from "./writing.ts";

/** What `session.upsert` may be told; `U` are the columns that it may be told of, and `S` what `set` takes. */
export interface UpsertOptions<B = unknown, U = string, S = object> {
  /** The unique key by which a row is there already: a column or several, as names or handles. The primary key when absent. */
  readonly by?: B | readonly B[] | undefined;
  /** The columns that a row which is there takes from the row given: all that are given but the key when absent. */
  readonly update?: readonly U[] | undefined;
  /** What happens to a row that is there: "update" when absent. */
  readonly onConflict?: "update" | "nothing" | undefined;
  /** What a row that is there gets besides, or instead of what is given: values, or SQL over the columns of the row that is there. */
  readonly set?: S | undefined;
}

const upsertOptions: OptionChecks<UpsertOptions> = {
  by: () => null, // looked at with the model's keys
  update: (value) => (Array.isArray(value) ? null : "a list of columns' names"),
  onConflict: (value) => (value === "update" || value === "nothing" ? null : '"update" or "nothing"'),
  set: (value) => (typeof value === "object" && value !== null ? null : "an object of columns and their values"),
};

const call = "upsert(…)";

/** What the options come to. */
interface Plan {
  readonly model: Model;
  readonly key: readonly number[];
  readonly isUpdate: boolean;
  /** Null where a row that is there takes what is given. */
  readonly update: ReadonlySet<number> | null;
  readonly set: readonly Assignment[];
}

/** @throws ArgumentError, UnknownKeyError, ValueError */
export function planUpsert(model: Model, options: UpsertOptions): Plan {
  checkNoView(model, "session.upsert(…)");
  checkOptions("upsert", options, upsertOptions);
  if (isJoined(model))
    throw new ArgumentError(
      `a row of "${model.name}" stands in several tables, and no statement writes those at once: use findOrCreate, or get and add`,
    );
  const key = uniqueKeyOf(model, options.by ?? model.primaryKey.map((index) => model.columns[index]?.name), call);
  const isUpdate = options.onConflict !== "nothing";
  if (!isUpdate && (options.update !== undefined || options.set !== undefined))
    throw new ArgumentError(
      'upsert with onConflict: "nothing" changes no row that is there: leave out "update" and "set"',
    );
  const update = options.update?.flatMap((name) => columnsOf(model, name, call).map(({ index }) => index)) ?? null;
  const set = options.set === undefined ? [] : assignmentsOf(model, options.set, "set of upsert(…)");
  const moved = [...(update ?? []), ...set.map(({ column }) => column.index)].find((index) => key.includes(index));
  if (moved !== undefined)
    throw new ArgumentError(
      `"${model.name}.${model.columns[moved]?.name}" is the key that upsert goes by, which a row that is there has already: leave it out of "update" and "set"`,
    );
  return { model, key, isUpdate, update: update === null ? null : new Set(update), set };
}

/** A row on its way: what is sent, and which of its columns the program gave. */
interface Given {
  readonly sent: Row;
  readonly entity: Entity;
  readonly given: readonly number[];
  readonly keyText: string;
}

/** Inserts or changes rows; gives their entities in the order of the rows. One statement for each batch, and one that reads on engines without RETURNING. */
export function* upsertRows(
  session: SessionContext,
  plan: Plan,
  make: RowMaker,
  rows: Iterable<unknown>,
): Op<Entity[]> {
  yield* prepareWriting(session);
  const all = Array.from(rows, (values, at) => {
    try {
      return givenRow(plan, make(values), values);
    } catch (error) {
      addToMessage(error, inRow(call, at));
      throw error;
    }
  });
  session.checkUsable(); // what gave the rows may have ended it
  if (all.length === 0) return [];
  yield* beginWriting(session, plan.model);
  return yield* failing(session, () => write(session, plan, all));
}

/** @throws ArgumentError where a part of the key is not given */
function givenRow({ model, key }: Plan, entity: Entity, values: unknown): Given {
  const sent = sentRow(model, entity);
  const missing = key.find((index) => (sent[index] ?? null) === null);
  if (missing !== undefined)
    throw new ArgumentError(
      `upsert goes by "${model.name}.${model.columns[missing]?.name}", and a row has no value of it: give one`,
    );
  const given = Object.entries(values as object) // a constructor has taken it
    .filter(([, value]) => value !== undefined)
    .flatMap(([name]) => columnsOf(model, name, call).map(({ index }) => index));
  return { sent, entity, given, keyText: textOf(key.map((index) => sent[index])) };
}

/** Rows that share a statement. */
interface Batch {
  readonly columns: readonly number[];
  readonly merged: readonly Merged[];
  readonly rows: Given[];
}

function* write(session: SessionContext, plan: Plan, all: readonly Given[]): Op<Entity[]> {
  const byKey = new Map<string, Entity>();
  for (const batch of batchesOf(session, plan, all)) {
    const entities = yield* writeBatch(session, plan, batch);
    for (const entity of entities) byKey.set(textOf(plan.key.map((index) => entity[row][index])), entity);
    const lost = batch.rows.find(({ keyText }) => !byKey.has(keyText));
    if (lost !== undefined) throw otherKey(session, plan);
  }
  return all.map(({ keyText }) => byKey.get(keyText) as Entity); // each batch has been looked through
}

const textOf = (cells: readonly Cell[]): string =>
  JSON.stringify(cells.map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString("hex") : cell)));

function otherKey({ dialect }: SessionContext, { model, key }: Plan): DatabaseError {
  const names = key.map((index) => `"${model.columns[index]?.name}"`).join(", ");
  return new DatabaseError(
    `a row of "${model.name}" was refused or left as it is: another row has one of its other unique values. ${dialect.name} goes by every unique key of a table, and the upsert by ${names} alone: look for the other row first`,
  );
}

function batchesOf(session: SessionContext, plan: Plan, all: readonly Given[]): Batch[] {
  const { model } = plan;
  const { rows: most } = batchLimits(model.columns.length, session.dialect);
  const found: Batch[] = [];
  const keys = new Set<string>();
  let step: InsertStep | null = null;
  let shape = "";
  for (const one of all) {
    const last = found.at(-1);
    const own = one.given.join();
    const isNext = last !== undefined && step !== null && own === shape && last.rows.length < most;
    if (isNext && !keys.has(one.keyText) && fits(step as InsertStep, one.sent, [])) {
      last.rows.push(one);
      keys.add(one.keyText);
      continue;
    }
    const { columns, returning } = insertColumns(model, one.entity, one.sent, []);
    step = { kind: "insert", why: ownersFirst, model, entities: [], rows: [], columns, returning, late: [] };
    shape = own;
    keys.clear();
    keys.add(one.keyText);
    found.push({ columns, merged: mergedOf(plan, one, columns), rows: [one] });
  }
  return found;
}

/** What a row that is there gets. Nothing else of it is touched: not its version either, where nothing is. */
function mergedOf({ model, key, isUpdate, update, set }: Plan, { given }: Given, columns: readonly number[]): Merged[] {
  if (!isUpdate) return [];
  const wanted = (update === null ? given : [...update]).filter(
    (index) => columns.includes(index) && !key.includes(index) && !set.some(({ column }) => column.index === index),
  );
  const taken = [...new Set(wanted)].map((index): Merged => ({ kind: "given", column: columnAt(model, index) }));
  if (taken.length === 0 && set.length === 0) return [];
  const assigned = taken.flatMap((one): Assignment[] =>
    one.kind === "given" ? [{ kind: "cell", column: one.column, cell: null }] : [],
  );
  return [...taken, ...set, ...stamps(model, [...assigned, ...set])];
}

const columnAt = (model: Model, index: number): ColumnMeta => model.columns[index] as ColumnMeta; // row indices come from the model itself

function* writeBatch(session: SessionContext, plan: Plan, batch: Batch): Op<Entity[]> {
  const { model } = plan;
  const { dialect } = session;
  const { conflictTarget } = dialect.supports;
  const isGiven = conflictTarget && givesWholeRows(session, model);
  const entities: Entity[] = [];
  const sent = batch.rows.map((one) => one.sent);
  for (const { from, size } of batches(sent.length, [partOf(model, sent, batch.columns)], dialect)) {
    const { statement, params } = compileUpsert(
      {
        model,
        columns: batch.columns,
        key: plan.key,
        merged: batch.merged,
        returning: isGiven ? model.selected : [],
      },
      sent.slice(from, from + size),
      dialect,
    );
    const given = isGiven ? yield* query(statement, params) : (yield* run(statement, params), []);
    const taken = take(session, plan, given);
    entities.push(...taken);
    if (given.length === size) continue;
    const known = new Set(taken.map((entity) => textOf(plan.key.map((index) => entity[row][index]))));
    const open = batch.rows.slice(from, from + size).filter(({ keyText }) => !known.has(keyText));
    entities.push(...(yield* readBack(session, plan, open)));
  }
  if (!conflictTarget) checkTaken(session, plan, batch, entities);
  yield* readAnew(
    session,
    plan,
    entities,
    batch.merged.map(({ column }) => column).filter((column) => column.deferred && isLoaded(entities, column)),
  );
  return entities;
}

const isLoaded = (entities: readonly Entity[], { index }: ColumnMeta): boolean =>
  entities.some((entity) => entity[row][index] !== undefined);

/** The rows of keys, as they are now. */
function* readBack(session: SessionContext, plan: Plan, open: readonly Given[]): Op<Entity[]> {
  const { model, key } = plan;
  const keys = open.map(({ sent }) => key.map((index) => sent[index] as CellValue)); // the whole key is given
  const statement = session.statements(model).current(key, keys.length);
  return take(session, plan, yield* query(statement, keyParameters(session.dialect, model, key, keys)));
}

/** Entities of rows. Those that the session did not hold may be new, and leave it with a rollback. */
function take(session: SessionContext, { model }: Plan, rows: readonly Row[]): Entity[] {
  if (rows.length === 0) return [];
  for (const cells of rows) checkOfModel(model, cells);
  const held = rows.map((cells) => heldOf(session, model, cells));
  const entities = takeRows(session, model, rows);
  const gone = new Origin("deleted", null, 0);
  for (const [at, entity] of entities.entries()) {
    if (held[at] === entity) continue;
    session.undo.keepOrigin(entity, entity[row], gone);
    enter(session, entity);
  }
  return entities;
}

/** Of a hierarchy in one table, the row that is there may be of another class. @throws DatabaseError */
function checkOfModel(model: Model, cells: Row): void {
  const { inheritance } = model;
  if (inheritance === null || inheritance.base === null) return;
  const column = columnAt(model, inheritance.discriminator);
  const kind = cells[model.selected.indexOf(column)];
  if (familyOf(model).some((one) => one.inheritance?.value === kind)) return;
  throw new DatabaseError(
    `a row that is there by the key of an upsert is no "${model.name}", but one of another class of "${inheritance.root.name}": look for it first`,
  );
}

/** Whether the rows that are there have taken what was given, where other keys may have stood in the way. @throws DatabaseError */
function checkTaken(session: SessionContext, plan: Plan, batch: Batch, entities: readonly Entity[]): void {
  const { model, key } = plan;
  const others = uniqueKeys(model).filter((one) => one !== key && one.every((index) => batch.columns.includes(index)));
  if (others.length === 0 || batch.merged.length === 0) return;
  const byKey = new Map(entities.map((entity) => [textOf(key.map((index) => entity[row][index])), entity]));
  for (const { sent, keyText } of batch.rows) {
    const entity = byKey.get(keyText);
    if (entity === undefined) continue;
    invariant(entity[modelKey].columns.length >= sent.length, "a row that came back is of another model");
    const isTaken = batch.merged.every(
      ({ kind, column }) => kind !== "given" || isSame(column, entity[row][column.index], sent[column.index]),
    );
    if (!isTaken) throw otherKey(session, plan);
  }
}

function isSame({ type, deferred }: ColumnMeta, now: Cell, sent: Cell): boolean {
  if (deferred || now === undefined || sameCell(now, sent)) return true;
  return type.kind === "json" || type.kind === "list" || type.kind === "float";
}
