/** Codecs over every stored scalar, in columns, documents and embedded values; keys that stand in embedded values. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const schema = schemaOf(`
  scalar Stamp = DateTime { codec: "./box.js" }
  scalar Key = Int { codec: "./box.js" }
  scalar Doc = Json { codec: "./box.js" }
  scalar Raw = Bytes { codec: "./box.js" }
  scalar Flag = Boolean { codec: "./box.js" }
  scalar Big = BigInt { codec: "./box.js" }
  type Place { city String
    code String @db.Uuid
    at DateTime? @db.Timestamp(3) }
  type Bag { stamp Stamp @default(now())
    doc Doc
    raw Raw
    flag Flag @default(true)
    big Big @default(5)
    flags Flag[]
    raws Raw[]
    docs Doc[] }
  model Town { id Key @id
    place Place @embedded
    touched Stamp @updatedAt
    bag Bag
    flat Bag @embedded
    loose Bag? @embedded
    doc Doc?
    raw Raw?
    bigs Big[]
    children Child[]
    streets Street[]
    @@unique([place.city]) }
  model Child { id Int @id
    name String }
  model Street { id Int @id
    city String
    town Town @relation(fields: [city], references: [place.city]) }
  model Keyed { place Place @embedded
    n Int
    @@id([place.city, n]) }
`);

const box = {
  path: "box.js",
  text: `import { defineScalar } from "@joinery/runtime";
    export class Box { constructor(value) { this.value = value; } }
    export default defineScalar({ decode: (stored) => new Box(stored), encode: ({ value }) => value });`,
};

test.for([
  ["sync", "sqlite::memory:", ""],
  ["async", "sqlite::memory:", "await"],
  ["async", "pglite::memory:", "await"],
] as const)("a codec stands on every scalar, in the %s client at %s", async ([client, url, wait]) => {
  using files = writeClient([...(await generate(schema, { client })), box]);
  const printed = files.run(`
    import { connect, Child, Keyed, Street, Town } from "./index.js";
    import { Box } from "./box.js";
    const db = connect(${targetText(url)});
    ${wait} db.createAll();
    const place = { city: "A", code: "123E4567-e89b-42d3-a456-426614174000", at: new Date(0) };
    const bag = {
      doc: new Box({ long: 1, at: { zz: 1, a: 2 } }), raw: new Box(Uint8Array.of(1, 2)), docs: [new Box({ bb: 1, a: [1] })],
      flags: [new Box(false)], raws: [new Box(Uint8Array.of(3))],
    };
    const out = [];
    {
      const session = db.session();
      const town = new Town({
        place, bag, flat: bag, doc: new Box({ bb: 1, a: 2 }), raw: new Box(Uint8Array.of(9)), bigs: [new Box(2n ** 60n)],
        children: [new Child({ name: "c" })], streets: [new Street({})],
      });
      session.add(town);
      session.add(new Keyed({ place, n: 1 }));
      ${wait} session.commit();
      out.push(town.id.value);
      ${wait} session.close();
    }
    const session = db.session();
    const town = ${wait} session.get(Town, new Box(1));
    const [street] = ${wait} session.query(Street).all();
    const keyed = ${wait} session.get(Keyed, { "place.city": "A", n: 1 });
    out.push((${wait} town.children).length, street.city, (${wait} street.town) === town, keyed.place.city);
    const updates = [];
    db.onStatement(({ sql }) => void (sql.startsWith("UPDATE") && updates.push(sql)));
    const { flat } = town;
    out.push(town.place, town.loose, [...town.raw.value], String(town.bigs[0].value), town.touched.value instanceof Date);
    out.push(town.bag.stamp.value instanceof Date, flat.flag.value, town.bag.flags[0].value, [...flat.raws[0].value]);
    out.push(town.doc.value.a, flat.docs[0].value.bb, String(flat.big.value));
    ${wait} session.flush();
    out.push(updates.length);
    town.bag.doc.value.at.a = 3;
    flat.raw.value[0] = 7;
    ${wait} session.commit();
    ${wait} session.refresh(town);
    out.push(updates.length, town.bag.doc.value.at.a, town.flat.raw.value[0], JSON.parse(JSON.stringify(town)).flat.big);
    console.log(JSON.stringify(out));
    ${wait} session.close();
    ${wait} db.close();
  `);
  const place = { city: "A", code: "123e4567-e89b-42d3-a456-426614174000", at: "1970-01-01T00:00:00.000Z" };
  const code = url.startsWith("pglite") ? place.code : "123E4567-e89b-42d3-a456-426614174000"; // SQLite's is a text like any other
  expect(JSON.parse(printed)).toEqual([
    ...[1, 1, "A", true, "A"],
    ...[{ ...place, code }, null, [9], (2n ** 60n).toString(), true],
    ...[true, true, false, [3]],
    ...[2, 1, "5"],
    ...[0, 1, 3, 7, { value: "5" }],
  ]);
});
