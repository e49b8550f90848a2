/** What a schema has and its client has not: see `client-schema.ts` for the two kinds of it. */
import type * as ir from "@joinery/dsl";
import {
  associationOf,
  clientSchema,
  isInherited,
  isKept,
  type ModelsByName,
  readableModels,
  type ReadableModel,
} from "./client-schema.ts";
import { makesOneRow } from "./expression-sql.ts";

/** A part of a schema that has no place in its client. */
export interface SchemaPart {
  /** In words that stand in a sentence: `the view "ActiveUser"`. */
  readonly what: string;
  readonly span: ir.Span;
}

/** What a client of this schema would have to have, and the generator does not write yet: one part for each place, in the schema's order. */
export function notGenerated(schema: ir.Schema): readonly SchemaPart[] {
  const all = readableModels(schema);
  const byName = new Map(all.map((model) => [model.name, model]));
  return all
    .filter(({ ignored }) => !ignored)
    .flatMap((model) => modelParts(model, byName).sort((a, b) => a.span.start - b.span.start));
}

/** What a client of this schema goes without. */
export function leftOut(schema: ir.Schema): readonly SchemaPart[] {
  const wired = new Map(
    clientSchema(schema).models.map((model) => [model.name, new Set(model.relations.map(({ name }) => name))]),
  );
  return readableModels(schema)
    .filter(({ ignored }) => !ignored)
    .flatMap((model) => missingParts(model, wired.get(model.name)));
}

/** What a model lacks for want of columns, but for those that the schema itself leaves out. @param wired the relations that the client has */
function missingParts(
  { name, columns, relations, isView }: ReadableModel,
  wired: ReadonlySet<string> | undefined,
): SchemaPart[] {
  const unsupported = columns.filter(({ type, ignored }) => type.kind === "unsupported" && !ignored);
  const lacking = new Set(columns.filter(({ ignored }) => ignored).map((column) => column.name));
  for (const column of unsupported) lacking.add(column.name);
  return [
    ...unsupported
      .filter((column) => !isView && !column.nullable && column.default === null && column.computed === null)
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

function modelParts(model: ReadableModel, models: ModelsByName): SchemaPart[] {
  const { name, span, expressions, columns, relations } = model;
  const isOwn = ({ inherited, ignored = false }: { readonly inherited: boolean; readonly ignored?: boolean }) =>
    !inherited && !ignored;
  const keptNames = new Set(columns.filter(isKept).map((column) => column.name));
  return [
    ...(model.isView || model.primaryKey.columns.every((column) => keptNames.has(column))
      ? []
      : [{ what: `"${name}", whose key is left out of the client`, span }]),
    ...expressions.filter(isOwn).flatMap((expression) => refusedExpression(expression, model)),
    ...relations
      .filter((relation) => isOwn(relation) && relation.through !== null && leadsPastModel(relation.through, models))
      .map((relation) => ({
        what: `"${name}.${relation.name}", which leads by columns that "${relation.through?.model}" inherits and the client leaves out (@through)`,
        span: relation.span,
      })),
    // The relation and the value would each have a say in what the column holds.
    ...relations
      .filter((relation) => isOwn(relation) && relation.key === "local")
      .filter((relation) => columns.some((part) => part.embedded !== null && relation.columns.includes(part.name)))
      .map((relation) => ({
        what: `"${name}.${relation.name}", whose key is a part of an embedded value`,
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

/** Whether the client has no model to read the rows by that a relation leads through, and their table would not do. */
function leadsPastModel(through: ir.Through, models: ModelsByName): boolean {
  const association = associationOf(through, models);
  if (association === null || !isInherited(association)) return false;
  const isLeftOut = models.get(through.model)?.ignored === true;
  return isLeftOut || [...association.columns, ...association.targetColumns].some((column) => !isKept(column));
}

function isOrderedByLeftOut({ target, orderBy }: ir.Relation, models: ModelsByName): boolean {
  if (orderBy.length === 0) return false;
  const columns = models.get(target)?.columns ?? [];
  return orderBy.some(({ column }) => columns.some((candidate) => candidate.name === column && !isKept(candidate)));
}

/** What no statement can evaluate row by row: where nothing tells rows apart, a query over the one row is out of the question. */
function refusedExpression({ name, sql, span }: ir.Expression, model: ReadableModel): SchemaPart[] {
  if (model.primaryKey.columns.length > 0 || !makesOneRow(sql)) return [];
  const what = `"${model.name}.${name}", an expression (@expr) which makes one row of many, in a view whose rows no key tells apart`;
  return [{ what, span }];
}
