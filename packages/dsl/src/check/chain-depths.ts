/** How many models may stand on one another by `extends`, and how many by `with`: far beyond use, and within any stack. */
export const deepestChain = 32;

/**
 * How many nodes stand on one another from each node on, itself counted; an edge that closes a circle counts for nothing. Without
 * recursion, since a chain may be as long as a schema; linear in the edges.
 */
export function chainDepths<Node>(nodes: Iterable<Node>, edgesOf: (node: Node) => readonly Node[]): Map<Node, number> {
  const depths = new Map<Node, number>();
  for (const start of nodes) {
    const path = depths.has(start) ? [] : [start];
    // A node is entered with its edges open, and left once all of them have been measured.
    const entered = new Set<Node>();
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edges = edgesOf(node);
      if (!depths.has(node) && !entered.has(node)) {
        entered.add(node);
        for (const next of edges) if (!depths.has(next) && !entered.has(next)) path.push(next);
        continue;
      }
      path.pop();
      if (!depths.has(node))
        depths.set(node, 1 + edges.reduce((most, next) => Math.max(most, depths.get(next) ?? 0), 0));
    }
  }
  return depths;
}
