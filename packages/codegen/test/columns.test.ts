/** Columns of every storage form, read and written by a generated client: a value is the same on every engine and by every path. */
import { expect, test } from "vitest";
import { targetText } from "../../runtime/test/pglite.ts";
import { generate } from "../src/index.ts";
import {
  column,
  enumWith,
  foreignKey,
  id,
  joinTable,
  modelWith,
  native,
  relation,
  schemaWith,
  viewWith,
} from "./ir.ts";
import { writeClient } from "./temporary-client.ts";

const engines = ["sqlite::memory:", "pglite::memory:"] as const;

/** A column of a native type, with a value in the program's words, one that is not there, and how the first prints. */
const stored: readonly (readonly [scalar: string, type: string, value: string, other: string, shown: unknown])[] = [
  ["DateTime", "UnixMs", `new Date("2026-01-31T12:00:00.250Z")`, `new Date(0)`, "2026-01-31T12:00:00.250Z"],
  ["DateTime", "UnixMs", `new Date("0001-01-01T00:00:00.001Z")`, `new Date(0)`, "0001-01-01T00:00:00.001Z"],
  ["DateTime", "UnixMs", `new Date("9999-12-31T23:59:59.999Z")`, `new Date(0)`, "9999-12-31T23:59:59.999Z"],
  ["DateTime", "UnixSeconds", `new Date("1969-12-31T23:59:59.250Z")`, `new Date(0)`, "1969-12-31T23:59:59.000Z"],
  ["DateTime", "SqlDateTime", `new Date("2026-01-31T12:00:00.999Z")`, `new Date(0)`, "2026-01-31T12:00:00.000Z"],
  ["DateTime", "Timestamp(3)", `new Date("2026-01-31T23:30:00.250Z")`, `new Date(0)`, "2026-01-31T23:30:00.250Z"],
  ["DateTime", "Timestamptz(6)", `new Date("2026-01-31T23:30:00.250Z")`, `new Date(0)`, "2026-01-31T23:30:00.250Z"],
  ["DateTime", "Date", `new Date("2026-01-31T23:30:00.250Z")`, `new Date(0)`, "2026-01-31T00:00:00.000Z"],
  ["DateTime", "Time(3)", `new Date("2026-01-31T23:30:00.250Z")`, `new Date(0)`, "1970-01-01T23:30:00.250Z"],
  ["DateTime", "Timetz(3)", `new Date("2026-01-31T23:30:00.250Z")`, `new Date(0)`, "1970-01-01T23:30:00.250Z"],
  ["Time", "Timetz(3)", `"23:30:00.250"`, `"00:00:00"`, "23:30:00.250"],
  ["String", "Char(5)", `"ab"`, `"b"`, "ab"],
  ["String", "VarChar(10)", `"a"`, `"b"`, "a"],
  [
    "String",
    "Uuid",
    `"123e4567-e89b-42d3-a456-426614174000"`,
    `"123e4567-e89b-42d3-a456-426614174001"`,
    "123e4567-e89b-42d3-a456-426614174000",
  ],
  ["String", "Inet", `"10.0.0.1"`, `"10.0.0.2"`, "10.0.0.1"],
  ["String", "Bit(4)", `"0101"`, `"1111"`, "0101"],
  ["String", "VarBit(8)", `"0101"`, `"1"`, "0101"],
  ["Int", "SmallInt", `7`, `8`, 7],
  ["Int", "Oid", `7`, `8`, 7],
  ["Float", "Real", `0.1`, `0.2`, 0.1],
  ["Decimal", "Money", `"12.5"`, `"12.51"`, "12.5"],
  ["Decimal", "Decimal(10,2)", `"-12.5"`, `"12"`, "-12.5"],
];
/** Those that no engine compares. */
const documents = [
  ["Json", "Json", `{ a: [1, "b"] }`, { a: [1, "b"] }],
  ["String[]", "Uuid", `["123e4567-e89b-42d3-a456-426614174000"]`, ["123e4567-e89b-42d3-a456-426614174000"]],
  ["DateTime[]", "Timestamp(3)", `[new Date("2026-01-31T23:30:00.250Z")]`, ["2026-01-31T23:30:00.250Z"]],
  ["DateTime[]", "UnixMs", `[new Date("2026-01-31T23:30:00.250Z")]`, ["2026-01-31T23:30:00.250Z"]],
  ["String", "Xml", `"<a/>"`, "<a/>"],
] as const;

test.each(engines)("what is written in a native type comes back at %s", async (url) => {
  const columns = [
    ...stored.map(([scalar, type], place) => column(`c${place}`, scalar, { native: native(type) })),
    ...documents.map(([scalar, type], place) => column(`d${place}`, scalar, { native: native(type) })),
  ];
  using client = writeClient(
    await generate(schemaWith({ models: [modelWith("T", [id, ...columns])] }), { client: "async" }),
  );
  const printed = client.run(`
    import { connect, T } from "./index.js";
    const db = connect(${targetText(url)});
    await db.createAll();
    const values = { ${stored.map(([, , value], place) => `c${place}: ${value}`).join(", ")}, ${documents.map(([, , value], place) => `d${place}: ${value}`).join(", ")} };
    const others = { ${stored.map(([, , , other], place) => `c${place}: ${other}`).join(", ")} };
    const first = new T(values);
    const before = JSON.stringify(first);
    { await using session = db.session(); session.add(first); await session.commit(); }
    await using session = db.session();
    const found = await session.query(T).one();
    const wrong = [];
    for (const [name, value] of Object.entries(values)) {
      found[name] = value;
      if (session.dirty.length > 0 && name !== "d0") wrong.push(name + " is dirty");
      if (name.startsWith("d")) continue;
      for (const [what, filter, count] of [
        ["eq", T[name].eq(value), 1], ["other", T[name].eq(others[name]), 0], ["ne", T[name].ne(others[name]), 1],
        ["in", T[name].in([others[name], value]), 1], ["among", T[name].in([others[name]]), 0], ["between", T[name].between(value, value), 1],
        ["itself", T[name].eq(T[name]), 1],
      ]) if ((await session.query(T).filter(filter).count()) !== count) wrong.push(name + " " + what);
    }
    const after = JSON.parse(JSON.stringify(found));
    Object.assign(found, others);
    await session.commit();
    await session.refresh(found);
    const same = Object.keys(others).filter((name) => JSON.stringify(found[name]) === JSON.stringify(after[name]));
    console.log(JSON.stringify({ before: JSON.parse(before), after, wrong, same }));
    await session.close();
    await db.close();
  `);
  const result = JSON.parse(printed) as Record<string, Record<string, unknown>>; // printed above
  const { after, before } = result;
  expect(after).toEqual(
    Object.fromEntries([
      ["id", 1],
      ...stored.map(([, , , , shown], place) => [`c${place}`, shown]),
      ...documents.map(([, , , shown], place) => [`d${place}`, shown]),
    ]),
  );
  expect({ id: 1, ...before }).toEqual(after);
  expect({ wrong: result["wrong"], same: result["same"] }).toEqual({ wrong: [], same: [] });
});

const item = schemaWith({
  models: [
    modelWith("Item", [
      id,
      column("price", "Int"),
      column("note", "String?"),
      column("double", "Int", { computed: { sql: "price * 2", stored: true } }),
      column("triple", "Int?", { computed: { sql: "price * 3", stored: false } }),
    ]),
  ],
});

test.each(engines)("a computed column is read back after every write at %s", async (url) => {
  using client = writeClient(await generate(item, { client: "async" }));
  const printed = client.run(`
    import { connect, Item } from "./index.js";
    const db = connect(${targetText(url)});
    await db.createAll();
    await using session = db.session();
    const items = [1, 2, 3].map((price) => new Item({ price }));
    session.addAll(items);
    await session.flush();
    const states = [items.map((item) => [item.double, item.triple])];
    for (const item of items) item.price *= 10;
    await session.flush();
    states.push(items.map((item) => [item.double, item.triple]));
    items[1].price = 5;
    await session.flush();
    states.push(items.map((item) => [item.double, item.triple]));
    await session.rollback();
    let error;
    try { items[0].double = 1; } catch (thrown) { error = thrown.constructor.name; }
    let key;
    try { new Item({ price: 1, double: 2 }); } catch (thrown) { key = thrown.code; }
    let early;
    try { items[0].double; } catch (thrown) { early = thrown.code; }
    const again = items[2];
    session.add(again);
    await session.commit();
    session.delete(again);
    await session.commit();
    session.add(new Item({ price: 7 }));
    await session.commit();
    const found = await session.query(Item).filter(Item.double.eq(14)).one();
    console.log(JSON.stringify({ states, error, key, early, found: found.triple, again: again.double }));
    await session.close();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({
    states: [
      [
        [2, 3],
        [4, 6],
        [6, 9],
      ],
      [
        [20, 30],
        [40, 60],
        [60, 90],
      ],
      [
        [20, 30],
        [10, 15],
        [60, 90],
      ],
    ],
    error: "TypeError",
    key: "UNKNOWN_KEY",
    early: "NOT_ASSIGNED",
    found: 21,
    again: 6,
  });
});

test("a computed column can be given to nobody", async () => {
  const files = await generate(item, { client: "sync", emit: "ts" });
  const text = files.find(({ path }) => path === "item.ts")?.text ?? "";
  const init = text.slice(text.indexOf("interface ItemInit"), text.indexOf("export class"));
  expect(init).not.toContain("double");
  expect(text).toContain("get double(): number {");
  expect(text).not.toContain("set double(");
});

test.each(engines)("a secret is printed nowhere at %s, and read as any other", async (url) => {
  const user = modelWith("User", [id, column("name", "String"), column("password", "String", { secret: true })]);
  using client = writeClient(await generate(schemaWith({ models: [user] }), { client: "async" }));
  const printed = client.run(`
    import { inspect } from "node:util";
    import { toObject } from "@joinery/runtime";
    import { connect, User } from "./index.js";
    const lines = [];
    const db = connect(${targetText(url)}, { echo: (line) => lines.push(inspect(line, { depth: 9 })) });
    await db.createAll();
    await using session = db.session();
    const user = new User({ name: "ann", password: "hunter2" });
    session.add(user);
    await session.commit();
    user.password = "hunter23";
    await session.commit();
    const found = await session.query(User).filter(User.password.eq("hunter23"), User.password.in(["hunter23"])).one();
    let refused = "";
    try { user.password = 7; } catch (error) { refused = inspect(error); }
    const shown = [inspect(found), JSON.stringify(found), inspect(toObject(found)), ...lines, refused].join("\\n");
    console.log(JSON.stringify({ leaks: /hunter/.test(shown), isEchoed: /ann/.test(lines.join()), password: found.password }));
    await session.close();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({ leaks: false, isEchoed: true, password: "hunter23" });
});

test.each(engines)("ulid() and what is not in the client at %s", async (url) => {
  const schema = schemaWith({
    models: [
      modelWith("Note", [
        column("id", "String", { default: { kind: "ulid" } }),
        column("hidden", "String?", { ignored: true }),
        column("search", "", { type: { kind: "unsupported", sql: "text" }, nullable: true }),
        column("text", "String"),
      ]),
      modelWith("Old", [id], { ignored: true }),
    ],
    views: [viewWith("Texts", 'SELECT text FROM "Note"', { columns: [column("text", "String")] })],
  });
  const files = await generate(schema, { client: "async" });
  expect(files.filter(({ path }) => path.includes("old"))).toEqual([]);
  using client = writeClient(files);
  const printed = client.run(`
    import { connect, Note, Texts } from "./index.js";
    import { sql } from "@joinery/runtime";
    const db = connect(${targetText(url)});
    await db.createAll();
    await db.createAll();
    await using session = db.session();
    const notes = ["a", "b"].map((text) => new Note({ text }));
    session.addAll(notes);
    await session.commit();
    const [old] = await session.execute(sql\`SELECT count(*) AS n FROM "Old"\`);
    const view = await session.query(Texts).count();
    const keys = Object.keys(JSON.parse(JSON.stringify(await session.query(Note).first())));
    const isOrdered = notes[0].id < notes[1].id && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(notes[0].id);
    console.log(JSON.stringify({ keys, isOrdered, old: Number(old.n ?? old[0]), view }));
    await session.close();
    await db.dropAll();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({ keys: ["id", "text"], isOrdered: true, old: 0, view: 2 });
});

test.each(engines)("tables and enums within a database schema at %s", async (url) => {
  const state = { kind: "enum", enum: "State" } as const;
  const invoices = relation("invoices", "Invoice", { joinTable: "_links", joinSide: "right", inverse: "users" });
  const users = relation("users", "User", { joinTable: "_links", joinSide: "left", inverse: "invoices" });
  const schema = schemaWith({
    enums: [enumWith("State", ["open", "paid"], { schema: "billing" })],
    models: [
      modelWith("User", [id, column("name", "String")], { relations: [invoices] }),
      modelWith("Invoice", [id, column("state", "", { type: state }), column("payerId", "Int?")], {
        schema: "billing",
        table: "invoice",
        relations: [
          users,
          relation("payer", "User", { kind: "manyToOne", key: "local", columns: ["payerId"], nullable: true }),
        ],
        foreignKeys: [foreignKey("invoice_payer", ["payerId"], "User")],
      }),
    ],
    joinTables: [joinTable("_links", "Invoice", "User", { schema: "billing" })],
  });
  using client = writeClient(await generate(schema, { client: "async" }));
  const printed = client.run(`
    import { connect, Invoice, User } from "./index.js";
    import { joinedload, selectinload } from "@joinery/runtime";
    const db = connect(${targetText(url)});
    await db.createAll();
    await db.createAll();
    const ann = new User({ name: "ann" });
    { await using session = db.session(); session.add(new Invoice({ state: "open", users: [ann], payer: ann })); await session.commit(); }
    await using session = db.session();
    const [one] = await session.query(Invoice).filter(Invoice.state.in(["open"])).options(joinedload(Invoice.payer), selectinload(Invoice.users)).all();
    const [user] = await session.query(User).filter(User.invoices.any(Invoice.state.eq("open"))).options(joinedload(User.invoices)).all();
    one.state = "paid";
    await session.commit();
    console.log(JSON.stringify([one.payer.name, one.users.length, user.invoices.length, await session.query(Invoice).filter(Invoice.state.eq("paid")).count()]));
    session.delete(one);
    await session.commit();
    await session.close();
    await db.dropAll();
    await db.createAll();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual(["ann", 1, 1, 1]);
});

test.each(engines)("a table of another tool keeps decimals and documents at %s", async (url) => {
  const decimal = (name: string) => column(name, "Decimal");
  const loose = modelWith(
    "T",
    [
      id,
      decimal("a"),
      decimal("b"),
      decimal("c"),
      column("n", "Json"),
      column("s", "Json"),
      column("o", "Json?"),
      column("big", "BigInt"),
      column("flag", "Boolean"),
      column("at", "DateTime"),
    ],
    { strict: false },
  );
  using client = writeClient(await generate(schemaWith({ models: [loose] }), { client: "async" }));
  const printed = client.run(`
    import { connect, T } from "./index.js";
    const db = connect(${targetText(url)});
    await db.createAll();
    const values = { a: "12.5", b: "-0.000000123456789012345", c: "100000000000000000000", n: 5, s: "5", o: { a: 1 }, big: 2n ** 62n, flag: true, at: new Date(5) };
    const wrong = [];
    { await using session = db.session(); session.addAll([new T(values), new T({ ...values, a: "9" })]); await session.commit(); }
    await using session = db.session();
    const [found] = await session.query(T).filter(T.a.eq("12.5")).all();
    for (const [name, value] of Object.entries(values)) {
      found[name] = value;
      if (session.dirty.length > 0) wrong.push(name);
    }
    const counts = [];
    for (const filter of [T.a.gt("9"), T.a.in(["12.5", "1"]), T.a.between("8.5", "10"), T.c.eq(values.c)]) counts.push(await session.query(T).filter(filter).count());
    const order = (await session.query(T).orderBy(T.a).all()).map((row) => row.a);
    let refused;
    try { found.a = "1234567890.123456"; } catch (error) { refused = error.code; }
    console.log(JSON.stringify({ found, wrong, counts, order, refused }));
    await session.close();
    await db.close();
  `);
  expect(JSON.parse(printed)).toEqual({
    found: {
      ...{ id: 1, a: "12.5", b: "-0.000000123456789012345", c: "100000000000000000000", n: 5, s: "5", o: { a: 1 } },
      ...{ big: "4611686018427387904", flag: true, at: "1970-01-01T00:00:00.005Z" },
    },
    wrong: [],
    counts: [1, 1, 1, 2],
    order: ["9", "12.5"],
    refused: "VALUE",
  });
});
