/** Columns by names that are known only when the program runs. */
import { UnknownKeyError } from "../errors.ts";
import type { ColumnMeta } from "../meta/model.ts";
import { type ModelClass, modelOf } from "../meta/model-class.ts";
import { Column } from "./column.ts";

/** The names of the columns of a class. */
type ColumnName<C> = { readonly [K in keyof C]: C[K] extends Column<never, unknown> ? K : never }[keyof C] & string;

/**
 * The handle of a column, by its property's name. Where the name is a text from outside, it can name a column and nothing else.
 *
 * @example
 * session.query(User).orderBy(column(User, request.query.sort));
 *
 * @throws UnknownKeyError for what is no column of the model, a relation among them
 */
export function column<C extends ModelClass<unknown>, K extends ColumnName<C>>(modelClass: C, name: K): C[K];
export function column<M>(modelClass: ModelClass<M>, name: string): Column<M, unknown>;
export function column(modelClass: ModelClass<unknown>, name: string): unknown {
  const model = modelOf(modelClass);
  const found = model.byName(name);
  if (found instanceof Column) return found;
  const names = model.columns.filter(({ hidden }: ColumnMeta) => !hidden).map((one) => one.name);
  throw new UnknownKeyError(model.name, name, names, "column");
}

/** Whether `column` has a handle for the name. */
export function hasColumn(modelClass: ModelClass<unknown>, name: string): boolean {
  return modelOf(modelClass).byName(name) instanceof Column;
}
