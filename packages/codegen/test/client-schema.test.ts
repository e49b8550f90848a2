import type { Inheritance, Model } from "@joinery/dsl";
import { expect, test } from "vitest";
import { clientSchema } from "../src/client-schema.ts";
import { generate, leftOut, notGenerated } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { column, foreignKey, id, joinTable, modelWith, relation, schemaWith, span, unique, viewWith } from "./ir.ts";

const at = (line: number) => ({ ...span, line });
const single: Inheritance = { strategy: "single", base: null, discriminator: "kind", value: "a" };
const part = { doc: null, inherited: false };

const refused: readonly (readonly [what: string, line: number, model: Partial<Model>])[] = [
  [`"M", whose key is left out of the client`, 1, { columns: [{ ...id, ignored: true }] }],
  [
    `"M.town", whose key is a part of an embedded value`,
    5,
    {
      columns: [id, column("home.city", "Int", { embedded: "home" })],
      relations: [relation("town", "M", { kind: "manyToOne", key: "local", columns: ["home.city"], span: at(5) })],
    },
  ],
  [
    `"M.others", which is ordered by a column that the client leaves out (@orderBy)`,
    11,
    {
      columns: [id, column("rank", "Int?", { ignored: true })],
      relations: [relation("others", "M", { orderBy: [{ column: "rank", sort: "asc" }], span: at(11) })],
    },
  ],
];

test.each(refused)("what the generator does not write is told and refused: %s", async (what, line, parts) => {
  const schema = schemaWith({ models: [modelWith("M", [id], { span: at(1), ...parts })] });
  expect(notGenerated(schema)).toEqual([{ what, span: at(line) }]);
  await expect(generate(schema, { client: "sync" })).rejects.toThrow(what);
});

test("what the schema leaves out of the client is neither told nor refused", () => {
  const ignored = { ignored: true };
  const schema = schemaWith({
    models: [
      modelWith("M", [
        id,
        column("place", "", { type: { kind: "unsupported", sql: "point" }, ignored: true }),
        column("n", "Int", { version: true, ...ignored }),
      ]),
      modelWith("Old", [id], { ...ignored, inheritance: single }),
    ],
    views: [viewWith("Quiet", null, ignored)],
  });
  expect([notGenerated(schema), leftOut(schema)]).toEqual([[], []]);
});

test("views are read as models are, behind those that they refer to, and nobody saves across a relation of theirs", () => {
  const key = { columns: ["id"], targetColumns: ["id"], inverse: "stats" } as const;
  const toView = relation("stats", "Stats", { kind: "oneToOne", key: "remote", inverse: "owner" });
  const schema = schemaWith({
    models: [modelWith("M", [id], { relations: [toView] })],
    views: [
      viewWith("Stats", null, {
        key: ["id"],
        columns: [id, column("secret", "String", { secret: true })],
        relations: [relation("owner", "M", { kind: "oneToOne", key: "local", ...key })],
      }),
      viewWith("Lines", null, { key: ["line"], columns: [column("line", "Int", { ignored: true })] }),
    ],
  });
  expect([notGenerated(schema), leftOut(schema)]).toEqual([[], []]);
  const [model, stats, lines] = clientSchema(schema).models;
  expect(model).toMatchObject({ isView: false, relations: [{ name: "stats", readOnly: true, cascade: [] }] });
  expect(stats).toMatchObject({ isView: true, primaryKey: { columns: ["id"] }, relations: [{ readOnly: true }] });
  expect(lines).toMatchObject({ isView: true, primaryKey: { columns: [] } });
});

test("what a view has that the generator does not write is told", () => {
  const expressions = [
    {
      ...part,
      ...{ name: "total", type: id.type, list: false, nullable: false, sql: "sum(id)" },
      ...{ scalar: null, ts: null, deferred: false, secret: false, span: at(6) },
    } as const,
  ];
  const view = viewWith("V", null, { columns: [column("id", "Int")], expressions });
  expect(notGenerated(schemaWith({ views: [view] })).map(({ what }) => what)).toEqual([
    `"V.total", an expression (@expr) which makes one row of many, in a view whose rows no key tells apart`,
  ]);
  expect(notGenerated(schemaWith({ views: [{ ...view, key: ["id"] }] }))).toEqual([]);
});

test("a relation through a model has that model's table, whether the client has it or not, unless that has inherited the columns", () => {
  const between = (inherited: boolean) =>
    modelWith(
      "Between",
      [id, column("aId", "Int", { column: "a" }), column("bId", "Int", { column: "b", inherited })],
      {
        table: "between",
        schema: "links",
        ignored: true,
        relations: [
          relation("a", "M", { kind: "manyToOne", key: "local", columns: ["aId"] }),
          relation("b", "M", { kind: "manyToOne", key: "local", columns: ["bId"] }),
        ],
      },
    );
  const through = relation("others", "M", {
    key: "through",
    through: { model: "Between", near: "a", far: "b" },
    inverse: "x",
  });
  const schemaOfThem = (inherited: boolean) =>
    schemaWith({ models: [modelWith("M", [id], { relations: [through] }), between(inherited)] });
  const [model] = clientSchema(schemaOfThem(false)).models;
  expect(notGenerated(schemaOfThem(false))).toEqual([]);
  expect(model?.relations).toMatchObject([
    {
      ...{ key: "join", readOnly: true, inverse: null, cascade: [] },
      association: { table: "between", schema: "links", columns: [{ column: "a" }], targetColumns: [{ column: "b" }] },
    },
  ]);
  expect(notGenerated(schemaOfThem(true)).map(({ what }) => what)).toEqual([
    `"M.others", which leads by columns that "Between" inherits and the client leaves out (@through)`,
  ]);
});

test("nothing in the client leads to what is not in it", () => {
  const links = relation("links", "Old", { joinTable: "_links", joinSide: "left" });
  const owner = { kind: "manyToOne", key: "local", columns: ["ownerId"] } as const;
  const schema = schemaWith({
    models: [
      modelWith("User", [id], {
        relations: [
          relation("notes", "Note", { kind: "oneToMany", key: "remote", targetColumns: ["ownerId"], inverse: "owner" }),
        ],
      }),
      modelWith(
        "Note",
        [id, column("ownerId", "Int", { ignored: true }), column("userId", "Int"), column("oldId", "Int")],
        {
          relations: [
            relation("owner", "User", { ...owner, inverse: "notes" }),
            relation("user", "User", { ...owner, columns: ["userId"], inverse: "mine" }),
            relation("quiet", "User", { ...owner, columns: ["userId"], ignored: true }),
            relation("old", "Old", { ...owner, columns: ["oldId"] }),
            links,
          ],
          uniques: [unique("a", ["ownerId"]), unique("b", ["userId"]), unique("c", ["oldId"], "true")],
          foreignKeys: [
            foreignKey("a", ["ownerId"], "User"),
            foreignKey("b", ["userId"], "User"),
            foreignKey("c", ["oldId"], "Old"),
          ],
        },
      ),
      modelWith("Old", [id], { ignored: true }),
    ],
    joinTables: [joinTable("_links", "Note", "Old")],
  });
  const { models, joinTables } = clientSchema(schema);
  expect(joinTables).toEqual([]);
  expect(
    models.map(({ name, columns, relations, uniques, foreignKeys }) => ({
      name,
      columns: columns.map((one) => one.name),
      relations: relations.map((one) => [one.name, one.inverse]),
      keys: [...uniques, ...foreignKeys].map((one) => one.name),
    })),
  ).toEqual([
    { name: "User", columns: ["id"], relations: [], keys: [] },
    { name: "Note", columns: ["id", "userId", "oldId"], relations: [["user", null]], keys: ["b", "b"] },
  ]);
});

test("what cannot be inserted or followed for want of a column is told", () => {
  const lost = { ignored: true, span: at(2) };
  const schema = schemaWith({
    models: [
      modelWith(
        "Post",
        [
          id,
          column("userId", "Int", lost),
          column("note", "String?", lost),
          column("rank", "Int", { ...lost, default: { kind: "literal", value: 1 } }),
          column("place", "", { type: { kind: "unsupported", sql: "point" }, span: at(3) }),
        ],
        {
          relations: [
            relation("user", "User", {
              ...{ kind: "manyToOne", key: "local", columns: ["userId"], inverse: "posts", span: at(4) },
            }),
          ],
        },
      ),
      modelWith("User", [id], {
        relations: [
          relation("posts", "Post", { kind: "oneToMany", key: "remote", targetColumns: ["userId"], inverse: "user" }),
        ],
      }),
    ],
  });
  expect(leftOut(schema)).toEqual([
    { what: `the column "Post.place", which is required and has no default: it cannot insert a row`, span: at(3) },
    { what: `the relation "Post.user" and its other side: it has no column for the key`, span: at(4) },
  ]);
});

test("what entities are found and tied by is not deferred, and expressions are the last cells of a row", () => {
  const { models } = clientSchema(
    schemaOf(`
model User {
  id    Int    @id
  bio   String @deferred
  code  String @unique @deferred
  label String @expr("code || id") @deferred
  count Int    @version @deferred
  posts Post[]
}

model Post {
  id       Int    @id
  userCode String @deferred
  user     User   @relation(fields: [userCode], references: [code])
}
`),
  );
  const deferred = models.map(({ columns }) => columns.filter((column) => column.deferred).map(({ name }) => name));
  expect(deferred).toEqual([["bio", "label"], []]);
  expect(models[0]?.columns.at(-1)).toMatchObject({ name: "label", expression: ["", "code", " || ", "id", ""] });
});
