/** Into which statements a step goes: what is run is what `session.plan()` shows. */
import type { Statement } from "../io/request.ts";
import { familyOf, rootOf } from "../meta/inheritance.ts";
import type { Model } from "../meta/model.ts";
import { row } from "../meta/symbols.ts";
import type { ModelStatements } from "../sql/model-statements.ts";
import { type Batch, batches, partOf, type RowPart } from "../sql/parameter-rows.ts";
import type { Context } from "../state/context.ts";
import type { LinkChange } from "./link-changes.ts";
import type { DeleteStep, InsertStep, Step, UpdateStep } from "./steps.ts";

/** One statement of a step. */
export interface StepBatch extends Batch {
  readonly statement: Statement;
}

/** The statements that a step is sent as, as far as its rows are known before it runs. */
export function* stepBatches(context: Context, step: Step): Generator<StepBatch> {
  switch (step.kind) {
    case "insert": {
      const statements = context.statements(step.model);
      for (const batch of insertBatches(context, step, partOf(step.model, step.rows, step.columns)))
        yield { ...batch, statement: insertStatement(context, step, statements, batch.size) };
      return;
    }
    case "update": {
      const statements = context.statements(step.model);
      for (const batch of updateBatches(context, step, updateParts(step, statements)))
        yield { ...batch, statement: statements.update(step.columns, batch.size) };
      return;
    }
    case "delete": {
      const statements = context.statements(step.model);
      for (const batch of deleteBatches(context, step, statements))
        yield { ...batch, statement: statements.delete(batch.size) };
      return;
    }
    case "link":
    case "unlink": {
      for (const batch of batches(step.pairs.length, linkParts(step), context.dialect))
        yield { ...batch, statement: linkStatement(context, step, batch.size) };
    }
  }
}

// ---- inserts

/** Whether each row is a statement: DEFAULT VALUES makes one, and of an engine whose keys say nothing of the rows' order each key is asked for by itself. */
export function isSingle(context: Context, step: InsertStep): boolean {
  return step.columns.length === 0 || (assignsKey(step) && context.dialect.supports.assignsKeysInOrder === false);
}

/** Whether the database gives a part of the rows' keys. */
export function assignsKey({ model, returning }: InsertStep): boolean {
  return returning.some((index) => model.primaryKey.includes(index));
}

export function insertBatches(context: Context, step: InsertStep, part: RowPart): Iterable<Batch> {
  const { length } = step.rows;
  return isSingle(context, step) ? oneByOne(length) : batches(length, [part], context.dialect);
}

/** What is to come back of each row: where what was sent identifies it, its key too. */
export function askedBack(step: InsertStep): readonly number[] {
  const { model, returning } = step;
  return returning.length > 0 && !assignsKey(step) ? [...model.primaryKey, ...returning] : returning;
}

export function insertStatement(
  context: Context,
  step: InsertStep,
  statements: ModelStatements,
  size: number,
): Statement {
  return statements.insert(step.columns, context.dialect.supports.insertReturning ? askedBack(step) : [], size);
}

function* oneByOne(count: number): Generator<Batch> {
  for (let from = 0; from < count; from++) yield { from, size: 1 };
}

// ---- updates and deletes

/** The values of the rows, and what says which rows they are. */
export function updateParts({ model, rows, columns, known }: UpdateStep, statements: ModelStatements): RowPart[] {
  return [partOf(model, rows, columns), partOf(model, known, statements.identifying)];
}

export function updateBatches({ dialect }: Context, step: UpdateStep, parts: readonly RowPart[]): Iterable<Batch> {
  const { length } = step.rows;
  const isApart = dialect.supports.rekeysTogether === false && length > 1 && rekeysItself(step);
  return isApart ? oneByOne(length) : batches(length, parts, dialect);
}

/** Whether it changes keys by which rows of its own table refer to one another. */
function rekeysItself({ model, columns }: UpdateStep): boolean {
  const root = rootOf(model);
  return familyOf(root).some(({ relations }) =>
    relations.some(
      ({ key, target, targetColumns }) =>
        key === "local" && rootOf(target) === root && targetColumns.some((index) => columns.includes(index)),
    ),
  );
}

export function deleteBatches(context: Context, step: DeleteStep, statements: ModelStatements): Iterable<Batch> {
  const { model, known } = step;
  if (context.dialect.arrays === null) return byFiveHundred(known.length);
  return batches(known.length, [partOf(model, known, statements.identifying)], context.dialect);
}

function* byFiveHundred(count: number): Generator<Batch> {
  for (let from = 0; from < count; from += 500) yield { from, size: Math.min(500, count - from) };
}

// ---- links

/** The keys of the owners and of the targets, as their rows have them when this is called. */
export function linkParts({ relation, pairs }: LinkChange): RowPart[] {
  const owners = Array.from(pairs, ([owner]) => owner[row]);
  const targets = Array.from(pairs, ([, target]) => target[row]);
  return [partOf(relation.model, owners, relation.columns), partOf(relation.target, targets, relation.targetColumns)];
}

export function linkStatement(context: Context, { kind, relation }: LinkChange, size: number): Statement {
  const links = context.statements(relation.target).links(relation);
  return kind === "link" ? links.insert(size) : links.delete(size);
}

/** The model whose rows a step writes; of links that of the relation's left side. */
export function modelOf(step: Step): Model {
  return "relation" in step ? step.relation.model : step.model;
}
