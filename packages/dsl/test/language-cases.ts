/**
 * The fixtures of the language, `fixtures/language/<case>/`: a schema in one file (`schema.model` or `schema.prisma`) or in several
 * (the directory `schema/`), and in `options.json` what it is compiled with, where that is not nothing. They stand below a directory
 * of their own since nothing is generated of them: what they show is the IR.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import type { CompileOptions, InputFile } from "../src/index.ts";
import { fixturesDirectory } from "./golden.ts";

const root = `${fixturesDirectory}language/`;

export interface LanguageCase {
  readonly name: string;
  readonly files: readonly InputFile[];
  readonly options: CompileOptions;
}

export const languageCases: readonly LanguageCase[] = readdirSync(root)
  .toSorted()
  .map((name) => ({ name, files: readFiles(`${root}${name}/`), options: readOptions(`${root}${name}/options.json`) }));

function readFiles(directory: string): InputFile[] {
  const several = `${directory}schema/`;
  const [folder, paths] = existsSync(several)
    ? [several, readdirSync(several, { recursive: true, encoding: "utf8" })]
    : [directory, ["schema.model", "schema.prisma"].filter((path) => existsSync(directory + path))];
  return paths
    .filter((path) => statSync(folder + path).isFile())
    .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(folder + path, "utf8") }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readOptions(file: string): CompileOptions {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as CompileOptions) : {}; // Written beside the schema.
}
