/**
 * The files with the user's own methods: those that `@@extend` names, and those that are called after a model and stand beside the schema's
 * file. They are looked at and never written.
 */
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { exportsName, extensionFiles, type ExtensionNames, extensionNames } from "@joinery/codegen";
import { type Diagnostic, methodsDiagnostic, type Schema } from "@joinery/dsl";
import type { ImportExtension } from "./config.ts";
import type { Host } from "./host.ts";
import { moduleFiles } from "./module-files.ts";

export interface Extensions {
  /** By model, of those that no `@@extend` names: as seen from the schema's file. */
  readonly found: ReadonlyMap<string, string>;
  /** Whether there is any, named or found. */
  readonly isAny: boolean;
  /** What is wrong with them. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface Place {
  /** What the schema names its files from. */
  readonly root: string;
  readonly output: string;
  /** How a file of the user's names a generated one. */
  readonly extension: ImportExtension;
}

export const noExtensions: Extensions = { found: new Map(), isAny: false, diagnostics: [] };

type Model = Schema["models"][number];

/** @complexity linear in the models, and lists each directory of the schema once */
export async function findExtensions(host: Host, schema: Schema, place: Place): Promise<Extensions> {
  const models = schema.models.filter(({ ignored }) => !ignored);
  const namesIn = directoryNames(host);
  const found = new Map<string, string>();
  const paths = new Map<Model, string>();
  for (const model of models) {
    const directory = dirname(join(place.root, model.span.file));
    const name = model.extension ?? extensionFiles(model.name).find((file) => namesIn(directory).has(file));
    if (name === undefined) continue;
    if (model.extension === null) found.set(model.name, `./${name}`);
    paths.set(model, resolve(directory, name));
  }
  const extended = new Map(Array.from(paths, ([model, path]) => [model.name, path]));
  const names = paths.size === 0 ? new Map<string, never>() : extensionNames(schema, extended);
  const diagnostics: Diagnostic[] = [];
  for (const [model, path] of paths) {
    const wanted = names.get(model.name);
    if (wanted !== undefined) diagnostics.push(...(await problemsOf(host, { model, path, wanted }, place)));
  }
  return { found, isAny: paths.size > 0, diagnostics };
}

interface Extended {
  readonly model: Model;
  readonly path: string;
  readonly wanted: ExtensionNames;
}

async function problemsOf(host: Host, { model, path, wanted }: Extended, place: Place): Promise<Diagnostic[]> {
  const source = moduleFiles(path).find((candidate) => host.kindOf(candidate) === "file");
  const text = source === undefined ? null : host.readText(source);
  const shown = relative(place.root, path).replaceAll(sep, "/");
  const report = (problem: string) => [methodsDiagnostic(problem, beginning(path, wanted, place), model.span)];
  if (source === undefined || text === null) {
    return report(`there is no file "${shown}", which @@extend names for the methods of "${model.name}"`);
  }
  if (await exportsName(source, text, wanted.exported)) return [];
  return report(`"${shown}" does not export "${wanted.exported}", the class with the methods of "${model.name}"`);
}

/** What such a file begins with. */
function beginning(path: string, { exported, base, baseFile }: ExtensionNames, { output, extension }: Place): string {
  const way = relative(dirname(path), join(output, `${baseFile}${extension}`)).replaceAll(sep, "/");
  const specifier = way.startsWith("../") ? way : `./${way}`;
  return `import { ${base} } from "${specifier}";\n\nexport class ${exported} extends ${base} {}`;
}

function directoryNames(host: Host): (directory: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  return (directory) => {
    let names = known.get(directory);
    if (names === undefined) {
      const entries = host.kindOf(directory) === "directory" ? host.readDirectory(directory) : [];
      // A link may lead to a file: only a directory is none.
      names = new Set(entries.filter(({ kind }) => kind !== "directory").map(({ name }) => name));
      known.set(directory, names);
    }
    return names;
  };
}

/** Whether a file of this name may be one that is found beside a schema. */
export function isExtensionFile(path: string): boolean {
  return /\.ext\.m?[jt]s$/.test(basename(path));
}

/** The paths that a schema's text names, as they stand there. In a comment too: whoever watches one too many misses nothing. */
export function namedExtensions(text: string): string[] {
  return Array.from(text.matchAll(/@@extend\(\s*(?:path\s*:\s*)?"([^"\n]+)"/g), ([, path = ""]) => path);
}
