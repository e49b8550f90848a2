/** The cell types whose cells are JSON text: documents, and lists of any scalar. */
import { kindOf, ValueError } from "../errors.ts";
import type { CellValue } from "../io/request.ts";
import type { CellType, ValuePlace } from "../meta/model.ts";
import { refuse } from "./refuse.ts";
import { isSameDocument } from "./same-value.ts";

/** A JSON document. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** Nesting beyond this is taken for a cycle; engines stop at a depth like it. */
const maxDepth = 1000;

/** What JSON would drop or change without a word in `value`; undefined when it holds the value as it is. */
function foreignPart(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case "string":
      return value.isWellFormed() ? undefined : "half a surrogate pair";
    case "boolean":
      return undefined;
    case "number":
      return Number.isFinite(value) ? undefined : "NaN or Infinity";
    case "object":
      break;
    default:
      return value === undefined ? "undefined" : `a ${typeof value}`;
  }
  if (value === null) return undefined;
  if (depth === maxDepth) return "a cycle";
  if (Array.isArray(value)) {
    for (const element of value) {
      const found = foreignPart(element, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if ("toJSON" in value && typeof value.toJSON === "function") return undefined;
  if (!isPlain(value)) return kindOf(value);
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) return "half a surrogate pair";
    const part: unknown = (value as Record<string, unknown>)[key]; // an object that is no array, by its own keys
    // An absent property and an undefined one mean the same: not given.
    const found = part === undefined ? undefined : foreignPart(part, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Whether JSON keeps all that an object is. A Map is `{}` to it, and an instance of a class comes back as another object. A plain object of
 * another realm has a prototype that is not this realm's, and above which there is none either.
 */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/**
 * A JSON document. Every read parses anew: assign the property to save a change. Where a column is optional, `null` is SQL's NULL; where it
 * is not, JSON's null.
 */
export const Json: CellType<JsonValue> = {
  kind: "json",
  read(cell, entity, index) {
    if (typeof cell === "string") {
      try {
        return JSON.parse(cell) as JsonValue; // JSON.parse gives nothing else
      } catch {
        // Told below, without the text.
      }
    }
    return refuse(cell, entity, index, "JSON text");
  },
  write(value, column) {
    const foreign = foreignPart(value, 0);
    if (foreign === undefined) return JSON.stringify(value);
    throw new ValueError(column.model.name, column.name, `a JSON value, and this one holds ${foreign}`);
  },
  // PostgreSQL prints the documents of a list with blanks, and keeps no document's order of keys.
  same: (before, after) => isSameDocument(String(before), String(after)),
};

/** Documents of a type of the user's own. */
export function json<T>(): CellType<T> {
  return Json as CellType<unknown> as CellType<T>; // the schema says what stands in the column, and nothing looks
}

/** An element's cell as JSON: bytes as PostgreSQL prints them. */
function toElement(cell: CellValue): string | number | null {
  return cell instanceof Uint8Array
    ? `\\x${Buffer.from(cell.buffer, cell.byteOffset, cell.byteLength).toString("hex")}`
    : cell;
}

/** A list of one scalar: the JSON text of its elements' cells. Every read gives a new array. */
export function list<T>(element: CellType<T>): CellType<readonly T[]> {
  const fromElement = (part: unknown): CellValue =>
    element.kind === "bytes" && typeof part === "string"
      ? new Uint8Array(Buffer.from(part.slice(2), "hex"))
      : (part as CellValue);
  return {
    kind: "list",
    element: element.kind,
    elementType: element,
    ...(element.enumType === undefined ? {} : { enumType: element.enumType }),
    ...(element.enumSchema === undefined ? {} : { enumSchema: element.enumSchema }),
    ...(element.native === undefined ? {} : { native: element.native }),
    ...(element.same === undefined ? {} : { same: (before, after) => sameElements(element, before, after) }),
    read(cell, entity, index) {
      if (typeof cell !== "string") return refuse(cell, entity, index, "a list as JSON text");
      const parts = parseArray(cell) ?? refuse(null, entity, index, "a list as JSON text");
      return parts.map((part) => element.read(fromElement(part), entity, index));
    },
    write(value: readonly T[], column: ValuePlace) {
      if (!Array.isArray(value)) throw new ValueError(column.model.name, column.name, "an array", kindOf(value));
      return JSON.stringify(value.map((part: T) => toElement(element.write(part, column))));
    },
  };
}

/** As `list`, of a column that may be NULL. */
export function optionalList<T>(element: CellType<T>): CellType<readonly T[]> {
  return { ...list(element), isOptional: true };
}

function sameElements({ same }: Pick<CellType<unknown>, "same">, before: CellValue, after: CellValue): boolean {
  const [old, now] = [parseArray(String(before)), parseArray(String(after))];
  if (old?.length !== now?.length) return false;
  // An element's cell is a text or a number, or the digits of bytes, which are equal where they hold the same.
  return old?.every((part, at) => part === now?.[at] || same?.(part as CellValue, now?.[at] as CellValue)) === true;
}

function parseArray(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
