/**
 * Abstract models that nobody mixes in: nothing is made of them, but what they say is checked as in a model that mixes them in and adds
 * nothing. What they name and do not have may be a field of such a model.
 */
import type { BoundModel } from "./bound.ts";
import type { ForeignKeyDraft } from "./keys.ts";
import type { Association } from "./pairing.ts";
import { buildRelations } from "./relations.ts";
import { checkColumnNames } from "./rules/database-names.ts";
import { checkReferences, checkRelationArguments } from "./rules/relations.ts";
import { buildTable, type Table, type TableContext } from "./table.ts";

type KeyAssociation = Extract<Association, { kind: "key" }>;

/** Their relations to one. A list depends on the other side, and so on who mixes it in. */
export function unmixedAssociations(unmixed: readonly BoundModel[]): KeyAssociation[] {
  return unmixed.flatMap((model) =>
    model.fields.flatMap((field): KeyAssociation[] =>
      field.kind === "relation" && field.arity !== "list" ? [{ kind: "key", owner: field, other: null }] : [],
    ),
  );
}

/** @param tables Those of the models that they refer to. */
export function checkUnmixed(
  context: TableContext,
  unmixed: readonly BoundModel[],
  associations: readonly KeyAssociation[],
  tables: ReadonlyMap<string, Table>,
): void {
  const { keys } = context;
  checkRelationArguments(context, associations);
  const drafts = new Map<BoundModel, ForeignKeyDraft[]>(unmixed.map((model) => [model, []]));
  for (const association of associations) {
    const draft = keys.foreignKeyOf(association);
    if (draft) drafts.get(draft.model)?.push(draft);
  }
  for (const model of unmixed) checkColumnNames(context, buildTable(context, model, drafts.get(model) ?? [], null));
  checkReferences(context, keys, [...drafts.values()].flat(), tables);
  buildRelations(context, keys, unmixed, associations, tables);
}
