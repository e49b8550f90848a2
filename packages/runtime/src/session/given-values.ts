/** What programs give to be written past entities: values by name, as cells. */
import { ArgumentError, kindOf, NotAssignedError, RelationTypeError, UnknownKeyError } from "../errors.ts";
import { Column } from "../expr/column.ts";
import { isSqlPiece, type SqlNode } from "../expr/predicate.ts";
import type { CellValue } from "../io/request.ts";
import { isKindOf, rootOf } from "../meta/inheritance.ts";
import { memberNames } from "../meta/member-names.ts";
import type { ColumnMeta, EmbeddedMeta, Model, RelationMeta } from "../meta/model.ts";
import { model as modelKey, row } from "../meta/symbols.ts";
import type { Assignment } from "../sql/bulk-statements.ts";
import { type Entity, isEntity } from "../state/entity.ts";
import type { ModelClass } from "../meta/model-class.ts";

/**
 * What columns are to be set to, in the order given. `undefined` counts as not given.
 *
 * @param call what is called, as programs write it
 * @throws ArgumentError, UnknownKeyError, ValueError, RelationTypeError, NotAssignedError
 */
export function assignmentsOf(model: Model, values: unknown, call: string): Assignment[] {
  if (typeof values !== "object" || values === null || Array.isArray(values) || isEntity(values))
    throw new ArgumentError(
      `${call} takes an object of columns of "${model.name}" and their values, and was given ${kindOf(values)}`,
    );
  const found = new Map<ColumnMeta, Assignment>();
  for (const [name, value] of Object.entries(values)) {
    const member = memberOf(model, name);
    if (value === undefined) continue;
    for (const one of assigned(member, value, call)) found.set(one.column, one);
  }
  return [...found.values()];
}

type Member =
  | { readonly kind: "column"; readonly column: ColumnMeta }
  | { readonly kind: "relation"; readonly relation: RelationMeta }
  | { readonly kind: "embedded"; readonly embedded: EmbeddedMeta };

/** @throws UnknownKeyError */
function memberOf(model: Model, name: string): Member {
  const embedded = model.embeddeds.find((one) => one.name === name);
  if (embedded !== undefined) return { kind: "embedded", embedded };
  const known = model.byName(name);
  if (known === undefined) throw new UnknownKeyError(model.name, name, memberNames(model));
  return "many" in known ? { kind: "relation", relation: known } : { kind: "column", column: known };
}

/** The columns that a value of this name is written to. @throws UnknownKeyError, ArgumentError for a relation that holds no key */
export function columnsOf(model: Model, name: string, call: string): readonly ColumnMeta[] {
  const member = memberOf(model, name);
  switch (member.kind) {
    case "column":
      return [member.column];
    case "embedded":
      return member.embedded.columns.map((index) => columnAt(model, index));
    case "relation":
      checkHoldsKey(member.relation, call);
      return member.relation.columns.map((index) => columnAt(model, index));
  }
}

const columnAt = (model: Model, index: number): ColumnMeta => model.columns[index] as ColumnMeta; // row indices come from the model itself

function assigned(member: Member, value: unknown, call: string): Assignment[] {
  switch (member.kind) {
    case "column": {
      const { column } = member;
      checkAssignable(column, call);
      if (value instanceof Column) checkSameTable(column, value, call);
      const node = expressionOf(value);
      if (node !== null) return [{ kind: "sql", column, node }];
      const cell = value === null && column.nullable ? null : column.type.write(value, column);
      return [{ kind: "cell", column, cell }];
    }
    case "embedded": {
      const { columns, nullable, model } = member.embedded;
      const cells =
        value === null && nullable ? columns.map(() => null) : member.embedded.write(value as never, member.embedded); // which looks at what it is given
      return columns.map((index, at) => ({
        kind: "cell",
        column: columnAt(model, index),
        cell: cells[at] ?? null, // pairwise
      }));
    }
    case "relation": {
      const { relation } = member;
      checkHoldsKey(relation, call);
      const cells = keyCells(relation, value);
      return relation.columns.map((index, at) => ({
        kind: "cell",
        column: columnAt(relation.model, index),
        cell: cells[at] ?? null, // pairwise
      }));
    }
  }
}

/** SQL that stands for a value: a template of the user's, or another column. */
function expressionOf(value: unknown): SqlNode | null {
  if (value instanceof Column) return { kind: "sql", parts: [{ kind: "column", column: value }] };
  if (typeof value !== "object" || value === null || !(isSqlPiece in value)) return null;
  return (value as unknown as { readonly node: SqlNode }).node; // the key is on class Sql alone
}

/** @throws ArgumentError for a column that the row does not have */
function checkSameTable(column: ColumnMeta, value: Column<never, unknown>, call: string): void {
  if (isKindOf(value.model, rootOf(column.model))) return;
  throw new ArgumentError(
    `"${column.model.name}.${column.name}" takes columns of its own model in ${call}, and was given "${value.model.name}.${value.name}"`,
  );
}

/** @throws ArgumentError */
function checkAssignable(column: ColumnMeta, call: string): void {
  const { model, name, computed, expression, index } = column;
  if (computed || expression !== null)
    throw new ArgumentError(
      `"${model.name}.${name}" is what the database computes, and ${call} does not take it: set what it is computed of`,
    );
  if (model.inheritance?.discriminator === index)
    throw new ArgumentError(`"${model.name}.${name}" is what a row's class says, and ${call} does not take it`);
}

/** @throws ArgumentError */
function checkHoldsKey({ model, name, many, key }: RelationMeta, call: string): void {
  if (key === "local") return;
  throw new ArgumentError(
    `"${model.name}.${name}" is ${many ? "a collection" : "kept by the other side"}, and ${call} writes rows of "${model.name}" alone: leave it out`,
  );
}

/** The key cells of a relation that holds this entity. @throws RelationTypeError, NotAssignedError where it has no key yet */
function keyCells(relation: RelationMeta, target: unknown): CellValue[] {
  const { model, name, columns, targetColumns, target: wanted, nullable } = relation;
  if (target === null && nullable) return columns.map(() => null);
  if (!isEntity(target) || !isKindOf(target[modelKey], wanted))
    throw new RelationTypeError(model.name, name, wanted.name, target);
  return targetColumns.map((index) => {
    const cell = target[row][index];
    if (cell === undefined) throw new NotAssignedError(wanted.name, columnAt(wanted, index).name);
    return cell;
  });
}

/** Makes an entity of a row that a program gives, for its cells: defaults and checks are the constructor's. */
export type RowMaker = (values: unknown) => Entity;

/**
 * What makes them. An entity of a relation gives its key and is not linked, so that nothing in memory learns of the row.
 *
 * @throws what the constructor throws, and ArgumentError for collections
 */
export function rowMaker(model: Model, modelClass: ModelClass<unknown>, call: string): RowMaker {
  const make = modelClass as unknown as new (values: unknown) => Entity; // a model's class, as `modelOf` has seen
  const relations = model.relations.filter(({ hidden }) => !hidden);
  return (values) => {
    if (typeof values !== "object" || values === null) return new make(values); // which says what is wrong
    let rest: Record<string, unknown> | null = null;
    for (const { name } of relations) {
      if (!Object.hasOwn(values, name) || isEntity(values)) continue;
      rest ??= { ...values };
      delete rest[name];
    }
    if (rest === null) return new make(values);
    const entity = new make(rest);
    const cells = entity[row];
    for (const relation of relations) {
      const target: unknown = Reflect.get(values, relation.name);
      if (!Object.hasOwn(values, relation.name) || target === undefined) continue;
      checkHoldsKey(relation, call);
      const key = keyCells(relation, target);
      for (const [at, index] of relation.columns.entries()) cells[index] = key[at];
    }
    return entity;
  };
}
