/**
 * What each part of the IR comes to on each engine: the SQL beside this file, `UPDATE_GOLDEN=1` writes it anew. A PostgreSQL server is
 * asked whether it takes it where one answers, nothing of which stays there; read-back.test.ts asks the other engines.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ddl, ddlDialects, ddlText } from "../../src/index.ts";
import { cases } from "./cases.ts";

const directory = fileURLToPath(new URL("./golden/", import.meta.url));
const isUpdating = process.env["UPDATE_GOLDEN"] === "1";

/** A script on the server of this machine; null where none answers. */
function psql(script: string): { readonly status: number | null; readonly stderr: string } | null {
  const options = ["-w", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"];
  const env = { ...process.env, PGCONNECT_TIMEOUT: "2" };
  const run = spawnSync("psql", options, { input: script, encoding: "utf8", env });
  return run.error === undefined && run.status !== 2 ? run : null;
}

const hasServer = psql("SELECT 1;")?.status === 0;

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

  test.runIf(hasServer)("runs on a server", () => {
    const statements = ddl(schema, "postgresql").map((statement) => `${statement};\n`);
    const own = `joinery_test_${process.pid}`;
    const script = `BEGIN;\nCREATE SCHEMA ${own};\nSET LOCAL search_path = ${own}, public;\n${statements.join("")}ROLLBACK;\n`;
    expect(psql(script)?.stderr).toBe("");
  });
});
