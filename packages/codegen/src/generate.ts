/**
 * The schema's IR in, the files of its client out. Pure: whoever calls it writes them.
 *
 * Each file is put together once, as statements, and printed from these in the forms that are asked for (`emit/print-source.ts`).
 */
import type { CustomScalar, Enum, Schema } from "@joinery/dsl";
import { clientSchema, type Model, type Schema as ClientSchema, type ValueType } from "./client-schema.ts";
import { notGenerated } from "./client-limits.ts";
import { ddl, type DdlDialect, ddlDialects, ddlFileText } from "./ddl/ddl.ts";
import { clientDialects, ddlFile, indexFile } from "./emit/client.ts";
import type { Origins } from "./emit/declaration-map.ts";
import type { Emission } from "./emit/emission.ts";
import { enumFile } from "./emit/enum-file.ts";
import { extendedClassFile } from "./emit/extended-class.ts";
import { isSame } from "./emit/is-same.ts";
import { baseFile, modelFile } from "./emit/model-class.ts";
import { type EmitKind, filesOf, printAs, type PrintedSource } from "./emit/print-file.ts";
import type { SourceStructure } from "./emit/source.ts";
import { scalarFile } from "./emit/scalar-file.ts";
import { valueFile } from "./emit/value-file.ts";
import { schemaFile } from "./emit/wiring.ts";
import { type GeneratedFile, header } from "./files.ts";
import { nameSchema } from "./naming.ts";

export interface GenerateOptions {
  /** Whether relations are read at once or awaited, and which engines the client can open. */
  readonly client: "sync" | "async";
  /** `js` gives `.js` with `.d.ts` and `.d.ts.map`; `ts` gives `.ts`. `js` when absent. */
  readonly emit?: EmitKind;
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
  /** Whether the key of each model has a type of its own (`UserId`), as have the columns that refer to it. False when absent. */
  readonly brandedIds?: boolean;
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
 * A generator for a schema that changes, in watch mode: it keeps the files of its last run, and prints only those anew that come out otherwise.
 * Its files are those of `generate`, byte for byte; a file that has not changed is the same object as before.
 */
export interface Generator {
  /** As `generate` does. */
  generate(schema: Schema, options: GenerateOptions): Promise<GeneratedFile[]>;
}

/**
 * Gives every file of a schema's client, sorted by path. The same schema and options always give the same bytes. For a schema that is
 * generated again and again as it changes, `createGenerator` is quicker.
 *
 * @param schema one of which `notGenerated` says nothing
 * @throws Error for any other
 *
 * @example
 * const files = await generate(schema, { client: "sync" });
 * for (const { path, text } of files) await writeFile(join(output, path), text);
 */
export function generate(schema: Schema, options: GenerateOptions): Promise<GeneratedFile[]> {
  return createGenerator().generate(schema, options);
}

/**
 * A generator that remembers what it printed.
 *
 * @example
 * const generator = createGenerator();
 * await generator.generate(schema, { client: "sync" });
 * await generator.generate(edited, { client: "sync" });
 */
export function createGenerator(): Generator {
  let known: ReadonlyMap<string, KnownFile> = new Map();
  return {
    async generate(schema, options) {
      const { emit = "js" } = options;
      const emission = emissionOf(schema, options);
      const kept = new Map<string, KnownFile>();
      for (const planned of plan(emission)) {
        kept.set(planned.name, await fileOnce(known.get(planned.name), planned, emit, emission));
      }
      known = kept;
      const files = [...kept.values()].flatMap((file) => file.files);
      // For every engine, whatever the client speaks: to read, or to give to those who run the database.
      for (const dialect of ddlDialects) {
        files.push({ path: `schema.${dialect}.sql`, text: ddlFileText(schema, dialect, emission.ddl(dialect)) });
      }
      if (options.withPackage === true) files.push(packageFile(schema));
      return files.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

function emissionOf(schema: Schema, options: GenerateOptions): Emission {
  const { client, emit = "js", importExtension, schemaPath } = options;
  const [refused] = notGenerated(schema);
  if (refused !== undefined) throw new Error(`no client can be generated with ${refused.what}: ask notGenerated first`);
  const kept = clientSchema(schema);
  const extensions = extensionsOf(kept, options.extensions);
  return {
    schema: kept,
    stored: schema,
    names: nameSchema(kept, extensions),
    client,
    brandedIds: options.brandedIds ?? false,
    importExtension: emit === "js" ? ".js" : (importExtension ?? ".ts"),
    userExtension: importExtension ?? ".ts",
    extensions,
    schemaPath: schemaPath === undefined ? (file) => file : remembered(schemaPath),
    models: new Map(kept.models.map((model) => [model.name, model])),
    joinTables: new Map(kept.joinTables.map((joinTable) => [joinTable.table, joinTable])),
    heirs: Map.groupBy(kept.models, ({ inheritance }) => inheritance?.base ?? ""),
    ddl: remembered((dialect: DdlDialect) => ddl(schema, dialect)),
  };
}

/** Asked once for each argument: a path not for each name in a file, the tables not for each file that has them. */
function remembered<K, V extends {}>(answer: (of: K) => V): (of: K) => V {
  const known = new Map<K, V>();
  return (of) => {
    const found = known.get(of) ?? answer(of);
    known.set(of, found);
    return found;
  };
}

/** A file that was printed, with all that went into it. */
interface KnownFile {
  readonly emit: EmitKind;
  readonly header: string;
  readonly structure: SourceStructure;
  readonly printed: PrintedSource;
  readonly places: readonly Place[];
  readonly files: readonly GeneratedFile[];
}

/** What a declaration map says of a name in the schema. */
type Place = readonly [name: string, path: string, line: number, column: number, length: number];

/**
 * Prints a file, unless what it is printed from is known. That is compared, not what the emitters read to make it: they take a twentieth of
 * the time that printing takes, and no emitter has to say what it depends on.
 */
async function fileOnce(
  known: KnownFile | undefined,
  { name, sources, structure, origins }: PlannedFile,
  emit: EmitKind,
  { schemaPath }: Emission,
): Promise<KnownFile> {
  const source = { emit, header: header(sources), structure };
  const places = placesOf(origins, schemaPath);
  const isPrinted =
    known !== undefined && isSame(source, { emit: known.emit, header: known.header, structure: known.structure });
  if (isPrinted && isSame(places, known.places)) return known;
  const printed = isPrinted ? known.printed : await printAs(emit, name, source.header, structure);
  return { ...source, printed, places, files: filesOf(name, printed, origins, schemaPath) };
}

/** The declaration's own, then its members'. */
function placesOf(origins: Origins | null, schemaPath: (file: string) => string): Place[] {
  if (origins === null) return [];
  return [["", origins.declaration] as const, ...origins.members].map(([name, { file, line, column, start, end }]) => [
    name,
    schemaPath(file),
    line,
    column,
    end - start,
  ]);
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
