/** A model's table: its columns in their final order, its keys, indexes, checks and foreign keys. */
import type { Check, ForeignKey, Index, IndexPart, Inheritance, Key, Unique } from "../ir/ir.ts";
import { booleanArgument, databaseName } from "./arguments.ts";
import type { BoundColumn, BoundEnum, BoundModel, CheckContext } from "./bound.ts";
import { orderColumns } from "./column-order.ts";
import { type ConstraintNamer, constraintNamer, type ConstraintSuffix } from "./constraint-names.ts";
import { find } from "./declare.ts";
import type { KeyDeclaration } from "./key-declarations.ts";
import type { ForeignKeyDraft, Keys } from "./keys.ts";
import type { Provider } from "./native-types/native-type-set.ts";
import { hasConstraint, referentialActions } from "./rules/actions.ts";
import { readChecks } from "./rules/checks.ts";
import { columnDefault } from "./rules/defaults.ts";
import { resolveKeys } from "./rules/keys.ts";

export interface Table {
  readonly model: BoundModel;
  /** Null where the model neither extends nor is extended. */
  readonly inheritance: Inheritance | null;
  readonly strict: boolean;
  /** Those of base models first. */
  readonly columns: readonly BoundColumn[];
  /** Null where it has been reported, and for views and ignored models that have none. */
  readonly primaryKey: Key | null;
  readonly keyConstraint: "primary" | "unique";
  readonly uniques: readonly Unique[];
  /** The columns of the primary key and of the uniques, each as a `setKey`. */
  readonly uniqueSets: ReadonlySet<string>;
  /** Those among them that the schema declares. */
  readonly declaredSets: ReadonlySet<string>;
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
}

/** A key or an index with its columns known. */
export interface ResolvedKey {
  readonly declaration: KeyDeclaration;
  readonly parts: readonly IndexPart[];
}

export interface TableContext extends CheckContext {
  readonly enums: ReadonlyMap<string, BoundEnum>;
  readonly keys: Keys;
  readonly inheritance: ReadonlyMap<BoundModel, Inheritance>;
}

/** The name of a constraint over columns given by property name. */
type NameConstraint = (columns: readonly string[], suffix: ConstraintSuffix) => string;

/** @param base The table of the model that this one extends. */
export function buildTable(
  context: TableContext,
  model: BoundModel,
  drafts: readonly ForeignKeyDraft[],
  base: Table | null,
): Table {
  const { keys } = context;
  const primary = keys.keyOf(model);
  const defaults = {
    ...context,
    onlyKey: primary === null ? undefined : primary.length === 1 ? primary[0]?.name : null,
    foreignKeyColumns: new Set(drafts.flatMap((draft) => namesOf(draft.columns))),
  };
  const own = orderColumns(context, model, drafts).map((column) => ({
    ...column,
    default: columnDefault(defaults, column),
  }));
  const columns = base === null ? own : [...base.columns, ...own];
  const nameConstraint = namerOf(constraintNamer(context.settings), model, columns);

  const resolved = resolveKeys(context, keys, model);
  const declared = keys.primaryOf(model);
  const keyConstraint = declared?.kind === "unique" ? "unique" : "primary";
  const inheritance = context.inheritance.get(model) ?? null;
  const isInBase = inheritance?.strategy === "single" && base !== null;
  const keyParts = resolved.find(isDeclared(declared))?.parts ?? [];
  const ownKey =
    primary && declared
      ? { ...buildPrimaryKey(model, declared, namesOf(primary), nameConstraint), ...keyLengths(keyParts, base) }
      : null;
  const primaryKey = isInBase ? base.primaryKey : ownKey;
  const declaredUniques = resolved.filter((key) => key.declaration.kind === "unique" && !isDeclared(declared)(key));
  const { uniques, uniqueSets, declaredSets } = buildUniques(declaredUniques, primaryKey, drafts, nameConstraint);
  return {
    model,
    inheritance,
    strict: isStrict(context, model, base),
    columns,
    primaryKey,
    keyConstraint,
    uniques,
    // One table holds the whole family where it is kept in a single one.
    uniqueSets: isInBase ? new Set([...uniqueSets, ...base.uniqueSets]) : uniqueSets,
    declaredSets,
    indexes: buildIndexes(
      context,
      resolved.filter(({ declaration }) => declaration.kind === "index" || declaration.kind === "fulltext"),
      [...(primaryKey ? [primaryKey] : []), ...uniques],
      drafts,
      nameConstraint,
    ),
    foreignKeys: [
      ...(primaryKey && base && inheritance?.strategy === "joined"
        ? [keyOfHeir(model, base.model, primaryKey, nameConstraint)]
        : []),
      ...drafts.map((draft) => buildForeignKey(context, draft, nameConstraint)),
    ],
    checks: readChecks(context, model, nameConstraint, isInBase ? [model.name] : []),
  };
}

function namerOf(namer: ConstraintNamer, model: BoundModel, columns: readonly BoundColumn[]): NameConstraint {
  const databaseNames = new Map(columns.map((column) => [column.name, column.column]));
  return (names, suffix) =>
    namer.constraint(
      model.table,
      names.map((name) => databaseNames.get(name) ?? name),
      suffix,
    );
}

function isDeclared(declared: KeyDeclaration | null): (key: ResolvedKey) => boolean {
  return ({ declaration }) => declaration === declared;
}

/** Those of a base are its heirs'. */
function keyLengths(parts: readonly IndexPart[], base: Table | null): Pick<Key, "lengths"> {
  const own = parts.some(({ length }) => length !== null) ? parts.map(({ length }) => length) : undefined;
  const lengths = own ?? base?.primaryKey?.lengths;
  return lengths === undefined ? {} : { lengths };
}

/** Prisma makes no STRICT tables on SQLite, nor CHECKs; on MySQL its texts are equal where a reader takes them for equal. */
function isStrict({ settings }: CheckContext, model: BoundModel, base: Table | null): boolean {
  const given = booleanArgument(find(model.attributes, "strict"), "strict");
  return (
    given ?? base?.strict ?? !(settings.profile === "prisma" && hasTablesOfPrisma[settings.provider ?? "postgresql"])
  );
}

/** Where the same schema makes other tables than Prisma does. */
const hasTablesOfPrisma = { sqlite: true, mysql: true, postgresql: false, cockroachdb: false } satisfies Record<
  Provider,
  boolean
>;

function buildPrimaryKey(
  model: BoundModel,
  declared: KeyDeclaration,
  columns: readonly string[],
  nameConstraint: NameConstraint,
): Key {
  const isInherited = model.base !== null;
  const name = isInherited ? null : declared.map;
  return {
    name: declared.kind === "unique" ? (name ?? nameConstraint(columns, "key")) : name,
    columns,
    span: declared.span,
  };
}

/** The declared uniques, and one for each one-to-one that none of them, nor the primary key, makes unique. */
function buildUniques(
  declared: readonly ResolvedKey[],
  primaryKey: Key | null,
  drafts: readonly ForeignKeyDraft[],
  nameConstraint: NameConstraint,
): Pick<Table, "uniques" | "uniqueSets" | "declaredSets"> {
  const uniques = declared.map(({ declaration, parts }): Unique => {
    const { map, where, span } = declaration;
    const names = namesOf(parts);
    return { name: map ?? nameConstraint(names, "key"), columns: names, parts, where, span };
  });
  const whole = uniques.filter((unique) => unique.where === null);
  const declaredSets = new Set([...(primaryKey ? [primaryKey] : []), ...whole].map((key) => setKey(key.columns)));
  const uniqueSets = new Set(declaredSets);
  for (const draft of drafts) {
    const names = namesOf(draft.columns);
    if (!isOneToOne(draft) || uniqueSets.has(setKey(names))) continue;
    uniqueSets.add(setKey(names));
    const name = nameConstraint(names, "key");
    uniques.push({ name, columns: names, parts: names.map(plainPart), where: null, span: draft.span });
  }
  return { uniques, uniqueSets, declaredSets };
}

/** The declared indexes, and one for each foreign key that needs its own. */
function buildIndexes(
  { settings }: CheckContext,
  declared: readonly ResolvedKey[],
  keys: readonly (Key | Unique)[],
  drafts: readonly ForeignKeyDraft[],
  nameConstraint: NameConstraint,
): Index[] {
  const indexes = declared.map(({ declaration, parts }): Index => {
    const { map, type, where, span } = declaration;
    return { name: map ?? nameConstraint(namesOf(parts), "idx"), columns: parts, type, where, inferred: false, span };
  });
  if (settings.profile === "prisma") return indexes;
  const ordered = indexes.filter((index) => index.where === null && (index.type === null || index.type === "BTree"));
  const whole = keys.filter((key) => !("where" in key) || key.where === null);
  const existing = [...whole.map((key) => key.columns), ...ordered.map((index) => namesOf(index.columns))];
  for (const draft of withoutIndex(drafts, existing)) {
    const names = namesOf(draft.columns);
    const name = nameConstraint(names, "idx");
    indexes.push({
      name,
      columns: names.map(plainPart),
      type: null,
      where: null,
      inferred: true,
      span: draft.span,
    });
  }
  return indexes;
}

function plainPart(name: string): IndexPart {
  return { name, sort: "asc", length: null, ops: null };
}

/** In joined inheritance a row continues that of the model it extends. */
function keyOfHeir(model: BoundModel, base: BoundModel, key: Key, nameConstraint: NameConstraint): ForeignKey {
  return {
    name: nameConstraint(key.columns, "fkey"),
    columns: key.columns,
    target: base.name,
    targetColumns: key.columns,
    onDelete: "Cascade",
    onUpdate: "Cascade",
    constraint: true,
    span: model.ast.base?.span ?? model.ast.name.span,
  };
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
    constraint: hasConstraint(context, draft),
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
    if (booleanArgument(draft.owner?.attributes.get("relation"), "index") === false) return false;
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
