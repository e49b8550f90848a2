/** Loading cells that were not read with their rows: deferred columns, and what a query left out. */
import { type CellValue, type Op, query } from "../io/request.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { keyParameters } from "../sql/among.ts";
import { takeCells } from "../state/documents.ts";
import type { Context } from "../state/context.ts";
import { baseOf, type Entity } from "../state/entity.ts";
import { chunks, joinCells } from "./selectin.ts";

/** Whether the entity has no value of the column, neither loaded nor set. */
export function lacks(entity: Entity, column: ColumnMeta): boolean {
  return entity[row][column.index] === undefined;
}

/**
 * Reads columns of entities that have rows, and counts those found. One statement for 500 keys. A row that has gone gives nothing.
 *
 * @param isAnew whether what is loaded is replaced; else it stays, for it would change under the program's eyes
 */
export function* loadColumns(
  context: Context,
  model: Model,
  columns: readonly ColumnMeta[],
  entities: readonly Entity[],
  isAnew = false,
): Op<number> {
  let found = 0;
  const indices = columns.map((column) => column.index);
  const { primaryKey } = model;
  for (const some of chunks(entities)) {
    const byKey = new Map(some.map((entity) => [joinCells(keyOf(entity, primaryKey)), entity]));
    const keys = some.map((entity) => keyOf(entity, primaryKey));
    const statement = context.statements(model).cells(indices, keys.length);
    for (const cells of yield* query(statement, keyParameters(context.dialect, model, primaryKey, keys))) {
      const entity = byKey.get(joinCells(cells.slice(0, primaryKey.length) as CellValue[])); // a key's cells are there
      if (entity === undefined) continue;
      found++;
      const wanted = columns.filter((column) => isAnew || lacks(entity, column)).map((column) => column.index);
      const values = wanted.map((index) => cells[primaryKey.length + indices.indexOf(index)]);
      takeCells(entity, wanted, values);
    }
  }
  return found;
}

function keyOf(entity: Entity, primaryKey: readonly number[]): CellValue[] {
  const known = baseOf(entity) ?? entity[row];
  return primaryKey.map((index) => known[index] as CellValue); // a row has its key
}
