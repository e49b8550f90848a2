/**
 * Whether a column is among many cells. Where an engine's own plans are best so, one parameter carries all of them and one text serves any
 * number. MySQL looks no index up for what it unpacks in a DELETE, so that there each cell is a parameter; to keep the texts few, the number
 * is a power of two, and the last cell stands again and again. Its longest lists are unpacked all the same.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellKind, CellValue } from "../io/request.ts";
import type { CellType, Model } from "../meta/model.ts";
import { keyPart, rowParameters } from "./parameter-rows.ts";

/** How many parameters carry `count` cells, each one; 0 where one carries all. */
export function expandedSize(dialect: Dialect, count: number): number {
  if (count === 0 || count > dialect.expandedList) return 0;
  return 2 ** Math.ceil(Math.log2(count));
}

/** Their parameters. */
export function amongParameters(
  dialect: Dialect,
  cells: readonly CellValue[],
  type: CellType<unknown>,
): readonly CellValue[] {
  const size = expandedSize(dialect, cells.length);
  if (size === 0) return [dialect.list(cells, type)];
  const last = cells.at(-1) as CellValue; // there is one
  return [...cells, ...new Array<CellValue>(size - cells.length).fill(last)];
}

/**
 * The parameters of conditions over keys of one column or several.
 *
 * @param columns the model's, whose cells each key has
 */
export function keyParameters(
  dialect: Dialect,
  model: Model,
  columns: readonly number[],
  keys: readonly (readonly CellValue[])[],
): readonly CellValue[] {
  const [only, ...more] = columns;
  const type = only === undefined ? undefined : model.columns[only]?.type;
  if (type === undefined || more.length > 0)
    return rowParameters(dialect, [keyPart(model, keys, columns)], 0, keys.length);
  const cells = keys.map((key) => key[0] as CellValue); // single keys have one cell
  return amongParameters(dialect, cells, type);
}

/** What each of them is. The last stands for all that follow. */
export function amongKinds(type: CellType<unknown>, size: number): CellKind[] {
  return [size === 0 ? "list" : type.kind];
}

/** The condition. @param position of the first parameter, from one */
export function amongText(
  dialect: Dialect,
  column: string,
  position: number,
  type: CellType<unknown>,
  size: number,
): string {
  if (size === 0) return dialect.isAmong(column, position, type);
  const cells = Array.from({ length: size }, (_, at) => dialect.parameter(position + at, type, false));
  return `${column} IN (${cells.join(", ")})`;
}
