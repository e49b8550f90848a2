/**
 * Whether the database is the one that the client was generated for: its live schema beside what the client knows. Two statements.
 *
 * Of tables and columns, the models are asked; of foreign keys, join tables and indexes, the statements that `createAll` would run, since a
 * model need not know them. What the database has beyond that is its own business. Types are compared by what they can hold, and one that is
 * not known is taken to be right: a finding is meant to be worth a look.
 *
 * Linear in the number of columns, of the client and of the database.
 */
import type { Dialect } from "../dialect/dialect.ts";
import { type SchemaFinding, SchemaMismatchError } from "../errors.ts";
import { type Op, query } from "../io/request.ts";
import { firstOwn, isStored } from "../meta/inheritance.ts";
import type { ColumnMeta, Model } from "../meta/model.ts";
import type { Schema } from "../schema/define.ts";

interface LiveColumn {
  readonly type: string;
  readonly isNotNull: boolean;
}

interface LiveTable {
  readonly isView: boolean;
  readonly columns: Map<string, LiveColumn>;
  /** The columns of each, sorted, as one text. */
  readonly uniques: Set<string>;
  /** The columns of each, and the table it refers to, as one text. */
  readonly foreignKeys: Set<string>;
  readonly indexes: Set<string>;
}

const createTables = "run the migration that makes it, or db.createAll() where the database is new";
const migrate = "change the table by a migration, or change the schema and run `joinery gen`";

/** What is not as the client knows it. @throws SchemaMismatchError where something is not and `throws` */
export function* checkSchema(schema: Schema, dialect: Dialect, throws: boolean): Op<readonly SchemaFinding[]> {
  const live = yield* readLive(dialect);
  const findings: SchemaFinding[] = [];
  for (const model of schema.models) checkModel(model, dialect, live, findings);
  for (const name of joinTables(schema, dialect))
    if (!live.has(name)) findings.push(missingTable(name, `the table "${name}" that links rows`));
  checkStatements(schema.ddl[dialect.name] ?? [], live, findings);
  if (throws && findings.length > 0) throw new SchemaMismatchError(findings);
  return findings;
}

function* readLive(dialect: Dialect): Op<Map<string, LiveTable>> {
  const tables = new Map<string, LiveTable>();
  const columns = yield* query({ sql: dialect.liveSchema.columns, kinds: [] }, []);
  for (const [plain, qualified, column, type, isNotNull, kind] of columns) {
    let table = tables.get(String(qualified));
    if (table === undefined) {
      table = {
        isView: kind === "view",
        columns: new Map(),
        uniques: new Set(),
        foreignKeys: new Set(),
        indexes: new Set(),
      };
      tables.set(String(qualified), table);
      if (plain !== null) tables.set(String(plain), table);
    }
    table.columns.set(String(column), { type: String(type), isNotNull: Number(isNotNull) === 1 });
  }
  const keys = yield* query({ sql: dialect.liveSchema.keys, kinds: [] }, []);
  for (let at = 0; at < keys.length;) {
    const [, qualified, kind, name, , target] = keys[at] as (typeof keys)[number]; // below the length
    const names: string[] = [];
    for (; keys[at]?.[1] === qualified && keys[at]?.[2] === kind && keys[at]?.[3] === name; at++)
      names.push(String(keys[at]?.[4]));
    const table = tables.get(String(qualified));
    if (table === undefined) continue;
    if (kind === "foreign") table.foreignKeys.add(`${keyOf(names)} -> ${String(target)}`);
    else table.indexes.add(String(name));
    if (kind === "unique") table.uniques.add(keyOf(names));
  }
  return tables;
}

/** Columns whose order does not matter, as one text. */
const keyOf = (names: readonly string[]): string => JSON.stringify([...names].sort());

function checkModel(model: Model, dialect: Dialect, live: Map<string, LiveTable>, findings: SchemaFinding[]): void {
  const name = unquoted(dialect.table({ schema: model.schema, name: model.table }));
  const isHeirInBasesTable = model.inheritance?.strategy === "single" && model.inheritance.base !== null;
  const table = live.get(name);
  if (table === undefined) {
    if (model.schema !== undefined && dialect.liveSchema.isOfOneDatabase === true) return;
    const what = `the ${model.isView ? "view" : "table"} "${name}" of the model "${model.name}"`;
    if (!isHeirInBasesTable) findings.push({ ...missingTable(name, what), model: model.name });
    return;
  }
  // An heir in its base's table has what its base was asked for, and columns that are NULL in the rows of others.
  const columns = isHeirInBasesTable ? model.columns.slice(firstOwn(model)) : model.columns;
  for (const column of columns) {
    if (column.expression !== null || !isStored(model, column.index)) continue;
    checkColumn(model, name, column, table.columns.get(column.column), dialect, findings, !isHeirInBasesTable);
  }
  if (model.isView) return;
  const uniques = isHeirInBasesTable ? model.uniques : [model.primaryKey, ...model.uniques];
  for (const indices of uniques) {
    if (indices.length === 0 || !indices.every((index) => isStored(model, index))) continue;
    const names = indices.map((index) => (model.columns[index] as ColumnMeta).column); // row indices come from the model itself
    // Told already, where a column is not there.
    if (table.uniques.has(keyOf(names)) || !names.every((column) => table.columns.has(column))) continue;
    const shown = names.map((column) => `"${column}"`).join(", ");
    findings.push({
      kind: "missingUnique",
      model: model.name,
      table: name,
      column: names.length === 1 ? (names[0] ?? null) : null,
      message: `nothing keeps (${shown}) of the table "${name}" unique, and the client takes it to be: ${migrate}`,
    });
  }
}

function checkColumn(
  model: Model,
  table: string,
  column: ColumnMeta,
  found: LiveColumn | undefined,
  dialect: Dialect,
  findings: SchemaFinding[],
  asksForNulls: boolean,
): void {
  const tell = (kind: SchemaFinding["kind"], message: string): void =>
    void findings.push({ kind, model: model.name, table, column: column.column, message });
  const place = `the column "${column.column}" of the table "${table}"`;
  const member = `"${model.name}.${column.name}"`;
  if (found === undefined)
    return tell("missingColumn", `${place}, of ${member}, does not exist: add it by a migration, or ${alter(member)}`);
  const { holds } = dialect.liveSchema;
  const storage = dialect.liveSchema.storageOf(found.type);
  const kind = column.type.native === undefined ? column.type.kind : null; // a native type is the schema's own choice
  if (storage !== null && kind !== null && !holds[kind].includes(storage))
    tell("columnType", `${place} is of the type ${found.type}, and ${member} cannot be kept in one: ${migrate}`);
  if (model.isView || !asksForNulls || column.computed) return;
  if (column.nullable && found.isNotNull)
    tell("nullability", `${place} is NOT NULL, and ${member} may be null: ${migrate}`);
  if (!column.nullable && !found.isNotNull)
    tell("nullability", `${place} may be NULL, and ${member} never is: ${migrate}`);
}

const alter = (member: string): string => `take ${member} out of the schema and run \`joinery gen\``;

function missingTable(name: string, what: string): SchemaFinding {
  return {
    kind: "missingTable",
    model: null,
    table: name,
    column: null,
    message: `${what} does not exist: ${createTables}`,
  };
}

/** The tables of many-to-many relations that are no model's. */
function joinTables(schema: Schema, dialect: Dialect): Set<string> {
  const joins = schema.models.flatMap(({ relations }) =>
    relations.map(({ join, association }) => ({ join, association })),
  );
  return new Set(
    joins.flatMap(({ join, association }) =>
      join === null || association !== null ? [] : [unquoted(dialect.table(join))],
    ),
  );
}

const part = '(?:"(?:[^"]|"")*"|`(?:[^`]|``)*`)';
const whole = `${part}(?:\\.${part})*`;
const subject = new RegExp(`^(?:CREATE TABLE|ALTER TABLE) (${whole})`);
const foreignKey = new RegExp(`FOREIGN KEY \\(([^)]*)\\) REFERENCES (${whole})`, "g");
const index = new RegExp(`^CREATE INDEX (${part}) ON (${whole})`);
/** As MySQL's tables are created with theirs. */
const ownIndex = new RegExp(`^ +INDEX (${part}) \\(`, "gm");

/** Foreign keys and indexes, as our own DDL makes them. */
function checkStatements(statements: readonly string[], live: Map<string, LiveTable>, findings: SchemaFinding[]): void {
  for (const statement of statements) {
    const owner = subject.exec(statement)?.[1];
    if (owner !== undefined) {
      checkForeignKeys(unquoted(owner), statement, live, findings);
      for (const [, name = ""] of statement.matchAll(ownIndex)) checkIndex(name, owner, live, findings);
    }
    const [, name, on] = index.exec(statement) ?? [];
    if (name !== undefined && on !== undefined) checkIndex(name, on, live, findings);
  }
}

/** Both names are quoted. */
function checkIndex(name: string, on: string, live: Map<string, LiveTable>, findings: SchemaFinding[]): void {
  const table = live.get(unquoted(on));
  if (table === undefined || table.indexes.has(unquoted(name))) return;
  findings.push({
    kind: "missingIndex",
    model: null,
    table: unquoted(on),
    column: null,
    message: `the index "${unquoted(name)}" of the table "${unquoted(on)}" does not exist, so that queries may be slow: ${migrate}`,
  });
}

function checkForeignKeys(
  name: string,
  statement: string,
  live: Map<string, LiveTable>,
  findings: SchemaFinding[],
): void {
  const table = live.get(name);
  if (table === undefined) return;
  for (const [, columns = "", target = ""] of statement.matchAll(foreignKey)) {
    const names = [...columns.matchAll(new RegExp(part, "g"))].map(([column]) => unquoted(column));
    const referred = unquoted(target);
    const known = `${keyOf(names)} -> ${referred.slice(referred.lastIndexOf(".") + 1)}`;
    if (table.foreignKeys.has(known) || !names.every((column) => table.columns.has(column))) continue;
    findings.push({
      kind: "missingForeignKey",
      model: null,
      table: name,
      column: names.length === 1 ? (names[0] ?? null) : null,
      message: `no foreign key keeps (${names.map((column) => `"${column}"`).join(", ")}) of the table "${name}" to the rows of "${referred}": ${migrate}`,
    });
  }
}

/** `schema.name`, or the name alone, of a name that any engine quotes. */
function unquoted(quoted: string): string {
  return [...quoted.matchAll(new RegExp(part, "g"))]
    .map(([one]) => one.slice(1, -1).replaceAll(one.charAt(0).repeat(2), one.charAt(0)))
    .join(".");
}
