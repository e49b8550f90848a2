/**
 * The session suite runs once, in every colour: the tests are written with `await`, which a sync client's plain values pass through. The
 * models are those of `fixtures/company`, unless a suite brings others; generated in both colours.
 */
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import type { AsyncDb, AsyncSession } from "../../src/index.ts";
import { servers } from "../servers.ts";

export type Models = typeof asynchronous;

export interface Client<M = Models> {
  readonly colour: "sync" | "async";
  readonly models: M;
  readonly db: AsyncDb;
  readonly isPostgres: boolean;
  /** MySQL's SQL: no RETURNING of an UPDATE, a parameter for each cell of a list. */
  readonly isMysql: boolean;
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
  readonly colour: "sync" | "async";
  /** Null while its server is to be asked for a database. */
  readonly url: string | null;
  readonly server?: keyof typeof servers;
  /** The scheme that stands in the place of the server's own. */
  readonly scheme?: string;
}

const kinds: readonly Kind[] = [
  { name: "sync, better-sqlite3", colour: "sync", url: "sqlite::memory:" },
  { name: "async, better-sqlite3", colour: "async", url: "sqlite::memory:" },
  { name: "async, PGlite", colour: "async", url: "pglite::memory:" },
  { name: "async, MariaDB", colour: "async", url: null, server: "mariadb" },
  // A MySQL says less than a MariaDB, which understands it: so its ways are tested where no MySQL answers.
  { name: "async, MariaDB as MySQL", colour: "async", url: null, server: "mariadb", scheme: "mysql" },
];

const transactional = /^(BEGIN|START TRANSACTION|SET TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

const readBack = /^(?!.* AS t\d*\b)SELECT .* FROM (?:`\w+`\.)?`\w+` WHERE \(?`\w+`(?:, `\w+`)*\)? IN \(/;
const definition = /^\s*(?:\/\*.*?\*\/\s*)?(CREATE|ALTER|DROP)/i;

/** Runs a suite for every client, each test on empty tables. */
export function forEachClient(suite: (client: Client) => void): void {
  // The sync client's values are the async one's without the promise: awaiting them is what every test here does.
  forEachClientOf({ sync: synchronous as unknown as Models, async: asynchronous }, suite);
}

/** The same for the models of another fixture. */
export function forEachClientOf<M extends { readonly connect: (url: string) => AsyncDb }>(
  clients: Readonly<Record<"sync" | "async", M>>,
  suite: (client: Client<M>) => void,
): void {
  for (const kind of kinds) {
    const { name, colour } = kind;
    const isThere = kind.server === undefined || servers[kind.server].isThere;
    describe.skipIf(!isThere)(`${name}${isThere ? "" : ", which no server answers for"}`, () => {
      const models = clients[colour];
      const place = kind.server === undefined || !isThere ? null : servers[kind.server].named(kind.scheme);
      const url = kind.url ?? place?.url ?? "sqlite::memory:";
      const db = models.connect(url);
      const seen: string[] = [];
      let areTablesNew = false;
      db.onStatement(({ sql }) => {
        if (!transactional.test(sql) && !readBack.test(sql)) seen.push(sql.replaceAll("`", '"'));
        if (definition.test(sql)) areTablesNew = false;
      });
      beforeAll(() => place?.create());
      beforeEach(async () => {
        // Servers take their time over tables, so that theirs are emptied where the test before left them as they were.
        if (place !== null && areTablesNew) await place.empty();
        else {
          await db.dropAll();
          await db.createAll();
          areTablesNew = true;
        }
        seen.length = 0;
      });
      afterAll(async () => {
        await db.close();
        await place?.drop();
      });
      suite({
        colour,
        models,
        db,
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
