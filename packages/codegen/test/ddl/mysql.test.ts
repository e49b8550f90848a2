/** What the tables of MySQL do with rows, on the server of this machine: equal means the same as on the other engines. */
import type { Connection } from "mysql2/promise";
import { afterAll, describe, expect, test } from "vitest";
import type { Schema } from "@joinery/dsl";
import { ddl, ddlText } from "../../src/index.ts";
import { schemaOf } from "../fixtures.ts";
import { column, id, modelWith, native, schemaWith } from "../ir.ts";
import { connectMysql, onMysql } from "./engines.ts";

const mysql = await connectMysql();
afterAll(() => mysql?.end());

describe.skipIf(mysql === null)("on a server", () => {
  /** Statements that write, each with what it runs against or null; then what a query gives. */
  async function outcome(schema: Schema, writes: readonly string[], query: string): Promise<unknown> {
    if (mysql === null) throw new Error("skipped");
    return onMysql(schema, mysql, async () => {
      const codes: (string | null)[] = [];
      for (const sql of writes) codes.push(await codeOf(mysql, sql));
      const [rows] = await mysql.query({ sql: query, rowsAsArray: true });
      return { codes, rows };
    });
  }

  test("texts are equal where they are the same, letters and blanks", async () => {
    const schema = schemaOf(`model Tag { id Int @id
      name String @unique }`);
    const writes = ["a", "A", "á", "a ", "a"].map((name) => `INSERT INTO Tag (name) VALUES ('${name}')`);
    expect(await outcome(schema, writes, "SELECT id FROM Tag WHERE name = 'a'")).toEqual({
      codes: [null, null, null, null, "unique"],
      rows: [[1]],
    });
  });

  test("a unique partial index keeps apart the rows of its condition alone", async () => {
    const schema = schemaOf(`model Seat { id Int @id
      row Int
      free Boolean @default(true)
      @@unique([row], where: "not free") }`);
    const writes = [
      "INSERT INTO Seat (`row`, free) VALUES (1, 1), (1, 1), (1, 0)",
      "INSERT INTO Seat (`row`, free) VALUES (1, 0)",
      "UPDATE Seat SET free = 0 WHERE id = 1",
      "UPDATE Seat SET free = 2 WHERE id = 1",
    ];
    expect(await outcome(schema, writes, "SELECT * FROM Seat ORDER BY id")).toEqual({
      codes: [null, "unique", "unique", "check"],
      rows: [
        [1, 1, 1],
        [2, 1, 1],
        [3, 1, 0],
      ],
    });
  });

  test("the schema's SQL means what it means elsewhere, whatever the session's mode is", async () => {
    const schema = schemaOf(`model Person { id Int @id
      first String
      last  String
      path  String @default("C:\\\\new's")
      name  String @computed("\\"first\\" || ' ' || last")
      @@check("first <> '\\\\'") }`);
    const writes = [
      "INSERT INTO Person (first, last) VALUES ('Ann', 'Lee')",
      "INSERT INTO Person (first, last) VALUES ('\\\\', 'Lee')",
    ];
    expect(await outcome(schema, writes, "SELECT name, path FROM Person")).toEqual({
      codes: [null, "check"],
      rows: [["Ann Lee", "C:\\new's"]],
    });
  });

  test("defaults are the client's own values, and now is UTC in any time zone", async () => {
    const at = (name: string, type: string) => [
      column(`${name}Then`, "DateTime", {
        native: native(type),
        default: { kind: "literal", value: "2026-01-31T12:00:00.250Z" },
      }),
      column(`${name}Now`, "DateTime", { native: native(type), default: { kind: "now" } }),
    ];
    const schema = schemaWith({
      models: [
        modelWith("T", [
          id,
          ...[["a", "DateTime(3)"] as const, ["b", "Date"] as const, ["c", "Time(3)"] as const].flatMap(
            ([name, type]) => at(name, type),
          ),
          column("flag", "Boolean", { native: native("Bit(1)"), default: { kind: "literal", value: true } }),
          column("json", "Json", { default: { kind: "literal", value: '{ "a": "it\'s" }' } }),
          column("tags", "String[]", { default: { kind: "list", values: ["x", 'y"'] } }),
          column("bytes", "Bytes", { default: { kind: "literal", value: "AP8=" } }),
        ]),
      ],
    });
    const query = `SELECT CAST(aThen AS CHAR), CAST(bThen AS CHAR), CAST(cThen AS CHAR), flag + 0, JSON_UNQUOTE(JSON_EXTRACT(json, '$.a')), JSON_UNQUOTE(JSON_EXTRACT(tags, '$[1]')), HEX(bytes),
      ABS(TIMESTAMPDIFF(SECOND, aNow, UTC_TIMESTAMP())) < 60, bNow >= DATE(UTC_TIMESTAMP() - INTERVAL 60 SECOND) FROM T`;
    const writes = ["SET time_zone = '+05:30'", "INSERT INTO T () VALUES ()", "SET time_zone = DEFAULT"];
    expect(await outcome(schema, writes, query)).toEqual({
      codes: [null, null, null],
      rows: [["2026-01-31 12:00:00.250", "2026-01-31", "12:00:00.250", 1, "it's", 'y"', "00FF", 1, 1]],
    });
  });

  test("a document is JSON, and an enum one of its members", async () => {
    const schema = schemaOf(`enum Role { admin Admin }
      model User { id Int @id
      role Role
      tags String[] }`);
    const writes = [
      "INSERT INTO User (role, tags) VALUES ('admin', '[]'), ('Admin', '[]')",
      "INSERT INTO User (role, tags) VALUES ('owner', '[]')",
      "INSERT INTO User (role, tags) VALUES ('admin', '[')",
    ];
    const made = (await outcome(schema, writes, "SELECT role FROM User ORDER BY id")) as {
      codes: unknown[];
      rows: unknown;
    };
    expect(made.rows).toEqual([["admin"], ["Admin"]]);
    expect(made.codes.map((code) => code === null)).toEqual([true, false, false]);
  });

  test("the session's mode is as it was", async () => {
    if (mysql === null) throw new Error("skipped");
    const mode = async () => (await mysql.query({ sql: "SELECT @@sql_mode", rowsAsArray: true }))[0];
    const before = await mode();
    const schema = schemaOf("model User { id Int @id }");
    const during = await onMysql(schema, mysql, mode);
    expect(during).toEqual(before);
  });

  test("a file runs as one script, and a second time in another database", async () => {
    if (mysql === null) throw new Error("skipped");
    const schema = schemaOf(`/// What people say: "é".
      model Post { id Int @id
      title String
      owner Person? }
      model Person { id Int @id
      last Post? @relation("last", fields: [lastId], references: [id])
      lastId Int? @unique
      posts Post[] }
      view Title { id Int @unique
      @@sql("SELECT id FROM \\"Post\\"") }`);
    await onMysql(schemaWith({}), mysql, async () => {
      await mysql.query(ddlText(schema, "mysql"));
      const [rows] = await mysql.query({ sql: "SHOW TABLES", rowsAsArray: true });
      expect(rows).toEqual([["Person"], ["Post"], ["Title"]]);
      const comment =
        "SELECT TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'Post'";
      expect((await mysql.query({ sql: comment, rowsAsArray: true }))[0]).toEqual([['What people say: "é".']]);
    });
  });

  test("texts refer to those of a table that Prisma has made, and the other way round", async () => {
    if (mysql === null) throw new Error("skipped");
    const schema = schemaOf(`model Own { id String @id
      theirs Theirs?
      backs Theirs[] @relation("back")
      both Both[] }
      model Theirs { id Uuid @id
      own Own @relation("back")
      owns Own[]
      both Both[]
      @@strict(false) }
      model Both { a Own
      b Theirs
      @@id([a, b]) }`);
    await onMysql(schema, mysql, (made) => {
      const keys = made.tables.map(({ name, foreignKeys }) => [name, foreignKeys.map(({ target }) => target)]);
      expect(keys).toEqual([
        ["Both", ["Own", "Theirs"]],
        ["Own", ["Theirs"]],
        ["Theirs", ["Own"]],
      ]);
    });
  });

  test("a table of another database refers to one of the connection's own", async () => {
    const schema = schemaOf(`model User { id Int @id
      invoices Invoice[] }
      model Invoice { id Int @id
      user User
      @@schema("billing") }`);
    if (mysql === null) throw new Error("skipped");
    await onMysql(schema, mysql, async (made, prefix) => {
      const invoice = made.tables.find(({ name }) => name === `${prefix}billing.Invoice`);
      expect(invoice?.foreignKeys.map(({ target }) => target)).toEqual(["User"]);
      expect(await codeOf(mysql, `INSERT INTO \`${prefix}billing\`.Invoice (userId) VALUES (7)`)).toBe("foreign key");
    });
  });
});

/** What a statement runs against, by the server's number; MariaDB's first where MySQL has one of its own. */
const constraints: Readonly<Record<number, string>> = {
  1062: "unique",
  1452: "foreign key",
  4025: "check",
  3819: "check",
};

/** Null where it runs. */
async function codeOf(mysql: Connection, sql: string): Promise<string | null> {
  try {
    await mysql.query(sql);
    return null;
  } catch (error) {
    const number = error instanceof Error && "errno" in error ? Number(error.errno) : 0;
    return constraints[number] ?? String(error);
  }
}

test("documentation is as long as MySQL keeps it", () => {
  const doc = `${"x".repeat(1023)}𝒳y`;
  const schema = schemaWith({ models: [modelWith("T", [{ ...id, doc }], { doc: `${doc}${doc}` })] });
  const text = ddlText(schema, "mysql");
  expect(text).toContain(`COMMENT '${"x".repeat(1023)}…',`);
  expect(text).toContain(` COMMENT '${`${doc}${doc}`.slice(0, 2048)}…';`);
});

test("tables that Prisma has made keep its collation and its texts", () => {
  const prisma = schemaOf(
    `datasource db {\n provider = "mysql"\n url = "mysql://x"\n}\nmodel User {\n id String @id\n bio String\n done Boolean\n at DateTime @default(now())\n}`,
    "schema.prisma",
  );
  expect(ddl(prisma, "mysql").find((statement) => statement.startsWith("CREATE TABLE"))).toBe(
    [
      "CREATE TABLE `User` (",
      "  `id` VARCHAR(191) NOT NULL,",
      "  `bio` VARCHAR(191) NOT NULL,",
      "  `done` BOOLEAN NOT NULL,",
      "  `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),",
      "  PRIMARY KEY (`id`)",
      ") DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    ].join("\n"),
  );
});
