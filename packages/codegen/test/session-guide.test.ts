/** docs/session.md and the pages beside it: every example compiles under strict flags, runs in both kinds of client, and does what it says. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as runtime from "@joinery/runtime";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { fencesOf, guideProgram } from "./guide-program.ts";
import { writeClient } from "./temporary-client.ts";

const docs = new URL("../../../docs/", import.meta.url);
const pages = [
  "session.md",
  ...readdirSync(new URL("session/", docs))
    .toSorted()
    .map((name) => `session/${name}`),
];
const fences = pages.flatMap((page) => fencesOf(page, readFileSync(new URL(page, docs), "utf8")));
const model = fences.filter(({ language }) => language === "prisma").map(({ text }) => text);

test("the examples of the session's pages compile, and do what they say", { timeout: 60_000 }, async () => {
  using client = writeClient([]);
  const schema = schemaOf(model.join("\n"));
  for (const colour of ["async", "sync"] as const) {
    const folder = join(client.directory, colour);
    mkdirSync(join(folder, "generated"), { recursive: true });
    for (const { path, text } of await generate(schema, { client: colour }))
      writeFileSync(join(folder, "generated", path), text);
    const names = { "@joinery/runtime": Object.keys(runtime), "./generated/index.js": exportsOf(folder) };
    const program = guideProgram(fences, colour, names);
    writeFileSync(join(folder, "guide.ts"), program);
    writeFileSync(join(folder, "guide.js"), stripTypeScriptTypes(program));
  }
  const config = {
    extends: fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url)),
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
    files: ["async/guide.ts", "sync/guide.ts"],
  };
  writeFileSync(join(client.directory, "tsconfig.json"), JSON.stringify(config));
  const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
  const { stdout } = spawnSync(tsc, ["-p", client.directory, "--noEmit", "--pretty", "false"], { encoding: "utf8" });
  expect.soft(stdout).toBe("");
  const failures = client.run(
    `process.chdir(import.meta.dirname); await import("./async/guide.js"); await import("./sync/guide.js");`,
  );
  expect(failures).toBe("");
});

/** What a client's index exports as values. */
function exportsOf(folder: string): Set<string> {
  const index = readFileSync(join(folder, "generated/index.js"), "utf8");
  return new Set(Array.from(index.matchAll(/^export (?:\{|function) (\w+)/gm), ([, name = ""]) => name));
}
