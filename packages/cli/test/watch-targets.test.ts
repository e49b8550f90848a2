import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSettings } from "../src/settings.ts";
import { watchTargets } from "../src/watch-targets.ts";
import { createWorkspace } from "./workspace.ts";

test("the schema and the configs are watched, and nothing beside them", async () => {
  const { host, directory } = createWorkspace({ "db/a.model": "" });
  const settings = await loadSettings(host, { schema: "db/a.model" });
  const { ignores } = watchTargets(host, {}, settings);
  const watched = [
    "db/a.model",
    "joinery.config.ts",
    "tsconfig.json",
    "schema.model",
    "x.prisma",
    "prisma",
    "prisma/schema.prisma",
  ];
  const ignored = ["db/b.model", "prisma/x.prisma", "package.json", "src", "node_modules", "db/generated/index.js"];
  for (const path of watched) expect([path, ignores(join(directory, path), "file")]).toEqual([path, false]);
  for (const path of ignored) expect([path, ignores(join(directory, path), "file")]).toEqual([path, true]);
});

test("all that is below a directory of schemas is watched, without the client that stands in it", async () => {
  const { host, directory } = createWorkspace({ "db/a.model": "" });
  const settings = await loadSettings(host, { schema: "db" });
  const { ignores } = watchTargets(host, {}, settings);
  expect(ignores(join(directory, "db/billing"), null)).toBe(false);
  expect(ignores(join(directory, "db/billing/b.model"), "file")).toBe(false);
  expect(ignores(join(directory, "db/c.prisma"), "file")).toBe(false);
  expect(ignores(join(directory, "db/notes.txt"), "file")).toBe(true);
  expect(ignores(join(directory, "db/generated"), "directory")).toBe(true);
  expect(ignores(join(directory, "dbx/b.model"), "file")).toBe(true);
});

test("imports are watched, wherever they are and also where there is no such file yet", async () => {
  const { host, directory } = createWorkspace({
    "db/a.model": 'import "./sub/b.model"\nimport "../shared/c.model"\nimport "../shared/deep/later.model"',
    "db/sub/b.model": "",
    "shared/c.model": "",
  });
  const at = (path: string): string => join(directory, path);
  const { paths, ignores } = watchTargets(host, {}, await loadSettings(host, { schema: "db" }));
  expect(paths).toEqual(expect.arrayContaining([at("shared/c.model"), at("shared/deep/later.model")]));
  expect(paths).not.toContain(at("db/sub/b.model"));
  expect(ignores(at("shared/deep"), "directory")).toBe(false);
  expect(ignores(at("shared/deep/later.model"), "file")).toBe(false);
  expect(ignores(at("shared/other.model"), "file")).toBe(true);
});

test("the key tells when an imported file has come or gone", async () => {
  const workspace = createWorkspace({ "a.model": 'import "./shared/b.model"' });
  const key = async (): Promise<string> =>
    watchTargets(workspace.host, {}, await loadSettings(workspace.host, { schema: "a.model" })).key;
  const before = await key();
  expect(await key()).toBe(before);
  workspace.write("shared/b.model", "");
  expect(await key()).not.toBe(before);
});

test("a schema that cannot be read is waited for", async () => {
  const { host, directory } = createWorkspace();
  const { paths } = watchTargets(host, {}, await loadSettings(host, { schema: "db/a.model" }));
  expect(paths).toContain(join(directory, "db/a.model"));
});

test("files with methods of the user's own are watched beside the schema's, and where @@extend names them", async () => {
  const { host, directory } = createWorkspace({
    "db/a.model": 'import "../shared/c.model"\nmodel A {\n  id Int @id\n  @@extend("../methods/a.ts")\n}\n',
    "shared/c.model": "",
  });
  const { paths, ignores } = watchTargets(host, {}, await loadSettings(host, { schema: "db/a.model" }));
  const at = (path: string): string => join(directory, path);
  expect(paths).toEqual(expect.arrayContaining([at("db"), at("shared"), at("methods/a.ts")]));
  const watched = ["db/user.ext.ts", "shared/c.ext.mjs", "methods/a.ts"];
  const ignored = ["db/user.ts", "db/sub", "db/sub/user.ext.ts", "user.ext.ts", "methods/b.ts", "db/generated"];
  for (const path of watched) expect([path, ignores(at(path), "file")]).toEqual([path, false]);
  for (const path of ignored) expect([path, ignores(at(path), "file")]).toEqual([path, true]);
});

test("a module that the client imports is watched where it may be, there or not, below a directory of schemas too", async () => {
  const { host, directory } = createWorkspace({
    "db/a.model":
      'scalar Money = Decimal { codec: "./codecs/money.js" }\nmodel A {\n  id Int @id\n  @@extend("./own/a.mjs")\n}\n',
    "db/own/b.ts": "",
  });
  for (const schema of ["db", "db/a.model"]) {
    const { paths, ignores } = watchTargets(host, {}, await loadSettings(host, { schema }));
    const modules = ["db/codecs/money.js", "db/codecs/money.ts", "db/codecs/money.tsx", "db/own/a.mjs", "db/own/a.mts"];
    expect(paths).toEqual(expect.arrayContaining(modules.map((path) => join(directory, path))));
    for (const path of ["db/codecs", "db/own"]) expect(ignores(join(directory, path), "directory")).toBe(false);
    for (const path of modules) expect([path, ignores(join(directory, path), "file")]).toEqual([path, false]);
    for (const path of ["db/codecs/other.ts", "db/own/b.ts"])
      expect([path, ignores(join(directory, path), "file")]).toEqual([path, true]);
  }
});

test("a codec of a package is nobody's file", async () => {
  const { host, directory } = createWorkspace({
    "a.model": 'scalar Money = Decimal { codec: "money" }\nmodel A { id Int @id }',
  });
  const { paths } = watchTargets(host, {}, await loadSettings(host, { schema: "a.model" }));
  expect(paths).not.toContain(join(directory, "money"));
});
