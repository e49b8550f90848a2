/** Checked schema to IR. Nothing is decided here; the checked parts only lose what later stages must not depend on. */
import { find } from "../check/declare.ts";
import { stringArgument } from "../check/arguments.ts";
import type { BoundColumn, BoundEnum, BoundExpression, BoundModel, BoundScalar } from "../check/bound.ts";
import type { CheckedModel, CheckedSchema } from "../check/check.ts";
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

/**
 * Call it only for a schema without errors.
 *
 * @param known What has been lowered of models that have not changed since; what is new is added.
 */
export function lower(checked: CheckedSchema, files: readonly string[], known: LoweredModels): Schema {
  const models: Model[] = [];
  const views: View[] = [];
  for (const model of checked.models.values()) {
    const lowered = lowerOnce(checked, model, known);
    if (lowered.view) views.push(lowered.view);
    if (lowered.model) models.push(lowered.model);
  }
  return {
    version: irVersion,
    files,
    models,
    views,
    enums: checked.enums.map(lowerEnum),
    types: checked.types.map(lowerValueType),
    scalars: checked.scalars.map(lowerScalar),
    joinTables: checked.joinTables.map((draft) => draft.table),
  };
}

export type LoweredModels = WeakMap<CheckedModel, Lowered>;

interface Lowered {
  readonly model: Model | null;
  readonly view: View | null;
  readonly inherited: Inherited;
}

/** A base may stand behind its heirs in the source, so each is lowered when it is first needed. */
function lowerOnce(checked: CheckedSchema, checkedModel: CheckedModel, known: LoweredModels): Lowered {
  const found = known.get(checkedModel);
  if (found) return found;
  const { table } = checkedModel;
  const base = table.model.base === null ? undefined : checked.models.get(table.model.base.name);
  const inherited = withBase(checkedModel, base ? lowerOnce(checked, base, known).inherited : nothing);
  const isView = table.model.kind === "view";
  const lowered: Lowered = {
    model: isView ? null : lowerModel(table, inherited),
    view: isView ? lowerView(table, inherited) : null,
    inherited,
  };
  known.set(checkedModel, lowered);
  return lowered;
}

/** What a model has in common with its heirs. */
interface Inherited {
  readonly relations: readonly Relation[];
  readonly embeddeds: readonly Embedded[];
  readonly expressions: readonly Expression[];
}

const nothing: Inherited = { relations: [], embeddeds: [], expressions: [] };

function withBase({ table: { model }, relations }: CheckedModel, base: Inherited): Inherited {
  const marked = <T>(items: readonly T[]): T[] => items.map((item) => ({ ...item, inherited: true }));
  return {
    relations: [...marked(base.relations), ...relations],
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

function lowerView(table: Table, { relations, embeddeds, expressions }: Inherited): View {
  const { model, primaryKey } = table;
  return {
    name: model.name,
    view: model.table,
    schema: model.schema,
    ignored: model.ignored,
    sql: stringArgument(find(model.attributes, "sql"), "sql")?.text ?? null,
    columns: table.columns.map((column) => lowerColumn(column, model)),
    embeddeds,
    expressions,
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
  const { name, type, list, nullable, scalar, sql, attributes, doc, span } = expression;
  return {
    name,
    type,
    list,
    nullable,
    scalar,
    ts: stringArgument(attributes.get("ts"), "type")?.text ?? null,
    sql,
    deferred: attributes.has("deferred"),
    secret: attributes.has("secret"),
    inherited: false,
    doc,
    span,
  };
}

function lowerEnum(declared: BoundEnum): Enum {
  const { name, type, schema, ast, members } = declared;
  return { name, type, schema, members, doc: ast.doc, span: ast.name.span };
}

function lowerValueType({ type, defaults }: CheckedValueType): ValueType {
  return {
    name: type.name,
    fields: type.fields.map(
      ({ ast, name, key, type: fieldType, list, nullable, native, scalar, attributes }, index) => ({
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
      }),
    ),
    doc: type.ast.doc,
    span: type.ast.name.span,
  };
}

function lowerScalar({ name, scalar, native, codec, ast }: BoundScalar): CustomScalar {
  return { name, scalar, native, codec, doc: ast.doc, span: ast.name.span };
}
