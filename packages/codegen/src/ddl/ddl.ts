/**
 * The statements that create a schema's tables, in an order in which they can run: a table stands after those it refers to, its indexes
 * follow it, join tables come last. What engines say differently is in their own files; identifiers are always quoted.
 */
import type {
  Column,
  ForeignKey,
  Index,
  JoinSide,
  JoinTable,
  Key,
  Model,
  ReferentialAction,
  Schema,
} from "@joinery/dsl";
import { dependencyOrder } from "../dependency-order.ts";
import { header } from "../files.ts";
import { postgresql } from "./postgresql.ts";
import { sqlite } from "./sqlite.ts";
import { identifier, identifiers } from "./sql-text.ts";

export type DdlDialect = "sqlite" | "postgresql";

/** Where engines differ. */
export interface DdlRules {
  /** What stands before all tables, as types do. */
  prologue(schema: Schema): string[];
  /** The column's definition, its name excepted. @param isKey whether the column alone is its table's primary key */
  column(column: Column, schema: Schema, isKey: boolean): string;
  /** The type of a column that refers to this one. */
  keyType(column: Column, schema: Schema): string;
  /** Whether the primary key of one column is said in the column's definition. */
  readonly inlineKey: boolean;
  /** What follows a table's closing parenthesis. */
  readonly tableOptions: string;
  readonly joinTableOptions: string;
  /** Whether a foreign key may name a table that is created later. */
  readonly forwardReferences: boolean;
  /** What stands after a table and its indexes, as comments do. */
  epilogue(model: Model): string[];
}

const dialects = { sqlite, postgresql } satisfies Record<DdlDialect, DdlRules>;

/** In the order of their names. */
export const ddlDialects = ["postgresql", "sqlite"] as const satisfies readonly DdlDialect[];

/** The statements that create every table, without their semicolons. */
export function ddl(schema: Schema, dialect: DdlDialect): string[] {
  const rules = dialects[dialect];
  const models = dependencyOrder(schema.models);
  const created = new Set<string>();
  const later: string[] = [];
  const tables = models.flatMap((model) => {
    const inline = model.foreignKeys.filter((key) => canStandInTable(key, model, created, rules));
    const waiting = model.foreignKeys.filter((key) => !inline.includes(key));
    created.add(model.name);
    later.push(
      ...waiting.map((key) => `ALTER TABLE ${identifier(model.table)} ADD ${foreignKeyText(key, model, schema)}`),
    );
    return [
      tableText(model, inline, schema, rules),
      ...model.uniques.map((key) => uniqueText(key, model)),
      ...model.indexes.map((index) => indexText(index, model)),
      ...rules.epilogue(model),
    ];
  });
  const joins = schema.joinTables.flatMap((table) => joinTableTexts(table, schema, rules));
  return [...rules.prologue(schema), ...tables, ...later, ...joins];
}

/** The `.sql` file of a schema. */
export function ddlText(schema: Schema, dialect: DdlDialect): string {
  const statements = ddl(schema, dialect).map((statement) => `\n${statement};\n`);
  return `-- ${header(schema.files)}\n${statements.join("")}`;
}

/** A table may refer to itself by its primary key, which is there as soon as it is; any other key needs its unique index first. */
function canStandInTable(key: ForeignKey, model: Model, created: ReadonlySet<string>, rules: DdlRules): boolean {
  if (rules.forwardReferences || created.has(key.target)) return true;
  return key.target === model.name && key.targetColumns.join() === model.primaryKey.columns.join();
}

function tableText(model: Model, foreignKeys: readonly ForeignKey[], schema: Schema, rules: DdlRules): string {
  const key = model.primaryKey.columns;
  const lines = [
    ...model.columns.map((column) => {
      const isKey = key.length === 1 && key[0] === column.name;
      return `${identifier(column.column)} ${rules.column(column, schema, isKey)}`;
    }),
    ...(rules.inlineKey && key.length === 1 ? [] : [primaryKeyText(model)]),
    ...foreignKeys.map((foreignKey) => foreignKeyText(foreignKey, model, schema)),
  ];
  return createTable(model.table, lines, rules.tableOptions);
}

function createTable(table: string, lines: readonly string[], options: string): string {
  return `CREATE TABLE ${identifier(table)} (\n${lines.map((line) => `  ${line}`).join(",\n")}\n)${options}`;
}

function primaryKeyText(model: Model): string {
  const { name, columns } = model.primaryKey;
  return `${named(name)}PRIMARY KEY (${identifiers(databaseNames(model, columns))})`;
}

function named(name: string | null): string {
  return name === null ? "" : `CONSTRAINT ${identifier(name)} `;
}

function foreignKeyText(key: ForeignKey, model: Model, schema: Schema): string {
  const target = schema.models.find(({ name }) => name === key.target);
  if (target === undefined) throw new Error(`the schema has no model "${key.target}" (this is a bug in Joinery)`);
  return referenceText(key.name, databaseNames(model, key.columns), target, key);
}

function referenceText(
  name: string,
  columns: readonly string[],
  target: Model,
  { targetColumns, onDelete, onUpdate }: Pick<ForeignKey, "targetColumns" | "onDelete" | "onUpdate">,
): string {
  const references = `${identifier(target.table)} (${identifiers(databaseNames(target, targetColumns))})`;
  const actions = `ON DELETE ${actionTexts[onDelete]} ON UPDATE ${actionTexts[onUpdate]}`;
  return `${named(name)}FOREIGN KEY (${identifiers(columns)}) REFERENCES ${references} ${actions}`;
}

const actionTexts = {
  Cascade: "CASCADE",
  Restrict: "RESTRICT",
  NoAction: "NO ACTION",
  SetNull: "SET NULL",
  SetDefault: "SET DEFAULT",
} satisfies Record<ReferentialAction, string>;

function uniqueText({ name, columns }: Key, model: Model): string {
  const index = name ?? `${model.table}_${columns.join("_")}_key`;
  return `CREATE UNIQUE INDEX ${identifier(index)} ON ${identifier(model.table)} (${identifiers(databaseNames(model, columns))})`;
}

function indexText({ name, columns }: Index, model: Model): string {
  const parts = columns.map((column) => {
    const [database = column.name] = databaseNames(model, [column.name]);
    return `${identifier(database)}${column.sort === "desc" ? " DESC" : ""}`;
  });
  return `CREATE INDEX ${identifier(name)} ON ${identifier(model.table)} (${parts.join(", ")})`;
}

/** The table of a many-to-many: both keys, which together are its primary key. */
function joinTableTexts(joinTable: JoinTable, schema: Schema, rules: DdlRules): string[] {
  const sides = [joinTable.left, joinTable.right].map((side) => ({ side, model: modelOf(side, schema) }));
  const lines = [
    ...sides.flatMap(({ side, model }) =>
      side.references.map((reference, place) => {
        const column = model.columns.find(({ name }) => name === reference);
        const type = column === undefined ? "" : rules.keyType(column, schema);
        return `${identifier(side.columns[place] ?? reference)} ${type} NOT NULL`;
      }),
    ),
    `PRIMARY KEY (${identifiers(sides.flatMap(({ side }) => side.columns))})`,
    ...sides.map(({ side, model }) => {
      const actions = { targetColumns: side.references, onDelete: "Cascade", onUpdate: "Cascade" } as const;
      return referenceText(side.foreignKey, side.columns, model, actions);
    }),
  ];
  const indexes = sides.flatMap(({ side: { index, columns } }) => {
    if (index === null) return [];
    return [`CREATE INDEX ${identifier(index)} ON ${identifier(joinTable.table)} (${identifiers(columns)})`];
  });
  return [createTable(joinTable.table, lines, rules.joinTableOptions), ...indexes];
}

function modelOf(side: JoinSide, schema: Schema): Model {
  const model = schema.models.find(({ name }) => name === side.model);
  if (model === undefined) throw new Error(`the schema has no model "${side.model}" (this is a bug in Joinery)`);
  return model;
}

/** What the database calls these columns. */
function databaseNames(model: Model, columns: readonly string[]): string[] {
  return columns.map((column) => model.columns.find(({ name }) => name === column)?.column ?? column);
}
