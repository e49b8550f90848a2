/**
 * The schema's IR in, the files of its client out. Pure: whoever calls it writes them.
 *
 * Each file is put together once as TypeScript; `.js`, `.d.ts` and `.d.ts.map` are derived from that by taking parts out, so that all
 * four agree line for line.
 */
import type { Enum, Schema } from "@joinery/dsl";
import { clientSchema, type Model, notGenerated, type Schema as ClientSchema } from "./client-schema.ts";
import { ddlDialects, ddlText } from "./ddl/ddl.ts";
import { clientDialects, ddlFile, indexFile } from "./emit/client.ts";
import { declarationMap, type Origins } from "./emit/declaration-map.ts";
import { type Declarations, declarationsOf, namesOf } from "./emit/declarations.ts";
import type { Emission } from "./emit/emission.ts";
import { enumFile } from "./emit/enum-file.ts";
import { extendedClassFile } from "./emit/extended-class.ts";
import { baseFile, modelFile } from "./emit/model-class.ts";
import { formatCode, parseSource, printSource, type Source, type SourceStructure } from "./emit/project.ts";
import { stripTypes } from "./emit/strip-types.ts";
import { schemaFile } from "./emit/wiring.ts";
import { type GeneratedFile, header } from "./files.ts";
import { nameSchema } from "./naming.ts";

export interface GenerateOptions {
  /** Whether relations are read at once or awaited, and which engines the client can open. */
  readonly client: "sync" | "async";
  /** `js` gives `.js` with `.d.ts` and `.d.ts.map`; `ts` gives `.ts`. `js` when absent. */
  readonly emit?: "js" | "ts";
  /**
   * How an import names a TypeScript file: of generated `.ts` files each other, and of all of them the user's own modules. Generated
   * `.js` files always say `.js` of each other. `.ts` when absent.
   */
  readonly importExtension?: ".js" | ".ts";
  /**
   * By model: the file with methods of the user's own that was found beside the schema's file, as seen from there (`./user.ext.ts`).
   * `@@extend` goes before.
   */
  readonly extensions?: ReadonlyMap<string, string>;
  /** Whether a package.json beside the files says that they are ES modules, for a project whose own says that `.js` is CommonJS. */
  readonly withPackage?: boolean;
  /** The path of a schema's file as seen from the output directory, for the declaration maps. The file itself when absent. */
  readonly schemaPath?: (file: string) => string;
}

/** A file before it is printed. */
interface PlannedFile {
  /** Without extension. */
  readonly name: string;
  readonly sources: readonly string[];
  readonly structure: SourceStructure;
  readonly origins: Origins | null;
}

/**
 * Gives every file of a schema's client, sorted by path. The same schema and options always give the same bytes.
 *
 * @param schema one of which `notGenerated` says nothing
 * @throws Error for any other
 *
 * @example
 * const files = await generate(schema, { client: "sync" });
 * for (const { path, text } of files) await writeFile(join(output, path), text);
 */
export async function generate(schema: Schema, options: GenerateOptions): Promise<GeneratedFile[]> {
  const { client, emit = "js", schemaPath = (file) => file } = options;
  const [refused] = notGenerated(schema);
  if (refused !== undefined) throw new Error(`no client can be generated with ${refused.what}: ask notGenerated first`);
  const kept = clientSchema(schema);
  const extensions = extensionsOf(kept, options.extensions);
  const emission: Emission = {
    schema: kept,
    stored: schema,
    names: nameSchema(kept, extensions),
    client,
    importExtension: emit === "js" ? ".js" : (options.importExtension ?? ".ts"),
    userExtension: options.importExtension ?? ".ts",
    extensions,
    schemaPath,
    models: new Map(kept.models.map((model) => [model.name, model])),
  };
  const files: GeneratedFile[] = [];
  for (const planned of plan(emission)) files.push(...(await printFile(planned, options)));
  // For every engine, whatever the client speaks: to read, or to give to those who run the database.
  for (const dialect of ddlDialects) {
    files.push({ path: `schema.${dialect}.sql`, text: ddlText(schema, dialect) });
  }
  if (options.withPackage === true) files.push(packageFile(schema));
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** In one line: it has no comments, and its first line tells whose it is. */
function packageFile({ files }: Schema): GeneratedFile {
  return { path: "package.json", text: `{ "//": ${JSON.stringify(header(files))}, "type": "module" }\n` };
}

function extensionsOf({ models }: ClientSchema, found: GenerateOptions["extensions"]): ReadonlyMap<string, string> {
  return new Map(
    models.flatMap(({ name, extension }) => {
      const path = extension ?? found?.get(name);
      return path === undefined ? [] : [[name, path] as const];
    }),
  );
}

function plan(emission: Emission): PlannedFile[] {
  const { schema, names, client } = emission;
  const dialects = clientDialects[client];
  const shared = (name: string, structure: SourceStructure) => ({
    name,
    sources: schema.files,
    structure,
    origins: null,
  });
  return [
    ...schema.models.flatMap((model) => modelFiles(model, emission)),
    ...schema.enums.map((declaration) => ({
      name: names.enum(declaration.name).file,
      sources: [declaration.span.file],
      structure: enumFile(declaration, emission),
      origins: enumOrigins(declaration),
    })),
    shared("ddl", ddlFile(emission, dialects)),
    shared("schema", schemaFile(emission, dialects)),
    shared("index", indexFile(emission)),
  ];
}

function modelFiles(model: Model, emission: Emission): PlannedFile[] {
  const { file, baseFile: base } = emission.names.model(model.name);
  const planned = (name: string, structure: SourceStructure) => ({
    name,
    sources: [model.span.file],
    structure,
    origins: modelOrigins(model),
  });
  const extension = emission.extensions.get(model.name);
  if (extension === undefined) return [planned(file, modelFile(model, emission))];
  return [planned(base, baseFile(model, emission)), planned(file, extendedClassFile(model, extension, emission))];
}

function modelOrigins({ span, columns, relations }: Model): Origins {
  return {
    declaration: span,
    members: new Map([...columns, ...relations].map((member) => [member.name, member.span])),
  };
}

function enumOrigins({ span, members }: Enum): Origins {
  return { declaration: span, members: new Map(members.map((member) => [member.name, member.span])) };
}

async function printFile(
  { name, sources, structure, origins }: PlannedFile,
  options: GenerateOptions,
): Promise<GeneratedFile[]> {
  const source = await printSource(`${name}.ts`, header(sources), structure);
  if (options.emit === "ts") return [{ path: `${name}.ts`, text: source.text }];
  const script = { path: `${name}.js`, text: await scriptOf(source) };
  return [script, ...(await declarationFiles(name, source, origins, options))];
}

async function declarationFiles(
  name: string,
  source: Source,
  origins: Origins | null,
  { schemaPath = (file) => file }: GenerateOptions,
): Promise<GeneratedFile[]> {
  const path = `${name}.d.ts`;
  const declarations = source.isReformatted ? await reformatted(path, declarationsOf(source)) : declarationsOf(source);
  if (origins === null) return [{ path, text: declarations.text }];
  const map = declarationMap(path, declarations, origins, schemaPath);
  return [
    { path, text: `${declarations.text}//# sourceMappingURL=${path}.map\n` },
    { path: `${path}.map`, text: map },
  ];
}

async function reformatted(path: string, { text }: Declarations): Promise<Declarations> {
  const formatted = await formatCode(text, "typescript");
  return { text: formatted, names: namesOf(parseSource(path, formatted)) };
}

/** What was too wide as TypeScript may fit without its types. */
async function scriptOf(source: Source): Promise<string> {
  const script = source.isReformatted ? await formatCode(stripTypes(source), "babel") : stripTypes(source);
  const firstEnd = script.indexOf("\n") + 1;
  return `${script.slice(0, firstEnd)}${uncheckedMark}${script.slice(firstEnd)}`;
}

/** For projects with `checkJs`: a script without its types is full of what they would explain. */
const uncheckedMark = "// @ts-nocheck The types stand in the declarations.\n";
