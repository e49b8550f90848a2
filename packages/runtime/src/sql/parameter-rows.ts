/** The VALUES of statements that take many rows, and into how many statements rows go. */
import type { Dialect } from "../dialect/dialect.ts";
import type { CellType } from "../meta/model.ts";

// At 100 rows to a statement SQLite stops getting faster.
const maxBatch = 100;

/** Cuts `count` rows of `width` parameters into batches of up to 100 rows: any size up to 20, and whole tens above. */
export function* batches(count: number, width: number, dialect: Dialect): Generator<{ from: number; size: number }> {
  const most = Math.max(1, Math.min(maxBatch, Math.floor(dialect.maxParameters / width)));
  for (let from = 0; from < count;) {
    const left = Math.min(count - from, most);
    const size = left > 20 ? left - (left % 10) : left;
    yield { from, size };
    from += size;
  }
}

/** `(?, ?), (?, ?)`: the parameters of `size` rows. */
export function parameterRows(dialect: Dialect, types: readonly CellType<unknown>[], size: number): string {
  let position = 0;
  const row = (): string => `(${types.map((type) => dialect.parameter(++position, type, true)).join(", ")})`;
  return Array.from({ length: size }, row).join(", ");
}

/** The values again and again: the kinds of many rows' parameters. */
export function repeat<T>(values: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => values).flat();
}
