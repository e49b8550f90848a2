/**
 * Keys and the key columns behind relations. The two need each other: a foreign key has the columns of the target's primary key, and a
 * primary key may be made of relations (`@@id([user, post])`). Both are therefore found on demand and remembered; a demand that comes
 * back to itself is a cycle in the schema and is reported.
 */
import type { Span } from "../text/span.ts";
import { databaseName, type FieldEntry, fieldsArgument } from "./arguments.ts";
import type { ReadAttribute } from "./attributes.ts";
import type { BoundColumn, BoundModel, BoundRelation, CheckContext } from "./bound.ts";
import { foreignKeyColumns, hiddenKeyColumns } from "./foreign-key-columns.ts";
import type { Association } from "./pairing.ts";

/** What a model says about one of its keys or indexes, before the columns are known. */
export interface KeyDeclaration {
  readonly kind: "id" | "unique" | "index";
  /** As written: `@id`, `@@unique`. */
  readonly label: string;
  readonly entries: readonly FieldEntry[];
  readonly map: string | null;
  readonly mapSpan: Span | null;
  readonly span: Span;
}

/** A foreign key with its columns. `owner` is null where a list of the other side put it here. */
export interface ForeignKeyDraft {
  readonly association: Exclude<Association, { kind: "join" }>;
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
  /** The primary key; null where there is none or it has been reported. */
  keyOf(model: BoundModel): readonly BoundColumn[] | null;
  /** Null where it has been reported. */
  foreignKeyOf(association: Exclude<Association, { kind: "join" }>): ForeignKeyDraft | null;
  /** The columns that an entry of a key names, a relation standing for its key columns; null where it has been reported. */
  columnsOf(model: BoundModel, entry: FieldEntry, label: string): readonly BoundColumn[] | null;
  /** The column of this name, an inferred one too; null where there is none. */
  columnNamed(model: BoundModel, name: string): BoundColumn | "broken" | null;
}

/** Longer names are refused by the database anyway; trying all the beginnings of one takes time quadratic in it. */
const longestLookup = 512;

/** How many models a key may lead through; each is a level of recursion. */
const longestChain = 100;

export function createKeys(
  context: CheckContext,
  models: readonly BoundModel[],
  associations: readonly Association[],
): Keys {
  const declarations = new Map(models.map((model) => [model, readDeclarations(context, model)]));
  const owned = new Map<BoundRelation, Exclude<Association, { kind: "join" }>>();
  for (const association of associations) if (association.kind === "key") owned.set(association.owner, association);
  const associated = new Set(associations.flatMap(fieldsOf));
  const ownersOf = new Map(models.map((model) => [model, ownersByName(model, owned)]));

  const keys = new Map<BoundModel, readonly BoundColumn[] | null>();
  const foreignKeys = new Map<Association, ForeignKeyDraft | null>();
  const hiddenNames = new Set<string>();
  const underWay = new Set<BoundModel | Association>();

  const self: Keys = {
    declarationsOf: (model) => declarations.get(model) ?? [],
    primaryOf: (model) => primaryOf(self, model),
    keyOf: (model) => remember(keys, model, model, () => findKey(model)),
    foreignKeyOf(association) {
      const model = association.kind === "key" ? association.owner.model : association.list.target;
      return remember(foreignKeys, association, model, () =>
        association.kind === "key"
          ? foreignKeyColumns(context, self, association)
          : hiddenKeyColumns(context, self, association, hiddenNames),
      );
    },
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
      const limit = underWay.has(key) ? null : longestChain;
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
    return columns.includes(null) || flat.length === 0 ? null : flat;
  }

  function columnsOf(model: BoundModel, entry: FieldEntry, label: string): readonly BoundColumn[] | null {
    const field = model.byName.get(entry.name);
    if (field === "broken") return null;
    if (field?.kind === "column") return [field];
    if (field) {
      const association = owned.get(field);
      if (association) return self.foreignKeyOf(association)?.columns ?? null;
      if (associated.has(field)) {
        const parameters = { attribute: label, field: field.name, target: field.target.name };
        context.reporter.report("relationWithoutColumns", entry.span, parameters);
      }
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

  /** Only relations whose name the column's begins with are asked, so that asking cannot run in a circle without need. */
  function columnNamed(model: BoundModel, name: string): BoundColumn | "broken" | null {
    const field = model.byName.get(name);
    if (field === "broken") return "broken";
    if (field) return field.kind === "column" ? field : null;
    const owners = ownersOf.get(model);
    if (!owners || name.length > longestLookup) return null;
    for (let length = name.length - 1; length > 0; length--) {
      const association = owners.get(name.slice(0, length));
      if (!association) continue;
      const draft = self.foreignKeyOf(association);
      if (draft === null) return "broken";
      const column = draft.columns.find((candidate) => candidate.name === name);
      if (column) return column;
    }
    return null;
  }
}

/** The fields that stand in the schema on either side of an association. */
function fieldsOf(association: Association): BoundRelation[] {
  if (association.kind === "list") return [association.list];
  if (association.kind === "join") return [association.left, association.right];
  return association.other === null ? [association.owner] : [association.owner, association.other];
}

/** The relations that may have inferred key columns: those that do not name them. */
function ownersByName<A>(model: BoundModel, owned: ReadonlyMap<BoundRelation, A>): Map<string, A> {
  const owners = new Map<string, A>();
  for (const field of model.fields) {
    const association = field.kind === "relation" ? owned.get(field) : undefined;
    const isNamed = field.attributes.get("relation")?.arguments.has("fields") ?? false;
    if (association && !isNamed) owners.set(field.name, association);
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
      if (declaration.kind !== "unique") return false;
      return declaration.entries.every((entry) => {
        const field = model.byName.get(entry.name);
        if (field === undefined || field === "broken") return false;
        return field.kind === "relation" ? field.arity === "required" : !field.nullable && !field.list;
      });
    }) ?? null
  );
}

function readDeclarations(context: CheckContext, model: BoundModel): KeyDeclaration[] {
  const declarations: KeyDeclaration[] = [];
  for (const field of model.fields) {
    for (const kind of ["id", "unique"] as const) {
      const attribute = field.attributes.get(kind);
      if (!attribute) continue;
      const entry: FieldEntry = { name: field.name, sort: "asc", span: field.span };
      declarations.push(declaration(context, kind, attribute, [entry]));
    }
  }
  for (const attribute of model.attributes) {
    const { name } = attribute;
    if (name !== "id" && name !== "unique" && name !== "index") continue;
    const entries = fieldsArgument(context, attribute, "fields") ?? [];
    if (entries.length === 0) {
      context.reporter.report("emptyFieldList", attribute.ast.span, { attribute: attribute.label });
    } else {
      declarations.push(declaration(context, name, attribute, entries));
    }
  }
  return declarations;
}

function declaration(
  context: CheckContext,
  kind: KeyDeclaration["kind"],
  attribute: ReadAttribute,
  entries: readonly FieldEntry[],
): KeyDeclaration {
  const map = databaseName(context, attribute, "map");
  const { label } = attribute;
  return { kind, label, entries, map: map?.text ?? null, mapSpan: map?.span ?? null, span: attribute.ast.span };
}
