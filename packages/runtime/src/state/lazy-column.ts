/** What the emitted accessors of deferred columns call in an async client. */
import { NotAssignedError } from "../errors.ts";
import type { ColumnMeta, EmbeddedMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { document, embedded } from "./documents.ts";
import { type Entity, originOf } from "./entity.ts";
import type { Lazy } from "./links.ts";
import { missingCell } from "./missing-cell.ts";

type Read = (entity: Entity, column: ColumnMeta) => unknown;

const read: Read = (entity, column) => {
  const cell = entity[row][column.index];
  return cell === null ? null : column.type.read(cell, entity, column.index);
};

/** A deferred column: its value once it is loaded, else a `Lazy`. */
export function lazyColumn<T>(entity: Entity, column: ColumnMeta): Lazy<T> {
  return lazy(entity, column, read);
}

/** The same for a column whose values programs may change in place. */
export function lazyDocument<T>(entity: Entity, column: ColumnMeta): Lazy<T> {
  return lazy(entity, column, document);
}

/** The same for an embedded value, whose columns are loaded together. */
export function lazyEmbedded<T>(entity: Entity, meta: EmbeddedMeta): Lazy<T> {
  const { columns } = meta.model;
  const parts = meta.columns.map((index) => columns[index] as ColumnMeta); // its model's row indices
  return lazyCells(entity, parts, () => embedded(entity, meta));
}

function lazy<T>(entity: Entity, column: ColumnMeta, value: Read): Lazy<T> {
  return lazyCells(entity, [column], () => value(entity, column));
}

function lazyCells<T>(entity: Entity, columns: readonly ColumnMeta[], value: () => unknown): Lazy<T> {
  // Either is right to await, which is all that the type allows.
  if (columns.every(({ index }) => entity[row][index] !== undefined)) return value() as Lazy<T>; // as the line above says
  return new LazyColumns<T>(entity, columns, value);
}

class LazyColumns<T> implements Lazy<T> {
  readonly #entity: Entity;
  readonly #columns: readonly ColumnMeta[];
  readonly #value: () => unknown;

  constructor(entity: Entity, columns: readonly ColumnMeta[], value: () => unknown) {
    this.#entity = entity;
    this.#columns = columns;
    this.#value = value;
  }

  get isLoaded(): boolean {
    return this.#lacking().length === 0;
  }

  then<A = T, B = never>(
    resolve?: ((value: T) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#load().then(resolve, reject);
  }

  async #load(): Promise<T> {
    const lacking = this.#lacking();
    const entity = this.#entity;
    const origin = originOf(entity);
    const { context, status } = origin;
    if (status === "persistent" && context !== null)
      await Promise.all(lacking.map((column) => context.loadColumnInTick(entity, column)));
    else {
      for (const column of lacking)
        if (missingCell(entity, origin, column.index) === undefined)
          throw new NotAssignedError(entity[modelKey].name, column.name);
    }
    return this.#value() as T; // of the type that the accessor names
  }

  #lacking(): readonly ColumnMeta[] {
    return this.#columns.filter(({ index }) => this.#entity[row][index] === undefined);
  }
}
