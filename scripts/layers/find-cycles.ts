/**
 * The cycles of a directed graph: one per strongly connected component that has one, as a shortest way round through its first node in
 * order. Tarjan's algorithm ("Depth-first search and linear graph algorithms", 1972) gives the components in one pass over nodes and
 * edges; a breadth-first search within the component gives the way, since a component itself is a poor explanation.
 */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  return components(edges).flatMap((members) => {
    const first = members.toSorted()[0]!; // a component has a member
    const way = wayRound(first, new Set(members), edges);
    return way ? [way] : [];
  });
}

function components(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const stack: string[] = [];
  const open = new Set<string>();
  const found: string[][] = [];

  const visit = (node: string): number => {
    const index = order.size;
    order.set(node, index);
    stack.push(node);
    open.add(node);
    let lowest = index;
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (open.has(next)) lowest = Math.min(lowest, order.get(next)!); // it has one: the line above
    }
    if (lowest === index) {
      const members = stack.splice(stack.indexOf(node));
      for (const member of members) open.delete(member);
      found.push(members);
    }
    return lowest;
  };
  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}

function wayRound(
  start: string,
  members: ReadonlySet<string>,
  edges: ReadonlyMap<string, readonly string[]>,
): string[] | null {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of edges.get(way.at(-1)!) ?? []) {
      if (next === start) return way;
      if (!members.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}
