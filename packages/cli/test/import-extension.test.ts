import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importExtension } from "../src/import-extension.ts";
import { createWorkspace } from "./workspace.ts";

async function chosen(
  files: Readonly<Record<string, string>>,
  emit: "js" | "ts" = "ts",
  configured: ".js" | ".ts" | null = null,
): Promise<string> {
  const { host, directory } = createWorkspace(files);
  return importExtension(host, { importExtension: configured, emit, output: join(directory, "src/generated") });
}

const tsconfig = (compilerOptions: object, rest: object = {}) => JSON.stringify({ ...rest, compilerOptions });

describe("with emit ts", () => {
  test.each([
    ["no option says so", tsconfig({ strict: true }), ".js"],
    ["TypeScript's extensions are allowed", tsconfig({ allowImportingTsExtensions: true, noEmit: true }), ".ts"],
    ["they are written anew", tsconfig({ rewriteRelativeImportExtensions: true }), ".ts"],
    ["nothing is emitted, which allows nothing by itself", tsconfig({ noEmit: true }), ".js"],
    ["there are comments in it", '{ // one\n "compilerOptions": { "allowImportingTsExtensions": true, }, }', ".ts"],
  ])("where %s", async (_, text, expected) => {
    expect(await chosen({ "tsconfig.json": text })).toBe(expected);
  });

  test("the nearest tsconfig.json counts, with what it extends", async () => {
    const files = {
      "tsconfig.json": tsconfig({}),
      "base/tsconfig.json": tsconfig({ allowImportingTsExtensions: true }),
      "src/tsconfig.json": tsconfig({}, { extends: "../base/tsconfig.json" }),
    };
    expect(await chosen(files)).toBe(".ts");
  });

  test("of a tsconfig.json that only refers to projects, the one that has the client counts", async () => {
    const files = {
      "tsconfig.json":
        '{ "files": [], "references": [{ "path": "./tsconfig.node.json" }, { "path": "./tsconfig.app.json" }] }',
      "tsconfig.node.json": tsconfig({}, { include: ["vite.config.ts"] }),
      "tsconfig.app.json": tsconfig({ allowImportingTsExtensions: true }, { include: ["src"] }),
    };
    expect(await chosen(files)).toBe(".ts");
  });

  test("without any, Node.js runs it as it is", async () => {
    expect(await chosen({})).toBe(".ts");
  });
});

test("with emit js, a compiler that emits nothing leaves the names as they are", async () => {
  expect(await chosen({ "tsconfig.json": tsconfig({ noEmit: true }) }, "js")).toBe(".ts");
  expect(await chosen({ "tsconfig.json": tsconfig({ outDir: "dist" }) }, "js")).toBe(".js");
});

test("the config goes before, also where the tsconfig.json cannot be read", async () => {
  const files = { "tsconfig.json": '{ "extends": "./nowhere.json" }' };
  expect(await chosen(files, "ts", ".js")).toBe(".js");
  await expect(chosen(files)).rejects.toMatchObject({
    code: "TSCONFIG_FAILED",
    message: expect.stringMatching(/^cannot read ".*tsconfig\.json": /),
  });
});
