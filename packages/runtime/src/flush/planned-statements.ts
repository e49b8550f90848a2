/**
 * Puts a draft into words and data, statement by statement, without taking anything from its entities. Everything is copied: the draft's rows
 * may be those of entities, which change.
 */
import type { Row } from "../io/request.ts";
import { isJoined, isKindOf, rootOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import { model as modelKey } from "../meta/symbols.ts";
import type { Context } from "../state/context.ts";
import type { Entity } from "../state/entity.ts";
import { PlannedStatement } from "./planned-flush.ts";
import {
  keyIn,
  keyKnown,
  keyNow,
  type Late,
  type Parked,
  parkedCell,
  planned,
  type PlannedCells,
  PlannedRow,
} from "./planned-row.ts";
import { reasonText } from "./reason-text.ts";
import { type StepBatch, stepBatches } from "./step-batches.ts";
import type { DeleteStep, InsertStep, LateCell, Step, UpdateStep } from "./steps.ts";

/** Why an entity is written at all, where nobody asked for it by itself. */
export interface Cause {
  /** For many: `orphans of "User.posts"`. */
  readonly kind: string;
  /** For this one. */
  readonly text: string;
}

export interface PlannedWork {
  readonly context: Context;
  readonly models: readonly Model[];
  readonly steps: readonly Step[];
  readonly causeOf: (entity: Entity) => Cause | null;
}

/** The statements of the steps, as they will be sent. */
export function plannedStatements(work: PlannedWork): PlannedStatement[] {
  const parked = parkedRows(work.steps);
  return work.steps.flatMap((step) =>
    Array.from(stepBatches(work.context, step), (batch) => plannedStatement(work, step, batch, parked)),
  );
}

function parkedRows(steps: readonly Step[]): Parked {
  let found: Map<Row, readonly number[]> | null = null;
  for (const step of steps) {
    if (step.kind !== "update" || step.why.kind !== "parked") continue;
    found ??= new Map();
    // Of a joined hierarchy in each of its tables.
    for (const sent of step.rows) found.set(sent, [...(found.get(sent) ?? []), ...step.columns]);
  }
  return found ?? noneParked;
}

const noneParked: Parked = new Map();

function plannedStatement(work: PlannedWork, step: Step, batch: StepBatch, parked: Parked): PlannedStatement {
  const { kind } = step;
  const model = "relation" in step ? step.relation.model : step.model;
  const late = "late" in step && step.late.length > 0 ? lateByRow(step.late) : noLate;
  const rows: PlannedRow[] = [];
  const causes = new Set<string>();
  for (let at = batch.from; at < batch.from + batch.size; at++) {
    if ("relation" in step) {
      const [owner, target] = step.pairs[at] as readonly [Entity, Entity]; // a batch is within its step
      rows.push(new PlannedRow(keyNow(owner), null, keyNow(target), []));
      continue;
    }
    const entity = step.entities[at] as Entity; // as above
    const notes: string[] = [];
    const cause = isOwnTable(step, entity) ? work.causeOf(entity) : null;
    if (cause !== null) {
      causes.add(cause.kind);
      notes.push(cause.text);
    }
    if (step.kind === "insert") {
      const sent = step.rows[at] as Row; // pairwise with the entities
      const cells = insertedCells(step, sent, late.get(sent));
      rows.push(new PlannedRow(keyIn(entity, sent, late.get(sent)), cells, null, notes));
      continue;
    }
    const known = step.known[at] as Row; // as above
    const version = expectedVersion(work.context, step.model, known);
    if (version !== null) notes.push(version);
    const changed = step.kind === "update" ? changedCells(step, at, late.get(step.rows[at] as Row), parked) : null; // as above
    rows.push(new PlannedRow(keyKnown(entity, known, parked), changed, null, notes));
  }
  const relation = "relation" in step ? step.relation : null;
  return new PlannedStatement({
    kind,
    model: model.name,
    table: relation?.join?.name ?? model.table,
    sql: batch.statement.sql,
    rows,
    reason: [reasonText(step), ...causes].join("; "),
    notes: step.kind === "delete" ? takenByDatabase(work, step) : [],
  });
}

/** Of a row in several tables, the one whose statement says why it comes. */
function isOwnTable(step: InsertStep | UpdateStep | DeleteStep, entity: Entity): boolean {
  return step.kind === "delete" || step.model === entity[modelKey] || !isJoined(step.model);
}

const noLate: ReadonlyMap<Row, readonly LateCell[]> = new Map();

function lateByRow(late: readonly LateCell[]): Map<Row, LateCell[]> {
  const found = new Map<Row, LateCell[]>();
  for (const cell of late) {
    const known = found.get(cell.cells);
    if (known === undefined) found.set(cell.cells, [cell]);
    else known.push(cell);
  }
  return found;
}

function insertedCells({ model, columns, returning }: InsertStep, sent: Row, late: Late): PlannedCells {
  const all = [...columns, ...returning].sort((a, b) => a - b);
  return {
    columns: all.map((index) => columnOf(model, index)),
    cells: all.map((index) => planned(sent[index], index, late)),
    before: null,
  };
}

function changedCells(step: UpdateStep, at: number, late: Late, parked: Parked): PlannedCells {
  const { model, columns, rows, known } = step;
  const [sent, before] = [rows[at], known[at]] as [Row, Row]; // pairwise with the entities
  return {
    columns: columns.map((index) => columnOf(model, index)),
    cells: columns.map((index) =>
      step.why.kind === "parked" ? parkedCell(sent, index, parked) : planned(sent[index], index, late),
    ),
    before: columns.map((index) => parkedCell(before, index, parked)),
  };
}

function columnOf(model: Model, index: number): ColumnMeta {
  return model.columns[index] as ColumnMeta; // row indices come from the model itself
}

/** What the statement's condition says of a row besides its key. */
function expectedVersion(context: Context, table: Model, known: Row): string | null {
  const { version } = table;
  if (version === null || !context.statements(table).identifying.includes(version)) return null;
  return `refused unless its "${columnOf(table, version).name}" is still ${String(known[version])}`;
}

/** What the database does by itself when the rows go. */
function takenByDatabase({ models }: PlannedWork, { entities }: DeleteStep): string[] {
  const notes = new Set<string>();
  for (const gone of new Set(entities.map((entity) => entity[modelKey]))) {
    if (isJoined(gone) && gone !== rootOf(gone))
      notes.add(`its rows in the other tables of "${gone.name}" go by themselves`);
    for (const holder of models) {
      for (const { key, target, onDelete, name, hidden } of holder.isView ? [] : holder.relations) {
        if (key !== "local" || !isKindOf(gone, target)) continue;
        const by = hidden ? "" : ` by "${name}"`;
        if (onDelete === "Cascade") notes.add(`rows of "${holder.name}" that refer to it${by} go by themselves`);
        if (onDelete === "SetNull")
          notes.add(`rows of "${holder.name}" that refer to it${by} are set to NULL there by the database`);
      }
    }
    for (const { key, model: side, target, name, hidden } of gone.relations) {
      if (key === "join")
        notes.add(
          `its links of ${hidden ? `"${side.name}" and "${target.name}"` : `"${side.name}.${name}"`} go by themselves`,
        );
    }
  }
  return [...notes];
}
