/** A client meets a runtime of another version: each of its files says so, before it asks for what that one does not have. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { contractVersion, generate } from "../src/index.ts";
import { schemaOf } from "./fixtures.ts";
import { writeClient } from "./temporary-client.ts";

const schema = schemaOf(`
  enum Mood { calm
    merry }
  scalar Money = Decimal { codec: "./codec.js" }
  type Place { city String
    price Money }
  abstract model Stamped { at DateTime @default(now()) }
  model Shop with Stamped { id Int @id
    home Place
    mail Place @embedded
    mood Mood @default(calm)
    kind String
    note String @deferred
    goods Good[]
    @@inherit(single)
    @@discriminator(kind) }
  model Market extends Shop { days Int }
  model Good { id Int @id
    price Money
    shop Shop }
  view Cheap { id Int @unique
    @@sql("SELECT id FROM \\"Good\\"") }
`);

const errors = new URL("../../runtime/src/errors.ts", import.meta.url).href;
/** All that every version has. */
const olderContract = `
  import { ContractVersionError } from "${errors}";
  export function checkContract(version) {
    if (version !== ${contractVersion - 1}) throw new ContractVersionError(version, ${contractVersion - 1});
  }
`;
const codec = { path: "codec.js", text: "export default { decode: (stored) => stored, encode: (value) => value };" };

test.each(["sync", "async"] as const)("each file of a newer %s client names the versions first", async (client) => {
  const extensions = new Map([["Good", "./good.ext.js"]]);
  const methods = {
    path: "good.ext.js",
    text: `import { GoodBase } from "./good-base.js"; export class GoodExt extends GoodBase {}`,
  };
  const files = await generate(schema, { client, extensions });
  using written = writeClient([...files, codec, methods]);
  const runtime = join(written.directory, "node_modules/@joinery/runtime");
  mkdirSync(runtime, { recursive: true });
  const exported = { "./contract": "./contract.js", "./better-sqlite3": "./driver.js", "./pglite": "./driver.js" };
  writeFileSync(join(runtime, "package.json"), JSON.stringify({ type: "module", exports: exported }));
  writeFileSync(join(runtime, "contract.js"), olderContract);
  writeFileSync(join(runtime, "driver.js"), "export const betterSqlite3 = null;");
  const modules = files.map(({ path }) => path).filter((path) => path.endsWith(".js") && path !== "ddl.js");
  expect(modules).toEqual(
    expect.arrayContaining(["index.js", "schema.js", "mood.js", "money.js", "place.js", "good-base.js"]),
  );
  const printed = written.run(`
    const told = [];
    for (const path of ${JSON.stringify(modules)})
      told.push([path, await import("./" + path).then(() => "loaded", ({ code, message }) => code + " " + message)]);
    console.log(JSON.stringify(told));
  `);
  const message =
    `CONTRACT_VERSION this client was generated for contract version ${contractVersion}, and the runtime speaks version ${contractVersion - 1}: ` +
    'update "@joinery/runtime" to the version of `joinery`, or run `joinery gen` with the version of the runtime';
  expect(JSON.parse(printed)).toEqual(modules.map((path) => [path, message]));
});
