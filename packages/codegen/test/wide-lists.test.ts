import { format } from "prettier";
import { expect, test } from "vitest";
import { declaredWithBrokenLists, isListOfOne, withBrokenLists } from "../src/emit/wide-lists.ts";

const long = "CustomerSubscriptionRenewalOffer";
const lines = [
  `import * as j from "@joinery/runtime/contract";`,
  `import type { ${long}, ${long}Init, ${long}Row } from "./customer-subscription-renewal-offer.js";`,
  `import { type ${long}, ${long}Model as other, ${long}Row } from "./customer-subscription-renewal-offer.js";`,
  `import { ${long}${long}${long}Model } from "./customer-subscription-renewal-offer.js";`,
  `export { ${long}, type ${long}Init } from "./user.js";`,
  `export { ${long}, type ${long}Init, x } from "./customer-subscription-renewal-offer.js";`,
];

test("lists of names that do not fit in a line are broken as Prettier breaks them", async () => {
  const text = `${lines.join("\n")}\n`;
  const broken = withBrokenLists(text);
  expect(broken).not.toBe(text);
  expect(broken).toBe(await format(text, { parser: "typescript", printWidth: 120 }));
});

test("a list of one name is left in its line", () => {
  expect(lines.map(isListOfOne)).toEqual([false, false, false, true, false, false]);
});

test("the names of declarations move with the breaks before them", () => {
  const text = `${lines[1]}\nexport declare class User {}\n`;
  const start = text.indexOf("User");
  const moved = declaredWithBrokenLists({
    text,
    names: [{ name: "User", kind: "declaration", start, end: start + 4 }],
  });
  expect(moved.text).not.toBe(text);
  expect(moved.names.map((name) => moved.text.slice(name.start, name.end))).toEqual(["User"]);
});
