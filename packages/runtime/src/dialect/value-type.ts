/** The cell types of value types: one JSON document, read and written by the code that is emitted for the type. */
import type { Cell } from "../io/request.ts";
import type { CellType, EntityLike, ValuePlace } from "../meta/model.ts";
import { readEach, writeEach } from "./parts.ts";
import { Place, placeOf } from "./place.ts";
import { notRead, refuse } from "./refuse.ts";
import { isSameValue } from "./same-value.ts";

/** What takes an `I` as well, which may leave out what has a default. */
export interface GivenType<T extends I, I> extends CellType<T> {
  /** As `write`. @throws ValueError, UnknownKeyError */
  writeGiven(value: I, column: ValuePlace): string;
}

export interface ValueType<T extends I, I> extends GivenType<T, I> {
  readonly decode: (part: unknown, place: Place) => T;
  readonly encode: (value: I, place: Place) => object;
}

/** A column of one value. @param decode @param encode as emitted for the type */
export function valueType<T extends I, I>(
  decode: ValueType<T, I>["decode"],
  encode: ValueType<T, I>["encode"],
): ValueType<T, I> {
  const write = (value: I, column: ValuePlace) => JSON.stringify(encode(value, new Place(column)));
  const type: ValueType<T, I> = {
    kind: "json",
    decode,
    encode,
    read: (cell, entity, index) =>
      cell === undefined
        ? notRead(entity, index)
        : decode(parsed(cell, entity, index), new Place(placeOf(entity, index))),
    write,
    writeGiven: write,
    same: (before, after) => isSameValue(type, before, after),
  };
  return type;
}

/** A column of a list of values: one document, too. */
export function valueList<T extends I, I>({ decode, encode }: ValueType<T, I>): GivenType<readonly T[], readonly I[]> {
  const write = (value: readonly I[], column: ValuePlace) =>
    JSON.stringify(writeEach(value, new Place(column), encode));
  const type: GivenType<readonly T[], readonly I[]> = {
    kind: "json",
    read: (cell, entity, index) =>
      cell === undefined
        ? notRead(entity, index)
        : readEach(parsed(cell, entity, index), new Place(placeOf(entity, index)), decode),
    write,
    writeGiven: write,
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
