/**
 * The tables of every schema that we have, made on the engines and read back from their catalogues. MySQL's are made on the server of
 * this machine, MariaDB as well as MySQL, and skipped where none answers.
 */
import { compile, type Schema } from "@joinery/dsl";
import { afterAll, describe, expect, test } from "vitest";
import { languageCases } from "../../../dsl/test/language-cases.ts";
import type { DdlDialect } from "../../src/index.ts";
import { fixtures, schemaOf } from "../fixtures.ts";
import { namesSchema, wideSchema } from "../schemas.ts";
import { cases } from "./cases.ts";
import { comparable, expectedOf } from "./catalogue/expected.ts";
import { connectMysql, inDatabases, madeOnPostgresql, madeOnSqlite, onMysql, openPostgresql } from "./engines.ts";

interface Case {
  readonly name: string;
  readonly schema: Schema;
}

const language = languageCases.map(({ name, files, options }): Case => {
  const { schema } = compile(files, options);
  if (schema === null) throw new Error(`fixtures/language/${name} has mistakes`);
  return { name: `language/${name}`, schema };
});

const cycle = schemaOf(`
  model Chicken { id Int @id
    laidAs Egg @relation("laid")
    eggs Egg[] @relation("lays") }
  model Egg { id Int @id
    layer Chicken? @relation("lays")
    hatched Chicken[] @relation("laid") }
  model Node { id Int @id
    code String @unique
    nextCode String?
    next Node? @relation("chain", fields: [nextCode], references: [code])
    previous Node[] @relation("chain") }
`);

const views = schemaOf(`
  model User { id Int @id }
  view Third { id Int @unique
    @@sql("SELECT id FROM second_view") }
  view Second { id Int @unique
    @@sql("SELECT id FROM \\"The First\\"")
    @@map("second_view") }
  /// Stands before the others.
  view First { id Int @unique
    @@sql("SELECT id FROM \\"User\\"")
    @@map("The First") }
`);

const schemas: readonly Case[] = [
  ...fixtures(),
  ...language,
  { name: "wide names", schema: schemaOf(wideSchema) },
  { name: "borrowed names", schema: schemaOf(namesSchema) },
  { name: "tables that refer to each other", schema: cycle },
  { name: "views that are made of each other", schema: views },
  ...Object.entries(cases).map(([name, schema]) => ({ name, schema })),
];

/** What an engine cannot make, and why. */
const impossible: Readonly<Record<string, Partial<Record<DdlDialect, string>>>> = {
  defaults: { mysql: "random() is a function of the others" },
  "language/default-functions": { mysql: "gen_random_uuid() is PostgreSQL's" },
  "language/prisma-cockroachdb": { mysql: "gen_random_uuid() is PostgreSQL's" },
  "language/prisma-postgresql": { mysql: "tsvector is PostgreSQL's" },
  "language/unsupported": { mysql: "tsvector is PostgreSQL's", postgresql: "geography is PostGIS's" },
  "keys, counters and types that the language lacks": { mysql: "tsvector is PostgreSQL's" },
};

const isPossible = (name: string, dialect: DdlDialect): boolean => impossible[name]?.[dialect] === undefined;
const whyNot = (name: string, dialect: DdlDialect): string => {
  const reason = impossible[name]?.[dialect];
  return reason === undefined ? "" : `: ${reason}`;
};

const postgres = await openPostgresql();
afterAll(() => postgres.close());
const mysql = await connectMysql();
afterAll(() => mysql?.end());

describe.each(schemas)("$name", ({ name, schema }) => {
  test.runIf(isPossible(name, "sqlite"))(`is read back from SQLite${whyNot(name, "sqlite")}`, () => {
    const expected = expectedOf(schema, "sqlite");
    expect(comparable(madeOnSqlite(schema), expected)).toEqual(expected);
  });

  test.runIf(isPossible(name, "postgresql"))(`is read back from PostgreSQL${whyNot(name, "postgresql")}`, async () => {
    const expected = expectedOf(schema, "postgresql");
    expect(comparable(await madeOnPostgresql(schema, postgres), expected)).toEqual(expected);
  });

  test.skipIf(mysql === null || !isPossible(name, "mysql"))(
    `is read back from MySQL${whyNot(name, "mysql")}`,
    async () => {
      if (mysql === null) throw new Error("skipped");
      await onMysql(schema, mysql, (made, prefix) => {
        const expected = expectedOf(inDatabases(schema, prefix), "mysql");
        expect(comparable(made, expected)).toEqual(expected);
      });
    },
  );
});
