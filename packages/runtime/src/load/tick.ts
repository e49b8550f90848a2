/**
 * Loading on access in an async client. The accesses of one tick wait for its end and become one statement for each relation, or for the columns
 * of each model, so that
 * `await Promise.all(posts.map((post) => post.author))` is one SELECT and not one for each post.
 */
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";
import { checkFound, loadColumnsForAll, loadForAll } from "./lazy.ts";

/** Who waits for a relation in this tick, and what all of them wait for. */
interface Waiting {
  readonly entities: Entity[];
  readonly loaded: Promise<void>;
}

/** The same for the columns of a model. */
interface WaitingColumns {
  readonly entities: Map<ColumnMeta, Entity[]>;
  readonly loaded: Promise<void>;
}

export class Tick {
  readonly #context: Context;
  readonly #waiting = new Map<RelationMeta, Waiting>();

  readonly #columns = new Map<Model, WaitingColumns>();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Resolves when the relation is loaded for the entity, together with all that ask in this tick. */
  load(entity: Entity, relation: RelationMeta): Promise<void> {
    const waiting = this.#waiting.get(relation);
    if (waiting !== undefined) {
      waiting.entities.push(entity);
      return waiting.loaded;
    }
    const entities = [entity];
    // A microtask later: the accesses that this tick has already queued come first.
    const loaded = Promise.resolve().then(() => {
      this.#waiting.delete(relation);
      return this.#context.run(loadForAll(this.#context, entities, relation));
    });
    this.#waiting.set(relation, { entities, loaded });
    return loaded;
  }

  /** The same for a column. All that are asked for in this tick, of one model, are read together. */
  loadColumn(entity: Entity, column: ColumnMeta): Promise<void> {
    const { model } = column;
    let waiting = this.#columns.get(model);
    if (waiting === undefined) {
      const entities = new Map<ColumnMeta, Entity[]>();
      const loaded = Promise.resolve().then(() => {
        this.#columns.delete(model);
        return this.#context.run(loadColumnsForAll(this.#context, model, entities));
      });
      this.#columns.set(model, (waiting = { entities, loaded }));
    }
    const known = waiting.entities.get(column);
    if (known === undefined) waiting.entities.set(column, [entity]);
    else known.push(entity);
    return waiting.loaded.then(() => checkFound(entity, column));
  }
}
