/**
 * The session suite runs once, in every colour: the tests are written with `await`, which a sync client's plain values pass through. The
 * models are those of `fixtures/company`, generated in both colours.
 */
import { afterAll, beforeEach, describe } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import type { AsyncDb, AsyncSession } from "../../src/index.ts";

export type Models = typeof asynchronous;

export type Client = ClientOf<Models>;

interface Connecting {
  readonly connect: (url: string) => AsyncDb;
}

export interface ClientOf<M> {
  readonly colour: "sync" | "async";
  readonly models: M;
  readonly db: AsyncDb;
  readonly isPostgres: boolean;
  /** The statements since the last call, without those of transactions. */
  readonly statements: () => string[];
  /** Runs `work` in a session that is closed afterwards. */
  readonly inSession: <T>(work: (session: AsyncSession) => Promise<T>) => Promise<T>;
}

interface Kind<M> {
  readonly name: string;
  readonly colour: Client["colour"];
  readonly models: M;
  readonly url: string;
}

const transactional = /^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

/** Runs a suite for every client, each test on empty tables. */
export function forEachClient(suite: (client: Client) => void): void {
  forEachClientOf(asynchronous, synchronous, suite);
}

/** The same for the clients of another schema. */
export function forEachClientOf<M extends Connecting>(
  inAsync: M,
  inSync: { readonly [K in keyof M]: unknown },
  suite: (client: ClientOf<M>) => void,
): void {
  const kinds: readonly Kind<M>[] = [
    // The sync client's values are the async one's without the promise: awaiting them is what every test here does.
    { name: "sync, better-sqlite3", colour: "sync", models: inSync as M, url: "sqlite::memory:" },
    { name: "async, better-sqlite3", colour: "async", models: inAsync, url: "sqlite::memory:" },
    { name: "async, PGlite", colour: "async", models: inAsync, url: "pglite::memory:" },
  ];
  for (const { name, colour, models, url } of kinds) {
    describe(`${name}`, () => {
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
