/**
 * Cycles of a directed graph: a depth-first walk that keeps its path, so that meeting a node of the path closes a cycle. The nodes of a
 * found cycle are then left out, so that each node is in one cycle at most and the work is linear in the edges. Without recursion, since
 * a chain may be as long as a schema.
 */
export function findCycles<Node>(nodes: Iterable<Node>, edgesOf: (node: Node) => readonly Node[]): Node[][] {
  const cycles: Node[][] = [];
  const done = new Set<Node>();
  for (const start of nodes) {
    if (done.has(start)) continue;
    const path: { readonly node: Node; readonly edges: Iterator<Node> }[] = [];
    const places = new Map<Node, number>();
    const enter = (node: Node): void => {
      places.set(node, path.length);
      path.push({ node, edges: edgesOf(node)[Symbol.iterator]() });
    };
    const leave = (length: number): Node[] => {
      const left = path.splice(length).map((step) => step.node);
      for (const node of left) {
        places.delete(node);
        done.add(node);
      }
      return left;
    };
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.edges.next();
      if (next.done === true) {
        leave(path.length - 1);
        continue;
      }
      const place = places.get(next.value);
      if (place !== undefined) cycles.push(leave(place));
      else if (!done.has(next.value)) enter(next.value);
    }
  }
  return cycles;
}
