/** The key that a program gives for a row, as cells and as what the identity map knows it by. */
import { QueryError, UnknownKeyError } from "../errors.ts";
import type { CellValue, Row } from "../io/request.ts";
import type { ColumnMeta, IdentityKey, Model } from "../meta/model.ts";

/** The cells of a primary key: of the value for a single one, of an object's columns for a compound one. */
export function keyCells(model: Model, key: unknown): CellValue[] {
  if (model.primaryKey.length === 0)
    throw new QueryError(`"${model.name}" is a view without a key: find its rows by session.query(${model.name})`);
  if (model.primaryKey.length === 1) {
    const only = model.columns[model.primaryKey[0] as number] as ColumnMeta; // row indices come from the model itself
    return [only.type.write(key, only)];
  }
  const columns = model.primaryKey.map((index) => model.columns[index] as ColumnMeta); // as above
  const names = columns.map((column) => column.name);
  if (typeof key !== "object" || key === null)
    throw new QueryError(`the key of "${model.name}" is an object: { ${names.join(", ")} }`);
  for (const name of Object.keys(key))
    if (!names.includes(name)) throw new UnknownKeyError(model.name, name, names, "key column");
  return columns.map((column) => column.type.write((key as Record<string, unknown>)[column.name], column));
}

export function identityOf(model: Model, cells: readonly CellValue[]): IdentityKey {
  const [first] = cells;
  if (cells.length === 1 && !(first instanceof Uint8Array)) return first as IdentityKey; // a key is not null
  const image: Row = [];
  for (const [at, index] of model.primaryKey.entries()) image[index] = cells[at];
  return model.key(image, 0) as IdentityKey; // every part is there
}
