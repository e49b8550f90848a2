/**
 * UPDATE of the rows that satisfy conditions, with the session's entities in step.
 *
 * What the session knows is flushed first. One statement then changes the rows, counts their versions up and stamps them. The entities that it
 * changed get the new values: from memory where the statement sets plain values, else from what it gives back (RETURNING), or from a SELECT
 * afterwards where the engine's gives nothing.
 *
 * A joined hierarchy keeps a row in several tables: where columns of more than one are set, the keys are read first, since after the first
 * statement the conditions may hold for other rows. So they are where keys themselves are set.
 */
import { ArgumentError } from "../errors.ts";
import { nextVersion } from "../flush/draft.ts";
import { type Cell, type CellValue, type Op, query, type Row, run } from "../io/request.ts";
import { chunks } from "../load/selectin.ts";
import { holderOf, isJoined } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { keyParameters } from "../sql/among.ts";
import { type Assignment, compileUpdate, type Where } from "../sql/bulk-statements.ts";
import type { Entity } from "../state/entity.ts";
import { checkNoView } from "../state/read-only.ts";
import { findInMemory, type Found, givesWholeRows, keyColumns, readCells, seenBy, type Target } from "./bulk-target.ts";
import type { SessionContext } from "./context.ts";
import { applyCells, identityOfKey, knownRow, markCollectionsStale } from "./synchronize.ts";
import { heldOf, readAnew, takeRows } from "./taken-rows.ts";
import { beginWriting, failing, prepareWriting } from "./writing.ts";

/** Which rows, and what they get. */
export interface UpdateTarget extends Target {
  readonly assignments: readonly Assignment[];
}

/** Changes rows; gives how many. One statement, and at most one SELECT on engines without RETURNING; of a joined hierarchy one for each table. */
export function* updateRows(session: SessionContext, given: UpdateTarget): Op<number> {
  const update = yield* prepared(session, seenBy(session, given));
  const found = findInMemory(session, update);
  yield* beginWriting(session, update.model);
  return yield* failing(session, () => change(session, update, found));
}

/** Changes rows; gives them as entities of the session. */
export function* updateReturning(session: SessionContext, given: UpdateTarget): Op<Entity[]> {
  const update = yield* prepared(session, seenBy(session, given));
  yield* beginWriting(session, update.model);
  return yield* failing(session, () => changeReturning(session, update));
}

/** With what every update of a row sets. @throws ArgumentError where nothing is set */
function* prepared(session: SessionContext, update: UpdateTarget): Op<UpdateTarget> {
  const { model, assignments } = update;
  checkNoView(model, "an update");
  if (assignments.length === 0)
    throw new ArgumentError(
      `an update of "${model.name}" sets nothing: give it a value, as in set({ … }); undefined counts as not given`,
    );
  const moving = assignments.find(({ kind, column }) => kind === "sql" && model.primaryKey.includes(column.index));
  if (moving !== undefined)
    throw new ArgumentError(
      `the key "${model.name}.${moving.column.name}" is set to a value, not to SQL: the session would lose sight of the rows`,
    );
  yield* prepareWriting(session);
  return { ...update, assignments: [...assignments, ...stamps(model, assignments)] };
}

/** The version and the stamps, unless the program sets them itself. */
export function stamps(model: Model, assignments: readonly Assignment[]): Assignment[] {
  const now = new Date().toISOString();
  const isSet = (index: number): boolean => assignments.some(({ column }) => column.index === index);
  const stamped = model.stamped
    .filter((index) => !isSet(index))
    .map((index): Assignment => {
      const column = model.columns[index] as ColumnMeta; // row indices come from the model itself
      return { kind: "cell", column, cell: column.type.round?.(now) ?? now };
    });
  const version = model.version === null || isSet(model.version) ? undefined : model.columns[model.version];
  return version === undefined ? stamped : [...stamped, { kind: "next", column: version }];
}

function* change(session: SessionContext, update: UpdateTarget, found: Found): Op<number> {
  const { model, assignments } = update;
  const isSplit = tablesOf(update).length > 1;
  const movesKeys = assignments.some(({ column }) => model.primaryKey.includes(column.index));
  const canGive = session.dialect.supports.updateReturning && !isJoined(model) && !movesKeys;
  const fresh = columnsToRead(update, found);
  const direct = model.derived.length === 0 ? fresh : fresh.filter(({ expression }) => typeof expression !== "string");
  if (found.kind === "nobody" && !isSplit) return yield* sendByFilters(session, update);
  if (!isSplit && canGive && (found.kind === "unknown" || direct.length > 0)) {
    const rows = yield* give(session, update, [...keyColumns(model), ...direct]);
    const matched = takeGiven(session, update, rows, direct);
    yield* readAnew(
      session,
      update,
      matched,
      fresh.filter((column) => !direct.includes(column)),
    );
    return settle(session, update, matched, rows.length);
  }
  if (found.kind === "entities" && !isSplit) {
    const count = yield* sendByFilters(session, update);
    applyAll(session, update, found.entities);
    yield* readAnew(session, update, found.entities, fresh);
    return settle(session, update, found.entities, count);
  }
  // The keys first. Where they only tell who changed, those of the session's entities are enough.
  const held = session.identity.entitiesOf(model);
  const keys = yield* readCells(session, update, keyColumns(model), isSplit ? null : held);
  const matched = entitiesOf(session, model, keys);
  const count = isSplit ? yield* sendByKeys(session, update, keys) : yield* sendByFilters(session, update);
  if (update.synchronize !== false) {
    applyAll(session, update, matched);
    yield* readAnew(session, update, matched, fresh);
  }
  return settle(session, update, matched, count);
}

function* changeReturning(session: SessionContext, update: UpdateTarget): Op<Entity[]> {
  const { model, assignments } = update;
  const movesKeys = assignments.some(({ column }) => model.primaryKey.includes(column.index));
  if (givesWholeRows(session, model) && !movesKeys) {
    const rows = yield* give(session, update, model.selected);
    const held = rows.flatMap((cells) => heldOf(session, model, cells) ?? []);
    applyAll(session, update, held); // what is set of columns that are not read with a row
    const entities = takeRows(session, model, rows);
    yield* readAnew(session, update, held, unselected(update));
    settle(session, update, entities, Infinity);
    return entities;
  }
  const keys = yield* readCells(session, update, keyColumns(model), null);
  yield* sendByKeys(session, update, keys);
  const held = entitiesOf(session, model, keys);
  applyAll(session, update, held);
  const entities = yield* readByKeys(session, model, movesKeys ? keys.map((key) => movedKey(update, key)) : keys);
  yield* readAnew(session, update, held, unselected(update));
  settle(session, update, entities, Infinity);
  return entities;
}

/** What SQL makes of columns that are not read with a row. */
function unselected({ assignments }: UpdateTarget): ColumnMeta[] {
  return assignments.filter(({ kind, column }) => kind === "sql" && column.deferred).map(({ column }) => column);
}

// ---- statements

/** The models in whose tables the columns stand, an heir's first. */
function tablesOf({ model, assignments }: UpdateTarget): Model[] {
  if (!isJoined(model)) return [model];
  return [...new Set(assignments.map(({ column }) => holderOf(model, column.index)))].reverse();
}

function compiled(
  session: SessionContext,
  { model, assignments }: UpdateTarget,
  table: Model,
  where: Where,
  returning: readonly ColumnMeta[],
) {
  const own = isJoined(model)
    ? assignments.filter(({ column }) => holderOf(model, column.index) === table)
    : assignments;
  return compileUpdate(model, table, own, where, returning, session.dialect);
}

function* sendByFilters(session: SessionContext, update: UpdateTarget): Op<number> {
  const [table = update.model] = tablesOf(update);
  const { statement, params } = compiled(session, update, table, { kind: "filters", filters: update.filters }, []);
  return yield* run(statement, params);
}

function* sendByKeys(session: SessionContext, update: UpdateTarget, keys: readonly CellValue[][]): Op<number> {
  for (const table of tablesOf(update)) {
    for (const some of chunks(keys)) {
      const { statement, params } = compiled(session, update, table, { kind: "keys", keys: some }, []);
      yield* run(statement, params);
    }
  }
  return keys.length;
}

function* give(session: SessionContext, update: UpdateTarget, returning: readonly ColumnMeta[]): Op<Row[]> {
  const where: Where = { kind: "filters", filters: update.filters };
  const { statement, params } = compiled(session, update, update.model, where, returning);
  return yield* query(statement, params);
}

/** Rows of now, in the order of their keys. */
function* readByKeys(session: SessionContext, model: Model, keys: readonly CellValue[][]): Op<Entity[]> {
  const rows: Row[] = [];
  for (const some of chunks(keys)) {
    const statement = session.statements(model).among(model.primaryKey, some.length, []);
    for (const cells of yield* query(statement, keyParameters(session.dialect, model, model.primaryKey, some)))
      rows.push(cells);
  }
  return takeRows(session, model, rows);
}

// ---- memory

/** The entities that the session holds of keys. */
function entitiesOf(session: SessionContext, model: Model, keys: readonly (readonly Cell[])[]): Entity[] {
  return keys.flatMap((key) => session.identity.get(model, identityOfKey(model, key)) ?? []);
}

/** What was set to values, and the versions counted up. */
function applyAll(session: SessionContext, { assignments }: UpdateTarget, entities: readonly Entity[]): void {
  const known = assignments.filter(({ kind }) => kind !== "sql");
  const indices = known.map(({ column }) => column.index);
  for (const entity of entities) {
    const before = knownRow(entity);
    applyCells(
      session,
      entity,
      indices,
      known.map((one) => (one.kind === "cell" ? one.cell : nextOf(before, one))),
    );
  }
}

function nextOf(before: Row, { column }: Assignment): Cell {
  const count = before[column.index];
  return count === undefined || count === null ? count : nextVersion(count);
}

/** Entities of rows of keys and what stands behind them. */
function takeGiven(
  session: SessionContext,
  update: UpdateTarget,
  rows: readonly Row[],
  columns: readonly ColumnMeta[],
): Entity[] {
  const { model } = update;
  const width = model.primaryKey.length;
  const matched: Entity[] = [];
  for (const cells of rows) {
    const entity = session.identity.get(model, identityOfKey(model, cells));
    if (entity === undefined) continue;
    matched.push(entity);
    applyAll(session, update, [entity]);
    applyCells(
      session,
      entity,
      columns.map(({ index }) => index),
      cells.slice(width),
    );
  }
  return matched;
}

/** What memory cannot know of the changed rows: what SQL and the database made, where an entity has it. */
function columnsToRead({ model, assignments, synchronize }: UpdateTarget, found: Found): ColumnMeta[] {
  const isSettled =
    synchronize === false || found.kind === "nobody" || (found.kind === "entities" && found.entities.length === 0);
  if (isSettled) return [];
  const made = assignments.filter(({ kind }) => kind === "sql").map(({ column }) => column);
  const computed = [...model.computed, ...model.derived].map((index) => model.columns[index] as ColumnMeta); // its own row indices
  return [...new Set([...made, ...computed.filter(({ deferred }) => !deferred)])];
}

/** Collections that rows came into of which memory knows nothing. @param count of the rows that changed */
function settle(
  session: SessionContext,
  { model, assignments, synchronize }: UpdateTarget,
  matched: readonly Entity[],
  count: number,
): number {
  if (synchronize !== false && count > matched.length)
    markCollectionsStale(
      session,
      model,
      assignments.map(({ column }) => column.index),
    );
  return count;
}

function movedKey({ model, assignments }: UpdateTarget, key: readonly CellValue[]): CellValue[] {
  return model.primaryKey.map((index, at) => {
    const set = assignments.find(({ column }) => column.index === index);
    return set?.kind === "cell" ? set.cell : (key[at] ?? null);
  });
}
