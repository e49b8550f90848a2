/** A model's table: its columns in their final order, its keys, indexes and foreign keys. */
import type { ForeignKey, Index, Key } from "../ir/ir.ts";
import { databaseName, stringArgument } from "./arguments.ts";
import type { BoundColumn, BoundEnum, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { constraintName } from "./constraint-names.ts";
import { reportHiddenClash } from "./foreign-key-columns.ts";
import type { ForeignKeyDraft, KeyDeclaration, Keys } from "./keys.ts";
import { referentialActions } from "./rules/actions.ts";
import { columnDefault } from "./rules/defaults.ts";
import { resolveKeys } from "./rules/keys.ts";

export interface Table {
  readonly model: BoundModel;
  readonly columns: readonly BoundColumn[];
  /** Null where it has been reported. */
  readonly primaryKey: Key | null;
  readonly uniques: readonly Key[];
  /** The columns of the primary key and of the uniques, each as a `setKey`. */
  readonly uniqueSets: ReadonlySet<string>;
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
}

/** A key or an index with its columns known. */
export interface ResolvedKey {
  readonly declaration: KeyDeclaration;
  readonly columns: readonly { readonly name: string; readonly sort: "asc" | "desc" }[];
}

export function buildTable(
  context: CheckContext & { readonly enums: ReadonlyMap<string, BoundEnum> },
  keys: Keys,
  model: BoundModel,
  drafts: readonly ForeignKeyDraft[],
): Table {
  const primary = keys.keyOf(model);
  const foreignKeyColumns = new Set(drafts.flatMap((draft) => draft.columns.map((column) => column.name)));
  const onlyKey = primary === null ? undefined : primary.length === 1 ? primary[0]?.name : null;
  const defaults = { ...context, onlyKey, foreignKeyColumns };
  const columns = orderColumns(context, model, drafts).map((column) => ({
    ...column,
    default: columnDefault(defaults, column),
  }));
  const databaseNames = new Map(columns.map((column) => [column.name, column.column]));
  const named = (names: readonly string[]): string[] => names.map((name) => databaseNames.get(name) ?? name);

  const resolved = resolveKeys(context, keys, model);
  const declared = keys.primaryOf(model);
  const primaryKey: Key | null =
    primary && declared
      ? { name: declared.map, columns: primary.map((column) => column.name), span: declared.span }
      : null;
  const uniques: Key[] = resolved
    .filter((key) => key.declaration.kind === "unique" && key.declaration !== declared)
    .map((key) => {
      const names = key.columns.map((column) => column.name);
      const name = key.declaration.map ?? constraintName(model.table, named(names), "key");
      return { name, columns: names, span: key.declaration.span };
    });
  const uniqueSets = new Set([...(primaryKey ? [primaryKey] : []), ...uniques].map((key) => setKey(key.columns)));
  for (const draft of drafts) {
    const names = draft.columns.map((column) => column.name);
    if (!isOneToOne(draft) || uniqueSets.has(setKey(names))) continue;
    uniqueSets.add(setKey(names));
    uniques.push({ name: constraintName(model.table, named(names), "key"), columns: names, span: draft.span });
  }
  const declaredIndexes: Index[] = resolved
    .filter((key) => key.declaration.kind === "index")
    .map((key) => {
      const names = key.columns.map((column) => column.name);
      const name = key.declaration.map ?? constraintName(model.table, named(names), "idx");
      return { name, columns: key.columns, inferred: false, span: key.declaration.span };
    });
  const foreignKeys = drafts.map((draft): ForeignKey => {
    const names = draft.columns.map((column) => column.name);
    const attribute = draft.owner?.attributes.get("relation");
    return {
      name: databaseName(context, attribute, "map")?.text ?? constraintName(model.table, named(names), "fkey"),
      columns: names,
      target: draft.target.name,
      targetColumns: draft.targetColumns.map((column) => column.name),
      ...referentialActions(context, draft),
      span: stringArgument(attribute, "map")?.span ?? draft.span,
    };
  });
  const lists = [primaryKey, ...uniques].flatMap((key) => (key ? [key.columns] : []));
  const prefixes = [...lists, ...declaredIndexes.map((index) => index.columns.map((column) => column.name))];
  const inferredIndexes = indexForeignKeys(drafts, prefixes).map((draft): Index => {
    const names = draft.columns.map((column) => column.name);
    return {
      name: constraintName(model.table, named(names), "idx"),
      columns: names.map((name) => ({ name, sort: "asc" })),
      inferred: true,
      span: draft.span,
    };
  });
  const indexes = [...declaredIndexes, ...inferredIndexes];
  return { model, columns, primaryKey, uniques, uniqueSets, indexes, foreignKeys };
}

/** Whether at most one row may hold each key: the other side is a single entity, too. */
function isOneToOne(draft: ForeignKeyDraft): boolean {
  const { association } = draft;
  return association.kind === "key" && association.other !== null && association.other.arity !== "list";
}

/** Declaration order; inferred key columns stand where their relation does, hidden ones at the end. */
function orderColumns(context: CheckContext, model: BoundModel, drafts: readonly ForeignKeyDraft[]): BoundColumn[] {
  const byOwner = new Map<BoundRelation | null, ForeignKeyDraft>(drafts.map((draft) => [draft.owner, draft]));
  const columns = new Map<string, BoundColumn>();
  for (const field of model.fields) {
    if (field.kind === "column") {
      columns.set(field.name, field);
      continue;
    }
    for (const column of byOwner.get(field)?.columns ?? []) {
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

/** The foreign keys that need an index of their own: no key or index begins with their columns, and none of them did so before. */
function indexForeignKeys(
  drafts: readonly ForeignKeyDraft[],
  existing: readonly (readonly string[])[],
): ForeignKeyDraft[] {
  const lengths = new Set(drafts.map((draft) => draft.columns.length));
  const covered = new Set<string>();
  for (const columns of existing) {
    for (const length of lengths) if (columns.length >= length) covered.add(setKey(columns.slice(0, length)));
  }
  return drafts.filter((draft) => {
    const index = draft.owner?.attributes.get("relation")?.arguments.get("index")?.value;
    if (index?.kind === "name" && index.text === "false") return false;
    const key = setKey(draft.columns.map((column) => column.name));
    if (covered.has(key)) return false;
    covered.add(key);
    return true;
  });
}

/** A set of columns as one text. Names hold no blank, so joining them keeps sets apart. */
export function setKey(names: readonly string[]): string {
  return names.toSorted().join(" ");
}
