/**
 * The database servers that a test may use, and an empty place of its own on each. One that does not answer skips what needs it:
 *
 *     describe.skipIf(!postgresql.answers)("on a server", () => {
 *       let place: Place;
 *       beforeAll(async () => (place = await postgresql.fresh()));
 *       afterAll(() => place.drop());
 *       test("…", async () => { … connect(place.url) … });
 *     });
 *
 * Without a word they are those of this machine that let somebody in without a password. `JOINERY_POSTGRES_URL` and
 * `JOINERY_MARIADB_URL` name others, whose user may make schemas or databases; such a one must answer, for a test that somebody asked for
 * is not skipped in silence. An empty variable says that there is none. What runs on MariaDB runs on MySQL too.
 *
 * They are asked when this module is loaded, which takes a millisecond where nothing listens: only one that does is logged in to, and its
 * client library is loaded for nothing else.
 */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";

export interface DatabaseServer {
  readonly name: "PostgreSQL" | "MariaDB";
  /** Whether it lets us in. Where it does not, `fresh` throws. */
  readonly answers: boolean;
  /** Of the server's own database, which is nobody's to write to. */
  readonly url: string;
  /** Makes an empty schema on PostgreSQL, or a database on MariaDB; call `drop` when done with it. Any number at the same time. */
  fresh(): Promise<Place>;
  /** Names a place that `create` makes: its URL is known at once, where tests are told apart before the first of them runs. */
  reserve(): ReservedPlace;
  /** One connection, for these statements; gives the last one's rows. */
  run(url: string, statements: readonly string[]): Promise<readonly unknown[]>;
}

/** Where a test makes its tables. */
export interface Place {
  /** The schema's name or the database's: lower-case letters, digits and `_`, 20 of them. No other place has it. */
  readonly name: string;
  /** Leads here whoever connects: to the database, or with the schema as the only one of the `search_path`. */
  readonly url: string;
  /**
   * Removes it with all that is in it, and the schemas or databases that are called after it (`NAME_…`). Close your connections first:
   * after ten seconds a lock that one holds is an error.
   */
  drop(): Promise<void>;
}

/** A place that is yet to be made. */
export interface ReservedPlace extends Place {
  create(): Promise<void>;
}

/** How a kind of server is talked to. */
interface Language {
  readonly name: DatabaseServer["name"];
  /** What names another. */
  readonly variable: string;
  readonly defaultUrl: string;
  readonly defaultPort: number;
  /** One connection, for these statements; gives the last one's rows. */
  run(url: string, statements: readonly string[]): Promise<readonly unknown[]>;
  create(name: string): string;
  /** Lists the place and those called after it, as `name`. */
  list(name: string): string;
  drop(names: readonly string[]): string[];
  urlOf(server: string, name: string): string;
}

/** For a computer elsewhere that says nothing at all. One that refuses does so at once. */
const knockMilliseconds = 3000;
/** For a server that has opened the door: long, since a busy one is still there. */
const loginMilliseconds = 15_000;

export const postgresql: DatabaseServer = await find({
  name: "PostgreSQL",
  variable: "JOINERY_POSTGRES_URL",
  defaultUrl: "postgresql://postgres@127.0.0.1:5432/postgres",
  defaultPort: 5432,
  run: async (url, statements) => {
    const { Client } = (await import("pg")).default;
    const client = new Client({ connectionString: url, connectionTimeoutMillis: loginMilliseconds });
    await client.connect();
    try {
      let rows: readonly unknown[] = [];
      for (const sql of statements) rows = (await client.query(sql)).rows;
      return rows;
    } finally {
      await client.end();
    }
  },
  create: (name) => `CREATE SCHEMA ${name}`,
  list: (name) => `SELECT nspname AS name FROM pg_namespace WHERE nspname = '${name}' OR nspname LIKE '${name}\\_%'`,
  drop: (names) => [
    "SET client_min_messages = warning",
    "SET lock_timeout = '10s'",
    ...names.map((name) => `DROP SCHEMA IF EXISTS "${name}" CASCADE`),
  ],
  urlOf: (server, name) => {
    const url = new URL(server);
    const own = url.searchParams.get("options");
    url.searchParams.delete("options");
    const options = encodeURIComponent(`${own === null ? "" : `${own} `}-c search_path=${name}`); // libpq reads no `+` as a blank
    return `${url.href}${url.search === "" ? "?" : "&"}options=${options}`;
  },
});

export const mariadb: DatabaseServer = await find({
  name: "MariaDB",
  variable: "JOINERY_MARIADB_URL",
  defaultUrl: "mysql://root@127.0.0.1:3306",
  defaultPort: 3306,
  run: async (url, statements) => {
    const { createConnection } = await import("mysql2/promise");
    const connection = await createConnection({ uri: url, connectTimeout: loginMilliseconds });
    try {
      let rows: unknown = [];
      for (const sql of statements) [rows] = await connection.query(sql);
      return Array.isArray(rows) ? rows : [];
    } finally {
      await connection.end();
    }
  },
  create: (name) => `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
  list: (name) =>
    `SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '${name}' OR SCHEMA_NAME LIKE '${name}\\_%'`,
  drop: (names) => [
    "SET SESSION lock_wait_timeout = 10",
    "SET foreign_key_checks = 0", // tables of one database refer to those of another
    ...names.map((name) => `DROP DATABASE IF EXISTS \`${name}\``),
  ],
  urlOf: (server, name) => {
    const url = new URL(server);
    url.pathname = `/${name}`;
    return url.href;
  },
});

async function find(language: Language): Promise<DatabaseServer> {
  const { name, variable } = language;
  const given = process.env[variable];
  const url = given ?? language.defaultUrl;
  const reason = url === "" ? "there is to be none" : await reasonOf(language, url);
  if (given !== undefined && given !== "" && reason !== null)
    throw new Error(
      `the server of ${variable} does not let us in (${reason}): start it, or set ${variable}= to go without`,
    );
  return {
    name,
    answers: reason === null,
    url,
    run: (at, statements) => language.run(at, statements),
    fresh: () => {
      const place = reserve();
      return place.create().then(() => place);
    },
    reserve,
  };

  function reserve(): ReservedPlace {
    if (reason !== null)
      throw new Error(`there is no ${name} (${reason}): start one, set ${variable} to its URL, or skip what needs it`);
    return reservePlace(language, url);
  }
}

/** Why a server cannot be used; null where it can. */
async function reasonOf(language: Language, url: string): Promise<string | null> {
  try {
    await knock(new URL(url), language.defaultPort);
    await language.run(url, ["SELECT 1"]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message || error.name : String(error);
  }
}

/** Whether anybody listens. */
function knock({ hostname, port }: URL, defaultPort: number): Promise<void> {
  const host = hostname.replaceAll(/[[\]]/g, ""); // around an address of IPv6
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: port === "" ? defaultPort : Number(port), timeout: knockMilliseconds });
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
    socket.once("timeout", () => {
      socket.destroy();
      reject(new Error("no answer"));
    });
    socket.once("error", reject);
  });
}

function reservePlace(language: Language, server: string): ReservedPlace {
  const name = `joinery_${randomBytes(6).toString("hex")}`;
  return {
    name,
    url: language.urlOf(server, name),
    create: async () => void (await language.run(server, [language.create(name)])),
    drop: async () => {
      // The shape is the query's.
      const rows = (await language.run(server, [language.list(name)])) as readonly { readonly name: string }[];
      await language.run(server, language.drop(rows.map((row) => row.name)));
    },
  };
}

/** Runs statements on PostgreSQL, on a connection of their own. @returns the last one's rows */
export function onServer(url: string, ...statements: string[]): Promise<readonly unknown[]> {
  return postgresql.run(url, statements);
}
