import { aligned } from "./aligned.ts";
import type { Engine } from "./engine.ts";
import type { Timing } from "./measure.ts";
import { median, quantile } from "./statistics.ts";
import { workload, type WorkloadName } from "./workloads.ts";

export interface Line {
  readonly workload: WorkloadName;
  readonly contender: string;
  /** Medians over the rounds: of one piece of work in ms, and of its multiple of raw. */
  readonly time: number;
  readonly ratio: number;
  /** The multiples between which half of the rounds lie. */
  readonly spread: readonly [number, number];
}

export function summarise({ workload, contender, times, ratios }: Timing): Line {
  return {
    workload,
    contender,
    time: median(times),
    ratio: median(ratios),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

/** The lines as a Markdown table: a row for each workload, a column for each contender. */
export function table({ contenders, goals }: Engine, lines: readonly Line[]): string {
  const names = [...new Set(lines.map((line) => line.workload))];
  const head = ["workload", ...contenders.map(({ name }) => name), "goal"];
  const body = names.map((name) => [
    workload(name).title,
    ...contenders.map((contender) => {
      const line = lines.find((one) => one.workload === name && one.contender === contender.name);
      if (line === undefined) return "";
      return contender === contenders[0]
        ? showTime(line.time)
        : `${show(line.ratio)}× (${line.spread.map(show).join("–")})`;
    }),
    `≤ ${goals[name]}×`,
  ]);
  return aligned([head, ...body]);
}

function show(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

function showTime(ms: number): string {
  return ms < 0.1 ? `${(ms * 1000).toFixed(2)} µs` : `${ms.toFixed(2)} ms`;
}
