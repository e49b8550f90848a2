/**
 * A SELECT of entities as SQL, in one pass over it.
 *
 * The root is t0; each joined relation gets the next alias, depth first, and its target's columns follow the owner's in that order. A to-one
 * relation whose key cannot be NULL is an inner join, since it drops no row; under an outer join it is an outer one, since there it could, and so
 * is that of a view, whose key nothing constrains.
 *
 * A joined collection repeats its owner's row for each member, so LIMIT over it would count members. Then the root is selected by itself,
 * with its filters, order and limit, in a subquery that takes its place, and the relations are joined to that. The root's order is
 * written again outside, since a subquery's order is not its user's.
 *
 * Criteria of a joined target stand in its ON, so that they take away no owner: its join is an outer one, whatever its key.
 *
 * After SQLAlchemy's `lib/sqlalchemy/orm/context.py` (compound eager statements).
 */
import type { Dialect } from "../dialect/dialect.ts";
import { Float, Int } from "../dialect/codecs.ts";
import type { OrderingNode, SqlNode } from "../expr/predicate.ts";
import type { CellValue, Statement } from "../io/request.ts";
import type { ColumnMeta, Model, RelationMeta, Selection } from "../meta/model.ts";
import { namesInSource } from "./column-sql.ts";
import {
  columnText,
  type Scope,
  writeAll,
  writeCriteria,
  writeLinkCriteria,
  writeSql,
  writeTie,
} from "./conditions.ts";
import type { JoinedRelation, Select } from "./statements.ts";
import { linkSourceOf } from "./source.ts";
import { SqlWriter } from "./writer.ts";

/** A statement with the parameters of this one use of it. */
export interface Compiled {
  readonly statement: Statement;
  readonly params: readonly CellValue[];
}

/** The text and parameters of a select. Its work is linear in the number of columns, joins and conditions. */
export function compileSelect(select: Select, dialect: Dialect): Compiled {
  const writer = new SqlWriter(dialect, select.criteria);
  switch (select.result) {
    case "rows":
      writeRows(writer, select);
      break;
    case "count":
      writeCount(writer, select);
      break;
    case "exists":
      writer.text = "SELECT 1";
      writeSource(writer, { ...select, limit: Math.min(select.limit ?? 1, 1) }, writer.nextAlias(), false);
      break;
  }
  return writer.finish(select.model.name);
}

/** A fragment as a statement of its own. */
export function compileSql(node: SqlNode, dialect: Dialect): Compiled {
  const writer = new SqlWriter(dialect);
  writeSql(writer, null, node);
  const { statement, params } = writer.finish();
  return { statement: { ...statement, isForeign: true }, params };
}

function writeRows(writer: SqlWriter, select: Select): void {
  const { model, selection = model, joined } = select;
  const alias = writer.nextAlias();
  if (joined.length === 0) {
    writer.text = `SELECT ${selectList(writer, selection, alias)}`;
    writeSource(writer, select, alias, true);
    return;
  }
  const joins = joined.map((one) => placed(writer, one, alias, false));
  const root: Scope = { alias, model, outer: null };
  writer.text = `SELECT ${selectList(writer, selection, alias)}`;
  for (const join of joins) writeColumns(writer, join);
  const isWrapped = (select.limit !== null || select.offset !== null) && joined.some(repeatsOwner);
  if (isWrapped) {
    writer.text += ` FROM (SELECT ${innerList(writer, model, alias)}`;
    writeSource(writer, select, alias, true);
    writer.text += `) AS ${alias}`;
  } else writer.text += ` FROM ${writer.source(model)} AS ${alias}`;
  for (const join of joins) writeJoin(writer, join);
  if (!isWrapped) writeWhere(writer, root, select);
  writeOrder(writer, root, select.orderings, joins);
  if (!isWrapped) writeLimit(writer, select);
}

/** What the query around the root's own may name: all that is selected, and keys. */
function innerList(writer: SqlWriter, model: Model, alias: string): string {
  return namesInSource([...model.columns, ...model.selected])
    .map((name) => writer.name(alias, name))
    .join(", ");
}

function writeCount(writer: SqlWriter, select: Select): void {
  const counted = writer.dialect.cast("count(*)", Float);
  const alias = writer.nextAlias();
  if (select.limit === null && select.offset === null) {
    writer.text = `SELECT ${counted}`;
    writeSource(writer, select, alias, false);
    return;
  }
  writer.text = `SELECT ${counted} FROM (SELECT 1`;
  writeSource(writer, select, alias, false);
  writer.text += `) AS ${writer.nextAlias()}`;
}

/** FROM the root alone, with filters, order and limit. */
function writeSource(writer: SqlWriter, select: Select, alias: string, isOrdered: boolean): void {
  const scope: Scope = { alias, model: select.model, outer: null };
  writer.text += ` FROM ${writer.source(select.model)} AS ${alias}`;
  writeWhere(writer, scope, select);
  if (isOrdered) writeOrder(writer, scope, select.orderings, []);
  writeLimit(writer, select);
}

function writeWhere(writer: SqlWriter, scope: Scope, { filters }: Select): void {
  if (filters.length > 0) {
    writer.text += " WHERE ";
    writeAll(writer, scope, filters);
  }
  writeCriteria(writer, scope.alias, scope.model, filters.length > 0 ? " AND " : " WHERE ");
}

function writeLimit(writer: SqlWriter, { limit, offset }: Select): void {
  if (limit !== null) writer.text += ` LIMIT ${writer.parameter(limit, Int, false)}`;
  else if (offset !== null && !writer.dialect.supports.offsetWithoutLimit)
    writer.text += ` LIMIT ${writer.dialect.noLimit}`;
  if (offset !== null) writer.text += ` OFFSET ${writer.parameter(offset, Int, false)}`;
}

/** A joined relation with its aliases. */
interface Join {
  readonly relation: RelationMeta;
  readonly selection: Selection;
  readonly owner: string;
  readonly alias: string;
  /** The join table's alias. */
  readonly link: string | null;
  readonly isOuter: boolean;
  readonly nested: readonly Join[];
}

function placed(
  writer: SqlWriter,
  { relation, selection = relation.target, nested }: JoinedRelation,
  owner: string,
  underOuter: boolean,
): Join {
  const isChosen = writer.criteria !== null && writer.criteria.of(relation.target).length > 0;
  const isOuter = underOuter || isChosen || relation.key !== "local" || relation.nullable || relation.model.isView;
  const link = relation.join === null ? null : writer.nextAlias();
  const alias = writer.nextAlias();
  const inner = nested.map((one) => placed(writer, one, alias, isOuter));
  return { relation, selection, owner, alias, link, isOuter, nested: inner };
}

const repeatsOwner = ({ relation, nested }: JoinedRelation): boolean => relation.many || nested.some(repeatsOwner);

function writeColumns(writer: SqlWriter, { selection, alias, nested }: Join): void {
  writer.text += `, ${selectList(writer, selection, alias)}`;
  for (const join of nested) writeColumns(writer, join);
}

function writeJoin(writer: SqlWriter, { relation, owner, alias, link, isOuter, nested }: Join): void {
  const word = isOuter ? " LEFT JOIN " : " JOIN ";
  if (link !== null) {
    writer.text += `${word}${linkSourceOf(relation, writer.dialect).from} AS ${link} ON `;
    writeTie(writer, owner, relation, link, null);
    writeLinkCriteria(writer, link, relation);
  }
  writer.text += `${word}${writer.source(relation.target)} AS ${alias} ON `;
  writeTie(writer, owner, relation, alias, link);
  writeCriteria(writer, alias, relation.target);
  for (const join of nested) writeJoin(writer, join);
}

/** The query's own order first, then that of each joined relation. */
function writeOrder(writer: SqlWriter, scope: Scope, orderings: readonly OrderingNode[], joins: readonly Join[]): void {
  let word = " ORDER BY ";
  for (const { by, sort, nulls } of orderings) {
    writer.text += word;
    word = ", ";
    const isWord = writer.dialect.supports.nullsOrder;
    if (nulls !== null && !isWord) {
      // Of two truths the lesser comes first: 0 before 1.
      writer.text += "(";
      writeOrdered(writer, scope, by);
      writer.text += nulls === "first" ? ") IS NOT NULL, " : ") IS NULL, ";
    }
    writeOrdered(writer, scope, by);
    writer.text += direction(sort);
    if (nulls !== null && isWord) writer.text += nulls === "first" ? " NULLS FIRST" : " NULLS LAST";
  }
  const writeRelationOrder = ({ relation, alias, nested }: Join): void => {
    for (const { index, sort } of relation.orderBy) {
      const column = relation.target.columns[index] as ColumnMeta; // a row index of the target
      writer.text += `${word}${writer.dialect.sortable(writer.column(alias, column), column.type)}${direction(sort)}`;
      word = ", ";
    }
    for (const join of nested) writeRelationOrder(join);
  };
  for (const join of joins) writeRelationOrder(join);
}

function writeOrdered(writer: SqlWriter, scope: Scope, by: OrderingNode["by"]): void {
  if ("parts" in by) writeSql(writer, scope, by);
  else writer.text += writer.dialect.sortable(columnText(writer, scope, by), by.type);
}

const direction = (sort: "asc" | "desc"): string => (sort === "desc" ? " DESC" : "");

/** Select lists by dialect, selection and alias: half of a simple query's text, and always the same. */
const selectLists = new WeakMap<Dialect, WeakMap<Selection, Map<string, string>>>();

function selectList(writer: SqlWriter, selection: Selection, alias: string): string {
  const { dialect } = writer;
  let ofDialect = selectLists.get(dialect);
  if (ofDialect === undefined) selectLists.set(dialect, (ofDialect = new WeakMap()));
  let ofModel = ofDialect.get(selection);
  if (ofModel === undefined) ofDialect.set(selection, (ofModel = new Map()));
  let text = ofModel.get(alias);
  if (text === undefined) {
    text = selection.selected.map((column) => dialect.select(writer.column(alias, column), column.type)).join(", ");
    ofModel.set(alias, text);
  }
  return text;
}
