import { expect, test, vi } from "vitest";
import { run } from "../src/main.ts";
import { createWorkspace } from "./workspace.ts";

test("a bug of ours ends with 70, a trace and what to do with it", async () => {
  const workspace = createWorkspace();
  const broken = {
    ...workspace.host,
    kindOf: () => {
      throw new TypeError("cannot read properties of undefined");
    },
  };
  expect(await run(broken, ["check", "--schema", "x.model"])).toBe(70);
  expect(workspace.printed()).toMatch(/^internal error: TypeError: cannot read properties of undefined\n\s+at /);
  expect(workspace.printed()).toContain(`This is a bug in Joinery ${workspace.host.version}`);
});

test("a bug of ours is data too where data is asked for", async () => {
  const workspace = createWorkspace();
  let stdout = "";
  const broken = {
    ...workspace.host,
    kindOf: () => {
      throw new TypeError("cannot read properties of undefined");
    },
    out: (text: string) => void (stdout += text),
  };
  expect(await run(broken, ["check", "--schema", "x.model", "--format", "json"])).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: "INTERNAL", message: "cannot read properties of undefined" },
  });
  expect(workspace.printed()).toMatch(/^internal error: TypeError/);
});

test.each(["CI", "FORCE_COLOR"])("a pipe has no colour, whatever %s says", async (name) => {
  vi.stubEnv(name, "1");
  try {
    const { stderr } = await createWorkspace({ "schema.model": "model" }).run("check");
    expect(stderr).toContain("error");
    expect(stderr).not.toContain("\u001b");
  } finally {
    vi.unstubAllEnvs();
  }
});

test("a reader of standard output that leaves ends the command quietly", async () => {
  const workspace = createWorkspace({ "schema.model": "model User {\n  id Int @id\n}\n" });
  const watching = workspace.start("gen", "--watch", "--format", "json");
  await watching.says("generated: wrote");
  watching.leave();
  workspace.write("schema.model", "model Team {\n  id Int @id\n}\n");
  const { code, stderr } = await watching.ended;
  expect(code).toBe(141);
  expect(stderr).not.toContain("internal error");
});
