/** The tables of `pnpm bench:generate`. */
import { aligned } from "../aligned.ts";
import { median } from "../statistics.ts";
import type { CheckCost } from "./type-check.ts";

/** One generator on a schema of one size. */
export interface Generation {
  readonly generator: string;
  readonly models: number;
  /** Of the whole process, in ms, by round. Null where it does not run here. */
  readonly times: readonly number[] | null;
  /** Of what it wrote, in bytes. */
  readonly bytes: number;
}

/** From a save to all files on the disk. */
export interface Edits {
  readonly models: number;
  /** In ms. */
  readonly times: readonly number[];
}

/** One library's client of one size under the type checker. */
export interface Checked extends CheckCost {
  readonly library: string;
  readonly models: number;
}

/** Times as medians; Prisma's also as multiples of Joinery's, which take turns with them. */
export function generationTable(generations: readonly Generation[], edits: readonly Edits[]): string {
  const sizes = [...new Set(generations.map(({ models }) => models))];
  const of = (generator: string, models: number): Generation | undefined =>
    generations.find((one) => one.generator === generator && one.models === models);
  return aligned([
    ["models", "gen", "per model", "output", "an edit in watch", "prisma generate", "its output", "ratio"],
    ...sizes.map((models) => {
      const [ours, theirs] = [of("Joinery", models), of("Prisma", models)];
      const time = median(ours?.times ?? []);
      const edit = edits.find((one) => one.models === models);
      const known = theirs?.times ?? null;
      return [
        models.toLocaleString("en"),
        seconds(time),
        `${(time / models).toFixed(1)} ms`,
        megabytes(ours?.bytes ?? NaN),
        edit === undefined ? "" : `${median(edit.times).toFixed(0)} ms`,
        ...(theirs === undefined
          ? ["", "", ""]
          : known === null
            ? ["not available here", "", ""]
            : [seconds(median(known)), megabytes(theirs.bytes), `${(median(known) / time).toFixed(1)}×`]),
      ];
    }),
  ]);
}

/** What each model costs the checker, as the difference between the smallest and the largest schema. */
export function checkTable(checked: readonly Checked[]): string {
  const sizes = [...new Set(checked.map(({ models }) => models))].sort((a, b) => a - b);
  const [small = 0, large = 0] = [sizes[0], sizes.at(-1)];
  const libraries = [...new Set(checked.map(({ library }) => library))];
  const titles = ["instantiations", "types", "parse + check", "memory"];
  const body = libraries.map((library) => {
    const at = (models: number): Checked | undefined =>
      checked.find((one) => one.library === library && one.models === models);
    const [few, many] = [at(small), at(large)];
    if (few === undefined || many === undefined) return [library, "not available here"];
    const each = (key: keyof CheckCost, digits: number): string =>
      ((many[key] - few[key]) / (large - small)).toFixed(digits);
    return [
      library,
      ...[few, many].map(({ instantiations }) => instantiations.toLocaleString("en")),
      each("instantiations", 1),
      `${few.types.toLocaleString("en")} to ${many.types.toLocaleString("en")}`,
      each("types", 1),
      `${few.time.toFixed(2)} to ${many.time.toFixed(2)} s`,
      `${few.memory.toFixed(0)} to ${many.memory.toFixed(0)} MB`,
    ];
  });
  const [instantiations = "", types = "", time = "", memory = ""] = titles;
  return aligned([
    ["client", `${instantiations} at ${small}`, `at ${large}`, "per model", types, "per model", time, memory],
    ...body,
  ]);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
