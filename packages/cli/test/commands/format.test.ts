import { chmodSync, lstatSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { format, type FormatFlags } from "../../src/commands/format.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

/** The command with a form of the test's own: no blank begins a line or ends one. */
async function formatIn(workspace: Workspace, paths: readonly string[], flags: FormatFlags = {}) {
  let listed = "";
  const host = { ...workspace.host, out: (text: string) => void (listed += text) };
  const code = await format(host, paths, flags, (text) => text.replace(/^[ \t]+|[ \t]+$/gm, ""));
  return { code, listed };
}

describe("files", () => {
  test("are brought to their form, and those that changed are listed", async () => {
    const workspace = createWorkspace({
      "db/a.model": " a ",
      "db/b.prisma": "b",
      "db/sub/c.model": "c ",
      "db/d.txt": " d ",
    });
    expect(await formatIn(workspace, ["db"])).toEqual({ code: 0, listed: "db/a.model\ndb/sub/c.model\n" });
    expect(["db/a.model", "db/b.prisma", "db/sub/c.model", "db/d.txt"].map((path) => workspace.read(path))).toEqual([
      "a",
      "b",
      "c",
      " d ",
    ]);
    expect(workspace.list()).toHaveLength(4);
    expect(workspace.printed()).toMatch(/^formatted 2 files, 1 unchanged \(\d+ ms\)\n$/);
  });

  test("are those of the schema with its imports where none is named", async () => {
    const workspace = createWorkspace({
      "joinery.config.ts": 'export default { schema: "db" };',
      "db/a.model": 'import "../shared/b.model" ',
      "shared/b.model": "b ",
      "other.model": "c ",
    });
    expect((await formatIn(workspace, [])).listed).toBe("shared/b.model\ndb/a.model\n");
    expect(workspace.read("other.model")).toBe("c ");
  });

  test("are those of the schema that --schema names, with its imports", async () => {
    const workspace = createWorkspace({
      "db/schema.model": 'import "./money.model"\n\nmodel A { id Int @id }\n',
      "db/money.model": "model B { id Int @id }\n",
      "other.model": "model C { id Int @id }\n",
    });
    expect((await workspace.run("format", "--schema", "db/schema.model")).code).toBe(0);
    expect(workspace.read("db/money.model")).toBe("model B {\n  id Int @id\n}\n");
    expect(workspace.read("other.model")).toBe("model C { id Int @id }\n");
    expect((await workspace.run("format", "--schema", "db", "other.model")).code).toBe(2);
  });

  test("named twice are formatted once", async () => {
    const workspace = createWorkspace({ "a.model": "a " });
    expect((await formatIn(workspace, ["a.model", ".", "./a.model"])).listed).toBe("a.model\n");
  });

  test("keep their mode, and stay links where they are", async () => {
    const workspace = createWorkspace({ "real/a.model": "a " });
    chmodSync(join(workspace.directory, "real/a.model"), 0o640);
    symlinkSync(join(workspace.directory, "real/a.model"), join(workspace.directory, "link.model"));
    expect((await formatIn(workspace, ["link.model"])).listed).toBe("link.model\n");
    expect(workspace.read("real/a.model")).toBe("a");
    expect(lstatSync(join(workspace.directory, "link.model")).isSymbolicLink()).toBe(true);
    expect(statSync(join(workspace.directory, "real/a.model")).mode & 0o777).toBe(0o640);
  });

  test("that are none of a schema's, or not UTF-8, end the run before anything is written", async () => {
    const workspace = createWorkspace({ "a.model": "a ", "notes.txt": " n ", "latin.model": "\uFFFD " });
    const misuse = async (paths: readonly string[]): Promise<string> => {
      const { code, listed } = await formatIn(workspace, paths, { format: "json" });
      expect(code).toBe(2);
      const { error }: { error: { message: string } } = JSON.parse(listed);
      return error.message;
    };
    expect(await misuse(["a.model", "notes.txt"])).toBe('"notes.txt" is not a .model or .prisma file');
    expect(await misuse(["a.model", "latin.model"])).toBe('"latin.model" is not UTF-8 text');
    expect(await misuse(["a.model", "nowhere"])).toBe('there is no schema at "nowhere"');
    expect(workspace.read("a.model")).toBe("a ");
  });
});

describe("--check", () => {
  test("lists what would change, writes nothing and ends with 1", async () => {
    const workspace = createWorkspace({ "db/a.model": "a ", "db/b.model": "b" });
    expect(await formatIn(workspace, ["db"], { check: true })).toEqual({ code: 1, listed: "db/a.model\n" });
    expect(workspace.read("db/a.model")).toBe("a ");
    expect(workspace.printed()).toMatch(/^2 files checked, 1 not formatted: run joinery format /);
  });

  test("ends with 0 where nothing would", async () => {
    const workspace = createWorkspace({ "a.model": "a" });
    expect(await formatIn(workspace, [], { check: true })).toEqual({ code: 0, listed: "" });
    expect(workspace.printed()).toMatch(/^1 file checked, all formatted /);
  });
});

describe("--stdin", () => {
  const withInput = (text: string): Workspace => {
    const workspace = createWorkspace();
    return { ...workspace, host: { ...workspace.host, readInput: () => Promise.resolve(text) } };
  };

  test("formats the input to the output", async () => {
    expect(await formatIn(withInput(" a \n"), [], { stdin: true })).toEqual({ code: 0, listed: "a\n" });
  });

  test("with --check only says whether it would change", async () => {
    expect(await formatIn(withInput(" a \n"), [], { stdin: true, check: true })).toEqual({ code: 1, listed: "" });
    expect(await formatIn(withInput("a\n"), [], { stdin: true, check: true })).toEqual({ code: 0, listed: "" });
  });
});

describe("--json", () => {
  test("gives what changed as data", async () => {
    const workspace = createWorkspace({ "db/a.model": "model A {\nid Int @id\n}\n", "db/b.model": "" });
    const check = await workspace.run("format", "db", "--check", "--json");
    const result = { changed: ["db/a.model"], unchanged: 1 };
    expect(check.code).toBe(1);
    expect(JSON.parse(check.stdout)).toEqual({
      version: 1,
      command: "format",
      diagnostics: [],
      errors: 0,
      warnings: 0,
      result,
    });
    const { code, stdout } = await workspace.run("format", "db", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result });
  });

  test("has the text of standard input in the document", async () => {
    const { code, stdout } = await createWorkspace().feed("model A {\nid Int @id\n}\n", "format", "--stdin", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ result: { text: "model A {\n  id Int @id\n}\n" } });
  });
});

describe("the command", () => {
  const good = "model User {\n  id Int @id\n}\n";

  test("formats the schema, and a second run changes nothing", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    expect(await workspace.run("format")).toMatchObject({ code: 0 });
    expect(await workspace.run("format", "--check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("passes standard input on with its byte order mark, and nothing else to standard output", async () => {
    const { code, stdout, stderr } = await createWorkspace().feed(`\uFEFF${good}`, "format", "--stdin");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`\uFEFF${good}`);
  });

  test.each([
    { args: ["format", "--stdin", "a.model"], says: "option '--stdin' cannot be used with paths" },
    { args: ["format", ""], says: "It is empty." },
    { args: ["format", "nowhere.model"], says: 'there is no schema at "nowhere.model"' },
  ])("refuses joinery $args", async ({ args, says }) => {
    const { code, stdout, stderr } = await createWorkspace({ "schema.model": good }).run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

test("leaves a file that nobody may write alone, and says so", async () => {
  const workspace = createWorkspace({
    "a.model": "model A {\nid Int @id\n}\n",
    "b.model": "model B {\nid Int @id\n}\n",
  });
  chmodSync(join(workspace.directory, "b.model"), 0o444);
  const { code, stderr } = await workspace.run("format", "a.model", "b.model");
  expect([code, stderr]).toEqual([2, expect.stringContaining('cannot write "b.model": it is read-only')]);
  expect(workspace.read("a.model")).toBe("model A {\nid Int @id\n}\n");
});
