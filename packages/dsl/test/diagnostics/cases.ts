/**
 * The fixtures of single diagnostics, `fixtures/diagnostics/<code>/`: a schema that is wrong in one way, what is printed of it, and
 * its neighbour that is right. Read by the tests, and by the script that makes the reference of them.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../../src/compile.ts";
import type { InputFile } from "../../src/compile.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { importPrisma } from "../../src/import/import-prisma.ts";

export const casesDirectory = fileURLToPath(new URL("../../../../fixtures/diagnostics/", import.meta.url));

export type Variant = "wrong" | "right";

/** The codes that have a directory, in order. */
export const caseCodes: readonly string[] = readdirSync(casesDirectory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted();

/**
 * The schema of one case: `wrong.model` or `wrong.prisma`, which is compiled under the name `schema`, or the files of the directory
 * `wrong/` under their own. Empty where there is none.
 */
export function readSchema(code: string, variant: Variant): InputFile[] {
  const directory = join(casesDirectory, code);
  const single = ["model", "prisma"]
    .map((ending) => ({ path: `schema.${ending}`, file: join(directory, `${variant}.${ending}`) }))
    .find(({ file }) => existsSync(file));
  if (single) return [{ path: single.path, text: readFileSync(single.file, "utf8") }];
  const several = join(directory, variant);
  if (!existsSync(several)) return [];
  return readdirSync(several, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(several, name)).isFile())
    .toSorted()
    .map((name) => ({ path: name.replaceAll("\\", "/"), text: readFileSync(join(several, name), "utf8") }));
}

/** What is said of every schema that has a datasource, foreign keys that the client emulates, or an action that will fail. */
const companions: readonly string[] = ["JY7201", "JY7204", "JY5111"];

/** What the compiler says of a schema; of the codes of the import what that says, less what it says of other causes. */
export function diagnose(code: string, files: readonly InputFile[]): readonly Diagnostic[] {
  if (!code.startsWith("JY72")) return compile(files).diagnostics;
  return importPrisma(files).diagnostics.filter((found) => found.code === code || !companions.includes(found.code));
}

export function printedPath(code: string): string {
  return join(casesDirectory, code, "diagnostics.txt");
}

/** What is printed of the wrong schema; null where the golden is missing. */
export function readPrinted(code: string): string | null {
  return existsSync(printedPath(code)) ? readFileSync(printedPath(code), "utf8") : null;
}
