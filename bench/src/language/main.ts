/**
 * `pnpm bench:language`: what compiling a schema costs, as it grows, after an edit, and for the formatter.
 *
 *     --quick    one round of each
 *
 * Times are of this machine, the best of some rounds, since noise only adds. What means something is that they grow as the text does,
 * and what part of the whole an edit costs.
 */
import { parseArgs } from "node:util";
import { compile, createCompiler, formatSchema, type InputFile } from "@joinery/dsl";
import { schemaFiles } from "./schema-text.ts";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const rounds = values.quick ? 1 : 7;

const sizes = [625, 1250, 2500, 5000];
const files = 200;

console.log("Text to IR: models of 20 columns; the first run of a process, then the best of the next ones.\n");
console.log(row(["models", "MB", "ms", "ms per 1,000 models"]));
const [cold, first] = [schemaFiles(5000, 1), timed(() => compileOrFail(schemaFiles(5000, 1)))];
console.log(row(["5,000 (first)", megabytes(cold), first.toFixed(0), (first / 5).toFixed(0)]));
for (const size of sizes) {
  const schema = schemaFiles(size, 1);
  const time = Math.min(...Array.from({ length: rounds }, () => timed(() => compileOrFail(schema))));
  console.log(row([size.toLocaleString("en"), megabytes(schema), time.toFixed(0), ((time / size) * 1000).toFixed(0)]));
}

console.log(`\nAn edit in one of ${files} files (5,000 models), against compiling all of them.\n`);
const schema = schemaFiles(5000, files);
const compiler = createCompiler();
compiler.compile(schema);
const whole: number[] = [];
const edits: number[] = [];
for (let round = 0; round < rounds; round++) {
  whole.push(timed(() => compileOrFail(schema)));
  const edited = schema.map((file, place) => (place === 60 + round ? edit(file) : file));
  edits.push(timed(() => compiler.compile(edited)));
  compiler.compile(schema);
}
console.log(row(["all", "", Math.min(...whole).toFixed(0), ""]));
console.log(
  row([
    "an edit",
    "",
    Math.min(...edits).toFixed(0),
    `${((Math.min(...edits) / Math.min(...whole)) * 100).toFixed(1)} %`,
  ]),
);

console.log("\nFormatting 5,000 models in one file.\n");
const [text] = schemaFiles(5000, 1);
const formatting = Array.from({ length: Math.ceil(rounds / 2) }, () => timed(() => formatSchema(text?.text ?? "")));
console.log(row(["format", megabytes(schema), Math.min(...formatting).toFixed(0), ""]));

function compileOrFail(input: readonly InputFile[]): void {
  const { schema: result, diagnostics } = compile(input);
  if (result === null || diagnostics.length > 0) throw new Error(`the schema is not right: ${diagnostics[0]?.message}`);
}

/** A column more, in a model that others refer to. */
function edit(file: InputFile): InputFile {
  return { ...file, text: file.text.replace("  name String", "  extra Int?\n  name String") };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function megabytes(input: readonly InputFile[]): string {
  return (input.reduce((sum, file) => sum + file.text.length, 0) / 1e6).toFixed(1);
}

function row(cells: readonly string[]): string {
  return cells.map((cell, place) => (place === 0 ? cell.padEnd(14) : cell.padStart(place === 3 ? 22 : 8))).join("");
}
