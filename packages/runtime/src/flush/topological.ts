/**
 * Orders for a flush: what must come first, and what can only be done by halves.
 *
 * `components` finds the strongly connected components of the tables once (Tarjan, "Depth-first search and linear graph algorithms",
 * 1972): a component of several tables, or of one that refers to itself, is a cycle, and everything else needs no look at its rows.
 *
 * `levels` orders the rows of such a cycle (Kahn, "Topological sorting of large networks", 1962), a level at a time: rows of one level do not
 * need each other and go in one batch. Where no row is free, a breakable edge (a key that may be NULL) is cut: its row goes in with NULL
 * and gets the key by a second statement. It refuses a cycle of rows in which no edge can be cut.
 *
 * Neither knows what a table or a row is. Both are linear in keys and edges.
 */

/** `after` needs `before`; a breakable edge may be left for a second statement. */
export interface Edge<K> {
  readonly before: K;
  readonly after: K;
  readonly isBreakable: boolean;
}

/** The strongly connected components, each after those that it needs. `needs` gives what a key depends on. */
export function components<K>(keys: readonly K[], needs: (key: K) => Iterable<K>): K[][] {
  const result: K[][] = [];
  const index = new Map<K, number>();
  const low = new Map<K, number>();
  const stack: K[] = [];
  const onStack = new Set<K>();
  const visit = (key: K): number => {
    const own = index.size;
    let lowest = own;
    index.set(key, own);
    stack.push(key);
    onStack.add(key);
    for (const next of needs(key)) {
      if (!index.has(next)) lowest = Math.min(lowest, visit(next));
      else if (onStack.has(next)) lowest = Math.min(lowest, index.get(next) ?? own);
    }
    low.set(key, lowest);
    if (lowest === own) {
      const members = stack.splice(stack.indexOf(key));
      for (const member of members) onStack.delete(member);
      result.push(members);
    }
    return lowest;
  };
  for (const key of keys) if (!index.has(key)) visit(key);
  return result;
}

/**
 * The keys by level, and the edges that had to be cut. Keys of a level keep the order given. Null where a cycle has no breakable edge.
 */
export function levels<K>(
  keys: readonly K[],
  edges: readonly Edge<K>[],
): { readonly levels: K[][]; readonly broken: Edge<K>[] } | null {
  const open = new Map<K, Set<Edge<K>>>(keys.map((key) => [key, new Set()]));
  const dependents = new Map<K, Edge<K>[]>();
  for (const edge of edges) {
    if (edge.before !== edge.after) open.get(edge.after)?.add(edge);
    const known = dependents.get(edge.before);
    if (known === undefined) dependents.set(edge.before, [edge]);
    else known.push(edge);
  }
  // A key that refers to itself is a cycle of one.
  const broken = edges.filter((edge) => edge.before === edge.after && edge.isBreakable);
  if (edges.some((edge) => edge.before === edge.after && !edge.isBreakable)) return null;
  const result: K[][] = [];
  const place = new Map(keys.map((key, at) => [key, at]));
  let ready = keys.filter((key) => open.get(key)?.size === 0);
  while (open.size > 0) {
    if (ready.length === 0) {
      const freed = freeByBreaking(open, broken);
      if (freed === undefined) return null;
      ready = [freed];
    }
    result.push(ready);
    for (const key of ready) open.delete(key);
    const next: K[] = [];
    for (const key of ready) {
      for (const edge of dependents.get(key) ?? []) {
        const needs = open.get(edge.after);
        if (needs?.delete(edge) === true && needs.size === 0) next.push(edge.after);
      }
    }
    ready = next.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
  }
  return { levels: result, broken };
}

/** Cuts the edges of the first key that waits for breakable ones alone. */
function freeByBreaking<K>(open: Map<K, Set<Edge<K>>>, broken: Edge<K>[]): K | undefined {
  for (const [key, needs] of open) {
    if (![...needs].every((edge) => edge.isBreakable)) continue;
    broken.push(...needs);
    needs.clear();
    return key;
  }
  return undefined;
}
