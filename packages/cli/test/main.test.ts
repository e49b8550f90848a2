import { describe, expect, test } from "vitest";
import { hasColor } from "../src/host.ts";
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

describe("colour", () => {
  const broken = { "schema.model": "model" };

  test.each([{}, { CI: "1" }, { FORCE_COLOR: "0" }, { FORCE_COLOR: "" }, { NO_COLOR: "1" }])(
    "is not in a pipe with %j",
    async (environment) => {
      const { stderr } = await createWorkspace(broken).runIn(environment, "check");
      expect(stderr).toContain("error");
      expect(stderr).not.toContain("\u001b");
    },
  );

  test("is in a pipe where FORCE_COLOR asks for it, whatever NO_COLOR says", async () => {
    const { stderr } = await createWorkspace(broken).runIn({ FORCE_COLOR: "1", NO_COLOR: "1" }, "check");
    expect(stderr).toContain("\u001b[31m");
  });

  test.each([
    [{}, true],
    [{ NO_COLOR: "" }, true],
    [{ NO_COLOR: "1" }, false],
    [{ TERM: "dumb" }, false],
    [{ FORCE_COLOR: "0" }, false],
    [{ FORCE_COLOR: "3", NO_COLOR: "1" }, true],
  ])("of a terminal with %j: %s", (environment, wanted) => {
    expect(hasColor(environment, true)).toBe(wanted);
  });
});

describe("a command line that is not understood", () => {
  test.each([
    [["gen", "--json", "--nothing"], "gen", "unknown option '--nothing'"],
    [["gen", "--json", "--format", "github"], "gen", "option '--json' cannot be used with option '--format github'"],
    [["gen", "--json", "--watch", "--check"], "gen", "option '--watch' cannot be used with option '--check'"],
    [["ddl", "--json"], "ddl", "required option '--dialect <name>' not specified"],
    [["nothing", "--format=json"], null, "unknown command 'nothing'"],
  ])("is data too where data is asked for: %j", async (args, command, message) => {
    const workspace = createWorkspace();
    const { code, stdout, stderr } = await workspace.run(...args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, command, error: { code: "USAGE", message } });
    expect(stderr).toContain(message);
  });
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
