import type { Inheritance, Model } from "@joinery/dsl";
import { expect, test } from "vitest";
import { clientSchema } from "../src/client-schema.ts";
import { generate, leftOut, notGenerated } from "../src/index.ts";
import { column, foreignKey, id, joinTable, modelWith, relation, schemaWith, span, unique, viewWith } from "./ir.ts";

const at = (line: number) => ({ ...span, line });
const single: Inheritance = { strategy: "single", base: null, discriminator: "kind", value: "a" };
const value = { kind: "value", value: "Address" } as const;
const part = { doc: null, inherited: false };

const refused: readonly (readonly [what: string, line: number, model: Partial<Model>])[] = [
  [`"M", which has methods of your own (@@extend)`, 1, { extension: "./m.ext.ts" }],
  [`"M", whose key is left out of the client`, 1, { columns: [{ ...id, ignored: true }] }],
  [
    `"M.home", which is a value of the type "Address"`,
    3,
    { columns: [id, column("home", "", { type: value, span: at(3) })] },
  ],
  [
    `"M.home", which is an embedded value (@embedded)`,
    4,
    {
      columns: [id, column("home.street", "String", { embedded: "home", span: at(5) })],
      embeddeds: [{ ...part, name: "home", type: "Address", nullable: false, columns: ["home.street"], span: at(4) }],
    },
  ],
  [
    `"M.full", which is an expression (@expr)`,
    6,
    {
      expressions: [
        {
          ...part,
          ...{ name: "full", type: { kind: "scalar", scalar: "String" }, list: false, nullable: false, sql: "a" },
          ...{ scalar: null, ts: null, deferred: false, secret: false, span: at(6) },
        },
      ],
    },
  ],
  [
    `"M.price", which is of the custom scalar "Money"`,
    7,
    { columns: [id, column("price", "Int", { scalar: "Money", span: at(7) })] },
  ],
  [
    `"M.version", which counts the row's versions (@version)`,
    8,
    { columns: [id, column("version", "Int", { version: true, span: at(8) })] },
  ],
  [
    `"M.text", which is loaded when it is read (@deferred)`,
    9,
    { columns: [id, column("text", "String", { deferred: true, span: at(9) })] },
  ],
  [
    `"M.tags", which leads through a model (@through)`,
    10,
    {
      relations: [
        relation("tags", "M", { key: "through", through: { model: "M", near: "a", far: "b" }, span: at(10) }),
      ],
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
        column("home", "", { type: value, ignored: true }),
        column("n", "Int", { version: true, ...ignored }),
      ]),
      modelWith("Old", [id], { ...ignored, inheritance: single }),
    ],
    views: [viewWith("Quiet", null, ignored)],
  });
  expect([notGenerated(schema), leftOut(schema)]).toEqual([[], []]);
});

test("views are left out, with the relations that lead to them, and told", () => {
  const toView = relation("stats", "Stats", { kind: "oneToOne", key: "remote", span: at(2) });
  const schema = schemaWith({
    models: [modelWith("M", [id], { relations: [toView] })],
    views: [viewWith("Stats", null, { span: at(5) })],
  });
  expect(leftOut(schema)).toEqual([
    { what: `the view "Stats"`, span: at(5) },
    { what: `the relation "M.stats", which leads to a view`, span: at(2) },
  ]);
  expect(clientSchema(schema)).toMatchObject({ views: [], models: [{ name: "M", relations: [] }] });
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
