/** The unique keys of tables, found once per model, and what rows hold in them. */
import type { Row } from "../io/request.ts";
import { holderOf, isJoined, rootOf } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";

/** A primary key, or a unique constraint. */
export interface UniqueKey {
  /** The same for all models whose rows share it. */
  readonly id: string;
  /** The model in whose table it stands: of models that share one, the root. */
  readonly table: Model;
  /** Row indices. */
  readonly columns: readonly number[];
}

interface UniqueKeys {
  readonly keys: readonly UniqueKey[];
  readonly columns: ReadonlySet<number>;
}

const known = new WeakMap<Model, UniqueKeys>();

/** The unique keys of the tables that an entity of the model has a row in. */
export function uniqueKeysOf(model: Model): UniqueKeys {
  let found = known.get(model);
  if (found === undefined) {
    const keys = [model.primaryKey, ...model.uniques].map((columns): UniqueKey => {
      const table = isJoined(model) ? holderOf(model, Math.max(...columns)) : rootOf(model);
      const names = columns.map((index) => `${holderOf(model, index).index}.${index}`);
      return { id: `${table.index}: ${names.join()}`, table, columns };
    });
    known.set(model, (found = { keys, columns: new Set(keys.flatMap(({ columns }) => columns)) }));
  }
  return found;
}

/** What a row holds in some columns; null where a part is NULL, which nothing equals, or has yet to be assigned. */
export function valueIn(cells: Row, columns: readonly number[]): string | number | null {
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) {
    const cell = cells[first] ?? null;
    return cell instanceof Uint8Array ? cell.join() : cell;
  }
  const parts = columns.map((index) => cells[index] ?? null);
  return parts.includes(null)
    ? null
    : JSON.stringify(parts.map((cell) => (cell instanceof Uint8Array ? [...cell] : cell)));
}
