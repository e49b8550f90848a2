/** The clients of real Prisma schemas: they compile, make their tables and read them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { realSchemas } from "../../dsl/test/schemas.ts";
import { generate, type GenerateOptions } from "../src/index.ts";
import { compileErrors } from "./compile-errors.ts";
import { schemaOf } from "./fixtures.ts";
import { type TemporaryClient, writeClient } from "./temporary-client.ts";

// 250 models, generated anew for each test.
describe.skipIf(realSchemas.length === 0)("real schemas", { timeout: 300_000 }, () => {
  test("the declarations of the clients compile under strict flags, and their tables can be made and read", async () => {
    using clients = await writeClients({ client: "sync" });
    const roots = realSchemas.map(({ name }) => `${name}/index.d.ts`);
    expect(compileErrors(clients.directory, roots)).toBe("");
    expectTables(clients);
  });

  test("the asynchronous clients make their tables and read them", async () => {
    using clients = await writeClients({ client: "async" });
    expectTables(clients);
  });

  test("the clients compile as TypeScript under strict flags", async () => {
    using clients = await writeClients({ client: "async", emit: "ts" });
    const roots = realSchemas.map(({ name }) => `${name}/index.ts`);
    expect(compileErrors(clients.directory, roots, { skipLibCheck: true })).toBe("");
  });
});

/** A directory for each schema. */
async function writeClients(options: GenerateOptions): Promise<TemporaryClient> {
  const clients = writeClient([]);
  for (const { name, text } of realSchemas) {
    for (const file of await generate(schemaOf(text, name), options)) {
      const path = join(clients.directory, name, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.text);
    }
  }
  return clients;
}

/** On SQLite. A default in PostgreSQL's own words is for PostgreSQL alone: the tests of the DDL make those tables. */
function expectTables(clients: TemporaryClient): void {
  const schemas = realSchemas
    .filter(({ text }) => !/dbgenerated\("[^"]*::/.test(text))
    .map(({ name, text }) => {
      const models = schemaOf(text, name).models.filter(({ ignored }) => !ignored);
      return [name, models.map((model) => model.name)] as const;
    });
  const printed = clients.run(`
    for (const [schema, models] of ${JSON.stringify(schemas)}) {
      const client = await import("./" + schema + "/index.js");
      const db = client.connect("sqlite::memory:");
      await db.createAll();
      const session = db.session();
      for (const model of models) console.log(schema, model, (await session.query(client[model]).all()).length);
      await session.close();
      await db.close();
    }
  `);
  const expected = schemas.flatMap(([name, models]) => models.map((model) => `${name} ${model} 0`));
  expect(printed.trim().split("\n")).toEqual(expected);
}
