/** The key of a table on an engine that keys by whole values alone. */
import type { EngineTable } from "./ddl.ts";
import type { Table } from "./table.ts";

export function withWholeKey(table: Table): EngineTable {
  const { primaryKey } = table;
  if (primaryKey === null || primaryKey.lengths.every((length) => length === null)) {
    return { ...table, hiddenColumns: [], notes: [] };
  }
  const notes = ["The primary key takes whole values: only MySQL keys by their beginnings."];
  return { ...table, primaryKey: { ...primaryKey, lengths: [] }, hiddenColumns: [], notes };
}
