import { join } from "node:path";
import { expect, test } from "vitest";
import { readSchema } from "../src/schema.ts";
import { createWorkspace } from "./workspace.ts";

test("reads one file under its own name", () => {
  const { host, directory } = createWorkspace({ "db/shop.model": "model A {}" });
  expect(readSchema(host, join(directory, "db/shop.model"))).toEqual([{ path: "shop.model", text: "model A {}" }]);
});

test("reads a directory as one schema, in path order, without hidden and installed files", () => {
  const { host, directory } = createWorkspace({
    "db/z.model": "z",
    "db/billing/b.model": "b",
    "db/a.model": "a",
    "db/.old.model": "",
    "db/.cache/c.model": "",
    "db/node_modules/pkg/d.model": "",
    "db/readme.md": "",
  });
  expect(readSchema(host, join(directory, "db"))).toEqual([
    { path: "a.model", text: "a" },
    { path: "billing/b.model", text: "b" },
    { path: "z.model", text: "z" },
  ]);
});

test("says which schema is missing", () => {
  const { host, directory } = createWorkspace({ "db/readme.md": "" });
  expect(() => readSchema(host, join(directory, "db/x.model"))).toThrow('there is no schema at "db/x.model"');
  expect(() => readSchema(host, join(directory, "db"))).toThrow('there is no .model file in "db"');
  expect(() => readSchema(host, directory)).toThrow('there is no .model file in "."');
});
