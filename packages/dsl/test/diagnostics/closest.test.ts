import { expect, test } from "vitest";
import { closest } from "../../src/diagnostics/closest.ts";

test.each([
  ["Usr", ["Post", "User"], "User"],
  ["Strin", ["String"], "String"],
  ["Roel", ["Role"], "Role"],
  ["string", ["Int", "String"], "String"],
  ["autor", ["author", "editor"], "author"],
  ["Itn", ["Int"], "Int"],
  ["uniq", ["id", "unique", "updatedAt"], "unique"],
  ["Bool", ["Bytes", "Boolean"], "Boolean"],
])("suggests for %s out of %j", (found, candidates, expected) => {
  expect(closest(found, candidates)).toBe(expected);
});

test("suggests nothing when nothing is near", () => {
  expect(closest("Missing", ["User", "Post", "String"])).toBeNull();
  expect(closest("ab", ["cd", "ac", "about"])).toBeNull();
  expect(closest("def", ["default", "defer"])).toBeNull();
  expect(closest("x".repeat(100), ["x".repeat(99)])).toBeNull();
});
