/** What the emitted accessors of deferred columns call in an async client. */
import { NotAssignedError } from "../errors.ts";
import type { ColumnMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { document } from "./documents.ts";
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

function lazy<T>(entity: Entity, column: ColumnMeta, value: Read): Lazy<T> {
  // Either is right to await, which is all that the type allows.
  if (entity[row][column.index] !== undefined) return value(entity, column) as Lazy<T>; // as the line above says
  return new LazyColumn<T>(entity, column, value);
}

class LazyColumn<T> implements Lazy<T> {
  readonly #entity: Entity;
  readonly #column: ColumnMeta;
  readonly #value: Read;

  constructor(entity: Entity, column: ColumnMeta, value: Read) {
    this.#entity = entity;
    this.#column = column;
    this.#value = value;
  }

  get isLoaded(): boolean {
    return this.#entity[row][this.#column.index] !== undefined;
  }

  then<A = T, B = never>(
    resolve?: ((value: T) => A | PromiseLike<A>) | null,
    reject?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#load().then(resolve, reject);
  }

  async #load(): Promise<T> {
    const [entity, column] = [this.#entity, this.#column];
    if (!this.isLoaded) {
      const origin = originOf(entity);
      const { context, status } = origin;
      if (status === "persistent" && context !== null) await context.loadColumnInTick(entity, column);
      else if (missingCell(entity, origin, column.index) === undefined)
        throw new NotAssignedError(entity[modelKey].name, column.name);
    }
    return this.#value(entity, column) as T; // of the type that the accessor names
  }
}
