/** How an entity shows itself to generic code: as JSON and in `console.log`. Never loads anything. */
import { type Cell, isMoment } from "../io/request.ts";
import type { ColumnMeta, EmbeddedMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { embeddedSlot, isAbsent } from "./embedded.ts";
import type { Entity, Link } from "./entity.ts";
import { shownPlaces } from "./shown-places.ts";

/** How values are shown: as JSON, or as what they are. */
interface Form {
  cell(cell: Cell, column: ColumnMeta, entity: Entity): unknown;
  /** An embedded value that was made for this alone. */
  value(value: unknown): unknown;
  /** What stands for an entity below another, which `show` gives. */
  place(entity: Entity, inside: Inside, show: () => Record<string, unknown>): unknown;
}

const jsonForm: Form = { cell: jsonValue, value: toJsonValue, place: placedJson };
const objectForm: Form = {
  cell: (cell, column, holder) => (cell === null ? null : column.type.read(cell, holder, column.index)),
  value: (value) => value,
  place: (_entity, _inside, show) => show(),
};

/** What stands behind an entity's row, as far as it is shown. */
export interface Inside {
  /** Whether it has a row: a column without a cell is then one that was not loaded. */
  isStored(entity: Entity): boolean;
  link(entity: Entity, index: number): Link;
  /** A mutable value that was handed out: it may have changed since the cell was written. */
  document(entity: Entity, index: number): unknown;
  /** Whether the user's class overrides `toJSON`. */
  hasOwnJson(entity: Entity): boolean;
}

/**
 * Loaded columns and relations; an entity that is already on the path is left out, and so is a `@secret` column. Where very much is linked
 * with each other, each entity has its relations in one place (see `shown-places.ts`). Called for an entity inside of another's JSON, by a `toJSON` of the user's own, it
 * gives that entity as its place has it.
 */
export function toPlainJson(entity: Entity, inside: Inside): Record<string, unknown> {
  const { placed } = current;
  if (placed?.entity !== entity) return plain(entity, inside, jsonForm);
  current.placed = null;
  return placed.show();
}

/** As `toPlainJson`, with JavaScript values: Date, bigint, Uint8Array. */
export function toPlainObject(entity: Entity, inside: Inside): Record<string, unknown> {
  return plain(entity, inside, objectForm);
}

/** An entity whose own `toJSON` is being called for its place in another's JSON, until it asks for what stands there. */
const current: { placed: { readonly entity: Entity; show(): Record<string, unknown> } | null } = { placed: null };

function plain(root: Entity, inside: Inside, form: Form): Record<string, unknown> {
  const isShownAt = shownPlaces(root, (entity) => shownLinks(entity, inside));
  const path = new Set<Entity>();
  const show = (entity: Entity): Record<string, unknown> => {
    const result = plainColumns(entity, inside, form);
    path.add(entity);
    for (const relation of entity[modelKey].relations) {
      const link = shown(entity, relation, inside);
      if (link === undefined) continue;
      const at = (target: Entity): unknown =>
        form.place(target, inside, () =>
          isShownAt(entity, relation.index, target) ? show(target) : plainColumns(target, inside, form),
        );
      if (link === null) result[relation.name] = null;
      else if (Array.isArray(link)) {
        const items = Array.from<Entity>(link).filter((item) => !path.has(item));
        if (items.length > 0 || link.length === 0) result[relation.name] = items.map(at);
      } else if (!path.has(link)) result[relation.name] = at(link);
    }
    path.delete(entity);
    return result;
  };
  return show(root);
}

function plainColumns(entity: Entity, inside: Inside, form: Form): Record<string, unknown> {
  const result: Record<string, unknown> = {};
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
  return result;
}

function* shownLinks(entity: Entity, inside: Inside): Generator<readonly [relation: number, target: Entity]> {
  for (const relation of entity[modelKey].relations) {
    const link = shown(entity, relation, inside);
    if (Array.isArray(link)) for (const target of Array.from<Entity>(link)) yield [relation.index, target];
    else if (link) yield [relation.index, link];
  }
}

/** An entity inside of another's JSON, by its own `toJSON` where its class has one. */
function placedJson(entity: Entity, inside: Inside, show: () => Record<string, unknown>): unknown {
  if (!inside.hasOwnJson(entity)) return show();
  const before = current.placed;
  current.placed = { entity, show };
  try {
    return entity.toJSON();
  } finally {
    current.placed = before;
  }
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
export function toJsonValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toJsonValue);
  if ("toJSON" in value && typeof value.toJSON === "function")
    return toJsonValue((value as { toJSON(): unknown }).toJSON());
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, toJsonValue(part)]));
}

/** A cell in JSON. */
export function jsonValue(cell: Cell, column: ColumnMeta, entity: Entity): unknown {
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
    // A query may have read a part of its columns: there is no value of that.
    const value = meta.secret ? new Word("<secret>") : shownEmbedded(meta, entity, inside);
    if (isThere && value !== undefined) body[meta.name] = value;
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
