/**
 * Where an entity's relations are shown, as the whole is written that `toJSON()` and `toObject()` give.
 *
 * The plain rule: everywhere, unless the entity is already on the path from the root. It gives a tree as it is, and an author of two posts
 * below both. But where much is linked with much, the paths are as many as there are orders to go through it: twenty tags that all know
 * each other have more than could be written. So the plain rule holds while it comes by at most `few` links, or by `repeats` times those that
 * are loaded: a link counts each time that it is come by, also where it leads back. Beyond, each entity has its relations in one place, the nearest to the root (the first of these), and has its columns
 * alone in all others. Then there is a place for each link, and what is written is linear in what is loaded.
 *
 * Counting stops at the limit, so that it takes no longer either. Not chosen: relations once always, which would give two posts of
 * one author different shapes; and a limit of depth, which cuts off trees.
 */
import type { Entity } from "./entity.ts";

/** What is loaded of an entity's relations: in each place the relation's index and where it leads to. */
export type ShownLinks = (entity: Entity) => Iterable<readonly [relation: number, target: Entity]>;

/** Whether the relations of `target` are shown below this relation of `holder`. */
export type ShownPlaces = (holder: Entity, relation: number, target: Entity) => boolean;

const few = 1_000;
const repeats = 10;

const everywhere: ShownPlaces = () => true;

export function shownPlaces(root: Entity, linksOf: ShownLinks): ShownPlaces {
  if (hasAtMost(few, root, linksOf)) return everywhere;
  const nearest = new Map<Entity, { readonly holder: Entity; readonly relation: number } | null>([[root, null]]);
  let links = 0;
  // A map's iteration comes to what is added meanwhile: breadth first.
  for (const holder of nearest.keys()) {
    for (const [relation, target] of linksOf(holder)) {
      links++;
      if (!nearest.has(target)) nearest.set(target, { holder, relation });
    }
  }
  if (hasAtMost(links * repeats, root, linksOf)) return everywhere;
  return (holder, relation, target) => {
    const place = nearest.get(target);
    return place?.holder === holder && place.relation === relation;
  };
}

/** Whether the plain rule comes by no more links than this. */
function hasAtMost(limit: number, root: Entity, linksOf: ShownLinks): boolean {
  const path = new Set<Entity>();
  let left = limit;
  const visit = (entity: Entity): boolean => {
    path.add(entity);
    for (const [, target] of linksOf(entity)) {
      if (--left < 0) return false;
      if (!path.has(target) && !visit(target)) return false;
    }
    path.delete(entity);
    return true;
  };
  return visit(root);
}
