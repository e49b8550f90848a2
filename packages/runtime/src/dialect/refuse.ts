import { CellFormatError, NotAssignedError } from "../errors.ts";
import type { Cell } from "../io/request.ts";
import type { EntityLike } from "../meta/model.ts";
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
  const column = model.columns[index]?.name ?? `column ${index}`;
  if (cell === undefined) {
    const found = entity[missing]?.(index);
    if (found === undefined) throw new NotAssignedError(model.name, column);
    return (found === null ? null : model.columns[index]?.type.read(found, entity, index)) as never; // of the type that `read` gives
  }
  const hint = cell === null ? "it is NULL; make the field optional with `?`, or give the rows a value" : wayOut;
  throw new CellFormatError(model.name, column, expected, hint);
}
