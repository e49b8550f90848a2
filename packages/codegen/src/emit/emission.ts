/** What every emitter is given. */
import type * as ir from "@joinery/dsl";
import type { DdlDialect } from "../ddl/ddl.ts";
import type { Column, Model, Relation, Schema, ValueType } from "../client-schema.ts";
import { byName } from "../by-name.ts";
import type { Names } from "../naming.ts";

export interface Emission {
  /** What the client has. */
  readonly schema: Schema;
  /** What the database has. */
  readonly stored: ir.Schema;
  readonly names: Names;
  readonly client: "sync" | "async";
  /** Whether a key has a type of its own, so that no other model's is taken for it. */
  readonly brandedIds: boolean;
  /** How one generated file names another. */
  readonly importExtension: ".js" | ".ts";
  /** How a generated file names a TypeScript module of the user's own. */
  readonly userExtension: ".js" | ".ts";
  /** By model: the file of the user's own methods, as seen from the schema's file. */
  readonly extensions: ReadonlyMap<string, string>;
  /** The path of a schema's file as seen from the output directory. */
  readonly schemaPath: (file: string) => string;
  /** By name, as the join tables are. */
  readonly models: ReadonlyMap<string, Model>;
  readonly joinTables: ReadonlyMap<string, ir.JoinTable>;
  /** By the name of what they extend, in the schema's order. */
  readonly heirs: ReadonlyMap<string, readonly Model[]>;
  /** The statements that create every table of what the database has, made once for each engine. */
  readonly ddl: (dialect: DdlDialect) => readonly string[];
}

/** The schema's model of this name; the IR refers to no other. */
export function modelNamed(emission: Emission, name: string): Model {
  const model = emission.models.get(name);
  if (model === undefined) throw new Error(`the schema has no model "${name}" (this is a bug in Joinery)`);
  return model;
}

/** The places of columns in their model's row. */
export function indicesOf(model: Model, columns: readonly string[]): number[] {
  return columns.map((column) => model.columns.findIndex(({ name }) => name === column));
}

/** Whether the database gives the value where the program gives none. */
export function isAssigned({ default: value, computed }: Column): boolean {
  return computed !== null || value?.kind === "autoincrement" || value?.kind === "dbgenerated";
}

/** Those with a property of their own: a part of an embedded value has none. */
export function visibleColumns(model: Model): readonly Column[] {
  return model.columns.filter(({ hidden, embedded }) => !hidden && embedded === null);
}

/** Whether some of an embedded value's columns are not read with the row. */
export function isDeferred({ name }: ir.Embedded, { columns }: Model): boolean {
  return columns.some((column) => column.embedded === name && column.deferred);
}

/** The type of an embedded value or of a part of a document; the IR refers to no other. */
export function valueNamed({ schema }: Emission, name: string): ValueType {
  const type = byName(schema.types, name);
  if (type === undefined) throw new Error(`the schema has no type "${name}" (this is a bug in Joinery)`);
  return type;
}

/** Whether a field has a name that every object inherits: only an object's own counts. */
export function hasInheritedNames({ fields }: ValueType): boolean {
  return fields.some(({ name }) => Object.hasOwn(Object.prototype, name));
}

/** Those that a program gives a new entity. */
export function initColumns(model: Model): readonly Column[] {
  return visibleColumns(model).filter((column) => !isReadOnly(column) && !isDiscriminator(column, model));
}

/** Whether a program never sets it: the database makes it, or the session counts it up. */
export function isReadOnly({ computed, expression, version }: Column): boolean {
  return computed !== null || expression !== null || version;
}

/** Whether the column says which model a row is of: its value is the class's. */
export function isDiscriminator({ name }: Column, { inheritance }: Model): boolean {
  return inheritance?.discriminator === name;
}

/** The model that this one extends. */
export function baseOf({ inheritance }: Model, emission: Emission): Model | null {
  const base = inheritance?.base ?? null;
  return base === null ? null : modelNamed(emission, base);
}

/** The model and those that extend it, at any depth, each after its base. */
export function familyOf(model: Model, emission: Emission): readonly Model[] {
  if (model.inheritance === null) return [model];
  const heirs = emission.heirs.get(model.name) ?? [];
  return [model, ...heirs.flatMap((heir) => familyOf(heir, emission))];
}

/** What the model declares itself. */
export function own<M extends { readonly inherited: boolean }>(members: readonly M[]): readonly M[] {
  return members.filter(({ inherited }) => !inherited);
}

/** The model that declares a column or relation of this one. */
export function declaringModel(member: { readonly name: string }, model: Model, emission: Emission): Model {
  const base = baseOf(model, emission);
  const isInherited = base !== null && [...base.columns, ...base.relations].some(({ name }) => name === member.name);
  return isInherited ? declaringModel(member, base, emission) : model;
}

export function visibleRelations(model: Model): readonly Relation[] {
  return model.relations.filter(({ hidden }) => !hidden);
}

/** Those that a program gives a new entity. */
export function initRelations(model: Model): readonly Relation[] {
  return visibleRelations(model).filter(({ readOnly }) => !readOnly);
}

/** Whether it gives a collection. */
export function isMany({ kind }: Relation): boolean {
  return kind === "oneToMany" || kind === "manyToMany";
}
