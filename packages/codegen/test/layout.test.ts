/** What the emitters print is what Prettier would print, and what is derived from it is what Node and TypeScript would derive. */
import { stripTypeScriptTypes } from "node:module";
import { format } from "prettier";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { generate } from "../src/index.ts";
import { fixtures, schemaOf } from "./fixtures.ts";
import { growingSchema, namesSchema, wideHeirsSchema, wideSchema } from "./schemas.ts";

const sync = [
  ...fixtures(),
  { name: "wide names", schema: schemaOf(wideSchema) },
  { name: "growing names", schema: schemaOf(growingSchema) },
  { name: "heirs of wide names", schema: schemaOf(wideHeirsSchema) },
  { name: "borrowed names", schema: schemaOf(namesSchema) },
].map((fixture) => ({ ...fixture, client: "sync" as const }));
// The colours differ in the relations' accessors and the index alone.
const both = ["attributes", "branded-ids", "company", "inheritance", "through", "values", "views", "wide names"];
const schemas = [
  ...sync,
  ...sync.filter(({ name }) => both.includes(name)).map((fixture) => ({ ...fixture, client: "async" as const })),
];

describe.for(schemas)("the $client client of $name", ({ name, schema, client }) => {
  const brandedIds = name === "branded-ids";

  test("is laid out as Prettier lays it out", async () => {
    const files = [
      ...(await generate(schema, { client, emit: "ts", brandedIds })),
      ...(await generate(schema, { client, emit: "js", brandedIds })),
    ].filter(({ path }) => /\.[jt]s$/.test(path));
    const formatted = await Promise.all(
      files.map(async ({ path, text }) => ({
        path,
        text: await format(text, { printWidth: 120, parser: path.endsWith(".js") ? "babel" : "typescript" }),
      })),
    );
    expect(files).toEqual(formatted);
  });

  test("is in JavaScript what Node makes of its TypeScript", async () => {
    const scripts = await filesEnding(".js", "js");
    const sources = await filesEnding(".ts", "ts");
    expect(mapped(scripts, bare)).toEqual(mapped(sources, (text) => bare(stripTypeScriptTypes(text))));
  });

  test("is declared as TypeScript declares it", async () => {
    const declarations = await filesEnding(".d.ts", "js");
    const sources = await filesEnding(".ts", "ts");
    // Of an alias TypeScript writes out what it stands for, but only there.
    const keyless = (text: string) => (brandedIds ? bare(text).replaceAll(/\[j\.pk\]: .*;/g, "") : bare(text));
    expect(mapped(declarations, keyless)).toEqual(mapped(sources, (text) => keyless(declared(text))));
  });

  /** Their texts by their names without the ending. */
  async function filesEnding(ending: string, emit: "js" | "ts"): Promise<Map<string, string>> {
    const files = await generate(schema, { client, emit, importExtension: ".js", brandedIds });
    const ended = files.filter(({ path }) => path.endsWith(ending));
    return new Map(ended.map(({ path, text }) => [path.slice(0, -ending.length), text]));
  }
});

function mapped(files: ReadonlyMap<string, string>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Array.from(files, ([name, text]) => [name, change(text)]));
}

function declared(text: string): string {
  const compilerOptions = { stripInternal: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  return ts.transpileDeclaration(text, { fileName: "file.ts", compilerOptions }).outputText;
}

/** Printed anew without comments and without imports, which the two ways leave out by different rules. */
function bare(text: string): string {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.ES2022);
  const kept = file.statements.filter((statement) => !ts.isImportDeclaration(statement) && !isEmptyExport(statement));
  const printer = ts.createPrinter({ removeComments: true });
  const printed = kept.map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file));
  return printed.join("\n").replaceAll(", }", " }");
}

function isEmptyExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return false;
  return ts.isNamedExports(statement.exportClause) && statement.exportClause.elements.length === 0;
}
