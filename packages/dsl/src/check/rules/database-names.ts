/** Names in the database: within the limit, and no two alike where they share one space. */
import type { Span } from "../../text/span.ts";
import type { BoundEnum, CheckContext } from "../bound.ts";
import { byteLength, longestName } from "../constraint-names.ts";
import type { JoinDraft } from "../relations.ts";
import type { Table } from "../table.ts";

interface Taken {
  readonly what: string;
  readonly span: Span;
}

/**
 * Names are compared without case, since SQLite ignores it. Tables, keys and indexes share one space (PostgreSQL), and every table is
 * also the name of a type, as enums are.
 */
export function checkDatabaseNames(
  context: CheckContext,
  tables: readonly Table[],
  joins: readonly JoinDraft[],
  enums: Iterable<BoundEnum>,
): void {
  const taken = new Map<string, Taken>();
  for (const { model } of tables) {
    checkLength(context, model.table, model.tableSpan);
    const first = claim(taken, model.table, { what: `model "${model.name}"`, span: model.tableSpan });
    if (!first) continue;
    const parameters = { model: model.name, table: model.table, other: first.what };
    context.reporter.report("duplicateTable", model.tableSpan, parameters, [place(first)]);
  }
  for (const { table, field } of joins) {
    const what = `the join table of "${field.name}" in model "${field.model.name}"`;
    const first = claim(taken, table.table, { what, span: field.span });
    if (!first) continue;
    const parameters = { table: table.table, other: first.what };
    context.reporter.report("joinTableClash", field.span, parameters, [place(first)]);
  }
  for (const declared of enums) {
    checkLength(context, declared.type, declared.typeSpan);
    const first = claim(taken, declared.type, { what: `enum "${declared.name}"`, span: declared.typeSpan });
    if (!first) continue;
    const parameters = { enum: declared.name, type: declared.type, other: first.what };
    context.reporter.report("duplicateEnumType", declared.typeSpan, parameters, [place(first)]);
  }
  for (const table of tables) checkTable(context, taken, table);
  for (const { table, field } of joins) {
    if (table.right.index !== null) checkConstraint(context, taken, table.right.index, field.span);
  }
}

function checkTable(context: CheckContext, taken: Map<string, Taken>, table: Table): void {
  const columns = new Map<string, { readonly name: string; readonly span: Span }>();
  for (const column of table.columns) {
    checkLength(context, column.column, column.span);
    const key = column.column.toLowerCase();
    const first = columns.get(key);
    if (first) {
      const parameters = { column: column.column, other: first.name };
      context.reporter.report("duplicateColumn", column.span, parameters, [
        { message: "the other column is here", span: first.span },
      ]);
    }
    columns.set(key, column);
  }
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques, ...table.indexes];
  for (const key of keys) if (key.name !== null) checkConstraint(context, taken, key.name, key.span);
  const foreignKeys = new Map<string, Taken>();
  for (const key of table.foreignKeys) checkConstraint(context, foreignKeys, key.name, key.span);
}

function checkConstraint(context: CheckContext, taken: Map<string, Taken>, name: string, span: Span): void {
  checkLength(context, name, span);
  const first = claim(taken, name, { what: "another constraint", span });
  if (first) context.reporter.report("duplicateConstraint", span, { name }, [place(first)]);
}

/** Takes a name; gives who has it already. */
function claim(taken: Map<string, Taken>, name: string, claimant: Taken): Taken | null {
  const key = name.toLowerCase();
  const first = taken.get(key);
  if (first) return first;
  taken.set(key, claimant);
  return null;
}

function place(taken: Taken): { readonly message: string; readonly span: Span } {
  return { message: "the other one is here", span: taken.span };
}

function checkLength(context: CheckContext, name: string, span: Span): void {
  const bytes = byteLength(name);
  if (bytes > longestName) context.reporter.report("nameTooLong", span, { name, bytes, limit: longestName });
}
