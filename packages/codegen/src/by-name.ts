/**
 * Declarations by their names. An index is made once for each list that is asked: lists of the IR never change, and a schema of thousands of
 * enums or join tables must not be searched for each column.
 */
const indexes = new WeakMap<readonly object[], ReadonlyMap<string, object>>();

/** The first of this name; undefined where there is none. @complexity constant, after the first question to a list */
export function byName<T extends { readonly name: string }>(list: readonly T[], name: string): T | undefined {
  let index = indexes.get(list);
  if (index === undefined) {
    index = indexOf(list);
    indexes.set(list, index);
  }
  return index.get(name) as T | undefined; // the index of this very list
}

function indexOf<T extends { readonly name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  const index = new Map<string, T>();
  for (const item of list) if (!index.has(item.name)) index.set(item.name, item);
  return index;
}
