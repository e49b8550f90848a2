import { expect, test } from "vitest";
import { columnName, tableName } from "../../src/check/naming.ts";

test.each([
  ["User", "Users"],
  ["Category", "Categories"],
  ["Day", "Days"],
  ["Address", "Addresses"],
  ["Box", "Boxes"],
  ["Branch", "Branches"],
  ["Dish", "Dishes"],
  ["Person", "People"],
  ["SalesPerson", "SalesPeople"],
  ["child", "children"],
  ["News", "News"],
  ["Human", "Humans"],
])("calls the table of %s %s when tables are in the plural", (model, table) => {
  expect(tableName(model, { plural: true })).toBe(table);
});

test.each([
  ["UserRole", "user_role"],
  ["userRole", "user_role"],
  ["HTTPLog", "http_log"],
  ["oauth2Token", "oauth2_token"],
  ["already_snake", "already_snake"],
])("writes %s as %s in snake_case", (name, expected) => {
  expect(columnName(name, { case: "snake_case" })).toBe(expected);
  expect(columnName(name, {})).toBe(name);
});

test("puts a table into the plural before its case", () => {
  expect(tableName("OrderLine", { case: "snake_case", plural: true })).toBe("order_lines");
});
