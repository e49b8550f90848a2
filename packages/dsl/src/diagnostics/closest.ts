/** Longer names are not compared: nobody mistypes a name of this length by one letter, and the cost is quadratic in it. */
const longestCompared = 64;

/**
 * The candidate nearest to a misspelt name: equal but for case, or within an edit distance of a third of its length, at most 2, where
 * a swap of neighbours counts once. Of equally near ones the first wins. Where none is that near, the only one that the name (of at
 * least three letters) is the beginning of. Null where none can be meant.
 */
export function closest(found: string, candidates: readonly string[]): string | null {
  if (found.length > longestCompared) return null;
  const lower = found.toLowerCase();
  const limit = Math.min(2, Math.floor(found.length / 3));
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - found.length) > limit) continue;
    const isSame = candidate.length === found.length && candidate.toLowerCase() === lower;
    const distance = isSame ? 0 : editDistance(found, candidate, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? onlyOneBeginningWith(lower, candidates);
}

function onlyOneBeginningWith(lower: string, candidates: readonly string[]): string | null {
  if (lower.length < 3) return null;
  const beginning = candidates.filter((candidate) => candidate.slice(0, lower.length).toLowerCase() === lower);
  return beginning.length === 1 ? (beginning[0] ?? null) : null;
}

/**
 * Optimal string alignment distance, given up (as `bound`) as soon as it reaches `bound`. What both begin and end with changes nothing,
 * and in a list of names there is as a rule much of it.
 */
function editDistance(a: string, b: string, bound: number): number {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a.charCodeAt(start) === b.charCodeAt(start)) start++;
  let end = 0;
  while (end < shorter - start && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) end++;
  return distanceOfRest(a.slice(start, a.length - end), b.slice(start, b.length - end), bound);
}

function distanceOfRest(a: string, b: string, bound: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, column - 2) + 1);
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= bound) return bound;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

/** The rows are filled from the left, so a cell that is read exists. */
function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
