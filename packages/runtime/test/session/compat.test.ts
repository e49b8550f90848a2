/** What is sent to engines that speak PostgreSQL's protocol, by what PGlite is sent in their place. */
import { expect, test } from "vitest";
import { connect, Department, Employee } from "../../../../fixtures/company/generated-async/index.ts";
import { connect as connectSync } from "../../../../fixtures/company/generated/index.ts";
import { compatDialect } from "../../src/dialect/compat.ts";
import { postgresql } from "../../src/dialect/postgresql.ts";

test.each(["citus", "cockroachdb", "yugabytedb"] as const)(
  "%s assigns keys row by row",
  async (compat) => {
    await using db = connect("pglite::memory:", { compat });
    await db.createAll();
    const seen: string[] = [];
    const systems = new Set<string>();
    db.onStatement(({ sql, system }) => {
      seen.push(sql);
      systems.add(system);
    });
    const employees = ["Ann", "Ben", "Cid"].map((name) => new Employee({ name }));
    await db.transaction((tx) => tx.addAll([new Department({ name: "Books" }), ...employees]));
    expect(seen.filter((sql) => sql.startsWith("INSERT"))).toHaveLength(4);
    expect(seen.some((sql) => sql.startsWith("SAVEPOINT"))).toBe(false);
    expect(seen.join("\n")).not.toContain("advisory");
    expect([...systems]).toEqual([compat === "cockroachdb" ? "cockroachdb" : "postgresql"]);
    await using session = db.session();
    const found = await session.query(Employee).orderBy(Employee.name).all();
    expect(found.map(({ id, name }) => [id, name])).toEqual(employees.map(({ id, name }) => [id, name]));
  },
  30_000,
);

test("CockroachDB refuses what it does not have, and others do not", () => {
  const shape = { deferrable: true, readOnly: true, isolationLevel: "serializable" } as const;
  expect(() => compatDialect(postgresql, "cockroachdb").begin("write", shape)).toThrow('no "deferrable" transactions');
  expect(compatDialect(postgresql, "yugabytedb").begin("write", shape)).toEqual(postgresql.begin("write", shape));
  expect(compatDialect(postgresql, "cockroachdb").begin("write", {})).toEqual(["BEGIN"]);
});

test("compat is for PostgreSQL's protocol", () => {
  expect(() => connect("sqlite::memory:", { compat: "citus" })).toThrow('behind a "postgresql:" URL');
  expect(() => connectSync("sqlite::memory:", { compat: "citus" })).toThrow('behind a "postgresql:" URL');
  expect(() => connect("pglite::memory:", { compat: "oracle" as never })).toThrow(
    '"citus" or "cockroachdb" or "yugabytedb"',
  );
});
