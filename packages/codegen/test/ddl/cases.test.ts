/**
 * What each part of the IR comes to on each engine: the SQL beside this file, `UPDATE_GOLDEN=1` writes it anew. A PostgreSQL server is
 * asked whether it takes it where one answers, nothing of which stays there; read-back.test.ts asks the other engines.
 */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postgresql } from "../../../runtime/test/servers.ts";
import { ddl, ddlDialects, ddlText } from "../../src/index.ts";
import { cases } from "./cases.ts";

const directory = fileURLToPath(new URL("./golden/", import.meta.url));
const isUpdating = process.env["UPDATE_GOLDEN"] === "1";

const server = postgresql.answers ? new Client({ connectionString: postgresql.url }) : null;
beforeAll(async () => {
  await server?.connect();
});
afterAll(() => server?.end());

describe.each(Object.keys(cases))("%s", (name) => {
  const schema = cases[name];
  if (schema === undefined) throw new Error("not a case"); // a key of them

  test.each(ddlDialects)("is as it was on %s", (dialect) => {
    const path = join(directory, `${name.replaceAll(/[^a-z]+/g, "-")}.${dialect}.sql`);
    const text = ddlText(schema, dialect);
    if (isUpdating) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(path, text);
    }
    expect(text, `${path} differs; if it should, run UPDATE_GOLDEN=1`).toBe(
      existsSync(path) ? readFileSync(path, "utf8") : null,
    );
  });

  // In a transaction that is rolled back: a case may make schemas and extensions, which stand on the server for everyone.
  test.skipIf(server === null)("runs on a server", async () => {
    if (server === null) throw new Error("skipped");
    const own = `joinery_${randomBytes(6).toString("hex")}`;
    await server.query(`BEGIN; CREATE SCHEMA ${own}; SET LOCAL search_path = ${own}, public`);
    try {
      for (const statement of ddl(schema, "postgresql")) await server.query(statement);
    } finally {
      await server.query("ROLLBACK");
    }
  });
});
