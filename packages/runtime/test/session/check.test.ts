import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { connect as connectSync } from "../../../../fixtures/company/generated/index.ts";
import { SchemaMismatchError } from "../../src/errors.ts";
import type { AsyncDb, AsyncTarget } from "../../src/index.ts";
import { sql } from "../../src/index.ts";
import { forEachEngine } from "../databases.ts";
import { forEachClient } from "./clients.ts";

const fixtures = new URL("../../../../fixtures/", import.meta.url);

interface Connecting {
  readonly connect: (target: AsyncTarget) => AsyncDb;
}

forEachEngine((engine) => {
  const names = readdirSync(fixtures).filter((name) => {
    const directory = new URL(`${name}/`, fixtures);
    return (
      !name.startsWith("node_modules") && !name.endsWith(".json") && readdirSync(directory).includes("generated-async")
    );
  });

  test("finds nothing amiss in the tables that a client itself creates", async () => {
    const found: unknown[] = [];
    await using stack = new AsyncDisposableStack();
    stack.defer(() => engine.drop());
    for (const name of names) {
      const { connect } = (await import(new URL(`${name}/generated-async/index.ts`, fixtures).href)) as Connecting;
      await using db = connect({ driver: await engine.open() });
      await db.createAll();
      for (const finding of await db.check()) found.push([name, finding.message]);
    }
    expect(names.length).toBeGreaterThan(3);
    expect(found).toEqual([]);
  }, 120_000);
});

forEachClient((client) => {
  const change = async (...statements: string[]): Promise<void> => {
    const session = client.db.session({ discard: "silent" });
    for (const text of statements) await session.execute(sql.unsafe(text));
    await session.commit();
    await session.close();
  };

  test("names what is missing, by two statements", async () => {
    await client.db.dropAll();
    client.statements();
    const findings = await client.db.check();
    expect(client.statements()).toHaveLength(2);
    expect(findings.map(({ kind, table }) => `${kind} ${table}`)).toContain("missingTable Employee");
    expect(findings.map(({ kind, table }) => `${kind} ${table}`)).toContain("missingTable _EmployeeToProject");
    expect(findings.find(({ table }) => table === "Employee")?.message).toBe(
      'the table "Employee" of the model "Employee" does not exist: run the migration that makes it, or db.createAll() where the database is new',
    );
  });

  test("names columns, types, NULLs, keys and indexes that are not as the client knows them", async () => {
    const cascade = client.isPostgres ? " CASCADE" : "";
    const keyType = client.isPostgres || client.isMysql ? "bigint" : "blob";
    await change(
      `DROP TABLE "Note"`,
      `CREATE TABLE "Note" ("id" ${keyType} PRIMARY KEY NOT NULL, "text" text, "extra" text)`,
      client.isMysql
        ? `ALTER TABLE "Badge" ADD INDEX "plain" ("employeeId"), DROP INDEX "Badge_employeeId_key"` // its foreign key needs one
        : `DROP INDEX "Badge_employeeId_key"`,
      `DROP TABLE "Booking"${cascade}`,
      `CREATE TABLE "Booking" ("id" integer)`,
    );
    const findings = await client.db.check();
    const shown = findings.map(({ kind, table, column }) => `${kind} ${table} ${column}`);
    expect(shown).toContain("columnType Note id");
    expect(shown).toContain("missingColumn Note taskId");
    expect(shown).toContain("missingUnique Badge employeeId");
    expect(shown).toContain("missingIndex Note null");
    expect(shown).toContain("missingUnique Booking id");
    expect(shown).toContain("nullability Booking id");
    await expect((async () => client.db.check({ throw: true }))()).rejects.toThrow(SchemaMismatchError);
    await expect((async () => client.db.check({ throw: true }))()).rejects.toMatchObject({
      code: "SCHEMA_MISMATCH",
      findings,
    });
    await change(`DROP TABLE "Booking"`);
  });

  test("names a foreign key that is missing", async () => {
    await change(
      `DROP TABLE "Badge"`,
      `CREATE TABLE "Badge" ("code" ${client.isMysql ? "varchar(191)" : "text"} NOT NULL PRIMARY KEY, "employeeId" integer NOT NULL UNIQUE)`,
    );
    expect(await client.db.check()).toEqual([
      {
        kind: "missingForeignKey",
        model: null,
        table: "Badge",
        column: "employeeId",
        message: expect.stringContaining('keeps ("employeeId") of the table "Badge" to the rows of "Employee"'),
      },
    ]);
  });

  test("gives no findings where all is well, and refuses an option that it does not have", async () => {
    expect(await client.db.check({ throw: true })).toEqual([]);
    await expect((async () => client.db.check({ throws: true } as never))()).rejects.toThrow(
      'check has no option "throws"',
    );
  });
});

test("a sync client gives its findings at once", () => {
  using db = connectSync("sqlite::memory:");
  expect(db.check().length).toBeGreaterThan(0);
  db.createAll();
  expect(db.check()).toEqual([]);
});
