/** Holds a tree of source files against the laws of laws.ts. Pure: the files come as text, the violations go out as data. */
import { posix } from "node:path";
import { findCycles } from "./find-cycles.ts";
import { type Import, importsOf } from "./imports.ts";
import { emptyNames, generatedMayImport, packageLaws, type PackageLaw } from "./laws.ts";

export interface Violation {
  readonly path: string;
  /** One-based; null where it is about the whole file. */
  readonly line: number | null;
  readonly message: string;
}

/** @param files text by path from the repository's root, `/` between segments; the `.ts` files of packages, examples, fixtures and scripts. */
export function checkLayers(files: ReadonlyMap<string, string>): Violation[] {
  const imports = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  return [
    ...[...files].flatMap(([path, text]) => (isGenerated(text) ? [] : checkName(path))),
    ...[...imports].flatMap(([path, list]) =>
      list.flatMap((item) => checkImport(path, item, isGenerated(files.get(path)))),
    ),
    ...checkCycles(imports, files),
  ];
}

function checkName(path: string): Violation[] {
  const violations: Violation[] = [];
  const words = path.replace(/\.ts$/, "").split(/[/.-]/);
  const empty = words.find((word) => emptyNames.includes(word));
  if (empty) {
    violations.push({
      path,
      line: null,
      message: `the name "${empty}" says nothing; name the file after what is in it, or put it beside its one user`,
    });
  }
  if (/^packages\/[^/]+\/src\/.+\/index\.ts$/.test(path)) {
    violations.push({
      path,
      line: null,
      message: "only a package has an index.ts; name the file after its main export",
    });
  }
  return violations;
}

function checkImport(path: string, item: Import, generated: boolean): Violation[] {
  const message = generated ? generatedImport(item) : packageImport(path, item);
  return message === null ? [] : [{ path, line: item.line, message }];
}

function generatedImport({ specifier }: Import): string | null {
  if (specifier.startsWith(".") || generatedMayImport.includes(specifier)) return null;
  return `generated code imports "${specifier}"; it may import ${generatedMayImport.join(", ")} and its own files`;
}

function packageImport(path: string, { specifier }: Import): string | null {
  const match = /^packages\/([^/]+)\/src\/(.+)\.ts$/.exec(path);
  if (!match) return null;
  const [, folder = "", file = ""] = match;
  const law = packageLaws[folder];
  if (!law) return `packages/${folder} has no entry in scripts/layers/laws.ts; add one`;
  if (!specifier.startsWith(".")) return outsideImport(law, file, specifier);
  const target = posix.join(posix.dirname(path), specifier);
  const root = `packages/${folder}/src/`;
  if (!target.startsWith(root))
    return `imports "${specifier}", which is not in this package; import the package by its name`;
  const imported = target.slice(root.length).replace(/\.ts$/, "");
  if (imported === "index") return "imports its own package's index; import the file that declares the name";
  return law.layers === null ? null : downwards(law.layers, file, imported);
}

function outsideImport(law: PackageLaw, file: string, specifier: string): string | null {
  const entries = law.outside.filter(({ module }) =>
    module.endsWith("*") ? specifier.startsWith(module.slice(0, -1)) : specifier === module,
  );
  if (entries.some(({ within }) => isWithin(file, within))) return null;
  const [entry] = entries;
  if (entry) return `imports "${specifier}", which only src/${entry.within} of ${law.name} may`;
  const allowed = [...new Set(law.outside.map(({ module }) => module))].join(", ");
  return `imports "${specifier}"; ${law.name} may import ${allowed}`;
}

function downwards(layers: readonly (readonly string[])[], file: string, imported: string): string | null {
  const from = placeOf(layers, file);
  const to = placeOf(layers, imported);
  if (!from) return `"${file}" has no layer; add its folder to scripts/layers/laws.ts and to ARCHITECTURE.md`;
  if (!to)
    return `imports "${imported}", which has no layer; add its folder to scripts/layers/laws.ts and to ARCHITECTURE.md`;
  if (from.entry === to.entry || from.rank > to.rank) return null;
  const relation = from.rank === to.rank ? "beside" : "above";
  return `${from.entry} imports "${imported}", which stands ${relation} it; imports point down`;
}

/** The entry that names the most of the path wins, so that `io/request` is not part of `io`. */
function placeOf(
  layers: readonly (readonly string[])[],
  file: string,
): { readonly rank: number; readonly entry: string } | null {
  return (
    layers
      .flatMap((entries, rank) => entries.map((entry) => ({ rank, entry })))
      .filter(({ entry }) => isWithin(file, entry))
      .toSorted((a, b) => b.entry.length - a.entry.length)[0] ?? null
  );
}

function isWithin(file: string, entry: string): boolean {
  return entry === "" || file === entry || file.startsWith(`${entry}/`);
}

function checkCycles(imports: ReadonlyMap<string, readonly Import[]>, files: ReadonlyMap<string, string>): Violation[] {
  // A schema's value types may hold each other. Their files meet in function declarations, which are there before anything runs.
  const isValueType = (path: string) => isGenerated(files.get(path)) && /\bvalueType\(/.test(files.get(path) ?? "");
  const edges = new Map(
    [...imports].map(([path, list]) => [
      path,
      list
        .filter(({ kind, specifier }) => kind === "value" && specifier.startsWith("."))
        .map(({ specifier }) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts"))
        .filter((target) => !isValueType(path) || !isValueType(target)),
    ]),
  );
  return findCycles(edges).map((cycle) => ({
    path: cycle[0]!, // a cycle has a member
    line: null,
    message: `these files load each other: ${[...cycle, cycle[0]].join(" → ")}; make one import type-only, or move what they share`,
  }));
}

/** Whether `joinery gen` wrote it: the mark of its header, `headerMark` in packages/codegen, stands in the first line. */
export function isGenerated(text: string | undefined): boolean {
  return text !== undefined && text.slice(0, text.indexOf("\n")).includes("Generated by Joinery");
}
