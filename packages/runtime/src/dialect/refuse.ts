import { CellFormatError, NotAssignedError } from "../errors.ts";
import type { Cell } from "../io/request.ts";
import type { EntityLike, Model } from "../meta/model.ts";
import { missing, model as modelKey } from "../meta/symbols.ts";

/**
 * The end of every `read` that its fast path did not take. A cell that was not read with its row is loaded here, where the client loads on
 * access.
 *
 * @param wayOut what to do about a cell of another format, where more is known of it than that
 * @throws NotAssignedError when the cell has yet to be given, CellFormatError otherwise, and what loading throws
 */
export function refuse(
  cell: Cell,
  entity: EntityLike,
  index: number,
  expected: string,
  wayOut = "declare the field with the type or @db attribute that the stored format has, or convert the rows",
): never {
  const model = entity[modelKey];
  if (cell === undefined) return notRead(entity, index);
  const column = nameOf(model, index);
  const hint = cell === null ? "it is NULL; make the field optional with `?`, or give the rows a value" : wayOut;
  throw new CellFormatError(model.name, column, expected, hint);
}

/**
 * The value of a cell that was not read with its row, read by its column's own type: what makes something else of another type's values has to
 * begin with this.
 *
 * @throws NotAssignedError when the cell has yet to be given, and what loading throws
 */
export function notRead(entity: EntityLike, index: number): never {
  const model = entity[modelKey];
  const found = entity[missing]?.(index);
  if (found === undefined) throw new NotAssignedError(model.name, nameOf(model, index));
  return (found === null ? null : model.columns[index]?.type.read(found, entity, index)) as never; // of the type that `read` gives
}

function nameOf({ columns }: Model, index: number): string {
  return columns[index]?.name ?? `column ${index}`;
}
