import { expect, test } from "vitest";
import type { Provider } from "../../../src/check/native-types/native-type-set.ts";
import { nativeTypeNames, providers, scalarsOf, signatureOf } from "../../../src/check/native-types/provider-types.ts";
import { readNativeType } from "../../../src/check/native-types/read-native-type.ts";
import type { NativeType, ScalarType } from "../../../src/ir/ir.ts";
import { parseAttribute, reportsOf } from "./reports.ts";

interface Reading {
  readonly type: NativeType | null;
  readonly reports: readonly string[];
}

function read(provider: Provider | null, scalar: ScalarType | null, attribute: string): Reading {
  let type: NativeType | null = null;
  const reports = reportsOf((context) => {
    type = readNativeType(context, provider, scalar, parseAttribute(attribute));
  });
  return { type, reports };
}

const accepted: readonly [provider: Provider | null, scalar: ScalarType, attribute: string, values: string[]][] = [
  ["postgresql", "String", "@db.VarChar(255)", ["255"]],
  ["postgresql", "String", "@db.VarChar(007)", ["7"]],
  ["postgresql", "String", "@db.VarChar", []],
  ["postgresql", "String", "@pg.VarChar(10)", ["10"]],
  ["postgresql", "String", "@db.Uuid", []],
  ["postgresql", "Uuid", "@db.Uuid", []],
  ["postgresql", "Uuid", "@db.VarChar(36)", ["36"]],
  ["postgresql", "Decimal", "@db.Decimal(1000, 1000)", ["1000", "1000"]],
  ["postgresql", "Decimal", "@db.Money", []],
  ["postgresql", "DateTime", "@db.Timestamptz(6)", ["6"]],
  ["postgresql", "DateTime", "@db.Date", []],
  ["postgresql", "Date", "@db.Date", []],
  ["postgresql", "DateTime", "@db.Time(0)", ["0"]],
  ["postgresql", "Time", "@db.Time(3)", ["3"]],
  ["postgresql", "Int", "@db.Oid", []],
  ["mysql", "String", "@db.VarChar(65535)", ["65535"]],
  ["mysql", "Uuid", "@db.Char(36)", ["36"]],
  ["mysql", "Boolean", "@db.Bit(1)", ["1"]],
  ["mysql", "Boolean", "@db.TinyInt", []],
  ["mysql", "Int", "@db.TinyInt", []],
  ["mysql", "Bytes", "@db.Bit(64)", ["64"]],
  ["mysql", "Decimal", "@db.Decimal(65, 30)", ["65", "30"]],
  ["mysql", "BigInt", "@db.UnsignedBigInt", []],
  ["mysql", "Int", "@db.Year", []],
  ["mysql", "DateTime", "@db.DateTime(6)", ["6"]],
  ["cockroachdb", "Int", "@db.Int2", []],
  ["cockroachdb", "String", "@db.String(100)", ["100"]],
  ["cockroachdb", "String", "@db.CatalogSingleChar", []],
  ["cockroachdb", "DateTime", "@db.Timestamptz(3)", ["3"]],
  ["sqlite", "DateTime", "@db.UnixMs", []],
  ["sqlite", "DateTime", "@db.SqlDateTime", []],
  ["sqlite", "Decimal", "@db.Decimal(18, 4)", ["18", "4"]],
  [null, "String", "@db.Citext", []],
  [null, "String", "@db.TinyText", []],
  [null, "DateTime", "@db.UnixSeconds", []],
  // What PostgreSQL refuses, MySQL takes, and the reverse.
  [null, "String", "@db.Char(0)", ["0"]],
  [null, "String", "@db.Char", []],
  [null, "String", "@db.VarChar(100000)", ["100000"]],
];

test.each(accepted)("reads on %s for %s the type %s", (provider, scalar, attribute, values) => {
  const name = attribute.replace(/^@\w+\./, "").replace(/\(.*$/, "");
  expect(read(provider, scalar, attribute)).toEqual({ type: { name, arguments: values }, reports: [] });
});

const refused: readonly [provider: Provider | null, scalar: ScalarType | null, attribute: string, report: string][] = [
  [
    "postgresql",
    "String",
    "@db.Varchar(255)",
    'JY6001: PostgreSQL has no native type "Varchar" (did you mean "VarChar"?)',
  ],
  [
    "postgresql",
    "Int",
    "@db.TinyInt",
    'JY6001: PostgreSQL has no native type "TinyInt" ("TinyInt" is a type of MySQL)',
  ],
  [
    "postgresql",
    "Decimal",
    "@db.Numeric(3, 2)",
    'JY6001: PostgreSQL has no native type "Numeric" (did you mean "Decimal"?)',
  ],
  [
    "mysql",
    "DateTime",
    "@db.Timestamptz(3)",
    'JY6001: MySQL has no native type "Timestamptz" (did you mean "Timestamp"? "Timestamptz" is a type of PostgreSQL and CockroachDB)',
  ],
  [
    "cockroachdb",
    "String",
    "@db.VarChar(3)",
    'JY6001: CockroachDB has no native type "VarChar" (did you mean "String"? "VarChar" is a type of PostgreSQL and MySQL)',
  ],
  [
    "sqlite",
    "String",
    "@db.VarChar(3)",
    'JY6001: SQLite has no native type "VarChar" ("VarChar" is a type of PostgreSQL and MySQL)',
  ],
  [
    null,
    "String",
    "@db.CatalogSingleChar",
    'JY6001: unknown native type "CatalogSingleChar" ("CatalogSingleChar" is a type of CockroachDB)',
  ],
  [null, "String", "@db.Nothing", 'JY6001: unknown native type "Nothing"'],
  [null, "String", "@db.constructor", 'JY6001: unknown native type "constructor"'],
  ["postgresql", "Boolean", "@db.VarChar(3)", "JY6002: @db.VarChar does not hold Boolean (it holds String, Uuid)"],
  ["postgresql", null, "@db.VarChar(3)", "JY6002: @db.VarChar does not hold an enum (it holds String, Uuid)"],
  ["postgresql", "Time", "@db.Timetz", "JY6002: @db.Timetz does not hold Time (it holds DateTime)"],
  ["mysql", "String", "@db.Bit(1)", "JY6002: @db.Bit does not hold String (it holds Boolean, Bytes)"],
  ["sqlite", "Float", "@db.Decimal(3, 2)", "JY6002: @db.Decimal does not hold Float (it holds Decimal)"],
  [null, "Int", "@db.Bit(1)", "JY6002: @db.Bit does not hold Int (it holds String, Boolean, Bytes)"],
  ["postgresql", "Int", "@db.Integer(4)", "JY6003: @db.Integer takes no argument, not 1 (write @db.Integer)"],
  [
    "postgresql",
    "Decimal",
    "@db.Decimal(4)",
    "JY6003: @db.Decimal takes 2 arguments or none, not 1 (write @db.Decimal(precision, scale))",
  ],
  [
    "postgresql",
    "String",
    "@db.VarChar(4, 5)",
    "JY6003: @db.VarChar takes 1 argument or none, not 2 (write @db.VarChar(length))",
  ],
  ["mysql", "String", "@db.VarChar", "JY6003: @db.VarChar takes 1 argument, not none (write @db.VarChar(length))"],
  [
    "sqlite",
    "Decimal",
    "@db.Decimal",
    "JY6003: @db.Decimal takes 2 arguments, not none (write @db.Decimal(precision, scale))",
  ],
  [null, "String", "@db.Text(4)", "JY6003: @db.Text takes no argument, not 1 (write @db.Text)"],
  [
    "postgresql",
    "String",
    "@db.VarChar(0)",
    "JY6004: the length of @db.VarChar is a whole number from 1 to 10485760, not the number 0",
  ],
  [
    "postgresql",
    "String",
    "@db.Bit(-1)",
    "JY6004: the length of @db.Bit is a whole number from 1 to 83886080, not the number -1",
  ],
  [
    "postgresql",
    "String",
    "@db.Char(1.5)",
    "JY6004: the length of @db.Char is a whole number from 1 to 10485760, not the number 1.5",
  ],
  [
    "postgresql",
    "String",
    '@db.Char("5")',
    "JY6004: the length of @db.Char is a whole number from 1 to 10485760, not a text",
  ],
  [
    "postgresql",
    "Uuid",
    "@db.VarChar(20)",
    "JY6004: the length of @db.VarChar is a whole number from 36 to 10485760, not the number 20",
  ],
  [
    "postgresql",
    "Decimal",
    "@db.Decimal(1001, 2)",
    "JY6004: the precision of @db.Decimal is a whole number from 1 to 1000, not the number 1001",
  ],
  [
    "postgresql",
    "DateTime",
    "@db.Timestamp(7)",
    "JY6004: the precision of @db.Timestamp is a whole number from 0 to 6, not the number 7",
  ],
  [
    "mysql",
    "String",
    "@db.VarChar(65536)",
    "JY6004: the length of @db.VarChar is a whole number from 0 to 65535, not the number 65536",
  ],
  [
    "mysql",
    "String",
    "@db.Char(256)",
    "JY6004: the length of @db.Char is a whole number from 0 to 255, not the number 256",
  ],
  ["mysql", "Boolean", "@db.Bit(2)", "JY6004: the length of @db.Bit is 1, not the number 2"],
  [
    "mysql",
    "Decimal",
    "@db.Decimal(65, 31)",
    "JY6004: the scale of @db.Decimal is a whole number from 0 to 30, not the number 31",
  ],
  [
    "cockroachdb",
    "DateTime",
    "@db.Time(7)",
    "JY6004: the precision of @db.Time is a whole number from 0 to 6, not the number 7",
  ],
  [
    "sqlite",
    "Decimal",
    "@db.Decimal(19, 2)",
    "JY6004: the precision of @db.Decimal is a whole number from 1 to 18, not the number 19",
  ],
  [
    null,
    "String",
    "@db.VarChar(99999999)",
    "JY6004: the length of @db.VarChar is a whole number from 1 to 10485760, not the number 99999999",
  ],
  [
    "postgresql",
    "String",
    "@db.VarChar(length: 3)",
    "JY6006: the arguments of @db.VarChar have no names (write the value alone)",
  ],
];

test.each(refused)("refuses on %s for %s the type %s", (provider, scalar, attribute, report) => {
  expect(read(provider, scalar, attribute)).toEqual({ type: null, reports: [report] });
});

test.each([...providers, null])("refuses on %s a scale above the precision", (provider) => {
  expect(read(provider, "Decimal", "@db.Decimal(3, 5)").reports).toEqual([
    "JY6005: the scale 5 of @db.Decimal is larger than its precision 3 (the precision counts all digits, those behind the point too)",
  ]);
});

test("has a scalar for every native type, and takes each at both ends of its range", () => {
  for (const provider of providers) {
    for (const name of nativeTypeNames(provider)) {
      const scalars = scalarsOf(provider, name);
      expect(scalars, `${provider} ${name}`).not.toEqual([]);
      const parameters = signatureOf(provider, name)?.parameters ?? [];
      for (const scalar of scalars) {
        const ranges = parameters.map((parameter) => parameter.rangeOn?.[scalar] ?? parameter.range);
        const least = ranges.map((range) => range.min).join(", ");
        const most = ranges.map((range) => range.max).join(", ");
        for (const inside of [least, most]) {
          const attribute = `@db.${name}${inside === "" ? "" : `(${inside})`}`;
          expect(read(provider, scalar, attribute).reports, `${provider} ${scalar} ${attribute}`).toEqual([]);
        }
      }
    }
  }
});
