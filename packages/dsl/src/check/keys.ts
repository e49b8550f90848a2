/**
 * Keys and the key columns behind relations. The two need each other: a foreign key has the columns of the target's primary key, and a
 * primary key may be made of relations (`@@id([user, post])`). Both are therefore found on demand and remembered; a demand that comes
 * back to itself is a cycle in the schema and is reported.
 */
import type { Span } from "../text/span.ts";
import type { FieldEntry } from "./arguments.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { foreignKeyColumns, hiddenKeyColumns } from "./foreign-key-columns.ts";
import { rootOf } from "./inheritance.ts";
import { type KeyDeclaration, readDeclarations } from "./key-declarations.ts";
import { mayHaveMore, memberNamed } from "./member.ts";
import type { Association } from "./pairing.ts";

/** A relation whose key stands in a table of one of the two models. */
export type KeyedAssociation = Extract<Association, { kind: "key" | "list" }>;

/** A foreign key with its columns. `owner` is null where a list of the other side put it here. */
export interface ForeignKeyDraft {
  readonly association: KeyedAssociation;
  readonly model: BoundModel;
  readonly target: BoundModel;
  readonly owner: BoundRelation | null;
  readonly columns: readonly BoundColumn[];
  readonly targetColumns: readonly BoundColumn[];
  readonly span: Span;
}

export interface Keys {
  declarationsOf(model: BoundModel): readonly KeyDeclaration[];
  /** The declaration that the primary key comes from; null where the model has none. */
  primaryOf(model: BoundModel): KeyDeclaration | null;
  /** The primary key, of an heir that of its root; null where there is none or it has been reported. */
  keyOf(model: BoundModel): readonly BoundColumn[] | null;
  /** Null where it has been reported. */
  foreignKeyOf(association: KeyedAssociation): ForeignKeyDraft | null;
  /** The key columns behind a relation that owns them; null where it owns none, or they have been reported. */
  columnsBehind(field: BoundRelation): readonly BoundColumn[] | null;
  /** The columns that an entry of a key names, a relation standing for its key columns; null where it has been reported. */
  columnsOf(model: BoundModel, entry: FieldEntry, label: string): readonly BoundColumn[] | null;
  /** The column of this name, an inferred or inherited one too; null where there is none. */
  columnNamed(model: BoundModel, name: string): BoundColumn | "broken" | null;
}

/** Longer names are refused by the database anyway; trying all the beginnings of one takes time quadratic in it. */
const longestLookup = 512;

/** How many models a key may lead through; each is a level of recursion. */
const longestChain = 100;

/** How many columns a key may have. Most databases take 16 or 32; keys of relations that each double the next one's soon have millions. */
const widestKey = 256;

export function createKeys(
  context: CheckContext,
  models: readonly BoundModel[],
  associations: readonly Association[],
): Keys {
  const declarations = new Map(models.map((model) => [model, readDeclarations(context, model)]));
  const owned = new Map<BoundRelation, KeyedAssociation>();
  for (const association of associations) if (association.kind === "key") owned.set(association.owner, association);
  const associated = new Set(associations.flatMap(fieldsOf));
  const ownersOf = new Map(models.map((model) => [model, ownersByName(model, owned, associated)]));

  const keys = new Map<BoundModel, readonly BoundColumn[] | null>();
  const foreignKeys = new Map<Association, ForeignKeyDraft | null>();
  const hiddenNames = new Set<string>();
  const underWay = new Set<BoundModel | Association>();

  const self: Keys = {
    declarationsOf: (model) => declarations.get(model) ?? [],
    primaryOf: (model) => primaryOf(self, rootOf(model)),
    keyOf(model) {
      const root = rootOf(model);
      return remember(keys, root, root, () => findKey(root));
    },
    foreignKeyOf(association) {
      const model = association.kind === "key" ? association.owner.model : association.list.target;
      return remember(foreignKeys, association, model, () =>
        association.kind === "key"
          ? foreignKeyColumns(context, self, association)
          : hiddenKeyColumns(context, self, association, hiddenNames),
      );
    },
    columnsBehind,
    columnsOf,
    columnNamed,
  };
  return self;

  function remember<K extends BoundModel | Association, V>(
    known: Map<K, V | null>,
    key: K,
    model: BoundModel,
    find: () => V | null,
  ): V | null {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (underWay.has(key) || underWay.size > longestChain) {
      const limit = underWay.has(key) ? null : ({ count: longestChain, of: "models" } as const);
      context.reporter.report("keyCycle", model.ast.name.span, { model: model.name, limit });
      return null;
    }
    underWay.add(key);
    const result = find();
    underWay.delete(key);
    known.set(key, result);
    return result;
  }

  function findKey(model: BoundModel): readonly BoundColumn[] | null {
    const declaration = self.primaryOf(model);
    if (declaration === null) return null;
    const columns = declaration.entries.map((entry) => columnsOf(model, entry, declaration.label));
    const flat = columns.flatMap((found) => found ?? []);
    if (columns.includes(null) || flat.length === 0) return null;
    if (flat.length > widestKey) {
      const limit = { count: widestKey, of: "columns" } as const;
      context.reporter.report("keyCycle", model.ast.name.span, { model: model.name, limit });
      return null;
    }
    return flat;
  }

  function columnsOf(model: BoundModel, entry: FieldEntry, label: string): readonly BoundColumn[] | null {
    const member = memberNamed(model, entry.name);
    if (member === "broken") return null;
    if (member?.kind === "column") return [member];
    if (member?.kind === "relation") return columnsOfRelation(member, entry, label);
    if (member) {
      const parameters = {
        attribute: label,
        field: member.name,
        columns: member.kind === "embedded" ? member.columns : [],
      };
      context.reporter.report("memberWithoutColumn", entry.span, parameters);
      return null;
    }
    const inferred = columnNamed(model, entry.name);
    if (inferred === "broken") return null;
    if (inferred) return [inferred];
    const suggestion = context.reporter.suggest(entry.name, () =>
      model.fields.flatMap((item) => ((item.kind === "column" ? item.list : item.arity === "list") ? [] : [item.name])),
    );
    const parameters = { attribute: label, field: entry.name, model: model.name, suggestion };
    context.reporter.report("unknownKeyField", entry.span, parameters);
    return null;
  }

  function columnsBehind(field: BoundRelation): readonly BoundColumn[] | null {
    const association = owned.get(field);
    return association ? (self.foreignKeyOf(association)?.columns ?? null) : null;
  }

  function columnsOfRelation(field: BoundRelation, entry: FieldEntry, label: string): readonly BoundColumn[] | null {
    if (context.settings.profile === "model" && owned.has(field)) return columnsBehind(field);
    if (owned.has(field)) {
      const columns = columnsBehind(field)?.map((column) => column.name) ?? [];
      context.reporter.report("relationInKey", entry.span, { attribute: label, field: field.name, columns });
    } else if (associated.has(field)) {
      const parameters = { attribute: label, field: field.name, target: field.target.name };
      context.reporter.report("relationWithoutColumns", entry.span, parameters);
    }
    return null;
  }

  function columnNamed(model: BoundModel, name: string): BoundColumn | "broken" | null {
    const member = memberNamed(model, name);
    if (member === "broken") return "broken";
    if (member) return member.kind === "column" ? member : null;
    for (let owner: BoundModel | null = model; owner !== null; owner = owner.base) {
      const column = inferredColumn(owner, name);
      if (column !== null) return column;
    }
    return mayHaveMore(model) ? "broken" : null;
  }

  /** Only relations whose name the column's begins with are asked, so that asking cannot run in a circle without need. */
  function inferredColumn(model: BoundModel, name: string): BoundColumn | "broken" | null {
    const owners = ownersOf.get(model);
    if (!owners || owners.size === 0 || name.length > longestLookup) return null;
    for (let length = name.length - 1; length > 0; length--) {
      const association = owners.get(name.slice(0, length));
      if (association === undefined) continue;
      const draft = association === null ? null : self.foreignKeyOf(association);
      if (draft === null) return "broken";
      const column = draft.columns.find((candidate) => candidate.name === name);
      if (column) return column;
    }
    return null;
  }
}

/** The fields that stand in the schema on either side of an association. */
function fieldsOf(association: Association): BoundRelation[] {
  switch (association.kind) {
    case "list":
      return [association.list];
    case "through":
      return [association.list];
    case "join":
      return [association.left, association.right];
    default:
      return association.other === null ? [association.owner] : [association.owner, association.other];
  }
}

/** The relations that may have inferred key columns: those that do not name them. Null where a mistake keeps one from being known. */
function ownersByName<A>(
  model: BoundModel,
  owned: ReadonlyMap<BoundRelation, A>,
  associated: ReadonlySet<BoundRelation>,
): Map<string, A | null> {
  const owners = new Map<string, A | null>();
  for (const field of model.fields) {
    if (field.kind !== "relation" || field.arity === "list") continue;
    const association = owned.get(field);
    const isNamed = field.attributes.get("relation")?.arguments.has("fields") ?? false;
    if (association ? !isNamed : !associated.has(field)) owners.set(field.name, association ?? null);
  }
  return owners;
}

/** `@id` or `@@id`; where a model has neither, as in Prisma's schemas, its first unique of required columns alone. */
function primaryOf(keys: Keys, model: BoundModel): KeyDeclaration | null {
  const declarations = keys.declarationsOf(model);
  const id = declarations.find((declaration) => declaration.kind === "id");
  if (id) return id;
  return (
    declarations.find((declaration) => {
      if (declaration.kind !== "unique" || declaration.where !== null) return false;
      return declaration.entries.every((entry) => {
        const member = memberNamed(model, entry.name);
        if (member === undefined || member === "broken") return false;
        if (member.kind === "relation") return member.arity === "required";
        return member.kind === "column" && !member.nullable && !member.list && member.type.kind !== "unsupported";
      });
    }) ?? null
  );
}
