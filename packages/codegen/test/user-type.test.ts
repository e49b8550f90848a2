/** Documents of a type in the user's own words. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { format } from "prettier";
import { expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { column, id, modelWith, schemaWith, span } from "./ir.ts";
import { writeClient } from "./temporary-client.ts";

const file = "db/user.model";
const settings = "import('./types.js').Settings | 'none'";
const schema = schemaWith({
  files: [file],
  models: [
    modelWith(
      "User",
      [
        id,
        column("settings", "Json", { ts: settings, span: { ...span, file } }),
        column("more", "Json?", { ts: settings, span: { ...span, file } }),
        column("list", "Json[]", { ts: settings, span: { ...span, file } }),
      ],
      { span: { ...span, file } },
    ),
  ],
});
const schemaPath = (path: string) => `../schema/${path}`;

test.each(["sync", "async"] as const)("a document has its own type in the %s client", async (client) => {
  using written = writeClient(await generate(schema, { client, schemaPath: () => "./db/user.model" }));
  mkdirSync(join(written.directory, "db"));
  writeFileSync(join(written.directory, "db/types.ts"), "export interface Settings { readonly theme: string }\n");
  writeFileSync(
    join(written.directory, "use.ts"),
    `import { User } from "./index.js";
    const user = new User({ settings: { theme: "dark" }, list: ["none"] });
    export const theme: string = user.settings === "none" ? "" : user.settings.theme;
    user.more = null;
    User.settings.eq({ theme: "a" });
    // @ts-expect-error it has no such setting
    user.settings = { colour: "dark" };
    // @ts-expect-error nor this one
    new User({ settings: { theme: 1 } });
    `,
  );
  const base = fileURLToPath(new URL("../../../tsconfig.base.json", import.meta.url));
  writeFileSync(join(written.directory, "tsconfig.json"), JSON.stringify({ extends: base, files: ["use.ts"] }));
  const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
  const { stdout } = spawnSync(tsc, ["-p", written.directory, "--noEmit", "--pretty", "false"], { encoding: "utf8" });
  expect(stdout).toBe("");
  const printed = written.run(`
    import { User } from "./index.js";
    const user = new User({ settings: { theme: "dark" }, list: ["none"] });
    console.log(JSON.stringify([user.settings, user.more, user.list]));
  `);
  expect(JSON.parse(printed)).toEqual([{ theme: "dark" }, null, ["none"]]);
});

test("paths are as seen from the generated file, and the text is laid out", async () => {
  const files = [
    ...(await generate(schema, { client: "sync", emit: "ts", schemaPath })),
    ...(await generate(schema, { client: "sync", emit: "js", schemaPath })),
  ].filter(({ path }) => /^user\.(ts|js|d\.ts)$/.test(path));
  const formatted = files.map(({ path, text }) =>
    format(text, { printWidth: 120, parser: path.endsWith(".js") ? "babel" : "typescript" }),
  );
  expect(files.map(({ text }) => text)).toEqual(await Promise.all(formatted));
  const moved = 'import("../schema/db/types.js").Settings | "none"';
  const naming = files.filter(({ text }) => text.includes(moved)).map(({ path }) => path);
  expect(naming).toEqual(["user.ts", "user.d.ts"]);
});
