import { describe, expect, test } from "vitest";
import { run } from "../../src/main.ts";
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

test("errors of imported files are listed with their path from the working directory", async () => {
  const workspace = createWorkspace({
    "db/schema.model": 'import "../shared/team.model"\nmodel A {\n  id Int @id\n}\n',
    "shared/team.model": "model Team {\n  id Int @id\n  x Nope\n}\n",
  });
  const { code, stderr } = await workspace.run("check", "--schema", "db/schema.model");
  expect(code).toBe(1);
  expect(stderr).toMatch(/^shared\/team\.model:3:5 .*"Nope"/m);
});

test("what would keep the client from being written is said, and nothing is written", async () => {
  const workspace = createWorkspace({
    "schema.model":
      'model Shelf {\n  id    Int    @id\n  books Book[] @orderBy(rank)\n  @@extend("./methods/shelf.ts")\n}\n' +
      "model Book {\n  id    Int   @id\n  rank  Int   @default(0) @ignore\n  shelf Shelf\n}\n",
    "book.ext.ts": "export class Book {}\n",
  });
  const { code, stderr } = await workspace.run("check");
  expect(code).toBe(1);
  expect(stderr).toContain('JY9001: no client can be generated yet with "Shelf.books"');
  expect(stderr).toContain('JY9003: there is no file "methods/shelf.ts"');
  expect(stderr).toContain('JY9003: "book.ext.ts" does not export "BookExt"');
  expect(stderr).toContain("schema.model: 3 errors");
  expect(workspace.list()).toEqual(["book.ext.ts", "schema.model"]);
});

test("a codec that is not there ends with 2, as it does where a client is to be written", async () => {
  const schema = 'scalar Money = Decimal {\n  codec: "./money.js"\n}\nmodel Bill {\n  id Int @id\n  total Money\n}\n';
  const workspace = createWorkspace({ "schema.model": schema });
  const { code, stderr } = await workspace.run("check");
  expect(code).toBe(2);
  expect(stderr).toContain('the codec of the scalar "Money" is not there: "money.js"');
  workspace.write("money.ts", "");
  expect(await workspace.run("check")).toMatchObject({ code: 0 });
});

describe("--format json", () => {
  test("gives the findings as one line of data, and the outcome in words beside it", async () => {
    const workspace = createWorkspace({ "db/a.model": "model A {\n  id Int @id\n  x Strin\n}\n" });
    const { code, stdout, stderr } = await workspace.run("check", "--schema", "db", "--format", "json");
    expect(code).toBe(1);
    expect(stdout.endsWith("}\n")).toBe(true);
    expect(stdout.trimEnd()).not.toContain("\n");
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: "check",
      diagnostics: [
        {
          code: "JY2001",
          severity: "error",
          message: 'unknown type "Strin"',
          hint: 'did you mean "String"?',
          file: "db/a.model",
          start: { line: 3, column: 5, offset: 27 },
          end: { line: 3, column: 10, offset: 32 },
          related: [],
        },
      ],
      errors: 1,
      warnings: 0,
      result: { schema: "db" },
    });
    expect(stderr).toMatch(/^db: 1 error \(\d+ ms\)\n$/);
  });

  test("gives misuse in the same envelope", async () => {
    const { code, stdout, stderr } = await createWorkspace().run("check", "--schema", "x.model", "--format", "json");
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: "check",
      diagnostics: [],
      errors: 0,
      warnings: 0,
      error: {
        code: "SCHEMA_NOT_FOUND",
        message: 'there is no schema at "x.model"',
        hint: expect.stringContaining("Check the path"),
      },
    });
    expect(stderr).toMatch(/^error: there is no schema at "x\.model"\n/);
  });
});

describe("--format github", () => {
  const broken = "model A {\n  id Int @id\n  x Strin\n}\n";

  test("gives a workflow command for each finding", async () => {
    const { code, stdout, stderr } = await createWorkspace({ "schema.model": broken }).run(
      "check",
      "--format",
      "github",
    );
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout:
        '::error file=schema.model,line=3,col=5,endLine=3,endColumn=10,title=JY2001::unknown type "Strin"%0Adid you mean "String"?\n',
    });
    expect(stderr).toMatch(/^schema\.model: 1 error/);
  });

  test("names files from the root of the repository that is checked out", async () => {
    const workspace = createWorkspace({ "packages/db/schema.model": broken });
    let printed = "";
    const host = {
      ...workspace.host,
      cwd: `${workspace.directory}/packages/db`,
      githubWorkspace: workspace.directory,
      out: (text: string) => void (printed += text),
    };
    expect(await run(host, ["check", "--format", "github"])).toBe(1);
    expect(printed).toContain("file=packages/db/schema.model,");
  });
});
