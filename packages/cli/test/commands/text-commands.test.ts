/** `ddl` and `erd`: what they have in common, and what each gives. */
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ddlDialects } from "@joinery/codegen/ddl";
import { describe, expect, test } from "vitest";
import { createWorkspace } from "../workspace.ts";

const good = "model User {\n  id    Int    @id\n  posts Post[]\n}\nmodel Post {\n  id     Int  @id\n  author User\n}\n";
const commands = [
  {
    args: ["ddl", "--dialect", "sqlite"],
    start: 'CREATE TABLE "User"',
    mark: "-- Made by `joinery ddl --dialect sqlite`",
  },
  { args: ["erd"], start: 'erDiagram\n  "User" {', mark: "%% Made by `joinery erd`" },
];

describe.each(commands)("joinery $args", ({ args, start, mark }) => {
  test("gives its text on standard output, and nothing else anywhere", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    const { code, stdout, stderr } = await workspace.run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout.startsWith(start)).toBe(true);
    expect(workspace.list()).toEqual(["schema.model"]);
  });

  test("gives its text as a part of one document with --json", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    const plain = await workspace.run(...args);
    const { stdout } = await workspace.run(...args, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      command: args[0],
      errors: 0,
      result: { output: null, text: plain.stdout },
    });
  });

  test("writes a file, which the next run replaces, gen leaves alone, and no other hand's file is", async () => {
    const workspace = createWorkspace({ "schema.model": good, "mine.txt": "mine" });
    const first = await workspace.run(...args, "-o", "generated/out.txt");
    expect(first).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("wrote generated/out.txt") });
    expect(workspace.read("generated/out.txt")?.startsWith(mark)).toBe(true);

    workspace.write("schema.model", good.replaceAll("Post", "Note"));
    expect(await workspace.run("gen")).toMatchObject({ code: 0 });
    expect(await workspace.run(...args, "-o", "generated/out.txt")).toMatchObject({ code: 0 });
    expect(workspace.read("generated/out.txt")).toContain("Note");
    const again = await workspace.run(...args, "-o", "generated/out.txt", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ result: { output: "generated/out.txt" } });
    expect(again.stderr).toContain("unchanged generated/out.txt");

    const refused = await workspace.run(...args, "-o", "mine.txt");
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toContain(
      '"mine.txt" is there already, and another hand wrote it\n  Replace it with --force',
    );
    expect(workspace.read("mine.txt")).toBe("mine");
    expect(await workspace.run(...args, "-o", "mine.txt", "--force")).toMatchObject({ code: 0 });
    expect(await workspace.run(...args, "-o", "generated")).toMatchObject({ code: 2 });
  });

  test("gives nothing of a schema with errors, and ends with 1", async () => {
    const workspace = createWorkspace({ "schema.model": "model User {\n  id Int @id\n  a Nope\n}\n" });
    const { code, stdout, stderr } = await workspace.run(...args, "-o", "out.txt");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain('unknown type "Nope"');
    expect(workspace.list()).toEqual(["schema.model"]);
    expect(await workspace.run(...args, "--schema", "nowhere.model")).toMatchObject({ code: 2, stdout: "" });
  });

  test("keeps a link a link, and writes what it leads to", async () => {
    const workspace = createWorkspace({ "schema.model": good, "docs/real.txt": "" });
    symlinkSync(join(workspace.directory, "docs/real.txt"), join(workspace.directory, "out.txt"));
    expect(await workspace.run(...args, "-o", "out.txt")).toMatchObject({ code: 0 });
    expect(workspace.read("docs/real.txt")?.startsWith(mark)).toBe(true);
  });
});

describe("ddl", () => {
  test("gives statements that the database runs", async () => {
    const { stdout } = await createWorkspace({ "schema.model": good }).run("ddl", "--dialect", "sqlite");
    const database = new DatabaseSync(":memory:");
    database.exec(stdout);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
    expect(tables.map(({ name }) => name)).toEqual(["Post", "User"]);
    database.close();
  });

  test("gives the statements one by one with --json, for every dialect that there is", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    for (const dialect of ddlDialects) {
      const { code, stdout } = await workspace.run("ddl", "--dialect", dialect, "--json");
      const { result } = JSON.parse(stdout) as { result: { dialect: string; statements: string[]; text: string } }; // its own shape
      expect([code, result.dialect]).toEqual([0, dialect]);
      expect(result.statements.filter((statement) => /^CREATE TABLE /m.test(statement))).toHaveLength(2);
      expect(result.text).toBe(result.statements.map((statement) => `${statement};\n`).join("\n"));
    }
  });

  test("names the dialects to whoever gives none, or another", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    expect((await workspace.run("ddl")).stderr).toContain("required option '--dialect <name>' not specified");
    const { code, stderr } = await workspace.run("ddl", "--dialect", "oracle");
    expect(code).toBe(2);
    for (const dialect of ddlDialects) expect(stderr).toContain(dialect);
  });
});
