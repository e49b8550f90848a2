import type { Diagnostic } from "@joinery/dsl";
import { describe, expect, test } from "vitest";
import { type ConvertPrisma, importPrismaSchema, type ImportFlags } from "../../src/commands/import-prisma.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

const note: Diagnostic = {
  code: "JY7001",
  severity: "info",
  message: "generators are left out",
  span: { file: "schema.prisma", start: 0, end: 9, line: 1, column: 1 },
  hint: null,
  related: [],
};

/** The command with an import of the test's own: it writes the paths that it was given, each as a comment. */
async function importIn(
  workspace: Workspace,
  input: string,
  flags: Partial<ImportFlags> = {},
  result: Partial<ReturnType<ConvertPrisma>> = {},
) {
  let stdout = "";
  const host = { ...workspace.host, out: (text: string) => void (stdout += text) };
  const code = await importPrismaSchema(host, input, { format: "text", ...flags }, (files) => ({
    text: files.map((file) => `// ${file.path}\n`).join(""),
    diagnostics: [],
    ...result,
  }));
  return { code, stdout, stderr: workspace.printed() };
}

describe("a schema", () => {
  test("is written beside the input, under its name", async () => {
    const workspace = createWorkspace({ "prisma/schema.prisma": "" });
    const { code, stderr } = await importIn(workspace, "prisma/schema.prisma");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^wrote prisma\/schema\.model \(\d+ ms\)\n$/);
    expect(workspace.read("prisma/schema.model")).toBe("// schema.prisma\n");
  });

  test("of several files is one, without files of other kinds", async () => {
    const workspace = createWorkspace({
      "prisma/schema/a.prisma": "",
      "prisma/schema/models/b.prisma": "",
      "prisma/schema/c.model": "",
    });
    expect(await importIn(workspace, "prisma/schema/")).toMatchObject({ code: 0 });
    expect(workspace.read("prisma/schema.model")).toBe("// a.prisma\n// models/b.prisma\n");
  });

  test("goes where --output says, into directories that are not there yet", async () => {
    const workspace = createWorkspace({ "schema.prisma": "" });
    expect(await importIn(workspace, "schema.prisma", { output: "db/shop.model" })).toMatchObject({ code: 0 });
    expect(workspace.list()).toEqual(["db/shop.model", "schema.prisma"]);
  });

  test("goes to standard output for -, with what was found beside it", async () => {
    const workspace = createWorkspace({ "schema.prisma": "generator g {}\n" });
    const { code, stdout, stderr } = await importIn(
      workspace,
      "schema.prisma",
      { output: "-" },
      { diagnostics: [note] },
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: "// schema.prisma\n" });
    expect(stderr).toContain("schema.prisma:1:1  info JY7001: generators are left out");
    expect(stderr).toContain("schema.prisma imported: 1 note");
    expect(workspace.list()).toEqual(["schema.prisma"]);
  });
});

test("for - and --json, the schema is a part of the document", async () => {
  const workspace = createWorkspace({ "schema.prisma": "" });
  const { code, stdout } = await importIn(workspace, "schema.prisma", { output: "-", format: "json" });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    command: "import prisma",
    result: { output: null, text: "// schema.prisma\n" },
  });
});

describe("what was found", () => {
  test("is said in the chosen format, with paths from the working directory", async () => {
    const workspace = createWorkspace({ "db/schema.prisma": "generator g {}\n" });
    const { code, stdout } = await importIn(workspace, "db/schema.prisma", { format: "json" }, { diagnostics: [note] });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      diagnostics: [{ code: "JY7001", severity: "info", file: "db/schema.prisma" }],
      errors: 0,
      warnings: 0,
    });
  });

  test.each([
    { text: null, diagnostics: [{ ...note, severity: "error" as const }] },
    { text: "half of it", diagnostics: [{ ...note, severity: "error" as const }] },
  ])("keeps a schema with errors from being written: $text", async (result) => {
    const workspace = createWorkspace({ "schema.prisma": "" });
    const { code, stderr } = await importIn(workspace, "schema.prisma", {}, result);
    expect(code).toBe(1);
    expect(stderr).toContain("schema.prisma: 1 error; nothing was written");
    expect(workspace.list()).toEqual(["schema.prisma"]);
  });
});

describe("a file at the output", () => {
  test("stays, unless --force says otherwise", async () => {
    const workspace = createWorkspace({ "schema.prisma": "", "schema.model": "mine" });
    const { code, stderr } = await importIn(workspace, "schema.prisma");
    expect(code).toBe(2);
    expect(stderr).toContain('"schema.model" is there already\n  Replace it with --force');
    expect(workspace.read("schema.model")).toBe("mine");

    expect(await importIn(workspace, "schema.prisma", { force: true })).toMatchObject({ code: 0 });
    expect(workspace.read("schema.model")).toBe("// schema.prisma\n");
  });

  test("is never a directory", async () => {
    const workspace = createWorkspace({ "schema.prisma": "", "db/x": "" });
    const { code, stderr } = await importIn(workspace, "schema.prisma", { output: "db", force: true });
    expect(code).toBe(2);
    expect(stderr).toContain('"db" is no file\n  Name a file with --output, such as db/schema.model.');
  });
});

describe("the command", () => {
  test.each([
    { args: ["import"], says: "Usage: joinery import" },
    { args: ["import", "prisma"], says: "missing required argument 'schema'" },
    { args: ["import", "prisma", "x.prisma"], says: 'there is no schema at "x.prisma"' },
    { args: ["import", "prisma", "empty"], says: 'there is no .prisma file in "empty"' },
    { args: ["import", "prisma", "schema.model"], says: '"schema.model" is not a .prisma file' },
    { args: ["import", "prisma", "a.prisma", "-o", "-", "--format", "github"], says: "both go to standard output" },
  ])("refuses joinery $args", async ({ args, says }) => {
    const workspace = createWorkspace({ "schema.model": "", "a.prisma": "", "empty/x.model": "" });
    const { code, stdout, stderr } = await workspace.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});
