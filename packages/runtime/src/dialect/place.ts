/**
 * Where a part of a document stands, for errors alone: `home.geo.lat`. One is made for each object that is read or written and moves
 * along its fields, so that a field costs no allocation and the path is put together only when something is wrong.
 */
import type { CellValue, Row } from "../io/request.ts";
import type { CellType, EntityLike, Model, ValuePlace } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";

const noCells: Row = [];

/** Who takes values from outside, and notes what is wrong with them in the place of throwing it. */
export interface InputReader {
  /** The cell of a value of any form that it may come in; null for one that the type does not take. */
  cellOf(type: CellType<unknown>, value: unknown, place: Place): CellValue;
  /** Checks an object's keys. @throws what `attempt` takes, where it is no object */
  checkObject(value: unknown, place: Place, fields: readonly string[]): void;
  /** Checks a list. @throws what `attempt` takes, where it is none */
  checkList(value: unknown, place: Place): void;
  /** Runs what may stop at a value that nothing further can be said of; null where it does. */
  attempt<T>(work: () => T): T | null;
}

/** An entity to those that read a cell, a column to those that write one: both take it for their errors. */
export class Place implements EntityLike, ValuePlace {
  readonly #outer: ValuePlace;
  readonly #depth: number;
  /** Null where what is wrong is thrown. */
  readonly input: InputReader | null;
  #part: string | number | null = null;

  /** @param outer the place of the object whose fields are read or written */
  constructor(outer: ValuePlace, input: InputReader | null = outer instanceof Place ? outer.input : null) {
    this.#outer = outer;
    this.input = input;
    this.#depth = outer instanceof Place ? outer.#depth + 1 : 0;
  }

  /** How many objects and lists stand around a place. */
  static depthOf(place: ValuePlace): number {
    return place instanceof Place ? place.#depth : 0;
  }

  /** The keys that lead to a place, from its column on. */
  static pathOf(place: ValuePlace): (string | number)[] {
    if (!(place instanceof Place)) return [place.name];
    const outer = Place.pathOf(place.#outer);
    return place.#part === null ? outer : [...outer, place.#part];
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
