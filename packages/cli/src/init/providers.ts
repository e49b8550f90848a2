import type { ClientKind } from "../config.ts";

/** The databases that a new project can begin with: those that need no server, so that it works at once. Another is another URL later. */
export const providers = ["sqlite", "postgresql"] as const;
export type Provider = (typeof providers)[number];

export interface ProviderFacts {
  readonly title: string;
  /** The package of the driver, which is installed beside the runtime. */
  readonly driver: string;
  /** What `connect` is given, in a project that has just begun. */
  readonly url: string;
  /** The clients that can open it, the usual one first. */
  readonly clients: readonly [ClientKind, ...ClientKind[]];
  /** What the database leaves in the working directory, as .gitignore names it. */
  readonly ignored: readonly string[];
}

export const providerFacts: Readonly<Record<Provider, ProviderFacts>> = {
  sqlite: {
    title: "SQLite",
    driver: "better-sqlite3",
    url: "sqlite:app.db",
    clients: ["sync", "async"],
    ignored: ["*.db", "*.db-shm", "*.db-wal"],
  },
  postgresql: {
    title: "PostgreSQL",
    driver: "@electric-sql/pglite",
    url: "pglite:./pgdata",
    clients: ["async"],
    ignored: ["pgdata/"],
  },
};
