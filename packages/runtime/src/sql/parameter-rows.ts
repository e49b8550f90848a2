/**
 * Many rows in one statement: their text, their parameters, and into how many statements rows go.
 *
 * Where the engine takes arrays, each column is one parameter. One text serves any number of rows from two on, so it is prepared once, and a
 * batch is as large as is good for memory. One row has a parameter for each cell, which the engine plans best and takes bytes as they are.
 * Elsewhere each cell of each row is a parameter, and a text serves one number of rows.
 */
import type { Dialect } from "../dialect/dialect.ts";
import type { Cell, CellKind, CellValue } from "../io/request.ts";
import type { CellType, Model } from "../meta/model.ts";

/** At 100 rows to a statement SQLite stops getting faster. */
const maxBatch = 100;

/** Of arrays, in rows and in characters: the server holds a message, what it makes of it and what it gives back at the same time. */
const maxArray = 10_000;
const maxCharacters = 4 * 2 ** 20;

type Cells = readonly Cell[];

/** Some cells of each of the rows. */
export interface RowPart {
  readonly rows: readonly Cells[];
  /** Their places in a row, and pairwise their types. */
  readonly cells: readonly number[];
  readonly types: readonly CellType<unknown>[];
}

/** The cells of a model's columns, as its rows have them. */
export function partOf(model: Model, rows: readonly Cells[], columns: readonly number[]): RowPart {
  return { rows, cells: columns, types: typesOf(model, columns) };
}

/** Keys, each of the cells of `columns`. */
export function keyPart(model: Model, keys: readonly Cells[], columns: readonly number[]): RowPart {
  return { rows: keys, cells: columns.map((_, at) => at), types: typesOf(model, columns) };
}

function typesOf(model: Model, columns: readonly number[]): CellType<unknown>[] {
  return columns.map((index) => (model.columns[index] as Model["columns"][number]).type); // row indices come from the model itself
}

export interface Batch {
  readonly from: number;
  readonly size: number;
}

/** Cuts rows into batches: up to 100 rows, any size up to 20, and whole tens above; of arrays, by rows and characters. */
export function batches(count: number, parts: readonly RowPart[], dialect: Dialect): Generator<Batch> {
  return dialect.arrays === null ? bySize(count, parts, dialect) : byWeight(count, parts);
}

function* bySize(count: number, parts: readonly RowPart[], { maxParameters }: Dialect): Generator<Batch> {
  const most = Math.max(1, Math.min(maxBatch, Math.floor(maxParameters / widthOf(parts))));
  for (let from = 0; from < count;) {
    const left = Math.min(count - from, most);
    const size = left > 20 ? left - (left % 10) : left;
    yield { from, size };
    from += size;
  }
}

function* byWeight(count: number, parts: readonly RowPart[]): Generator<Batch> {
  const long = parts.flatMap(({ rows, cells, types }) =>
    cells.filter((_, at) => isLong(types[at]?.kind)).map((index) => ({ rows, index })),
  );
  let from = 0;
  let weight = 0;
  for (let at = 0; at < count; at++) {
    let own = 0;
    for (let place = 0; place < long.length; place++) {
      const { rows, index } = long[place] as (typeof long)[number]; // within the list
      own += lengthOf((rows[at] as Cells)[index]); // a part has all rows
    }
    weight += own;
    if (at === from || (at - from < maxArray && weight <= maxCharacters)) continue;
    yield { from, size: at - from };
    from = at;
    weight = own;
  }
  if (count > from) yield { from, size: count - from };
}

/** How many rows of so many cells fill a batch, and how many characters of those that may be long. */
export function batchLimits(width: number, { arrays, maxParameters }: Dialect): { rows: number; characters: number } {
  if (arrays !== null) return { rows: maxArray, characters: maxCharacters };
  return { rows: Math.max(1, Math.min(maxBatch, Math.floor(maxParameters / width))), characters: Infinity };
}

/** Cells to a row. */
function widthOf(parts: readonly RowPart[]): number {
  return parts.reduce((sum, { cells }) => sum + cells.length, 0);
}

/** Whether cells of the kind may be of any length: those of the others are short. */
function isLong(kind: CellKind | undefined): boolean {
  return kind === "text" || kind === "json" || kind === "bytes" || kind === "list";
}

/** Bytes go into an array as two digits each. */
function lengthOf(cell: Cell): number {
  if (typeof cell === "string") return cell.length;
  return cell instanceof Uint8Array ? 2 * cell.length : 0;
}

/** How many rows have parameters of their own in a statement of `size` rows; 0 where each column is one parameter. */
export function rowShape(dialect: Dialect, size: number): number {
  return dialect.arrays === null || size === 1 ? size : 0;
}

/** The parameters of `size` rows. */
export function rowParameters(dialect: Dialect, parts: readonly RowPart[], from: number, size: number): CellValue[] {
  const { arrays } = dialect;
  if (arrays !== null && size !== 1) {
    const params: CellValue[] = [];
    for (const { rows, cells, types } of parts) {
      for (const [at, index] of cells.entries()) {
        const column = new Array<CellValue>(size);
        for (let place = 0; place < size; place++) column[place] = (rows[from + place] as Cells)[index] as CellValue; // a batch's rows have all its cells
        params.push(arrays.column(column, types[at] as CellType<unknown>)); // pairwise with the cells
      }
    }
    return params;
  }
  const params = new Array<CellValue>(size * widthOf(parts));
  let place = 0;
  for (let at = from; at < from + size; at++) {
    for (const { rows, cells } of parts) {
      const row = rows[at] as Cells; // a part has all rows
      for (const index of cells) params[place++] = row[index] as CellValue; // a batch's rows have all its cells
    }
  }
  return params;
}

/** What the parameters of rows are. @param shape as `rowShape` says */
export function rowKinds(types: readonly CellType<unknown>[], shape: number): CellKind[] {
  if (shape === 0) return types.map(() => "text"); // an array goes out in its text form
  return repeat(
    types.map((type) => type.kind),
    shape,
  );
}

/** The rows of an INSERT, behind its columns. @param shape as `rowShape` says */
export function insertedRows(dialect: Dialect, types: readonly CellType<unknown>[], shape: number): string {
  if (dialect.arrays === null || shape > 0) return `VALUES ${parameterRows(dialect, types, shape)}`;
  return `SELECT * FROM ${dialect.arrays.rows(types)}`;
}

/** What stands behind IN, for rows of several columns. @param shape as `rowShape` says */
export function listedRows(dialect: Dialect, types: readonly CellType<unknown>[], shape: number): string {
  if (dialect.arrays === null || shape > 0) return dialect.rowList(parameterRows(dialect, types, shape));
  return `(SELECT * FROM ${dialect.arrays.rows(types)})`;
}

/** The rows as a table `v`, with columns `column1` and on. @param shape as `rowShape` says */
export function tableOfRows(dialect: Dialect, types: readonly CellType<unknown>[], shape: number): string {
  if (dialect.arrays === null || shape > 0) return `(VALUES ${parameterRows(dialect, types, shape)}) AS v`;
  return dialect.arrays.rows(types);
}

/** `(?, ?), (?, ?)`: the parameters of `size` rows. */
function parameterRows(dialect: Dialect, types: readonly CellType<unknown>[], size: number): string {
  let position = 0;
  const row = (): string => `(${types.map((type) => dialect.parameter(++position, type, true)).join(", ")})`;
  return Array.from({ length: size }, row).join(", ");
}

/** The values again and again: the kinds of many rows' parameters. */
export function repeat<T>(values: readonly T[], times: number): T[] {
  return Array.from({ length: times }, () => values).flat();
}
