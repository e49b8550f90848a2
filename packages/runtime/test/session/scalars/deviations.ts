/** What engines do differently, and why: all else must come back as it went, by every path. docs/engines/types.md is made of it. */
import type { Deviations } from "./findings.ts";

export type Engine = "sqlite" | "postgresql" | "mysql";

export interface Deviation {
  readonly scalar: string;
  readonly engines: readonly Engine[];
  readonly paths: Deviations;
  /** A sentence without its end, for the page. */
  readonly reason: string;
}

const every = ["every value"];

export const deviations: readonly Deviation[] = [
  {
    scalar: "BigInt",
    engines: ["sqlite"],
    paths: { "sql result": ["-1n", "0n"] },
    reason:
      "a cell of an `sql` template is a number where a number holds it exactly, and its digits as text beyond 2^53: SQLite's integers are of one width",
  },
  {
    scalar: "String",
    engines: ["postgresql"],
    paths: { new: ["'\\x00'", "'a\\x00b'"] },
    reason: "PostgreSQL stores no NUL in a text, and says so in a `DatabaseError` (SQLSTATE 22021)",
  },
  {
    scalar: "Json",
    engines: ["postgresql"],
    paths: {
      new: ["'a\\x00b'"],
      "sql result": ["{ a: { b: 'á' }, '': null, c: [ 1, {} ] }", "{ b: 1, a: 2, aa: 3 }"],
    },
    reason:
      "`jsonb` stores no NUL in a text, and keeps its keys in an order of its own: the documents are equal, their text in an `sql` template is not",
  },
  {
    scalar: "Enum",
    engines: ["sqlite"],
    paths: { lt: every, order: every, "descending order": every },
    reason: "SQLite has no enums, and orders their texts",
  },
  {
    scalar: "Enum",
    engines: ["mysql"],
    paths: { lt: every },
    reason: "MySQL orders an `ENUM` as it was declared, and compares it with a value by its text",
  },
  {
    scalar: "SmallInt",
    engines: ["postgresql", "mysql"],
    paths: { new: ["-32769", "32768"] },
    reason: "a `smallint` has 16 bits, and what is beyond is a `DatabaseError`; SQLite has no such type, and takes it",
  },
  {
    scalar: "Real",
    engines: ["postgresql"],
    paths: { "whatever reads it": ["0.3333333333333333"], "update and query, list": every },
    reason:
      "a `real` has 24 bits, some seven digits: PostgreSQL rounds the rest away, and a program sees that when it reads the row again",
  },
  {
    scalar: "VarChar",
    engines: ["postgresql", "mysql"],
    paths: { new: [`'${"a".repeat(41)}'`] },
    reason:
      "a text of more characters than its column takes is a `DatabaseError`; SQLite has no such type, and takes it",
  },
  {
    scalar: "Char",
    engines: ["postgresql"],
    paths: { "sql result": every },
    reason: "an `sql` template shows a `char(n)` with the blanks that fill it up",
  },
  {
    scalar: "Timestamp",
    engines: ["mysql"],
    paths: {
      new: [
        "0001-01-01T00:00:00.000Z",
        "0099-06-01T00:00:00.010Z",
        "1582-10-10T12:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00.000Z",
        "2038-01-19T03:14:08.000Z",
        "9999-12-31T23:59:59.999Z",
      ],
    },
    reason: "MySQL's `TIMESTAMP` begins a second after 1970 did and ends in 2038: what is beyond is a `DatabaseError`",
  },
  {
    scalar: "Day",
    engines: ["postgresql", "mysql"],
    paths: { "sql result": every },
    reason: "an `sql` template shows the column's own day",
  },
  {
    scalar: "TimeOfDay",
    engines: ["mysql"],
    paths: { "sql parameter": every, "sql result": every },
    reason: "an `sql` template shows the column's own time, and compares it with times",
  },
  {
    scalar: "TimeOfDay",
    engines: ["postgresql"],
    paths: { "sql parameter": ["'DatabaseError'"], "sql result": every },
    reason: "an `sql` template shows the column's own time, and takes no moment for one (SQLSTATE 22007)",
  },
  ...["UnixMs", "UnixSeconds", "SqlDateTime"].map((scalar): Deviation => ({
    scalar,
    engines: ["sqlite"],
    paths: { "sql parameter": every, "sql result": every },
    reason: "an `sql` template shows the column's own form, and compares it with such",
  })),
];

/** By scalar, what is to be found on an engine. */
export function expectedOn(engine: Engine): Readonly<Record<string, Deviations>> {
  const here = deviations.filter(({ engines }) => engines.includes(engine));
  return Object.fromEntries(here.map(({ scalar, paths }) => [scalar, paths]));
}
