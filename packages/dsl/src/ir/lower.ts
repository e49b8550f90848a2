/** Checked schema to IR. Nothing is decided here; the checked parts only lose what later stages must not depend on. */
import { find } from "../check/declare.ts";
import { stringArgument } from "../check/arguments.ts";
import type { BoundColumn, BoundEnum, BoundExpression, BoundModel, BoundScalar } from "../check/bound.ts";
import type { CheckedSchema } from "../check/check.ts";
import type { Table } from "../check/table.ts";
import type { CheckedValueType } from "../check/value-type-defaults.ts";
import {
  type Column,
  type CustomScalar,
  type Embedded,
  type Enum,
  type Expression,
  irVersion,
  type Model,
  type Relation,
  type Schema,
  type ValueType,
  type View,
} from "./ir.ts";

/** Call it only for a schema without errors. */
export function lower(checked: CheckedSchema, files: readonly string[]): Schema {
  const parts = new Map<Table, Inherited>();
  // A base may stand behind its heirs in the source.
  const byModel = new Map(checked.tables.map((table) => [table.model, table]));
  const partsOf = (table: Table): Inherited => {
    const known = parts.get(table);
    if (known) return known;
    const baseTable = table.model.base === null ? undefined : byModel.get(table.model.base);
    const found = withBase(checked, table, baseTable ? partsOf(baseTable) : nothing);
    parts.set(table, found);
    return found;
  };
  return {
    version: irVersion,
    files,
    models: checked.tables.filter(({ model }) => model.kind === "model").map((table) => lowerModel(table, partsOf(table))),
    views: checked.tables.filter(({ model }) => model.kind === "view").map((table) => lowerView(table, partsOf(table))),
    enums: checked.enums.map(lowerEnum),
    types: checked.types.map(lowerValueType),
    scalars: checked.scalars.map(lowerScalar),
    joinTables: checked.joinTables.map((draft) => draft.table),
  };
}

/** What a model has in common with its heirs. */
interface Inherited {
  readonly relations: readonly Relation[];
  readonly embeddeds: readonly Embedded[];
  readonly expressions: readonly Expression[];
}

const nothing: Inherited = { relations: [], embeddeds: [], expressions: [] };

function withBase(checked: CheckedSchema, { model }: Table, base: Inherited): Inherited {
  const marked = <T>(items: readonly T[]): T[] => items.map((item) => ({ ...item, inherited: true }));
  return {
    relations: [...marked(base.relations), ...(checked.relations.get(model) ?? [])],
    embeddeds: [
      ...marked(base.embeddeds),
      ...model.embeddeds.map(({ kind: _, columns, doc, span, ...rest }) => ({
        ...rest,
        columns,
        inherited: false,
        doc,
        span,
      })),
    ],
    expressions: [...marked(base.expressions), ...model.expressions.map(lowerExpression)],
  };
}

function lowerModel(table: Table, { relations, embeddeds, expressions }: Inherited): Model {
  const { model, inheritance, strict, primaryKey, keyConstraint, uniques, indexes, foreignKeys, checks } = table;
  return {
    name: model.name,
    table: model.table,
    schema: model.schema,
    doc: model.ast.doc,
    span: model.ast.name.span,
    ignored: model.ignored,
    strict,
    extension: stringArgument(find(model.attributes, "extend"), "path")?.text ?? null,
    inheritance,
    columns: table.columns.map((column) => lowerColumn(column, model)),
    embeddeds,
    expressions,
    relations,
    primaryKey: primaryKey ?? keyless(model),
    keyConstraint,
    uniques,
    indexes,
    foreignKeys,
    checks,
  };
}

function keyless(model: BoundModel): Model["primaryKey"] {
  if (!model.ignored) throw new Error(`invariant: model ${model.name} was checked but has no key`);
  return { name: null, columns: [], span: model.ast.name.span };
}

function lowerView(table: Table, { relations }: Inherited): View {
  const { model, primaryKey } = table;
  return {
    name: model.name,
    view: model.table,
    schema: model.schema,
    ignored: model.ignored,
    sql: stringArgument(find(model.attributes, "sql"), "sql")?.text ?? null,
    columns: table.columns.map((column) => lowerColumn(column, model)),
    relations,
    key: primaryKey?.columns ?? null,
    doc: model.ast.doc,
    span: model.ast.name.span,
  };
}

function lowerColumn(column: BoundColumn, owner: BoundModel): Column {
  const { attributes } = column;
  return {
    name: column.name,
    column: column.column,
    type: column.type,
    list: column.list,
    nullable: column.nullable,
    native: column.native,
    scalar: column.scalar,
    ts: stringArgument(attributes.get("ts"), "type")?.text ?? null,
    default: column.default,
    computed: column.computed,
    updatedAt: attributes.has("updatedAt"),
    version: attributes.has("version"),
    deferred: attributes.has("deferred"),
    secret: attributes.has("secret"),
    ignored: column.ignored,
    inherited: column.model !== owner,
    inferred: column.inferred,
    hidden: column.hidden,
    embedded: column.embedded,
    doc: column.doc,
    span: column.span,
  };
}

function lowerExpression(expression: BoundExpression): Expression {
  const { name, type, list, nullable, sql, attributes, doc, span } = expression;
  const deferred = attributes.has("deferred");
  return { name, type, list, nullable, sql, deferred, secret: attributes.has("secret"), inherited: false, doc, span };
}

function lowerEnum(declared: BoundEnum): Enum {
  const { name, type, schema, ast, members } = declared;
  return { name, type, schema, members, doc: ast.doc, span: ast.name.span };
}

function lowerValueType({ type, defaults }: CheckedValueType): ValueType {
  return {
    name: type.name,
    fields: type.fields.map(({ ast, name, key, type: fieldType, list, nullable, native, scalar, attributes }, index) => ({
      name,
      key,
      type: fieldType,
      list,
      nullable,
      native,
      scalar,
      ts: stringArgument(attributes.get("ts"), "type")?.text ?? null,
      default: defaults[index] ?? null,
      doc: ast.doc,
      span: ast.name.span,
    })),
    doc: type.ast.doc,
    span: type.ast.name.span,
  };
}

function lowerScalar({ name, scalar, native, codec, ast }: BoundScalar): CustomScalar {
  return { name, scalar, native, codec, doc: ast.doc, span: ast.name.span };
}
