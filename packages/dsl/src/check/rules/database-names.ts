/**
 * Names in the database: within the limit, and no two alike where they share one space. Which names share one is the engine's affair:
 *
 *  - PostgreSQL: tables, indexes and types of a schema are one set; constraints of a table another. Case matters.
 *  - SQLite: tables and indexes are one set, foreign keys have no names, and case does not matter.
 *  - MySQL: tables are a set, foreign keys are one, indexes one for each table, and case does not matter.
 *  - CockroachDB: tables are a set of their schema, indexes one for each table. Case matters.
 *
 * In Prisma's meaning the indexes of PostgreSQL and CockroachDB are among the constraints as well, and foreign keys have names that the
 * database is without. Prisma overlooks some clashes (a join table with a model's, indexes of one name on CockroachDB, names that
 * differ only in case), which its databases refuse, and so they are refused here. A schema without a provider keeps to what holds on
 * all engines.
 */
import type { Span } from "../../text/span.ts";
import type { BoundColumn, BoundEnum, CheckContext } from "../bound.ts";
import { byteLength } from "../constraint-names.ts";
import { rootOf } from "../inheritance.ts";
import type { JoinDraft } from "../join-table.ts";
import type { Table } from "../table.ts";

interface Taken {
  readonly what: string;
  readonly span: Span;
}

interface Rules {
  readonly caseMatters: boolean;
  /** Whether indexes share one space with all tables of their schema, or with their own table's alone. */
  readonly indexes: "schema" | "table";
  readonly foreignKeys: "all" | "table" | "unnamed";
  /** Whether Prisma takes an index for one of the table's constraints. */
  readonly indexesAreConstraints: boolean;
  readonly primaryKeysHaveNames: boolean;
  /** Whether an enum is a type, and so has a name among the tables. */
  readonly enumsAreTypes: boolean;
  /** Whether names that begin with `sqlite_` are the engine's own. */
  readonly hasSqliteNames: boolean;
  readonly hasSystemColumns: boolean;
}

const anyEngine: Rules = {
  caseMatters: false,
  indexes: "schema",
  foreignKeys: "table",
  indexesAreConstraints: false,
  primaryKeysHaveNames: true,
  enumsAreTypes: true,
  hasSqliteNames: true,
  hasSystemColumns: true,
};
const ofPostgres = {
  ...anyEngine,
  caseMatters: true,
  indexesAreConstraints: true,
  hasSqliteNames: false,
} satisfies Rules;
const rulesOf = {
  postgresql: ofPostgres,
  cockroachdb: { ...ofPostgres, indexes: "table" },
  mysql: {
    ...anyEngine,
    indexes: "table",
    foreignKeys: "all",
    primaryKeysHaveNames: false,
    enumsAreTypes: false,
    hasSqliteNames: false,
    hasSystemColumns: false,
  },
  sqlite: {
    ...anyEngine,
    foreignKeys: "unnamed",
    primaryKeysHaveNames: false,
    enumsAreTypes: false,
    hasSystemColumns: false,
  },
} satisfies Record<string, Rules>;

/** The sets of names. A set is told from another by its own name. */
class NameSpaces {
  readonly #taken = new Map<string, Map<string, Taken>>();
  readonly #caseMatters: boolean;

  constructor(caseMatters: boolean) {
    this.#caseMatters = caseMatters;
  }

  /** Takes a name; gives who has it already. */
  claim(space: string, name: string, claimant: Taken): Taken | null {
    const taken = this.#taken.get(space) ?? new Map<string, Taken>();
    if (taken.size === 0) this.#taken.set(space, taken);
    const key = this.#caseMatters ? name : name.toLowerCase();
    const first = taken.get(key);
    if (first) return first;
    taken.set(key, claimant);
    return null;
  }
}

export function checkDatabaseNames(
  context: CheckContext,
  all: Iterable<Table>,
  joins: readonly JoinDraft[],
  enums: Iterable<BoundEnum>,
): void {
  const tables = [...all];
  const rules = rulesFor(context);
  const spaces = new NameSpaces(rules.caseMatters);
  const ofSchema = (schema: string | null): string => `schema ${schema ?? ""}`;
  if (rules.hasSqliteNames) for (const table of tables) checkSqliteNames(context, table);
  for (const { model, inheritance } of tables) {
    // Where the family does not say how it is kept, that is reported, and the heirs have the root's table for now.
    if (model.base !== null && inheritance?.strategy !== "joined") continue;
    if (context.settings.profile === "model") checkLength(context, model.table, model.tableSpan);
    const claimant = { what: `${model.kind} "${model.name}"`, span: model.tableSpan };
    const first = spaces.claim(ofSchema(model.schema), model.table, claimant);
    if (!first) continue;
    const parameters = { model: model.name, table: model.table, other: first.what };
    context.reporter.report("duplicateTable", model.tableSpan, parameters, [place(first)]);
  }
  for (const { table, field } of joins) {
    const what = `the join table of "${field.name}" in model "${field.model.name}"`;
    const first = spaces.claim(ofSchema(table.schema), table.table, { what, span: field.span });
    if (!first) continue;
    const parameters = { table: table.table, other: first.what };
    context.reporter.report("joinTableClash", field.span, parameters, [place(first)]);
  }
  for (const declared of enums) {
    if (context.settings.profile === "model") checkLength(context, declared.type, declared.typeSpan);
    const space = rules.enumsAreTypes ? ofSchema(declared.schema) : "enums";
    const claimant = { what: `enum "${declared.name}"`, span: declared.typeSpan };
    const first = spaces.claim(space, declared.type, claimant);
    if (!first) continue;
    const parameters = { enum: declared.name, type: declared.type, other: first.what };
    context.reporter.report("duplicateEnumType", declared.typeSpan, parameters, [place(first)]);
  }
  for (const table of tables) {
    if (table.model.kind !== "view") checkConstraints(context, rules, spaces, table);
  }
  checkFamilies(context, rules, tables);
  for (const { table, field } of joins) {
    if (table.right.index === null) continue;
    const space = rules.indexes === "schema" ? ofSchema(table.schema) : `table ${table.table}`;
    claimConstraint(context, spaces, space, table.right.index, field.span);
  }
}

function rulesFor({ settings }: CheckContext): Rules {
  return settings.provider === null ? anyEngine : rulesOf[settings.provider];
}

/** Within a database schema, SQLite's names begin with that schema's. */
function checkSqliteNames(context: CheckContext, { model, inheritance, uniques, indexes }: Table): void {
  const isOwned = (name: string | null): name is string => name !== null && /^sqlite_/i.test(name);
  if (model.schema !== null) return;
  const isOwnTable = model.base === null || inheritance?.strategy === "joined";
  if (isOwnTable && isOwned(model.table))
    context.reporter.report("engineName", model.tableSpan, { name: model.table, what: "table", engine: "SQLite" });
  else if (model.kind !== "view") {
    for (const { name, span } of [...uniques, ...indexes])
      if (isOwned(name)) context.reporter.report("engineName", span, { name, what: "index", engine: "SQLite" });
  }
}

/** Columns of a subquery that SQLite gives a name of its own. */
const lostColumns = new Set(["true", "false"]);
/** What every table of PostgreSQL has. */
const systemColumns = new Set(["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"]);

/** The columns of one table. */
export function checkColumnNames(context: CheckContext, table: Table): void {
  const rules = rulesFor(context);
  for (const { column: name, span } of table.columns) {
    const engine = rules.hasSqliteNames && lostColumns.has(name.toLowerCase()) ? "SQLite" : null;
    const owner = engine ?? (rules.hasSystemColumns && systemColumns.has(name) ? "PostgreSQL" : null);
    if (owner !== null) context.reporter.report("engineName", span, { name, what: "column", engine: owner });
  }
  if (table.model.kind === "view") return;
  const columns = new Map<string, { readonly name: string; readonly span: Span }>();
  for (const column of table.columns) {
    if (context.settings.profile === "model") checkLength(context, column.column, column.span);
    const key = rules.caseMatters ? column.column : column.column.toLowerCase();
    const first = columns.get(key);
    if (first) {
      const parameters = { column: column.column, other: first.name };
      context.reporter.report("duplicateColumn", column.span, parameters, [
        { message: "the other column is here", span: first.span },
      ]);
    }
    columns.set(key, column);
  }
}

/** In single-table inheritance the heirs' columns share one table; with those of its base, each heir's have been compared. */
function checkFamilies(context: CheckContext, rules: Rules, tables: readonly Table[]): void {
  const families = new Map<string, Map<string, BoundColumn>>();
  for (const { model, inheritance, columns } of tables) {
    if (inheritance?.strategy !== "single" || inheritance.base === null) continue;
    const root = rootOf(model).name;
    const taken = families.get(root) ?? new Map<string, BoundColumn>();
    families.set(root, taken);
    for (const column of columns) {
      if (column.model.name !== model.name) continue;
      const key = rules.caseMatters ? column.column : column.column.toLowerCase();
      const first = taken.get(key);
      if (first && first.model.name !== model.name) {
        const parameters = { column: column.column, other: `${first.model.name}.${first.name}` };
        context.reporter.report("duplicateColumn", column.span, parameters, [
          { message: "the other column is here", span: first.span },
        ]);
      }
      taken.set(key, column);
    }
  }
}

function checkConstraints(context: CheckContext, rules: Rules, spaces: NameSpaces, table: Table): void {
  const { model, inheritance, primaryKey, keyConstraint, uniques, indexes, foreignKeys, checks } = table;
  const ownTable = `table ${model.schema ?? ""} ${model.table}`;
  const ofIndexes = rules.indexes === "schema" ? `schema ${model.schema ?? ""}` : ownTable;
  const claim = (space: string, { name, span }: { readonly name: string | null; readonly span: Span }): void => {
    if (name !== null) claimConstraint(context, spaces, space, name, span);
  };
  const hasRootsKey = inheritance?.strategy === "single" && inheritance.base !== null;
  const hasKeyName = !hasRootsKey && primaryKey !== null && (rules.primaryKeysHaveNames || keyConstraint === "unique");
  const ownIndexes = [...(hasKeyName ? [primaryKey] : []), ...uniques, ...indexes];
  for (const index of ownIndexes) claim(ofIndexes, index);
  const isPrisma = context.settings.profile === "prisma";
  const ofKeys = rules.foreignKeys === "all" ? "foreign keys" : `${ownTable} constraints`;
  if (isPrisma && rules.indexesAreConstraints) {
    for (const { name, span } of ownIndexes) if (name !== null) spaces.claim(ofKeys, name, { what: "an index", span });
  }
  const keysHaveNames = rules.foreignKeys !== "unnamed";
  for (const key of foreignKeys) if (keysHaveNames && (key.constraint || isPrisma)) claim(ofKeys, key);
  for (const check of checks) claim(rules.foreignKeys === "all" ? "checks" : ofKeys, check);
}

function claimConstraint(context: CheckContext, spaces: NameSpaces, space: string, name: string, span: Span): void {
  checkLength(context, name, span);
  const first = spaces.claim(space, name, { what: "another constraint", span });
  if (!first) return;
  // One line of an abstract model, in the tables of two that mix it in.
  const isMixedIn = first.span === span;
  context.reporter.report("duplicateConstraint", span, { name, isMixedIn }, isMixedIn ? [] : [place(first)]);
}

function place(taken: Taken): { readonly message: string; readonly span: Span } {
  return { message: "the other one is here", span: taken.span };
}

function checkLength(context: CheckContext, name: string, span: Span): void {
  const limit = context.settings.longestName;
  const bytes = byteLength(name);
  if (limit !== null && bytes > limit) context.reporter.report("nameTooLong", span, { name, bytes, limit });
}
