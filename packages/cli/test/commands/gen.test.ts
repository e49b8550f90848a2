import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createWorkspace } from "../workspace.ts";

const good = "model User {\n  id Int @id\n  name String\n}\n";
const broken = "model User {\n  id Int @id\n  team Taem\n  boss Usre\n}\n";

describe("a good schema", () => {
  test("gives JavaScript with declarations beside it; a second run changes nothing", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    const first = await workspace.run("gen");
    expect(first).toMatchObject({ code: 0, stdout: "" });
    expect(first.stderr).toMatch(/^generated: wrote \d+ files \(\d+ ms\)\n$/);
    const files = workspace.list("generated");
    expect(files).toEqual(expect.arrayContaining(["generated/index.js", "generated/user.d.ts", "generated/user.js"]));

    const second = await workspace.run("gen");
    expect(second.stderr).toMatch(new RegExp(`^generated: wrote 0 files, ${files.length} unchanged`));
  });

  test("gives TypeScript on request, and takes the JavaScript away", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    await workspace.run("gen");
    expect(await workspace.run("gen", "--emit", "ts")).toMatchObject({ code: 0 });
    const files = workspace.list("generated");
    expect(files).toContain("generated/user.ts");
    expect(files.filter((path) => /\.(js|d\.ts|map)$/.test(path))).toEqual([]);
  });

  test("gives keys types of their own where the config asks for them", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    await workspace.run("gen");
    expect(workspace.read("generated/index.d.ts")).not.toContain("UserId");
    workspace.write("joinery.config.ts", "export default { brandedIds: true };");
    expect(await workspace.run("gen")).toMatchObject({ code: 0 });
    expect(workspace.read("generated/index.d.ts")).toContain("type UserId");
  });

  test("gives another client in each colour", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    expect(await workspace.run("gen", "--client", "sync", "--output", "a")).toMatchObject({ code: 0 });
    expect(await workspace.run("gen", "--client", "async", "--output", "b")).toMatchObject({ code: 0 });
    expect(workspace.read("a/index.js")).not.toBe(workspace.read("b/index.js"));
  });
});

describe("a schema in the language of Prisma", () => {
  test("is found where Prisma keeps it, and its client goes beside it", async () => {
    const workspace = createWorkspace({ "prisma/schema.prisma": good });
    const { code, stderr } = await workspace.run("gen");
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("prisma/generated: wrote") });
    expect(workspace.list("prisma/generated")).toContain("prisma/generated/user.js");
  });
});

describe("a broken schema", () => {
  test("ends with 1, every error with its line, and the last good output as it was", async () => {
    const workspace = createWorkspace({ "db/schema.model": good });
    await workspace.run("gen", "--schema", "db/schema.model");
    const before = workspace.list().map((path) => [path, workspace.read(path)]);

    workspace.write("db/schema.model", broken);
    const { code, stdout, stderr } = await workspace.run("gen", "--schema", "db/schema.model");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^db\/schema\.model:3:8 .*JY\d{4}.*"Taem"/m);
    expect(stderr).toMatch(/^db\/schema\.model:4:8 .*"Usre"/m);
    expect(stderr).toContain("  team Taem");
    expect(stderr).toContain("db/schema.model: 2 errors; nothing was written");
    workspace.write("db/schema.model", good);
    expect(workspace.list().map((path) => [path, workspace.read(path)])).toEqual(before);
  });
});

describe.each([["--json"], ["--format", "json"]])("with %s %s, standard output is one document", (...json) => {
  const args = json.filter((arg) => arg !== undefined);

  test("for a client that was written", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    const { code, stdout, stderr } = await workspace.run("gen", ...args);
    expect(code).toBe(0);
    expect(stdout.indexOf("\n")).toBe(stdout.length - 1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: "gen",
      diagnostics: [],
      errors: 0,
      warnings: 0,
      result: {
        output: "generated",
        written: expect.arrayContaining(["generated/user.js", "generated/.joinery-manifest.json"]),
        removed: [],
        edited: [],
        unchanged: 0,
      },
    });
    expect(stderr).toContain("generated: wrote");
  });

  test("for a file that is in the way", async () => {
    const workspace = createWorkspace({ "schema.model": good, "generated/user.js": "mine" });
    const { code, stdout } = await workspace.run("gen", ...args);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [], error: { code: "FILE_IN_THE_WAY" } });
  });
});

describe("--check", () => {
  const client = { "schema.model": good };

  test("ends with 0 where the client is as gen would write it, and writes nothing", async () => {
    const workspace = createWorkspace(client);
    await workspace.run("gen");
    const before = workspace.list();
    const { code, stdout, stderr } = await workspace.run("gen", "--check");
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toMatch(/^generated: up to date, \d+ files/);
    expect(workspace.list()).toEqual(before);
  });

  test("ends with 1 and lists what is missing, edited by hand, out of date and stale, touching none of it", async () => {
    const workspace = createWorkspace({ "schema.model": `${good}model Team {\n  id Int @id\n}\n` });
    await workspace.run("gen", "--emit", "ts");
    const header = workspace.read("generated/team.ts")?.split("\n")[0];
    workspace.write("schema.model", good.replace("name", "title"));
    workspace.write("generated/index.ts", `${workspace.read("generated/index.ts")}// by hand\n`);
    rmSync(join(workspace.directory, "generated/ddl.ts"));
    workspace.write("generated/older.ts", `${header}\n`);
    const before = workspace.list().map((path) => [path, workspace.read(path)]);

    const { code, stdout, stderr } = await workspace.run("gen", "--check", "--emit", "ts");
    expect(code).toBe(1);
    expect(stdout.trimEnd().split("\n")).toEqual([
      "generated/.joinery-manifest.json: out of date",
      "generated/ddl.ts: missing",
      "generated/index.ts: changed since it was generated",
      "generated/older.ts: no longer generated",
      "generated/schema.mysql.sql: out of date",
      "generated/schema.postgresql.sql: out of date",
      "generated/schema.sqlite.sql: out of date",
      "generated/schema.ts: out of date",
      "generated/team.ts: no longer generated",
      "generated/user.ts: out of date",
    ]);
    expect(stderr).toMatch(/^generated: 10 files differ: run joinery gen/);
    expect(workspace.list().map((path) => [path, workspace.read(path)])).toEqual(before);

    const json = await workspace.run("gen", "--check", "--emit", "ts", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      command: "gen",
      result: {
        output: "generated",
        differences: expect.arrayContaining([{ path: "generated/index.ts", kind: "edited" }]),
      },
    });

    const written = await workspace.run("gen", "--emit", "ts");
    expect(written.stderr).toContain('warning: not as Joinery wrote it, and now written anew: "generated/index.ts"\n');
    expect(await workspace.run("gen", "--check", "--emit", "ts")).toMatchObject({ code: 0 });
  });

  test("sees another option, another schema's name and a manifest that is gone", async () => {
    const workspace = createWorkspace(client);
    await workspace.run("gen");
    expect(await workspace.run("gen", "--check", "--client", "async")).toMatchObject({ code: 1 });
    rmSync(join(workspace.directory, "generated/.joinery-manifest.json"));
    expect(await workspace.run("gen", "--check")).toMatchObject({
      code: 1,
      stdout: "generated/.joinery-manifest.json: missing\n",
    });
  });

  test("does not count line ends that git has changed", async () => {
    const workspace = createWorkspace(client);
    await workspace.run("gen");
    for (const path of workspace.list("generated")) {
      workspace.write(path, workspace.read(path)?.replaceAll("\n", "\r\n") ?? "");
    }
    expect(await workspace.run("gen", "--check")).toMatchObject({ code: 0, stdout: "" });
  });

  test("ends with 1 for a schema with errors, and with 2 where it cannot look", async () => {
    const workspace = createWorkspace({ "schema.model": broken });
    expect(await workspace.run("gen", "--check")).toMatchObject({ code: 1, stdout: "" });
    workspace.write("schema.model", good);
    workspace.write("generated", "a file");
    expect(await workspace.run("gen", "--check")).toMatchObject({ code: 2 });
  });
});

describe("a schema with more than the generator writes", () => {
  test("ends with 1, each part with its line, and the last good output as it was", async () => {
    const workspace = createWorkspace({ "schema.model": good });
    await workspace.run("gen");
    const before = workspace.list().map((path) => [path, workspace.read(path)]);
    const more = "pets Pet[] @orderBy(rank)\n  toys Toy[] @orderBy(rank)";
    const others = ["Pet", "Toy"].map((name) => `model ${name} {\n  id Int @id\n  rank Int? @ignore\n  user User\n}\n`);
    workspace.write("schema.model", good.replace("name String", `name String\n  ${more}`) + others.join(""));
    const { code, stderr } = await workspace.run("gen");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^schema\.model:4:3 .*JY9001.*"User\.pets", which is ordered by a column/m);
    expect(stderr).toMatch(/^schema\.model:5:3 .*JY9001.*"User\.toys"/m);
    expect(stderr).toContain("  toys Toy[] @orderBy(rank)");
    expect(stderr).toContain("2 errors; nothing was written");
    workspace.write("schema.model", good);
    expect(workspace.list().map((path) => [path, workspace.read(path)])).toEqual(before);
  });

  test("is told what the client goes without", async () => {
    const post =
      "model Post {\n  id Int @id\n  by Int? @ignore\n  user User? @relation(fields: [by], references: [id])\n}\n";
    const workspace = createWorkspace({ "schema.model": good + post });
    const { code, stderr } = await workspace.run("gen");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^schema\.model:8:3 .*warning JY9002.*: the client goes without the relation "Post\.user"/m);
  });
});

describe("a schema without a model", () => {
  test.each(["", "// to be written\n", "enum Role { reader }\n"])(
    "%j ends with 2, and the last good output stays",
    async (text) => {
      const workspace = createWorkspace({ "schema.model": good });
      await workspace.run("gen");
      const before = workspace.list();
      workspace.write("schema.model", text);
      const { code, stderr } = await workspace.run("gen");
      expect(code).toBe(2);
      expect(stderr).toBe(
        'error: there is no model in "schema.model"\n  Describe one, such as: model User { id Int @id }\n',
      );
      expect(workspace.list()).toEqual(before);
      expect(await workspace.run("check")).toMatchObject({ code: 2 });
    },
  );
});

describe("misuse ends with 2 and writes nothing", () => {
  test.each([
    { args: ["gen", "--schema", "nowhere.model"], says: 'there is no schema at "nowhere.model"' },
    { args: ["gen", "--schema", "schema.model/x.model"], says: 'there is no schema at "schema.model/x.model"' },
    { args: ["gen", "--client", "asink"], says: "Allowed choices are sync, async" },
    { args: ["gen", "--outptu", "x"], says: "Did you mean --output?" },
    { args: ["gen", "--format", "xml"], says: "Allowed choices are text, json, github" },
    { args: ["gne"], says: "Did you mean gen?" },
    { args: ["gen", "extra"], says: "too many arguments" },
    { args: ["gen", "schema.model"], says: "(a schema is named by its flag: --schema PATH)" },
    { args: ["gen", "--schema", ""], says: "argument '' is invalid. It is empty." },
    { args: ["gen", "--output="], says: "argument '' is invalid. It is empty." },
    { args: [], says: "Usage: joinery" },
  ])("joinery $args", async ({ args, says }) => {
    const workspace = createWorkspace({ "schema.model": good });
    const { code, stdout, stderr } = await workspace.run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(workspace.list()).toEqual(["schema.model"]);
  });

  test("an unknown setting", async () => {
    const workspace = createWorkspace({
      "schema.model": good,
      "joinery.config.ts": 'export default { clinet: "async" };',
    });
    const { code, stderr } = await workspace.run("gen");
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: joinery.config.ts: unknown setting "clinet", did you mean "client"?\n' +
        '  The settings are "schema", "output", "client", "emit", "importExtension", "naming", "brandedIds".\n',
    );
  });

  test("a file of the user's where a generated one belongs", async () => {
    const workspace = createWorkspace({ "schema.model": good, "generated/user.js": "mine" });
    const { code, stderr } = await workspace.run("gen");
    expect(code).toBe(2);
    expect(stderr).toContain('"generated/user.js" is in the way: Joinery did not write it');
    expect(workspace.list()).toEqual(["generated/user.js", "schema.model"]);
  });
});

describe("help", () => {
  test.each([
    ["--help"],
    ["gen", "--help"],
    ["check", "--help"],
    ["format", "--help"],
    ["import", "prisma", "--help"],
    ["init", "--help"],
    ["ddl", "--help"],
    ["erd", "--help"],
    ["--version"],
  ])("joinery %s goes to standard output", async (...args) => {
    const { code, stdout, stderr } = await createWorkspace().run(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(args.includes("--version") ? /^\d+\.\d+\.\d+\n$/ : /Usage: joinery/);
    expect(stdout.includes("Examples:\n  joinery ")).toBe(args.length > 1);
  });
});

describe("in a project whose package.json says that .js is CommonJS", () => {
  const program = `console.log(typeof require("./generated/ddl.js").sqlite);`;

  test("the client says of itself that it is not, and takes that back when it is no longer so", async () => {
    const workspace = createWorkspace({ "schema.model": good, "package.json": '{ "type": "commonjs" }' });
    expect(await workspace.run("gen")).toMatchObject({ code: 0 });
    workspace.write("use.js", program);
    // Its package.json is ours: a second run looks past it.
    expect((await workspace.run("gen")).stderr).toContain("wrote 0 files");
    expect(JSON.parse(workspace.read("generated/package.json") ?? "")).toMatchObject({ type: "module" });
    const { status, stdout, stderr } = spawnSync(process.execPath, ["use.js"], {
      cwd: workspace.directory,
      encoding: "utf8",
    });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "object\n", stderr: "" });

    workspace.write("package.json", '{ "type": "module" }');
    expect((await workspace.run("gen")).stderr).toContain("removed 1");
    expect(workspace.read("generated/package.json")).toBeNull();
  });

  test("a package.json of the user's in the output is left as it is", async () => {
    const own = '{ "type": "commonjs", "name": "mine" }';
    const workspace = createWorkspace({ "schema.model": good, "generated/package.json": own });
    expect(await workspace.run("gen")).toMatchObject({ code: 0 });
    expect(workspace.read("generated/package.json")).toBe(own);
  });

  test("TypeScript is compiled as the project is", async () => {
    const workspace = createWorkspace({ "schema.model": good, "package.json": '{ "type": "commonjs" }' });
    await workspace.run("gen", "--emit", "ts");
    expect(workspace.read("generated/package.json")).toBeNull();
  });
});

describe("the codec of a custom scalar", () => {
  const schema = `scalar Money = Decimal {\n  codec: "./money.js"\n}\n\nmodel Bill {\n  id    Int   @id\n  total Money\n}\n`;

  test("is told where its file is not there, and nothing is written", async () => {
    const workspace = createWorkspace({ "db/schema.model": schema });
    const { code, stderr } = await workspace.run("gen", "--schema", "db/schema.model");
    expect(code).toBe(2);
    expect(stderr).toContain('the codec of the scalar "Money" is not there: "db/money.js"');
    expect(stderr).toContain("schema.model, line 1");
    expect(workspace.list("db")).toEqual(["db/schema.model"]);
  });

  test.each(["db/money.js", "db/money.ts"])("is imported from where the client is: %s", async (codec) => {
    const workspace = createWorkspace({ "db/schema.model": schema, [codec]: "" });
    expect(await workspace.run("gen", "--schema", "db/schema.model", "--output", "app/client")).toMatchObject({
      code: 0,
    });
    expect(workspace.read("app/client/money.js")).toContain('import codec from "../../db/money.js";');
    expect(workspace.read("app/client/money.d.ts")).toContain('import codec from "../../db/money.js";');
  });
});
