/** The tables of real Prisma schemas, made on the engine that each names and on whatever other takes them, and read back. */
import { afterAll, describe, expect, test } from "vitest";
import { realSchemas } from "../../../dsl/test/schemas.ts";
import { notGenerated } from "../../src/index.ts";
import { schemaOf } from "../fixtures.ts";
import { comparable, expectedOf } from "./catalogue/expected.ts";
import { connectMysql, inDatabases, madeOnPostgresql, madeOnSqlite, onMysql, openPostgresql } from "./engines.ts";

const postgres = await openPostgresql();
afterAll(() => postgres.close());
const mysql = await connectMysql();
afterAll(() => mysql?.end());

describe.skipIf(realSchemas.length === 0)("real schemas", () => {
  describe.each(realSchemas)("$name", ({ name, text }) => {
    const schema = schemaOf(text, name);
    const provider = /^\s*provider\s*=\s*"(sqlite|postgresql|cockroachdb|mysql)"/m.exec(text)?.[1];
    const hasOwnSql = /dbgenerated\("[^"]/.test(text);
    const unsupported = schema.models.flatMap(({ columns }) =>
      columns.filter(({ type }) => type.kind === "unsupported"),
    );
    // What the application's own migrations have made: an extension, and of one that nobody has here a type of its name.
    const before = [
      ...(text.includes("gen_random_bytes") ? ["CREATE EXTENSION pgcrypto;"] : []),
      ...(text.includes('Unsupported("ipaddress")') ? ["CREATE DOMAIN ipaddress AS inet;"] : []),
    ].join(" ");

    test.skipIf(hasOwnSql && provider !== "sqlite")("is read back from SQLite", () => {
      const expected = expectedOf(schema, "sqlite");
      expect(comparable(madeOnSqlite(schema), expected)).toEqual(expected);
    });

    test("is read back from PostgreSQL", async () => {
      const expected = expectedOf(schema, "postgresql");
      expect(comparable(await madeOnPostgresql(schema, postgres, before), expected)).toEqual(expected);
    });

    const isForMysql = provider === "mysql" || (!hasOwnSql && unsupported.length === 0);
    test.skipIf(mysql === null || !isForMysql)("is read back from MySQL", async () => {
      if (mysql === null) throw new Error("skipped");
      await onMysql(schema, mysql, (made, prefix) => {
        const expected = expectedOf(inDatabases(schema, prefix), "mysql");
        expect(comparable(made, expected)).toEqual(expected);
      });
    });

    test("names its engine, and nothing of it is refused", () => {
      expect(provider).toBeDefined();
      expect(notGenerated(schema)).toEqual([]);
    });
  });
});
