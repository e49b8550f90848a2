/** Databases to make tables in, each of which is empty again afterwards. */
import type { PGlite } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { ltree } from "@electric-sql/pglite/contrib/ltree";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import type { Schema } from "@joinery/dsl";
import Database from "better-sqlite3";
import { type Connection, createConnection } from "mysql2/promise";
import { newPglite } from "../../../runtime/test/pglite.ts";
import { mariadb } from "../../../runtime/test/servers.ts";
import { ddl } from "../../src/index.ts";
import type { DatabaseDescription } from "./catalogue/description.ts";
import { describeMysql } from "./catalogue/mysql.ts";
import { describePostgresql } from "./catalogue/postgresql.ts";
import { describeSqlite } from "./catalogue/sqlite.ts";

/** What a schema's DDL makes of an empty file. */
export function madeOnSqlite(schema: Schema): DatabaseDescription {
  const database = new Database(":memory:");
  try {
    database.pragma("foreign_keys = ON");
    for (const statement of ddl(schema, "sqlite")) database.exec(statement);
    return describeSqlite(database);
  } finally {
    database.close();
  }
}

/** In process, with the extensions that a schema may need. */
export function openPostgresql(): Promise<PGlite> {
  return newPglite({ extensions: { btree_gin, citext, ltree, pg_trgm, pgcrypto } });
}

/** @param before what the schema takes for granted */
export async function madeOnPostgresql(schema: Schema, postgres: PGlite, before = ""): Promise<DatabaseDescription> {
  await postgres.exec(`BEGIN; ${before}`);
  try {
    for (const statement of ddl(schema, "postgresql")) await postgres.exec(statement);
    return await describePostgresql(async (sql) => (await postgres.query(sql)).rows);
  } finally {
    await postgres.exec("ROLLBACK");
  }
}

/** To the server of MariaDB or MySQL; null where none answers. */
export async function connectMysql(): Promise<Connection | null> {
  return mariadb.answers ? createConnection({ uri: mariadb.url, multipleStatements: true }) : null;
}

/**
 * Makes the tables in a database of their own, and those of other databases beside it.
 *
 * @param use is given what stands there, before all of it is dropped
 */
export async function onMysql<T>(
  schema: Schema,
  mysql: Connection,
  use: (made: DatabaseDescription, prefix: string) => T | Promise<T>,
): Promise<T> {
  const place = await mariadb.fresh();
  const prefix = `${place.name}_`;
  const moved = inDatabases(schema, prefix);
  const parts = [...moved.models, ...moved.views, ...moved.joinTables];
  const databases = [place.name, ...new Set(parts.flatMap((part) => part.schema ?? []))];
  try {
    await mysql.query(`USE ${place.name}`);
    for (const statement of ddl(moved, "mysql")) await mysql.query(statement);
    const made = await describeMysql(async (sql) => (await mysql.query(sql))[0] as unknown[], databases); // rows of a SELECT
    return await use(made, prefix);
  } finally {
    await place.drop();
  }
}

/** A database schema is a database, which stands on its server for everyone: here it gets a name of the test's own. */
export function inDatabases(schema: Schema, prefix: string): Schema {
  const moved = <T extends { readonly schema: string | null }>(parts: readonly T[]): T[] =>
    parts.map((part) => (part.schema === null ? part : { ...part, schema: `${prefix}${part.schema}` }));
  const { models, views, joinTables } = schema;
  return { ...schema, models: moved(models), views: moved(views), joinTables: moved(joinTables) };
}
