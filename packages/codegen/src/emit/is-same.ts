/**
 * Whether two plain values say the same: arrays, maps, and objects of such, part by part. A function is the same as itself alone.
 *
 * @complexity linear in the smaller one; parts that are one object are not entered
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (a instanceof Map && b instanceof Map) return isSame([...a], [...b]);
  const [ours, theirs] = [Object.entries(a), Object.entries(b)];
  return (
    ours.length === theirs.length &&
    ours.every(([key, value], at) => key === theirs[at]?.[0] && isSame(value, theirs[at][1]))
  );
}
