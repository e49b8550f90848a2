/** One object for each row that a session has seen. Strong, since a session is short: a WeakRef costs ten times the lookup. */
import type { IdentityKey, Model } from "../meta/model.ts";
import type { Entity } from "./entity.ts";

export class IdentityMap {
  /** By `Model.index`. */
  readonly #maps: (Map<IdentityKey, Entity> | undefined)[] = [];

  /** The map of one model, to be held while its rows are read. */
  of(model: Model): Map<IdentityKey, Entity> {
    return (this.#maps[model.index] ??= new Map());
  }

  get(model: Model, key: IdentityKey): Entity | undefined {
    return this.#maps[model.index]?.get(key);
  }

  set(model: Model, key: IdentityKey, entity: Entity): void {
    this.of(model).set(key, entity);
  }

  /** Forgets the entity, if it is the one that stands under the key. */
  remove(model: Model, key: IdentityKey, entity: Entity): void {
    const map = this.#maps[model.index];
    if (map?.get(key) === entity) map.delete(key);
  }

  *entities(): Generator<Entity> {
    for (const map of this.#maps) if (map !== undefined) yield* map.values();
  }
}
