/** Conditions as SQL. Every part stands in parentheses where its surroundings could bind more tightly. */
import { Float, Int, StringType } from "../dialect/codecs.ts";
import { invariant, unreachable } from "../errors.ts";
import type { PredicateNode, SqlNode } from "../expr/predicate.ts";
import { isMoment } from "../io/request.ts";
import { isKindOf } from "../meta/inheritance.ts";
import type { CellType, ColumnMeta, Model, RelationMeta } from "../meta/model.ts";
import { amongKinds, amongParameters, amongText, expandedSize } from "./among.ts";
import { ownColumnSql } from "./column-sql.ts";
import { linkSourceOf } from "./source.ts";
import type { SqlWriter } from "./writer.ts";

/** Which alias each model's columns have here: the innermost scope of that model. */
export interface Scope {
  readonly alias: string;
  readonly model: Model;
  readonly outer: Scope | null;
  /** Whether the alias is that of the model's own table, as in a statement that changes it, and not of what the model is read from. */
  readonly isTable?: boolean;
}

/** The innermost scope that has the columns of a model: that of an heir, or else of a base, whose rows have them too. */
function scopeOf(scope: Scope | null, model: Model): Scope | null {
  for (let at = scope; at !== null; at = at.outer) if (isKindOf(at.model, model)) return at;
  for (let at = scope; at !== null; at = at.outer) if (isKindOf(model, at.model)) return at;
  return null;
}

/** A column of a model that no scope has is named by its table, for statements that are the user's own. */
export function columnText(writer: SqlWriter, scope: Scope | null, column: ColumnMeta): string {
  const home = scopeOf(scope, column.model);
  if (home !== null && home.isTable === true) return ownColumnSql(writer.dialect, column, `${home.alias}.`);
  if (home !== null) return writer.column(home.alias, column);
  return ownColumnSql(writer.dialect, column, `${writer.table(column.model)}.`);
}

/** All of `parts`, joined by AND; `1 = 1` where there is none. */
export function writeAll(
  writer: SqlWriter,
  scope: Scope | null,
  parts: readonly PredicateNode[],
  word = " AND ",
): void {
  if (parts.length === 0) writer.text += word === " AND " ? "1 = 1" : "1 = 0";
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index];
    if (index > 0) writer.text += word;
    if (part !== undefined) writeCondition(writer, scope, part);
  }
}

/** What the statement's criteria ask of a model that it reads under an alias. @param word what they stand behind, if there are any */
export function writeCriteria(writer: SqlWriter, alias: string, model: Model, word = " AND "): void {
  const { criteria } = writer;
  if (criteria === null) return;
  const conditions = criteria.of(model);
  if (conditions.length === 0) return;
  writer.text += word;
  writer.criteria = null; // they do not hold within one another
  writeAll(writer, { alias, model, outer: null }, conditions);
  writer.criteria = criteria;
}

/** The same of the model whose rows link the two sides of a relation, where that is one. */
export function writeLinkCriteria(writer: SqlWriter, alias: string, { association }: RelationMeta): void {
  if (association !== null) writeCriteria(writer, alias, association.model);
}

export function writeCondition(writer: SqlWriter, scope: Scope | null, node: PredicateNode): void {
  const { dialect } = writer;
  switch (node.kind) {
    case "constant":
      writer.text += node.holds ? "1 = 1" : "1 = 0";
      return;
    case "compare": {
      const { column, comparison } = node;
      const left = columnText(writer, scope, column);
      const right = writer.ofColumn(node.cell, column);
      writer.text += isOrder(comparison)
        ? `${dialect.sortable(left, column.type)} ${comparison} ${dialect.sortable(right, column.type)}`
        : `${left} ${comparison} ${right}`;
      return;
    }
    case "columns": {
      const left = columnText(writer, scope, node.left);
      const right = columnText(writer, scope, node.right);
      const [a, b] =
        isMoment(node.left.type.kind) && node.left.type.kind !== node.right.type.kind // two forms of moments meet as cells
          ? [dialect.select(left, node.left.type), dialect.select(right, node.right.type)]
          : isOrder(node.comparison)
            ? [dialect.sortable(left, node.left.type), dialect.sortable(right, node.right.type)]
            : [left, right];
      writer.text += `${a} ${node.comparison} ${b}`;
      return;
    }
    case "null":
      writer.text += `${columnText(writer, scope, node.column)} IS NULL`;
      return;
    case "among": {
      const { column, cells } = node;
      const size = expandedSize(dialect, cells.length);
      const [kind = "list"] = amongKinds(column.type, size);
      const positions = amongParameters(dialect, cells, column.type).map((cell) =>
        writer.push(cell, kind, column.secret),
      );
      writer.text += amongText(dialect, columnText(writer, scope, column), positions[0] ?? 0, column.type, size);
      return;
    }
    case "between": {
      const { type } = node.column;
      const column = dialect.sortable(columnText(writer, scope, node.column), type);
      writer.text += `${column} BETWEEN ${dialect.sortable(writer.ofColumn(node.low, node.column), type)}`;
      writer.text += ` AND ${dialect.sortable(writer.ofColumn(node.high, node.column), type)}`;
      return;
    }
    case "match": {
      const { column, match } = node;
      const name = columnText(writer, scope, column);
      // Enums and UUIDs are strings to the program, and of types without patterns to PostgreSQL.
      const text =
        column.type.kind === "text" && column.type.native === undefined ? name : dialect.cast(name, StringType);
      const pattern = writer.parameter(dialect.pattern(node.pattern, match), StringType, column.secret);
      writer.text += dialect.matches(text, pattern, match);
      return;
    }
    case "and":
    case "or":
      writer.text += "(";
      writeAll(writer, scope, node.parts, node.kind === "and" ? " AND " : " OR ");
      writer.text += ")";
      return;
    case "not":
      writer.text += "NOT (";
      writeCondition(writer, scope, node.part);
      writer.text += ")";
      return;
    case "related":
      writeRelated(writer, scope, node.relation, node.filter);
      return;
    case "linked":
      writeLinked(writer, scope, node);
      return;
    case "sql":
      writer.text += "(";
      writeSql(writer, scope, node);
      writer.text += ")";
      return;
    default:
      unreachable(node);
  }
}

const isOrder = (comparison: string): boolean => comparison !== "=" && comparison !== "<>";

const parameterTypes: Readonly<Record<string, CellType<unknown>>> = { int: Int, float: Float };

/** A piece of the user's SQL, without parentheses of ours. */
export function writeSql(writer: SqlWriter, scope: Scope | null, { parts }: SqlNode): void {
  for (const part of parts) {
    switch (part.kind) {
      case "text":
        writer.text += part.text;
        break;
      case "column":
        writer.text += columnText(writer, scope, part.column);
        break;
      case "table":
        writer.text += writer.table(part.model);
        break;
      case "parameter":
        writer.text += writer.dialect.parameter(
          writer.push(part.cell, part.type, false),
          parameterTypes[part.type] ?? StringType,
          false,
        );
        break;
      case "predicate":
        writeCondition(writer, scope, part.node);
        break;
      default:
        unreachable(part);
    }
  }
}

/** The condition that ties a relation's owner to its target, or to the row of its join table. */
export function writeTie(
  writer: SqlWriter,
  owner: string,
  relation: RelationMeta,
  other: string,
  link: string | null,
): void {
  const { columns, targetColumns, model, target } = relation;
  const join = relation.join === null ? null : linkSourceOf(relation, writer.dialect);
  // The two sides of a join table may have keys of different widths.
  const isOwnHalf = join !== null && link === null; // `other` is the join table
  const width = isOwnHalf ? columns.length : targetColumns.length;
  for (let index = 0; index < width; index++) {
    const column = model.columns[columns[index] ?? -1];
    const targetColumn = target.columns[targetColumns[index] ?? -1];
    invariant(isOwnHalf || targetColumn !== undefined, `the relation "${relation.name}" is not wired`);
    invariant(link !== null || column !== undefined, `the relation "${relation.name}" is not wired`);
    if (index > 0) writer.text += " AND ";
    const left = isOwnHalf ? join.columns[index] : targetColumn?.sourceName;
    const right = link === null ? column?.sourceName : join?.targetColumns[index];
    writer.text += `${writer.name(other, left ?? "")} = ${writer.name(link ?? owner, right ?? "")}`;
  }
}

/** The alias of the relation's owner. */
function ownerAlias(writer: SqlWriter, scope: Scope | null, relation: RelationMeta): string {
  return scopeOf(scope, relation.model)?.alias ?? writer.table(relation.model);
}

function writeRelated(
  writer: SqlWriter,
  scope: Scope | null,
  relation: RelationMeta,
  filter: PredicateNode | null,
): void {
  const owner = ownerAlias(writer, scope, relation);
  const { join, target } = relation;
  writer.text += "EXISTS (SELECT 1 FROM ";
  const alias = writer.nextAlias();
  if (join === null) {
    writer.text += `${writer.source(target)} AS ${alias} WHERE `;
    writeTie(writer, owner, relation, alias, null);
    writeCriteria(writer, alias, target);
  } else {
    writer.text += `${linkSourceOf(relation, writer.dialect).from} AS ${alias}`;
    if (filter !== null || (writer.criteria?.of(target).length ?? 0) > 0) {
      const targetAlias = writer.nextAlias();
      writer.text += ` JOIN ${writer.source(target)} AS ${targetAlias} ON `;
      writeTie(writer, owner, relation, targetAlias, alias);
      writer.text += " WHERE ";
      writeTie(writer, owner, relation, alias, null);
      writeLinkCriteria(writer, alias, relation);
      writeCriteria(writer, targetAlias, target);
      if (filter !== null) {
        writer.text += " AND ";
        writeCondition(writer, { alias: targetAlias, model: target, outer: scope }, filter);
      }
      writer.text += ")";
      return;
    }
    writer.text += " WHERE ";
    writeTie(writer, owner, relation, alias, null);
    writeLinkCriteria(writer, alias, relation);
  }
  if (filter !== null) {
    writer.text += " AND ";
    writeCondition(writer, { alias, model: target, outer: scope }, filter);
  }
  writer.text += ")";
}

function writeLinked(
  writer: SqlWriter,
  scope: Scope | null,
  { relation, cells }: PredicateNode & { kind: "linked" },
): void {
  const { target, targetColumns } = relation;
  const join = linkSourceOf(relation, writer.dialect);
  const owner = ownerAlias(writer, scope, relation);
  const alias = writer.nextAlias();
  writer.text += `EXISTS (SELECT 1 FROM ${join.from} AS ${alias} WHERE `;
  writeTie(writer, owner, relation, alias, null);
  writeLinkCriteria(writer, alias, relation);
  for (let index = 0; index < cells.length; index++) {
    const column = target.columns[targetColumns[index] ?? -1];
    invariant(column !== undefined, `the relation "${relation.name}" is not wired`);
    writer.text += ` AND ${writer.name(alias, join.targetColumns[index] ?? "")} = ${writer.ofColumn(cells[index] ?? null, column)}`;
  }
  writer.text += ")";
}
