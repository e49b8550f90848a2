/** How an entity shows itself to generic code: as JSON and in `console.log`. Never loads anything. */
import { type Cell, isMoment } from "../io/request.ts";
import type { ColumnMeta, EmbeddedMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { embeddedSlot, isAbsent } from "./embedded.ts";
import type { Entity, Link } from "./entity.ts";

/** How values are shown: as JSON, or as what they are. */
interface Form {
  cell(cell: Cell, column: ColumnMeta, entity: Entity): unknown;
  /** An embedded value that was made for this alone. */
  value(value: unknown): unknown;
}

const jsonForm: Form = { cell: jsonValue, value: toJsonValue };
const objectForm: Form = {
  cell: (cell, column, holder) => (cell === null ? null : column.type.read(cell, holder, column.index)),
  value: (value) => value,
};

/** What stands behind an entity's row, as far as it is shown. */
export interface Inside {
  /** Whether it has a row: a column without a cell is then one that was not loaded. */
  isStored(entity: Entity): boolean;
  link(entity: Entity, index: number): Link;
  /** A mutable value that was handed out: it may have changed since the cell was written. */
  document(entity: Entity, index: number): unknown;
}

/** Loaded columns and relations; an entity that is already on the path is left out, and so is a `@secret` column. */
export function toPlainJson(entity: Entity, inside: Inside, path: readonly Entity[] = []): Record<string, unknown> {
  return plain(entity, inside, path, jsonForm);
}

/** As `toPlainJson`, with JavaScript values: Date, bigint, Uint8Array. */
export function toPlainObject(entity: Entity, inside: Inside, path: readonly Entity[] = []): Record<string, unknown> {
  return plain(entity, inside, path, objectForm);
}

function plain(entity: Entity, inside: Inside, path: readonly Entity[], form: Form): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const inner = [...path, entity];
  for (const [index, column] of entity[modelKey].columns.entries()) {
    if (column.hidden || column.secret) continue;
    const document = inside.document(entity, index);
    const cell = document === undefined ? entity[row][index] : column.type.write(document, column);
    if (cell !== undefined) result[column.name] = form.cell(cell, column, entity);
  }
  for (const meta of entity[modelKey].embeddeds) {
    const value = meta.secret ? undefined : readEmbedded(entity, meta, inside);
    if (value !== undefined) result[meta.name] = form.value(value);
  }
  for (const relation of entity[modelKey].relations) {
    const link = shown(entity, relation, inside);
    if (link === undefined) continue;
    if (link === null) result[relation.name] = null;
    else if (Array.isArray(link)) {
      const items = Array.from<Entity>(link).filter((item) => !inner.includes(item));
      if (items.length > 0 || link.length === 0)
        result[relation.name] = items.map((item) => plain(item, inside, inner, form));
    } else if (!inner.includes(link)) result[relation.name] = plain(link, inside, inner, form);
  }
  return result;
}

/** A new copy of an embedded value, with what was changed inside it; undefined while it has no columns' values. */
function readEmbedded(entity: Entity, meta: EmbeddedMeta, inside: Inside): unknown {
  const cells = entity[row].slice();
  const document = inside.document(entity, embeddedSlot(meta));
  // what was given out by this very value
  const written = document === undefined ? [] : meta.write(document as never, meta);
  for (const [at, cell] of written.entries()) cells[meta.columns[at] ?? -1] = cell;
  if (meta.columns.some((index) => cells[index] === undefined)) return undefined;
  return isAbsent(meta, cells) ? null : meta.read(cells, entity);
}

/** A value with only what JSON has. What a codec made shows itself by its `toJSON`, or else by its properties, as to `JSON.stringify`. */
function toJsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toJsonValue);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return toJsonValue((value as { toJSON(): unknown }).toJSON());
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJsonValue(part)]));
}

function jsonValue(cell: Cell, column: ColumnMeta, entity: Entity): unknown {
  if (cell === null) return null;
  const type = column.type.stored ?? column.type;
  const { kind } = type;
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("base64");
  // These cells are already the text that JSON wants: exact digits, ISO times, and lists whose elements are so.
  if (kind === "bigint" || kind === "decimal" || isMoment(kind)) return cell;
  if (kind === "list" && column.type.element !== "enum") return JSON.parse(cell as string); // a list's cell is JSON text
  const value = type.read(cell, entity, column.index);
  return kind === "json" ? toJsonValue(value) : value;
}

/** The link of a relation that may be shown; undefined while it is not loaded. */
function shown(entity: Entity, relation: RelationMeta, inside: Inside): Link {
  if (relation.hidden) return undefined;
  const link = inside.link(entity, relation.index);
  if (!Array.isArray(link)) return link;
  return (link.constructor as unknown as { isLoaded(link: Link): boolean }).isLoaded(link) ? link : undefined; // EntityCollection, seen without importing it
}

/** Stands for a value in the shape that `inspect` prints: without quotes. */
class Word {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.#text;
  }
}

/** `User { id: 1, username: 'ann', posts: <not loaded> }`. An entity on the path is shown by its key alone. */
export function inspectEntity(
  entity: Entity,
  inside: Inside,
  depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
): string {
  const { name, columns, embeddeds, relations } = entity[modelKey];
  const body: Record<string, unknown> = {};
  for (const [index, column] of columns.entries()) {
    const cell = entity[row][index];
    if (column.hidden || (cell === undefined && !inside.isStored(entity))) continue;
    body[column.name] =
      cell === undefined
        ? new Word("<not loaded>")
        : column.secret
          ? new Word("<secret>")
          : shownValue(cell, column, entity, inside);
  }
  for (const meta of embeddeds) {
    const isThere = meta.columns.some((index) => entity[row][index] !== undefined);
    if (isThere) body[meta.name] = meta.secret ? new Word("<secret>") : shownEmbedded(meta, entity, inside);
    else if (inside.isStored(entity)) body[meta.name] = new Word("<not loaded>");
  }
  for (const relation of relations) {
    if (relation.hidden) continue;
    const link = shown(entity, relation, inside);
    if (link === undefined) body[relation.name] = new Word("<not loaded>");
    else if (link === null) body[relation.name] = null;
    else if (Array.isArray(link))
      body[relation.name] = Array.from<Entity>(link).map((item) => brief(item[modelKey], item));
    else body[relation.name] = brief(link[modelKey], link);
  }
  return depth < 0 ? brief(entity[modelKey], entity).toString() : `${name} ${inspect(body, options)}`;
}

/** A cell of another format than the schema says is shown as it is: printing an entity never fails. */
function shownValue(cell: Cell, column: ColumnMeta, entity: Entity, inside: Inside): unknown {
  if (cell === null) return null;
  try {
    return inside.document(entity, column.index) ?? column.type.read(cell, entity, column.index);
  } catch {
    return new Word(`<unreadable: ${JSON.stringify(cell)}>`);
  }
}

/** One that cannot be read is shown by the cells of its columns. */
function shownEmbedded(meta: EmbeddedMeta, entity: Entity, inside: Inside): unknown {
  try {
    return inside.document(entity, embeddedSlot(meta)) ?? readEmbedded(entity, meta, inside);
  } catch {
    return new Word(`<unreadable: ${JSON.stringify(meta.columns.map((index) => entity[row][index]))}>`);
  }
}

/** `Post(3)`: enough to know which one, unless its key is a secret; `Total` for a view's row that nothing tells apart. */
function brief(model: Model, entity: Entity): Word {
  if (model.primaryKey.length === 0) return new Word(model.name);
  const key = model.primaryKey.map((index) => {
    const cell = entity[row][index] ?? "new";
    return cell !== "new" && model.columns[index]?.secret === true ? "<secret>" : cell;
  });
  return new Word(`${model.name}(${key.join(", ")})`);
}
