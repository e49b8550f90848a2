/**
 * The session suite runs once, in every colour: the tests are written with `await`, which a sync client's plain values pass through. The
 * models are those of `fixtures/company`, unless a suite brings others; generated in both colours.
 */
import { afterAll, beforeEach, describe } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import { nodeSqlite } from "../../src/driver/node-sqlite.ts";
import { type AsyncDb, type AsyncSession, type ConnectOptions, sql } from "../../src/index.ts";
import type { Colour } from "../../src/io/connection.ts";
import { newPgliteDriver } from "../pglite.ts";
import { postgresql } from "../servers.ts";

export type Models = typeof asynchronous;

export interface Client<M = Models> {
  readonly colour: "sync" | "async";
  readonly models: M;
  readonly db: AsyncDb;
  readonly isPostgres: boolean;
  /** Sessions share one connection. */
  readonly hasOneConnection: boolean;
  /** The statements since the last call, without those of transactions. */
  readonly statements: () => string[];
  /** Runs `work` in a session that is closed afterwards. */
  readonly inSession: <T>(work: (session: AsyncSession) => Promise<T>) => Promise<T>;
}

/** A schema on the server for this test file; null where no server answers. */
const place = postgresql.answers ? await postgresql.fresh() : null;
afterAll(() => place?.drop());

interface Kind {
  readonly name: string;
  readonly colour: Colour;
  /** Null where there is no server: its tests are skipped. */
  readonly url: string | null;
  readonly options?: ConnectOptions;
}

const kinds: readonly Kind[] = [
  { name: "sync, better-sqlite3", colour: "sync", url: "sqlite::memory:" },
  { name: "sync, node:sqlite", colour: "sync", url: "sqlite::memory:", options: { driver: nodeSqlite } },
  { name: "async, better-sqlite3", colour: "async", url: "sqlite::memory:" },
  { name: "async, PGlite", colour: "async", url: "pglite::memory:", options: { driver: newPgliteDriver } },
  { name: "async, PostgreSQL", colour: "async", url: place?.url ?? null },
];

const transactional = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

/** Runs a suite for every client, each test on empty tables. */
export function forEachClient(suite: (client: Client) => void): void {
  // The sync client's values are the async one's without the promise: awaiting them is what every test here does.
  forEachClientOf({ sync: synchronous as unknown as Models, async: asynchronous }, suite);
}

/** The same for the models of another fixture. */
export function forEachClientOf<M extends { readonly connect: (url: string, options?: ConnectOptions) => AsyncDb }>(
  clients: Readonly<Record<"sync" | "async", M>>,
  suite: (client: Client<M>) => void,
): void {
  for (const { name, colour, url, options } of kinds) {
    describe.skipIf(url === null)(`${name}`, () => {
      const models = clients[colour];
      const db = models.connect(url ?? "sqlite::memory:", options);
      const seen: string[] = [];
      db.onStatement(({ sql: text }) => void (transactional.test(text) || seen.push(text)));
      const empty = emptying(db, url?.startsWith("postgresql") === true);
      beforeEach(async () => {
        await empty();
        seen.length = 0;
      });
      afterAll(() => db.close());
      suite({
        colour,
        models,
        db,
        hasOneConnection: url?.startsWith("postgresql") !== true,
        isPostgres: url?.startsWith("sqlite") === false,
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

/** Empties every table of the schema, and begins its sequences anew. */
const emptyTables = sql`DO $$ DECLARE names text; BEGIN
  SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') INTO names FROM pg_tables WHERE schemaname = current_schema();
  IF names IS NOT NULL THEN EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY CASCADE'; END IF;
END $$`;
const changesTables = /^\s*(?:ALTER|CREATE|DROP)\b/i;

/** Gives `db` empty tables before each test: new ones, or on a server, where that takes long, those that are there and were not changed. */
function emptying(db: AsyncDb, isServer: boolean): () => Promise<void> {
  let areNew = false;
  db.onStatement(({ sql: text }) => void (changesTables.test(text) && (areNew = false)));
  return async () => {
    if (areNew) {
      const session = db.session();
      await session.execute(emptyTables);
      await session.commit();
      await session.close();
      return;
    }
    await db.dropAll();
    await db.createAll();
    areNew = isServer;
  };
}
