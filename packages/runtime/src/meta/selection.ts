/**
 * Rows of which a statement gives some cells alone: deferred columns stay out of it, and a query may want fewer or more. Such a row is as
 * long as any other, with undefined for what is not there.
 */
import type { ColumnMeta, Model, RowReader, Selection } from "./model.ts";

/** Puts the cells of `selected` into their places in the row. */
export function readerOf(model: Model, selected: readonly ColumnMeta[]): RowReader {
  const places = selected.map((column) => column.index);
  return {
    modelOf: () => model,
    rowOf(_model, cells, offset) {
      const own = model.blank.slice();
      for (let at = 0; at < places.length; at++) own[places[at] as number] = cells[offset + at]; // within its length
      return own;
    },
  };
}

/** Which columns of one model a query wants besides or instead of those that the model's own selection has. */
export interface ColumnChoice {
  /** None but these; null where the query does not say so. */
  readonly only: ReadonlySet<ColumnMeta> | null;
  readonly more: ReadonlySet<ColumnMeta>;
  readonly less: ReadonlySet<ColumnMeta>;
}

/** What a query selects of a model. What tells the row from others and ties it to others is always there. */
export function selectionOf(model: Model, choice: ColumnChoice): Selection {
  const { only, more, less } = choice;
  if (only === null && more.size === 0 && less.size === 0) return model;
  const needed = neededColumns(model);
  const own = new Set(model.selected);
  const isWanted = (column: ColumnMeta): boolean =>
    more.has(column) || (only === null ? own.has(column) && !less.has(column) : only.has(column));
  const selected = model.columns.filter((column) => needed.has(column.index) || isWanted(column));
  const isPartial = model.selected.some((column) => !selected.includes(column));
  if (selected.length === model.selected.length && !isPartial) return model;
  return { selected, isPartial, reader: selected.length === model.columns.length ? null : readerOf(model, selected) };
}

/** The row indices without which an entity could not be told from others, loaded from, or written. */
function neededColumns({ primaryKey, version, relations }: Model): ReadonlySet<number> {
  const keys = relations.flatMap(({ columns }) => columns);
  return new Set([...primaryKey, ...keys, ...(version === null ? [] : [version])]);
}
