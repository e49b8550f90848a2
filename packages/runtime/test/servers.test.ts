/** Places on the servers that tests use: apart from each other, and gone afterwards. */
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mariadb, type Place, postgresql } from "./servers.ts";

/** Runs the statements one after the other; gives the last one's rows. */
async function onPostgresql(url: string, ...statements: readonly string[]): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown;
    for (const sql of statements) ({ rows } = await client.query({ text: sql, rowMode: "array" }));
    return rows;
  } finally {
    await client.end();
  }
}

async function onMariadb(url: string, ...statements: readonly string[]): Promise<unknown> {
  const connection = await createConnection(url);
  try {
    let rows: unknown;
    for (const sql of statements) [rows] = await connection.query({ sql, rowsAsArray: true });
    return rows;
  } finally {
    await connection.end();
  }
}

const kinds = [
  {
    server: postgresql,
    run: onPostgresql,
    where: "SELECT current_schemas(false)::text",
    showWhere: (name: string) => `{${name}}`,
    placesOf: (name: string) => `SELECT nspname FROM pg_namespace WHERE nspname LIKE '${name}%' ORDER BY 1`,
  },
  {
    server: mariadb,
    run: onMariadb,
    where: "SELECT DATABASE()",
    showWhere: (name: string) => name,
    placesOf: (name: string) =>
      `SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '${name}%' ORDER BY 1`,
  },
];

describe.each(kinds)("$server.name", ({ server, run, where, showWhere, placesOf }) => {
  async function dropAll(places: readonly Place[]): Promise<void> {
    for (const place of places) await place.drop();
  }

  test.skipIf(!server.answers)("gives places that do not see each other's tables", async () => {
    const places = await Promise.all([server.fresh(), server.fresh()]);
    try {
      for (const [index, { url }] of places.entries())
        await run(url, "CREATE TABLE t (id INTEGER)", `INSERT INTO t VALUES (${index})`);
      for (const [index, { name, url }] of places.entries()) {
        expect(await run(url, where)).toEqual([[showWhere(name)]]);
        expect(await run(url, "SELECT id FROM t")).toEqual([[index]]);
      }
    } finally {
      await dropAll(places);
    }
  });

  test.skipIf(!server.answers)(
    "drops a place with what is in it and what is called after it, and no other",
    async () => {
      const [place, other] = await Promise.all([server.fresh(), server.fresh()]);
      try {
        const beside = `${place.name}_billing`;
        await run(
          place.url,
          "CREATE TABLE a (id INTEGER PRIMARY KEY)",
          `CREATE SCHEMA ${beside}`,
          `CREATE TABLE ${beside}.b (id INTEGER PRIMARY KEY, a INTEGER, FOREIGN KEY (a) REFERENCES ${place.name}.a (id))`,
        );
        expect(await run(server.url, placesOf(place.name))).toEqual([[place.name], [beside]]);
        await place.drop();
        expect(await run(server.url, placesOf(place.name))).toEqual([]);
        expect(await run(server.url, placesOf(other.name))).toEqual([[other.name]]);
      } finally {
        await dropAll([place, other]);
      }
    },
  );
});

describe("a server that is not there", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  /** The module as it is loaded where the variables are these. */
  async function serversOf(variables: Readonly<Record<string, string>>): Promise<typeof import("./servers.ts")> {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    vi.resetModules();
    return import("./servers.ts");
  }

  test("does not answer where its variable is empty, and says so to whoever asks for a place", async () => {
    const servers = await serversOf({ JOINERY_POSTGRES_URL: "", JOINERY_MARIADB_URL: "" });
    expect([servers.postgresql.answers, servers.mariadb.answers]).toEqual([false, false]);
    expect(() => servers.postgresql.fresh()).toThrow(
      "there is no PostgreSQL (there is to be none): start one, set JOINERY_P",
    );
    expect(() => servers.mariadb.fresh()).toThrow("set JOINERY_MARIADB_URL to its URL, or skip what needs it");
  });

  test("is an error where somebody named it, which tells no password", async () => {
    const url = "mysql://root:secret@127.0.0.1:1";
    const error: unknown = await serversOf({ JOINERY_MARIADB_URL: url }).catch((thrown: unknown) => thrown);
    expect(String(error)).toMatch(/the server of JOINERY_MARIADB_URL does not let us in \(.+\): start it, or set/);
    expect(String(error)).not.toContain("secret");
  });
});
