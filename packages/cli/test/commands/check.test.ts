import { expect, test } from "vitest";
import { createWorkspace } from "../workspace.ts";

test("a good schema ends with 0", async () => {
  const workspace = createWorkspace({ "schema.model": "model User {\n  id Int @id\n}\n" });
  const { code, stdout, stderr } = await workspace.run("check");
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toMatch(/^schema\.model: no problems \(\d+ ms\)\n$/);
  expect(workspace.list()).toEqual(["schema.model"]);
});

test("errors of all files of a schema are listed, and end with 1", async () => {
  const workspace = createWorkspace({
    "db/a.model": "model A {\n  id Int @id\n  x Nope\n}\n",
    "db/sub/b.model": "model B {\n  id Int @id\n  y Never\n}\n",
  });
  const { code, stderr } = await workspace.run("check", "--schema", "db");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^db\/a\.model:3:5 .*"Nope"/m);
  expect(stderr).toMatch(/^db\/sub\/b\.model:3:5 .*"Never"/m);
  expect(stderr).toContain("db: 2 errors");
});

test("a missing schema ends with 2", async () => {
  const { code, stderr } = await createWorkspace().run("check", "--schema", "x.model");
  expect(code).toBe(2);
  expect(stderr).toContain('there is no schema at "x.model"');
});
