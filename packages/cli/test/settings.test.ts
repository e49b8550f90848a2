import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadSettings, watchTargets } from "../src/settings.ts";
import { createWorkspace } from "./workspace.ts";

describe("without flags and config", () => {
  test("the schema is schema.model, and the client goes to generated beside it", async () => {
    const { host, directory } = createWorkspace({ "schema.model": "", "other.model": "" });
    expect(await loadSettings(host, {})).toEqual({
      schema: join(directory, "schema.model"),
      output: join(directory, "generated"),
      client: "sync",
      emit: "js",
    });
  });

  test("the schema is the only .model file", async () => {
    const { host, directory } = createWorkspace({ "shop.model": "", "notes.txt": "", "deep/schema.model": "" });
    expect((await loadSettings(host, {})).schema).toBe(join(directory, "shop.model"));
  });

  test("no schema is an error that says what was looked for, and where", async () => {
    const { host, directory } = createWorkspace({ "schema.prisma": "" });
    await expect(loadSettings(host, {})).rejects.toMatchObject({
      code: "SCHEMA_NOT_FOUND",
      message: `there is no schema in "${directory}": neither "schema.model" nor any other .model file`,
    });
  });

  test("several schemas are an error that names them", async () => {
    const { host } = createWorkspace({ "a.model": "", "b.model": "" });
    await expect(loadSettings(host, {})).rejects.toMatchObject({
      code: "SCHEMA_AMBIGUOUS",
      message: expect.stringContaining('"a.model", "b.model"'),
    });
  });
});

describe("with a config", () => {
  const config = 'export default { schema: "db/shop.model", output: "src/client", client: "async", emit: "ts" };';

  test("its settings hold", async () => {
    const { host, directory } = createWorkspace({ "joinery.config.ts": config });
    expect(await loadSettings(host, {})).toEqual({
      schema: join(directory, "db/shop.model"),
      output: join(directory, "src/client"),
      client: "async",
      emit: "ts",
    });
  });

  test("flags go before each of them", async () => {
    const { host, directory } = createWorkspace({ "joinery.config.ts": config });
    expect(await loadSettings(host, { schema: "x.model", output: "y", client: "sync", emit: "js" })).toEqual({
      schema: join(directory, "x.model"),
      output: join(directory, "y"),
      client: "sync",
      emit: "js",
    });
  });
});

describe("a directory as schema", () => {
  test("has its client inside it", async () => {
    const { host, directory } = createWorkspace({ "db/a.model": "" });
    expect((await loadSettings(host, { schema: "db" })).output).toBe(join(directory, "db/generated"));
  });
});

describe("what is watched", () => {
  test("is the schema and the configs, and nothing beside them", async () => {
    const { host, directory } = createWorkspace({ "db/a.model": "" });
    const settings = await loadSettings(host, { schema: "db/a.model" });
    const { ignores } = watchTargets(host, {}, settings);
    const watched = ["db/a.model", "joinery.config.ts", "schema.model"];
    const ignored = ["db/b.model", "package.json", "src", "node_modules", "db/generated/index.js"];
    for (const path of watched) expect([path, ignores(join(directory, path), "file")]).toEqual([path, false]);
    for (const path of ignored) expect([path, ignores(join(directory, path), "file")]).toEqual([path, true]);
  });

  test("is all that is below a directory of schemas, without the client that stands in it", async () => {
    const { host, directory } = createWorkspace({ "db/a.model": "" });
    const settings = await loadSettings(host, { schema: "db" });
    const { ignores } = watchTargets(host, {}, settings);
    expect(ignores(join(directory, "db/billing"), null)).toBe(false);
    expect(ignores(join(directory, "db/billing/b.model"), "file")).toBe(false);
    expect(ignores(join(directory, "db/notes.txt"), "file")).toBe(true);
    expect(ignores(join(directory, "db/generated"), "directory")).toBe(true);
    expect(ignores(join(directory, "dbx/b.model"), "file")).toBe(true);
  });
});
