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
