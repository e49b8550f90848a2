/** What the rules of the import share: the schema as text and as IR, and what they write and report. */
import type { SchemaSettings } from "../check/settings.ts";
import type { Reporter } from "../diagnostics/diagnostic.ts";
import type { Model, Schema } from "../ir/ir.ts";
import type { ArgumentAst, AttributeAst, ValueAst } from "../syntax/ast.ts";
import type { PrismaSource } from "./prisma-source.ts";
import type { Rewrite } from "./rewrite.ts";

export interface ImportContext {
  readonly source: PrismaSource;
  readonly schema: Schema;
  /** Those of the schema, by name. */
  readonly models: ReadonlyMap<string, Model>;
  readonly settings: SchemaSettings;
  readonly rewrite: Rewrite;
  readonly reporter: Reporter;
  /** Attributes that a `.model` file refused, and how often: first their names go, then they themselves. */
  readonly refused: ReadonlyMap<AttributeAst, number>;
  /** Whether the model is written as short as inference allows, or in full. */
  shortens(model: Pick<Model, "name">): boolean;
}

export function argumentNamed(attribute: AttributeAst | undefined, name: string): ArgumentAst | undefined {
  return attribute?.arguments.find((argument) => argument.name?.text === name);
}

/** The argument of this name, or the first that has none. */
export function namedOrFirst(attribute: AttributeAst | undefined, name: string): ArgumentAst | undefined {
  return argumentNamed(attribute, name) ?? attribute?.arguments.find((argument) => argument.name === null);
}

export function itemsOf(argument: ArgumentAst | undefined): readonly ValueAst[] {
  if (!argument) return [];
  return argument.value.kind === "list" ? argument.value.items : [argument.value];
}

/** A text as the language writes it; its escapes are those of JSON. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
