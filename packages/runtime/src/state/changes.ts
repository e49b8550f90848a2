/**
 * Change tracking. A set on a persistent entity copies the row once and keeps the one that was read: what changed is the difference of
 * the two, so that setting a value back is no change, and the history of an attribute is known without asking the database. A set on
 * an entity that is not persistent yet just fills its cells.
 */
import type { Cell, CellValue, Row } from "../io/request.ts";
import type { ColumnMeta, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import { transient } from "./origin.ts";
import { baseOf, documentsOf, type Entity, linkOf, originOf, setBase, setDocuments } from "./entity.ts";

/** Sets a cell. Emitted setters end here, with the value encoded. */
export function write(entity: Entity, index: number, cell: Cell): void {
  const cells = entity[row];
  if (cells[index] === cell) return;
  const documents = documentsOf(entity);
  // A constructor's path: there is nothing to keep.
  if (documents === null && originOf(entity) === transient) cells[index] = cell;
  else {
    writableRow(entity)[index] = cell;
    if (documents !== null) documents[index] = undefined;
  }
}

/** The row of an entity that is about to be changed: its own, with what the database knows kept as the base. */
function writableRow(entity: Entity): Row {
  const { status } = originOf(entity);
  // The undo log may hold this very row, to put it back when the deletion is undone.
  if (status === "deleted") entity[row] = entity[row].slice();
  else if (baseOf(entity) === null && status === "persistent") {
    const base = entity[row];
    setBase(entity, base);
    entity[row] = base.slice();
    markTouched(entity);
  }
  return entity[row];
}

/** Puts an entity on its session's list of those that a flush has to look at. */
function markTouched(entity: Entity): void {
  const { context } = originOf(entity);
  if (context === null || context.isClosed) return;
  context.touched.add(entity);
}

/** Sees a detached entity's changes after it came back to a session. */
export function retouch(entity: Entity): void {
  if (baseOf(entity) !== null) markTouched(entity);
}

/** Takes note of a link before it changes, and of the entity whose links a flush has to look at. */
export function keepForUndo(entity: Entity, relation: RelationMeta): void {
  const { context, status } = originOf(entity);
  if (context === null || context.isClosed) return;
  context.relinked.add(entity);
  if (status !== "pending") context.undo.keepLink(entity, relation, linkOf(entity, relation.index));
}

/** Whether a flush would write the entity's row. */
export function isModified(entity: Entity): boolean {
  const base = baseOf(entity);
  return base !== null && differs(entity[row], base);
}

/** Whether two rows of one model hold different values. */
export function differs(cells: Row, base: Row): boolean {
  for (let index = 0; index < cells.length; index++) if (!sameCell(cells[index], base[index])) return true;
  return false;
}

/** Whether two cells hold the same value; bytes are compared one by one. */
export function sameCell(a: Cell, b: Cell): boolean {
  return a === b || (a instanceof Uint8Array && b instanceof Uint8Array && sameBytes(a, b));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * The value of a column that programs may change in place (Json, Bytes, a list): decoded once and given out again, so that a change inside it
 * is seen. The flush encodes what was given out and compares.
 */
export function document<T>(entity: Entity, column: ColumnMeta): T {
  const { index } = column;
  const cell = entity[row][index];
  if (cell === null) return null as T; // the column is nullable, and so is its type
  const known = documentsOf(entity)?.[index];
  if (known !== undefined) return known as T; // put there below, from the same column
  const value = column.type.read(cell, entity, index);
  return keepDocument(entity, index, value instanceof Uint8Array ? value.slice() : value) as T; // the column's type reads T
}

/** @throws ValueError for a value that the column's type does not take. */
export function setDocument<T>(entity: Entity, column: ColumnMeta, value: T): void {
  const isNull = value === null && column.nullable;
  write(entity, column.index, isNull ? null : encode(column, value));
  if (!isNull) keepDocument(entity, column.index, value);
}

/** The cell of a mutable value: of its own, never the bytes that the program goes on holding. */
function encode(column: ColumnMeta, value: unknown): CellValue {
  const cell = column.type.write(value, column);
  return cell instanceof Uint8Array ? cell.slice() : cell;
}

function keepDocument(entity: Entity, index: number, value: unknown): unknown {
  let documents = documentsOf(entity);
  if (documents === null) setDocuments(entity, (documents = []));
  documents[index] = value;
  originOf(entity).context?.opened.add(entity);
  return value;
}

/** Writes the cells of values that were changed in place. Before every look at an entity's changes. */
export function readBackDocuments(entity: Entity): void {
  const documents = documentsOf(entity);
  if (documents === null) return;
  for (const [index, value] of documents.entries()) {
    if (value === undefined) continue;
    const column = entity[modelKey].columns[index] as ColumnMeta; // documents are kept by row index
    const cell = encode(column, value);
    const before = entity[row][index];
    if (sameCell(cell, before)) continue;
    writableRow(entity)[index] = cell;
  }
}

/**
 * Puts cells into a row that were read later than it. What the program has set meanwhile stands, and is compared with them from now on. The
 * row is copied, since the undo log may hold it.
 *
 * @param cells those of `indices`, pairwise
 */
export function takeCells(entity: Entity, indices: readonly number[], cells: Row): void {
  readBackDocuments(entity);
  const base = baseOf(entity);
  const [now, known] = [entity[row].slice(), base?.slice()];
  const documents = documentsOf(entity);
  for (const [at, index] of indices.entries()) {
    const cell = cells[at];
    if (known === undefined || sameCell(now[index], known[index])) {
      if (documents !== null && !sameCell(now[index], cell)) documents[index] = undefined;
      now[index] = cell;
    }
    if (known !== undefined) known[index] = cell;
  }
  entity[row] = now;
  if (known !== undefined) setBase(entity, known);
}
