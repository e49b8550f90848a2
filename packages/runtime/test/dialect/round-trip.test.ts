/** Every cell type through both drivers: what is written comes back, and the cell itself is the same on every engine. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as codecs from "../../src/dialect/codecs.ts";
import * as moments from "../../src/dialect/moment-types.ts";
import type { Driver } from "../../src/io/connection.ts";
import { AsyncChannel } from "../../src/io/run-async.ts";
import { query, type Row, run } from "../../src/io/request.ts";
import { amongKinds, amongParameters, amongText, expandedSize } from "../../src/sql/among.ts";
import { ModelStatements } from "../../src/sql/model-statements.ts";
import { partOf, rowParameters } from "../../src/sql/parameter-rows.ts";
import { CellFormatError } from "../../src/errors.ts";
import { StatementEvents } from "../../src/events.ts";
import type { CellType, ColumnMeta, EntityLike, Model } from "../../src/meta/model.ts";
import { model as modelKey, row } from "../../src/meta/symbols.ts";
import { type Engine, engines, forEachEngine, type ServedEngine } from "../databases.ts";

type EngineName = "sqlite" | "postgresql" | "mysql";

interface Case {
  readonly type: CellType<unknown>;
  readonly ddl: Readonly<Record<EngineName, string>>;
  readonly values: readonly unknown[];
}

const mysqlOptions =
  " DEFAULT CHARACTER SET utf8mb4 COLLATE /*!50799 utf8mb4_0900_bin */ /*M!100202 utf8mb4_nopad_bin */";
const role = codecs.enumType("Role", { admin: "ADM", member: "member" });
const json = (text: string): Readonly<Record<EngineName, string>> => ({
  sqlite: "TEXT",
  postgresql: text,
  mysql: "JSON",
});

const edges = [
  "2024-02-29T12:34:56.789Z",
  "1970-01-01T00:00:00.000Z",
  "1969-12-31T23:59:59.999Z",
  "0001-01-01T00:00:00.001Z",
  "0099-06-01T00:00:00.010Z",
  "9999-12-31T23:59:59.999Z",
].map((text) => new Date(text));
const wholeSeconds = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

const cases: Readonly<Record<string, Case>> = {
  Int: {
    type: codecs.Int,
    ddl: { sqlite: "INTEGER", postgresql: "int4", mysql: "INT" },
    values: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
  },
  BigInt: {
    type: codecs.BigIntType,
    ddl: { sqlite: "INTEGER", postgresql: "int8", mysql: "BIGINT" },
    values: [0n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  },
  Float: {
    type: codecs.Float,
    ddl: { sqlite: "REAL", postgresql: "float8", mysql: "DOUBLE" },
    values: [0, 0.1, -1.5, 1e300, 5e-324, Number.MAX_VALUE, 2 ** 53],
  },
  Decimal: {
    type: codecs.Decimal,
    ddl: { sqlite: "TEXT", postgresql: "numeric(65,30)", mysql: "DECIMAL(65,30)" },
    values: ["0", "0.1", "-12.5", "123456789012345678901234567890.123456789012345678901234567891"],
  },
  String: {
    type: codecs.StringType,
    ddl: { sqlite: "TEXT", postgresql: "text", mysql: "LONGTEXT" },
    values: ["", "a", "A", "a ", "Ünïcödé", "👩‍👩‍👧 emoji", 'line\nbreak \\ "quotes" \'', "{1,2}", "null"],
  },
  Boolean: {
    type: codecs.BooleanType,
    ddl: { sqlite: "INTEGER", postgresql: "bool", mysql: "BOOLEAN" },
    values: [true, false],
  },
  DateTime: {
    type: codecs.DateTime,
    ddl: { sqlite: "TEXT", postgresql: "timestamptz(3)", mysql: "DATETIME(3)" },
    values: edges,
  },
  UnixMs: {
    type: moments.UnixMs,
    ddl: { sqlite: "INTEGER", postgresql: "timestamptz(3)", mysql: "DATETIME(3)" },
    values: edges,
  },
  UnixSeconds: {
    type: moments.UnixSeconds,
    ddl: { sqlite: "INTEGER", postgresql: "timestamptz(3)", mysql: "DATETIME(3)" },
    values: edges.map(wholeSeconds),
  },
  SqlDateTime: {
    type: moments.SqlDateTime,
    ddl: { sqlite: "TEXT", postgresql: "timestamptz(3)", mysql: "DATETIME(3)" },
    values: edges.map(wholeSeconds),
  },
  Timestamp: {
    type: moments.Timestamp,
    ddl: { sqlite: "TEXT", postgresql: "timestamp(3)", mysql: "DATETIME(3)" },
    values: edges,
  },
  Day: {
    type: moments.Day,
    ddl: { sqlite: "TEXT", postgresql: "date", mysql: "DATE" },
    values: ["2024-02-29", "0001-01-01", "9999-12-31"].map((day) => new Date(`${day}T00:00:00.000Z`)),
  },
  TimeOfDay: {
    type: moments.TimeOfDay,
    ddl: { sqlite: "TEXT", postgresql: "time(3)", mysql: "TIME(3)" },
    values: ["00:00:00.000", "23:59:59.999", "12:30:00.007"].map((time) => new Date(`1970-01-01T${time}Z`)),
  },
  "Timestamp[]": {
    type: codecs.list(moments.Timestamp),
    ddl: json("timestamp(3)[]"),
    values: [[new Date("2024-02-29T12:34:56.789Z"), new Date(0)]],
  },
  Date: {
    type: codecs.DateType,
    ddl: { sqlite: "TEXT", postgresql: "date", mysql: "DATE" },
    values: ["2024-02-29", "0001-01-01", "9999-12-31"],
  },
  Time: {
    type: codecs.TimeType,
    ddl: { sqlite: "TEXT", postgresql: "time(3)", mysql: "TIME(3)" },
    values: ["00:00:00", "23:59:59", "12:30:00.500", "12:30:00.007"],
  },
  Uuid: {
    type: codecs.Uuid,
    ddl: { sqlite: "TEXT", postgresql: "uuid", mysql: "CHAR(36)" },
    values: ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
  },
  Json: {
    type: codecs.Json,
    ddl: json("jsonb"),
    values: [null, true, 1.5, "text", [], {}, [1, [2, null]], { a: { b: "👍" }, c: [1, 2] }],
  },
  Bytes: {
    type: codecs.Bytes,
    ddl: { sqlite: "BLOB", postgresql: "bytea", mysql: "LONGBLOB" },
    values: [new Uint8Array(0), new Uint8Array([0, 1, 255]), new Uint8Array(1000).fill(7)],
  },
  enum: { type: role, ddl: { ...json(`"Role"`), mysql: "ENUM('ADM', 'member')" }, values: ["admin", "member"] },
  "Int[]": { type: codecs.list(codecs.Int), ddl: json("int4[]"), values: [[], [1, -2, 3]] },
  "BigInt[]": { type: codecs.list(codecs.BigIntType), ddl: json("int8[]"), values: [[], [2n ** 53n + 1n, -1n]] },
  "Decimal[]": { type: codecs.list(codecs.Decimal), ddl: json("numeric(65,30)[]"), values: [["1.5", "-0.001"]] },
  "String[]": {
    type: codecs.list(codecs.StringType),
    ddl: json("text[]"),
    values: [[], [""], ["a,b", '"q"', "\\", "{x}", "NULL", "null", " pad ", "👍"]],
  },
  "Char[]": {
    type: codecs.list(moments.native(codecs.StringType, "bpchar")),
    ddl: json("char(4)[]"),
    values: [["", "a", "👍"]],
  },
  "Time[]": {
    type: codecs.list(codecs.TimeType),
    ddl: json("time(3)[]"),
    values: [[], ["00:00:00", "12:30:00.500", "23:59:59.999"]],
  },
  "TimeOfDay[]": {
    type: codecs.list(moments.TimeOfDay),
    ddl: json("time(3)[]"),
    values: [[new Date("1970-01-01T12:30:00.500Z"), new Date(0)]],
  },
  "Boolean[]": { type: codecs.list(codecs.BooleanType), ddl: json("bool[]"), values: [[true, false]] },
  "DateTime[]": {
    type: codecs.list(codecs.DateTime),
    ddl: json("timestamptz(3)[]"),
    values: [[new Date("2024-02-29T12:34:56.789Z"), new Date(0)]],
  },
  "Uuid[]": { type: codecs.list(codecs.Uuid), ddl: json("uuid[]"), values: [["123e4567-e89b-12d3-a456-426614174000"]] },
  // PostgreSQL prints blanks inside the documents of a jsonb[], so their cells differ from ours there; the values do not.
  "Json[]": { type: codecs.list(codecs.Json), ddl: json("jsonb[]"), values: [["x", 2, [], null]] },
  "Bytes[]": {
    type: codecs.list(codecs.Bytes),
    ddl: json("bytea[]"),
    values: [[new Uint8Array([1, 255]), new Uint8Array(0)]],
  },
  "enum[]": { type: codecs.list(role), ddl: json(`"Role"[]`), values: [["admin", "member"]] },
};

/** What PostgreSQL keeps as a type of another name than the scalar's. */
const natives: Readonly<Record<string, readonly [type: CellType<unknown>, ddl: string, values: readonly unknown[]]>> = {
  char: [moments.native(codecs.StringType, "bpchar"), "char(5)", ["", "a", 'b"\\']],
  "uuid of a text": [moments.native(codecs.StringType, "uuid"), "uuid", ["123e4567-e89b-12d3-a456-426614174000"]],
  inet: [moments.native(codecs.StringType, "inet"), "inet", ["10.0.0.1", "::1"]],
  bit: [moments.native(codecs.StringType, "varbit"), "bit(3)", ["101", "000"]],
  oid: [moments.native(codecs.Int, "oid"), "oid", [0, 5]],
  real: [moments.native(codecs.Float, "real"), "real", [0.5, -2]],
  money: [moments.native(codecs.Decimal, "money"), "money", ["12.5", "-3"]],
  json: [moments.native(codecs.Json, "json"), "json", [null, { a: ['"', "\\"] }]],
  timetz: [moments.native(codecs.DateTime, "timetz"), "timetz(3)", [new Date("1970-01-01T12:30:00.007Z")]],
  "time with its zone": [moments.native(codecs.TimeType, "timetz"), "timetz(3)", ["12:30:00.500"]],
  "list of inet": [moments.native(codecs.list(codecs.StringType), "inet"), "inet[]", [["10.0.0.1"], []]],
};

const column = { name: "v", nullable: true } as ColumnMeta;
const thing = { name: "Thing", columns: [column] } as unknown as Model; // what codecs ask for in errors
(column as { model: Model }).model = thing;

forEachEngine((engine) => {
  let driver: Driver<"async">;
  let channel: AsyncChannel;
  beforeAll(async () => {
    driver = await engine.open();
    channel = new AsyncChannel(driver, new StatementEvents());
    if (engine.name !== "postgresql") return;
    await channel.run(script([`CREATE TYPE "Role" AS ENUM ('ADM', 'member')`]));
  });
  afterAll(async () => {
    await driver.close();
    await engine.drop();
  });

  test.each(Object.keys(cases))("%s comes back as it went", async (name) => {
    const { type, ddl, values } = cases[name] as Case; // a key of it
    const table = engine.dialect.quote(`t ${name}`);
    const select = engine.dialect.select(`"v"`, type);
    const strict = { sqlite: " STRICT", postgresql: "", mysql: mysqlOptions }[engine.name];
    const { insertReturning } = engine.dialect.supports;
    await channel.run(
      script([`CREATE TABLE ${table} ("id" integer PRIMARY KEY, "v" ${ddl[engine.name as EngineName]})${strict}`]),
    );
    const insert = {
      sql: `INSERT INTO ${table} ("id", "v") VALUES (${engine.dialect.parameter(1, codecs.Int, true)}, ${engine.dialect.parameter(2, type, true)})${insertReturning ? ` RETURNING ${select}` : ""}`,
      kinds: ["int", type.kind] as const,
    };
    const find = {
      sql: `SELECT ${select} FROM ${table} WHERE "id" = ${engine.dialect.parameter(1, codecs.Int, false)}`,
      kinds: ["int"] as const,
    };
    for (const [id, value] of values.entries()) {
      const cell = type.write(value, column);
      const [returned] = await channel.run(query(insert, [id, cell]));
      const [found] = await channel.run(query(find, [id]));
      expect(found).toStrictEqual([cell]);
      expect(returned).toStrictEqual(insertReturning ? [cell] : undefined);
      const entity: EntityLike = { [row]: found ?? [], [modelKey]: thing };
      expect(type.read(found?.[0], entity, 0)).toStrictEqual(value);
    }
    await channel.run(run(insert, [values.length, null]));
    // A list cannot be optional: where Prisma's tables have a NULL, it is empty.
    const absent = type.kind === "list" && engine.name === "postgresql" ? "[]" : null;
    expect(await channel.run(query(find, [values.length]))).toStrictEqual([[absent]]);

    if (type.kind === "json" || type.kind === "list") return;
    const count = { sqlite: "count(*)", postgresql: "count(*)::int4", mysql: "CAST(count(*) AS DOUBLE)" }[engine.name];
    const among = (size: number) => ({
      sql: `SELECT ${count} FROM ${table} WHERE ${amongText(engine.dialect, `"v"`, 1, type, size)}`,
      kinds: amongKinds(type, size),
    });
    const cells = values.map((value) => type.write(value, column));
    // One parameter that carries all, and on an engine that has it, a parameter for each.
    expect(await channel.run(query(among(0), [engine.dialect.list(cells, type)]))).toStrictEqual([[values.length]]);
    expect(await channel.run(query(among(0), [engine.dialect.list([], type)]))).toStrictEqual([[0]]);
    const size = expandedSize(engine.dialect, cells.length);
    const expanded = amongParameters(engine.dialect, cells, type);
    expect(await channel.run(query(among(size), expanded))).toStrictEqual([[values.length]]);
  });

  test.each(Object.keys(cases))("%s comes back as it went with many others", async (name) => {
    const { type, ddl, values } = cases[name] as Case; // a key of it
    const table = `many ${name}`;
    const strict = { sqlite: " STRICT", postgresql: "", mysql: mysqlOptions }[engine.name];
    const columns = `("id" integer PRIMARY KEY, "v" ${ddl[engine.name as EngineName]})`;
    await channel.run(script([`CREATE TABLE ${engine.dialect.quote(table)} ${columns}${strict}`]));
    await writeMany(engine, channel, table, type, values);
  });

  test.skipIf(engine.name !== "postgresql").each(Object.keys(natives))("a %s comes back too", async (name) => {
    const [type, ddl, values] = natives[name] as (typeof natives)[string]; // a key of it
    const table = `many ${name}`;
    await channel.run(script([`CREATE TABLE ${engine.dialect.quote(table)} ("id" integer PRIMARY KEY, "v" ${ddl})`]));
    await writeMany(engine, channel, table, type, values);
  });
});

/** Writes the values in one statement and again, the other way round, in one UPDATE; a row without a value is among them. */
async function writeMany(
  { dialect, name }: ServedEngine,
  channel: AsyncChannel,
  table: string,
  type: CellType<unknown>,
  values: readonly unknown[],
): Promise<void> {
  const part = { name: "Thing", secret: false, expression: null };
  const columns = [
    { ...part, index: 0, column: "id", sourceName: "id", type: codecs.Int },
    { ...part, index: 1, column: "v", sourceName: "v", type },
  ];
  const facts = { name: "Thing", table, columns, primaryKey: [0], version: null, inheritance: null, computed: [] };
  const model = facts as unknown as Model; // what statements that write ask for
  const statements = new ModelStatements(model, dialect);
  const cells = [null, ...values.map((value) => type.write(value, column)), null];
  const rows = cells.map((cell, id) => [id, cell]);
  const { insertReturning } = dialect.supports;
  // A list cannot be optional: where Prisma's tables have a NULL, it is empty.
  const absent = type.kind === "list" && name === "postgresql" ? "[]" : null;
  const expected = rows.map(([id, cell]) => [id, cell ?? absent]);
  const find = {
    sql: `SELECT "id", ${dialect.select('"v"', type)} FROM ${dialect.quote(table)} ORDER BY "id"`,
    kinds: [],
  };

  const insert = statements.insert([0, 1], insertReturning ? [0, 1] : [], rows.length);
  const inserted = partOf(model, rows, [0, 1]);
  const returned = await channel.run(query(insert, rowParameters(dialect, [inserted], 0, rows.length)));
  expect(returned).toStrictEqual(insertReturning ? expected : []);
  expect(await channel.run(query(find, []))).toStrictEqual(expected);

  const turned = rows.map(([id], at) => [id, cells.at(-1 - at)]) as Row[]; // as many cells as rows
  const parts = [partOf(model, turned, [1]), partOf(model, rows, [0])];
  const changed = run(statements.update([1], rows.length), rowParameters(dialect, parts, 0, rows.length));
  expect(await channel.run(changed)).toBe(rows.length);
  const after = turned.map(([id, cell]) => [id, cell ?? absent]);
  expect(await channel.run(query(find, []))).toStrictEqual(after);
}

/** What an SQLite file holds in a column of each form, and what its cell is: null where the type must refuse it. */
const kept: readonly (readonly [type: CellType<Date>, held: string, cell: string | null])[] = [
  [moments.UnixMs, "1769860800250", "2026-01-31T12:00:00.250Z"],
  [moments.UnixMs, "-62135596800000", "0001-01-01T00:00:00.000Z"],
  [moments.UnixMs, "9e15", null],
  [moments.UnixMs, "253402300800000", null],
  [moments.UnixMs, "1.5", null],
  [moments.UnixMs, "'2026-01-31T12:00:00.250Z'", null],
  [moments.UnixSeconds, "1769860800", "2026-01-31T12:00:00.000Z"],
  [moments.UnixSeconds, "'NULL'", null],
  [moments.SqlDateTime, "'2026-01-31 12:00:00'", "2026-01-31T12:00:00.000Z"],
  [moments.SqlDateTime, "'2026-01-31T12:00:00.250Z'", null],
  [moments.SqlDateTime, "'not a moment at all'", null],
  [moments.SqlDateTime, "1769860800", null],
];

test("a cell of another form than the column's is refused, and never taken for another moment", async () => {
  const [sqlite] = engines;
  const driver = await (sqlite as Engine).open(); // the first
  const channel = new AsyncChannel(driver, new StatementEvents());
  const told: unknown[] = [];
  for (const [type, held] of kept) {
    const select = sqlite?.dialect.select("v", type) ?? "";
    const [found] = await channel.run(query({ sql: `SELECT ${select} FROM (SELECT ${held} AS v)`, kinds: [] }, []));
    const entity: EntityLike = { [row]: found ?? [], [modelKey]: thing };
    try {
      const moment = type.read(found?.[0], entity, 0).toISOString();
      told.push([held, found?.[0] === moment ? moment : "another cell than its moment"]);
    } catch (error) {
      told.push([held, error instanceof CellFormatError ? null : error]);
    }
  }
  expect(told).toEqual(kept.map(([, held, cell]) => [held, cell]));
  await driver.close();
});

function* script(statements: readonly string[]) {
  yield { kind: "script", statements } as const;
}
