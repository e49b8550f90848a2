import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkspace } from "../workspace.ts";

const good = "model User {\n  id Int @id\n}\n";
const broken = "model User {\n  id Int @id\n  team Taem\n}\n";
const wider = "model User {\n  id Int @id\n  email String\n}\n";

test("goes on through an error in the schema, keeping the last good output until it is mended", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const watching = workspace.start("gen", "--watch", "--emit", "ts");
  await watching.says("generated: wrote");
  const before = workspace.read("generated/user.ts");
  expect(before).not.toContain("email");

  workspace.write("schema.model", broken);
  await watching.says('unknown type "Taem"');
  await watching.says("nothing was written");
  expect(workspace.read("generated/user.ts")).toBe(before);

  workspace.write("schema.model", wider);
  await watching.says("generated: wrote");
  expect(workspace.read("generated/user.ts")).toContain("email");

  watching.signal("SIGINT");
  const { code, stdout } = await watching.ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
});

test("sees saves by renaming, a schema that goes and comes back, and new files of a directory", async () => {
  const workspace = createWorkspace({ "db/user.model": good });
  const at = (path: string): string => join(workspace.directory, path);
  const watching = workspace.start("gen", "--watch", "--emit", "ts", "--schema", "db");
  await watching.says("db/generated: wrote");

  for (const text of [wider, good, wider]) {
    workspace.write("db/.user.model.swp", text);
    renameSync(at("db/.user.model.swp"), at("db/user.model"));
    await watching.says("db/generated: wrote");
    expect(workspace.read("db/generated/user.ts")?.includes("email")).toBe(text === wider);
  }

  mkdirSync(at("db/billing"));
  workspace.write("db/billing/invoice.model", "model Invoice {\n  id Int @id\n}\n");
  await watching.says("db/generated: wrote");
  expect(workspace.read("db/generated/invoice.ts")).not.toBeNull();

  rmSync(at("db/billing"), { recursive: true });
  await watching.says("removed");
  expect(workspace.read("db/generated/invoice.ts")).toBeNull();

  renameSync(at("db/user.model"), at("user.model.away"));
  await watching.says("there is no .model or .prisma file");
  renameSync(at("user.model.away"), at("db/user.model"));
  await watching.says("db/generated: wrote 0 files");
});

test("follows the config: a new one, a broken one, one that names another schema", async () => {
  const workspace = createWorkspace({ "schema.model": good, "db/shop.model": wider });
  const watching = workspace.start("gen", "--watch");
  await watching.says("generated: wrote");

  workspace.write("joinery.config.ts", 'export default { emitt: "ts" };');
  await watching.says('unknown setting "emitt", did you mean "emit"?');

  workspace.write("joinery.config.ts", 'export default { emit: "ts", schema: "db/shop.model" };');
  await watching.says("db/generated: wrote");
  expect(workspace.read("db/generated/user.ts")).toContain("email");

  workspace.write("db/shop.model", good);
  await watching.says("db/generated: wrote");
  expect(workspace.read("db/generated/user.ts")).not.toContain("email");
});

test("starts without a schema and generates once there is one", async () => {
  const workspace = createWorkspace();
  const watching = workspace.start("gen", "--watch");
  await watching.says("there is no schema in");
  workspace.write("schema.model", good);
  await watching.says("generated: wrote");
  expect(workspace.list("generated")).toContain("generated/user.js");
});

test("starts without the directory that it was told and generates once it is there", async () => {
  const workspace = createWorkspace();
  const watching = workspace.start("gen", "--watch", "--schema", "db");
  await watching.says('there is no schema at "db"');
  workspace.write("db/user.model", good);
  await watching.says("db/generated: wrote");
  workspace.write("db/user.model", wider);
  await watching.says("db/generated: wrote");
  expect(workspace.read("db/generated/user.js")).toContain("email");
});

test("with --format json, says each run on one line of its own", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const watching = workspace.start("gen", "--watch", "--format", "json");
  await watching.says("generated: wrote");
  workspace.write("schema.model", broken);
  await watching.says("nothing was written");
  workspace.write("schema.model", "");
  await watching.says("there is no model");
  watching.signal("SIGINT");
  const { stdout } = await watching.ended;
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line): unknown => JSON.parse(line)),
  ).toMatchObject([
    { version: 1, diagnostics: [], errors: 0 },
    { version: 1, diagnostics: [{ code: "JY2001", file: "schema.model" }], errors: 1 },
    { version: 1, diagnostics: [], errors: 0, error: { code: "SCHEMA_EMPTY" } },
  ]);
});

test("sees what the schema imports change, go and come back, and a new import", async () => {
  const workspace = createWorkspace({ "db/schema.model": `import "../shared/team.model"\n${good}` });
  const at = (path: string): string => join(workspace.directory, path);
  const watching = workspace.start("gen", "--watch", "--schema", "db/schema.model");
  await watching.says("nothing was written");
  workspace.write("shared/team.model", "model Team {\n  id Int @id\n  a One\n}\n");
  await watching.says('unknown type "One"');
  workspace.write("shared/team.model", "model Team {\n  id Int @id\n  a Two\n}\n");
  await watching.says('unknown type "Two"');
  await watching.says("nothing was written");

  rmSync(at("shared"), { recursive: true });
  await watching.says("db/schema.model: ");
  workspace.write("shared/team.model", 'import "./deep/b.model"\nmodel Team {\n  id Int @id\n  a Three\n}\n');
  await watching.says('unknown type "Three"');

  workspace.write("shared/deep/b.model", "model B {\n  id Int @id\n  a Four\n}\n");
  await watching.says('unknown type "Four"');
  workspace.write("shared/deep/b.model.new", "model B {\n  id Int @id\n  a Five\n}\n");
  renameSync(at("shared/deep/b.model.new"), at("shared/deep/b.model"));
  await watching.says('unknown type "Five"');
});

test("starts without a schema and sees one where Prisma keeps it", async () => {
  const workspace = createWorkspace();
  const watching = workspace.start("gen", "--watch");
  await watching.says("there is no schema in");
  workspace.write("prisma/schema.prisma", good);
  await watching.says("prisma/generated: wrote");
  workspace.write("prisma/schema.prisma", wider);
  await watching.says("prisma/generated: wrote");
  expect(workspace.read("prisma/generated/user.js")).toContain("email");
});

test("sees methods of the user's own that come, are mended and go, and never writes them", async () => {
  const workspace = createWorkspace({ "db/schema.model": good });
  const watching = workspace.start("gen", "--watch", "--schema", "db/schema.model");
  await watching.says("db/generated: wrote");
  expect(workspace.list("db/generated")).not.toContain("db/generated/user-base.js");

  workspace.write("db/user.ext.ts", "");
  await watching.says('"user.ext.ts" does not export "UserExt"');
  await watching.says("nothing was written");

  const text = 'import { UserBase } from "./generated/user-base.js";\nexport class UserExt extends UserBase {}\n';
  workspace.write("db/user.ext.ts", text);
  await watching.says("db/generated: wrote");
  expect(workspace.read("db/generated/user.js")).toContain('from "../user.ext.ts"');
  expect(workspace.list("db/generated")).toContain("db/generated/user-base.js");
  expect(workspace.read("db/user.ext.ts")).toBe(text);

  rmSync(join(workspace.directory, "db/user.ext.ts"));
  await watching.says("removed 3");
  expect(workspace.list("db/generated")).not.toContain("db/generated/user-base.js");
});

test.each(["db", "db/schema.model"])(
  "sees a codec and named methods that were missing appear, with %s",
  async (schema) => {
    const text =
      'scalar Money = Decimal {\n  codec: "./codecs/money.js"\n}\n' +
      'model Bill {\n  id Int @id\n  total Money\n  @@extend("./own/bill.js")\n}\n';
    const workspace = createWorkspace({ "db/schema.model": text });
    const watching = workspace.start("gen", "--watch", "--schema", schema);
    await watching.says('there is no file "own/bill.js"');
    const methods = 'import { BillBase } from "../generated/bill-base.js";\nexport class BillExt extends BillBase {}\n';
    workspace.write("db/own/bill.ts", methods);
    await watching.says('the codec of the scalar "Money" is not there');
    workspace.write("db/codecs/money.ts", "");
    await watching.says("db/generated: wrote");
    rmSync(join(workspace.directory, "db/codecs/money.ts"));
    await watching.says('the codec of the scalar "Money" is not there');
  },
);

test("sees every way in which editors save: a backup and a new file, a delete and a new file, and in place", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const at = (path: string): string => join(workspace.directory, path);
  const watching = workspace.start("gen", "--watch", "--emit", "ts");
  await watching.says("generated: wrote");
  const ways: readonly ((text: string) => void)[] = [
    // vim with backupcopy=no
    (text) => {
      renameSync(at("schema.model"), at("schema.model~"));
      workspace.write("schema.model", text);
      rmSync(at("schema.model~"));
    },
    (text) => {
      rmSync(at("schema.model"));
      workspace.write("schema.model", text);
    },
    (text) => workspace.write("schema.model", text),
    // Emacs, JetBrains, VS Code with files.saveConflictResolution: a temporary file, renamed over the old one
    (text) => {
      workspace.write(".schema.model.tmp", text);
      renameSync(at(".schema.model.tmp"), at("schema.model"));
    },
  ];
  for (const [index, save] of ways.entries()) {
    save(index % 2 === 0 ? wider : good);
    await watching.says("generated: wrote");
    expect([index, workspace.read("generated/user.ts")?.includes("email")]).toEqual([index, index % 2 === 0]);
  }
});

test("sees a file of a directory under its new name, and a schema that was renamed to one that is looked for", async () => {
  const workspace = createWorkspace({ "db/a.model": good, "db/b.model": "model Team {\n  id Int @id\n  x Nope\n}\n" });
  const watching = workspace.start("gen", "--watch", "--schema", "db");
  await watching.says("db/b.model:3:5");
  await watching.says("nothing was written");
  renameSync(join(workspace.directory, "db/b.model"), join(workspace.directory, "db/c.model"));
  await watching.says("db/c.model:3:5");
  renameSync(join(workspace.directory, "db/c.model"), join(workspace.directory, "db/c.txt"));
  await watching.says("db/generated: wrote");
});

test("says each run in a pipe on a line of its own with the time of day, and leaves no temporary file on Ctrl-C", async () => {
  const workspace = createWorkspace({ "schema.model": good });
  const watching = workspace.start("gen", "--watch");
  await watching.says("generated: wrote");
  workspace.write("schema.model", wider);
  await watching.says("generated: wrote");
  watching.signal("SIGINT");
  const { code, stderr } = await watching.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^(\d\d:\d\d:\d\d generated: wrote \d+ files.* \(\d+ ms\)\n){2}$/);
  expect(workspace.list().filter((path) => /\.joinery-(\d|lock)/.test(path))).toEqual([]);
});
