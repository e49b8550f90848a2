/** A model's table: its columns in their final order, its keys, indexes and foreign keys. */
import type { ForeignKey, Index, Key } from "../ir/ir.ts";
import { databaseName } from "./arguments.ts";
import type { BoundColumn, BoundEnum, BoundModel, CheckContext } from "./bound.ts";
import { orderColumns } from "./column-order.ts";
import { constraintName, type ConstraintSuffix } from "./constraint-names.ts";
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

/** The name of a constraint over columns given by property name. */
type NameConstraint = (columns: readonly string[], suffix: ConstraintSuffix) => string;

export function buildTable(
  context: CheckContext & { readonly enums: ReadonlyMap<string, BoundEnum> },
  keys: Keys,
  model: BoundModel,
  drafts: readonly ForeignKeyDraft[],
): Table {
  const primary = keys.keyOf(model);
  const defaults = {
    ...context,
    onlyKey: primary === null ? undefined : primary.length === 1 ? primary[0]?.name : null,
    foreignKeyColumns: new Set(drafts.flatMap((draft) => namesOf(draft.columns))),
  };
  const columns = orderColumns(context, model, drafts).map((column) => ({
    ...column,
    default: columnDefault(defaults, column),
  }));
  const databaseNames = new Map(columns.map((column) => [column.name, column.column]));
  const nameConstraint: NameConstraint = (names, suffix) =>
    constraintName(
      model.table,
      names.map((name) => databaseNames.get(name) ?? name),
      suffix,
    );

  const resolved = resolveKeys(context, keys, model);
  const declared = keys.primaryOf(model);
  const primaryKey =
    primary && declared ? { name: declared.map, columns: namesOf(primary), span: declared.span } : null;
  const { uniques, uniqueSets } = buildUniques(
    resolved.filter((key) => key.declaration.kind === "unique" && key.declaration !== declared),
    primaryKey,
    drafts,
    nameConstraint,
  );
  const indexes = buildIndexes(
    resolved.filter((key) => key.declaration.kind === "index"),
    [...(primaryKey ? [primaryKey] : []), ...uniques],
    drafts,
    nameConstraint,
  );
  const foreignKeys = drafts.map((draft) => buildForeignKey(context, draft, nameConstraint));
  return { model, columns, primaryKey, uniques, uniqueSets, indexes, foreignKeys };
}

/** The declared uniques, and one for each one-to-one that none of them, nor the primary key, makes unique. */
function buildUniques(
  declared: readonly ResolvedKey[],
  primaryKey: Key | null,
  drafts: readonly ForeignKeyDraft[],
  nameConstraint: NameConstraint,
): Pick<Table, "uniques" | "uniqueSets"> {
  const uniques = declared.map(({ declaration, columns }): Key => {
    const names = namesOf(columns);
    return { name: declaration.map ?? nameConstraint(names, "key"), columns: names, span: declaration.span };
  });
  const uniqueSets = new Set([...(primaryKey ? [primaryKey] : []), ...uniques].map((key) => setKey(key.columns)));
  for (const draft of drafts) {
    const names = namesOf(draft.columns);
    if (!isOneToOne(draft) || uniqueSets.has(setKey(names))) continue;
    uniqueSets.add(setKey(names));
    uniques.push({ name: nameConstraint(names, "key"), columns: names, span: draft.span });
  }
  return { uniques, uniqueSets };
}

/** The declared indexes, and one for each foreign key that needs its own. */
function buildIndexes(
  declared: readonly ResolvedKey[],
  keys: readonly Key[],
  drafts: readonly ForeignKeyDraft[],
  nameConstraint: NameConstraint,
): Index[] {
  const indexes = declared.map(({ declaration, columns }): Index => {
    const name = declaration.map ?? nameConstraint(namesOf(columns), "idx");
    return { name, columns, inferred: false, span: declaration.span };
  });
  const existing = [...keys.map((key) => key.columns), ...declared.map((key) => namesOf(key.columns))];
  for (const draft of withoutIndex(drafts, existing)) {
    const names = namesOf(draft.columns);
    const columns = names.map((name) => ({ name, sort: "asc" as const }));
    indexes.push({ name: nameConstraint(names, "idx"), columns, inferred: true, span: draft.span });
  }
  return indexes;
}

function buildForeignKey(context: CheckContext, draft: ForeignKeyDraft, nameConstraint: NameConstraint): ForeignKey {
  const columns = namesOf(draft.columns);
  const map = databaseName(context, draft.owner?.attributes.get("relation"), "map");
  return {
    name: map?.text ?? nameConstraint(columns, "fkey"),
    columns,
    target: draft.target.name,
    targetColumns: namesOf(draft.targetColumns),
    ...referentialActions(context, draft),
    span: draft.span,
  };
}

/** Whether at most one row may hold each key: the other side is a single entity, too. */
function isOneToOne(draft: ForeignKeyDraft): boolean {
  const { association } = draft;
  return association.kind === "key" && association.other !== null && association.other.arity !== "list";
}

/** The foreign keys whose columns no key or index begins with, in whatever order, and that do not refuse an index. */
function withoutIndex(drafts: readonly ForeignKeyDraft[], existing: readonly (readonly string[])[]): ForeignKeyDraft[] {
  const lengths = new Set(drafts.map((draft) => draft.columns.length));
  const covered = new Set<string>();
  for (const columns of existing) {
    for (const length of lengths) if (columns.length >= length) covered.add(setKey(columns.slice(0, length)));
  }
  return drafts.filter((draft) => {
    const index = draft.owner?.attributes.get("relation")?.arguments.get("index")?.value;
    if (index?.kind === "name" && index.text === "false") return false;
    const key = setKey(namesOf(draft.columns));
    if (covered.has(key)) return false;
    covered.add(key);
    return true;
  });
}

/** A set of columns as one text. Names hold no blank, so joining them keeps sets apart. */
export function setKey(names: readonly string[]): string {
  return names.toSorted().join(" ");
}

function namesOf(columns: readonly { readonly name: string }[]): string[] {
  return columns.map((column) => column.name);
}
