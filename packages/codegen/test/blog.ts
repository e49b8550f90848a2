/** The blog's IR by hand: the schema of the runtime's handwritten client. */
import type { Column, Model, Relation, ScalarType, Schema } from "@joinery/dsl";

const span = { file: "blog.model", start: 0, end: 4, line: 1, column: 1 };

export function column(name: string, scalar: ScalarType, more: Partial<Column> = {}): Column {
  const type = { kind: "scalar", scalar } as const;
  const plain = {
    list: false,
    nullable: false,
    default: null,
    updatedAt: false,
    inferred: false,
    hidden: false,
    doc: null,
  };
  return { name, column: name, type, ...plain, span, ...more };
}

function relation(more: Pick<Relation, "name" | "target" | "kind" | "key"> & Partial<Relation>): Relation {
  const keys = {
    columns: ["id"],
    targetColumns: ["id"],
    joinTable: null,
    joinSide: null,
    nullable: false,
    inverse: null,
  };
  const loading = { hidden: false, load: "lazy", cascade: ["save", "merge"], orderBy: [], doc: null, span } as const;
  return { ...keys, ...loading, ...more };
}

function model(name: string, more: Pick<Model, "columns"> & Partial<Model>): Model {
  const primaryKey = { name: `${name}_pkey`, columns: ["id"], span };
  return {
    name,
    table: name,
    doc: null,
    span,
    relations: [],
    primaryKey,
    uniques: [],
    indexes: [],
    foreignKeys: [],
    ...more,
  };
}

const id = column("id", "Int", { default: { kind: "autoincrement" } });
const join = { joinTable: "_PostToTag", key: "join", kind: "manyToMany" } as const;

export const blog: Schema = {
  version: 1,
  files: ["blog.model"],
  models: [
    model("User", {
      columns: [id, column("username", "String", { doc: "The name to log in with." })],
      relations: [
        relation({
          name: "posts",
          target: "Post",
          kind: "oneToMany",
          key: "remote",
          targetColumns: ["authorId"],
          inverse: "author",
        }),
      ],
      uniques: [{ name: "User_username_key", columns: ["username"], span }],
    }),
    model("Post", {
      columns: [
        id,
        column("title", "String"),
        column("content", "String", { nullable: true }),
        column("published", "Boolean", { default: { kind: "literal", value: false } }),
        column("createdAt", "DateTime", { default: { kind: "now" } }),
        column("authorId", "Int", { inferred: true }),
      ],
      relations: [
        relation({
          name: "author",
          target: "User",
          kind: "manyToOne",
          key: "local",
          columns: ["authorId"],
          inverse: "posts",
        }),
        relation({ name: "tags", target: "Tag", ...join, joinSide: "left", inverse: "posts" }),
      ],
      indexes: [{ name: "Post_authorId_idx", columns: [{ name: "authorId", sort: "asc" }], inferred: true, span }],
      foreignKeys: [
        {
          name: "Post_authorId_fkey",
          columns: ["authorId"],
          target: "User",
          targetColumns: ["id"],
          onDelete: "Restrict",
          onUpdate: "Cascade",
          span,
        },
      ],
    }),
    model("Tag", {
      columns: [id, column("name", "String")],
      relations: [relation({ name: "posts", target: "Post", ...join, joinSide: "right", inverse: "tags" })],
      uniques: [{ name: "Tag_name_key", columns: ["name"], span }],
    }),
  ],
  enums: [],
  joinTables: [
    {
      table: "_PostToTag",
      left: {
        model: "Post",
        columns: ["postId"],
        references: ["id"],
        foreignKey: "_PostToTag_postId_fkey",
        index: null,
      },
      right: {
        model: "Tag",
        columns: ["tagId"],
        references: ["id"],
        foreignKey: "_PostToTag_tagId_fkey",
        index: "_PostToTag_tagId_idx",
      },
    },
  ],
};
