/**
 * Whether two plain values say the same: arrays, maps, and objects of such, part by part. A function is the same as itself alone.
 *
 * @complexity linear in the smaller one; parts that are one object are not entered
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && areSameLists(a, b);
  if (a instanceof Map) return b instanceof Map && areSameLists([...a], [...b]);
  const [ours, theirs] = [Object.keys(a), Object.keys(b)];
  if (ours.length !== theirs.length || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const [left, right] = [a as Parts, b as Parts]; // objects that are no lists
  return ours.every((key, at) => key === theirs[at] && isSame(left[key], right[key]));
}

type Parts = Readonly<Record<string, unknown>>;

function areSameLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
}
