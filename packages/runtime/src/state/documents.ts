/**
 * Values that programs may change in place (Json, Bytes, lists, value types, what a codec makes): decoded once and given out again, so that a
 * change inside one is seen. The flush encodes what was given out and compares.
 *
 * The values that were handed out since the last flush are looked at by the next one. Those of before, which a program may have kept and
 * change at any time, are looked at by the flushes that are asked for, not by those before a read: else a session that has read
 * thousands of documents would encode them all before each query.
 *
 * An entity keeps them by row index, and its embedded values, which are of several columns, by that of the first. Value types are
 * kept by value: what is assigned is copied, since it may leave out what has a default, and two entities never share one object.
 */
import type { Cell, CellValue, Row } from "../io/request.ts";
import type { ColumnMeta, EmbeddedMeta } from "../meta/model.ts";
import { missing, model as modelKey, row } from "../meta/symbols.ts";
import { isHeard, tellEmbedded } from "./attribute-events.ts";
import { sameCell, writableRow, write, writeCell } from "./changes.ts";
import { embeddedSlot, isAbsent } from "./embedded.ts";
import { baseOf, documentsOf, type Entity, originOf, setBase, setDocuments } from "./entity.ts";

/** The value of a column that programs may change in place. */
export function document<T>(entity: Entity, column: ColumnMeta): T {
  const { index } = column;
  const known = entity[row][index] === null ? undefined : documentsOf(entity)?.[index];
  if (known !== undefined) return handOut(entity, known) as T; // put there below, from the same column
  const cell = presentCell(entity, index);
  if (cell === null) return null as T; // the column is nullable, and so is its type
  const value = column.type.read(cell, entity, index);
  if (value === null) return null as T; // nothing changes inside null, and a codec that makes it need not take it
  return keepDocument(entity, index, value instanceof Uint8Array ? value.slice() : value) as T; // the column's type reads T
}

/** Sets such a value, and goes on with the object that is given. @throws ValueError for a value that the column's type does not take. */
export function setDocument<T>(entity: Entity, column: ColumnMeta, value: T): void {
  const isNull = value === null && column.nullable;
  const isSet = write(entity, column.index, isNull ? null : settled(entity, column, encode(column, value)));
  if (!isNull && isSet) keepDocument(entity, column.index, value);
}

/** Sets a value of a value type, or a list of them, by a copy. @throws ValueError, UnknownKeyError for what is no such value. */
export function setValue(entity: Entity, column: ColumnMeta, value: unknown): void {
  const cell = value === null && column.nullable ? null : settled(entity, column, encode(column, value));
  write(entity, column.index, cell);
  forgetDocument(entity, column.index); // the cell may be what it was, and the object that was given out another
}

/** The value of several columns; null where a nullable one is NULL in all of them. */
export function embedded<T>(entity: Entity, meta: EmbeddedMeta): T {
  const slot = embeddedSlot(meta);
  const known = documentsOf(entity)?.[slot];
  if (known !== undefined) return handOut(entity, known) as T; // put there below, by the same reader
  const cells = presentCells(entity, meta.columns);
  if (isAbsent(meta, cells)) return null as T; // it is nullable, and so is its type
  return keepDocument(entity, slot, meta.read(cells, entity)) as T; // emitted for T
}

/** A cell, loaded now where it was not read with its row; undefined where there is none yet. @throws what loading throws */
function presentCell(entity: Entity, index: number): Cell {
  const cell = entity[row][index];
  return cell === undefined ? entity[missing](index) : cell;
}

/** The row, with these cells in it. */
function presentCells(entity: Entity, indices: readonly number[]): Row {
  if (indices.every((index) => entity[row][index] !== undefined)) return entity[row];
  const found = indices.map((index) => presentCell(entity, index));
  const cells = entity[row].slice();
  for (const [at, index] of indices.entries()) cells[index] = found[at];
  return cells;
}

/** Sets the columns of an embedded value by a copy. @throws ValueError, UnknownKeyError for what is no such value. */
export function setEmbedded(entity: Entity, meta: EmbeddedMeta, value: unknown): void {
  const cells = embeddedCells(entity, meta, value);
  if (isHeard && meta.columns.some((index, at) => entity[row][index] !== cells[at]))
    if (tellEmbedded(entity, meta, value, readEmbedded(entity, meta, entity[row]))) return;
  for (const [at, index] of meta.columns.entries()) writeCell(entity, index, cells[at]); // pairwise
  forgetDocument(entity, embeddedSlot(meta));
}

/** An embedded value of a row, its own object each time; undefined where the row lacks a part. */
export function readEmbedded(entity: Entity, meta: EmbeddedMeta, cells: Row): unknown {
  if (meta.columns.some((index) => cells[index] === undefined)) return undefined;
  return isAbsent(meta, cells) ? null : meta.read(cells, entity);
}

function embeddedCells(entity: Entity, meta: EmbeddedMeta, value: unknown): readonly CellValue[] {
  if (value === null && meta.nullable) return meta.columns.map(() => null);
  const { columns } = meta.model;
  return meta
    .write(value as never, meta) // which looks at what it is given
    .map((cell, at) => settled(entity, columns[meta.columns[at] ?? -1] as ColumnMeta, cell)); // pairwise
}

/** The cell of a mutable value: of its own, never the bytes that the program goes on holding. */
function encode(column: ColumnMeta, value: unknown): CellValue {
  const cell = column.type.write(value, column);
  return cell instanceof Uint8Array ? cell.slice() : cell;
}

/** The cell that is there, or that the database has, where it holds the same value in another text. */
export function settled(entity: Entity, { type, index }: ColumnMeta, cell: CellValue): CellValue {
  if (type.same === undefined || cell === null) return cell;
  const now = entity[row][index];
  const base = baseOf(entity)?.[index];
  if (sameCell(cell, now) || sameCell(cell, base)) return cell;
  const known = [base, now].find((before) => before !== undefined && before !== null && type.same?.(before, cell));
  return known ?? cell;
}

function keepDocument(entity: Entity, index: number, value: unknown): unknown {
  let documents = documentsOf(entity);
  if (documents === null) setDocuments(entity, (documents = []));
  documents[index] = value;
  return handOut(entity, value);
}

/** A value that the program may change from now on. */
function handOut(entity: Entity, value: unknown): unknown {
  originOf(entity).context?.opened.add(entity);
  return value;
}

function forgetDocument(entity: Entity, index: number): void {
  const documents = documentsOf(entity);
  if (documents !== null) documents[index] = undefined;
}

/** Forgets what was decoded of columns, with what was changed inside. */
export function forgetDocuments(entity: Entity, indices: readonly number[]): void {
  if (documentsOf(entity) === null) return;
  for (const index of indices) forgetDocument(entity, index);
  for (const meta of entity[modelKey].embeddeds)
    if (meta.columns.some((index) => indices.includes(index))) forgetDocument(entity, embeddedSlot(meta));
}

/** Forgets what was decoded of cells that are others now. */
export function forgetMovedDocuments(entity: Entity, before: Row, after: Row): void {
  const documents = documentsOf(entity);
  if (documents === null) return;
  for (const index of after.keys()) if (before[index] !== after[index]) documents[index] = undefined;
  for (const meta of entity[modelKey].embeddeds)
    if (meta.columns.some((index) => before[index] !== after[index])) documents[embeddedSlot(meta)] = undefined;
}

/** Writes the cells of values that were changed in place. Before every look at an entity's changes. */
export function readBackDocuments(entity: Entity): void {
  const documents = documentsOf(entity);
  const { columns, embeddeds, isView } = entity[modelKey];
  if (documents === null || isView) return;
  for (const [index, value] of documents.entries()) {
    if (value === undefined) continue;
    const meta = embeddeds.find((candidate) => embeddedSlot(candidate) === index);
    if (meta === undefined) {
      const column = columns[index] as ColumnMeta; // documents are kept by row index
      readBack(entity, index, settled(entity, column, encode(column, value)));
    } else {
      const cells = embeddedCells(entity, meta, value);
      for (const [at, place] of meta.columns.entries()) readBack(entity, place, cells[at]);
    }
  }
}

function readBack(entity: Entity, index: number, cell: Cell): void {
  if (!sameCell(cell, entity[row][index])) writableRow(entity)[index] = cell;
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
  for (const [at, index] of indices.entries()) {
    const cell = cells[at];
    if (known === undefined || sameCell(now[index], known[index])) now[index] = cell;
    if (known !== undefined) known[index] = cell;
  }
  forgetMovedDocuments(entity, entity[row], now);
  entity[row] = now;
  if (known !== undefined) setBase(entity, known);
}
