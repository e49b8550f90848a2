/**
 * The parts of a document, in JSON's own forms: what a column keeps as a cell of SQL is a real boolean here, an object, the hexadecimal
 * digits of bytes. Emitted codecs of value types go through these, field by field.
 */
import { CellFormatError, kindOf, UnknownKeyError, ValueError } from "../errors.ts";
import type { Cell, CellValue } from "../io/request.ts";
import type { CellType, ValuePlace } from "../meta/model.ts";
import { Place } from "./place.ts";

/** An object of a stored document: whatever its keys hold. */
export type StoredObject = Readonly<Record<string, unknown>>;

/** Takes a part of a stored document for an object. @throws CellFormatError where it is none */
export function storedObject(part: unknown, place: ValuePlace): StoredObject {
  if (isObject(part)) return part;
  throw new CellFormatError(place.model.name, place.name, "an object", wayOut);
}

/** Nesting beyond this is taken for a cycle, as in `Json`. */
const maxDepth = 1000;

/** Checks what a program gives for a value. @throws ValueError where it is no object, UnknownKeyError for a key that the type lacks */
export function givenObject(value: unknown, place: ValuePlace, fields: readonly string[]): void {
  if (place instanceof Place && place.input !== null) return place.input.checkObject(value, place, fields);
  if (!isObject(value) || value instanceof Date || value instanceof Uint8Array)
    throw new ValueError(
      place.model.name,
      place.name,
      `an object with ${fields.map(quoted).join(", ")}`,
      kindOf(value),
    );
  if (Place.depthOf(place) > maxDepth)
    throw new ValueError(place.model.name, Place.columnOf(place).name, "a value, and this one holds itself");
  for (const key of Object.keys(value))
    if (!fields.includes(key)) throw new UnknownKeyError(`${place.model.name}.${place.name}`, key, fields, "field");
}

/** A copy that inherits nothing, for types with a field that every object inherits under its name: only its own counts. */
export function ownParts<T extends object>(value: T): T {
  return Object.assign(Object.create(null) as T, value);
}

/** Reads one part. @throws CellFormatError where it has another form */
export function readPart<T>(type: CellType<T>, part: unknown, at: Place): T {
  if (part === undefined) throw new CellFormatError(at.model.name, at.name, "of its type", absent);
  return type.read(cellOf(type, part), at, 0);
}

/** Writes one part. @throws ValueError for a value that the type does not take */
export function writePart<T>(type: CellType<T>, value: T, at: Place): unknown {
  const cell = at.input === null ? type.write(value, at) : at.input.cellOf(type, value, at);
  switch ((type.stored ?? type).kind) {
    case "bool":
      return cell === 1;
    case "json":
      return cell === null ? null : JSON.parse(cell as string); // such a type writes JSON text
    default:
      return cell instanceof Uint8Array ? hexadecimal(cell) : cell;
  }
}

/** Reads a list, each element by `read`. @throws CellFormatError where it is no list */
export function readEach<T>(part: unknown, at: Place, read: (element: unknown, at: Place) => T): T[] {
  if (!Array.isArray(part)) throw new CellFormatError(at.model.name, at.name, "a list", wayOut);
  const within = new Place(at);
  return part.map((element, index) => read(element, within.of(index)));
}

/** Writes a list, each element by `write`. @throws ValueError where it is no array */
export function writeEach<T>(value: readonly T[], at: Place, write: (element: T, at: Place) => unknown): unknown[] {
  const { input } = at;
  if (input !== null) input.checkList(value, at);
  else if (!Array.isArray(value)) throw new ValueError(at.model.name, at.name, "an array", kindOf(value));
  const within = new Place(at);
  if (input !== null)
    return Array.from(value, (element: T, index) => input.attempt(() => write(element, within.of(index))));
  return Array.from(value, (element: T, index) => write(element, within.of(index))); // `from` passes holes on, as undefined
}

/** As `readEach`, for elements of one cell type. */
export function readParts<T>(type: CellType<T>, part: unknown, at: Place): T[] {
  return readEach(part, at, (element, within) => readPart(type, element, within));
}

/** As `writeEach`, for elements of one cell type. */
export function writeParts<T>(type: CellType<T>, value: readonly T[], at: Place): unknown[] {
  return writeEach(value, at, (element, within) => writePart(type, element, within));
}

const absent =
  "the stored document lacks the field; make it optional with `?`, give it a default, or convert the documents";
const wayOut = "convert the stored documents, or change the type's fields to what they hold";

/** The cell that a part would be in a column; a part of another form becomes what the type refuses. */
function cellOf({ kind, stored }: CellType<unknown>, part: unknown): Cell {
  switch (stored?.kind ?? kind) {
    case "bool":
      return typeof part === "boolean" ? Number(part) : "";
    case "json":
      return JSON.stringify(part);
    case "bytes":
      return typeof part === "string" && /^\\x(?:[0-9a-f]{2})*$/.test(part)
        ? new Uint8Array(Buffer.from(part.slice(2), "hex"))
        : "";
    default:
      return cellFor(part);
  }
}

/** What JSON has and cells have not, as something that no scalar reads. */
function cellFor(part: unknown): CellValue {
  return typeof part === "string" || typeof part === "number" || part === null ? part : new Uint8Array();
}

function hexadecimal(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(name: string): string {
  return `"${name}"`;
}
