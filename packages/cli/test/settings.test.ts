import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSettings } from "../src/settings.ts";
import { createWorkspace } from "./workspace.ts";

describe("without flags and config", () => {
  test("the schema is schema.model, and the client goes to generated beside it", async () => {
    const { host, directory } = createWorkspace({ "schema.model": "", "other.model": "" });
    expect(await loadSettings(host, {})).toEqual({
      schema: join(directory, "schema.model"),
      output: join(directory, "generated"),
      client: "sync",
      emit: "js",
      importExtension: null,
      naming: { case: "asWritten", plural: false },
      brandedIds: false,
    });
  });

  test.each([
    { files: ["shop.model", "notes.txt", "deep/schema.model"], schema: "shop.model" },
    { files: ["shop.prisma"], schema: "shop.prisma" },
    { files: ["prisma/schema.prisma", "shop.model"], schema: "prisma/schema.prisma" },
    { files: ["prisma/schema.prisma", "schema.prisma"], schema: "schema.prisma" },
    { files: ["prisma/schema.prisma", "schema.prisma", "schema.model", "a.model"], schema: "schema.model" },
  ])("of $files the schema is $schema", async ({ files, schema }) => {
    const { host, directory } = createWorkspace(Object.fromEntries(files.map((path) => [path, ""])));
    expect((await loadSettings(host, {})).schema).toBe(join(directory, schema));
  });

  test("the client of prisma/schema.prisma goes beside it", async () => {
    const { host, directory } = createWorkspace({ "prisma/schema.prisma": "" });
    expect((await loadSettings(host, {})).output).toBe(join(directory, "prisma/generated"));
  });

  test("no schema is an error that says what was looked for, and where", async () => {
    const { host, directory } = createWorkspace({ "schema.sql": "", "db/schema.prisma": "" });
    await expect(loadSettings(host, {})).rejects.toMatchObject({
      code: "SCHEMA_NOT_FOUND",
      message:
        `there is no schema in "${directory}": neither "schema.model" nor "schema.prisma" nor "prisma/schema.prisma", ` +
        "nor any other .model or .prisma file",
    });
  });

  test("several schemas are an error that names them", async () => {
    const { host } = createWorkspace({ "a.model": "", "b.prisma": "" });
    await expect(loadSettings(host, {})).rejects.toMatchObject({
      code: "SCHEMA_AMBIGUOUS",
      message: expect.stringContaining('"a.model", "b.prisma"'),
    });
  });
});

describe("with a config", () => {
  const config =
    'export default { schema: "db/shop.model", output: "src/client", client: "async", emit: "ts", importExtension: ".js", naming: { case: "snake_case" } };';

  test("its settings hold", async () => {
    const { host, directory } = createWorkspace({ "joinery.config.ts": config });
    expect(await loadSettings(host, {})).toEqual({
      schema: join(directory, "db/shop.model"),
      output: join(directory, "src/client"),
      client: "async",
      emit: "ts",
      importExtension: ".js",
      naming: { case: "snake_case", plural: false },
      brandedIds: false,
    });
  });

  test("flags go before each of them", async () => {
    const { host, directory } = createWorkspace({ "joinery.config.ts": config });
    expect(await loadSettings(host, { schema: "x.model", output: "y", client: "sync", emit: "js" })).toEqual({
      schema: join(directory, "x.model"),
      output: join(directory, "y"),
      client: "sync",
      emit: "js",
      importExtension: ".js",
      naming: { case: "snake_case", plural: false },
      brandedIds: false,
    });
  });
});

describe("a directory as schema", () => {
  test("has its client inside it", async () => {
    const { host, directory } = createWorkspace({ "db/a.model": "" });
    expect((await loadSettings(host, { schema: "db" })).output).toBe(join(directory, "db/generated"));
  });
});

test("a schema behind a link is read where it stands, and its client goes beside the link", async () => {
  const { host, directory } = createWorkspace({ "shared/schema.model": "" });
  mkdirSync(join(directory, "app"));
  symlinkSync(join(directory, "shared/schema.model"), join(directory, "app/schema.model"));
  expect(await loadSettings(host, { schema: "app/schema.model" })).toMatchObject({
    schema: join(directory, "shared/schema.model"),
    output: join(directory, "app/generated"),
  });
});
