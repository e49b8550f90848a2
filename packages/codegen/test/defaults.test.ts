/** A default is the same cell whoever puts it there: the client's constructor, SQLite or PostgreSQL. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { canonicalDecimal } from "../src/cells.ts";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const schema = schemaOf(`
  enum Color { red green @map("G") }
  model Sample {
    id       Int      @id
    int      Int      @default(-7)
    bigInt   BigInt   @default(9223372036854775807)
    float    Float    @default(1.5)
    decimal  Decimal  @default(19.90)
    string   String   @default("it's \\"quoted\\" \\\\ $\{x} \`tick\`")
    boolean  Boolean  @default(true)
    dateTime DateTime @default("2026-01-31T12:00:00Z")
    date     Date     @default("2026-02-28")
    time     Time     @default("23:59:59")
    uuid     Uuid     @default("123e4567-e89b-42d3-a456-426614174000")
    json     Json     @default("{\\"a\\": [1, 2]}")
    bytes    Bytes    @default("SGVsbG8=")
    color    Color    @default(green)
    colors   Color[]  @default([red, green])
    ints     Int[]    @default([1, 2, 3])
    bigInts  BigInt[] @default([1, 9007199254740993])
    texts    String[] @default(["a", "b\\"c"])
    none     String[] @default([])
    flags    Boolean[] @default([true, false])
    ms       DateTime @db.UnixMs @default("2026-01-31T12:00:00.25Z")
    seconds  DateTime @db.UnixSeconds @default("1969-12-31T23:59:59.25Z")
    sql      DateTime @db.SqlDateTime @default("2026-01-31T12:00:00.25Z")
    stamp    DateTime @db.Timestamp(3) @default("2026-01-31T12:00:00.25Z")
    day      DateTime @db.Date @default("2026-01-31T12:00:00Z")
    clock    DateTime @db.Time(3) @default("2026-01-31T12:00:00.25Z")
    key      String   @db.Uuid @default("123e4567-e89b-42d3-a456-426614174000")
    price    Decimal  @db.Decimal(10, 2) @default(12.50)
    ip       String   @db.Inet @default("10.0.0.1")
  }
`);

test.for(["sqlite::memory:", "pglite::memory:"])("defaults agree with the client's at %s", async (url) => {
  using client = writeClient(await generate(schema, { client: "async" }));
  const printed = client.run(`
    import { connect, Sample } from "./index.js";
    import { sql, toObject } from "@joinery/runtime";
    const db = connect(${targetText(url)});
    await db.createAll();
    await using session = db.session();
    await session.execute(sql.unsafe('INSERT INTO "Sample" DEFAULT VALUES'));
    session.add(new Sample({}));
    await session.commit();
    const rows = await session.query(Sample).orderBy(Sample.id).all();
    const show = (key, value) => key === "id" ? undefined : typeof value === "bigint" ? String(value) : value;
    console.log(JSON.stringify(rows.map((row) => JSON.stringify(row, show))));
    await session.close();
    await db.close();
  `);
  const [database, constructed] = JSON.parse(printed) as string[]; // two rows, as text
  expect(JSON.parse(database ?? "")).toEqual(JSON.parse(constructed ?? ""));
});

test("decimals have one text each", () => {
  const texts = ["1.50", "-0.0", "007", "+2.", ".5", "100", "0.000"].map(canonicalDecimal);
  expect(texts).toEqual(["1.5", "0", "7", "2", "0.5", "100", "0"]);
});
