/** The three forms of a source, beside what Node and TypeScript's own parser make of them; `layout.test.ts` has more of that. */
import { stripTypeScriptTypes } from "node:module";
import { compile } from "@joinery/dsl";
import fc from "fast-check";
import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { soundSchema } from "../../dsl/test/random-schemas.ts";
import { clientSchema } from "../src/client-schema.ts";
import { declarationMap } from "../src/emit/declaration-map.ts";
import { declaredNames } from "../src/emit/declared-names.ts";
import { printSource } from "../src/emit/print-source.ts";
import {
  declaredName,
  internalText,
  memberName,
  type Statement,
  typed,
  typeText,
  valueText,
} from "../src/emit/source.ts";
import { docText } from "../src/emit/text.ts";
import { generate, notGenerated } from "../src/index.ts";
import { nameSchema } from "../src/naming.ts";
import { fixtures } from "./fixtures.ts";

const runs = Number(process.env["JOINERY_RUNS"] ?? 8);

test("scripts are what Node makes of the source, whatever the schema", { timeout: 120_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(soundSchema, fc.constantFrom("sync", "async"), async (text, client) => {
      const { schema } = compile([{ path: "schema.model", text }]);
      if (schema === null || schema.models.length === 0 || notGenerated(schema).length > 0) return;
      const sources = await generate(schema, { client, emit: "ts", importExtension: ".js" });
      const written = new Map((await generate(schema, { client })).map((file) => [file.path, file.text]));
      for (const { path, text: source } of sources.filter((file) => file.path.endsWith(".ts"))) {
        compared++;
        const script = written.get(path.replace(/\.ts$/, ".js")) ?? "";
        expect(bare(script)).toBe(bare(stripTypeScriptTypes(source)));
      }
    }),
    { numRuns: runs },
  );
  expect(compared).toBeGreaterThan(0);
});

/** Printed anew without comments and without imports, which the two ways leave out by different rules. */
function bare(text: string): string {
  const file = ts.createSourceFile("file.ts", text, ts.ScriptTarget.ES2022);
  const printer = ts.createPrinter({ removeComments: true });
  const kept = file.statements.filter((statement) => !ts.isImportDeclaration(statement) && !isEmptyExport(statement));
  const printed = kept.map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file));
  return printed.join("\n").replaceAll(", }", " }");
}

function isEmptyExport(statement: ts.Statement): boolean {
  if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return false;
  return ts.isNamedExports(statement.exportClause) && statement.exportClause.elements.length === 0;
}

test.for(fixtures())("the maps of $name lead from where a parser finds the names", async ({ schema }) => {
  const files = new Map((await generate(schema, { client: "sync" })).map(({ path, text }) => [path, text]));
  const { models } = clientSchema(schema);
  const names = nameSchema(clientSchema(schema));
  for (const { name, span, columns, embeddeds, relations } of models) {
    const path = `${names.model(name).file}.d.ts`;
    const text = files.get(path) ?? "";
    const members = new Map([...columns, ...embeddeds, ...relations].map((member) => [member.name, member.span]));
    const found = { text, names: await declaredNames(path, text) };
    expect(files.get(`${path}.map`)).toBe(declarationMap(path, found, { declaration: span, members }, (file) => file));
  }
});

const statements: readonly Statement[] = [
  { kind: "import", namespace: "j", from: "@joinery/runtime/contract" },
  { kind: "import", names: [{ name: "Post", isType: true }, { name: "postType" }], from: "./post.js" },
  { kind: "import", names: [{ name: "Unused", isType: true }], isTypeOnly: true, from: "./unused.js" },
  typeText(`export type ${declaredName("Key")} = { ${memberName("a")}: number; ${memberName("b")}: "Unused" };`),
  {
    kind: "interface",
    name: "Init",
    doc: "Of `Unused`.",
    members: [{ name: "post", optional: true, type: "Post", doc: null }],
  },
  valueText(
    `export const role${typed(": string")} = postType${typed("<Post>")}();`,
    `export declare const ${declaredName("role")}: string;`,
  ),
  internalText(`/** @internal */\nexport const hidden${typed(": j.Model<Post>")} = role${typed(" as Post")};`),
];

test("a source has three forms", async () => {
  const form = (of: "ts" | "js" | "dts") => printSource("head", { statements }, of).text;
  expect(form("ts")).toMatchInlineSnapshot(`
    "// head
    import * as j from "@joinery/runtime/contract";
    import { type Post, postType } from "./post.js";
    import type { Unused } from "./unused.js";

    export type Key = { a: number; b: "Unused" };

    /** Of \`Unused\`. */
    export interface Init {
      post?: Post;
    }

    export const role: string = postType<Post>();

    /** @internal */
    export const hidden: j.Model<Post> = role as Post;
    "
  `);
  expect(form("js")).toMatchInlineSnapshot(`
    "// head
    import * as j from "@joinery/runtime/contract";
    import { postType } from "./post.js";

    export const role = postType();

    /** @internal */
    export const hidden = role;
    "
  `);
  expect(form("dts")).toMatchInlineSnapshot(`
    "// head
    import type { Post } from "./post.js";

    export type Key = { a: number; b: "Unused" };

    /** Of \`Unused\`. */
    export interface Init {
      post?: Post;
    }

    export declare const role: string;
    "
  `);
});

test("the names of declarations stand where a parser finds them", async () => {
  const { text, names } = printSource("head", { statements }, "dts");
  expect(names.map(({ start, end }) => text.slice(start, end))).toEqual(["Key", "a", "b", "Init", "post", "role"]);
  expect(names).toEqual(await declaredNames("file.d.ts", text));
});

test("a user's own words cannot be taken for a mark", () => {
  expect(docText("a\u0001b\u0002c\u0003d\u0004e")).toBe("abcde");
});
