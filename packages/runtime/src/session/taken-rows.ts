/** Rows and cells that the database gives of what a bulk statement has written, taken into the session. */
import type { Op, Row } from "../io/request.ts";
import { loadColumns } from "../load/columns.ts";
import { hydrateAll } from "../load/hydrate.ts";
import type { ColumnMeta, IdentityKey, Model } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Entity } from "../state/entity.ts";
import type { SessionContext } from "./context.ts";
import { applyCells, knownRow } from "./synchronize.ts";

/** Entities of rows that the database has just given: those that the session holds take them, whether stale or not. */
export function takeRows(session: SessionContext, model: Model, rows: readonly Row[]): Entity[] {
  for (const cells of rows) {
    const entity = heldOf(session, model, cells);
    if (entity !== undefined) takeWhole(session, entity, rowFor(model, entity[modelKey], cells));
  }
  return hydrateAll(session, model, rows);
}

/** The entity that the session holds of a row that a statement over the model gave. */
export function heldOf({ identity }: SessionContext, model: Model, cells: Row): Entity | undefined {
  return identity.get(model, model.key(rowFor(model, model, cells), 0) as IdentityKey); // a row has its key
}

/** The row of an entity of `exact`, of what a statement over `model` gave. */
function rowFor({ reader }: Model, exact: Model, cells: Row): Row {
  return reader === null ? cells : reader.rowOf(exact, cells, 0);
}

function takeWhole(session: SessionContext, entity: Entity, cells: Row): void {
  const indices = entity[modelKey].columns.map(({ index }) => index).filter((index) => cells[index] !== undefined);
  applyCells(
    session,
    entity,
    indices,
    indices.map((index) => cells[index]),
  );
}

/** Reads these columns of entities, and what else the database computes of their rows: of heirs, and what was loaded besides. */
export function* readAnew(
  session: SessionContext,
  { model }: { readonly model: Model },
  entities: readonly Entity[],
  columns: readonly ColumnMeta[],
): Op<void> {
  for (const entity of entities) session.undo.keepRow(entity, knownRow(entity));
  if (columns.length > 0 && entities.length > 0) yield* loadColumns(session, model, columns, entities, true);
  for (const exact of new Set(entities.map((entity) => entity[modelKey]))) {
    const own = entities.filter((entity) => entity[modelKey] === exact);
    const isLoaded = (index: number): boolean => own.some((entity) => entity[row][index] !== undefined);
    const more = [...exact.computed, ...exact.derived]
      .map((index) => exact.columns[index] as ColumnMeta) // its own row indices
      .filter((column) => (column.deferred || column.index >= model.columns.length) && isLoaded(column.index));
    if (more.length > 0) yield* loadColumns(session, exact, more, own, true);
  }
}
