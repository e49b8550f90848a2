/** Whether cells of different text hold one value: what a codec reads and writes again need not be what it was. */
import type { CellValue, Cell } from "../io/request.ts";
import type { CellType, ValuePlace } from "../meta/model.ts";
import { Place } from "./place.ts";

/** For values that are in no entity: whatever is wrong with them is told elsewhere. */
const nowhere: ValuePlace = { name: "", model: { name: "" } };

/**
 * Whether `before`, read and written again, is `after`. A stored document whose keys stand in another order, or that has keys of an older
 * program, is not written anew for having been looked at.
 */
export function isSameValue(type: CellType<unknown>, before: CellValue, after: CellValue): boolean {
  let again: Cell;
  try {
    again = type.write(type.read(before, new Place(nowhere), 0), nowhere);
  } catch {
    return false; // of another format: the value that replaces it is another one
  }
  if (again === after) return true;
  if (again instanceof Uint8Array || after instanceof Uint8Array) return Buffer.from(bytes(again)).equals(bytes(after));
  if ((type.stored ?? type).kind !== "json") return false;
  return isSameDocument(String(again), String(after));
}

/** Whether two texts of JSON hold equal values; a text that is no JSON holds none. */
export function isSameDocument(before: string, after: string): boolean {
  try {
    return isSameJson(JSON.parse(before), JSON.parse(after));
  } catch {
    return false;
  }
}

function bytes(cell: CellValue): Uint8Array {
  return cell instanceof Uint8Array ? cell : new Uint8Array();
}

/** Whether two JSON values are equal, in whatever order their objects have their keys. */
function isSameJson(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && isSameJson(value, right.get(key)))
  );
}
