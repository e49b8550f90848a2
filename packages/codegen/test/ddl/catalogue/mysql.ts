/**
 * What stands in databases of MySQL or MariaDB. Indexes that the engine makes for a foreign key have its name and are left out, and so
 * are MariaDB's checks of JSON, which have their column's.
 */
import { byName, type DatabaseDescription } from "./description.ts";
import type { Ask } from "./postgresql.ts";

/** @param databases the one that is connected first, whose tables have no prefix */
export async function describeMysql(ask: Ask, databases: readonly string[]): Promise<DatabaseDescription> {
  const rows = async <T>(sql: string): Promise<T[]> => [...(await ask(sql))] as T[]; // the shape is the query's
  const of = (schema: string) => `${schema} IN (${databases.map((database) => `'${database}'`).join(", ")})`;
  const table = (schema: string, name: string) =>
    `CONCAT(IF(${schema} = '${databases[0]}', '', CONCAT(${schema}, '.')), ${name})`;
  const owner = `${table("TABLE_SCHEMA", "TABLE_NAME")} AS owner`;
  const tables = await rows<{ name: string; comment: string; type: string }>(
    `SELECT ${table("TABLE_SCHEMA", "TABLE_NAME")} AS name, TABLE_COMMENT AS comment, TABLE_TYPE AS type FROM information_schema.TABLES WHERE ${of("TABLE_SCHEMA")}`,
  );
  const columns = await rows<{
    owner: string;
    name: string;
    type: string;
    nullable: string;
    value: string | null;
    extra: string;
    comment: string;
  }>(
    `SELECT ${owner}, COLUMN_NAME AS name, COLUMN_TYPE AS type, IS_NULLABLE AS nullable, COLUMN_DEFAULT AS value, EXTRA AS extra, COLUMN_COMMENT AS comment
     FROM information_schema.COLUMNS WHERE ${of("TABLE_SCHEMA")} ORDER BY ORDINAL_POSITION`,
  );
  const parts = await rows<{
    owner: string;
    name: string;
    other: number;
    column: string;
    direction: string | null;
    length: number | null;
  }>(
    `SELECT ${owner}, INDEX_NAME AS name, NON_UNIQUE AS other, COLUMN_NAME AS \`column\`, COLLATION AS direction, SUB_PART AS length
     FROM information_schema.STATISTICS WHERE ${of("TABLE_SCHEMA")} ORDER BY SEQ_IN_INDEX`,
  );
  const keys = await rows<{ owner: string; name: string; column: string; target: string; targetColumn: string }>(
    `SELECT ${owner}, CONSTRAINT_NAME AS name, COLUMN_NAME AS \`column\`, ${table("REFERENCED_TABLE_SCHEMA", "REFERENCED_TABLE_NAME")} AS target,
       REFERENCED_COLUMN_NAME AS targetColumn
     FROM information_schema.KEY_COLUMN_USAGE WHERE ${of("TABLE_SCHEMA")} AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY ORDINAL_POSITION`,
  );
  const actions = await rows<{ owner: string; name: string; onDelete: string; onUpdate: string }>(
    `SELECT ${table("CONSTRAINT_SCHEMA", "TABLE_NAME")} AS owner, CONSTRAINT_NAME AS name, DELETE_RULE AS onDelete, UPDATE_RULE AS onUpdate
     FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE ${of("CONSTRAINT_SCHEMA")}`,
  );
  const checks = await rows<{ owner: string; name: string }>(
    `SELECT ${owner}, CONSTRAINT_NAME AS name FROM information_schema.TABLE_CONSTRAINTS WHERE ${of("TABLE_SCHEMA")} AND CONSTRAINT_TYPE = 'CHECK'`,
  );

  return {
    tables: byName(
      tables.filter(({ type }) => type === "BASE TABLE").map(({ name, comment }) => describeTable(name, comment)),
    ),
    views: byName(tables.filter(({ type }) => type === "VIEW").map(({ name }) => ({ name, comment: null }))),
    enums: {},
  };

  function describeTable(name: string, comment: string): DatabaseDescription["tables"][number] {
    const isOwn = (row: { readonly owner: string }): boolean => row.owner === name;
    const own = columns.filter(isOwn);
    const foreignKeys = actions.filter(isOwn);
    const indexes = Map.groupBy(parts.filter(isOwn), (part) => part.name);
    const described = [...indexes].map(([index, found]) => ({
      name: index,
      unique: found[0]?.other === 0,
      parts: found.map(({ column, direction, length }) => {
        return `${column}${length === null ? "" : `(${length})`}${direction === "D" ? " desc" : ""}`;
      }),
      isPartial: false,
    }));
    return {
      name,
      comment: comment === "" ? null : comment,
      columns: own.map((column) => ({
        name: column.name,
        // MariaDB's JSON is a text with a check of its own.
        type: checks.some((check) => isOwn(check) && check.name === column.name)
          ? "json"
          : column.type.replace(/^(\w*int)\((?!1\))\d+\)/, "$1"), // MariaDB tells a width that means nothing
        nullable: column.nullable === "YES",
        hasDefault: column.value !== null && column.value !== "NULL",
        counts: column.extra.includes("auto_increment"),
        generated: column.extra.includes("STORED") ? "stored" : column.extra.includes("VIRTUAL") ? "virtual" : null,
        comment: column.comment === "" ? null : column.comment,
      })),
      primaryKey: described.find((index) => index.name === "PRIMARY")?.parts ?? [],
      indexes: byName(
        described.filter((index) => index.name !== "PRIMARY" && !foreignKeys.some((key) => key.name === index.name)),
      ),
      foreignKeys: byName(
        foreignKeys.map((key) => {
          const found = keys.filter((row) => isOwn(row) && row.name === key.name);
          return {
            name: key.name,
            columns: found.map(({ column }) => column),
            target: found[0]?.target ?? "",
            targetColumns: found.map(({ targetColumn }) => targetColumn),
            onDelete: key.onDelete,
            onUpdate: key.onUpdate,
          };
        }),
      ),
      checks: checks
        .filter((check) => isOwn(check) && !own.some((column) => column.name === check.name))
        .map((check) => check.name)
        .toSorted(),
    };
  }
}
