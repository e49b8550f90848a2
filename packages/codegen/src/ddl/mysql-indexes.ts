/**
 * The indexes of a table as MySQL can have them.
 *
 *  - A unique partial index goes over one column more, which is computed and hidden, 1 where the condition holds and else NULL: rows with
 *    a NULL in a unique index may be alike.
 *  - Any other partial index is over all rows.
 *  - JSON stands in no index, so that an index over it, or of a kind that looks into it, is left out.
 *  - Of more texts than an index has room for, one that only finds rows takes the beginnings.
 *  - A counter stands first in an index, which it gets where it has none; a second one counts nothing.
 */
import { type Column, shortenName } from "@joinery/dsl";
import type { EngineTable } from "./ddl.ts";
import { quoted } from "./mysql-text.ts";
import { isDocument } from "./mysql-types.ts";
import { ascending, type Table, type TableIndex } from "./table.ts";

type Indexed = Pick<EngineTable, "columns" | "indexes" | "hiddenColumns" | "notes">;

export function indexed(table: Table): Indexed {
  const served = table.indexes.map((index) => serve(index, table));
  const indexes = served.flatMap(({ index }) => index ?? []);
  const counted = withCounter({ ...table, indexes });
  return {
    ...counted,
    hiddenColumns: served.flatMap(({ hidden }) => hidden ?? []),
    notes: [...served.flatMap(({ note }) => note ?? []), ...counted.notes],
  };
}

interface Served {
  readonly index?: TableIndex;
  readonly hidden?: EngineTable["hiddenColumns"][number];
  readonly note?: string;
}

function serve(index: TableIndex, table: Table): Served {
  const { name, unique, where } = index;
  const reason = refusal(index, table);
  if (reason !== null) return { note: `${quoted(name)} is left out: ${reason}.` };
  if (where === null) return { index: unique ? index : withinRoom(index, table) };
  if (!unique) {
    const whole = withinRoom({ ...index, where: null }, table);
    return { index: whole, note: `${quoted(name)} is over all rows: MySQL has no partial index.` };
  }
  const column = hiddenName(name, table);
  return {
    index: { ...index, parts: [...index.parts, ...ascending([column])], where: null },
    hidden: { column, definition: `TINYINT GENERATED ALWAYS AS (CASE WHEN (${where}) THEN 1 END) VIRTUAL INVISIBLE` },
  };
}

function refusal({ type, parts, unique }: TableIndex, table: Table): string | null {
  if (type === "Gin" || type === "Gist" || type === "SpGist") return "MySQL has no index of its kind";
  if (!parts.some(({ column }) => isDocument(named(column, table)))) return null;
  return unique ? "MySQL indexes no JSON, so that nothing keeps equal rows out" : "MySQL indexes no JSON";
}

function hiddenName(index: string, { columns }: Table): string {
  const names = new Set(columns.map(({ column }) => column.toLowerCase()));
  let name = shortenName(`${index}_where`);
  while (names.has(name.toLowerCase())) name = shortenName(`${name}_`);
  return name;
}

/** An index has room for 768 characters, four of these texts and something beside them; those with a type of their own are as they are. */
function withinRoom(index: TableIndex, table: Table): TableIndex {
  const texts = index.parts.filter(({ column, length }) => length === null && isPlainText(named(column, table)));
  if (index.type === "FullText" || texts.length * 191 <= 768) return index;
  const length = Math.floor((768 - 4 * (index.parts.length - texts.length)) / texts.length);
  return { ...index, parts: index.parts.map((part) => (texts.includes(part) ? { ...part, length } : part)) };
}

function isPlainText({ type, native }: Column): boolean {
  return native === null && type.kind === "scalar" && type.scalar === "String";
}

function named(name: string, { columns }: Table): Column {
  const column = columns.find((candidate) => candidate.column === name);
  if (column === undefined)
    throw new Error(`an index is over "${name}", which is no column (this is a bug in Joinery)`);
  return column;
}

function withCounter({ name, columns, primaryKey, indexes }: Table): Omit<Indexed, "hiddenColumns"> {
  const [first, ...others] = columns.filter((column) => column.default?.kind === "autoincrement");
  if (first === undefined) return { columns, indexes, notes: [] };
  const isFirst = [primaryKey?.columns[0], ...indexes.map(({ parts }) => parts[0]?.column)].includes(first.column);
  const indexName = shortenName(`${name}_${first.column}`, "_idx");
  const own = { name: indexName, unique: false, type: null, parts: ascending([first.column]), where: null };
  return {
    columns: columns.map((column) => (others.includes(column) ? { ...column, default: null } : column)),
    indexes: isFirst ? indexes : [...indexes, own],
    notes: others.map(({ column }) => `${quoted(column)} counts nothing: MySQL has one counter for each table.`),
  };
}
