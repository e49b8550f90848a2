/**
 * `pnpm bench:postgresql`: checks that all contenders give and store the same on a PostgreSQL server, then times them in turns, round by
 * round. Two tables: the time that passes, and the processor's time in this process, which is what a library costs; the server's is in the
 * first alone. Both as multiples of raw's in the same round.
 *
 *     --quick    a few short rounds
 */
import { parseArgs } from "node:util";
import { aligned } from "../aligned.ts";
import type { Client } from "../contender.ts";
import { median } from "../statistics.ts";
import { verify } from "../verify.ts";
import { size, workload, type WorkloadName } from "../workloads.ts";
import { contenders } from "./contenders.ts";
import { answers, emptyTable, schemas } from "./server.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = values.quick ? 5 : 60;
const warmUp = values.quick ? 2 : 15;

/** Pieces of one sample: tens of milliseconds for raw. */
const pieces: Readonly<Record<WorkloadName, number>> = { one: 100, all: 4, insert: 2, update: 2 };

interface Taken {
  readonly passed: number;
  readonly processor: number;
}

if (await answers()) await bench();
else console.log("There is no PostgreSQL: start one, or set JOINERY_POSTGRES_URL.");

async function bench(): Promise<void> {
  for (const contender of contenders) await verify(contender, schemas());
  const store = schemas();
  const clients: Client[] = [];
  try {
    const urls: string[] = [];
    for (const contender of contenders) {
      const url = await store.make(size);
      urls.push(url);
      clients.push(await contender.open(url));
    }
    const tables: Record<keyof Taken, string[][]> = { passed: [], processor: [] };
    for (const name of ["one", "all", "update", "insert"] as const) {
      const taken = await measure(name, clients, urls);
      for (const kind of ["passed", "processor"] as const) tables[kind].push(line(name, taken, kind));
    }
    const head = ["workload", ...contenders.map(({ name }) => name)];
    console.log(`The median of ${rounds} rounds, as multiples of raw.\n\nTime that passes:\n`);
    console.log(aligned([head, ...tables.passed]));
    console.log("\nThe processor's time in the program:\n");
    console.log(aligned([head, ...tables.processor]));
  } finally {
    for (const client of clients) await client.close();
    await store.drop();
  }
}

/** By contender, what each round took. */
async function measure(name: WorkloadName, clients: readonly Client[], urls: readonly string[]): Promise<Taken[][]> {
  const taken: Taken[][] = clients.map(() => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (let place = 0; place < clients.length; place++) {
      // Another one begins each round: whoever comes first meets what the machine did in between.
      const at = (place + round + warmUp) % clients.length;
      const one = await sample(name, clients[at] as Client, urls[at] as string, round); // within their length
      if (round >= 0) taken[at]?.push(one);
    }
  }
  return taken;
}

async function sample(name: WorkloadName, client: Client, url: string, round: number): Promise<Taken> {
  if (name === "insert") await emptyTable(url);
  const { run } = workload(name);
  const [start, before] = [performance.now(), process.cpuUsage()];
  for (let piece = 0; piece < pieces[name]; piece++) await run(client, (round + warmUp) * pieces[name] + piece);
  const { user, system } = process.cpuUsage(before);
  return { passed: (performance.now() - start) / pieces[name], processor: (user + system) / 1000 / pieces[name] };
}

function line(name: WorkloadName, taken: readonly Taken[][], kind: keyof Taken): string[] {
  const raw = taken[0] ?? [];
  const [first, ...others] = taken.map((rows) => ({
    ms: median(rows.map((row) => row[kind])),
    ratio: median(rows.map((row, round) => row[kind] / (raw[round]?.[kind] ?? NaN))),
  }));
  return [workload(name).title, `${first?.ms.toFixed(2)} ms`, ...others.map(({ ratio }) => `${ratio.toFixed(2)}×`)];
}
