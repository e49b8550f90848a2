/**
 * The schema as a client sees it: without what the schema leaves out of it (`@ignore`, `Unsupported(…)`), and without what no client can
 * have yet. The database has all of it, so DDL is made from the IR; whatever else is emitted is made from this, and need not ask.
 *
 * What a client cannot have yet is of two kinds. Views are left out, which takes nothing from anything else: `leftOut` tells them. The rest would be
 * written or read wrongly by a client that knows nothing of it, so such a schema gives no client at all: `notGenerated` tells why.
 */
import type * as ir from "@joinery/dsl";
import { secretColumns } from "./secret-columns.ts";

export interface Schema extends Omit<ir.Schema, "models"> {
  readonly models: readonly Model[];
}

export interface Model extends Omit<ir.Model, "columns" | "relations"> {
  readonly columns: readonly Column[];
  readonly relations: readonly Relation[];
}

export interface Column extends Omit<ir.Column, "type"> {
  readonly type: ColumnType;
  /** On SQLite: of a table that is not STRICT. */
  readonly loose: boolean;
}

export type ColumnType = Extract<ir.ColumnType, { kind: "scalar" | "enum" }>;

export interface Relation extends Omit<ir.Relation, "key"> {
  readonly key: Exclude<ir.Relation["key"], "through">;
}

/** A part of a schema that has no place in its client. */
export interface SchemaPart {
  /** In words that stand in a sentence: `the view "ActiveUser"`. */
  readonly what: string;
  readonly span: ir.Span;
}

/** @param schema one of which `notGenerated` says nothing */
export function clientSchema(schema: ir.Schema): Schema {
  const secret = secretColumns(schema.models);
  const kept = schema.models.filter(({ ignored }) => !ignored).map((model) => withColumns(model, secret));
  const names = new Set(kept.map(({ name }) => name));
  const columns = new Map(kept.map((model) => [model.name, new Set(model.columns.map(({ name }) => name))]));
  const has = (model: string, wanted: readonly string[]) => wanted.every((name) => columns.get(model)?.has(name));
  const isWired = (relation: ir.Relation, model: string): relation is Relation =>
    relation.key !== "through" &&
    !relation.ignored &&
    names.has(relation.target) &&
    has(model, relation.columns) &&
    has(relation.target, relation.targetColumns);
  const relations = new Map(
    kept.map((model) => [model.name, model.relations.filter((relation) => isWired(relation, model.name))]),
  );
  const models = kept.map((model): Model => ({
    ...model,
    relations: (relations.get(model.name) ?? []).map((relation) => withInverse(relation, relations)),
    // A key among some of the rows tells no row from all others.
    uniques: model.uniques.filter(({ where, columns: key }) => where === null && has(model.name, key)),
    foreignKeys: model.foreignKeys.filter(({ target, columns: key }) => names.has(target) && has(model.name, key)),
  }));
  const joined = new Set([...relations.values()].flat().map(({ joinTable }) => joinTable));
  return { ...schema, models, views: [], joinTables: schema.joinTables.filter(({ table }) => joined.has(table)) };
}

function withColumns(model: ir.Model, secret: ReturnType<typeof secretColumns>): ir.Model & Pick<Model, "columns"> {
  const columns = model.columns.filter(isKept).map((column): Column => {
    return { ...column, loose: !model.strict, secret: secret.get(model.name)?.has(column.name) === true };
  });
  return { ...model, columns };
}

function isKept(column: ir.Column): column is Omit<Column, "loose"> {
  return !column.ignored && (column.type.kind === "scalar" || column.type.kind === "enum");
}

function withInverse(relation: Relation, relations: ReadonlyMap<string, readonly Relation[]>): Relation {
  const isThere = relations.get(relation.target)?.some(({ name }) => name === relation.inverse) === true;
  return isThere || relation.inverse === null ? relation : { ...relation, inverse: null };
}

/** What a client of this schema would have to have, and the generator does not write yet: one part for each place, in the schema's order. */
export function notGenerated(schema: ir.Schema): readonly SchemaPart[] {
  return schema.models
    .filter(({ ignored }) => !ignored)
    .flatMap((model) => modelParts(model, schema.models).sort((a, b) => a.span.start - b.span.start));
}

/** What a client of this schema goes without. */
export function leftOut(schema: ir.Schema): readonly SchemaPart[] {
  const views = schema.views.filter(({ ignored }) => !ignored);
  const names = new Set(views.map(({ name }) => name));
  const wired = new Map(
    clientSchema(schema).models.map((model) => [model.name, new Set(model.relations.map(({ name }) => name))]),
  );
  return [
    ...views.map(({ name, span }) => ({ what: `the view "${name}"`, span })),
    ...schema.models.filter(({ ignored }) => !ignored).flatMap((model) => missingParts(model, wired.get(model.name))),
    ...schema.models.flatMap((model) =>
      model.relations
        .filter(({ target, ignored, hidden }) => names.has(target) && !ignored && !hidden && !model.ignored)
        .map(({ name, span }) => ({ what: `the relation "${model.name}.${name}", which leads to a view`, span })),
    ),
  ];
}

/** What a model lacks for want of columns, but for those that the schema itself leaves out. @param wired the relations that the client has */
function missingParts({ name, columns, relations }: ir.Model, wired: ReadonlySet<string> | undefined): SchemaPart[] {
  const unsupported = columns.filter(({ type, ignored }) => type.kind === "unsupported" && !ignored);
  const lacking = new Set(columns.filter(({ ignored }) => ignored).map((column) => column.name));
  for (const column of unsupported) lacking.add(column.name);
  return [
    ...unsupported
      .filter((column) => !column.nullable && column.default === null && column.computed === null)
      .map((column) => ({
        what: `the column "${name}.${column.name}", which is required and has no default: it cannot insert a row`,
        span: column.span,
      })),
    ...relations
      .filter((relation) => !relation.ignored && !relation.hidden && wired?.has(relation.name) === false)
      .filter((relation) => relation.key === "local" && relation.columns.some((column) => lacking.has(column)))
      .map((relation) => ({
        what: `the relation "${name}.${relation.name}" and its other side: it has no column for the key`,
        span: relation.span,
      })),
  ];
}

function modelParts(model: ir.Model, models: readonly ir.Model[]): SchemaPart[] {
  const { name, span, extension, embeddeds, expressions, columns, relations } = model;
  const isOwn = ({ inherited, ignored = false }: { readonly inherited: boolean; readonly ignored?: boolean }) =>
    !inherited && !ignored;
  const keptNames = new Set(columns.filter(isKept).map((column) => column.name));
  return [
    ...(extension === null ? [] : [{ what: `"${name}", which has methods of your own (@@extend)`, span }]),
    ...(model.primaryKey.columns.every((column) => keptNames.has(column) || isRefused(columns, column))
      ? []
      : [{ what: `"${name}", whose key is left out of the client`, span }]),
    ...columns
      .filter((column) => isOwn(column) && column.embedded === null)
      .flatMap((column) => columnParts(column, name)),
    ...embeddeds.filter(isOwn).map((embedded) => ({
      what: `"${name}.${embedded.name}", which is an embedded value (@embedded)`,
      span: embedded.span,
    })),
    ...expressions.filter(isOwn).map((expression) => ({
      what: `"${name}.${expression.name}", which is an expression (@expr)`,
      span: expression.span,
    })),
    ...relations
      .filter((relation) => isOwn(relation) && relation.key === "through")
      .map((relation) => ({
        what: `"${name}.${relation.name}", which leads through a model (@through)`,
        span: relation.span,
      })),
    ...relations
      .filter((relation) => isOwn(relation) && isOrderedByLeftOut(relation, models))
      .map((relation) => ({
        what: `"${name}.${relation.name}", which is ordered by a column that the client leaves out (@orderBy)`,
        span: relation.span,
      })),
  ];
}

function isOrderedByLeftOut({ target, orderBy }: ir.Relation, models: readonly ir.Model[]): boolean {
  if (orderBy.length === 0) return false;
  const columns = models.find(({ name }) => name === target)?.columns ?? [];
  return orderBy.some(({ column }) =>
    columns.some((candidate) => candidate.name === column && !isKept(candidate) && !isRefused(columns, column)),
  );
}

/** Whether a column is in the client's place and told of by itself. */
function isRefused(columns: readonly ir.Column[], name: string): boolean {
  return columns.some((column) => column.name === name && !column.ignored && column.type.kind === "value");
}

function columnParts(column: ir.Column, model: string): SchemaPart[] {
  const { name, type, scalar, version, deferred, span } = column;
  const reasons = [
    type.kind === "value" ? `is a value of the type "${type.value}"` : null,
    scalar === null ? null : `is of the custom scalar "${scalar}"`,
    version ? "counts the row's versions (@version)" : null,
    deferred ? "is loaded when it is read (@deferred)" : null,
  ];
  return reasons.flatMap((reason) => (reason === null ? [] : [{ what: `"${model}.${name}", which ${reason}`, span }]));
}
