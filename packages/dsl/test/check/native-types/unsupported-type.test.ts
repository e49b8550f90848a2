import { expect, test } from "vitest";
import type { Provider } from "../../../src/check/native-types/native-type-set.ts";
import { checkUnsupportedType, findKnownType } from "../../../src/check/native-types/unsupported-type.ts";
import { reportsOf } from "./reports.ts";

const known: readonly [provider: Provider | null, sql: string, notation: string][] = [
  ["postgresql", "varchar(255)", "String @db.VarChar(255)"],
  ["postgresql", "VarChar(255)", "String @db.VarChar(255)"],
  ["postgresql", " character  varying (20) ", "String @db.VarChar(20)"],
  ["postgresql", "text[]", "String[] @db.Text"],
  ["postgresql", "int4", "Int @db.Integer"],
  ["postgresql", "INT8", "BigInt @db.BigInt"],
  ["postgresql", "double precision", "Float @db.DoublePrecision"],
  ["postgresql", "numeric(10, 2)", "Decimal @db.Decimal(10, 2)"],
  ["postgresql", "numeric(10)", "Decimal @db.Decimal(10, 0)"],
  ["postgresql", "timestamp(3) with time zone", "DateTime @db.Timestamptz(3)"],
  ["postgresql", "time without time zone", "DateTime @db.Time"],
  ["postgresql", "date", "DateTime @db.Date"],
  ["postgresql", "uuid", "String @db.Uuid"],
  ["postgresql", "bit varying(5)", "String @db.VarBit(5)"],
  ["postgresql", "jsonb", "Json @db.JsonB"],
  ["mysql", "int(11)", "Int @db.Int"],
  ["mysql", "int(10) unsigned", "Int @db.UnsignedInt"],
  ["mysql", "bit(1)", "Boolean @db.Bit(1)"],
  ["mysql", "bit(8)", "Bytes @db.Bit(8)"],
  ["mysql", "datetime", "DateTime @db.DateTime"],
  ["mysql", "mediumtext", "String @db.MediumText"],
  ["cockroachdb", "int", "BigInt @db.Int8"],
  ["cockroachdb", '"char"', "String @db.CatalogSingleChar"],
  ["cockroachdb", "text", "String @db.String"],
  [null, "citext", "String @db.Citext"],
  [null, "mediumblob", "Bytes @db.MediumBlob"],
];

test.each(known)("knows on %s the type %s", (provider, sql, notation) => {
  expect(findKnownType(provider, sql)?.notation).toBe(notation);
});

const unknown: readonly [provider: Provider | null, sql: string][] = [
  ["postgresql", "tsvector"],
  ["postgresql", "daterange"],
  ["postgresql", "ltree"],
  ["postgresql", '"char"'],
  ["postgresql", "varchar(0)"],
  ["postgresql", "varchar(1, 2)"],
  ["postgresql", "integer(4)"],
  ["postgresql", "text[][]"],
  ["postgresql", "constructor"],
  ["postgresql", ""],
  ["postgresql", "numeric(, )"],
  ["postgresql", " ".repeat(100_000)],
  ["mysql", "varchar"],
  ["mysql", "text[]"],
  ["mysql", "geometry"],
  ["sqlite", "varchar(255)"],
  ["sqlite", "decimal(5, 2)"],
  [null, "geometry(Point, 4326)"],
];

test.each(unknown)("does not know on %s the type %s", (provider, sql) => {
  expect(findKnownType(provider, sql)).toBeNull();
});

test("reports what to write instead", () => {
  const span = { file: "a.model", start: 0, end: 1, line: 1, column: 1 };
  expect(reportsOf((context) => checkUnsupportedType(context, "postgresql", "varchar(255)", span))).toEqual([
    'JY6008: the client goes without this column, though the language has the type "varchar(255)" (write String @db.VarChar(255) to have it in the client)',
  ]);
  expect(reportsOf((context) => checkUnsupportedType(context, "postgresql", "VarChar(255)", span))).toEqual([
    'JY6007: the type "VarChar(255)" is supported (write String @db.VarChar(255))',
  ]);
  expect(reportsOf((context) => checkUnsupportedType(context, "postgresql", "tsvector", span))).toEqual([]);
});
