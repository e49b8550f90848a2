/**
 * The statements that create a schema's tables, in an order in which they can run: a table stands after those it refers to, its indexes
 * follow it, join tables come after all, and views last. What engines say differently is in their own files; identifiers are always quoted.
 */
import type { Column, IndexType, ReferentialAction, Schema, View } from "@joinery/dsl";
import { dependencyOrder } from "../dependency-order.ts";
import { header } from "../files.ts";
import { postgresql } from "./postgresql.ts";
import { sqlite } from "./sqlite.ts";
import { identifier, identifiers } from "./sql-text.ts";
import { type DatabaseName, type Table, type TableForeignKey, type TableIndex, tablesOf } from "./table.ts";

export type DdlDialect = "sqlite" | "postgresql";

/** Where engines differ. */
export interface DdlRules {
  /** What stands before all tables, as types do. */
  prologue(schema: Schema, tables: readonly Table[]): string[];
  /** How statements name a table or view. */
  qualified(name: DatabaseName): string;
  /** How statements name an index of this table. */
  indexName(index: string, table: DatabaseName): string;
  /** The column's definition, its name excepted. */
  column(column: Column, table: Table, schema: Schema): string;
  /** Whether the primary key of one column is said in the column's definition. */
  readonly inlineKey: boolean;
  /** What follows a table's closing parenthesis. */
  tableOptions(table: Table): string;
  /** What stands between an index's table and its columns; null for an index that this engine is better without. */
  indexMethod(type: IndexType | null): { readonly using: string; readonly isOrdered: boolean } | null;
  /** What follows a column of an index, its direction excepted. */
  operatorClass(ops: string | null): string;
  /** Whether a foreign key may name a table that is created later. */
  readonly forwardReferences: boolean;
  /** What stands after a table and its indexes, as comments do. */
  epilogue(table: Table): string[];
  viewEpilogue(view: View): string[];
}

const dialects = { sqlite, postgresql } satisfies Record<DdlDialect, DdlRules>;

/** In the order of their names. */
export const ddlDialects = ["postgresql", "sqlite"] as const satisfies readonly DdlDialect[];

/** The statements that create every table, without their semicolons. */
export function ddl(schema: Schema, dialect: DdlDialect): string[] {
  const rules = dialects[dialect];
  const tables = tablesOf(schema);
  const created = new Set<string>();
  const later: string[] = [];
  const texts = inOrder(tables).flatMap((table) => {
    const inline = table.foreignKeys.filter((key) => canStandInTable(key, table, created, rules));
    const waiting = table.foreignKeys.filter((key) => !inline.includes(key));
    for (const model of table.models) created.add(model);
    later.push(...waiting.map((key) => `ALTER TABLE ${rules.qualified(table)} ADD ${foreignKeyText(key, rules)}`));
    return tableTexts(table, inline, schema, rules);
  });
  const joins = tables.filter(({ kind }) => kind === "join");
  return [
    ...rules.prologue(schema, tables),
    ...texts,
    ...later,
    ...joins.flatMap((table) => tableTexts(table, table.foreignKeys, schema, rules)),
    ...viewsInOrder(schema.views).flatMap((view) => viewTexts(view, rules)),
  ];
}

/** The `.sql` file of a schema. */
export function ddlText(schema: Schema, dialect: DdlDialect): string {
  const statements = ddl(schema, dialect).map((statement) => `\n${statement};\n`);
  return `-- ${header(schema.files)}\n${statements.join("")}`;
}

/** The tables of models, each after those that it refers to. */
function inOrder(tables: readonly Table[]): Table[] {
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
  { target, targetColumns }: TableForeignKey,
  { models, primaryKey }: Table,
  created: ReadonlySet<string>,
  { forwardReferences }: DdlRules,
): boolean {
  if (forwardReferences || created.has(target)) return true;
  return models.includes(target) && targetColumns.join() === primaryKey?.columns.join();
}

function tableTexts(table: Table, foreignKeys: readonly TableForeignKey[], schema: Schema, rules: DdlRules): string[] {
  const { columns, primaryKey, checks } = table;
  const lines = [
    ...columns.map((column) => `${identifier(column.column)} ${rules.column(column, table, schema)}`),
    ...(primaryKey === null || (rules.inlineKey && primaryKey.columns.length === 1)
      ? []
      : [`${constraint(primaryKey.name)}PRIMARY KEY (${identifiers(primaryKey.columns)})`]),
    ...foreignKeys.map((key) => foreignKeyText(key, rules)),
    ...checks.map(({ name, sql }) => `${constraint(name)}CHECK (${sql})`),
  ];
  const body = lines.map((line) => `  ${line}`).join(",\n");
  return [
    `CREATE TABLE ${rules.qualified(table)} (\n${body}\n)${rules.tableOptions(table)}`,
    ...table.indexes.flatMap((index) => indexTexts(index, table, rules)),
    ...rules.epilogue(table),
  ];
}

function constraint(name: string | null): string {
  return name === null ? "" : `CONSTRAINT ${identifier(name)} `;
}

function foreignKeyText(key: TableForeignKey, rules: DdlRules): string {
  const references = `${rules.qualified(key.table)} (${identifiers(key.targetColumns)})`;
  const actions = `ON DELETE ${actionTexts[key.onDelete]} ON UPDATE ${actionTexts[key.onUpdate]}`;
  return `${constraint(key.name)}FOREIGN KEY (${identifiers(key.columns)}) REFERENCES ${references} ${actions}`;
}

const actionTexts = {
  Cascade: "CASCADE",
  Restrict: "RESTRICT",
  NoAction: "NO ACTION",
  SetNull: "SET NULL",
  SetDefault: "SET DEFAULT",
} satisfies Record<ReferentialAction, string>;

function indexTexts({ name, unique, type, parts, where }: TableIndex, table: Table, rules: DdlRules): string[] {
  const method = rules.indexMethod(type);
  if (method === null) return [];
  const columns = parts.map(({ column, sort, ops }) => {
    const direction = method.isOrdered && sort === "desc" ? " DESC" : "";
    return `${identifier(column)}${rules.operatorClass(ops)}${direction}`;
  });
  const create = `CREATE ${unique ? "UNIQUE " : ""}INDEX ${identifier(rules.indexName(name, table))}`;
  const condition = where === null ? "" : ` WHERE ${where}`;
  return [`${create} ON ${rules.qualified(table)}${method.using} (${columns.join(", ")})${condition}`];
}

/**
 * Views, each after those that its query names. A query is not parsed: a word in it that is a view's name by accident only moves a view that
 * could stand anywhere.
 */
function viewsInOrder(views: readonly View[]): View[] {
  const names = new Map(views.map((view) => [view.view.toLowerCase(), view.name]));
  const nodes = views.map((view) => {
    const words = (view.sql?.match(/"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).map(unquoted);
    const targets = new Set(words.flatMap((word) => names.get(word.toLowerCase()) ?? []));
    return { view, name: view.name, foreignKeys: [...targets].map((target) => ({ target })) };
  });
  return dependencyOrder(nodes).map(({ view }) => view);
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
}

/** A view without a query is in the database already. */
function viewTexts(view: View, rules: DdlRules): string[] {
  if (view.sql === null) return [];
  const name = rules.qualified({ schema: view.schema, name: view.view });
  return [`CREATE VIEW ${name} AS ${view.sql.trim().replace(/;$/, "")}`, ...rules.viewEpilogue(view)];
}
