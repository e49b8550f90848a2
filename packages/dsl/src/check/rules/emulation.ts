/** `relationMode = "prisma"`: without foreign keys in the database, what Prisma's client could not carry out is refused. */
import type { ReferentialAction } from "../../ir/ir.ts";
import { wordArgument } from "../arguments.ts";
import type { BoundModel, CheckContext } from "../bound.ts";
import { findCycles } from "../cycles.ts";
import type { ForeignKeyDraft } from "../keys.ts";
import type { Table } from "../table.ts";
import { knownActions } from "./actions.ts";

export function checkEmulation(
  context: CheckContext,
  drafts: readonly ForeignKeyDraft[],
  tables: ReadonlyMap<string, Table>,
): void {
  if (context.settings.foreignKeys) return;
  const acting = drafts.filter((draft) => acts(draft, tables));
  for (const draft of acting) {
    if (draft.model === draft.target) {
      const parameters = { field: draft.owner?.name ?? "", action: passiveAction(context) };
      context.reporter.report("emulatedSelf", draft.span, parameters);
    }
  }
  checkCycles(context, acting);
  for (const draft of drafts) checkIndexed(context, draft, tables.get(draft.model.name));
}

/** Whether a change of the target reaches the model's rows. A key with an action that has been reported counts as passive. */
function acts(draft: ForeignKeyDraft, tables: ReadonlyMap<string, Table>): boolean {
  const key = tables.get(draft.model.name)?.foreignKeys.find((candidate) => candidate.span === draft.span);
  const passive = ["NoAction", "Restrict"];
  if (key === undefined || (passive.includes(key.onDelete) && passive.includes(key.onUpdate))) return false;
  const relation = draft.owner?.attributes.get("relation");
  return (["onDelete", "onUpdate"] as const).every((argument) => {
    const written = wordArgument(relation, argument)?.text ?? null;
    return written === null || written === key[argument];
  });
}

/** What leaves the rows alone; Prisma's client knows no NoAction where it stands in for PostgreSQL or SQLite. */
function passiveAction(context: CheckContext): ReferentialAction {
  return knownActions(context).includes("NoAction") ? "NoAction" : "Restrict";
}

function checkCycles(context: CheckContext, acting: readonly ForeignKeyDraft[]): void {
  const byModel = Map.groupBy(
    acting.filter((draft) => draft.model !== draft.target),
    (draft) => draft.model,
  );
  const targets = (model: BoundModel): BoundModel[] => (byModel.get(model) ?? []).map((draft) => draft.target);
  for (const cycle of findCycles(byModel.keys(), targets)) {
    const keys = cycle.flatMap((model, index) => {
      const next = cycle[(index + 1) % cycle.length];
      return byModel.get(model)?.find((draft) => draft.target === next) ?? [];
    });
    const [first, ...rest] = keys;
    if (!first) continue;
    const path = keys.map((draft) => `${draft.model.name}.${draft.owner?.name ?? ""}`);
    context.reporter.report(
      "emulatedCycle",
      first.span,
      { path: [...path.slice(0, 8), first.model.name], action: passiveAction(context) },
      rest.slice(0, 7).map((draft) => ({ message: "and acts on here", span: draft.span })),
    );
  }
}

function checkIndexed(
  context: CheckContext,
  { columns, owner, span }: ForeignKeyDraft,
  table: Table | undefined,
): void {
  const names = columns.map((column) => column.name);
  if (!table || owner === null) return;
  const lists = [table.primaryKey, ...table.uniques].map((key) => key?.columns ?? []);
  const indexes = table.indexes.map((index) => index.columns.map((part) => part.name));
  const isCovered = [...lists, ...indexes].some((list) => names.every((name, place) => list[place] === name));
  if (!isCovered) context.reporter.report("unindexedKey", span, { field: owner.name, columns: names });
}
