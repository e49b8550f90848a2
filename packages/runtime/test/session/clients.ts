/**
 * The session suite runs once, in every colour: the tests are written with `await`, which a sync client's plain values pass through. The
 * models are those of `fixtures/company`, unless a suite brings others; generated in both colours.
 */
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import { nodeSqlite } from "../../src/driver/node-sqlite.ts";
import { type AsyncDb, type AsyncSession, type ConnectOptions, sql } from "../../src/index.ts";
import type { Colour } from "../../src/io/connection.ts";
import { emptyPgliteDriver } from "../pglite.ts";
import { mariadb, type Place, postgresql } from "../servers.ts";

export type Models = typeof asynchronous;

export interface Client<M = Models> {
  readonly colour: "sync" | "async";
  readonly models: M;
  readonly db: AsyncDb;
  readonly isPostgres: boolean;
  /** MySQL's SQL: no RETURNING of an UPDATE, a parameter for each cell of a list. */
  readonly isMysql: boolean;
  /** Sessions share one connection. */
  readonly hasOneConnection: boolean;
  /** Where the database is, for tests that connect to it anew. */
  readonly url: string;
  /**
   * The statements since the last call, without those of transactions; names are quoted as SQLite has it. What an engine without RETURNING
   * reads back belongs to the statement before it.
   */
  readonly statements: () => string[];
  /** Runs `work` in a session that is closed afterwards. */
  readonly inSession: <T>(work: (session: AsyncSession) => Promise<T>) => Promise<T>;
}

interface Kind {
  readonly name: string;
  readonly colour: Colour;
  /** Null where there is no server: its tests are skipped. */
  readonly url: string | null;
  readonly options?: ConnectOptions;
}

/** @param onPostgresql null where none answers, as the other */
const kindsOn = (onPostgresql: Place | null, onMariadb: Place | null): readonly Kind[] => [
  { name: "sync, better-sqlite3", colour: "sync", url: "sqlite::memory:" },
  { name: "sync, node:sqlite", colour: "sync", url: "sqlite::memory:", options: { driver: nodeSqlite } },
  { name: "async, better-sqlite3", colour: "async", url: "sqlite::memory:" },
  { name: "async, PGlite", colour: "async", url: "pglite::memory:", options: { driver: emptyPgliteDriver } },
  // Nothing here asks what a crash of the server leaves, so that no commit need wait for the disk.
  {
    name: "async, PostgreSQL",
    colour: "async",
    url: onPostgresql ? `${onPostgresql.url}%20-c%20synchronous_commit%3Doff` : null,
  },
  { name: "async, MariaDB", colour: "async", url: onMariadb?.url.replace(/^\w+:/, "mariadb:") ?? null },
  // A MySQL says less than a MariaDB, which understands it: so its ways are tested where no MySQL answers.
  { name: "async, MariaDB as MySQL", colour: "async", url: onMariadb?.url.replace(/^\w+:/, "mysql:") ?? null },
];

const transactional = /^(BEGIN|START TRANSACTION|SET TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

const readBack = /^(?!.* AS t\d*\b)SELECT .* FROM (?:`\w+`\.)?`\w+` WHERE \(?`\w+`(?:, `\w+`)*\)? IN \(/;

/** Runs a suite for every client, each test on empty tables. */
export function forEachClient(suite: (client: Client) => void): void {
  // The sync client's values are the async one's without the promise: awaiting them is what every test here does.
  forEachClientOf({ sync: synchronous as unknown as Models, async: asynchronous }, suite);
}

/** The same for the models of another fixture. */
export function forEachClientOf<
  M extends { readonly connect: (url: string, options?: ConnectOptions<"async">) => AsyncDb },
>(clients: Readonly<Record<"sync" | "async", M>>, suite: (client: Client<M>) => void): void {
  // Each suite has places of its own, since test files share this module.
  const places = [postgresql, mariadb].map((server) => (server.answers ? server.reserve() : null));
  beforeAll(async () => void (await Promise.all(places.map(async (place) => place?.create()))));
  afterAll(async () => void (await Promise.all(places.map(async (place) => place?.drop()))));
  const [onPostgresql = null, onMariadb = null] = places;
  for (const { name, colour, url: there, options } of kindsOn(onPostgresql, onMariadb)) {
    describe.skipIf(there === null)(`${name}${there === null ? ", which no server answers for" : ""}`, () => {
      const models = clients[colour];
      const url = there ?? "sqlite::memory:";
      const db = models.connect(url, options);
      const seen: string[] = [];
      db.onStatement(({ sql: text }) => {
        if (!transactional.test(text) && !readBack.test(text)) seen.push(text.replaceAll("`", '"'));
      });
      const empty = emptying(db, url);
      beforeEach(async () => {
        await empty();
        seen.length = 0;
      });
      afterAll(() => db.close());
      suite({
        colour,
        models,
        db,
        hasOneConnection: url.startsWith("sqlite") || url.startsWith("pglite"),
        isPostgres: url.startsWith("pglite") || url.startsWith("postgres"),
        isMysql: url.startsWith("mysql") || url.startsWith("mariadb"),
        url,
        statements: () => seen.splice(0),
        async inSession(work) {
          const session = db.session({ discard: "silent" });
          try {
            return await work(session);
          } finally {
            await session.close();
          }
        },
      });
    });
  }
}

/**
 * Empties every table of the schema, and begins its sequences anew: row by row, which for a few rows takes a hundredth of the time of a
 * TRUNCATE. Foreign keys do not look meanwhile, where this user may say so.
 */
const emptyTables = sql`DO $$ DECLARE name text; sequence record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DELETE FROM ' || name;
  END LOOP;
  FOR sequence IN SELECT format('%I', sequencename)::regclass AS id, start_value FROM pg_sequences WHERE schemaname = current_schema() LOOP
    PERFORM setval(sequence.id, sequence.start_value, false);
  END LOOP;
EXCEPTION WHEN insufficient_privilege THEN
  SELECT string_agg(quote_ident(tablename), ', ') INTO name FROM pg_tables WHERE schemaname = current_schema();
  IF name IS NOT NULL THEN EXECUTE 'TRUNCATE ' || name || ' RESTART IDENTITY CASCADE'; END IF;
END $$`;

/** The same on MariaDB, over a connection of its own. */
async function emptyMariadb(url: string): Promise<void> {
  const own = url.replace(/^\w+:/, "mysql:");
  const tables = await mariadb.run(own, [
    "SELECT table_name AS name, auto_increment AS next FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
  ]);
  const statements = (tables as readonly { readonly name: string; readonly next: number | null }[]).flatMap(
    ({ name, next }) => [
      `DELETE FROM \`${name}\``,
      ...(next !== null && next > 1 ? [`ALTER TABLE \`${name}\` AUTO_INCREMENT = 1`] : []),
    ],
  );
  await mariadb.run(own, ["SET foreign_key_checks = 0", ...statements]);
}

const changesTables = /^\s*(?:\/\*.*?\*\/\s*)?(?:ALTER|CREATE|DROP)\b/i;

/** Gives `db` empty tables before each test: new ones, or on a server, where that takes long, those that are there and were not changed. */
function emptying(db: AsyncDb, url: string): () => Promise<void> {
  let areNew = false;
  db.onStatement(({ sql: text }) => void (changesTables.test(text) && (areNew = false)));
  return async () => {
    if (areNew && !url.startsWith("postgresql")) return emptyMariadb(url);
    if (areNew) {
      const session = db.session();
      await session.execute(emptyTables);
      await session.commit();
      await session.close();
      return;
    }
    await db.dropAll();
    await db.createAll();
    areNew = /^(?:postgresql|mysql|mariadb):/.test(url);
  };
}
