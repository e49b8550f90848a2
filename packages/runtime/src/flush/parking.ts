/** Where a row can be parked that is to release the values of unique keys before it takes others, or before it goes. */
import type { Cell, Row } from "../io/request.ts";
import { holderOf, isJoined } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import type { KeyColumns } from "./reasons.ts";
import { referencesTo } from "./references.ts";
import type { UniqueKey } from "./unique-keys.ts";
import { unusedValue } from "./unused-values.ts";

export interface Park {
  /** The ids of the keys whose values are released, and the keys. */
  readonly keys: readonly string[];
  readonly of: readonly KeyColumns[];
  /** The row while it is parked. */
  readonly row: Row;
  /** What is written, by the model of its table. */
  readonly tables: ReadonlyMap<Model, readonly number[]>;
  /** How many values had to be made up. */
  readonly cost: number;
}

/**
 * Parks a row. Null where none of the keys can be released.
 *
 * @param next the row that it is to be; null where it goes
 * @param changed the columns that its statement writes, which alone can hold another value until then; null where it goes
 * @param before where it is parked already
 */
export function parkOf(
  model: Model,
  models: readonly Model[],
  keys: readonly UniqueKey[],
  known: Row,
  next: Row | null,
  changed: readonly number[] | null,
  before: Park | null,
): Park | null {
  const row = (before?.row ?? known).slice();
  const tables = new Map(Array.from(before?.tables ?? [], ([table, columns]) => [table, [...columns]]));
  const ids = [...(before?.keys ?? [])];
  const of = [...(before?.of ?? [])];
  let cost = before?.cost ?? 0;
  for (const key of keys) {
    const possible = changed === null ? key.columns : key.columns.filter((index) => changed.includes(index));
    const spot = spotIn(model, models, possible, known, next);
    if (spot === null) continue;
    if (spot.cell !== null) cost++;
    row[spot.index] = spot.cell;
    const table = isJoined(model) ? holderOf(model, spot.index) : model;
    const columns = tables.get(table);
    if (columns === undefined) tables.set(table, [spot.index]);
    else if (!columns.includes(spot.index)) columns.push(spot.index);
    ids.push(key.id);
    of.push({ model, columns: key.columns });
  }
  return ids.length === (before?.keys.length ?? 0) ? null : { keys: ids, of, row, tables, cost };
}

function spotIn(
  model: Model,
  models: readonly Model[],
  columns: readonly number[],
  known: Row,
  next: Row | null,
): { readonly index: number; readonly cell: Cell } | null {
  const references = referencesTo(model, models);
  const leadingHere = (index: number) => references.filter(({ targetColumns }) => targetColumns.includes(index));
  for (const index of columns) {
    const isNullable = model.columns[index]?.nullable === true && !model.primaryKey.includes(index);
    if (isNullable && leadingHere(index).length === 0) return { index, cell: null };
  }
  for (const index of columns) {
    const column = model.columns[index];
    const isKey = model.relations.some(({ key, columns: own }) => key === "local" && own.includes(index));
    // What refers to the row has to go along to the unused value, and back.
    const isFree = leadingHere(index).every(({ onUpdate }) => onUpdate === "Cascade");
    const isFixed = model.version === index || model.inheritance?.discriminator === index;
    if (column === undefined || isKey || !isFree || isFixed) continue;
    const cell = unusedValue(column.type, next === null ? [known[index]] : [known[index], next[index]]);
    if (cell !== null) return { index, cell };
  }
  return null;
}
