/**
 * Where a part of a document stands, for errors alone: `home.geo.lat`. One is made for each object that is read or written and moves
 * along its fields, so that a field costs no allocation and the path is put together only when something is wrong.
 */
import type { Row } from "../io/request.ts";
import type { EntityLike, Model, ValuePlace } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";

const noCells: Row = [];

/** An entity to those that read a cell, a column to those that write one: both take it for their errors. */
export class Place implements EntityLike, ValuePlace {
  readonly #outer: ValuePlace;
  readonly #depth: number;
  #part: string | number | null = null;

  /** @param outer the place of the object whose fields are read or written */
  constructor(outer: ValuePlace) {
    this.#outer = outer;
    this.#depth = outer instanceof Place ? outer.#depth + 1 : 0;
  }

  /** How many objects and lists stand around a place. */
  static depthOf(place: ValuePlace): number {
    return place instanceof Place ? place.#depth : 0;
  }

  /** The column that a place is in. */
  static columnOf(place: ValuePlace): ValuePlace {
    let column = place;
    while (column instanceof Place) column = column.#outer;
    return column;
  }

  /** Moves to a field, or to an element of a list. Gives this very place. */
  of(part: string | number): this {
    this.#part = part;
    return this;
  }

  get name(): string {
    const { name } = this.#outer;
    if (this.#part === null) return name;
    return typeof this.#part === "number" ? `${name}[${this.#part}]` : `${name}.${this.#part}`;
  }

  get model(): ValuePlace["model"] {
    return this.#outer.model;
  }

  get [modelKey](): Model {
    return { name: this.model.name, columns: [{ name: this.name }] } as unknown as Model; // all that the error of a read asks for
  }

  get [row](): Row {
    return noCells;
  }
}

/** The place of a column whose cell is read. */
export function placeOf(entity: EntityLike, index: number): ValuePlace {
  return {
    get name() {
      return entity[modelKey].columns[index]?.name ?? `column ${index}`;
    },
    get model() {
      return entity[modelKey];
    },
  };
}
