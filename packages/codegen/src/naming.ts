/**
 * Every name that generated code declares, decided once for the whole schema: a model may be called anything, so what we add beside
 * it (`PostInit`, `postModel`, a file's name, a local variable) gives way to the schema's own names.
 */
import type { CustomScalar, Embedded, Enum, ValueType } from "@joinery/dsl";
import type { Model, Relation, Schema } from "./client-schema.ts";

export interface ModelNames {
  /** The file's name without extension. */
  readonly file: string;
  /** The class; as in the schema. */
  readonly class: string;
  /** The type of its cells. */
  readonly row: string;
  /** The type of what its constructor takes. */
  readonly init: string;
  /** The type of its key, where keys have types of their own. */
  readonly id: string;
  /** The constant that holds its description for the runtime. */
  readonly model: string;
  /** By relation name: the constants of the relations that have no property. */
  readonly hidden: ReadonlyMap<string, string>;
  /** The class that declares what is generated: `class` itself, unless the user's own methods stand between the two. */
  readonly base: string;
  /** The file of `base`, the row and the input. */
  readonly baseFile: string;
  /** What generated code calls the class of the user's own methods; null where there is none. */
  readonly extension: string | null;
  /** By the name of an embedded value: the constants that describe them. */
  readonly embedded: ReadonlyMap<string, string>;
}

export interface ValueNames {
  readonly file: string;
  /** What is read; as in the schema. */
  readonly value: string;
  /** The type of what is given for one. */
  readonly init: string;
  /** The constant that reads and writes its cells, and the functions that it is made of. */
  readonly type: string;
  readonly decode: string;
  readonly encode: string;
}

export interface ScalarNames {
  readonly file: string;
  /** The type of its values; as in the schema. */
  readonly scalar: string;
  /** The constant that makes the type of its cells. */
  readonly type: string;
}

export interface EnumNames {
  readonly file: string;
  /** The constant and the type; as in the schema. */
  readonly enum: string;
  /** The constant that reads and writes its cells. */
  readonly type: string;
}

export interface Names {
  /** The contract's namespace. */
  readonly j: string;
  /** `Iterable<T>`, unless a model has that name. */
  readonly items: string;
  /** `Object.keys`, unless a model is called `Object`. */
  readonly keys: string;
  /** `Object.hasOwn`, in the same way. */
  readonly hasOwn: string;
  model(name: string): ModelNames;
  enum(name: string): EnumNames;
  value(name: string): ValueNames;
  scalar(name: string): ScalarNames;
  /** A variable or import that generated code declares under a name of our choice. */
  local(name: string): string;
}

/** Files that the client has anyway, and names that Windows keeps for devices. */
const reservedFiles = /^(index|schema|ddl|con|prn|aux|nul|com\d|lpt\d)$/;

/** Of a file's name. File systems take 255 bytes with all endings, and some tools take less for the whole path. */
const mostLetters = 120;

/** Words that cannot name the cells of a tuple type, though any property may be called so. */
const reservedWords = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends finally for function if in " +
    "implements instanceof interface let package private protected public return static super switch throw try var while " +
    "with yield"
  ).split(" "),
);

/** A column's name as the name of a tuple's cell. */
export function cellName(column: string): string {
  return reservedWords.has(column) ? `${column}_` : column.replaceAll(".", "_");
}

/** The name by which the user's file exports the class of a model's own methods, whatever else the schema has. */
export function extensionExport(model: string): string {
  return `${model}Ext`;
}

/**
 * @param extended the models with methods of the user's own
 * @complexity linear in the models
 */
export function nameSchema(schema: Schema, extended: ReadonlyMap<string, unknown> = new Map()): Names {
  const own = new Set([...schema.models, ...schema.enums, ...schema.types, ...schema.scalars].map(({ name }) => name));
  const declared = new Set(own);
  const files = new Set<string>();
  const models = new Map(schema.models.map((model) => [model.name, nameModel(model, declared, files)]));
  const enums = new Map(schema.enums.map((declaration) => [declaration.name, nameEnum(declaration, declared, files)]));
  const values = new Map(schema.types.map((type) => [type.name, nameValue(type, declared, files)]));
  const scalars = new Map(schema.scalars.map((scalar) => [scalar.name, nameScalar(scalar, declared, files)]));
  // After everything else, so that no other name depends on who has methods.
  for (const [name, names] of models) {
    if (extended.has(name)) models.set(name, withExtension(names, declared, files));
  }
  const local = (name: string): string => (own.has(name) ? local(`${name}_`) : name);
  const j = local("j");
  const object = own.has("Object") ? "globalThis.Object" : "Object";
  return {
    j,
    items: own.has("Iterable") ? `${j}.Items` : "Iterable",
    keys: `${object}.keys`,
    hasOwn: `${object}.hasOwn`,
    model: (name) => known(models, name),
    enum: (name) => known(enums, name),
    value: (name) => known(values, name),
    scalar: (name) => known(scalars, name),
    local,
  };
}

function nameModel({ name, relations, embeddeds }: Model, declared: Set<string>, files: Set<string>): ModelNames {
  const hidden = relations.filter((relation) => relation.hidden && !relation.inherited);
  const file = claimFile(kebabCase(name), files);
  return {
    file,
    class: name,
    row: claim(`${name}Row`, declared),
    init: claim(`${name}Init`, declared),
    id: claim(`${name}Id`, declared),
    model: claim(`${camelCase(name)}Model`, declared),
    hidden: new Map(hidden.map((relation) => [relation.name, claim(hiddenName(name, relation), declared)])),
    embedded: new Map(
      embeddeds
        .filter(({ inherited }) => !inherited)
        .map((value) => [value.name, claim(embeddedName(name, value), declared)]),
    ),
    base: name,
    baseFile: file,
    extension: null,
  };
}

function withExtension(names: ModelNames, declared: Set<string>, files: Set<string>): ModelNames {
  return {
    ...names,
    base: claim(`${names.class}Base`, declared),
    baseFile: claimFile(`${kebabCase(names.class)}-base`, files),
    extension: claim(extensionExport(names.class), declared),
  };
}

function nameEnum({ name }: Enum, declared: Set<string>, files: Set<string>): EnumNames {
  return { file: claimFile(kebabCase(name), files), enum: name, type: claim(`${camelCase(name)}Type`, declared) };
}

function nameValue({ name }: ValueType, declared: Set<string>, files: Set<string>): ValueNames {
  return {
    file: claimFile(kebabCase(name), files),
    value: name,
    init: claim(`${name}Init`, declared),
    type: claim(`${camelCase(name)}Type`, declared),
    decode: claim(`decode${name}`, declared),
    encode: claim(`encode${name}`, declared),
  };
}

function nameScalar({ name }: CustomScalar, declared: Set<string>, files: Set<string>): ScalarNames {
  return { file: claimFile(kebabCase(name), files), scalar: name, type: claim(`${camelCase(name)}Type`, declared) };
}

function embeddedName(model: string, { name }: Embedded): string {
  return `${camelCase(model)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function hiddenName(model: string, relation: Relation): string {
  return `${camelCase(model)}To${relation.target}`;
}

function claim(wanted: string, declared: Set<string>): string {
  let name = wanted;
  while (declared.has(name)) name += "_";
  declared.add(name);
  return name;
}

/** Names that differ in case alone, or far behind, get different files: half of all file systems do not tell them apart. */
function claimFile(name: string, files: Set<string>): string {
  const wanted = name.slice(0, mostLetters);
  const stem = reservedFiles.test(wanted) ? `${wanted}-model` : wanted;
  let file = stem;
  for (let count = 2; files.has(file); count++) file = `${stem}-${count}`;
  files.add(file);
  return file;
}

/** `OrderDetail` as `order detail`: how prose and file names say a model's name. */
export function words(name: string): string[] {
  const found = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{N}]+/gu);
  return found === null ? [name] : found.map((word) => word.toLowerCase());
}

/** The indefinite article of a name, by the sound that its first letters most often have. */
export function article(name: string): "a" | "an" {
  return /^(?!eu|one)([aeio]|u[lmp]|un(?!i))/i.test(name) ? "an" : "a";
}

/** How files are called after a model: `order-detail`. */
export function kebabCase(name: string): string {
  return words(name).join("-");
}

function camelCase(name: string): string {
  const [first = "", ...rest] = words(name);
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function known<T>(names: ReadonlyMap<string, T>, name: string): T {
  const found = names.get(name);
  if (found === undefined)
    throw new Error(`the schema refers to "${name}", which it does not have (this is a bug in Joinery)`);
  return found;
}
