import { expect, test } from "vitest";
import { kebabCase } from "../../src/check/rules/names.ts";

test.each([
  ["User", "user"],
  ["UserRole", "user-role"],
  ["user_role", "user-role"],
  ["User_Role", "user-role"],
  ["HTTPLog", "http-log"],
  ["Oauth2Token", "oauth2-token"],
])("writes %s as %s", (name, expected) => {
  expect(kebabCase(name)).toBe(expected);
});
