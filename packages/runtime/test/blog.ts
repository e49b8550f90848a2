/** A blog's models, made by hand from columns and relations alone: what the tests below the session stand on. */
import { Int, StringType } from "../src/dialect/codecs.ts";
import { bindColumn, type Column, column } from "../src/expr/column.ts";
import { bindRelation, type RelationFacts, type ToMany, toMany, type ToOne, toOne } from "../src/expr/relation.ts";
import type { Row } from "../src/io/request.ts";
import type { ColumnMeta, Model, RelationMeta } from "../src/meta/model.ts";
import { type brand, model as modelKey, row } from "../src/meta/symbols.ts";

interface Stub {
  readonly [row]: Row;
  readonly [modelKey]: Model;
}

export class User implements Stub {
  declare readonly [brand]: "User";
  declare readonly [row]: Row;
  declare readonly [modelKey]: Model;
  static readonly id: Column<User, number> = column("id", Int, { assigned: true });
  static readonly username: Column<User, string> = column("username", StringType);
  static readonly posts: ToMany<User, Post, "posts"> = toMany("posts");
}

export class Post implements Stub {
  declare readonly [brand]: "Post";
  declare readonly [row]: Row;
  declare readonly [modelKey]: Model;
  static readonly id: Column<Post, number> = column("id", Int, { assigned: true });
  static readonly title: Column<Post, string> = column("title", StringType);
  static readonly content: Column<Post, string | null> = column("content", StringType, {
    nullable: true,
    secret: true,
  });
  static readonly authorId: Column<Post, number> = column("authorId", Int, { column: "author_id" });
  static readonly editorId: Column<Post, number | null> = column("editorId", Int, { nullable: true });
  static readonly author: ToOne<Post, User, "author", never> = toOne("author");
  static readonly editor: ToOne<Post, User, "editor", null> = toOne("editor");
  static readonly tags: ToMany<Post, Tag, "tags"> = toMany("tags");
}

export class Tag implements Stub {
  declare readonly [brand]: "Tag";
  declare readonly [row]: Row;
  declare readonly [modelKey]: Model;
  static readonly id: Column<Tag, number> = column("id", Int, { assigned: true });
  static readonly name: Column<Tag, string> = column("name", StringType);
  static readonly posts: ToMany<Tag, Post, "posts"> = toMany("posts");
}

function model(
  target: typeof User | typeof Post | typeof Tag,
  name: string,
  columns: ColumnMeta[],
  relations: RelationMeta[],
): Model {
  const made = {
    name,
    table: name,
    columns,
    selected: columns,
    reader: null,
    isPartial: false,
    inheritance: null,
    embeddeds: [],
    relations,
    primaryKey: [0],
    uniques: [],
    version: null,
    stamped: [],
    computed: [],
    derived: [],
    index: 0,
  } as unknown as Model; // what is below the session asks for no more
  columns.forEach((one, index) => bindColumn(one, made, index));
  relations.forEach((one, index) => bindRelation(one, { model: made, index }));
  Object.defineProperty(target.prototype, modelKey, { value: made });
  return made;
}

export const userModel = model(User, "User", [User.id, User.username], [User.posts]);
export const postModel = model(
  Post,
  "Post",
  [Post.id, Post.title, Post.content, Post.authorId, Post.editorId],
  [Post.author, Post.editor, Post.tags],
);
export const tagModel = model(Tag, "Tag", [Tag.id, Tag.name], [Tag.posts]);

const facts = (more: Partial<RelationFacts>): Partial<RelationFacts> => ({ columns: [0], targetColumns: [0], ...more });
bindRelation(
  User.posts,
  facts({ key: "remote", target: postModel, targetColumns: [3], orderBy: [{ index: 1, sort: "desc" }] }),
);
bindRelation(Post.author, facts({ key: "local", target: userModel, columns: [3] }));
bindRelation(Post.editor, facts({ key: "local", target: userModel, columns: [4], nullable: true }));
const link = { name: "_PostToTag", columns: ["postId"], targetColumns: ["tagId"] };
bindRelation(Post.tags, facts({ key: "join", target: tagModel, join: link }));
bindRelation(
  Tag.posts,
  facts({ key: "join", target: postModel, join: { ...link, columns: ["tagId"], targetColumns: ["postId"] } }),
);

/** An entity as the layers below the session see it. */
export function entity<E extends User | Post | Tag>(target: { prototype: E }, cells: Row): E {
  const made = Object.create(target.prototype) as { [row]: Row };
  made[row] = cells;
  return made as E; // made from its prototype
}

/** The tables with three users, four posts and two tags, in words that both engines know. */
export const blog: readonly string[] = [
  `CREATE TABLE "User" ("id" integer PRIMARY KEY, "username" text NOT NULL)`,
  `CREATE TABLE "Post" ("id" integer PRIMARY KEY, "title" text NOT NULL, "content" text, "author_id" integer NOT NULL REFERENCES "User" ("id"), "editorId" integer REFERENCES "User" ("id"))`,
  `CREATE TABLE "Tag" ("id" integer PRIMARY KEY, "name" text NOT NULL)`,
  `CREATE TABLE "_PostToTag" ("postId" integer NOT NULL, "tagId" integer NOT NULL, PRIMARY KEY ("postId", "tagId"))`,
  `INSERT INTO "User" VALUES (1, 'ann'), (2, 'bob'), (3, 'eve')`,
  `INSERT INTO "Post" VALUES (1, 'one', NULL, 1, 2), (2, 'Two 50%', 'x', 1, NULL), (3, 'three', 'y', 2, 1), (4, 'four_*[?]', 'z', 2, NULL)`,
  `INSERT INTO "Tag" VALUES (1, 'red'), (2, 'blue')`,
  `INSERT INTO "_PostToTag" VALUES (1, 1), (1, 2), (3, 2)`,
];
