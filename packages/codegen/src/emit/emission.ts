/** What every emitter is given. */
import type { Column, Model, Relation, Schema } from "@joinery/dsl";
import type { Names } from "../naming.ts";

export interface Emission {
  readonly schema: Schema;
  readonly names: Names;
  readonly client: "sync" | "async";
  /** How one generated file names another. */
  readonly importExtension: ".js" | ".ts";
  /** By name. */
  readonly models: ReadonlyMap<string, Model>;
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
export function isAssigned({ default: value }: Column): boolean {
  return value?.kind === "autoincrement" || value?.kind === "dbgenerated";
}

export function visibleColumns(model: Model): readonly Column[] {
  return model.columns.filter(({ hidden }) => !hidden);
}

export function visibleRelations(model: Model): readonly Relation[] {
  return model.relations.filter(({ hidden }) => !hidden);
}

/** Whether it gives a collection. */
export function isMany({ kind }: Relation): boolean {
  return kind === "oneToMany" || kind === "manyToMany";
}
