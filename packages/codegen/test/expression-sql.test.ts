/** What becomes of the SQL of an expression: known cases, and random ones that an engine is asked about. */
import Database from "better-sqlite3";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expressionParts, type ExpressionParts, makesOneRow } from "../src/expression-sql.ts";
import { mentionedNames, sqlTokens } from "../src/sql-tokens.ts";

const table = { name: "User", columns: ["first", "lastName", "date", "end", 'a "b"', "id"] };

test.each<[sql: string, parts: ExpressionParts]>([
  ["first || ' ' || lastName", ["", "first", " || ' ' || ", "lastName", ""]],
  ["FIRST||LastName", ["", "first", "||", "lastName", ""]],
  [`"first" || "a ""b"""`, ["", "first", " || ", 'a "b"', ""]],
  ['`first` || User.first || "User" . "lastName"', ["", "first", " || ", "first", " || ", "lastName", ""]],
  [
    "'first' || e'it''s first' || $$first$$ || $x$ first $$ $x$",
    [`'first' || e'it''s first' || $$first$$ || $x$ first $$ $x$`],
  ],
  ["first -- first\n || /* first */ lastName -- ?", ["", "first", "  \n ||   ", "lastName", ""]],
  ["first(first) + 1e5 + 0x1f + .5", ["first(", "first", ") + 1e5 + 0x1f + .5"]],
  ["first::date", ["", "first", "::date"]],
  ["cast(first as date) || first collate date", ["cast(", "first", " as date) || ", "first", " collate date"]],
  ["make(first => first, pg_catalog.upper(first))", ["make(first => ", "first", ", pg_catalog.upper(", "first", "))"]],
  ["case when id > 1 then first else null end", "case when id > 1 then first else null end"],
  ["array[first, first][id]", ["array[", "first", ", ", "first", "][", "id", "]"]],
  ['"date" > 1', ["", "date", " > 1"]],
  ["date '2020-01-01' > first", "date '2020-01-01' > first"],
  ["42", ["42"]],
  ["(SELECT 1)", "(SELECT 1)"],
  ["count(id)", "count(id)"],
  ["max(id)", "max(id)"],
  ["max(id, 1)", ["max(", "id", ", 1)"]],
  ["first || unknown.first", "first || unknown.first"],
  ["[first] || 'x'", "[first] || 'x'"],
  ['first || "other"', 'first || "other"'],
  ["first || e'it\\'s'", "first || e'it\\'s'"],
  ["first || 'x", "first || 'x"],
  ["first) || (first", "first) || (first"],
  ["first /* a /* b */ || lastName", "first /* a /* b */ || lastName"],
  ["first || $1", "first || $1"],
  ["first; drop table x", "first; drop table x"],
  ["'it\\' || first", "'it\\' || first"],
  ["extract(year from date)", "extract(year from date)"],
])("%s", (sql, parts) => {
  expect(expressionParts(sql, table)).toEqual(parts);
});

test("a word that two columns could be is neither's", () => {
  expect(expressionParts("A", { name: "T", columns: ["a", "A"] })).toEqual(["", "A", ""]);
  expect(expressionParts("Ab", { name: "T", columns: ["ab", "aB"] })).toEqual(["Ab"]);
});

// ---- random ones

const names = ["first", "last", "count", "end", "user", 'od"d', "it's"];
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const database = new Database(":memory:");
for (const [at, name] of ["T", "U"].entries()) {
  const columns = ["id", ...names].map(quoted).join(", ");
  database.exec(`CREATE TABLE "${name}" (${columns})`);
  for (const row of [1, 2]) {
    const values = names.map((column) => `${name}${row}${column}`);
    database.prepare(`INSERT INTO "${name}" VALUES (?${", ?".repeat(names.length)})`).run(row + at * 10, ...values);
  }
}

/** SQL that SQLite takes over the table T alone, with all that could mislead a reader of it. */
const expression = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      "first",
      "LAST",
      "count",
      "T.first",
      't . "last"',
      '"T"."end"',
      "`last`",
      "[first]",
      "7",
      ".5",
      "1e3",
      "NULL",
    ),
    fc.constantFrom(...names.map(quoted)),
    fc.constantFrom("'first'", "''", "'it''s \"last\" -- no'", "'/* first'", "x'66'", "'\\'"),
    tie("value").map((one) => `(${one})`),
    tie("value").map((one) => `${one} -- first ' "\n`),
    tie("value").map((one) => `/* 'first\n -- */ ${one}`),
    tie("value").map((one) => `upper( ${one})`),
    tie("value").map((one) => `cast(${one} AS text)`),
    tie("value").map((one) => `${one} COLLATE nocase`),
    fc.tuple(tie("value"), tie("value")).map(([a, b]) => `${a} || ${b}`),
    fc
      .tuple(tie("value"), tie("value"), tie("value"))
      .map(([a, b, c]) => `CASE WHEN ${a} IS ${b} THEN ${c} ELSE last END`),
    fc.tuple(tie("value"), tie("value")).map(([a, b]) => `coalesce(${a},${b})`),
    tie("value").map((one) => `(SELECT max(first) FROM "U" WHERE "U".id > "T".id) || ${one}`),
  ),
})).value;

/** As the runtime writes it (`column-sql.ts`). */
function written(parts: ExpressionParts, alias: string): string {
  if (typeof parts === "string") return `(SELECT (${parts}\n) FROM "T" WHERE "T"."id" = ${alias}."id")`;
  return `(${parts.map((part, at) => (at % 2 === 0 ? part : `${alias}.${quoted(part)}`)).join("")})`;
}

const readAll = (sql: string): unknown[] => database.prepare(sql).pluck().all();

test("any expression gives among other tables what it gives alone", () => {
  let parted = 0;
  fc.assert(
    fc.property(expression, (sql) => {
      const parts = expressionParts(sql, { name: "T", columns: ["id", ...names] });
      if (typeof parts !== "string") parted++;
      const alone = readAll(`SELECT (${sql}\n) FROM "T" ORDER BY "T".id`);
      const among = readAll(
        `SELECT ${written(parts, "t0")} FROM "T" AS t0 JOIN "U" AS t1 ON t1.id = t0.id + 10 ORDER BY t0.id`,
      );
      expect(among).toEqual(alone);
    }),
    { numRuns: 500 },
  );
  expect(parted).toBeGreaterThan(100);
});

/** Texts of every sort, and such as are made of nothing but what begins or ends something. */
const marks = ["'", '"', "`", "--", "/*", "*/", "$$", "$a$", "first", ";", "(", ")", "[", "]", "\\", "e'", "\n", "."];
const hostile = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...marks), { maxLength: 12 }).map((parts) => parts.join("")),
);

test("any text without comments is its tokens, and is parted or left as it is", () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const sql = text.replaceAll(/--|\/\*/g, "+");
      const { tokens } = sqlTokens(sql);
      expect(tokens.map((token) => token.text).join("")).toBe(sql);
      const parts = expressionParts(sql, { name: "T", columns: ["first"] });
      const whole = typeof parts === "string" ? parts : parts.join("");
      expect(whole.replaceAll(/["`\s]/g, "")).toBe(sql.replaceAll(/["`\s]/g, ""));
    }),
  );
});

test("a name outside of quotes is found after any text that can be read", () => {
  fc.assert(
    fc.property(hostile, (before) => {
      fc.pre(sqlTokens(before).isCertain && !/--|[\w$]$/.test(before));
      expect(mentionedNames(`${before} secretname`).has("secretname")).toBe(true);
    }),
  );
});

test("names are found in every form, and in what cannot be read", () => {
  expect([...mentionedNames(`a + "B" + 'c' -- d\n || f(e)`)]).toEqual(["a", "b", "f", "e"]);
  expect(mentionedNames("a ? 'secret' || b").has("b")).toBe(true);
  expect(mentionedNames("a || 'x || secret").has("secret")).toBe(true);
});

test.each([
  ["count(*)", true],
  ["1 + SUM (price)", true],
  ["coalesce((max(price)), total(price))", true],
  ["(SELECT count(*) FROM posts)", false],
  ["(SELECT 1) + count(*)", true],
  ["max(price)", true],
  ["1 - MIN (DISTINCT price)", true],
  ["max(coalesce(price, 0))", true],
  ['"max"(price)', true],
  ["max(price, 0)", false],
  ["min((price), coalesce(discount, 1))", false],
  ["max(price, 0) + max(id)", true],
  ["(SELECT max(price) FROM posts)", false],
  ["max(price", true],
  ["bool_or(price > 0)", true],
  ["json_group_object(id, price)", true],
  ["count", false],
  ["sum(price) OVER (ORDER BY id)", false],
  ["upper(name)", false],
] as const)("%s makes one row of many: %s", (sql, expected) => {
  expect(makesOneRow(sql)).toBe(expected);
});
