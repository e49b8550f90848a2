/** Which rows of a batch somebody else has deleted or changed: the statement says only how many. */
import { StaleDataError } from "../errors.ts";
import { type Cell, type CellValue, type Op, query, type Row } from "../io/request.ts";
import type { Model } from "../meta/model.ts";
import { keyParameters } from "../sql/among.ts";
import { sameCell } from "../state/changes.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";

/** A part of a batch that did not change as many rows as it was to. */
export interface Missed {
  readonly model: Model;
  readonly action: "update" | "delete";
  readonly entities: readonly Entity[];
  /** As they were sent; those that a delete knew. */
  readonly rows: readonly Row[];
  /** Row indices of what an update wrote. */
  readonly columns: readonly number[];
  /** How many it changed. */
  readonly changed: number;
}

/**
 * The error that names them. One statement more where the batch was of several rows: after an update, the rows of others are those that are gone
 * or hold something else than was sent; after a delete, those that are still there.
 */
export function* staleData(context: Context, missed: Missed): Op<StaleDataError> {
  const { model, action, entities, changed } = missed;
  const error = new StaleDataError(model.name, action, entities.length, changed);
  error.entities = entities.length === 1 ? entities : yield* culprits(context, missed);
  return error;
}

function* culprits(context: Context, { model, action, entities, rows, columns }: Missed): Op<Entity[]> {
  const { primaryKey } = model;
  const keyOf = (cells: Row): CellValue[] => primaryKey.map((index) => cells[index] as CellValue); // a persistent row has its key
  const statement = context.statements(model).cells(columns, rows.length);
  const found = yield* query(statement, keyParameters(context.dialect, model, primaryKey, rows.map(keyOf)));
  const present = new Map(
    found.map((cells) => [nameOf(cells.slice(0, primaryKey.length)), cells.slice(primaryKey.length)]),
  );
  return entities.filter((_, at) => {
    const cells = rows[at] as Row; // pairwise
    const there = present.get(nameOf(keyOf(cells)));
    if (action === "delete") return there !== undefined;
    return there === undefined || columns.some((index, place) => !holds(model, index, there[place], cells[index]));
  });
}

function holds(model: Model, index: number, there: Cell, sent: Cell): boolean {
  if (sameCell(there, sent)) return true;
  if (there === null || there === undefined || sent === null || sent === undefined) return false;
  return there.toString() === sent.toString() || model.columns[index]?.type.same?.(there, sent) === true;
}

function nameOf(key: readonly unknown[]): string {
  return JSON.stringify(key.map(String));
}
