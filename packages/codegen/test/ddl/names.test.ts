/** Names within the limits of the engines, which none of them may cut or refuse. */
import { byteLength } from "@joinery/dsl";
import { afterAll, describe, expect, test } from "vitest";
import { ddlText } from "../../src/index.ts";
import { column, foreignKey, id, index, modelWith, schemaWith, span, unique } from "../ir.ts";
import type { DatabaseDescription } from "./catalogue/description.ts";
import { connectMysql, madeOnPostgresql, onMysql, openPostgresql } from "./engines.ts";

/** 60 characters; with anything behind it more than PostgreSQL takes. */
const longName = "the_name_of_a_constraint_that_somebody_has_written_out_in_full".slice(0, 60);

const schema = schemaWith({
  models: [
    modelWith("First", [id, column("a", "Int"), column("b", "Int"), column("nextId", "Int?")], {
      indexes: [index(`${longName}_one`, ["a"]), index(`${longName}_two`, ["b"])],
      foreignKeys: [foreignKey(`${longName}_fkey`, ["nextId"], "First")],
      checks: [{ name: "positive", sql: "a > 0", span }],
      uniques: [unique(`${longName}_where`, ["a"], "b > 0")],
    }),
    modelWith("Second", [id, column("a", "Int"), column("firstId", "Int?")], {
      foreignKeys: [foreignKey(`${longName}_fkey`, ["firstId"], "First")],
      checks: [{ name: "Positive", sql: "a > 0", span }],
    }),
  ],
});

const postgres = await openPostgresql();
afterAll(() => postgres.close());
const mysql = await connectMysql();
afterAll(() => mysql?.end());

describe("names that are too long, and two that are one", () => {
  test("stay apart on PostgreSQL, each as it was written in the DDL", async () => {
    const names = namesOf(await madeOnPostgresql(schema, postgres));
    expect(names).toHaveLength(7);
    expect(new Set(names).size).toBe(7);
    expect(names.filter((name) => byteLength(name) > 63)).toEqual([]);
    const text = ddlText(schema, "postgresql");
    expect(names.filter((name) => !text.includes(`"${name}"`))).toEqual([]);
  });

  test.skipIf(mysql === null)("stay apart on MySQL, each as it was written in the DDL", async () => {
    if (mysql === null) throw new Error("skipped");
    const names = await onMysql(schema, mysql, namesOf);
    expect(names).toHaveLength(7);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(7);
    const text = ddlText(schema, "mysql");
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test("keep what they begin with, and are the same at every run", () => {
    const text = ddlText(schema, "postgresql");
    expect(text).toContain('"the_name_of_a_constraint_that_somebody_has_written_out__1lgyyjt"');
    expect(ddlText(schema, "postgresql")).toBe(text);
    expect(ddlText(schema, "sqlite")).toContain(`"${longName}_fkey"`);
  });
});

/** Those of its indexes, foreign keys and checks. */
function namesOf({ tables }: DatabaseDescription): string[] {
  return tables.flatMap(({ indexes, foreignKeys, checks }) => [
    ...[...indexes, ...foreignKeys].map(({ name }) => name ?? ""),
    ...checks,
  ]);
}
