/**
 * Change tracking. A set on a persistent entity copies the row once and keeps the one that was read: what changed is the difference of
 * the two, so that setting a value back is no change, and the history of an attribute is known without asking the database. A set on
 * an entity that is not persistent yet just fills its cells.
 */
import type { Cell, Row } from "../io/request.ts";
import type { RelationMeta } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import { isHeard, tellSet } from "./attribute-events.ts";
import { baseOf, documentsOf, type Entity, linkOf, markGiven, originOf, setBase, writeTransient } from "./entity.ts";

/** Sets a cell, and tells who listens. Emitted setters end here, with the value encoded. Gives false where a handler has set another. */
export function write(entity: Entity, index: number, cell: Cell): boolean {
  if (isHeard && tellSet(entity, index, cell)) return false;
  // A constructor's path.
  if (!writeTransient(entity, index, cell)) writeKnown(entity, index, cell);
  return true;
}

/** Sets a cell, and tells nobody. */
export function writeCell(entity: Entity, index: number, cell: Cell): void {
  if (!writeTransient(entity, index, cell)) writeKnown(entity, index, cell);
}

/** Sets a cell of which there may be more to keep. */
function writeKnown(entity: Entity, index: number, cell: Cell): void {
  // Of a row that is there, everything was given.
  if (originOf(entity).status !== "persistent") markGiven(entity, index);
  if (entity[row][index] === cell) return;
  writableRow(entity)[index] = cell;
  const documents = documentsOf(entity);
  if (documents !== null) documents[index] = undefined;
}

/** The row of an entity that is about to be changed: its own, with what the database knows kept as the base. */
export function writableRow(entity: Entity): Row {
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
