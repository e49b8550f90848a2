/** The guide to the user's own methods shows what works: its files are a project, which compiles, runs and prints what it says. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { createProject, type TemporaryProject } from "./temporary-project.ts";

const page = readFileSync(new URL("../../../docs/your-own-methods.md", import.meta.url), "utf8");
const [, schema = ""] = /```prisma\n(.*?)```/s.exec(page) ?? [];
const files = Object.fromEntries(
  Array.from(page.matchAll(/```(?:ts|js)\n\/\/ (\S+)\n(.*?)```/gs), ([, path = "", text = ""]) => [path, text]),
);

test("the files of the guide are found", () => {
  expect(Object.keys(files)).toEqual(["user.ext.ts", "main.ts", "post.ext.ts", "user.ext.js"]);
});

test.for(["ts", "js"])("the guide's program runs, with methods in %s", async (ending) => {
  using project = await guideProject(ending);
  expect(project.run("main.ts")).toBe("Hello Ann Lee\n");
});

test("the guide's files compile under strict flags", async () => {
  using project = await guideProject("ts");
  const flags = {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
  };
  const lib = { target: "es2024", lib: ["es2024", "esnext.disposable"], types: ["node"], skipLibCheck: false };
  expect(project.compile({ ...flags, ...lib, module: "nodenext", noEmit: true })).toBe("");
  project.write({ "wrong.ts": 'import { User } from "./generated/index.js"; new User({ first: "A" }).fulName;' });
  expect(project.compile({ ...flags, ...lib, module: "nodenext", noEmit: true })).toContain("TS2551");
});

async function guideProject(ending: string): Promise<TemporaryProject> {
  const extensions = new Map([
    ["User", `./user.ext.${ending}`],
    ["Post", "./post.ext.ts"],
  ]);
  const schemaPath = (file: string) => `../${file}`;
  const client = await generate(schemaOf(schema), { client: "sync", extensions, schemaPath });
  const used = Object.entries(files).filter(([path]) => !path.startsWith("user.ext.") || path.endsWith(ending));
  return createProject(
    Object.fromEntries([...used, ...client.map(({ path, text }) => [`generated/${path}`, text] as const)]),
  );
}
