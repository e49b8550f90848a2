/**
 * Loading on access in an async client. The accesses of one tick wait for its end and become one statement for each relation, so that
 * `await Promise.all(posts.map((post) => post.author))` is one SELECT and not one for each post.
 */
import type { RelationMeta } from "../meta/model.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";
import { loadForAll } from "./lazy.ts";

/** Who waits for a relation in this tick, and what all of them wait for. */
interface Waiting {
  readonly entities: Entity[];
  readonly loaded: Promise<void>;
}

export class Tick {
  readonly #context: Context;
  readonly #waiting = new Map<RelationMeta, Waiting>();

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
}
