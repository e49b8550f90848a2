import { expect, test } from "vitest";
import { compile } from "../../../src/index.ts";

test.each([
  ["sub/a.model", "./user.modle", "./user.model"],
  ["sub/a.model", "../poost.model", "../post.model"],
  ["a.model", "sub/usr.model", "./sub/user.model"],
])("suggests from %s for %s a path that leads there", (path, imported, suggested) => {
  const others = ["sub/user.model", "post.model"].map((other) => ({ path: other, text: "" }));
  const hintOf = (target: string) =>
    compile([{ path, text: `import "${target}"` }, ...others]).diagnostics.map(({ hint }) => hint);
  expect(hintOf(imported)).toEqual([`did you mean "${suggested}"?`]);
  expect(hintOf(suggested)).toEqual([]);
});

test.each([
  ['import ""', ["JY8021"]],
  ['import "./nobody.model"', ["JY8021"]],
])("says one thing of %s", (text, codes) => {
  expect(compile([{ path: "a.model", text }]).diagnostics.map(({ code }) => code)).toEqual(codes);
});
