/**
 * The statements that create a schema's tables, in an order in which they can run: a table stands after those it refers to, its indexes
 * follow it, join tables come after all, and views last. What engines say differently is in their own files; identifiers are always quoted.
 */
import type { Column, IndexType, ReferentialAction, Schema, View } from "@joinery/dsl";
import { dependencyOrder } from "../dependency-order.ts";
import { header } from "../files.ts";
import { mysql } from "./mysql.ts";
import { type NameLimit, withShortNames } from "./names.ts";
import { postgresql } from "./postgresql.ts";
import { sqlite } from "./sqlite.ts";
import { wordsOf } from "./sql-text.ts";
import {
  ascending,
  type DatabaseName,
  type Table,
  type TableForeignKey,
  type TableIndex,
  type TableIndexPart,
  type TableKey,
  tablesOf,
} from "./table.ts";

/** MariaDB speaks `mysql`. */
export type DdlDialect = "sqlite" | "postgresql" | "mysql";

/** A table as an engine can have it. */
export interface EngineTable extends Table {
  /** Columns that only an index reads, each with its definition. */
  readonly hiddenColumns: readonly { readonly column: string; readonly definition: string }[];
  /** What the engine lacks, and what stands in its place: a line each. */
  readonly notes: readonly string[];
}

/** Where engines differ. */
export interface DdlRules {
  /** What stands before all tables, as types do. */
  prologue(schema: Schema, tables: readonly Table[]): string[];
  /** What a file begins with that a connection has no need of. */
  readonly fileHead: readonly string[];
  /** What stands after everything. */
  readonly ending: readonly string[];
  readonly quoted: (name: string) => string;
  /** Null for an engine that takes names of any length. */
  readonly nameLimit: NameLimit | null;
  /** Without what the engine lacks. */
  readonly adapted: (table: Table) => EngineTable;
  /** How statements name a table or view. */
  qualified(name: DatabaseName): string;
  /** How statements name an index of this table. */
  indexName(index: string, table: DatabaseName): string;
  /** The column's definition, its name excepted. */
  column(column: Column, table: Table, schema: Schema): string;
  /** Whether the primary key of one column is said in the column's definition. */
  readonly inlineKey: boolean;
  /** Whether indexes stand within their table. */
  readonly inlineIndexes: boolean;
  /** What follows a table's closing parenthesis. */
  tableOptions(table: Table): string;
  /** What stands before the word INDEX, and between an index's table and its columns. */
  indexMethod(type: IndexType | null): { readonly kind: string; readonly using: string; readonly isOrdered: boolean };
  /** A column of a key or an index, its direction excepted. */
  indexPart(part: TableIndexPart, index: Pick<TableIndex, "unique">, table: Table): string;
  /** Whether a table's foreign keys can name another table. */
  readonly canName: (target: DatabaseName, table: DatabaseName) => boolean;
  /** What carries out a statement that names such a table. */
  nameless(statement: (target: string) => string, target: DatabaseName): string[];
  readonly actions: Readonly<Record<ReferentialAction, string>>;
  /** Whether a foreign key may name a table that is created later. */
  readonly forwardReferences: boolean;
  /** What stands after a table and its indexes, as comments do. */
  epilogue(table: Table): string[];
  viewEpilogue(view: View): string[];
}

const dialects = { sqlite, postgresql, mysql } satisfies Record<DdlDialect, DdlRules>;

/** In the order of their names. */
export const ddlDialects = ["mysql", "postgresql", "sqlite"] as const satisfies readonly DdlDialect[];

/** The statements that create every table, without their semicolons. */
export function ddl(schema: Schema, dialect: DdlDialect): string[] {
  const rules = dialects[dialect];
  const tables = engineTables(schema, dialect);
  const created = new Set<string>();
  const later: string[] = [];
  const texts = inOrder(tables).flatMap((table) => {
    const inline = table.foreignKeys.filter((key) => canStandInTable(key, table, created, rules));
    const waiting = table.foreignKeys.filter((key) => !inline.includes(key));
    for (const model of table.models) created.add(model);
    later.push(...waiting.flatMap((key) => addedKey(key, table, rules)));
    return tableTexts(table, inline, schema, rules);
  });
  const joins = tables.filter(({ kind }) => kind === "join");
  const links = joins.flatMap((table) => {
    const inline = table.foreignKeys.filter((key) => rules.canName(key.table, table));
    const waiting = table.foreignKeys.filter((key) => !inline.includes(key));
    return [...tableTexts(table, inline, schema, rules), ...waiting.flatMap((key) => addedKey(key, table, rules))];
  });
  return [
    ...rules.prologue(schema, tables),
    ...texts,
    ...later,
    ...links,
    ...viewsInOrder(schema.views).flatMap((view) => viewTexts(view, rules)),
    ...rules.ending,
  ];
}

/** The tables as the engine has them, names and all. */
function engineTables(schema: Schema, dialect: DdlDialect): EngineTable[] {
  const { adapted, nameLimit } = dialects[dialect];
  const tables = tablesOnce(schema).map(adapted);
  return nameLimit === null ? tables : withShortNames(tables, nameLimit);
}

/** What every engine's tables are made of. */
function tablesOnce(schema: Schema): readonly Table[] {
  const tables = known.get(schema) ?? tablesOf(schema);
  known.set(schema, tables);
  return tables;
}

const known = new WeakMap<Schema, readonly Table[]>();

/** The `.sql` file of a schema. */
export function ddlText(schema: Schema, dialect: DdlDialect): string {
  return ddlFileText(schema, dialect, ddl(schema, dialect));
}

/** The same, of what `ddl` gave. */
export function ddlFileText({ files }: Schema, dialect: DdlDialect, statements: readonly string[]): string {
  const texts = [...dialects[dialect].fileHead, ...statements].map((statement) => `\n${statement};\n`);
  return `-- ${header(files)}\n${texts.join("")}`;
}

/** The tables of models, each after those that it refers to. */
function inOrder(tables: readonly EngineTable[]): EngineTable[] {
  const own = tables.filter(({ kind }) => kind === "model");
  const holders = new Map(own.flatMap((table) => table.models.map((model) => [model, table])));
  const nodes = own.map((table) => ({
    table,
    name: table.models[0] ?? table.name,
    foreignKeys: table.foreignKeys.map(({ target }) => ({ target: holders.get(target)?.models[0] ?? target })),
  }));
  return dependencyOrder(nodes).map(({ table }) => table);
}

/** A table may refer to itself by its primary key, which is there as soon as it is; any other key needs its unique index first. */
function canStandInTable(
  { target, targetColumns, table: targetTable }: TableForeignKey,
  table: Table,
  created: ReadonlySet<string>,
  { forwardReferences, canName }: DdlRules,
): boolean {
  const { models, primaryKey } = table;
  if (!canName(targetTable, table)) return false;
  if (forwardReferences || created.has(target)) return true;
  return models.includes(target) && targetColumns.join() === primaryKey?.columns.join();
}

function tableTexts(
  table: EngineTable,
  foreignKeys: readonly TableForeignKey[],
  schema: Schema,
  rules: DdlRules,
): string[] {
  const { columns, hiddenColumns, primaryKey, indexes, checks, notes } = table;
  const lines = [
    ...columns.map((column) => `${rules.quoted(column.column)} ${rules.column(column, table, schema)}`),
    ...hiddenColumns.map(({ column, definition }) => `${rules.quoted(column)} ${definition}`),
    ...(primaryKey === null || (rules.inlineKey && primaryKey.columns.length === 1)
      ? []
      : [`${constraint(primaryKey.name, rules)}PRIMARY KEY ${keyParts(primaryKey, table, rules)}`]),
    ...(rules.inlineIndexes ? indexes.map((index) => indexText(index, table, rules)) : []),
    ...foreignKeys.map((key) => foreignKeyText(key, rules)),
    ...checks.map(({ name, sql }) => `${constraint(name, rules)}CHECK (${sql})`),
  ];
  const body = lines.map((line) => `  ${line}`).join(",\n");
  const remarks = notes.map((note) => `-- ${note}\n`).join("");
  return [
    `${remarks}CREATE TABLE ${rules.qualified(table)} (\n${body}\n)${rules.tableOptions(table)}`,
    ...(rules.inlineIndexes ? [] : indexes.map((index) => `CREATE ${indexText(index, table, rules)}`)),
    ...rules.epilogue(table),
  ];
}

function constraint(name: string | null, { quoted }: DdlRules): string {
  return name === null ? "" : `CONSTRAINT ${quoted(name)} `;
}

function quotedList(names: readonly string[], { quoted }: DdlRules): string {
  return `(${names.map(quoted).join(", ")})`;
}

function keyParts({ columns, lengths }: TableKey, table: Table, rules: DdlRules): string {
  const parts = ascending(columns, lengths).map((part) => rules.indexPart(part, { unique: false }, table));
  return `(${parts.join(", ")})`;
}

function addedKey(key: TableForeignKey, table: Table, rules: DdlRules): string[] {
  const statement = (target: string): string =>
    `ALTER TABLE ${rules.qualified(table)} ADD ${foreignKeyText(key, rules, target)}`;
  return rules.canName(key.table, table)
    ? [statement(rules.qualified(key.table))]
    : rules.nameless(statement, key.table);
}

function foreignKeyText(key: TableForeignKey, rules: DdlRules, target = rules.qualified(key.table)): string {
  const references = `${target} ${quotedList(key.targetColumns, rules)}`;
  const actions = `ON DELETE ${rules.actions[key.onDelete]} ON UPDATE ${rules.actions[key.onUpdate]}`;
  return `${constraint(key.name, rules)}FOREIGN KEY ${quotedList(key.columns, rules)} REFERENCES ${references} ${actions}`;
}

/** Without the word CREATE. */
function indexText(index: TableIndex, table: Table, rules: DdlRules): string {
  const { name, unique, type, parts, where } = index;
  const method = rules.indexMethod(type);
  const columns = parts.map((part) => {
    const direction = method.isOrdered && part.sort === "desc" ? " DESC" : "";
    return `${rules.indexPart(part, index, table)}${direction}`;
  });
  const head = `${unique ? "UNIQUE " : method.kind}INDEX ${rules.quoted(rules.indexName(name, table))}`;
  const on = rules.inlineIndexes ? "" : ` ON ${rules.qualified(table)}`;
  const condition = where === null ? "" : ` WHERE ${where}`;
  return `${head}${on}${method.using} (${columns.join(", ")})${condition}`;
}

/**
 * Views, each after those that its query names. A query is not parsed: a word in it that is a view's name by accident only moves a view that
 * could stand anywhere.
 */
function viewsInOrder(views: readonly View[]): View[] {
  const names = new Map(views.map((view) => [view.view.toLowerCase(), view.name]));
  const nodes = views.map((view) => {
    const words = wordsOf(view.sql ?? "");
    const targets = new Set(words.flatMap((word) => names.get(word.toLowerCase()) ?? []));
    return { view, name: view.name, foreignKeys: [...targets].map((target) => ({ target })) };
  });
  return dependencyOrder(nodes).map(({ view }) => view);
}

/** A view without a query is in the database already. */
function viewTexts(view: View, rules: DdlRules): string[] {
  if (view.sql === null) return [];
  const name = rules.qualified({ schema: view.schema, name: view.view });
  return [`CREATE VIEW ${name} AS ${view.sql.trim().replace(/;$/, "")}`, ...rules.viewEpilogue(view)];
}
