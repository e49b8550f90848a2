/** Bound schema to checked schema: relations paired, keys and foreign keys resolved, every rule applied, in two steps. */
import type { Relation } from "../ir/ir.ts";
import type { BoundEnum, BoundModel, BoundScalar, BoundSchema, CheckContext } from "./bound.ts";
import { readInheritance, rootOf } from "./inheritance.ts";
import { type JoinDraft, joinsInSourceOrder } from "./join-table.ts";
import { createKeys, type ForeignKeyDraft } from "./keys.ts";
import { type Association, pairRelations } from "./pairing.ts";
import { buildRelations } from "./relations.ts";
import { checkAutoincrements } from "./rules/autoincrements.ts";
import { checkColumns } from "./rules/columns.ts";
import { checkColumnNames, checkDatabaseNames } from "./rules/database-names.ts";
import { checkEmulation } from "./rules/emulation.ts";
import { checkIgnored } from "./rules/ignored.ts";
import { checkFileNames, checkNames } from "./rules/names.ts";
import { checkJoinKeys, checkOneToOne } from "./rules/prisma-relations.ts";
import { checkReferences, checkRelationArguments, checkViewKey } from "./rules/relations.ts";
import { checkRequiredCycles } from "./rules/required-cycles.ts";
import { checkShardKeys } from "./rules/shard-keys.ts";
import { buildTable, type Table } from "./table.ts";
import { checkUnmixed, unmixedAssociations } from "./unmixed.ts";
import { type CheckedValueType, checkValueTypes } from "./value-type-defaults.ts";

/** A model or view that is checked, apart from the rules that look at the whole schema. */
export interface CheckedModel {
  readonly table: Table;
  readonly relations: readonly Relation[];
  /** The foreign keys that stand in its table. */
  readonly drafts: readonly ForeignKeyDraft[];
}

/** Complete only where nothing was reported as an error. */
export interface CheckedSchema {
  /** By name, in source order. */
  readonly models: ReadonlyMap<string, CheckedModel>;
  readonly joinTables: readonly JoinDraft[];
  readonly enums: readonly BoundEnum[];
  readonly types: readonly CheckedValueType[];
  readonly scalars: readonly BoundScalar[];
}

/** What can be said of models by looking at them and at those they are related to. */
export function checkModels(context: CheckContext, schema: BoundSchema): CheckedSchema {
  const { models, unmixed } = schema;
  checkNames(context, schema);
  checkColumns(context, [...models, ...unmixed]);
  checkIgnored(context, models);
  const inheritance = readInheritance(context, schema);
  const associations = pairRelations(context, models);
  checkRelationArguments(context, associations);

  const standing = unmixedAssociations(unmixed);
  const keys = createKeys(context, [...models, ...unmixed], [...associations, ...standing]);
  checkJoinKeys(context, associations, keys);
  checkShardKeys(context, keys, models);
  const drafts = new Map<BoundModel, ForeignKeyDraft[]>(models.map((model) => [model, []]));
  for (const association of inSourceOrder(associations)) {
    const draft = association.kind === "key" || association.kind === "list" ? keys.foreignKeyOf(association) : null;
    if (draft) drafts.get(draft.model)?.push(draft);
    else checkViewKey(context, keys, association);
  }
  const tables = new Map<string, Table>();
  const tableContext = { ...context, enums: schema.enums, keys, inheritance };
  for (const model of basesFirst(models)) {
    const base = model.base === null ? null : (tables.get(model.base.name) ?? null);
    tables.set(model.name, buildTable(tableContext, model, drafts.get(model) ?? [], base));
  }
  checkUnmixed(tableContext, unmixed, standing, tables);
  const allDrafts = [...drafts.values()].flat();
  checkReferences(context, keys, allDrafts, tables);
  checkOneToOne(context, allDrafts, tables);
  checkAutoincrements(context, tables.values());
  for (const table of tables.values()) checkColumnNames(context, table);
  const relations = buildRelations(context, keys, models, associations, tables);

  const checked = new Map<string, CheckedModel>();
  for (const model of models) {
    const table = tables.get(model.name);
    if (!table) continue;
    const own = relations.byModel.get(model) ?? [];
    checked.set(model.name, { table, relations: own, drafts: drafts.get(model) ?? [] });
  }
  return {
    models: checked,
    joinTables: joinsInSourceOrder(relations.joinTables),
    enums: [...schema.enums.values()],
    types: checkValueTypes({ ...context, enums: schema.enums }, schema.types.values()),
    scalars: [...schema.scalars.values()],
  };
}

/** What can be said only of the whole: names in the database and of files, cycles. Linear in the models, and quick. */
export function checkWhole(context: CheckContext, { models, joinTables, enums }: CheckedSchema): void {
  const tables = new Map<string, Table>();
  const drafts: ForeignKeyDraft[] = [];
  for (const [name, model] of models) {
    tables.set(name, model.table);
    for (const draft of model.drafts) drafts.push(draft);
  }
  checkFileNames(
    context,
    Array.from(tables.values(), ({ model }) => model),
  );
  checkRequiredCycles(context, drafts);
  checkEmulation(context, drafts, tables);
  checkDatabaseNames(context, tables.values(), joinTables, enums);
}

/** Each model after the one that it extends. */
function basesFirst(models: readonly BoundModel[]): BoundModel[] {
  const depth = (model: BoundModel): number => (model.base === null ? 0 : depth(model.base) + 1);
  const heirs = models.filter((model) => rootOf(model) !== model).map((model) => ({ model, depth: depth(model) }));
  return [
    ...models.filter((model) => model.base === null),
    ...heirs.toSorted((a, b) => a.depth - b.depth).map(({ model }) => model),
  ];
}

/** By the field that puts the key into the database: of one model in declaration order, the hidden ones behind. */
function inSourceOrder(associations: readonly Association[]): Association[] {
  const place = (
    association: Association,
  ): { readonly file: string; readonly start: number; readonly kind: number } => {
    if (association.kind === "list" || association.kind === "through") return { ...association.list.span, kind: 1 };
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
