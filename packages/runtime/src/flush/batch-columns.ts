/**
 * Which of a row's cells go into a statement: rows of one table with the same columns share a batch. A row of a joined heir is a row of several
 * tables. Each is given the columns that stand in it; the key is the root's to write, and is known when the others' turn comes.
 */
import { MissingValueError } from "../errors.ts";
import type { Row } from "../io/request.ts";
import { firstOwn, isJoined, isStored } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import { sameCell } from "../state/changes.ts";
import type { Entity } from "../state/entity.ts";
import { outsiderAt, relationOf } from "./foreign-keys.ts";
import type { InsertStep, LateCell } from "./steps.ts";

/** Where the columns begin that are written to this table of a row's. */
function firstWritten(table: Model): number {
  return isJoined(table) ? firstOwn(table) : 0;
}

/** Of the cells that are still to come, those of this table. */
export function lateIn(table: Model, late: readonly LateCell[]): readonly LateCell[] {
  if (late.length === 0 || !isJoined(table)) return late;
  return late.filter(({ index }) => index >= firstWritten(table) && index < table.columns.length);
}

/** What an insert sends of a row, and what it asks for. @throws MissingValueError */
export function insertColumns(
  table: Model,
  entity: Entity,
  sent: Row,
  late: readonly LateCell[],
): { columns: number[]; returning: number[] } {
  const columns: number[] = [];
  const returning: number[] = [];
  for (const column of table.columns) {
    const { index } = column;
    if (!isStored(table, index)) continue;
    const isGiven = sent[index] !== undefined || isKnownByThen(table, index);
    if (isGiven || late.some((cell) => cell.index === index)) columns.push(index);
    else if (column.assigned) returning.push(index);
    else if (column.expression !== null) continue;
    else
      throw new MissingValueError(
        entity[modelKey].name,
        column.name,
        relationOf(table, index),
        outsiderAt(entity, index),
      );
  }
  return { columns, returning };
}

/** Whether the insert into the root's table gives the cell that an heir's needs. */
function isKnownByThen(table: Model, index: number): boolean {
  return index < firstWritten(table);
}

/** Whether a row has values for the very columns of a batch. */
export function fits(step: InsertStep, sent: Row, late: readonly LateCell[]): boolean {
  for (const index of step.columns) {
    if (sent[index] !== undefined || late.some((cell) => cell.index === index)) continue;
    if (!isKnownByThen(step.model, index)) return false;
  }
  for (const index of step.returning) if (sent[index] !== undefined) return false;
  return true;
}

/** Whether a row differs in the very columns of the table that are given, keys to come included, and so goes into their batch. */
export function differsIn(
  table: Model,
  columns: readonly number[],
  sent: Row,
  base: Row,
  late: readonly LateCell[],
): boolean {
  let next = 0;
  for (let index = firstWritten(table); index < table.columns.length; index++) {
    if (!isWritten(table, index, sent, base)) continue;
    if (columns[next] !== index) return false;
    if (sent[index] === undefined && !late.some((cell) => cell.index === index)) return false;
    next++;
  }
  return next === columns.length;
}

/** The columns of the table in which a row differs, and its stamps. */
export function differing(table: Model, sent: Row, base: Row): number[] {
  const columns: number[] = [];
  for (let index = firstWritten(table); index < table.columns.length; index++)
    if (isWritten(table, index, sent, base)) columns.push(index);
  return columns;
}

/** A stamp counts as another even where the clock says what it said before: which rows share a batch is not for the clock to say. */
function isWritten(table: Model, index: number, sent: Row, base: Row): boolean {
  return !sameCell(sent[index], base[index]) || table.stamped.includes(index);
}
