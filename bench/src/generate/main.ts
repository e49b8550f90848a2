/**
 * `pnpm bench:generate`: what a schema costs while one writes programs on it. The generator cold and in watch mode, beside Prisma's on the
 * same schemas, in turns; and the type checker on a small program on each library's client.
 *
 *     --large    5,000 models too, once
 *     --only X   generators, or types
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { apps, type App } from "./apps.ts";
import { emptyDirectory, generators, outputSize, timeEdits, timeGenerator } from "./generators.ts";
import { type Checked, checkTable, type Edits, type Generation, generationTable } from "./report.ts";
import { modelShapes } from "./shape.ts";
import { type CheckCost, checkCost, runCompiler } from "./type-check.ts";

const { values } = parseArgs({
  options: { large: { type: "boolean", default: false }, only: { type: "string" } },
});

const rounds = 3;
const edits = 7;
const sizes = [100, 500];
const largeSize = 5000;
/** The models that the checked program uses, whatever the schema has. */
const used = 10;

const results = join(import.meta.dirname, "..", "..", "results");
const work = emptyDirectory(join(results, `generate-${process.pid}`)); // below this package, so that imports find its libraries
try {
  const generated = values.only === "types" ? null : await generatorResults();
  if (generated !== null) {
    console.log(
      `Whole processes, medians of ${rounds} interleaved rounds (5,000 models: one); ${edits} edits of a model each.\n`,
    );
    console.log(generationTable(generated.generations, generated.edits));
  }
  const checked = values.only === "generators" ? null : checkResults();
  if (checked !== null) {
    console.log(`\nThe type checker on a program that uses ${used} models, in schemas of 100 and 500.\n`);
    console.log(checkTable(checked));
  }
  const name = `generate-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.json`;
  const machine = { node: process.version, platform: process.platform, arch: process.arch };
  writeFileSync(join(results, name), `${JSON.stringify({ machine, rounds, ...generated, checked }, null, 2)}\n`);
  console.log(`\nresults/${name}`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function generatorResults(): Promise<{ readonly generations: Generation[]; readonly edits: Edits[] }> {
  const generations: Generation[] = [];
  const edited: Edits[] = [];
  for (const models of values.large ? [...sizes, largeSize] : sizes) {
    const shapes = modelShapes(models);
    const directories = generators.map((generator) => {
      const directory = emptyDirectory(join(work, `${generator.name}-${models}`));
      generator.prepare(directory, shapes);
      return directory;
    });
    const times: (number | null)[][] = generators.map(() => []);
    for (let round = 0; round < (models === largeSize ? 1 : rounds); round++) {
      for (const [at, generator] of generators.entries()) {
        if (times[at]?.includes(null)) continue; // it does not run here
        times[at]?.push(timeGenerator(generator, directories[at] ?? ""));
      }
    }
    for (const [at, { name }] of generators.entries()) {
      const own = (times[at] ?? []).filter((time) => time !== null);
      const isMissing = own.length < (times[at]?.length ?? 0);
      const bytes = isMissing ? NaN : outputSize(directories[at] ?? "");
      generations.push({ generator: name, models, times: isMissing ? null : own, bytes });
    }
    edited.push({ models, times: await timeEdits(directories[0] ?? "", shapes, models === largeSize ? 2 : edits) });
  }
  return { generations, edits: edited };
}

function checkResults(): Checked[] {
  const runtime = declaredRuntime();
  return apps.flatMap((app) =>
    sizes.flatMap((models) => {
      const cost = checkedApp(app, models, runtime);
      return cost === null ? [] : [{ library: app.library, models, ...cost }];
    }),
  );
}

/** The best of some runs in time, since noise only adds; the counts are the same each time. */
function checkedApp(app: App, models: number, runtime: string): CheckCost | null {
  const shapes = modelShapes(models);
  const directory = emptyDirectory(join(work, `${app.library}-types-${models}`));
  const generator = generators.find(({ name }) => name === app.library);
  if (generator !== undefined) {
    generator.prepare(directory, shapes);
    if (timeGenerator(generator, directory) === null) return null;
  }
  const write = (name: string, text: string): void => writeFileSync(join(directory, name), text);
  for (const [name, text] of Object.entries(app.files(shapes))) write(name, text);
  write("app.ts", app.program(shapes.slice(0, used)));
  write("package.json", '{ "type": "module" }\n');
  write("tsconfig.json", projectSettings(runtime));
  const costs = Array.from({ length: rounds }, () => checkCost(join(directory, "tsconfig.json")));
  return costs.toSorted((a, b) => a.time - b.time)[0] ?? null;
}

/** The declarations of the runtime, which is what a program sees that has it installed. @returns their directory */
function declaredRuntime(): string {
  const directory = join(work, "runtime");
  mkdirSync(directory);
  const source = join(import.meta.dirname, "..", "..", "..", "packages", "runtime", "tsconfig.build.json");
  const { status, stdout } = runCompiler(["-p", source, "--outDir", directory, "--emitDeclarationOnly"]);
  if (status !== 0) throw new Error(`the runtime does not compile:\n${stdout}`);
  return directory;
}

/** The workspace's own settings, with the runtime as it is installed. */
function projectSettings(runtime: string): string {
  const base = join(import.meta.dirname, "..", "..", "..", "tsconfig.base.json");
  const packageText = readFileSync(
    join(import.meta.dirname, "..", "..", "..", "packages", "runtime", "package.json"),
    "utf8",
  );
  // Our own package.json, which has them.
  const { publishConfig } = JSON.parse(packageText) as { publishConfig: { exports: Record<string, string> } };
  const paths = Object.entries(publishConfig.exports).map(([entry, file]) => [
    `@joinery/runtime${entry.slice(1)}`,
    [file.replace("./dist", runtime).replace(/\.js$/, ".d.ts")],
  ]);
  return JSON.stringify({
    extends: base,
    // The peers' schemas are regular too: here and there something stays unused.
    compilerOptions: { paths: Object.fromEntries(paths) as unknown, noUnusedLocals: false, noUnusedParameters: false },
    include: ["app.ts"],
  });
}
