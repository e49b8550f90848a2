/**
 * The database servers that a test may use, and an empty place of its own on each. One that does not answer skips what needs it.
 * `JOINERY_POSTGRES_URL` names another than this machine's, whose user may make schemas.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import pg from "pg";

export interface DatabaseServer {
  readonly name: "PostgreSQL";
  /** Whether it lets us in. Where it does not, `fresh` throws. */
  readonly answers: boolean;
  /** Of the server's own database, which is nobody's to write to. */
  readonly url: string;
  /** Makes an empty schema; call `drop` when done with it. */
  fresh(): Promise<Place>;
}

/** Where a test makes its tables. */
export interface Place {
  readonly name: string;
  /** Leads here whoever connects: to the database, with the schema as the only one of the `search_path`. */
  readonly url: string;
  drop(): Promise<void>;
}

const url = process.env["JOINERY_POSTGRES_URL"] ?? "postgresql://postgres@127.0.0.1:5432/postgres";

/** Runs statements on a connection of their own; gives the last one's rows. */
export async function onServer(at: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: at, connectionTimeoutMillis: 15_000 });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const sql of statements) rows = (await client.query(sql)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

function answers(): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 5432), timeout: 3000 });
    const end = (is: boolean): void => {
      socket.destroy();
      resolve(is);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}

export const postgresql: DatabaseServer = {
  name: "PostgreSQL",
  answers: url !== "" && (await answers()),
  url,
  async fresh() {
    const name = `joinery_${randomBytes(6).toString("hex")}`;
    await onServer(url, `CREATE SCHEMA ${name}`);
    const own = new URL(url);
    own.searchParams.set("options", `-c search_path=${name}`);
    return {
      name,
      url: own.href.replaceAll("+", "%20"),
      drop: async () => {
        await onServer(
          url,
          "SET client_min_messages = warning",
          "SET lock_timeout = '10s'",
          `DROP SCHEMA ${name} CASCADE`,
        );
      },
    };
  },
};
