import { expect, test } from "vitest";
import { NotAssignedError, SqlValueError, UndefinedValueError, ValueError } from "../../src/errors.ts";
import { sql } from "../../src/expr/sql.ts";
import { entity, Post, Tag, User } from "../blog.ts";

const nothing = undefined as never; // what JavaScript, or a hole in the types, can pass

test("undefined is refused everywhere, and the error says what to do", () => {
  const conditions = [
    () => User.username.eq(nothing),
    () => User.username.ne(nothing),
    () => User.id.lt(nothing),
    () => User.id.in([1, nothing]),
    () => User.id.notIn([nothing]),
    () => User.id.between(1, nothing),
    () => User.username.like(nothing),
    () => User.username.contains(nothing),
    () => Post.author.eq(nothing),
    () => Post.tags.contains(nothing),
  ];
  for (const condition of conditions) expect(condition).toThrow(UndefinedValueError);
  expect(conditions[0]).toThrow(
    'undefined in a filter on "User.username": use null to ask for NULL, or leave the filter out',
  );
});

test("a value that does not fit is refused where the condition is built", () => {
  expect(() => User.id.eq(1.5)).toThrow(ValueError);
  expect(() => User.id.in([1, 2 ** 40])).toThrow('"User.id" takes');
});

test("an entity without a key cannot be compared with", () => {
  expect(() => Post.author.eq(entity(User, [undefined, "ann"]))).toThrow(NotAssignedError);
});

test("in([]) holds nowhere, and null among the values asks for NULL", () => {
  expect(User.id.in([]).node).toEqual({ kind: "constant", holds: false });
  expect(Post.editorId.in([null]).node).toMatchObject({ kind: "null" });
  expect(Post.editorId.in([1, null]).node).toMatchObject({ kind: "or" });
});

test("conditions are immutable: and, or and not give new ones", () => {
  const one = User.id.eq(1);
  const before = structuredClone({ ...one.node, column: null });
  one.and(User.id.eq(2)).or(User.id.eq(3)).not();
  expect({ ...one.node, column: null }).toEqual(before);
});

test("an sql template refuses what no parameter can carry", () => {
  for (const value of [undefined, {}, new Date(NaN), Symbol("x"), () => 1]) {
    expect(() => sql`${"first"} = ${value}`).toThrow(SqlValueError);
  }
  expect(() => sql`${1} = ${undefined}`).toThrow("value 2 of the sql template is undefined: use null for NULL");
});

test("a handle belongs to one model", async () => {
  const { bindColumn } = await import("../../src/expr/column.ts");
  expect(() => bindColumn(Tag.id, User.id.model, 0)).toThrow("belongs to two models");
});
