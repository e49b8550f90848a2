/** Random programs over models that extend one another (`inheritance-program.ts`), in both colours, which must issue the same statements. */
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as asynchronous from "../../../../fixtures/inheritance/generated-async/index.ts";
import * as synchronous from "../../../../fixtures/inheritance/generated/index.ts";
import type { ConnectOptions } from "../../src/index.ts";
import { newPgliteDriver } from "../pglite.ts";
import { kinds, type ProgramClient, runProgram, type Step } from "./inheritance-program.ts";

const seed = Number(process.env["JOINERY_SEED"] ?? Date.now() % 2 ** 31);
const runs = Number(process.env["JOINERY_RUNS"] ?? 200);
const bounded = { seed, interruptAfterTimeLimit: Number(process.env["JOINERY_TIME"] ?? 8000), endOnFailure: false };

const operand = fc.nat({ max: 40 });
const step: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom(...kinds), a: operand, b: operand, c: operand });
const program = fc.array(step, { minLength: 1, maxLength: 50, size: "max" });

function open(models: typeof asynchronous, url: string, options?: ConnectOptions): ProgramClient {
  const db = models.connect(url, options);
  afterAll(() => db.close());
  return { models, db };
}

test(
  `both colours do what the naive model says, by the same statements (seed ${seed})`,
  { timeout: 600_000 },
  async () => {
    // The sync client's values are the async one's without the promise: awaiting them is what a program does.
    const sync = open(synchronous as unknown as typeof asynchronous, "sqlite::memory:");
    const async = open(asynchronous, "sqlite::memory:");
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
  const client = open(asynchronous, "pglite::memory:", { driver: newPgliteDriver });
  await fc.assert(
    fc.asyncProperty(program, async (steps) => void (await runProgram(client, steps))),
    { ...bounded, numRuns: Math.ceil(runs / 10) },
  );
});
