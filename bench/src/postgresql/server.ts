/** The schemas on a PostgreSQL server that contenders are let loose on: `JOINERY_POSTGRES_URL`, or this machine's. */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import pg from "pg";
import { people, type Person } from "../person.ts";
import type { Store } from "../verify.ts";

export const serverUrl = process.env["JOINERY_POSTGRES_URL"] ?? "postgresql://postgres@127.0.0.1:5432/postgres";

/** The DDL that `joinery gen` writes: one table for all contenders. */
const ddl = readFileSync(new URL("../../generated-async/schema.postgresql.sql", import.meta.url), "utf8");

const columns = ["email", "name", "country", "city", "isActive", "createdAt", "visits", "rating", "balance"] as const;

/** The columns of an INSERT of many rows, each one array. */
export const valuesOf = (given: readonly Omit<Person, "id">[]): unknown[] =>
  columns.map((column) => given.map((person) => person[column]));

const types =
  "text[], $2::text[], $3::text[], $4::text[], $5::bool[], $6::timestamptz[], $7::int4[], $8::float8[], $9::float8[]";

/** Inserts as many rows as the arrays are long. */
export const insertMany = `INSERT INTO "Person" (${columns.map((name) => `"${name}"`).join(", ")}) SELECT * FROM unnest($1::${types}) RETURNING "id"`;

export async function run<T extends object>(url: string, sql: string, values?: unknown[]): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** Whether it lets us in. */
export async function answers(): Promise<boolean> {
  return run(serverUrl, "SELECT 1").then(
    () => true,
    () => false,
  );
}

export const emptyTable = (url: string): Promise<unknown> => run(url, `TRUNCATE "Person" RESTART IDENTITY`);

export function schemas(): Store {
  const made: string[] = [];
  return {
    async make(count) {
      const name = `joinery_bench_${randomBytes(6).toString("hex")}`;
      made.push(name);
      await run(serverUrl, `CREATE SCHEMA ${name}`);
      const url = `${serverUrl}?options=-c%20search_path%3D${name}%20-c%20synchronous_commit%3Doff`;
      await run(url, ddl);
      await run(url, insertMany, valuesOf(people(count)));
      return url;
    },
    contentOf: (url) => run(url, `SELECT * FROM "Person" ORDER BY "id"`),
    async drop() {
      for (const name of made.splice(0))
        await run(serverUrl, `SET client_min_messages = warning; DROP SCHEMA ${name} CASCADE`);
    },
  };
}
