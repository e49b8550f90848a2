/** docs/value-types.md: its program compiles with the client of its schema, and runs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const page = readFileSync(new URL("../../../docs/value-types.md", import.meta.url), "utf8");
const fences = Array.from(page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms), ([, language, info = "", text = ""]) => {
  return { language, file: info.trim(), text };
});

function only(language: string, file: string): string {
  return fences
    .filter((fence) => fence.language === language && fence.file === file)
    .map(({ text }) => text)
    .join("\n");
}

test("the program of the guide compiles, and does what the guide says", async () => {
  const schema = schemaOf(only("prisma", ""));
  const files = await generate(schema, { client: "sync", schemaPath: (file) => `../${file}` });
  using client = writeClient([]);
  mkdirSync(join(client.directory, "generated"));
  for (const { path, text } of files) writeFileSync(join(client.directory, "generated", path), text);
  writeFileSync(join(client.directory, "money.ts"), only("ts", "money.ts"));
  writeFileSync(join(client.directory, "guide.ts"), only("ts", ""));
  const compilerOptions = {
    ...{ target: "ESNext", module: "NodeNext", strict: true, exactOptionalPropertyTypes: true },
    ...{
      skipLibCheck: true,
      allowImportingTsExtensions: false,
      outDir: ".",
      types: ["node"],
      rewriteRelativeImportExtensions: true,
    },
  };
  writeFileSync(
    join(client.directory, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["money.ts", "guide.ts"] }),
  );
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", client.directory], { encoding: "utf8" });
  // The runtime is here as its sources, which are checked elsewhere.
  expect(stdout.split("\n").filter((line) => /\b(guide|money)\.ts/.test(line))).toEqual([]);
  expect(client.run(`import "./guide.js"; console.log("done");`)).toBe("done\n");
});
