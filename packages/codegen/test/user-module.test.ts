import { expect, test } from "vitest";
import { beside, userModule } from "../src/emit/user-module.ts";
import type { Emission } from "../src/emit/emission.ts";

const named = (path: string, userExtension: ".js" | ".ts", schemaFile = "schema.model"): string =>
  userModule(path, schemaFile, { userExtension, schemaPath: (file: string) => `../${file}` } as Emission);

test("TypeScript is named as it is, or as the JavaScript that is made of it", () => {
  const paths = ["./user.ext.ts", "./user.ext.mts", "./user.ext.cts", "./user.tsx"];
  expect(paths.map((path) => named(path, ".ts"))).toEqual([
    ...["../user.ext.ts", "../user.ext.mts", "../user.ext.cts", "../user.tsx"],
  ]);
  expect(paths.map((path) => named(path, ".js"))).toEqual([
    ...["../user.ext.js", "../user.ext.mjs", "../user.ext.cjs", "../user.js"],
  ]);
});

test("anything else is named as it is", () => {
  for (const extension of [".js", ".ts"] as const) {
    const paths = ["./money.js", "./money.mjs", "./money", "./money.ts.js"];
    expect(paths.map((path) => named(path, extension))).toEqual([
      ...["../money.js", "../money.mjs", "../money", "../money.ts.js"],
    ]);
  }
});

test("the path is taken from the schema's file", () => {
  expect(named("../own/user.ts", ".js", "people/user.model")).toBe("../own/user.js");
  expect(named("user.ts", ".ts", "people/user.model")).toBe("../people/user.ts");
  expect(beside("schema.model", "./.hidden/user.ts")).toBe("./.hidden/user.ts");
});
