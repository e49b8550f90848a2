import { mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { init } from "../../src/commands/init.ts";
import type { InitFlags } from "../../src/init/answers.ts";
import type { Prompter } from "../../src/host/prompter.ts";
import type { ProgramCommand } from "../../src/host/project.ts";
import { Interrupted } from "../../src/misuse.ts";
import { createWorkspace, type Workspace } from "../workspace.ts";

/** The command with programs that are noted and not run. @param asked answers the questions, in their order */
async function initIn(
  workspace: Workspace,
  flags: Partial<InitFlags>,
  { answers = null, exit = 0 }: { readonly answers?: readonly unknown[] | null; readonly exit?: number } = {},
) {
  const ran: string[] = [];
  const questions: string[] = [];
  const rest = [...(answers ?? [])];
  const answer = <T>(question: string): Promise<T> => {
    questions.push(question);
    const next = rest.shift();
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next as T); // each test knows its questions
  };
  const prompter: Prompter = { choose: answer, ask: answer, confirm: answer };
  const host = {
    ...workspace.host,
    prompter: answers === null ? null : prompter,
    runProgram: ({ command, args }: ProgramCommand) => {
      ran.push([command, ...args].join(" "));
      return Promise.resolve(exit);
    },
    packageManager: () => Promise.resolve("npm" as const),
  };
  const code = await init(host, { install: true, ...flags }, "text");
  return { code, ran, questions, stderr: workspace.printed() };
}

describe("in an empty directory", () => {
  test("writes a project, its client and what to do next, and installs the packages", async () => {
    const workspace = createWorkspace();
    const { code, ran, stderr } = await initIn(workspace, { yes: true });
    expect(code).toBe(0);
    expect(ran).toEqual([
      `npm i @joinery/runtime@^${workspace.host.version} better-sqlite3`,
      `npm i -D joinery@^${workspace.host.version}`,
    ]);
    expect(workspace.read("joinery.config.ts")).toBe(
      'import { defineConfig } from "joinery";\n\nexport default defineConfig({\n  output: "generated",\n  client: "sync",\n});\n',
    );
    expect(JSON.parse(workspace.read("package.json") ?? "")).toMatchObject({
      private: true,
      type: "module",
      scripts: { gen: "joinery gen" },
    });
    expect(workspace.list("generated")).toContain("generated/user.js");
    expect(stderr).toMatch(/^wrote schema\.model, joinery\.config\.ts, package\.json; generated: wrote \d+ files/m);
    expect(stderr).toContain('import { connect, User } from "./generated/index.js";');

    expect(await workspace.run("check")).toMatchObject({ code: 0 });
    expect(await workspace.run("format", "--check")).toMatchObject({ code: 0 });
    expect(await workspace.run("gen", "--check")).toMatchObject({ code: 0 });
  });

  test("takes flags for everything", async () => {
    const workspace = createWorkspace();
    const { code, ran, stderr } = await initIn(workspace, {
      yes: true,
      provider: "postgresql",
      schema: "db/shop.model",
      output: "src/db",
      emit: "ts",
      install: false,
    });
    expect({ code, ran }).toEqual({ code: 0, ran: [] });
    expect(workspace.read("joinery.config.ts")).toContain(
      '  schema: "db/shop.model",\n  output: "src/db",\n  client: "async",\n  emit: "ts",\n',
    );
    expect(workspace.list("src/db")).toContain("src/db/user.ts");
    expect(stderr).toContain("Install what is missing: npm i @joinery/runtime@");
    expect(stderr).toContain('connect("pglite:./pgdata")');
    expect(stderr).toContain("await session.commit();");
  });
});

describe("in a project", () => {
  test("keeps the form of package.json and the lines of .gitignore, and adds to them", async () => {
    const workspace = createWorkspace({
      "package.json": '\uFEFF{\r\n\t"name": "shop",\r\n\t"files": ["a", "b"],\r\n\t"scripts": {"test": "x"}\r\n}\r\n',
      ".gitignore": "dist/\r\n*.db",
      "src/main.ts": "",
    });
    expect(await initIn(workspace, { yes: true, install: false })).toMatchObject({ code: 0 });
    const text = workspace.read("package.json") ?? "";
    expect(text.startsWith('\uFEFF{\r\n\t"name": "shop",\r\n\t"files": ["a", "b"],\r\n\t"scripts": {')).toBe(true);
    expect(JSON.parse(text.slice(1))).toMatchObject({ scripts: { test: "x", gen: "joinery gen" } });
    expect(workspace.read(".gitignore")).toBe("dist/\r\n*.db\r\n*.db-shm\r\n*.db-wal\r\n");
    expect(workspace.list("src/generated")).toContain("src/generated/index.js");
  });

  test("leaves a schema that is there as it is, and makes the client of it", async () => {
    const workspace = createWorkspace({ "prisma/schema.prisma": "model Shop {\n  id Int @id\n}\n" });
    const { code, stderr } = await initIn(workspace, { yes: true, install: false });
    expect(code).toBe(0);
    expect(workspace.read("joinery.config.ts")).toContain('schema: "prisma/schema.prisma"');
    expect(workspace.read("schema.model")).toBeNull();
    expect(workspace.list("generated")).toContain("generated/shop.js");
    expect(stderr).toContain('import { connect } from "./generated/index.js";');
  });

  test("leaves a script of the same name, and says how the generator is called instead", async () => {
    const workspace = createWorkspace({ "package.json": '{ "scripts": { "gen": "protoc" } }' });
    const { stderr } = await initIn(workspace, { yes: true, install: false });
    expect(workspace.read("package.json")).toBe('{ "scripts": { "gen": "protoc" } }');
    expect(stderr).toContain("after each change run: npx joinery gen");
  });

  test("installs only what package.json does not name", async () => {
    const workspace = createWorkspace({
      "package.json":
        '{ "dependencies": { "@joinery/runtime": "file:x" }, "devDependencies": { "joinery": "file:y" } }',
    });
    expect((await initIn(workspace, { yes: true })).ran).toEqual(["npm i better-sqlite3"]);
  });

  test("gives TypeScript where the compiler writes the project's JavaScript elsewhere", async () => {
    const emitted = async (options: string): Promise<boolean> => {
      const workspace = createWorkspace({ "tsconfig.json": `{ "compilerOptions": ${options} /* jsonc */ }` });
      await initIn(workspace, { yes: true, install: false });
      return workspace.list("generated").includes("generated/user.ts");
    };
    expect(await emitted('{ "outDir": "dist" }')).toBe(true);
    expect(await emitted('{ "noEmit": true }')).toBe(false);
    expect(await emitted('{ "outDir": "dist", "allowJs": true }')).toBe(false);
  });

  test("says that a client in TypeScript is no CommonJS where package.json says that all is", async () => {
    const said = async (files: Readonly<Record<string, string>>) =>
      (
        await initIn(createWorkspace({ "package.json": '{ "type": "commonjs" }', ...files }), {
          yes: true,
          install: false,
        })
      ).stderr;
    expect(await said({ "tsconfig.json": '{ "compilerOptions": { "outDir": "dist" } }' })).toContain(
      '"type": "commonjs"',
    );
    expect(await said({})).not.toContain('"type": "commonjs"');
  });

  test("takes back what it wrote where the client cannot be written", async () => {
    const workspace = createWorkspace({ "generated/user.js": "mine", "package.json": "{}" });
    const { code, stderr } = await initIn(workspace, { yes: true });
    expect(code).toBe(2);
    expect(stderr).toContain('"generated/user.js" is in the way');
    expect(workspace.list()).toEqual(["generated/user.js", "package.json"]);
    expect(workspace.read("package.json")).toBe("{}");
  });

  test("ends with 1 and the errors where the schema has some; what it wrote stays", async () => {
    const workspace = createWorkspace({ "schema.model": "model A {\n  id Int @id\n  x Nope\n}\n" });
    const { code, ran, stderr } = await initIn(workspace, { yes: true });
    expect({ code, ran }).toEqual({ code: 1, ran: [] });
    expect(stderr).toContain("Mend the schema, then run: npm run gen");
  });

  test("ends with 1 where a package cannot be installed, with the command to run by hand", async () => {
    const workspace = createWorkspace();
    const { code, ran, stderr } = await initIn(workspace, { yes: true }, { exit: 1 });
    expect([code, ran.length]).toEqual([1, 1]);
    expect(stderr).toMatch(/; "npm i @joinery\/runtime@.* better-sqlite3" failed/);
    expect(stderr).toContain("Install what is missing: npm i -D joinery@");
    expect(workspace.list("generated")).toContain("generated/index.js");
  });
});

describe("at a terminal", () => {
  test("asks what no flag says, shows what it will do, and does it after a yes", async () => {
    const workspace = createWorkspace();
    mkdirSync(`${workspace.directory}/.git`);
    const answers = ["sqlite", "async", "shop.model", "out", true];
    const { code, questions, stderr } = await initIn(workspace, {}, { answers });
    expect(code).toBe(0);
    expect(questions).toEqual([
      "Which database?",
      "Which client?",
      "Where is the schema?",
      "Where does the client go?",
      "Go ahead?",
    ]);
    expect(stderr).toMatch(
      /This will\n {2}write shop\.model\n {2}write joinery\.config\.ts\n {2}write package\.json\n/,
    );
    expect(stderr).toContain("  write .gitignore\n  run npm i @joinery/runtime@");
    expect(workspace.read("joinery.config.ts")).toContain('client: "async"');
  });

  test("does not ask what a flag says, nor what has one answer", async () => {
    const { questions } = await initIn(
      createWorkspace(),
      { provider: "postgresql", schema: "a.model", install: false },
      { answers: ["out", true] },
    );
    expect(questions).toEqual(["Where does the client go?", "Go ahead?"]);
  });

  test.each([
    ["a no", false, 3, "declined"],
    ["Ctrl-C", new Interrupted(), 130, "interrupted"],
  ])("writes nothing after %s, and ends with its own code", async (_name, last, wanted, says) => {
    const workspace = createWorkspace({ "package.json": "{}" });
    const answers = ["sqlite", "sync", "schema.model", "generated", last];
    const { code, ran, stderr } = await initIn(workspace, {}, { answers });
    expect({ code, ran }).toEqual({ code: wanted, ran: [] });
    expect(stderr).toContain(`${says}: nothing was written`);
    expect(workspace.list()).toEqual(["package.json"]);
    expect(workspace.read("package.json")).toBe("{}");
  });
});

describe("the command", () => {
  test("asks nobody where there is no terminal: it names the flags", async () => {
    const workspace = createWorkspace();
    const { code, stdout, stderr } = await workspace.run("init");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("there is no terminal to ask on\n  Add --yes");
    for (const flag of ["--provider", "--client", "--schema", "--output", "--emit", "--no-install"]) {
      expect(stderr).toContain(flag);
    }
    expect(workspace.list()).toEqual([]);
  });

  test("gives what it did as data, whatever package manager there is", async () => {
    const workspace = createWorkspace({ "pnpm-lock.yaml": "", "package.json": '{ "name": "x" }\n' });
    const { code, stdout } = await workspace.run("init", "--yes", "--no-install", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "init",
      result: {
        provider: "sqlite",
        client: "sync",
        written: ["schema.model", "joinery.config.ts", "package.json"],
        packageManager: "pnpm",
        installed: false,
        install: [
          expect.stringMatching(/^pnpm add @joinery\/runtime@/),
          expect.stringMatching(/^pnpm add -D joinery@/),
        ],
        generated: { output: "generated" },
      },
    });
  });

  test.each([
    { files: { "joinery.config.mjs": "" }, args: [], says: '"joinery.config.mjs" is there already' },
    { files: { "package.json": "{" }, args: [], says: '"package.json" is not a JSON object' },
    { files: { "package.json": "[]" }, args: [], says: '"package.json" is not a JSON object' },
    {
      files: {},
      args: ["--provider", "postgresql", "--client", "sync"],
      says: "there is no sync client for PostgreSQL",
    },
    { files: {}, args: ["--schema", "x.txt"], says: '"x.txt" is no schema' },
    { files: {}, args: ["--provider", "oracle"], says: "Allowed choices are sqlite, postgresql" },
  ])("refuses what cannot be done, writing nothing: $says", async ({ files, args, says }) => {
    const workspace = createWorkspace(files);
    const before = workspace.list();
    const { code, stderr } = await workspace.run("init", "--yes", "--no-install", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(workspace.list()).toEqual(before);
  });
});
