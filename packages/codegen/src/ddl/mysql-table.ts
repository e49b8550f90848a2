/**
 * A table as MySQL can have it: what it lacks has something in its place that means the same, or a note that says what is missing.
 *
 *  - A unique partial index goes over one column more, which is computed and hidden, 1 where the condition holds and else NULL: rows with
 *    a NULL in a unique index may be alike.
 *  - Any other partial index is over all rows.
 *  - JSON stands in no index, so that an index over it, or of a kind that looks into it, is left out.
 *  - A counter stands first in a key, which it gets where it has none; a second one counts nothing.
 *  - `SET DEFAULT` is refused by the engine or not carried out. `NO ACTION` stands for it.
 *  - MariaDB's generated columns take no NOT NULL; a CHECK says so on both.
 */
import { shortenName } from "@joinery/dsl";
import type { EngineTable } from "./ddl.ts";
import { isDocument } from "./mysql-types.ts";
import { ascending, type Table, type TableIndex } from "./table.ts";

export function adapted(table: Table): EngineTable {
  const notes: string[] = [];
  const kept = table.indexes.filter((index) => {
    const reason = refusal(index, table);
    if (reason !== null) notes.push(`${quoted(index.name)} is left out: ${reason}.`);
    return reason === null;
  });
  const hiddenColumns: EngineTable["hiddenColumns"][number][] = [];
  const whole = kept.map((index): TableIndex => {
    if (index.where === null) return index;
    if (!index.unique) {
      notes.push(`${quoted(index.name)} is over all rows: MySQL has no partial index.`);
      return { ...index, where: null };
    }
    const column = hiddenName(index.name, table);
    const definition = `TINYINT GENERATED ALWAYS AS (CASE WHEN (${index.where}) THEN 1 END) VIRTUAL INVISIBLE`;
    hiddenColumns.push({ column, definition });
    return { ...index, parts: [...index.parts, ...ascending([column])], where: null };
  });
  for (const { name, onDelete, onUpdate } of table.foreignKeys) {
    if (onDelete !== "SetDefault" && onUpdate !== "SetDefault") continue;
    notes.push(`${quoted(name)} has NO ACTION in place of SET DEFAULT, which MySQL does not carry out.`);
  }
  const counters = countersOf({ ...table, indexes: whole }, notes);
  return {
    ...table,
    ...counters,
    hiddenColumns,
    checks: [...table.checks, ...columnChecks(table)],
    notes,
  };
}

/** As everywhere in MySQL's texts. */
export function quoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

function refusal({ type, parts, unique }: TableIndex, { columns }: Table): string | null {
  if (type === "Gin" || type === "Gist" || type === "SpGist") return "MySQL has no index of its kind";
  const documents = parts.filter(({ column }) => columns.some((other) => other.column === column && isDocument(other)));
  if (documents.length === 0) return null;
  return unique ? "MySQL indexes no JSON, so that nothing keeps equal rows out" : "MySQL indexes no JSON";
}

function hiddenName(index: string, { columns }: Table): string {
  const names = new Set(columns.map(({ column }) => column.toLowerCase()));
  let name = shortenName(`${index}_where`);
  while (names.has(name.toLowerCase())) name = shortenName(`${name}_`);
  return name;
}

function countersOf(table: Table, notes: string[]): Pick<Table, "columns" | "indexes"> {
  const { columns, primaryKey, indexes } = table;
  const [first, ...others] = columns.filter((column) => column.default?.kind === "autoincrement");
  if (first === undefined) return { columns, indexes };
  notes.push(...others.map(({ column }) => `${quoted(column)} counts nothing: MySQL has one counter for each table.`));
  const isFirst = [primaryKey?.columns[0], ...indexes.map(({ parts }) => parts[0]?.column)].includes(first.column);
  const name = shortenName(`${table.name}_${first.column}`, "_idx");
  const own = { name, unique: false, type: null, parts: ascending([first.column]), where: null };
  return {
    columns: columns.map((column) => (others.includes(column) ? { ...column, default: null } : column)),
    indexes: isFirst ? indexes : [...indexes, own],
  };
}

/** A link's cells are those that it refers to, which have been checked; tables of other tools have no checks but the schema's. */
function columnChecks({ name, kind, strict, columns }: Table): Table["checks"] {
  const required = columns
    .filter(({ computed, nullable }) => computed !== null && !nullable)
    .map(({ column }) => ({ name: `${name}_${column}_required`, sql: `${quoted(column)} IS NOT NULL` }));
  if (!strict || kind === "join") return required;
  const booleans = columns
    .filter(({ type, list, native }) => {
      return type.kind === "scalar" && type.scalar === "Boolean" && !list && native?.name !== "Bit";
    })
    .map(({ column }) => ({ name: `${name}_${column}_boolean`, sql: `${quoted(column)} IN (0, 1)` }));
  return [...required, ...booleans];
}
