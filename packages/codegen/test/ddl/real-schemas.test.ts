/** The tables of real Prisma schemas, made on both engines. */
import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { realSchemas } from "../../../dsl/test/schemas.ts";
import { ddl, notGenerated } from "../../src/index.ts";
import { schemaOf } from "../fixtures.ts";

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  let postgres: PGlite;
  beforeAll(async () => {
    postgres = await PGlite.create({ extensions: { citext, pg_trgm } });
  });
  beforeEach(() => postgres.exec("BEGIN"));
  afterEach(() => postgres.exec("ROLLBACK"));
  afterAll(() => postgres.close());

  for (const { name, text } of realSchemas) {
    const schema = schemaOf(text, name);
    const tables = new Set([...schema.models, ...schema.joinTables].map(({ table }) => table)).size;
    // A default in PostgreSQL's own words is for PostgreSQL alone, and a type of an extension for a server that has it.
    const isForPostgresql = /dbgenerated\("[^"]*::/.test(text);
    const needsExtension = /Unsupported\("(ltree|ipaddress)"\)/.test(text);

    test.skipIf(isForPostgresql)(`SQLite makes the tables of ${name}`, () => {
      const database = new Database(":memory:");
      for (const statement of ddl(schema, "sqlite")) database.exec(statement);
      const count = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_sequence'";
      expect(database.prepare(count).pluck().get()).toBe(tables);
      expect(database.pragma("foreign_key_check")).toEqual([]);
      database.close();
    });

    test.skipIf(needsExtension)(`PostgreSQL makes the tables of ${name}`, async () => {
      for (const statement of ddl(schema, "postgresql")) await postgres.exec(statement);
      const count = "SELECT count(*)::int4 AS tables FROM pg_tables WHERE schemaname !~ '^pg_|^information_schema'";
      expect((await postgres.query(count)).rows).toEqual([{ tables }]);
    });

    test(`nothing of ${name} is refused`, () => expect(notGenerated(schema)).toEqual([]));
  }
});
