/** docs/transactions.md: its programs compile with the clients of its schema, and do what the page says. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const page = readFileSync(new URL("../../../docs/transactions.md", import.meta.url), "utf8");
const fences = Array.from(page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms), ([, language, info = "", text = ""]) => {
  return { language, kind: info.trim(), text };
});
const program = (kind: string): string =>
  fences
    .filter((fence) => fence.language === "ts" && fence.kind === kind)
    .map(({ text }) => text)
    .join("\n");
const schema = schemaOf(fences.find(({ language }) => language === "prisma")?.text ?? "");

/** What the frameworks are to their examples. */
const frameworks: Readonly<Record<string, string>> = {
  hono: "declare const app: { use(handler: (context: { req: { raw: Request } }, next: () => Promise<void>) => Promise<void>): void };\n",
  express: `import { type EventEmitter, once } from "node:events";
declare const app: { use(handler: (request: unknown, response: EventEmitter, next: () => void) => void): void };\n`,
};

test.each(["async", "sync"] as const)(
  "the program of the %s client compiles, and does what the page says",
  async (kind) => {
    using client = writeClient([]);
    mkdirSync(join(client.directory, "generated"));
    for (const { path, text } of await generate(schema, { client: kind }))
      writeFileSync(join(client.directory, "generated", path), text);
    const main = program(kind === "async" ? "" : kind);
    expect(main.length).toBeGreaterThan(300);
    const files = ["guide.ts"];
    writeFileSync(join(client.directory, "guide.ts"), main);
    if (kind === "async")
      for (const [name, prelude] of Object.entries(frameworks)) {
        files.push(`${name}.ts`);
        const db = `import { connect } from "./generated/index.js";\nconst db = connect("pglite:./data");\n`;
        writeFileSync(join(client.directory, `${name}.ts`), prelude + db + program(name));
      }
    const config = {
      extends: fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url)),
      compilerOptions: { types: ["node"], noUnusedLocals: false, noUnusedParameters: false },
      files,
    };
    writeFileSync(join(client.directory, "tsconfig.json"), JSON.stringify(config));
    const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
    const { stdout } = spawnSync(tsc, ["-p", client.directory, "--noEmit", "--pretty", "false"], { encoding: "utf8" });
    expect(stdout).toBe("");
    expect(client.run(`${stripTypeScriptTypes(main)}\nconsole.log("done");`)).toBe(
      kind === "sync" ? "100\ndone\n" : "done\n",
    );
  },
);
