/**
 * Values from outside, such as the JSON of a request: what a program may trust of them is made anew, part by part.
 *
 * A value comes as JavaScript has it or in the form that `toJSON` gives: the ISO text of a moment, the digits of a BigInt or a Decimal, bytes as
 * base64, a custom scalar in the form of the one that it stands on. Each goes through its type's codec, which checks it, and back, so that what
 * is given on is what a column would give: documents are copies that inherit nothing and hold no accessor.
 *
 * What is wrong is noted with its path, and reading goes on with what stands beside it. Of an object that is none nothing further can be said:
 * the value that it is a part of is left there, up to an element of a list.
 */
import { type InputIssue, InternalError, JoineryError, kindOf, ValueError } from "../errors.ts";
import { type CellValue, isMoment } from "../io/request.ts";
import type { CellType } from "../meta/model.ts";
import { isPlain } from "./json.ts";
import { type InputReader, Place } from "./place.ts";
import { isDate } from "./temporal.ts";

/** Nesting beyond this is taken for a cycle, as in `Json`. */
const maxDepth = 1000;

/** Of one list, or of keys that nobody knows: who sends a million mistakes is not sent a million sentences. */
const mostIssues = 100;

/** Thrown where nothing further can be said of a value. What is wrong is noted. */
const stop = new InternalError("input was read outside of an attempt");

export class Input implements InputReader {
  readonly issues: InputIssue[] = [];
  readonly #refusesUnknown: boolean;

  /** @param refusesUnknown whether a key that nobody knows is a problem; else it is left out */
  constructor(refusesUnknown: boolean) {
    this.#refusesUnknown = refusesUnknown;
  }

  /** The value that a column of the type would give; undefined where something is wrong with it. */
  valueOf(type: CellType<unknown>, value: unknown, place: Place): unknown {
    const before = this.issues.length;
    const cell = this.cellOf(type, value, place);
    return this.issues.length > before ? undefined : type.read(cell, place, 0);
  }

  cellOf(type: CellType<unknown>, value: unknown, place: Place): CellValue {
    if (value === undefined) return this.note(place, "is required");
    // JSON's null is a document, too.
    if (value === null && !isDocument(type)) return this.note(place, "must not be null");
    return this.attempt(() => {
      try {
        return this.#write(type, value, place);
      } catch (error) {
        if (!(error instanceof JoineryError) || error === stop) throw error;
        this.issues.push({ message: error.message, path: Place.pathOf(place) });
        return null;
      }
    });
  }

  checkObject(value: unknown, place: Place, fields: readonly string[]): void {
    if (value === undefined) this.#stop(place, "is required");
    if (typeof value !== "object" || value === null || !isPlain(value))
      this.#stop(place, `takes an object with ${quoted(fields)}, and was given ${kindOf(value)}`);
    if (Place.depthOf(place) > maxDepth) this.#stop(place, "takes a value, and this one holds itself");
    if (!this.#refusesUnknown) return;
    const within = new Place(place);
    for (const key of Object.keys(value)) if (!fields.includes(key)) this.noteUnknown(within.of(key), key, fields);
  }

  checkList(value: unknown, place: Place): void {
    if (value === undefined) this.#stop(place, "is required");
    if (!Array.isArray(value)) this.#stop(place, `takes an array, and was given ${kindOf(value)}`);
  }

  attempt<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (error === stop) return null;
      throw error;
    }
  }

  /** @param what is wrong, said of the place */
  note(place: Place, what: string): null {
    this.issues.push({ message: `"${place.model.name}.${place.name}" ${what}`, path: Place.pathOf(place) });
    return null;
  }

  noteUnknown(place: Place, key: string, known: readonly string[]): void {
    if (this.issues.length >= mostIssues) return;
    this.note(place, `is not known: there is no "${key}" among ${quoted(known)}`);
  }

  #stop(place: Place, what: string): never {
    this.note(place, what);
    throw stop;
  }

  #write(type: CellType<unknown>, value: unknown, place: Place): CellValue {
    const { stored, elementType } = type;
    if (stored !== undefined) return this.#writeScalar(type, stored, value, place);
    if (elementType === undefined) return type.write(fromJson(type, value, place), place);
    this.checkList(value, place);
    const before = this.issues.length;
    const within = new Place(place);
    const elements: unknown[] = [];
    for (const [index, element] of (value as readonly unknown[]).entries()) {
      elements.push(this.valueOf(elementType, element, within.of(index))); // a list, as checked
      if (this.issues.length >= before + mostIssues) break;
    }
    return this.issues.length > before ? null : type.write(elements, place);
  }

  /** A custom scalar in its stored form is decoded; anything else is a value of its own. Both are encoded, which is what checks it. */
  #writeScalar(type: CellType<unknown>, stored: CellType<unknown>, value: unknown, place: Place): CellValue {
    if (typeof value === "object" && !isDocument(stored)) return type.write(value, place);
    const cell = stored.write(fromJson(stored, value, place), place);
    let decoded: unknown;
    try {
      decoded = type.read(cell, place, 0);
    } catch {
      decoded = value; // what encodes it says what is wrong
    }
    return type.write(decoded, place);
  }
}

const isDocument = ({ kind, stored }: CellType<unknown>): boolean => kind === "json" && stored === undefined;

const isoMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Those of 64 bits have 19; a text of more is not even looked at. */
const integer = /^-?\d{1,19}$/;

/** What a JSON form stands for; any other value as it is. @throws ValueError for a text that is none of the form */
function fromJson({ kind }: CellType<unknown>, value: unknown, place: Place): unknown {
  if (typeof value !== "string") return value;
  const refuse = (expected: string): never => {
    throw new ValueError(place.model.name, place.name, expected, "another string");
  };
  if (isMoment(kind)) {
    const isMomentText = isoMoment.test(value) && isDate(value.slice(0, 10));
    return isMomentText ? new Date(value) : refuse('a Date or its ISO text, as "2024-01-31T12:00:00.000Z"');
  }
  if (kind === "bigint") return integer.test(value) ? BigInt(value) : refuse("a bigint of 64 bits or its digits");
  if (kind === "bytes")
    return base64.test(value) ? new Uint8Array(Buffer.from(value, "base64")) : refuse("a Uint8Array or its base64");
  return value;
}

/** The own data properties of a plain object, under a key that nobody inherits; null for anything else. */
export function ownData(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !isPlain(value)) return null;
  const data = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property !== undefined && "value" in property && key !== "__proto__") data[key] = property.value;
  }
  return data;
}

/** A copy in which each object is `ownData` of the one given. What is no plain object, and no array, is itself. */
export function ownCopy(value: unknown, depth = 0): unknown {
  if (depth > 2 * maxDepth) return undefined; // a cycle, or as good as one: what takes it refuses half of that
  if (Array.isArray(value)) return value.map((element) => ownCopy(element, depth + 1));
  const data = ownData(value);
  if (data === null) return value;
  for (const key of Object.keys(data)) (data as Record<string, unknown>)[key] = ownCopy(data[key], depth + 1); // made here
  return data;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
