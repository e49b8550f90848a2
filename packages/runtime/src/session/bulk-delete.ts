/**
 * DELETE of the rows that satisfy conditions, with the session's entities in step: those of the rows leave the session and the collections that
 * hold them, and what the database does to rows that refer to them (CASCADE, SET NULL) is done in memory as after a flush. The cascades of
 * `session.delete(entity)` do not run: nothing is loaded.
 */
import { afterDelete, followKeys, keyText, leaveSession } from "../flush/after-delete.ts";
import { type Cell, type CellValue, type Op, query, type Row, run } from "../io/request.ts";
import { chunks } from "../load/selectin.ts";
import { familyOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { compileDelete, type Where } from "../sql/bulk-statements.ts";
import { compileSelect } from "../sql/compile.ts";
import { type Entity, originOf } from "../state/entity.ts";
import { Origin } from "../state/origin.ts";
import { checkNoView } from "../state/read-only.ts";
import { findInMemory, type Found, givesWholeRows, keyColumns, readCells, seenBy, type Target } from "./bulk-target.ts";
import type { SessionContext } from "./context.ts";
import { identityOfKey, knownRow } from "./synchronize.ts";
import { beginWriting, failing, prepareWriting } from "./writing.ts";

/** Deletes rows; gives how many. One statement, and at most one SELECT before it on engines without RETURNING. */
export function* deleteRows(session: SessionContext, given: Target): Op<number> {
  const target = seenBy(session, given);
  const { model } = target;
  yield* prepare(session, model);
  const referring = target.synchronize === false ? [] : referringRelations(session, model);
  const found = findInMemory(session, target);
  yield* beginWriting(session, model);
  return yield* failing(session, () => remove(session, target, found, referring));
}

/** Deletes rows; gives them as the entities that they were, which are deleted. */
export function* deleteReturning(session: SessionContext, given: Target): Op<Entity[]> {
  const target = seenBy(session, given);
  yield* prepare(session, target.model);
  yield* beginWriting(session, target.model);
  return yield* failing(session, () => removeReturning(session, target));
}

function* prepare(session: SessionContext, model: Model): Op<void> {
  checkNoView(model, "a delete");
  yield* prepareWriting(session);
}

function* remove(
  session: SessionContext,
  target: Target,
  found: Found,
  referring: readonly RelationMeta[],
): Op<number> {
  const { model } = target;
  const isKnown = found.kind !== "unknown" && !referring.some((relation) => refersElsewhere(session, relation));
  if (isKnown) {
    const { statement, params } = compiled(session, target, { kind: "filters", filters: target.filters }, []);
    const count = yield* run(statement, params);
    if (found.kind === "entities") follow(session, found.entities);
    return count;
  }
  const columns = [...new Set([...keyColumns(model), ...referring.flatMap((relation) => columnsAt(relation))])];
  if (session.dialect.supports.updateReturning && columns.every(({ model: home }) => isInRoot(model, home))) {
    const { statement, params } = compiled(session, target, { kind: "filters", filters: target.filters }, columns);
    const rows = yield* query(statement, params);
    followRows(session, target, rows, columns, referring);
    return rows.length;
  }
  const held = referring.length > 0 ? null : session.identity.entitiesOf(model);
  const rows = yield* readCells(session, target, columns, held);
  const { statement, params } = compiled(session, target, { kind: "filters", filters: target.filters }, []);
  const count = yield* run(statement, params);
  followRows(session, target, rows, columns, referring);
  return count;
}

function* removeReturning(session: SessionContext, target: Target): Op<Entity[]> {
  const { model } = target;
  let rows: Row[];
  if (givesWholeRows(session, model)) {
    const { statement, params } = compiled(
      session,
      target,
      { kind: "filters", filters: target.filters },
      model.selected,
    );
    rows = yield* query(statement, params);
  } else {
    const select = compileSelect(
      { model, filters: target.filters, orderings: [], limit: null, offset: null, joined: [], result: "rows" },
      session.dialect,
    );
    rows = yield* query(select.statement, select.params);
    const keys = rows.map((cells) => keyOfRow(model, cells));
    for (const some of chunks(keys)) {
      const where: Where = { kind: "keys", keys: some };
      const { statement, params } = compiled(session, target, where, []);
      yield* run(statement, params);
    }
  }
  const referring = referringRelations(session, model);
  const gone = new Origin("deleted", session, session.epoch);
  const entities = rows.map((cells) => {
    const exact = model.reader === null ? model : model.reader.modelOf(cells, 0);
    const own = model.reader === null ? cells : model.reader.rowOf(exact, cells, 0);
    const held = session.identity.get(model, identityOfKey(model, keyOfRow(model, cells)));
    return held ?? (exact.create(own, gone as never) as Entity); // `never` keeps the layers below from knowing Origin
  });
  follow(
    session,
    entities.filter((entity) => originOf(entity) !== gone),
  );
  for (const relation of referring)
    if (relation.inverse !== null)
      followKeys(
        session,
        new Set(entities.map((entity) => keyText(entity[row], relation.columns))),
        relation,
        relation.inverse,
      );
  return entities;
}

function compiled(session: SessionContext, { model }: Target, where: Where, returning: readonly ColumnMeta[]) {
  return compileDelete(model, where, returning, session.dialect);
}

function keyOfRow(model: Model, cells: Row): CellValue[] {
  const own = model.reader === null ? cells : model.reader.rowOf(model, cells, 0);
  return model.primaryKey.map((index) => own[index] as CellValue); // a row has its key
}

/** Whether a column stands in the table that rows of the model are deleted from. */
function isInRoot({ inheritance }: Model, home: Model): boolean {
  return inheritance === null || inheritance.strategy === "single" || inheritance.root === home;
}

// ---- memory

/** The entities' rows are gone, until a rollback. */
function follow(session: SessionContext, entities: readonly Entity[]): void {
  for (const entity of entities) {
    session.work.forget(entity);
    leaveSession(session, entity, entity[modelKey]);
  }
  afterDelete(session, entities);
}

function followRows(
  session: SessionContext,
  { model, synchronize }: Target,
  rows: readonly (readonly Cell[])[],
  columns: readonly ColumnMeta[],
  referring: readonly RelationMeta[],
): void {
  if (synchronize === false) return;
  follow(
    session,
    rows.flatMap((cells) => session.identity.get(model, identityOfKey(model, cells)) ?? []),
  );
  for (const relation of referring) {
    const places = columnsAt(relation).map((column) => columns.indexOf(column));
    const keys = new Set(rows.map((cells) => keyText([...cells], places)));
    if (relation.inverse !== null) followKeys(session, keys, relation, relation.inverse);
  }
}

/** The relations whose far ends the database changes along with a row, where the session holds any. */
function referringRelations(session: SessionContext, model: Model): RelationMeta[] {
  const relations = new Set(familyOf(model).flatMap((one) => one.relations));
  return [...relations].filter(
    ({ key, inverse, target }) =>
      key === "remote" &&
      (inverse?.onDelete === "Cascade" || inverse?.onDelete === "SetNull") &&
      session.identity.entitiesOf(target).length > 0,
  );
}

/** Whether the session holds an entity that refers to a row of which it holds none. */
function refersElsewhere(session: SessionContext, { inverse, model, columns, target }: RelationMeta): boolean {
  if (inverse === null) return false;
  const held = new Set(session.identity.entitiesOf(model).map((entity) => keyText(knownRow(entity), columns)));
  return session.identity.entitiesOf(target).some((child) => {
    const cells = knownRow(child);
    return (
      inverse.columns.every((index) => (cells[index] ?? null) !== null) && !held.has(keyText(cells, inverse.columns))
    );
  });
}

function columnsAt({ model, columns }: RelationMeta): ColumnMeta[] {
  return columns.map((index) => model.columns[index] as ColumnMeta); // row indices come from the model itself
}
