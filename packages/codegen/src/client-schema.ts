/**
 * The schema as a client sees it: without what the schema leaves out of it (`@ignore`, `Unsupported(…)`), and without what no client can
 * have yet. The database has all of it, so DDL is made from the IR; whatever else is emitted is made from this, and need not ask.
 *
 * A view is a model here whose rows are only read; it stands behind the models. A relation through a model has the table of that model for its
 * join table.
 *
 * What a client cannot have yet is of two kinds. Some is left out, which takes nothing from anything else: `leftOut` tells it. The rest would be
 * written or read wrongly by a client that knows nothing of it, so such a schema gives no client at all: `notGenerated` tells why. Both are in
 * `client-limits.ts`.
 */
import type * as ir from "@joinery/dsl";
import { type ExpressionParts, expressionParts } from "./expression-sql.ts";
import { idColumns } from "./id-columns.ts";
import { secretColumns } from "./secret-columns.ts";

export interface Schema extends Omit<ir.Schema, "models" | "types"> {
  readonly models: readonly Model[];
  readonly types: readonly ValueType[];
}

export interface ValueType extends Omit<ir.ValueType, "fields"> {
  readonly fields: readonly ValueField[];
}

/** A field, as the column of a document that it is to whatever reads and writes it. */
export interface ValueField extends Column {
  /** The key in the JSON document. */
  readonly key: string;
}

export interface Model extends Omit<ir.Model, "columns" | "relations"> {
  /** The model's own first, then its expressions: the cells of a row. */
  readonly columns: readonly Column[];
  readonly relations: readonly Relation[];
  /** Its rows are only read. Its key may have no columns. */
  readonly isView: boolean;
}

export interface Column extends Omit<ir.Column, "type"> {
  readonly type: ColumnType;
  /** On SQLite: of a table that is not STRICT. */
  readonly loose: boolean;
  /** The model whose key it holds: its own, or that of a model that it refers to. Null for any other column. */
  readonly idOf: string | null;
  /** What is read in place of a column that the table does not have; null for one that it has. */
  readonly expression: ExpressionParts | null;
}

export type ColumnType = Exclude<ir.ColumnType, { kind: "unsupported" }>;

export interface Relation extends Omit<ir.Relation, "key"> {
  readonly key: Exclude<ir.Relation["key"], "through">;
  /** No program changes it: it leads through a model, or a view holds its key. */
  readonly readOnly: boolean;
  /** The table of a relation through a model; else null. */
  readonly association: Association | null;
}

/** A model between two others, as the database has it: the client may be without it. */
export interface Association {
  /** The model's name. */
  readonly model: string;
  readonly table: string;
  readonly schema: string | null;
  /** The columns that refer to this side, and to the target. */
  readonly columns: readonly ir.Column[];
  readonly targetColumns: readonly ir.Column[];
}

/**
 * Made once for each schema, and asked for by whoever checks it, names its parts or generates from it.
 *
 * @param schema one of which `notGenerated` says nothing
 */
export function clientSchema(schema: ir.Schema): Schema {
  const made = known.get(schema) ?? makeClientSchema(schema);
  known.set(schema, made);
  return made;
}

const known = new WeakMap<ir.Schema, Schema>();

function makeClientSchema(schema: ir.Schema): Schema {
  const all = readableModels(schema);
  const secret = secretColumns(all);
  const idOf = idColumns(all);
  const byName = new Map(all.map((model) => [model.name, model]));
  const heirs = Map.groupBy(all, ({ inheritance }) => inheritance?.base ?? "");
  const kept = all
    .filter(({ ignored }) => !ignored)
    .map((model) => withColumns(model, { byName, heirs, secret, idOf }));
  const names = new Set(kept.map(({ name }) => name));
  const columns = new Map(kept.map((model) => [model.name, new Set(model.columns.map(({ name }) => name))]));
  const has = (model: string, wanted: readonly string[]) => wanted.every((name) => columns.get(model)?.has(name));
  const isWired = (relation: ir.Relation, model: string): boolean =>
    !relation.ignored &&
    names.has(relation.target) &&
    has(model, relation.columns) &&
    has(relation.target, relation.targetColumns);
  const relations = new Map(
    kept.map((model) => {
      const wired = model.relations.filter((relation) => isWired(relation, model.name));
      return [model.name, wired.map((relation) => wiredRelation(relation, model, byName))];
    }),
  );
  const models = kept.map((model): Model => ({
    ...model,
    primaryKey: has(model.name, model.primaryKey.columns) ? model.primaryKey : { ...model.primaryKey, columns: [] },
    relations: (relations.get(model.name) ?? []).map((relation) => withInverse(relation, relations)),
    // A key among some of the rows tells no row from all others.
    uniques: model.uniques.filter(({ where, columns: key }) => where === null && has(model.name, key)),
    foreignKeys: model.foreignKeys.filter(({ target, columns: key }) => names.has(target) && has(model.name, key)),
  }));
  const joined = new Set([...relations.values()].flat().map(({ joinTable }) => joinTable));
  const types = schema.types.map((type) => ({ ...type, fields: type.fields.map(fieldColumn).filter(isField) }));
  return {
    ...schema,
    models,
    types,
    views: [],
    joinTables: schema.joinTables.filter(({ table }) => joined.has(table)),
  };
}

export interface ReadableModel extends ir.Model {
  readonly isView: boolean;
}

export type ModelsByName = ReadonlyMap<string, ReadableModel>;

/** The models, and the views as models that have no constraints. */
export function readableModels(schema: ir.Schema): ReadableModel[] {
  const strict = schema.models.every((model) => model.strict);
  const views = schema.views.map((view): ReadableModel => ({
    ...view,
    isView: true,
    table: view.view,
    strict, // what it reads of a table that is not STRICT is as loose
    extension: null,
    inheritance: null,
    primaryKey: { name: null, columns: view.key ?? [], span: view.span },
    keyConstraint: "unique",
    uniques: [],
    indexes: [],
    foreignKeys: view.relations.filter(({ key }) => key === "local").map((relation) => viewReference(view, relation)),
    checks: [],
  }));
  return [...schema.models.map((model) => ({ ...model, isView: false })), ...views];
}

/** What a view's relation refers to; there is no constraint that says so. */
function viewReference(view: ir.View, { name, columns, target, targetColumns, span }: ir.Relation): ir.ForeignKey {
  const actions = { onDelete: "NoAction", onUpdate: "NoAction", constraint: false } as const;
  return { name: `${view.name}_${name}`, columns, target, targetColumns, ...actions, span };
}

/** @param relation one that leads to a model of the client */
function wiredRelation(relation: ir.Relation, model: ReadableModel, models: ModelsByName): Relation {
  const target = models.get(relation.target);
  const association = relation.through === null ? null : associationOf(relation.through, models);
  return {
    ...relation,
    key: relation.key === "through" ? "join" : relation.key,
    readOnly: association !== null || model.isView || (target?.isView === true && relation.key === "remote"),
    association,
    // Nobody changes either side, so they need not be kept in step.
    inverse: association === null ? relation.inverse : null,
    // Rows of a view are not saved with what leads to them, nor deleted.
    cascade: association !== null || model.isView || target?.isView === true ? [] : relation.cascade,
  };
}

export function associationOf({ model: name, near, far }: ir.Through, models: ModelsByName): Association | null {
  const model = models.get(name);
  if (model === undefined) return null;
  const columnsOf = (wanted: string): ir.Column[] => {
    const relation = model.relations.find((candidate) => candidate.name === wanted);
    return (relation?.columns ?? []).flatMap((key) => model.columns.filter((column) => column.name === key));
  };
  const { table, schema } = model;
  return { model: name, table, schema, columns: columnsOf(near), targetColumns: columnsOf(far) };
}

/** Whether the model between has some of its columns from a base: they stand in another table, or in one with the rows of other models. */
export function isInherited({ columns, targetColumns }: Association): boolean {
  return [...columns, ...targetColumns].some((column) => column.inherited);
}

/** What is found over all models. */
interface Overview {
  readonly byName: ModelsByName;
  /** By the name of what they extend. */
  readonly heirs: ReadonlyMap<string, readonly ReadableModel[]>;
  readonly secret: ReturnType<typeof secretColumns>;
  readonly idOf: ReturnType<typeof idColumns>;
}

function withColumns(
  model: ReadableModel,
  { byName, heirs, secret, idOf }: Overview,
): ReadableModel & Pick<Model, "columns"> {
  const isSecret = (name: string): boolean => secret.get(model.name)?.has(name) === true;
  const keys = keyColumns(model, heirs);
  const columns = model.columns.filter(isKept).map((column): Column => {
    return {
      ...column,
      deferred: column.deferred && !column.version && !keys.has(column.name),
      expression: null,
      loose: !model.strict,
      idOf: idOf.get(model.name)?.get(column.name) ?? null,
      secret: isSecret(column.name),
    };
  });
  const expressions = model.expressions.filter(isKept).map((expression): Column => {
    return { ...expressionColumn(expression, model), secret: isSecret(expression.name) };
  });
  return { ...model, columns: inCellOrder([...columns, ...expressions], model, byName) };
}

/** The cells of a row begin with those of the base's: its columns and expressions, each in its own order. */
function inCellOrder<C extends { readonly name: string }>(
  columns: readonly C[],
  { inheritance }: ir.Model,
  models: ModelsByName,
): readonly C[] {
  const base = models.get(inheritance?.base ?? "");
  if (base === undefined) return columns;
  const isOfBase = new Set([...base.columns, ...base.expressions].map(({ name }) => name));
  const inherited = columns.filter(({ name }) => isOfBase.has(name));
  return [...inCellOrder(inherited, base, models), ...columns.filter(({ name }) => !isOfBase.has(name))];
}

/** Those that entities are found and tied together by, be they of a model or of an heir: they are there whatever the schema defers. */
function keyColumns(model: ir.Model, heirs: Overview["heirs"]): ReadonlySet<string> {
  const { primaryKey, relations, inheritance } = model;
  return new Set([
    ...primaryKey.columns,
    ...relations.flatMap(({ columns }) => columns),
    ...(inheritance === null ? [] : [inheritance.discriminator]),
    ...(heirs.get(model.name) ?? []).flatMap((heir) => [...keyColumns(heir, heirs)]),
  ]);
}

/** An expression as a column that is only read. */
function expressionColumn(expression: ir.Expression & { readonly type: ColumnType }, model: ir.Model): Column {
  const { name, sql } = expression;
  return {
    ...expression,
    column: name,
    native: null,
    default: null,
    computed: null,
    updatedAt: false,
    version: false,
    ignored: false,
    inferred: false,
    hidden: false,
    embedded: null,
    loose: false,
    idOf: null,
    expression: partsInRow(sql, model),
  };
}

/**
 * An expression in parts names columns that stand together under whatever a statement calls them. A row of a joined heir is kept in several
 * tables: there it is in parts where all that it names is the heir's own, so that what writes that table gives it back.
 */
function partsInRow(sql: string, { table, columns, inheritance }: ir.Model): ExpressionParts {
  const parts = expressionParts(sql, { name: table, columns: columns.map(({ column }) => column) });
  if (inheritance?.strategy !== "joined" || inheritance.base === null || typeof parts === "string") return parts;
  const own = new Set(columns.filter((column) => !column.inherited && isKept(column)).map(({ column }) => column));
  return parts.every((part, at) => at % 2 === 0 || own.has(part)) ? parts : sql;
}

export function isKept<C extends ir.Column | ir.Expression>(column: C): column is C & { readonly type: ColumnType } {
  const isIgnored = "ignored" in column && column.ignored;
  return !isIgnored && column.type.kind !== "unsupported";
}

/** JSON has no native types; only a decimal's digits are as many in a document as in a column. */
function fieldColumn(field: ir.ValueField): Omit<ValueField, "type"> & ir.Column {
  const isDecimal = field.type.kind === "scalar" && field.type.scalar === "Decimal";
  return {
    ...field,
    column: field.key,
    native: isDecimal ? field.native : null,
    // Only a database knows what it would put there, and a document is made by the program.
    default: field.default?.kind === "dbgenerated" ? null : field.default,
    loose: false,
    idOf: null,
    expression: null,
    computed: null,
    updatedAt: false,
    version: false,
    deferred: false,
    secret: false,
    ignored: false,
    inherited: false,
    inferred: false,
    hidden: false,
    embedded: null,
  };
}

/** The language has no other. */
function isField(field: Omit<ValueField, "type"> & ir.Column): field is ValueField {
  return field.type.kind !== "unsupported";
}

function withInverse(relation: Relation, relations: ReadonlyMap<string, readonly Relation[]>): Relation {
  const isThere = relations.get(relation.target)?.some(({ name }) => name === relation.inverse) === true;
  return isThere || relation.inverse === null ? relation : { ...relation, inverse: null };
}
