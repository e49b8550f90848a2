/**
 * The order in which tables can be created and filled: a model stands after those that its foreign keys refer to.
 *
 * Tarjan's strongly connected components (1972) come out with what is referred to first. Models that refer to each other in a circle
 * are one component and keep the schema's order among themselves; whoever creates their tables has to break the circle. The order
 * depends on the schema's order alone, so the same schema always gives the same files.
 */

/** What it must know of a model. */
interface Dependent {
  readonly name: string;
  readonly foreignKeys: readonly { readonly target: string }[];
}

/** A model on the way, and how many of its targets were seen to. */
interface Visit {
  readonly place: number;
  readonly order: number;
  readonly targets: readonly number[];
  seen: number;
  /** The earliest open model that it reaches. */
  low: number;
}

/** @complexity linear in the models and foreign keys; keeps its own stack, since a schema may be a long chain */
export function dependencyOrder<M extends Dependent>(models: readonly M[]): M[] {
  const places = new Map(models.map(({ name }, place) => [name, place]));
  const orders = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const ordered: number[] = [];
  const path: Visit[] = [];

  const enter = (place: number): void => {
    const order = orders.size;
    orders.set(place, order);
    open.push(place);
    isOpen.add(place);
    const targets = (models[place]?.foreignKeys ?? []).flatMap(({ target }) => places.get(target) ?? []);
    path.push({ place, order, targets, seen: 0, low: order });
  };

  const leave = (visit: Visit): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
    if (visit.low !== visit.order) return;
    const component = open.splice(open.lastIndexOf(visit.place));
    for (const member of component) isOpen.delete(member);
    ordered.push(...component.sort((a, b) => a - b));
  };

  for (const start of models.keys()) {
    if (!orders.has(start)) enter(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.targets[visit.seen++];
      if (target === undefined) leave(visit);
      else if (!orders.has(target)) enter(target);
      else if (isOpen.has(target)) visit.low = Math.min(visit.low, orders.get(target) ?? visit.low);
    }
  }
  return ordered.flatMap((place) => models[place] ?? []);
}
