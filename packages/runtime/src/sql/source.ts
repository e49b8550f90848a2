/**
 * Where statements that read a model find its rows. What writes goes to the model's own table.
 *
 * Of a hierarchy it is a derived table under whose alias everything stands that an entity may need: with one table for all, the rows of the
 * model and its heirs; with a table for each, the line's tables joined and those of the heirs outer-joined, their columns by `sourceName`.
 * Engines merge both into the statement around them. After SQLAlchemy's `with_polymorphic("*")`.
 *
 * Of a view without a key it has the expressions that are queries as columns: no query of its own would find the one row again.
 */
import type { Dialect } from "../dialect/dialect.ts";
import { invariant } from "../errors.ts";
import { familyOf, firstOwn, lineOf } from "../meta/inheritance.ts";
import type { ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { givenName, isGivenBySource, namesInTable } from "./column-sql.ts";

const sources = new WeakMap<Dialect, WeakMap<Model, string>>();

/** What stands in FROM and JOIN before the alias. */
export function sourceOf(model: Model, dialect: Dialect): string {
  const isTable = model.inheritance === null && (model.primaryKey.length > 0 || model.derived.length === 0);
  if (isTable) return tableOf(model, dialect);
  let ofDialect = sources.get(dialect);
  if (ofDialect === undefined) sources.set(dialect, (ofDialect = new WeakMap()));
  let source = ofDialect.get(model);
  if (source === undefined) {
    source = sourceText(model, dialect);
    ofDialect.set(model, source);
  }
  return source;
}

/** Where a relation finds the rows that link its two sides, and what refers to each of them there. */
export interface LinkSource {
  readonly from: string;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
}

/** @param relation one through a join table, or through a model */
export function linkSourceOf({ join, association }: RelationMeta, dialect: Dialect): LinkSource {
  invariant(join !== null, "only a relation with a join table has rows of its own");
  const { columns, targetColumns } = association ?? {};
  if (association === null || columns === undefined || targetColumns === undefined)
    return { from: dialect.table(join), columns: join.columns, targetColumns: join.targetColumns };
  const { model } = association;
  const named = (indices: readonly number[]) => indices.map((index) => model.columns[index]?.sourceName ?? ""); // its row indices
  return { from: sourceOf(model, dialect), columns: named(columns), targetColumns: named(targetColumns) };
}

function sourceText(model: Model, dialect: Dialect): string {
  if (model.inheritance === null) return keylessSource(model, dialect);
  return model.inheritance.strategy === "single" ? singleSource(model, dialect) : joinedSource(model, dialect);
}

function keylessSource(model: Model, dialect: Dialect): string {
  const table = tableOf(model, dialect);
  const given = model.columns.filter(isGivenBySource).map(({ name, type, expression }) => {
    // The line's end ends a comment, should the expression end in one.
    return `${dialect.expression(`(${String(expression)}\n)`, type)} AS ${dialect.quote(givenName(name))}`;
  });
  return `(SELECT ${[`${table}.*`, ...given].join(", ")} FROM ${table})`;
}

function tableOf(model: Model, dialect: Dialect): string {
  return dialect.table({ schema: model.schema, name: model.table });
}

function singleSource(model: Model, dialect: Dialect): string {
  const { inheritance } = model;
  const column = inheritance === null ? undefined : model.columns[inheritance.discriminator];
  const table = tableOf(model, dialect);
  if (column === undefined || inheritance?.base === null) return table;
  const values = familyOf(model).map((one) => literal(one.inheritance?.value ?? ""));
  return `(SELECT * FROM ${table} WHERE ${dialect.quote(column.column)} IN (${values.join(", ")}))`;
}

/** The schema's words, and nothing that a user gives. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const isInTable = ({ expression }: ColumnMeta): boolean => expression === null;

function joinedSource(model: Model, dialect: Dialect): string {
  const line = lineOf(model);
  const family = familyOf(model);
  const tables = [...line, ...family.slice(1)]; // the model ends its line and begins its family
  if (tables.length === 1) return tableOf(model, dialect);
  const aliases = new Map(tables.map((table, at) => [table, `j${at}`]));
  const named = (table: Model, column: string): string => `${aliases.get(table)}.${dialect.quote(column)}`;
  const columns = tables.flatMap((table) => {
    const own = table.columns.slice(firstOwn(table));
    const sourceNames = new Map(own.filter(isInTable).map(({ column, sourceName }) => [column, sourceName]));
    return namesInTable(own).map((column) => {
      const [text, sourceName] = [named(table, column), sourceNames.get(column) ?? column];
      return column === sourceName ? text : `${text} AS ${dialect.quote(sourceName)}`;
    });
  });
  const joins = tables.map((table, at) => {
    const text = `${tableOf(table, dialect)} AS ${aliases.get(table)}`;
    const base = table.inheritance?.base ?? null;
    if (base === null) return text;
    const on = table.primaryKey.map((index) => {
      const column = table.columns[index]?.column ?? ""; // row indices come from the model itself
      return `${named(table, column)} = ${named(base, column)}`;
    });
    return ` ${at < line.length ? "JOIN" : "LEFT JOIN"} ${text} ON ${on.join(" AND ")}`;
  });
  return `(SELECT ${columns.join(", ")} FROM ${joins.join("")})`;
}
