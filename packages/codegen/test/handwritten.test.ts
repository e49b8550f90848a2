/** The client that was written by hand before the generator was: what it writes reads the same. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";

const handwritten = new URL("../../runtime/test/handwritten/", import.meta.url);
const readme = readFileSync(new URL("README.md", handwritten), "utf8");
const blog = readme
  .split("\n")
  .filter((line) => line.startsWith("    ") || line === "")
  .map((line) => line.slice(4))
  .join("\n");

test.for(["user", "post", "tag", "schema", "ddl", "index"])("%s.ts is as it was written by hand", async (name) => {
  const files = await generate(schemaOf(blog, "blog.model"), { client: "sync", emit: "ts" });
  const generated = files.find(({ path }) => path === `${name}.ts`)?.text;
  expect(generated).toBe(readFileSync(new URL(`${name}.ts`, handwritten), "utf8"));
});
