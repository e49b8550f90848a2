/**
 * The order in which tables can be created and filled: a model stands after those that its foreign keys refer to.
 *
 * Tarjan's strongly connected components (1972) come out with what is referred to first. Models that refer to each other in a circle
 * are one component and keep the schema's order among themselves; whoever creates their tables has to break the circle. The order
 * depends on the schema's order alone, so the same schema always gives the same files.
 */
import type { Model } from "@joinery/dsl";

/** @complexity linear in the models and foreign keys */
export function dependencyOrder(models: readonly Model[]): Model[] {
  const places = new Map(models.map(({ name }, place) => [name, place]));
  const lowest = new Map<number, number>();
  const visited = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const ordered: number[] = [];

  const visit = (place: number): number => {
    const order = visited.size;
    visited.set(place, order);
    lowest.set(place, order);
    open.push(place);
    isOpen.add(place);
    for (const { target } of models[place]?.foreignKeys ?? []) {
      const next = places.get(target);
      if (next === undefined) continue;
      const reached = visited.get(next);
      const low = reached === undefined ? visit(next) : isOpen.has(next) ? reached : Infinity;
      lowest.set(place, Math.min(lowest.get(place) ?? order, low));
    }
    const low = lowest.get(place) ?? order;
    if (low === order) {
      const component = open.splice(open.lastIndexOf(place));
      for (const member of component) isOpen.delete(member);
      ordered.push(...component.sort((a, b) => a - b));
    }
    return low;
  };

  models.forEach((_model, place) => {
    if (!visited.has(place)) visit(place);
  });
  return ordered.flatMap((place) => models[place] ?? []);
}
