/**
 * PostgreSQL on this machine (`JOINERY_POSTGRES_URL` names another): each database is a schema. What is durable is the same for all, and
 * none of it is timed twice: `synchronous_commit` is off, as SQLite's `NORMAL` waits for no disk either.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import pg from "pg";
import { drizzle } from "../contenders/postgresql/drizzle.ts";
import { joinery } from "../contenders/postgresql/joinery.ts";
import { kysely } from "../contenders/postgresql/kysely.ts";
import { mikroOrm } from "../contenders/postgresql/mikro-orm.ts";
import { raw } from "../contenders/postgresql/raw.ts";
import type { Engine } from "../engine.ts";
import { people } from "../person.ts";

/** The DDL that `joinery gen` writes: one table for all contenders. */
const ddl = readFileSync(new URL("../../generated/schema.postgresql.sql", import.meta.url), "utf8");
const server = process.env["JOINERY_POSTGRES_URL"] ?? "postgresql://postgres@127.0.0.1:5432/postgres";

export const postgresql: Engine = {
  name: "postgresql",
  contenders: [raw, joinery, drizzle, kysely, mikroOrm],
  goals: { one: 1.2, all: 1.2, insert: 1.2, update: 1.2 },
  place(directory, name) {
    const options = `-c search_path=${schemaOf(directory, name)} -c synchronous_commit=off`;
    return `${server}${server.includes("?") ? "&" : "?"}options=${encodeURIComponent(options)}`;
  },
  create: (place, count) =>
    connected(place, async (client) => {
      await client.query(`CREATE SCHEMA ${nameIn(place)}`);
      await client.query(ddl);
      const columns = [
        "id",
        "email",
        "name",
        "country",
        "city",
        "isActive",
        "createdAt",
        "visits",
        "rating",
        "balance",
      ];
      const quoted = columns.map((column) => `"${column}"`).join(", ");
      await client.query(
        `INSERT INTO "Person" (${quoted}) SELECT ${quoted} FROM json_populate_recordset(NULL::"Person", $1)`,
        [JSON.stringify(people(count))],
      );
      await client.query(`ALTER TABLE "Person" ALTER COLUMN id RESTART WITH ${count + 1}`);
      await client.query(`ANALYZE "Person"`);
    }),
  contentOf: (place) =>
    connected(place, async (client) => (await client.query(`SELECT * FROM "Person" ORDER BY id`)).rows),
  empty: (place) => connected(place, async (client) => void (await client.query(`TRUNCATE "Person" RESTART IDENTITY`))),
  leave: (directory) =>
    connected(server, async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)",
        [schemaOf(directory, "")],
      );
      await client.query("SET client_min_messages = warning");
      for (const { name } of rows) await client.query(`DROP SCHEMA "${name}" CASCADE`);
    }),
};

const schemaOf = (directory: string, name: string): string =>
  `${basename(directory)}_${name}`.toLowerCase().replaceAll(/[^a-z0-9_]/g, "_");

const nameIn = (place: string): string => /search_path=(\w+)/.exec(decodeURIComponent(place))?.[1] ?? "";

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
