/** An expression of every type gives what a column of it would give, and is a condition like one. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const types = {
  Int: "12",
  BigInt: "9007199254740993n",
  Float: "1.5",
  Decimal: '"12.5"',
  String: '"text"',
  Boolean: "true",
  DateTime: 'new Date("2026-01-02T03:04:05.678Z")',
  Date: '"2026-01-02"',
  Time: '"03:04:05"',
  Uuid: '"123e4567-e89b-12d3-a456-426614174000"',
  Json: "{ a: [1] }",
  Bytes: "Uint8Array.of(1, 2)",
  Mood: '"merry"',
};
/** What gives another type of the engine's than the columns have. */
const others = {
  counted: ["Int", '(SELECT count(*) FROM \\"Thing\\")', "1"],
  averaged: ["Float", '(SELECT avg(t.\\"int\\") FROM \\"Thing\\" AS t)', "12"],
  doubled: ["Decimal", "decimal * 2", '"25"'],
  halved: ["Decimal", "int / 10.0", '"1.2"'],
  summed: ["BigInt", "int + 1", "13n"],
} as const;

const property = (type: string): string => type.charAt(0).toLowerCase() + type.slice(1);
const text = `enum Mood {
  calm  @map("c")
  merry @map("m")
}
model Thing {
  id Int @id
${Object.keys(types)
  .map((type) => `  ${property(type)} ${type}\n  ${property(type)}Expr ${type} @expr("\\"${property(type)}\\"")`)
  .join("\n")}
  list Int[]
  listExpr Int[] @expr("list")
${Object.entries(others)
  .map(([name, [type, sql]]) => `  ${name} ${type} @expr("${sql}")`)
  .join("\n")}
}
`;

/** No engine compares documents, and no handle has a way to say it. */
const compared = Object.keys(types).filter((type) => type !== "Json");

test.each(["sqlite::memory:", "pglite::memory:"])("at %s", async (url) => {
  using client = writeClient(await generate(schemaOf(text), { client: "async" }));
  const printed = client.run(`
    import { deepEqual } from "node:assert/strict";
    import { connect, Thing } from "./index.js";
    const db = connect(${targetText(url)});
    await db.createAll();
    const values = { ${Object.entries(types)
      .map(([type, value]) => `${property(type)}: ${value}`)
      .join(", ")}, list: [1, 2] };
    const others = { ${Object.entries(others)
      .map(([name, [, , value]]) => `${name}: ${value}`)
      .join(", ")} };
    await using session = db.session();
    const thing = new Thing(values);
    session.add(thing);
    await session.flush();
    for (const name of Object.keys(values)) deepEqual(thing[name + "Expr"], thing[name], name);
    await session.commit();
    await session.refresh(thing);
    for (const name of Object.keys(values)) deepEqual(thing[name + "Expr"], values[name], name);
    for (const name of Object.keys(others)) deepEqual(thing[name], others[name], name);
    const conditions = [
      ...${JSON.stringify(compared.map(property))}.map((name) => [Thing[name + "Expr"], values[name]]),
      ...Object.keys(others).map((name) => [Thing[name], others[name]]),
    ];
    for (const [handle, value] of conditions) {
      for (const condition of [handle.eq(value), handle.in([value]), handle.between(value, value), handle.ge(value)])
        deepEqual(await session.query(Thing).filter(condition).orderBy(handle).count(), 1, handle.name);
      deepEqual(await session.query(Thing).filter(handle.ne(value)).count(), 0, handle.name);
      deepEqual((await session.query(Thing).orderBy(handle.desc()).all()).length, 1, handle.name);
    }
    await session.close();
    await db.close();
    console.log("done");
  `);
  expect(printed).toBe("done\n");
});
