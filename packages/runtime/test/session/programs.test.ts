/**
 * Random session programs against a naive model (`naive-model.ts`), in both colours, which must issue the same statements. More of them, or the
 * same again: `JOINERY_RUNS=5000 JOINERY_SEED=42 pnpm vitest run programs`.
 */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/company/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/company/generated/index.ts";
import type { ConnectOptions } from "../../src/index.ts";
import { newPgliteDriver } from "../pglite.ts";
import type { Models } from "./clients.ts";
import { kinds, type ProgramClient, runProgram, type Step } from "./program.ts";

const seed = Number(process.env["JOINERY_SEED"] ?? Date.now() % 2 ** 31);
const runs = Number(process.env["JOINERY_RUNS"] ?? 300);

const frequent = [
  ...kinds,
  "create",
  "create",
  "createBelow",
  "setOne",
  "setOne",
  "addTo",
  "addTo",
  "commit",
  "access",
];
const operand = fc.nat({ max: 35 });
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...frequent), a: operand, b: operand, c: operand });
const program = fc.array(step, { minLength: 1, maxLength: 60, size: "max" });

function open(models: Models, colour: ProgramClient["colour"], url: string, options?: ConnectOptions): ProgramClient {
  const db = models.connect(url, options);
  afterAll(() => db.close());
  return { models, colour, db };
}

const bounded = { seed, interruptAfterTimeLimit: Number(process.env["JOINERY_TIME"] ?? 12_000), endOnFailure: false };

test(
  `both colours do what the naive model says, by the same statements (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    // The sync client's values are the async one's without the promise: awaiting them is what a program does.
    const sync = open(synchronous as unknown as Models, "sync", "sqlite::memory:");
    const async = open(asynchronous, "async", "sqlite::memory:");
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        const statements = await runProgram(sync, steps);
        expect(await runProgram(async, steps)).toEqual(statements);
      }),
      { ...bounded, numRuns: runs },
    );
  },
);

test(`PGlite does what the naive model says (seed ${seed})`, { timeout: 600_000 }, async () => {
  const client = {
    ...open(asynchronous, "async", "pglite::memory:", { driver: newPgliteDriver }),
    keepsConnection: true,
  };
  await fc.assert(
    fc.asyncProperty(program, async (steps) => void (await runProgram(client, steps))),
    { ...bounded, numRuns: Math.ceil(runs / 12) },
  );
});
