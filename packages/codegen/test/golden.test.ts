/** Every fixture's generated client and DDL, byte by byte. `UPDATE_GOLDEN=1` writes them anew; a missing one fails. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ddlDialects, ddlText, generate, type GeneratedFile, type GenerateOptions } from "../src/index.ts";
import { fixtures, fixturesDirectory } from "./fixtures.ts";

const isUpdating = process.env["UPDATE_GOLDEN"] === "1";
/** Those with tests of both clients. */
const inBothColours = new Set([
  "attributes",
  "blog",
  "branded-ids",
  "cascades",
  "company",
  "events",
  "fleet",
  "inheritance",
  "scalars",
  "through",
  "unique-moves",
  "values",
  "views",
]);
const remedy = "(UPDATE_GOLDEN=1 writes it anew; look at the difference before you commit it)";

for (const { name, schema } of fixtures()) {
  const golden = (directory: string) => join(fixturesDirectory, name, directory);
  // The .sql files stand beside the schema, for each engine once.
  const sources = async (options: GenerateOptions) =>
    (
      await generate(schema, { schemaPath: (file) => `../${file}`, ...options, brandedIds: name === "branded-ids" })
    ).filter(({ path }) => path.endsWith(".ts"));

  test(`the client of "${name}" is as it was`, async () => {
    const files = await sources({ client: "sync", emit: "ts" });
    expect(differences(golden("generated"), files)).toEqual([]);
    expect(readdirSync(golden("generated")).toSorted()).toEqual(files.map(({ path }) => path));
  });

  test.runIf(inBothColours.has(name))(`the async client of "${name}" is as it was`, async () => {
    expect(differences(golden("generated-async"), await sources({ client: "async", emit: "ts" }))).toEqual([]);
  });

  test(`the tables of "${name}" are as they were`, () => {
    const files = ddlDialects.map((dialect) => ({
      path: `ddl.${dialect}.sql`,
      text: ddlText(schema, dialect),
    }));
    expect(differences(golden("."), files)).toEqual([]);
  });
}

/** The files that are missing or differ, after writing them where that is asked for. */
function differences(directory: string, files: readonly GeneratedFile[]): string[] {
  if (isUpdating) update(directory, files);
  return files
    .filter(({ path, text }) => {
      const file = join(directory, path);
      return !existsSync(file) || readFileSync(file, "utf8") !== text;
    })
    .map(({ path }) => `${join(directory, path)} ${remedy}`);
}

function update(directory: string, files: readonly GeneratedFile[]): void {
  // A client has its directory to itself; the tables stand beside the schema.
  if (files.some(({ path }) => path.endsWith(".ts"))) rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const { path, text } of files) writeFileSync(join(directory, path), text);
}
