/** Bound schema to checked schema: relations paired, keys and foreign keys resolved, every rule applied. */
import type { Relation } from "../ir/ir.ts";
import type { BoundEnum, BoundModel, BoundSchema, CheckContext } from "./bound.ts";
import { createKeys, type ForeignKeyDraft } from "./keys.ts";
import { type Association, pairRelations } from "./pairing.ts";
import { buildRelations, type JoinDraft } from "./relations.ts";
import { checkDatabaseNames } from "./rules/database-names.ts";
import { checkNames } from "./rules/names.ts";
import { checkReferences, checkRelationArguments } from "./rules/relations.ts";
import { checkRequiredCycles } from "./rules/required-cycles.ts";
import { checkUpdatedAt } from "./rules/updated-at.ts";
import { buildTable, type Table } from "./table.ts";

/** Complete only where nothing was reported as an error. */
export interface CheckedSchema {
  readonly tables: readonly Table[];
  readonly relations: ReadonlyMap<BoundModel, readonly Relation[]>;
  readonly joinTables: readonly JoinDraft[];
  readonly enums: readonly BoundEnum[];
}

export function check(context: CheckContext, schema: BoundSchema): CheckedSchema {
  checkNames(context, schema);
  checkUpdatedAt(context, schema);
  const associations = pairRelations(context, schema);
  checkRelationArguments(context, associations);

  const keys = createKeys(context, schema.models, associations);
  const drafts = new Map<BoundModel, ForeignKeyDraft[]>(schema.models.map((model) => [model, []]));
  for (const association of inSourceOrder(associations)) {
    const draft = association.kind === "join" ? null : keys.foreignKeyOf(association);
    if (draft) drafts.get(draft.model)?.push(draft);
  }
  const tableContext = { ...context, enums: schema.enums };
  const tables = schema.models.map((model) => buildTable(tableContext, keys, model, drafts.get(model) ?? []));
  const allDrafts = [...drafts.values()].flat();
  checkReferences(context, keys, allDrafts, new Map(tables.map((table) => [table.model.name, table])));
  checkRequiredCycles(context, allDrafts);

  const relations = buildRelations(context, keys, schema.models, associations);
  const enums = [...schema.enums.values()];
  checkDatabaseNames(context, tables, relations.joinTables, enums);
  return { tables, relations: relations.byModel, joinTables: relations.joinTables, enums };
}

/** By the field that puts the key into the database: of one model in declaration order, the hidden ones behind. */
function inSourceOrder(associations: readonly Association[]): Association[] {
  const place = (
    association: Association,
  ): { readonly file: string; readonly start: number; readonly kind: number } => {
    if (association.kind === "list") return { ...association.list.span, kind: 1 };
    const { span } = association.kind === "key" ? association.owner : association.left;
    return { ...span, kind: 0 };
  };
  return associations
    .map((association) => ({ association, place: place(association) }))
    .toSorted(
      (a, b) =>
        a.place.kind - b.place.kind ||
        (a.place.file < b.place.file ? -1 : a.place.file > b.place.file ? 1 : a.place.start - b.place.start),
    )
    .map((item) => item.association);
}
