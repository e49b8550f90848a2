/** One object for each row that a session has seen, whichever model of a hierarchy it was asked for by. Strong, since a session is short: a WeakRef costs ten times the lookup. */
import { isKindOf, rootOf } from "../meta/inheritance.ts";
import type { IdentityKey, Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { type Entity, originOf } from "./entity.ts";

export class IdentityMap {
  /** By `Model.index` of the root. */
  readonly #maps: (Map<IdentityKey, Entity> | undefined)[] = [];

  /** The map of one model's hierarchy, to be held while its rows are read. */
  of(model: Model): Map<IdentityKey, Entity> {
    return (this.#maps[rootOf(model).index] ??= new Map());
  }

  /** The entity of a key, if it is of the model. */
  get(model: Model, key: IdentityKey): Entity | undefined {
    const found = this.holder(model, key);
    return found === undefined || model.inheritance === null || isKindOf(found[modelKey], model) ? found : undefined;
  }

  /** The entity of a key, whichever model of the hierarchy it is of. */
  holder(model: Model, key: IdentityKey): Entity | undefined {
    return this.#maps[rootOf(model).index]?.get(key);
  }

  /** The entities of a model. */
  entitiesOf(model: Model): Entity[] {
    const all = Array.from(this.of(model).values());
    return model.inheritance === null ? all : all.filter((entity) => isKindOf(entity[modelKey], model));
  }

  set(model: Model, key: IdentityKey, entity: Entity): void {
    this.of(model).set(key, entity);
  }

  /** Forgets the entity, if it is the one that stands under the key. */
  remove(model: Model, key: IdentityKey, entity: Entity): void {
    const map = this.#maps[rootOf(model).index];
    if (map?.get(key) === entity) map.delete(key);
  }

  /** Keeps who stands where; gives what puts them back there. Whoever was not known then and stands under a key of nobody's stays. */
  keep(): () => void {
    const copies = this.#maps.map((map) => map && new Map(map));
    const known = new Set(this.entities());
    return () => {
      for (const [index, map] of this.#maps.entries()) {
        if (map === undefined) continue;
        const others = [...map].filter(([key, entity]) => !known.has(entity) && copies[index]?.has(key) !== true);
        map.clear();
        for (const [key, entity] of copies[index] ?? []) map.set(key, entity);
        for (const [key, entity] of others) if (originOf(entity).status === "persistent") map.set(key, entity);
      }
    };
  }

  *entities(): Generator<Entity> {
    for (const map of this.#maps) if (map !== undefined) yield* map.values();
  }
}
