/** One entity by its key: from memory where the session holds it, with one SELECT where it does not or what it holds is stale. */
import { NotFoundError, SessionStateError } from "../errors.ts";
import { type CellValue, type Op, query, type Row } from "../io/request.ts";
import { loadColumns } from "../load/columns.ts";
import { exactModel, hydrateAll, newOrigin, refreshRow, rowOf, tellRows } from "../load/hydrate.ts";
import { askedBy, loadRelation } from "../load/selectin.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { ColumnMeta, IdentityKey, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { restrict } from "../sql/restrict.ts";
import { type Attribute, type Members, membersOf } from "../state/attributes.ts";
import { sameCell } from "../state/changes.ts";
import { discardQueue, EntityCollection } from "../state/collection.ts";
import { forgetDocuments } from "../state/documents.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setDocuments } from "../state/entity.ts";
import { forgetOne, writeKey } from "../state/links.ts";
import { autoflush } from "./autoflush.ts";
import type { SessionContext } from "./context.ts";
import { lose } from "./membership.ts";

/** The entity that the session holds for a key, where no statement is needed to give it. */
export function held(session: SessionContext, model: Model, key: IdentityKey): Entity | undefined {
  session.checkUsable();
  const known = session.identity.get(model, key);
  return known === undefined || originOf(known).isStale ? undefined : known;
}

/** The entity of a key: from memory without a statement unless it is stale; else one SELECT, after an autoflush. Null where there is none. */
export function* get(
  session: SessionContext,
  model: Model,
  key: IdentityKey,
  cells: readonly CellValue[],
  isRequired: boolean,
): Op<Entity | null> {
  session.checkUsable();
  const holder = session.identity.holder(model, key);
  const known = holder === undefined || isKindOf(holder[modelKey], model) ? holder : undefined;
  if (known !== undefined && !originOf(known).isStale) return known;
  // The key is that of another model of the hierarchy.
  const isElse = holder !== undefined && known === undefined && !originOf(holder).isStale;
  if (isElse) {
    if (isRequired) throw new NotFoundError(model.name, "has this key");
    return null;
  }
  if (holder === undefined && session.flushesFirst) yield* autoflush(session);
  // A row that is known is read as it is: criteria choose among those that are not.
  const criteria = known === undefined ? session.criteria : null;
  const { byKey } = session.statements(model);
  const { statement, params } =
    criteria === null
      ? { statement: byKey, params: cells }
      : restrict(session.dialect, byKey, cells, criteria, [{ model, alias: "t" }]);
  // As `query` does, without a generator of its own: it is a hundredth of what reading one row costs.
  const rows = (yield { kind: "query", statement, params }) as Row[]; // the runners answer a query with rows
  const [entity] = hydrateAll(session, model, rows);
  if (entity === undefined && known !== undefined) lose(session, known);
  if (entity === undefined && isRequired) throw new NotFoundError(model.name, "has this key");
  return entity ?? null;
}

/**
 * Reads an entity's row again and discards its unflushed changes, without a flush. Loaded relations are loaded anew on
 * access. One statement, and one more where deferred columns were loaded.
 *
 * @param attributes no more than these: one statement for the columns, one for each relation
 */
export function* refresh(session: SessionContext, entity: Entity, attributes?: Iterable<Attribute<never>>): Op<void> {
  session.checkUsable();
  const model = entity[modelKey];
  if (originOf(entity).context !== session || originOf(entity).status !== "persistent") {
    throw new SessionStateError(
      `a "${model.name}" that is not persistent in this session cannot be refreshed: add it, and flush if it is new`,
    );
  }
  if (model.primaryKey.length === 0) {
    throw new SessionStateError(
      `a "${model.name}" cannot be refreshed: it is a view without a key, so that nothing tells which row it was; query it anew`,
    );
  }
  if (attributes !== undefined) return yield* refreshSome(session, entity, membersOf(model, attributes, "refresh"));
  const cells = baseOf(entity) ?? entity[row];
  const key = model.primaryKey.map((index) => cells[index] as CellValue); // a persistent row has its key
  const [fresh] = yield* query(session.statements(model).byKey, key);
  if (fresh === undefined || exactModel(model, fresh) !== model) {
    lose(session, entity);
    throw new SessionStateError(goneText(model));
  }
  discardChanges(session, entity);
  const loaded = model.columns.filter(
    (column) => cells[column.index] !== undefined && !model.selected.includes(column),
  );
  const origin = newOrigin(session, originOf(entity).criteria);
  refreshRow(entity, rowOf(model, fresh), origin, cells);
  if (loaded.length > 0) yield* loadColumns(session, model, loaded, [entity], true);
  tellRows(session, [entity], origin);
}

function* refreshSome(session: SessionContext, entity: Entity, { columns, relations }: Members): Op<void> {
  const model = entity[modelKey];
  const wanted = new Set(columns);
  for (const { key, columns: ends } of relations) if (key === "local") for (const index of ends) wanted.add(index);
  for (const index of model.primaryKey) wanted.delete(index);
  discardCells(entity, [...wanted]);
  for (const relation of relations) discardLink(entity, relation);
  const some = [...wanted].map((index) => model.columns[index] as ColumnMeta); // row indices of the model
  const before = entity[row];
  const found = some.length === 0 ? 1 : yield* loadColumns(session, model, some, [entity], true);
  if (found === 0) {
    lose(session, entity);
    throw new SessionStateError(goneText(model));
  }
  for (const relation of model.relations) {
    const link = linkOf(entity, relation.index);
    const hasMoved = relation.key === "local" && relation.columns.some((index) => before[index] !== entity[row][index]);
    if (hasMoved && link !== undefined && !(link instanceof EntityCollection)) forgetOne(entity, relation, link);
  }
  for (const relation of relations) {
    const link = linkOf(entity, relation.index);
    if (link instanceof EntityCollection) EntityCollection.markStale(link);
    yield* loadRelation(session, relation, [entity], askedBy(session, originOf(entity).criteria));
  }
}

function goneText({ name }: Model): string {
  return `the row of this "${name}" has gone: somebody else deleted it`;
}

function discardChanges(session: SessionContext, entity: Entity): void {
  const { columns, relations } = entity[modelKey];
  discardCells(
    entity,
    columns.map(({ index }) => index),
  );
  for (const relation of relations) discardLink(entity, relation);
  session.touched.delete(entity);
  setDocuments(entity, null);
  entity[row] = baseOf(entity) ?? entity[row];
  setBase(entity, null);
}

/** Puts cells back to what the database had; a key moves the entity back into the collections that it was in. */
function discardCells(entity: Entity, indices: readonly number[]): void {
  forgetDocuments(entity, indices);
  const base = baseOf(entity);
  if (base === null) return;
  const keys = new Set(
    entity[modelKey].relations.flatMap((relation) => (relation.key === "local" ? relation.columns : [])),
  );
  for (const index of indices)
    if (keys.has(index) && !sameCell(entity[row][index], base[index])) writeKey(entity, index, base[index]);
  const after = entity[row].slice();
  for (const index of indices) after[index] = base[index];
  entity[row] = after;
}

function discardLink(entity: Entity, relation: RelationMeta): void {
  const known = linkOf(entity, relation.index);
  if (known instanceof EntityCollection) return discardQueue(known, entity, relation);
  // The far end's key is its own affair.
  const isOpen =
    relation.key === "remote" && known && (originOf(known).status !== "persistent" || baseOf(known) !== null);
  if (known !== undefined && !isOpen) forgetOne(entity, relation, known);
}
