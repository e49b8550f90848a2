/** Reading a column whose cell is undefined. A new entity has yet to be given it, by the program or the database; any other has not loaded it. */
import { ColumnNotLoadedError, DetachedError } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import type { ColumnMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Entity } from "./entity.ts";
import type { Origin } from "./origin.ts";

/** Rows with cells that a newer row of a sync client lacks. */
const lastRows = new WeakMap<Entity, Row>();

/** Has an entity whose session closes before they are loaded anew go on giving the last values. */
export function rememberLast(entity: Entity, last: Row, cells: Row): void {
  if (last.some((cell, index) => cell !== undefined && cells[index] === undefined)) lastRows.set(entity, last);
}

/**
 * The cell, loaded now in a sync client; undefined where there is none yet.
 *
 * @throws ColumnNotLoadedError in an async client, and where no session could load it; DetachedError when the session is closed
 */
export function missingCell(entity: Entity, { status, context }: Origin, index: number): Cell {
  const column = entity[modelKey].columns[index] as ColumnMeta; // emitted accessors read by row index
  if (status === "transient" || status === "pending") return undefined;
  const { name } = column;
  const model = entity[modelKey]; // an heir's own name, whoever has declared the column
  if (status === "deleted")
    throw new ColumnNotLoadedError(model.name, name, "the entity's row was deleted before it was");
  if (context === null)
    throw new ColumnNotLoadedError(model.name, name, "the entity is in no session that could load it: add it to one");
  const last = context.isClosed ? lastRows.get(entity)?.[index] : undefined;
  if (last !== undefined) return last;
  if (context.colour === "sync") context.loadColumnOnAccess(entity, column);
  else if (context.isClosed) throw new DetachedError(model.name, name, `a query that selects it`);
  else throw new ColumnNotLoadedError(model.name, name, `refresh the "${model.name}", or query it with this column`);
  return entity[row][index];
}
