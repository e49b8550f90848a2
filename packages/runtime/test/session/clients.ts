/**
 * The session suite runs once, in every colour: the tests are written with `await`, which a sync client's plain values pass through. The
 * models are those of `fixtures/company`, unless a suite brings others; generated in both colours.
 */
import { afterAll, beforeEach, describe } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import type { AsyncDb, AsyncSession } from "../../src/index.ts";

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

const kinds = [
  { name: "sync, better-sqlite3", colour: "sync", url: "sqlite::memory:" },
  { name: "async, better-sqlite3", colour: "async", url: "sqlite::memory:" },
  { name: "async, PGlite", colour: "async", url: "pglite::memory:" },
] as const;

const transactional = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

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
  for (const { name, colour, url } of kinds) {
    describe(`${name}`, () => {
      const models = clients[colour];
      const db = models.connect(url);
      const seen: string[] = [];
      db.onStatement(({ sql }) => void (transactional.test(sql) || seen.push(sql)));
      beforeEach(async () => {
        await db.dropAll();
        await db.createAll();
        seen.length = 0;
      });
      afterAll(() => db.close());
      suite({
        colour,
        models,
        db,
        hasOneConnection: url.endsWith(":memory:"),
        isPostgres: url.startsWith("pglite"),
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
