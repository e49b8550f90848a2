/**
 * The schema's IR in, the files of its client out. Pure: whoever calls it writes them.
 *
 * Each file is put together once as TypeScript; `.js`, `.d.ts` and `.d.ts.map` are derived from that by taking parts out, so that all
 * four agree line for line.
 */
import type { CustomScalar, Enum, Schema } from "@joinery/dsl";
import { clientSchema, type Model, notGenerated, type ValueType } from "./client-schema.ts";
import { ddlDialects, ddlText } from "./ddl/ddl.ts";
import { clientDialects, ddlFile, indexFile } from "./emit/client.ts";
import { declarationMap, type Origins } from "./emit/declaration-map.ts";
import { type Declarations, declarationsOf, namesOf } from "./emit/declarations.ts";
import type { Emission } from "./emit/emission.ts";
import { enumFile } from "./emit/enum-file.ts";
import { modelFile } from "./emit/model-class.ts";
import { formatCode, parseSource, printSource, type Source, type SourceStructure } from "./emit/project.ts";
import { scalarFile } from "./emit/scalar-file.ts";
import { stripTypes } from "./emit/strip-types.ts";
import { valueFile } from "./emit/value-file.ts";
import { schemaFile } from "./emit/wiring.ts";
import { type GeneratedFile, header } from "./files.ts";
import { nameSchema } from "./naming.ts";

export interface GenerateOptions {
  /** Whether relations are read at once or awaited, and which engines the client can open. */
  readonly client: "sync" | "async";
  /** `js` gives `.js` with `.d.ts` and `.d.ts.map`; `ts` gives `.ts`. `js` when absent. */
  readonly emit?: "js" | "ts";
  /** How generated `.ts` files name each other; `.js` files always say `.js`. `.ts` when absent. */
  readonly importExtension?: ".js" | ".ts";
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
  const emission: Emission = {
    schema: kept,
    stored: schema,
    names: nameSchema(kept),
    client,
    importExtension: emit === "js" ? ".js" : (options.importExtension ?? ".ts"),
    schemaPath,
    models: new Map(kept.models.map((model) => [model.name, model])),
  };
  const files: GeneratedFile[] = [];
  for (const planned of plan(emission)) files.push(...(await printFile(planned, options)));
  // For every engine, whatever the client speaks: to read, or to give to those who run the database.
  for (const dialect of ddlDialects) {
    files.push({ path: `schema.${dialect}.sql`, text: ddlText(schema, dialect) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
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
    ...schema.models.map((model) => ({
      name: names.model(model.name).file,
      sources: [model.span.file],
      structure: modelFile(model, emission),
      origins: modelOrigins(model),
    })),
    ...schema.enums.map((declaration) => ({
      name: names.enum(declaration.name).file,
      sources: [declaration.span.file],
      structure: enumFile(declaration, emission),
      origins: enumOrigins(declaration),
    })),
    ...schema.types.map((type) => ({
      name: names.value(type.name).file,
      sources: [type.span.file],
      structure: valueFile(type, emission),
      origins: valueOrigins(type),
    })),
    ...schema.scalars.map((scalar) => ({
      name: names.scalar(scalar.name).file,
      sources: [scalar.span.file],
      structure: scalarFile(scalar, emission),
      origins: scalarOrigins(scalar),
    })),
    shared("ddl", ddlFile(emission, dialects)),
    shared("schema", schemaFile(emission, dialects)),
    shared("index", indexFile(emission)),
  ];
}

function modelOrigins({ span, columns, embeddeds, relations }: Model): Origins {
  return {
    declaration: span,
    members: new Map([...columns, ...embeddeds, ...relations].map((member) => [member.name, member.span])),
  };
}

function enumOrigins({ span, members }: Enum): Origins {
  return { declaration: span, members: new Map(members.map((member) => [member.name, member.span])) };
}

function valueOrigins({ span, fields }: ValueType): Origins {
  return { declaration: span, members: new Map(fields.map((field) => [field.name, field.span])) };
}

function scalarOrigins({ span }: CustomScalar): Origins {
  return { declaration: span, members: new Map() };
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
function scriptOf(source: Source): string | Promise<string> {
  return source.isReformatted ? formatCode(stripTypes(source), "babel") : stripTypes(source);
}
