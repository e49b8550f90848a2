/**
 * Random schemas that combine all that a client may have: each client compiles under the strict flags, and what is written by it is what is read.
 * `JOINERY_RUNS=500 JOINERY_TIME=600000 JOINERY_SEED=42 pnpm vitest run rich-clients` looks for longer; `JOINERY_URL=pglite::memory:` does so on
 * another engine.
 */
import { compile } from "@joinery/dsl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { notGenerated } from "../src/index.ts";
import { runRichClient, writeRichClient } from "./rich/rich-client.ts";
import { richSchema } from "./rich/rich-schemas.ts";
import { randomFrom } from "./rich/rich-values.ts";
import { NoRowsError } from "./rich/round-trip.ts";
import { createProject } from "./temporary-project.ts";

const seed = Number(process.env["JOINERY_SEED"] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env["JOINERY_RUNS"] ?? 12);
const interruptAfterTimeLimit = Number(process.env["JOINERY_TIME"] ?? 8000);
const asyncUrl = process.env["JOINERY_URL"] ?? "sqlite::memory:";

const flags = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  allowImportingTsExtensions: true,
  skipLibCheck: false,
  target: "es2024",
  lib: ["es2024", "esnext.disposable"],
  types: ["node"],
  noEmit: true,
  module: "nodenext",
};

test(
  "a client of any schema compiles, and reads what it wrote",
  async () => {
    using project = createProject({});
    let clients = 0;
    const settings = fc.record({
      client: fc.constantFrom("sync", "async"),
      emit: fc.constantFrom("js", "js", "ts"),
      brandedIds: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(richSchema, settings, fc.integer(), async (rich, options, start) => {
        const { schema } = compile([{ path: "schema.model", text: rich.text }], { naming: rich.naming });
        fc.pre(schema !== null && notGenerated(schema).length === 0);
        const client = await writeRichClient(project, `client-${clients++}`, rich, schema, options);
        try {
          await runRichClient(client, options.client === "sync" ? "sqlite::memory:" : asyncUrl, randomFrom(start));
        } catch (error) {
          if (!(error instanceof NoRowsError)) throw error;
        }
      }),
      { seed, numRuns, interruptAfterTimeLimit, endOnFailure: true },
    );
    expect(clients).toBeGreaterThan(0);
    // Once for all of them, since it is slow.
    expect(project.compile(flags)).toBe("");
  },
  interruptAfterTimeLimit + 180_000,
);
