import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchema } from "../src/schema.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

/** The paths of what is read, and of what is imported and not there. */
function pathsOf({ host, directory }: Workspace, schema: string): { files: string[]; missing: string[] } {
  const { files, missing } = readSchema(host, join(directory, schema));
  return {
    files: files.map((file) => file.path),
    missing: missing.map((path) => path.slice(directory.length + 1)),
  };
}

test("reads one file under its own name", () => {
  const { host, directory } = createWorkspace({ "db/shop.model": "model A {}" });
  expect(readSchema(host, join(directory, "db/shop.model")).files).toEqual([
    { path: "shop.model", text: "model A {}" },
  ]);
});

test("reads a directory as one schema, in path order, without hidden and installed files", () => {
  const { host, directory } = createWorkspace({
    "db/z.model": "z",
    "db/billing/b.model": "b",
    "db/billing/c.prisma": "c",
    "db/a.model": "a",
    "db/.old.model": "",
    "db/.cache/c.model": "",
    "db/node_modules/pkg/d.model": "",
    "db/readme.md": "",
  });
  expect(readSchema(host, join(directory, "db")).files).toEqual([
    { path: "a.model", text: "a" },
    { path: "billing/b.model", text: "b" },
    { path: "billing/c.prisma", text: "c" },
    { path: "z.model", text: "z" },
  ]);
});

test("says which schema is missing", () => {
  const { host, directory } = createWorkspace({ "db/readme.md": "" });
  expect(() => readSchema(host, join(directory, "db/x.model"))).toThrow('there is no schema at "db/x.model"');
  expect(() => readSchema(host, join(directory, "db"))).toThrow('there is no .model or .prisma file in "db"');
  expect(() => readSchema(host, directory)).toThrow('there is no .model or .prisma file in "."');
});

describe("imports", () => {
  test("are read with their own, from the file that imports them, each once", () => {
    const workspace = createWorkspace({
      "db/schema.model": 'import "./billing/a.model"\nimport "../shared/c.model"',
      "db/billing/a.model": 'import "./b.prisma"\nimport "../schema.model"',
      "db/billing/b.prisma": 'import "../../shared/c.model"\nimport "./b.prisma"',
      "db/billing/unrelated.model": "",
      "shared/c.model": "",
    });
    expect(pathsOf(workspace, "db/schema.model")).toEqual({
      files: ["../shared/c.model", "billing/a.model", "billing/b.prisma", "schema.model"],
      missing: [],
    });
  });

  test("of a directory may lead out of it, and make nothing twice that is in it", () => {
    const workspace = createWorkspace({
      "db/a.model": 'import "./b.model"\nimport "../shared/c.model"',
      "db/b.model": "",
      "shared/c.model": "",
    });
    expect(pathsOf(workspace, "db")).toEqual({ files: ["../shared/c.model", "a.model", "b.model"], missing: [] });
  });

  test("that lead nowhere are left to the compiler", () => {
    const workspace = createWorkspace({
      "a.model":
        'import "./later.model"\nimport "./dir.model"\nimport "./notes.txt"\nimport "\\u0000.model"\nimport ""',
      "dir.model/x": "",
      "notes.txt": "",
    });
    expect(pathsOf(workspace, "a.model")).toEqual({ files: ["a.model"], missing: ["later.model", "dir.model"] });
  });
});

test("a link to a file belongs to the schema, a link to a directory does not", () => {
  const workspace = createWorkspace({ "db/a.model": "", "other/b.model": "b", "other/notes.txt": "" });
  const { directory } = workspace;
  symlinkSync(join(directory, "other/b.model"), join(directory, "db/b.model"));
  symlinkSync(join(directory, "other/gone.model"), join(directory, "db/gone.model"));
  symlinkSync(join(directory, "other"), join(directory, "db/other"));
  expect(pathsOf(workspace, "db").files).toEqual(["a.model", "b.model"]);
});
