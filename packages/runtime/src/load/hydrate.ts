/**
 * Rows become entities. One row of a known identity gives the object that is there already: untouched while its row is not stale, with its
 * clean columns refreshed where it is. Unflushed changes are never overwritten.
 */
import type { Criteria } from "../expr/criteria.ts";
import type { Row } from "../io/request.ts";
import type { IdentityKey, Model, RowReader, Selection } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import { EntityCollection } from "../state/collection.ts";
import { forgetMovedDocuments, readBackDocuments, takeCells } from "../state/documents.ts";
import { baseOf, type Entity, linkOf, originOf, setBase, setDocuments, setOrigin } from "../state/entity.ts";
import { forgetOne, markInvalidated } from "../state/links.ts";
import { rememberLast } from "../state/missing-cell.ts";
import { Origin } from "../state/origin.ts";

/** The origin of one statement's entities. @param criteria those of the query alone */
export function newOrigin(context: Context, criteria: Criteria | null = null): Origin {
  const origin = new Origin("persistent", context, context.epoch);
  if (criteria !== null) origin.criteria = criteria;
  if (context.hearsRows) origin.refreshed = new Set();
  return origin;
}

/** Tells who listens which entities a statement's rows made, and which they refreshed. Called once for all rows. */
export function tellRows(context: Context, entities: Iterable<Entity>, origin: Origin): void {
  const { refreshed } = origin;
  if (refreshed === null) return;
  origin.refreshed = null; // what is refreshed from here on is not these rows' doing
  for (const entity of new Set(entities))
    if (originOf(entity) === origin) context.tellRow(refreshed.has(entity) ? "refresh" : "load", entity);
}

/** Rows of one model and no more, in the order given. */
export function hydrateAll(
  context: Context,
  model: Model,
  rows: readonly Row[],
  selection: Selection = model,
  criteria: Criteria | null = null,
): Entity[] {
  const origin = newOrigin(context, criteria);
  origin.isPartial = selection.isPartial;
  const { reader } = selection;
  const known = context.identity.of(model);
  const entities = new Array<Entity>(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const cells = rows[at] as Row; // within its length
    entities[at] =
      reader === null
        ? hydrate(model, known, cells, model.key(cells, 0), origin)
        : (hydrateRead(model, reader, known, cells, 0, origin) as Entity); // as above
  }
  origin.siblings = entities.slice();
  if (origin.refreshed !== null) tellRows(context, entities, origin);
  return entities;
}

/** The row that an entity of exactly this model has, of what a statement over it gave. */
export function rowOf(model: Model, cells: Row): Row {
  return model.reader === null ? cells : model.reader.rowOf(model, cells, 0);
}

/** The model of the entity that a row of a statement over this one is of. */
export function exactModel(model: Model, cells: Row): Model {
  return model.reader === null ? model : model.reader.modelOf(cells, 0);
}

/** One model's part of a row that several share; null where an outer join found nothing. */
export function hydratePart(
  model: Model,
  known: Map<IdentityKey, Entity>,
  cells: Row,
  offset: number,
  origin: Origin,
  { reader }: Selection = model,
): Entity | null {
  if (reader !== null) return hydrateRead(model, reader, known, cells, offset, origin);
  const isKeyless = model.primaryKey.length === 0; // never the outer end of a join: see `planLoads`
  if (isKeyless) return hydrate(model, known, cells.slice(offset, offset + model.columns.length), null, origin);
  const key = model.key(cells, offset);
  if (key === null || key === undefined) return null;
  const present = known.get(key);
  if (present !== undefined && !originOf(present).isStale && !originOf(present).isPartial) return present;
  return hydrate(model, known, cells.slice(offset, offset + model.columns.length), key, origin);
}

/** Through the model's reader: it says which model the row is of, and makes the row. */
function hydrateRead(
  model: Model,
  reader: RowReader,
  known: Map<IdentityKey, Entity>,
  cells: Row,
  offset: number,
  origin: Origin,
): Entity | null {
  const exact = reader.modelOf(cells, offset);
  const own = reader.rowOf(exact, cells, offset);
  const key = model.key(own, 0);
  if (key === null || key === undefined) return null;
  const entity = hydrate(exact, known, own, key, origin);
  if (entity[row] !== own) fillIn(entity, own);
  return entity;
}

/** @param key null or undefined for a row that nothing tells apart: a table's has its key, a view's need not */
function hydrate(
  model: Model,
  known: Map<IdentityKey, Entity>,
  cells: Row,
  key: IdentityKey | null | undefined,
  origin: Origin,
): Entity {
  if (key === null || key === undefined) return model.create(cells, origin as never) as Entity; // `never` as below
  const present = known.get(key);
  if (present === undefined) {
    const entity = model.create(cells, origin as never) as Entity; // `never` keeps the layers below from knowing Origin
    known.set(key, entity);
    return entity;
  }
  const { isStale, isPartial } = originOf(present);
  if (!isStale) {
    if (isPartial) fillIn(present, cells);
    return present;
  }
  if (present[modelKey] !== model) {
    // Somebody else has put a row of another model in the place of its row.
    setOrigin(present, new Origin("deleted", null, 0));
    known.delete(key);
    return hydrate(model, known, cells, key, origin);
  }
  refreshRow(present, cells, origin);
  return present;
}

/** Puts in what the entity's row lacks, and no more. */
function fillIn(entity: Entity, cells: Row): void {
  const own = entity[row];
  const lacking: number[] = [];
  for (let index = 0; index < own.length; index++)
    if (own[index] === undefined && cells[index] !== undefined) lacking.push(index);
  if (lacking.length === 0) return;
  const values = lacking.map((index) => cells[index]);
  takeCells(entity, lacking, values);
}

/**
 * Takes a newer row: whole where the entity is clean, else for the columns without changes. Loaded relations count as stale, and so do
 * columns that the newer row lacks: a sync client loads them anew on access, an async one goes on giving the last value.
 *
 * @param known the row that the newer one takes the place of
 */
export function refreshRow(entity: Entity, cells: Row, origin: Origin, known: Row | null = null): void {
  readBackDocuments(entity); // a value that was changed in place is an unflushed change
  const base = baseOf(entity);
  if (entity[modelKey].reader !== null || origin.isPartial) {
    const last = known ?? base ?? entity[row];
    if (origin.context?.colour === "async") keepLast(cells, last);
    else rememberLast(entity, last, cells);
  }
  if (base === null) {
    forgetMovedLinks(entity, entity[row], cells);
    entity[row] = cells;
  } else {
    const current = entity[row];
    const merged = current.map((cell, index) => (cell === base[index] ? cells[index] : cell));
    forgetMovedLinks(entity, current, merged);
    entity[row] = merged;
    setBase(entity, cells);
    forgetMovedDocuments(entity, current, merged);
  }
  if (base === null) setDocuments(entity, null);
  setOrigin(entity, origin);
  if (origin.refreshed !== null) origin.refreshed.add(entity);
}

/** Puts the last values of what was not read again into a newer row. */
function keepLast(cells: Row, known: Row): void {
  for (let index = 0; index < cells.length; index++) if (cells[index] === undefined) cells[index] = known[index];
}

function forgetMovedLinks(entity: Entity, before: Row, after: Row): void {
  for (const relation of entity[modelKey].relations) {
    const link = linkOf(entity, relation.index);
    if (link === undefined) continue;
    if (link instanceof EntityCollection) EntityCollection.markStale(link);
    else if (
      relation.key === "local" ? relation.columns.some((index) => before[index] !== after[index]) : !isOpen(link)
    ) {
      if (relation.key === "local" && link !== null) markInvalidated(entity, relation);
      forgetOne(entity, relation, link);
    }
  }
}

/** Whether the far end of a one-to-one has yet to be written: the database does not know of the link. */
function isOpen(link: Entity | null): boolean {
  return link !== null && (originOf(link).status !== "persistent" || baseOf(link) !== null);
}
