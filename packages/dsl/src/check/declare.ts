/** The declarations of the schema, models opened before any of them has its fields. */
import type { Name, RecordAst, ScalarAst } from "../syntax/ast.ts";
import { databaseName } from "./arguments.ts";
import { type ReadAttribute, readAttributes } from "./attributes.ts";
import { bindEnum } from "./bind-enum.ts";
import type {
  BoundEmbedded,
  BoundEnum,
  BoundExpression,
  BoundField,
  BoundMember,
  BoundModel,
  CheckContext,
} from "./bound.ts";
import { tableName } from "./naming.ts";
import { builtInTypes, scalarCalled } from "./scalars.ts";
import { readSchemaName } from "./rules/schemas.ts";

/** A model under construction: relations hold the model they lead to before that one has its fields. */
export interface OpenModel extends BoundModel {
  table: string;
  schema: string | null;
  ignored: boolean;
  isPartial: boolean;
  base: OpenModel | null;
  parts: readonly RecordAst[];
  readonly fields: BoundField[];
  readonly embeddeds: BoundEmbedded[];
  readonly expressions: BoundExpression[];
  readonly byName: Map<string, BoundMember | "broken">;
  readonly attributes: ReadAttribute[];
}

export interface Declarations {
  /** Views among them. */
  readonly models: ReadonlyMap<string, OpenModel>;
  readonly abstracts: ReadonlyMap<string, RecordAst>;
  readonly types: ReadonlyMap<string, RecordAst>;
  readonly enums: ReadonlyMap<string, BoundEnum>;
  readonly scalars: ReadonlyMap<string, ScalarAst>;
  /** Declared by blocks that could not be read, or not wanted: nothing is said of them. */
  readonly broken: ReadonlySet<string>;
}

/**
 * Opens what the names stand for.
 *
 * @param wanted The models and views to open; all of them when absent. A field whose model is not among them is left out in silence.
 */
export function declare(context: CheckContext, wanted?: ReadonlySet<string>): Declarations {
  const models = new Map<string, OpenModel>();
  const abstracts = new Map<string, RecordAst>();
  const types = new Map<string, RecordAst>();
  const enums = new Map<string, BoundEnum>();
  const scalars = new Map<string, ScalarAst>();
  const broken = new Set<string>();
  for (const [name, declaration] of context.names) {
    const { kind } = declaration;
    if (kind === "enum") enums.set(name, bindEnum(context, declaration));
    else if (kind === "scalar") scalars.set(name, declaration);
    else if (kind === "unknown") broken.add(name);
    else if (kind === "type") types.set(name, declaration);
    else if (declaration.isAbstract) abstracts.set(name, declaration);
    else if (wanted === undefined || wanted.has(name)) models.set(name, openModel(context, declaration, kind));
    else broken.add(name);
  }
  return { models, abstracts, types, enums, scalars, broken };
}

/** A model or view without its fields. An abstract model is opened only to be checked. */
export function openModel(context: CheckContext, ast: RecordAst, kind: "model" | "view"): OpenModel {
  const attributes = readAttributes(context, ast.attributes, ast.isAbstract ? "abstract" : kind);
  const mapped = databaseName(context, find(attributes, "map"), "name");
  const name = ast.name.text;
  return {
    kind,
    ast,
    parts: [ast],
    isPartial: false,
    name,
    table: mapped?.text ?? tableName(name, context.settings.naming),
    tableSpan: mapped?.span ?? ast.name.span,
    schema: readSchema(context, ast, kind, attributes),
    ignored: find(attributes, "ignore") !== undefined,
    base: null,
    fields: [],
    embeddeds: [],
    expressions: [],
    byName: new Map(),
    attributes,
  };
}

/** An heir that names none stands where its root does. */
function readSchema(
  context: CheckContext,
  ast: RecordAst,
  kind: "model" | "view",
  attributes: readonly ReadAttribute[],
): string | null {
  const attribute = find(attributes, "schema");
  if (ast.isAbstract || (ast.base !== null && !attribute)) return null;
  return readSchemaName(context, kind, ast, attribute);
}

/** Reports a name that no declaration has, where a type or a model is expected. */
export function reportUnknownType(context: CheckContext, name: Name): void {
  // What is declared and is no type all the same has been reported where it stands.
  if (context.names.has(name.text)) return;
  const near = context.reporter.suggest(name.text, () => [...namesOfTypes(context.names), ...builtInTypes]);
  const suggestion = near ?? scalarCalled(name.text);
  context.reporter.report("unknownType", name.span, { name: name.text, suggestion, builtIn: builtInTypes });
}

function namesOfTypes(names: CheckContext["names"]): string[] {
  return [...names].flatMap(([name, { kind, ...rest }]) =>
    kind === "unknown" || ("isAbstract" in rest && rest.isAbstract) ? [] : [name],
  );
}

export function find(attributes: readonly ReadAttribute[], name: string): ReadAttribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}
