/** What `docs/inheritance.md` shows compiles and runs, in its order. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const page = readFileSync(new URL("../../../docs/inheritance.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  Array.from(page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms")), ([, text = ""]) => text);

test("the examples of the page on inheritance compile and run", async () => {
  const program = blocks("ts").join("\n").replaceAll("./generated/", "./");
  using written = writeClient(await generate(schemaOf(blocks("prisma").join("\n")), { client: "sync" }));
  writeFileSync(join(written.directory, "use.ts"), `${program}\nexport { kind };\n`);
  const base = fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url));
  writeFileSync(join(written.directory, "tsconfig.json"), JSON.stringify({ extends: base, files: ["use.ts"] }));
  const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
  const { stdout } = spawnSync(tsc, ["-p", written.directory, "--noEmit", "--pretty", "false"], { encoding: "utf8" });
  expect(stdout).toBe("");
  // What stands behind an expression is what it gives.
  const told = Array.from(program.matchAll(/; \/\/ (.*)$/gm), ([, value]) => `${value}\n`);
  const telling = program.replaceAll(/^(session.*); \/\/ .*$/gm, "console.log(JSON.stringify($1));");
  const printed = written.run(stripTypeScriptTypes(telling));
  expect(told).toHaveLength(3);
  expect(printed).toBe(`Ann C\nBob TypeScript\nCleo staff\nEve manager\n${told.join("")}`);
});
