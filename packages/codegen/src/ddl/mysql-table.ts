/**
 * A table as MySQL can have it: what it lacks has something in its place that means the same, or a note that says what is missing.
 *
 *  - A CHECK says nothing of a counter, nor of a column that a foreign key changes, and is left out. A generated column that such a
 *    column goes into is computed when it is read.
 *  - MariaDB's generated columns take no NOT NULL; a CHECK says so on both.
 *  - `SET DEFAULT` is refused by the engine or not carried out. `NO ACTION` stands for it.
 */
import type { Column } from "@joinery/dsl";
import type { EngineTable } from "./ddl.ts";
import { indexed } from "./mysql-indexes.ts";
import { quoted } from "./mysql-text.ts";
import { wordsOf } from "./sql-text.ts";
import type { Table, TableForeignKey } from "./table.ts";

export function adapted(table: Table): EngineTable {
  const { columns, indexes, hiddenColumns, notes } = indexed(table);
  const changed = changedColumns(table);
  const unchecked = new Set([...counters(table), ...changed]);
  const lost = table.checks.filter(({ sql }) => mentions(sql, unchecked));
  const unstored = columns.filter(({ computed }) => computed?.stored === true && mentions(computed.sql, changed));
  const kept = table.checks.filter((check) => !lost.includes(check));
  return {
    ...table,
    columns: columns.map((column) => (unstored.includes(column) ? computedWhenRead(column) : column)),
    primaryKey: table.primaryKey && { ...table.primaryKey, name: null }, // it is always called PRIMARY
    indexes,
    hiddenColumns,
    checks: [...kept, ...columnChecks(table)],
    notes: [
      ...notes,
      ...lost.map(
        ({ name }) => `${quoted(name)} is left out: MySQL checks no counter, nor what a foreign key changes.`,
      ),
      ...unstored.map(
        ({ column }) => `${quoted(column)} is not stored, since a foreign key changes what it is made of.`,
      ),
      ...table.foreignKeys.flatMap(actionNote),
    ],
  };
}

function counters({ columns }: Table): string[] {
  return columns.filter((column) => column.default?.kind === "autoincrement").map(({ column }) => column.toLowerCase());
}

/** What a change of the row that is referred to changes here. */
function changedColumns({ foreignKeys }: Table): Set<string> {
  const changing = foreignKeys.filter(({ onDelete, onUpdate }) => {
    return onDelete === "SetNull" || onUpdate === "SetNull" || onUpdate === "Cascade";
  });
  return new Set(changing.flatMap(({ columns }) => columns.map((name) => name.toLowerCase())));
}

function mentions(sql: string, names: ReadonlySet<string>): boolean {
  return wordsOf(sql).some((word) => names.has(word.toLowerCase()));
}

function computedWhenRead(column: Column): Column {
  return { ...column, computed: column.computed && { ...column.computed, stored: false } };
}

function actionNote({ name, onDelete, onUpdate }: TableForeignKey): string[] {
  if (onDelete !== "SetDefault" && onUpdate !== "SetDefault") return [];
  return [`${quoted(name)} has NO ACTION in place of SET DEFAULT, which MySQL does not carry out.`];
}

/** A cell that refers to another has that one's check; tables of other tools have no checks but the schema's. */
function columnChecks({ name, strict, columns, foreignKeys }: Table): Table["checks"] {
  const required = columns
    .filter(({ computed, nullable }) => computed !== null && !nullable)
    .map(({ column }) => ({ name: `${name}_${column}_required`, sql: `${quoted(column)} IS NOT NULL` }));
  if (!strict) return required;
  const referring = new Set(foreignKeys.flatMap((key) => key.columns));
  const booleans = columns
    .filter(({ column, type, list, native }) => {
      const isBoolean = type.kind === "scalar" && type.scalar === "Boolean" && !list;
      return isBoolean && native?.name !== "Bit" && !referring.has(column);
    })
    .map(({ column }) => ({ name: `${name}_${column}_boolean`, sql: `${quoted(column)} IN (0, 1)` }));
  return [...required, ...booleans];
}
