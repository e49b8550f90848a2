/** The cell types of value types: one JSON document, read and written by the code that is emitted for the type. */
import { kindOf, ValueError } from "../errors.ts";
import type { Cell } from "../io/request.ts";
import type { CellType, EntityLike, ValuePlace } from "../meta/model.ts";
import { readEach, writeEach } from "./parts.ts";
import { Place, placeOf } from "./place.ts";
import { refuse } from "./refuse.ts";
import { isSameValue } from "./same-value.ts";

/** Reads a `T`; writes an `I`, which may leave out what has a default. */
export interface ValueType<T extends I, I> extends CellType<T> {
  readonly decode: (part: unknown, place: Place) => T;
  readonly encode: (value: I, place: Place) => object;
  write(value: I, column: ValuePlace): string;
}

/** A column of one value. @param decode @param encode as emitted for the type */
export function valueType<T extends I, I>(
  decode: ValueType<T, I>["decode"],
  encode: ValueType<T, I>["encode"],
): ValueType<T, I> {
  const type: ValueType<T, I> = {
    kind: "json",
    decode,
    encode,
    read: (cell, entity, index) => decode(parsed(cell, entity, index), new Place(placeOf(entity, index))),
    write: (value, column) => JSON.stringify(encode(value, new Place(column))),
    same: (before, after) => isSameValue(type, before, after),
  };
  return type;
}

/** A column of a list of values: one document, too. */
export function valueList<T extends I, I>({ decode, encode }: ValueType<T, I>): CellType<readonly T[]> {
  const type: CellType<readonly T[]> = {
    kind: "json",
    read: (cell, entity, index) => readEach(parsed(cell, entity, index), new Place(placeOf(entity, index)), decode),
    write(value, column) {
      if (!Array.isArray(value)) throw new ValueError(column.model.name, column.name, "an array", kindOf(value));
      return JSON.stringify(writeEach(value, new Place(column), encode));
    },
    same: (before, after) => isSameValue(type, before, after),
  };
  return type;
}

function parsed(cell: Cell, entity: EntityLike, index: number): unknown {
  if (typeof cell === "string") {
    try {
      return JSON.parse(cell) as unknown;
    } catch {
      // Told below, without the text.
    }
  }
  return refuse(cell, entity, index, "JSON text");
}
