/** The examples of docs/columns.md: the schema gives a client, and the programs compile with it. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const page = readFileSync(new URL("../../../docs/columns.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map((match) => match[1] ?? "");

const options = "defer, loadOnly, selectinload, undefer, type AsyncSession";
const runtime = fileURLToPath(new URL("../../runtime/src/index.ts", import.meta.url));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

test("the examples compile", async () => {
  const [schema = ""] = blocks("prisma");
  const programs = blocks("ts");
  expect(programs.length).toBeGreaterThan(3);
  using client = writeClient(await generate(schemaOf(schema), { client: "async" }));
  const functions = programs.map(
    (program, at) =>
      `export async function example${at}(session: AsyncSession): Promise<unknown> {\n${program}return [${/const (\w+)/.exec(program)?.[1] ?? ""}];\n}\n`,
  );
  const imports = `import { ${options} } from "@joinery/runtime";\nimport { Article, Author } from "./index.js";\n`;
  writeFileSync(join(client.directory, "examples.ts"), imports + functions.join("\n"));
  const base = fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url));
  const paths = {
    "@joinery/runtime": [runtime],
    "@joinery/runtime/contract": [join(dirname(runtime), "contract.ts")],
    "@joinery/runtime/*": [join(dirname(runtime), "driver/*.ts")],
  };
  const config = { extends: base, compilerOptions: { paths, noUnusedLocals: false }, files: ["examples.ts"] };
  writeFileSync(join(client.directory, "tsconfig.json"), JSON.stringify(config));
  const { status, stdout } = spawnSync(
    process.execPath,
    [tsc, "--noEmit", "--pretty", "false", "-p", client.directory],
    {
      encoding: "utf8",
    },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});
