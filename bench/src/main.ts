/**
 * `pnpm bench`: checks that all contenders give and store the same, times them, prints a table and writes results/.
 *
 *     --quick             a few short rounds
 *     --engine NAME       sqlite, or postgresql: a server on this machine, or that of JOINERY_POSTGRES_URL
 *     --only NAME         one workload: one, all, insert or update
 *     --profile NAME      Joinery alone on one workload for five seconds, for `node --cpu-prof src/main.ts --profile NAME`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Engine } from "./engine.ts";
import { engineNamed } from "./engines.ts";
import { measure, type Pace } from "./measure.ts";
import { profile } from "./profile.ts";
import { summarise, table } from "./report.ts";
import { verify } from "./verify.ts";
import { type WorkloadName, workloadNames } from "./workloads.ts";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "sqlite" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    profile: { type: "string" },
  },
});

if (values.profile !== undefined) await profile(engineNamed(values.engine), workloadNamed(values.profile));
else
  await bench(
    engineNamed(values.engine),
    values.only === undefined ? workloadNames : [workloadNamed(values.only)],
    values.quick,
  );

async function bench(engine: Engine, names: readonly WorkloadName[], isQuick: boolean): Promise<void> {
  const pace: Pace = isQuick ? { rounds: 3, warmUp: 3, duration: 10 } : { rounds: 100, warmUp: 30, duration: 12 };
  for (const contender of engine.contenders) await verify(engine, contender);
  const timings = await measure(engine, names, pace);
  const lines = timings.map(summarise);
  console.log(
    `Multiples of raw: the median of ${pace.rounds} interleaved rounds, and where the middle half of them lies.\n`,
  );
  console.log(table(engine, lines));
  if (isQuick)
    console.log("\nToo short for these numbers to mean anything: optimizing compilers have not come to their end.");
  const results = new URL("../results/", import.meta.url);
  mkdirSync(results, { recursive: true });
  const name = `${engine.name}-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.json`;
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  writeFileSync(
    new URL(name, results),
    `${JSON.stringify({ engine: engine.name, machine, pace, lines, timings }, null, 2)}\n`,
  );
  console.log(`\nresults/${name}`);
}

function workloadNamed(text: string): WorkloadName {
  const name = workloadNames.find((one) => one === text);
  if (name === undefined) throw new Error(`"${text}" is no workload: take one of ${workloadNames.join(", ")}`);
  return name;
}
