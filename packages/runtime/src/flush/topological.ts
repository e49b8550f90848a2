/**
 * Orders for a flush: what must come first, and what can only be done by halves.
 *
 * `components` finds the strongly connected components of the tables once (Tarjan, "Depth-first search and linear graph algorithms",
 * 1972): a component of several tables, or of one that refers to itself, is a cycle, and everything else needs no look at its rows.
 *
 * `levels` orders the rows of such a cycle (Kahn, "Topological sorting of large networks", 1962), a level at a time: rows of one level do not
 * need each other and go in one batch. Where no row is free, a breakable edge of a cycle (a key that may be NULL) is cut: its row goes in
 * with NULL and gets the key by a second statement. It refuses a cycle of rows in which no edge can be cut.
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
  const stack: K[] = [];
  const onStack = new Set<K>();
  // The recursion, as a list: a chain of tables or rows may be longer than the program's own stack is deep.
  const visits: Visit<K>[] = [];
  const visit = (key: K): void => {
    visits.push({ own: index.size, lowest: index.size, place: stack.length, rest: needs(key)[Symbol.iterator]() });
    index.set(key, index.size);
    stack.push(key);
    onStack.add(key);
  };
  for (const root of keys) {
    if (!index.has(root)) visit(root);
    for (let last = visits.at(-1); last !== undefined; last = visits.at(-1)) {
      const next = last.rest.next();
      if (next.done !== true) {
        const seen = index.get(next.value);
        if (seen === undefined) visit(next.value);
        else if (onStack.has(next.value)) last.lowest = Math.min(last.lowest, seen);
        continue;
      }
      visits.pop();
      const caller = visits.at(-1);
      if (caller !== undefined) caller.lowest = Math.min(caller.lowest, last.lowest);
      if (last.lowest !== last.own) continue;
      const members = stack.splice(last.place);
      for (const member of members) onStack.delete(member);
      result.push(members);
    }
  }
  return result;
}

/** A key that `components` has begun and not ended. */
interface Visit<K> {
  readonly own: number;
  lowest: number;
  /** Where its component begins on the stack, if it is the first of one. */
  readonly place: number;
  readonly rest: Iterator<K>;
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
  let cycles: Map<K, number> | undefined;
  while (open.size > 0) {
    if (ready.length === 0) {
      cycles ??= cyclesOf(open);
      ready = freeByBreaking(open, cycles, broken);
      if (ready.length === 0) return null;
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

/** The component that each key is of, as a number. */
function cyclesOf<K>(open: ReadonlyMap<K, ReadonlySet<Edge<K>>>): Map<K, number> {
  const groups = components([...open.keys()], (key) => Array.from(open.get(key) ?? [], (edge) => edge.before));
  return new Map(groups.flatMap((group, at) => group.map((key) => [key, at] as const)));
}

/**
 * Cuts the edges of the first key of each cycle that waits for breakable ones alone, all of its own cycle: one that waits for another cycle is let
 * wait. There is such a key, unless a cycle has no breakable edge: of the cycles that are left, one waits for no other. Cycles that do not need
 * each other are cut in one round, so that their rows share levels.
 */
function freeByBreaking<K>(open: ReadonlyMap<K, Set<Edge<K>>>, cycles: ReadonlyMap<K, number>, broken: Edge<K>[]): K[] {
  const freed: K[] = [];
  const cut = new Set<number | undefined>();
  for (const [key, needs] of open) {
    const own = cycles.get(key);
    if (cut.has(own) || ![...needs].every((edge) => edge.isBreakable && cycles.get(edge.before) === own)) continue;
    broken.push(...needs);
    needs.clear();
    cut.add(own);
    freed.push(key);
  }
  return freed;
}
