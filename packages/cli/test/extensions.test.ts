/** The user's own methods as the command finds them: `findExtensions` over real files. */
import { join } from "node:path";
import { compile, type Schema } from "@joinery/dsl";
import { describe, expect, test } from "vitest";
import { type Extensions, findExtensions, isExtensionFile, namedExtensions } from "../src/extensions.ts";
import { readSchema } from "../src/schema.ts";
import { createWorkspace } from "./workspace.ts";

const good = (name: string) => `export class ${name} extends Base {}`;

function extensionsOf(files: Readonly<Record<string, string>>, schema = "schema.model"): Promise<Extensions> {
  const { host, directory } = createWorkspace(files);
  const root = schema === "." ? directory : join(directory, schema, "..");
  const compiled = compile(readSchema(host, join(directory, schema)).files).schema;
  if (compiled === null) throw new Error("the schema has errors");
  return findExtensions(host, compiled satisfies Schema, { root, output: join(directory, "out"), extension: ".js" });
}

const user = "model User {\n  id Int @id\n}\n";
const orderDetail = "model OrderDetail {\n  id Int @id\n}\n";

describe("a file that is called after a model", () => {
  test.each(["order-detail.ext.ts", "order-detail.ext.mts", "order-detail.ext.js", "order-detail.ext.mjs"])(
    "is found where it is %s",
    async (name) => {
      const { found, diagnostics } = await extensionsOf({
        "schema.model": orderDetail,
        [name]: good("OrderDetailExt"),
      });
      expect([[...found], diagnostics]).toEqual([[["OrderDetail", `./${name}`]], []]);
    },
  );

  test("is TypeScript where JavaScript that was made of it stands beside it", async () => {
    const files = { "schema.model": user, "user.ext.ts": good("UserExt"), "user.ext.js": good("UserExt") };
    expect([...(await extensionsOf(files)).found]).toEqual([["User", "./user.ext.ts"]]);
  });

  test("stands beside the file that declares the model, wherever the schema's root is", async () => {
    const files = {
      "shop/order.model": orderDetail,
      "people/user.model": user,
      "people/user.ext.ts": good("UserExt"),
      "people/order-detail.ext.ts": good("OrderDetailExt"),
      "user.ext.ts": good("UserExt"),
    };
    expect([...(await extensionsOf(files, ".")).found]).toEqual([["User", "./user.ext.ts"]]);
  });

  test("is left alone where the model is not in the client, where it is a directory, or where @@extend names another", async () => {
    const ignored = { "schema.model": user.replace("}", "@@ignore\n}"), "user.ext.ts": "" };
    expect(await extensionsOf(ignored)).toEqual({ found: new Map(), isAny: false, diagnostics: [] });
    expect((await extensionsOf({ "schema.model": user, "user.ext.ts/x": "" })).isAny).toBe(false);
    const named = user.replace("}", '@@extend("./methods.ts")\n}');
    const { found, isAny, diagnostics } = await extensionsOf({
      "schema.model": named,
      "user.ext.ts": "",
      "methods.ts": good("UserExt"),
    });
    expect([found.size, isAny, diagnostics]).toEqual([0, true, []]);
  });
});

describe("what the file exports", () => {
  test.each([
    "export class UserExt extends UserBase {}",
    "export abstract class UserExt extends UserBase {}",
    "class Own extends UserBase {}\nexport { Own as UserExt };",
    "export const UserExt = withName(UserBase);",
    'export { UserExt } from "./classes/user.js";',
    'export * from "./classes/user.js";',
  ])("may be written as %j", async (text) => {
    expect((await extensionsOf({ "schema.model": user, "user.ext.ts": text })).diagnostics).toEqual([]);
  });

  test.each([
    "",
    "class UserExt extends UserBase {}",
    "export default class UserExt extends UserBase {}",
    "export class UserExtension extends UserBase {}",
    "export { UserExt as Own };",
    "export type UserExt = object;",
    "export * as UserExtensions from './x.js';",
  ])("is an error with what to write where it is %j", async (text) => {
    expect((await extensionsOf({ "schema.model": user, "user.ext.ts": text })).diagnostics).toMatchObject([
      {
        code: "JY9003",
        severity: "error",
        message: '"user.ext.ts" does not export "UserExt", the class with the methods of "User"',
        hint:
          "begin it so:\n" +
          'import { UserBase } from "./out/user-base.js";\n\nexport class UserExt extends UserBase {}',
        span: { file: "schema.model", line: 1 },
      },
    ]);
  });

  test("is begun with the names that the generated class really has", async () => {
    const files = { "db/schema.model": `${user}model UserBase {\n  id Int @id\n}\n`, "db/user.ext.ts": "" };
    expect((await extensionsOf(files, "db/schema.model")).diagnostics).toMatchObject([
      { hint: expect.stringContaining('import { UserBase_ } from "../out/user-base-2.js";') },
    ]);
  });
});

describe("a file that @@extend names", () => {
  const named = (path: string) => user.replace("}", `@@extend("${path}")\n}`);

  test("may be named as the JavaScript that TypeScript makes of it", async () => {
    const { diagnostics } = await extensionsOf({ "schema.model": named("./x.js"), "x.ts": good("UserExt") });
    expect(diagnostics).toEqual([]);
    expect((await extensionsOf({ "schema.model": named("./x.mjs"), "x.mts": good("UserExt") })).diagnostics).toEqual(
      [],
    );
  });

  test("is missed where it is not there", async () => {
    expect((await extensionsOf({ "schema.model": named("../own/user.ts") })).diagnostics).toMatchObject([
      { message: 'there is no file "../own/user.ts", which @@extend names for the methods of "User"' },
    ]);
  });
});

test("names of such files are told from others, and found in a schema's text", () => {
  const names = ["a/user.ext.ts", "user.ext.mjs", "user.ts", "user.ext.d.ts", "ext.ts", "user.ext.json"];
  expect(names.map(isExtensionFile)).toEqual([true, true, false, false, false, false]);
  expect(namedExtensions('@@extend("./a.ts") @@extend( path: "b.js" ) @extend("c")')).toEqual(["./a.ts", "b.js"]);
});
