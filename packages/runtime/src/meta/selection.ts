/**
 * Rows of which a statement gives some cells alone: deferred columns stay out of it, and a query may want fewer or more. Such a row is as
 * long as any other, with undefined for what is not there.
 */
import { UnknownDiscriminatorError } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import { familyOf, firstOwn, rootOf } from "./inheritance.ts";
import type { ColumnMeta, Inheritance, Model, RowReader, Selection } from "./model.ts";

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

/** The same for a model that others extend, with columns of theirs among those selected: the discriminator says whose row it is. */
export function polymorphicReader(
  model: Model,
  { discriminator }: Inheritance,
  selected: readonly ColumnMeta[],
): RowReader {
  const family = familyOf(model);
  const byValue = new Map<Cell, Model>(family.map((one) => [one.inheritance?.value, one]));
  const places = new Map(family.map((one) => [one, one.columns.map((column) => selected.indexOf(column))]));
  const keys = model.primaryKey.map((index) => selected.indexOf(model.columns[index] as ColumnMeta)); // row indices of the model
  const kind = selected.indexOf(model.columns[discriminator] as ColumnMeta); // a row index of the model
  return {
    modelOf(cells, offset) {
      const value = cells[offset + kind];
      const found = byValue.get(value);
      if (found !== undefined) return found;
      // An outer join's miss has no key either, which is all that is asked of it.
      if (value === null && keys.every((place) => cells[offset + place] === null)) return model;
      throw new UnknownDiscriminatorError(rootOf(model).name, model.columns[discriminator]?.name ?? "", value, [
        ...byValue.keys(),
      ]);
    },
    rowOf(exact, cells, offset) {
      const from = places.get(exact) ?? [];
      const own: Row = exact.blank.slice();
      for (let index = 0; index < from.length; index++) {
        const place = from[index] as number; // within its length
        if (place >= 0) own[index] = cells[offset + place];
      }
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
  const [, ...heirs] = familyOf(model);
  const columns = [...model.columns, ...heirs.flatMap((heir) => heir.columns.slice(firstOwn(heir)))];
  const needed = new Set(
    [model, ...heirs].flatMap((one) => [...neededColumns(one)].map((index) => one.columns[index] as ColumnMeta)), // its row indices
  );
  const known = new Set(model.selected);
  const isWanted = (column: ColumnMeta): boolean =>
    more.has(column) || (only === null ? known.has(column) && !less.has(column) : only.has(column));
  const selected = columns.filter((column) => needed.has(column) || isWanted(column));
  const isPartial = model.selected.some((column) => !selected.includes(column));
  if (selected.length === model.selected.length && !isPartial) return model;
  const { inheritance } = model;
  if (inheritance !== null && heirs.length > 0)
    return { selected, isPartial, reader: polymorphicReader(model, inheritance, selected) };
  return { selected, isPartial, reader: selected.length === model.columns.length ? null : readerOf(model, selected) };
}

/** The row indices without which an entity could not be told from others, loaded from, or written. */
function neededColumns({ primaryKey, version, relations, inheritance }: Model): ReadonlySet<number> {
  const keys = relations.flatMap(({ columns }) => columns);
  return new Set([
    ...primaryKey,
    ...keys,
    ...(version === null ? [] : [version]),
    ...(inheritance === null ? [] : [inheritance.discriminator]),
  ]);
}
