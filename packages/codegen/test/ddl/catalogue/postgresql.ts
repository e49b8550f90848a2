/** What stands in the catalogue of PostgreSQL, in every schema that is not its own. */
import { byName, type DatabaseDescription } from "./description.ts";

export type Ask = (sql: string) => Promise<readonly unknown[]>;

const own = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
/** With an extension come types and tables of its own. */
const ofExtension = (oid: string) => `NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = ${oid} AND e.deptype = 'e')`;
const name = (relation: string, schema: string) =>
  `CASE ${schema}.nspname WHEN 'public' THEN '' ELSE ${schema}.nspname || '.' END || ${relation}`;
const names = (relation: string, keys: string) =>
  `(SELECT array_agg(a.attname::text ORDER BY k.place) FROM unnest(${keys}) WITH ORDINALITY k (number, place)
    JOIN pg_attribute a ON a.attrelid = ${relation} AND a.attnum = k.number)`;
const action = (code: string) =>
  `CASE ${code} WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END`;

export async function describePostgresql(ask: Ask): Promise<DatabaseDescription> {
  const rows = async <T>(sql: string): Promise<T[]> => [...(await ask(sql))] as T[]; // the shape is the query's
  const tables = await rows<{ oid: number; name: string; comment: string | null; kind: string }>(
    `SELECT c.oid::int4 AS oid, ${name("c.relname", "n")} AS name, obj_description(c.oid, 'pg_class') AS comment, c.relkind::text AS kind
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'v') AND ${own} AND ${ofExtension("c.oid")}`,
  );
  const columns = await rows<{
    table: number;
    name: string;
    type: string;
    nullable: boolean;
    hasDefault: boolean;
    counts: boolean;
    generated: "stored" | null;
    comment: string | null;
  }>(
    `SELECT a.attrelid::int4 AS table, a.attname AS name, replace(format_type(a.atttypid, a.atttypmod), '"', '') AS type,
       NOT a.attnotnull AS nullable, a.atthasdef AND a.attgenerated = '' AS "hasDefault", a.attidentity = 'd' AS counts,
       CASE a.attgenerated WHEN 's' THEN 'stored' END AS generated, col_description(a.attrelid, a.attnum) AS comment
     FROM pg_attribute a WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
  );
  const indexes = await rows<{
    table: number;
    name: string;
    isPrimary: boolean;
    unique: boolean;
    isPartial: boolean;
    parts: string[];
  }>(
    `SELECT i.indrelid::int4 AS table, c.relname AS name, i.indisprimary AS "isPrimary", i.indisunique AS unique, i.indpred IS NOT NULL AS "isPartial",
       (SELECT array_agg(replace(pg_get_indexdef(i.indexrelid, k, true), '"', '') || CASE WHEN i.indoption[k - 1] & 1 = 1 THEN ' desc' ELSE '' END ORDER BY k)
        FROM generate_series(1, i.indnkeyatts) k) AS parts
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid`,
  );
  const keys = await rows<{
    table: number;
    name: string;
    columns: string[];
    target: string;
    targetColumns: string[];
    onDelete: string;
    onUpdate: string;
  }>(
    `SELECT f.conrelid::int4 AS table, f.conname AS name, ${names("f.conrelid", "f.conkey")} AS columns, ${name("c.relname", "n")} AS target,
       ${names("f.confrelid", "f.confkey")} AS "targetColumns", ${action("f.confdeltype")} AS "onDelete", ${action("f.confupdtype")} AS "onUpdate"
     FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE f.contype = 'f'`,
  );
  const checks = await rows<{ table: number; name: string }>(
    "SELECT conrelid::int4 AS table, conname AS name FROM pg_constraint WHERE contype = 'c'",
  );
  const enums = await rows<{ name: string; values: string[] }>(
    `SELECT ${name("t.typname", "n")} AS name, array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS values
     FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid JOIN pg_namespace n ON n.oid = t.typnamespace GROUP BY 1`,
  );
  const of = <T extends { readonly table: number }>(items: readonly T[], oid: number): Omit<T, "table">[] =>
    items.filter(({ table }) => table === oid).map(({ table: _, ...rest }) => rest);
  return {
    tables: byName(
      tables
        .filter(({ kind }) => kind === "r")
        .map((table) => {
          const own = of(indexes, table.oid);
          return {
            name: table.name,
            comment: table.comment,
            columns: of(columns, table.oid),
            primaryKey: own.find(({ isPrimary }) => isPrimary)?.parts ?? [],
            indexes: byName(own.filter(({ isPrimary }) => !isPrimary).map(({ isPrimary: _, ...index }) => index)),
            foreignKeys: byName(of(keys, table.oid)),
            checks: of(checks, table.oid)
              .map((check) => check.name)
              .toSorted(),
          };
        }),
    ),
    views: byName(
      tables.filter(({ kind }) => kind === "v").map((view) => ({ name: view.name, comment: view.comment })),
    ),
    enums: Object.fromEntries(enums.map((found) => [found.name, found.values])),
  };
}
