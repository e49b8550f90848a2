/** What stands in a file of SQLite: its table of tables and its pragmas. */
import type { Database } from "better-sqlite3";
import {
  byName,
  type DatabaseDescription,
  type IndexDescription,
  order,
  type TableDescription,
} from "./description.ts";

export function describeSqlite(database: Database): DatabaseDescription {
  const rows = all<{ type: string; name: string; sql: string }>(
    "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
  );
  return {
    tables: byName(rows.filter(({ type }) => type === "table").map(({ name, sql }) => describeTable(name, sql))),
    views: byName(rows.filter(({ type }) => type === "view").map(({ name }) => ({ name, comment: null }))),
    enums: {},
  };

  function all<T>(sql: string, ...parameters: readonly unknown[]): T[] {
    return database.prepare(sql).all(...parameters) as T[]; // the shape is the query's
  }

  function describeTable(name: string, sql: string): TableDescription {
    const columns = all<{
      name: string;
      type: string;
      notnull: number;
      dflt_value: unknown;
      pk: number;
      hidden: number;
    }>("SELECT * FROM pragma_table_xinfo(?)", name);
    const keyed = columns.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
    return {
      name,
      comment: null,
      columns: columns.map((column) => ({
        name: column.name,
        type: column.type,
        nullable: column.notnull === 0,
        hasDefault: column.dflt_value !== null,
        counts: false,
        generated: column.hidden === 3 ? "stored" : column.hidden === 2 ? "virtual" : null,
        comment: null,
      })),
      primaryKey: keyed.map((column) => column.name),
      indexes: describeIndexes(name),
      foreignKeys: describeForeignKeys(name),
      checks: sql.match(/\bCHECK \(/g)?.map(() => "") ?? [],
    };
  }

  function describeIndexes(table: string): IndexDescription[] {
    const indexes = all<{ name: string; unique: number; origin: string; partial: number }>(
      "SELECT * FROM pragma_index_list(?)",
      table,
    ).filter(({ origin }) => origin === "c");
    return byName(
      indexes.map(({ name, unique, partial }) => {
        const parts = all<{ name: string | null; desc: number }>(
          "SELECT * FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno",
          name,
        );
        return {
          name,
          unique: unique === 1,
          parts: parts.map((part) => `${part.name ?? "an expression"}${part.desc === 1 ? " desc" : ""}`),
          isPartial: partial === 1,
        };
      }),
    );
  }

  function describeForeignKeys(table: string): TableDescription["foreignKeys"] {
    const rows = all<{ id: number; table: string; from: string; to: string; on_delete: string; on_update: string }>(
      "SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq",
      table,
    );
    const ids = [...new Set(rows.map(({ id }) => id))];
    const keys = ids.map((id) => {
      const parts = rows.filter((row) => row.id === id);
      const [first] = parts;
      return {
        name: null,
        columns: parts.map(({ from }) => from),
        target: first?.table ?? "",
        targetColumns: parts.map(({ to }) => to),
        onDelete: first?.on_delete ?? "",
        onUpdate: first?.on_update ?? "",
      };
    });
    return keys.toSorted((a, b) => order(JSON.stringify(a), JSON.stringify(b)));
  }
}
