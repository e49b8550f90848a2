/** Each case: the SQL of SQLite and PostgreSQL side by side, MySQL's where it is not SQLite's, and what it gives on real databases. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Int } from "../../src/dialect/codecs.ts";
import { mysql } from "../../src/dialect/mysql.ts";
import { postgresql } from "../../src/dialect/postgresql.ts";
import { sqlite } from "../../src/dialect/sqlite.ts";
import { and, not, or } from "../../src/expr/predicate.ts";
import { type Condition, conditionNode, type OrderBy, orderingNode, sql } from "../../src/expr/sql.ts";
import { type CellValue, query, run, type Statement } from "../../src/io/request.ts";
import type { AsyncChannel } from "../../src/io/run-async.ts";
import type { Model } from "../../src/meta/model.ts";
import { amongParameters } from "../../src/sql/among.ts";
import { compileSelect, compileSql } from "../../src/sql/compile.ts";
import { ModelStatements } from "../../src/sql/model-statements.ts";
import type { Select } from "../../src/sql/statements.ts";
import { blog, entity, Post, postModel, Tag, tagModel, User, userModel } from "../blog.ts";
import { allEngines, forEachEngine, opened, type ServedEngine } from "../databases.ts";
import { mariadb } from "../servers.ts";

const select = (model: Model, more: Partial<Select> = {}): Select => ({
  model,
  filters: [],
  orderings: [],
  limit: null,
  offset: null,
  joined: [],
  result: "rows",
  ...more,
});
const posts = (condition: Condition<Post>): Select =>
  select(postModel, { filters: [conditionNode(condition)], orderings: [orderingNode(Post.id)] });
const by = (...orders: OrderBy<never>[]) => orders.map(orderingNode);

const ann = entity(User, [1, "ann"]);
const blue = entity(Tag, [2, "blue"]);

/** What follows WHERE, on SQLite and PostgreSQL, and the ids of the posts that it gives. */
const conditions: readonly (readonly [
  name: string,
  condition: Condition<Post>,
  lite: string,
  pg: string,
  ids: number[],
])[] = [
  ["eq", Post.id.eq(1), `t0."id" = ?`, `t0."id" = $1`, [1]],
  ["ne", Post.id.ne(1), `t0."id" <> ?`, `t0."id" <> $1`, [2, 3, 4]],
  ["eq null", Post.editorId.eq(null), `t0."editorId" IS NULL`, `t0."editorId" IS NULL`, [2, 4]],
  ["ne null", Post.editorId.ne(null), `NOT (t0."editorId" IS NULL)`, `NOT (t0."editorId" IS NULL)`, [1, 3]],
  [
    "lt and ge",
    Post.id.lt(3).and(Post.id.ge(2)),
    `(t0."id" < ? AND t0."id" >= ?)`,
    `(t0."id" < $1 AND t0."id" >= $2)`,
    [2],
  ],
  ["between", Post.id.between(2, 3), `t0."id" BETWEEN ? AND ?`, `t0."id" BETWEEN $1 AND $2`, [2, 3]],
  ["column", Post.authorId.lt(Post.editorId), `t0."author_id" < t0."editorId"`, `t0."author_id" < t0."editorId"`, [1]],
  ["in", Post.id.in([1, 4, 9]), `t0."id" IN (SELECT value FROM json_each(?))`, `t0."id" = ANY($1::int4[])`, [1, 4]],
  ["in nothing", Post.id.in([]), "1 = 0", "1 = 0", []],
  [
    "notIn",
    Post.id.notIn([1, 4]),
    `NOT (t0."id" IN (SELECT value FROM json_each(?)))`,
    `NOT (t0."id" = ANY($1::int4[]))`,
    [2, 3],
  ],
  ["notIn nothing", Post.id.notIn([]), "NOT (1 = 0)", "NOT (1 = 0)", [1, 2, 3, 4]],
  ["like", Post.title.like("T%"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [2]],
  ["like with _", Post.title.like("o_e"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [1]],
  ["like escaped", Post.title.like("%50\\%"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [2]],
  ["ilike", Post.title.ilike("t%"), `t0."title" LIKE ? ESCAPE '\\'`, `t0."title" ILIKE $1`, [2, 3]],
  ["startsWith", Post.title.startsWith("th"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [3]],
  ["endsWith %", Post.title.endsWith("%"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [2]],
  ["contains wildcards", Post.title.contains("_*[?]"), `t0."title" GLOB ?`, `t0."title" LIKE $1`, [4]],
  [
    "or, and, not",
    or(and(Post.id.gt(1), not(Post.id.gt(2))), Post.id.eq(4)),
    `((t0."id" > ? AND NOT (t0."id" > ?)) OR t0."id" = ?)`,
    `((t0."id" > $1 AND NOT (t0."id" > $2)) OR t0."id" = $3)`,
    [2, 4],
  ],
  ["and of nothing", and<Post>(), "(1 = 1)", "(1 = 1)", [1, 2, 3, 4]],
  ["or of nothing", or<Post>(), "(1 = 0)", "(1 = 0)", []],
  ["to-one is", Post.author.eq(ann), `t0."author_id" = ?`, `t0."author_id" = $1`, [1, 2]],
  [
    "to-one is not",
    Post.editor.ne(ann),
    `(NOT (t0."editorId" = ?) OR NOT (EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."editorId")))`,
    `(NOT (t0."editorId" = $1) OR NOT (EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."editorId")))`,
    [1, 2, 4],
  ],
  [
    "to-one has",
    Post.author.has(User.username.eq("bob")),
    `EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."author_id" AND t1."username" = ?)`,
    `EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."author_id" AND t1."username" = $1)`,
    [3, 4],
  ],
  [
    "to-one none",
    Post.editor.eq(null),
    `NOT (EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."editorId"))`,
    `NOT (EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."editorId"))`,
    [2, 4],
  ],
  [
    "many-to-many any",
    Post.tags.any(),
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 WHERE t1."postId" = t0."id")`,
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 WHERE t1."postId" = t0."id")`,
    [1, 3],
  ],
  [
    "many-to-many any that",
    Post.tags.any(Tag.name.eq("red")),
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 JOIN "Tag" AS t2 ON t2."id" = t1."tagId" WHERE t1."postId" = t0."id" AND t2."name" = ?)`,
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 JOIN "Tag" AS t2 ON t2."id" = t1."tagId" WHERE t1."postId" = t0."id" AND t2."name" = $1)`,
    [1],
  ],
  [
    "many-to-many contains",
    Post.tags.contains(blue),
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 WHERE t1."postId" = t0."id" AND t1."tagId" = ?)`,
    `EXISTS (SELECT 1 FROM "_PostToTag" AS t1 WHERE t1."postId" = t0."id" AND t1."tagId" = $1)`,
    [1, 3],
  ],
  [
    "nested, back to the same model",
    Post.author.has(User.posts.any(Post.title.eq("three"))),
    `EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."author_id" AND EXISTS (SELECT 1 FROM "Post" AS t2 WHERE t2."author_id" = t1."id" AND t2."title" = ?))`,
    `EXISTS (SELECT 1 FROM "User" AS t1 WHERE t1."id" = t0."author_id" AND EXISTS (SELECT 1 FROM "Post" AS t2 WHERE t2."author_id" = t1."id" AND t2."title" = $1))`,
    [3, 4],
  ],
  [
    "sql",
    sql`length(${Post.title}) > ${5} AND ${Post.id.lt(4)}`,
    `(length(t0."title") > ? AND t0."id" < ?)`,
    `(length(t0."title") > $1 AND t0."id" < $2)`,
    [2],
  ],
  ["sql, integers as integers", sql`${Post.id} / ${2} = ${1}`, `(t0."id" / ? = ?)`, `(t0."id" / $1 = $2)`, [2, 3]],
  ["sql list", sql`${Post.id} IN ${[1, 3]}`, `(t0."id" IN (?, ?))`, `(t0."id" IN ($1, $2))`, [1, 3]],
  ["sql empty list", sql`${Post.id} IN ${[]}`, `(t0."id" IN (NULL))`, `(t0."id" IN (NULL))`, []],
  ["sql nested and unsafe", sql`${sql`${Post.id}`} ${sql.unsafe(">")} ${3}`, `(t0."id" > ?)`, `(t0."id" > $1)`, [4]],
];

/** MySQL's text of a condition where it is not SQLite's with the names in backticks. */
const mysqlConditions: Readonly<Record<string, string>> = {
  in: `t0."id" IN (?, ?, ?, ?)`,
  notIn: `NOT (t0."id" IN (?, ?))`,
  ilike: `LOWER(t0."title") LIKE LOWER(?) ESCAPE '\\'`,
};
const asMysql = (lite: string): string => lite.replace("GLOB ?", `LIKE ? ESCAPE '\\'`).replaceAll('"', "`");

/** Where MySQL gives others, for the SQL is the user's: `/` divides integers into fractions there. */
const mysqlIds: Readonly<Record<string, number[]>> = { "sql, integers as integers": [2] };

const whereOf = (text: string): string => text.slice(text.indexOf(" WHERE ") + 7, text.indexOf(" ORDER BY "));

describe("conditions", () => {
  test.each(conditions)("%s, as SQL", (name, condition, lite, pg) => {
    const ticked = asMysql(mysqlConditions[name] ?? lite);
    expect(whereOf(compileSelect(posts(condition), mysql).statement.sql)).toBe(ticked);
    expect(whereOf(compileSelect(posts(condition), sqlite).statement.sql)).toBe(lite);
    expect(whereOf(compileSelect(posts(condition), postgresql).statement.sql)).toBe(pg);
  });

  test("parameters of secret columns are known, values never stand in the text", () => {
    const { statement, params } = compileSelect(
      posts(and(Post.id.gt(0), Post.content.eq("'; DROP TABLE"))),
      postgresql,
    );
    expect(statement.sql).not.toContain("DROP");
    expect(params).toEqual([0, "'; DROP TABLE"]);
    expect(params.map((_, index) => statement.secret?.[index] === true)).toEqual([false, true]);
    expect(statement.kinds).toEqual(["int", "text"]);
  });
});

const u = (alias: string) => `${alias}."id", ${alias}."username"`;
const p = (alias: string) =>
  `${alias}."id", ${alias}."title", ${alias}."content", ${alias}."author_id", ${alias}."editorId"`;
const t = (alias: string) => `${alias}."id", ${alias}."name"`;
const joined = (relation: Select["joined"][number]["relation"], ...nested: Select["joined"]) => ({ relation, nested });

/** The SQL where it is the same on both but for the parameters' names, or SQLite's and PostgreSQL's; what the first column of the rows holds. */
const selects: readonly (readonly [
  name: string,
  select: Select,
  sql: string | readonly [string, string],
  first: unknown[],
])[] = [
  ["all", select(tagModel), `SELECT ${t("t0")} FROM "Tag" AS t0`, [1, 2]],
  [
    "order",
    select(userModel, { orderings: by(User.username.desc(), User.id) }),
    `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."username" DESC, t0."id"`,
    [3, 2, 1],
  ],
  [
    "NULLs",
    select(postModel, { orderings: by(Post.editorId.desc().nullsLast(), Post.id) }),
    `SELECT ${p("t0")} FROM "Post" AS t0 ORDER BY t0."editorId" DESC NULLS LAST, t0."id"`,
    [1, 3, 2, 4],
  ],
  [
    "order by sql",
    select(userModel, { orderings: by(sql`length(${User.username}) + ${1}`, User.id.desc()) }),
    [
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY length(t0."username") + ?, t0."id" DESC`,
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY length(t0."username") + $1, t0."id" DESC`,
    ],
    [3, 2, 1],
  ],
  [
    "limit and offset",
    select(userModel, { orderings: by(User.id), limit: 1, offset: 1 }),
    [
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."id" LIMIT ? OFFSET ?`,
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."id" LIMIT $1 OFFSET $2`,
    ],
    [2],
  ],
  [
    "offset alone",
    select(userModel, { orderings: by(User.id), offset: 1 }),
    [
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."id" LIMIT -1 OFFSET ?`,
      `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."id" OFFSET $1`,
    ],
    [2, 3],
  ],
  [
    "count",
    select(postModel, { filters: [Post.id.gt(1).node], result: "count", orderings: by(Post.id) }),
    [
      `SELECT count(*) FROM "Post" AS t0 WHERE t0."id" > ?`,
      `SELECT count(*)::float8 FROM "Post" AS t0 WHERE t0."id" > $1`,
    ],
    [3],
  ],
  [
    "count under limit",
    select(postModel, { result: "count", limit: 3, offset: 2 }),
    [
      `SELECT count(*) FROM (SELECT 1 FROM "Post" AS t0 LIMIT ? OFFSET ?) AS t1`,
      `SELECT count(*)::float8 FROM (SELECT 1 FROM "Post" AS t0 LIMIT $1 OFFSET $2) AS t1`,
    ],
    [2],
  ],
  [
    "exists",
    select(postModel, { filters: [Post.id.eq(1).node], result: "exists" }),
    [`SELECT 1 FROM "Post" AS t0 WHERE t0."id" = ? LIMIT ?`, `SELECT 1 FROM "Post" AS t0 WHERE t0."id" = $1 LIMIT $2`],
    [1],
  ],
  [
    "to-one, NOT NULL",
    select(postModel, { joined: [joined(Post.author)], orderings: by(Post.id), limit: 2 }),
    [
      `SELECT ${p("t0")}, ${u("t1")} FROM "Post" AS t0 JOIN "User" AS t1 ON t1."id" = t0."author_id" ORDER BY t0."id" LIMIT ?`,
      `SELECT ${p("t0")}, ${u("t1")} FROM "Post" AS t0 JOIN "User" AS t1 ON t1."id" = t0."author_id" ORDER BY t0."id" LIMIT $1`,
    ],
    [1, 2],
  ],
  [
    "to-one, optional",
    select(postModel, { joined: [joined(Post.editor)], orderings: by(Post.id) }),
    `SELECT ${p("t0")}, ${u("t1")} FROM "Post" AS t0 LEFT JOIN "User" AS t1 ON t1."id" = t0."editorId" ORDER BY t0."id"`,
    [1, 2, 3, 4],
  ],
  [
    "an inner join under an outer one",
    select(userModel, { joined: [joined(User.posts, joined(Post.author))], orderings: by(User.id) }),
    `SELECT ${u("t0")}, ${p("t1")}, ${u("t2")} FROM "User" AS t0 LEFT JOIN "Post" AS t1 ON t1."author_id" = t0."id" LEFT JOIN "User" AS t2 ON t2."id" = t1."author_id" ORDER BY t0."id", t1."title" DESC`,
    [1, 1, 2, 2, 3],
  ],
  [
    "two levels, two branches",
    select(postModel, {
      joined: [joined(Post.author, joined(User.posts)), joined(Post.tags)],
      filters: [Post.id.eq(1).node],
    }),
    [
      `SELECT ${p("t0")}, ${u("t1")}, ${p("t2")}, ${t("t4")} FROM "Post" AS t0 JOIN "User" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "Post" AS t2 ON t2."author_id" = t1."id" LEFT JOIN "_PostToTag" AS t3 ON t3."postId" = t0."id" LEFT JOIN "Tag" AS t4 ON t4."id" = t3."tagId" WHERE t0."id" = ? ORDER BY t2."title" DESC`,
      `SELECT ${p("t0")}, ${u("t1")}, ${p("t2")}, ${t("t4")} FROM "Post" AS t0 JOIN "User" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "Post" AS t2 ON t2."author_id" = t1."id" LEFT JOIN "_PostToTag" AS t3 ON t3."postId" = t0."id" LEFT JOIN "Tag" AS t4 ON t4."id" = t3."tagId" WHERE t0."id" = $1 ORDER BY t2."title" DESC`,
    ],
    [1, 1, 1, 1],
  ],
  [
    "a collection under a limit counts parents",
    select(userModel, {
      joined: [joined(User.posts)],
      filters: [User.id.le(2).node],
      orderings: by(User.id.desc()),
      limit: 1,
    }),
    [
      `SELECT ${u("t0")}, ${p("t1")} FROM (SELECT ${u("t0")} FROM "User" AS t0 WHERE t0."id" <= ? ORDER BY t0."id" DESC LIMIT ?) AS t0 LEFT JOIN "Post" AS t1 ON t1."author_id" = t0."id" ORDER BY t0."id" DESC, t1."title" DESC`,
      `SELECT ${u("t0")}, ${p("t1")} FROM (SELECT ${u("t0")} FROM "User" AS t0 WHERE t0."id" <= $1 ORDER BY t0."id" DESC LIMIT $2) AS t0 LEFT JOIN "Post" AS t1 ON t1."author_id" = t0."id" ORDER BY t0."id" DESC, t1."title" DESC`,
    ],
    [2, 2],
  ],
];

/** MySQL's text of a select where it is not SQLite's with the names in backticks. */
const mysqlSelects: Readonly<Record<string, string>> = {
  NULLs: `SELECT ${p("t0")} FROM "Post" AS t0 ORDER BY (t0."editorId") IS NULL, t0."editorId" DESC, t0."id"`,
  "offset alone": `SELECT ${u("t0")} FROM "User" AS t0 ORDER BY t0."id" LIMIT 18446744073709551615 OFFSET ?`,
  count: `SELECT CAST(count(*) AS DOUBLE) FROM "Post" AS t0 WHERE t0."id" > ?`,
  "count under limit": `SELECT CAST(count(*) AS DOUBLE) FROM (SELECT 1 FROM "Post" AS t0 LIMIT ? OFFSET ?) AS t1`,
};

test.each(selects)("select: %s, as SQL", (name, one, text) => {
  const [lite, pg] = typeof text === "string" ? [text, text] : text;
  expect(compileSelect(one, mysql).statement.sql).toBe(asMysql(mysqlSelects[name] ?? lite));
  expect(compileSelect(one, sqlite).statement.sql).toBe(lite);
  expect(compileSelect(one, postgresql).statement.sql).toBe(pg);
});

forEachEngine((engine) => {
  let channel: AsyncChannel;
  beforeAll(async () => {
    channel = await opened(engine, blog);
  });
  afterAll(async () => {
    await channel.close();
    await engine.drop();
  });

  test.each(conditions)("%s gives its rows", async (name, condition, _lite, _pg, ids) => {
    const { statement, params } = compileSelect(posts(condition), engine.dialect);
    expect((await channel.run(query(statement, params))).map((row) => row[0])).toEqual(
      (engine.name === "mysql" ? mysqlIds[name] : undefined) ?? ids,
    );
  });

  test.each(selects)("select: %s gives its rows", async (_name, one, _text, first) => {
    const { statement, params } = compileSelect(one, engine.dialect);
    expect((await channel.run(query(statement, params))).map((row) => row[0])).toEqual(first);
  });

  test("a template runs as a statement of its own", async () => {
    const text = sql`SELECT ${User.username}, ${Post.title} FROM ${User} JOIN ${Post} ON ${Post.authorId.eq(User.id)} WHERE ${Post.id} = ${3}`;
    const { statement, params } = compileSql(text.node, engine.dialect);
    expect(statement.sql.replaceAll("`", '"')).toContain(
      `SELECT "User"."username", "Post"."title" FROM "User" JOIN "Post"`,
    );
    expect(await channel.run(query(statement, params))).toEqual([["bob", "three"]]);
  });

  test("a list of any length is found in", async () => {
    for (const length of [1, 2, 5, 1024, 1025, 5000]) {
      const ids = Array.from({ length }, (_, index) => index + 2);
      const { statement, params } = compileSelect(posts(Post.id.in(ids)), engine.dialect);
      expect((await channel.run(query(statement, params))).map((row) => row[0])).toEqual([2, 3, 4].slice(0, length));
    }
  });
});

describe.skipIf(!mariadb.answers)("plans on MariaDB", () => {
  const mariadbEngine = allEngines.find(({ title }) => title === "MariaDB");
  const statements = new ModelStatements(postModel, mysql);
  let channel: AsyncChannel;
  beforeAll(async () => {
    channel = await opened(mariadbEngine as ServedEngine, [
      ...blog,
      `INSERT INTO "Post" SELECT seq, 'more', 'm', 1, NULL FROM seq_10_to_5000`,
      `INSERT INTO "Tag" SELECT seq, 'more' FROM seq_10_to_5000`,
      `INSERT INTO "_PostToTag" SELECT seq, seq FROM seq_10_to_5000`,
      `ANALYZE TABLE "Post", "Tag", "_PostToTag"`,
    ]);
  });
  afterAll(async () => {
    await channel.close();
    await mariadbEngine?.drop();
  });

  const some = amongParameters(mysql, [5, 6, 7], postModel.columns[0]?.type ?? Int);
  const links = new ModelStatements(tagModel, mysql).links(Post.tags);
  const cases: readonly (readonly [string, Statement, readonly CellValue[]])[] = [
    ["among keys", statements.among([0], 3, []), some],
    ["delete", statements.delete(3), some],
    ["update of many", statements.update([1], 2), ["a", 10, "b", 11]],
    ["links among", links.among(3), some],
    ["unlinking", links.delete(2), [10, 10, 11, 11]],
  ];

  test.each(cases)("%s goes by the index", async (_name, { sql: text, kinds }, params) => {
    const plan = await channel.run(query({ sql: `EXPLAIN ${text}`, kinds }, params));
    const tables = plan.filter(
      ([, , table]) => table === "t" || table === "l" || table === "Post" || table === "_PostToTag",
    );
    expect(tables.length).toBeGreaterThan(0);
    for (const [, , , access] of tables) expect(access).toMatch(/^(range|eq_ref|ref|const)$/);
  });

  test("an update of many counts the rows that it found, and keeps each one's value", async () => {
    const changed = await channel.run(run(statements.update([1, 2], 3), ["a", "x", 10, "b", null, 11, "c", "z", 9999]));
    expect(changed).toBe(2);
    const again = await channel.run(run(statements.update([1, 2], 2), ["a", "x", 10, "b", null, 11]));
    expect(again).toBe(2); // found, and as they were
    const found = await channel.run(query(statements.among([0], 2, []), amongParameters(mysql, [10, 11], Int)));
    expect(found.map((row) => row.slice(0, 3))).toEqual([
      [10, "a", "x"],
      [11, "b", null],
    ]);
  });
});
