/**
 * What every generated class extends: a typed view over its row. The emitted accessors read the cells; the first set copies them, and the
 * row that was read stays as the snapshot that a flush compares with and a rollback goes back to.
 *
 * The row is the one own enumerable property. The rest is in private fields: generic code (deep-equal, spread, JSON, inspection) meets the
 * data and never the session behind it. (Non-enumerable properties cost 0.15 µs an entity, private fields nothing that can be measured.)
 */
import { ArgumentError, kindOf } from "../errors.ts";
import type { Cell, Row } from "../io/request.ts";
import { memberNames } from "../meta/member-names.ts";
import type { Model, RelationMeta } from "../meta/model.ts";
import { missing, model as modelKey, row } from "../meta/symbols.ts";
import type { EntityCollection } from "./collection.ts";
import { missingCell } from "./missing-cell.ts";
import { checkNoView } from "./read-only.ts";
import { inspectEntity, type Inside, toPlainJson } from "./show.ts";
import { type Origin, transient } from "./origin.ts";

/** What stands in a relation's place: undefined while nothing is known, an entity or null for a to-one, a collection for a to-many. */
export type Link = Entity | EntityCollection<Entity> | null | undefined;

/** The parts of an entity that only the runtime touches. */
export let originOf: (entity: Entity) => Origin;
export let setOrigin: (entity: Entity, origin: Origin) => void;
/** The row as the database last gave or took it, while the entity has changes; else null. */
export let baseOf: (entity: Entity) => Row | null;
export let setBase: (entity: Entity, base: Row | null) => void;
export let linkOf: (entity: Entity, index: number) => Link;
export let setLink: (entity: Entity, index: number, link: Link) => void;
/** Decoded mutable values that were handed out, by row index; behind those of the columns the embedded values. */
export let documentsOf: (entity: Entity) => unknown[] | null;
export let setDocuments: (entity: Entity, documents: unknown[] | null) => void;
/**
 * Takes note that a program, and not a default, gave a new entity a value: of the column with this row index, or behind the columns of the
 * relation. `merge` copies no more than that.
 */
export let markGiven: (entity: Entity, place: number) => void;
export let isGiven: (entity: Entity, place: number) => boolean;
/** Sets a cell of an entity that no session knows, and marks it as given; false for any other, of which there is more to keep. */
export let writeTransient: (entity: Entity, index: number, cell: Cell) => boolean;
/** The place of a relation among what is given. */
export function relationPlace(entity: Entity, { index }: RelationMeta): number {
  return entity[modelKey].columns.length + index;
}
/** Whether a value is an entity, and not a copy that generic code made of one: that has its class and row, and nothing behind them. */
export let isEntity: (value: unknown) => value is Entity;
/** What showing an entity sees of it, or of a copy. */
export let inside: Inside;

/**
 * The row of a new entity.
 *
 * @throws ArgumentError where a constructor is given what holds no values, or is not a model's own; ReadOnlyError for a view
 */
export function blankFor(model: Model | undefined, values: unknown): Row {
  if (model === undefined) {
    throw new ArgumentError(
      "this is no model's own class, but one that such a class extends: make entities by the class that is called as the model",
    );
  }
  checkNoView(model, `new ${model.name}(…)`);
  if (typeof values === "object" && values !== null && !isEntity(values) && !Array.isArray(values))
    return model.blank.slice();
  const found = isEntity(values) ? `an entity of "${values[modelKey].name}"` : kindOf(values);
  throw new ArgumentError(
    `new ${model.name}(…) takes an object with values for ${memberNames(model)
      .map((name) => `"${name}"`)
      .join(", ")}, and was given ${found}`,
  );
}

export class Entity<R extends Row = Row> {
  /** The cells, in the model's column order. */
  [row]: R;
  declare readonly [modelKey]: Model;

  #origin: Origin;
  #base: Row | null = null;
  #links: Link[] | null = null;
  #documents: unknown[] | null = null;
  /** A bit for each place, 31 to a number: more than one number for models that are wider. */
  #given: number | number[] = 0;

  /** Called by generated classes: with what the user gave, or with cells and their origin. */
  constructor(cells: unknown, origin: Origin | undefined) {
    // a generated class passes cells of its own layout wherever it passes an origin
    this[row] = (origin === undefined ? blankFor(this[modelKey], cells) : cells) as R;
    this.#origin = origin ?? transient;
  }

  static {
    originOf = (entity) => entity.#origin;
    setOrigin = (entity, origin) => {
      entity.#origin = origin;
    };
    baseOf = (entity) => entity.#base;
    setBase = (entity, base) => {
      entity.#base = base;
    };
    linkOf = (entity, index) => (entity.#links === null ? undefined : entity.#links[index]);
    setLink = (entity, index, link) => {
      (entity.#links ??= new Array<Link>(entity[modelKey].relations.length).fill(undefined))[index] = link;
    };
    documentsOf = (entity) => entity.#documents;
    setDocuments = (entity, documents) => {
      entity.#documents = documents;
    };
    markGiven = (entity, place) => {
      const given = entity.#given;
      if (place < 31 && typeof given === "number") entity.#given = given | (1 << place);
      else entity.#given = withBit(typeof given === "number" ? [given] : given, place);
    };
    writeTransient = (entity, index, cell) => {
      if (entity.#origin !== transient || entity.#documents !== null) return false;
      entity[row][index] = cell;
      const given = entity.#given;
      if (index < 31 && typeof given === "number") entity.#given = given | (1 << index);
      else markGiven(entity, index);
      return true;
    };
    isGiven = (entity, place) => {
      const given = entity.#given;
      const word = typeof given === "number" ? (place < 31 ? given : 0) : (given[Math.floor(place / 31)] ?? 0);
      return (word & (1 << (place % 31))) !== 0;
    };
    isEntity = (value): value is Entity => typeof value === "object" && value !== null && #origin in value;
    inside = {
      isStored: (entity) => #origin in entity && entity.#origin.status === "persistent",
      link: (entity, index) => (#links in entity ? entity.#links?.[index] : undefined),
      document: (entity, index) => (#documents in entity ? entity.#documents?.[index] : undefined),
      hasOwnJson: (entity) => entity.toJSON !== Entity.prototype.toJSON,
    };
  }

  /** Where a read ends that found no cell. */
  [missing](index: number): Cell {
    return missingCell(this, this.#origin, index);
  }

  /**
   * Loaded columns and relations as JSON values; leaves out `@secret` columns and relations back to an entity on the path. Loads nothing.
   *
   * An entity that several paths lead to is given on each of them. Only where those come by more than 1,000 links, and by more than ten
   * times those that are loaded, has every entity its relations once, in the place nearest to this one, and its columns alone elsewhere:
   * what is given stays linear in what is loaded. For an entity below this one its own `toJSON` is called, where a class of yours has one.
   */
  toJSON(): Record<string, unknown> {
    return toPlainJson(this, inside);
  }

  /** What `console.log` shows: columns, loaded relations, and which are not loaded. */
  [Symbol.for("nodejs.util.inspect.custom")](
    depth: number,
    options: object,
    inspect: (value: unknown, options: object) => string,
  ): string {
    return inspectEntity(this, inside, depth, options, inspect);
  }
}

/** Sets a bit of a list of numbers. */
function withBit(words: number[], place: number): number[] {
  const at = Math.floor(place / 31);
  while (words.length <= at) words.push(0);
  words[at] = (words[at] as number) | (1 << (place % 31)); // within its length
  return words;
}
