import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { reportHiddenClash } from "./foreign-key-columns.ts";
import type { ForeignKeyDraft } from "./keys.ts";

/** Declaration order; inferred key columns stand where their relation does, hidden ones at the end. */
export function orderColumns(
  context: CheckContext,
  model: BoundModel,
  drafts: readonly ForeignKeyDraft[],
): BoundColumn[] {
  const byOwner = new Map<BoundRelation | null, ForeignKeyDraft>(drafts.map((draft) => [draft.owner, draft]));
  const columns = new Map<string, BoundColumn>();
  for (const field of model.fields) {
    if (field.kind === "column") {
      columns.set(field.name, field);
      continue;
    }
    for (const column of byOwner.get(field)?.columns ?? []) {
      // A key may also name a column that another relation has brought in, which stands at that one.
      if (!column.inferred || column.span !== field.span) continue;
      if (columns.has(column.name)) {
        context.reporter.report("inferredColumnClash", field.span, { column: column.name, field: field.name });
      }
      columns.set(column.name, column);
    }
  }
  for (const draft of drafts) {
    if (draft.association.kind !== "list") continue;
    for (const column of draft.columns) {
      if (columns.has(column.name)) reportHiddenClash(context, draft.association.list, column.name);
      columns.set(column.name, column);
    }
  }
  return [...columns.values()];
}
