/** The names of the schema: every declaration under its name, models opened before any of them has its fields. */
import type { Declaration, FileAst, Name, RecordAst, ScalarAst } from "../syntax/ast.ts";
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
import { isSettings } from "./settings.ts";
import { builtInTypes, isScalarType, scalarCalled, yieldsToDeclaration } from "./scalars.ts";
import { readSchemaName } from "./rules/schemas.ts";

/** A model under construction: relations hold the model they lead to before that one has its fields. */
export interface OpenModel extends BoundModel {
  table: string;
  base: OpenModel | null;
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
  /** Declared by blocks that could not be read. */
  readonly broken: ReadonlySet<string>;
}

export function declare(context: CheckContext, files: readonly FileAst[]): Declarations {
  const first = new Map<string, Declaration>();
  const models = new Map<string, OpenModel>();
  const abstracts = new Map<string, RecordAst>();
  const types = new Map<string, RecordAst>();
  const enums = new Map<string, BoundEnum>();
  const scalars = new Map<string, ScalarAst>();
  const broken = new Set<string>();
  for (const declaration of files.flatMap((file) => file.declarations)) {
    if (isSettings(declaration)) continue;
    if (!isFree(context, first, declaration)) continue;
    const { kind, name } = declaration;
    first.set(name.text, declaration);
    if (kind === "enum") enums.set(name.text, bindEnum(context, declaration));
    else if (kind === "scalar") scalars.set(name.text, declaration);
    else if (kind === "unknown") broken.add(name.text);
    else if (kind === "type") types.set(name.text, declaration);
    else if (declaration.isAbstract) abstracts.set(name.text, declaration);
    else models.set(name.text, openModel(context, declaration, kind));
  }
  return { models, abstracts, types, enums, scalars, broken };
}

function isFree(
  context: CheckContext,
  first: ReadonlyMap<string, Declaration>,
  declaration: Exclude<Declaration, { kind: "datasource" | "generator" }>,
): boolean {
  const { name } = declaration;
  const earlier = first.get(name.text);
  if (earlier) {
    const parameters = { kind: kindOf(declaration), name: name.text, firstKind: kindOf(earlier) };
    context.reporter.report("duplicateDeclaration", name.span, parameters, [
      { message: "declared first here", span: earlier.name.span },
    ]);
    return false;
  }
  if (!isScalarType(name.text) || yieldsToDeclaration(name.text)) return true;
  context.reporter.report("builtInName", name.span, { kind: kindOf(declaration), name: name.text });
  return false;
}

function kindOf(declaration: Declaration): string {
  if (declaration.kind === "unknown") return "block";
  return declaration.kind === "type" ? "value type" : declaration.kind;
}

/** A model or view without its fields. An abstract model is opened only to be checked. */
export function openModel(context: CheckContext, ast: RecordAst, kind: "model" | "view"): OpenModel {
  const attributes = readAttributes(context, ast.attributes, ast.isAbstract ? "abstract" : kind);
  const mapped = databaseName(context, find(attributes, "map"), "name");
  const name = ast.name.text;
  return {
    kind,
    ast,
    name,
    table: mapped?.text ?? tableName(name, context.settings.naming),
    tableSpan: mapped?.span ?? ast.name.span,
    schema: ast.isAbstract ? null : readSchemaName(context, kind, ast, find(attributes, "schema")),
    ignored: find(attributes, "ignore") !== undefined,
    base: null,
    fields: [],
    embeddeds: [],
    expressions: [],
    byName: new Map(),
    attributes,
  };
}

/** Reports a name that no declaration has, where a type or a model is expected. */
export function reportUnknownType(context: CheckContext, declarations: Declarations, name: Name): void {
  if (declarations.broken.has(name.text)) return;
  const near = context.reporter.suggest(name.text, () => [
    ...declarations.models.keys(),
    ...declarations.enums.keys(),
    ...declarations.types.keys(),
    ...declarations.scalars.keys(),
    ...builtInTypes,
  ]);
  const suggestion = near ?? scalarCalled(name.text);
  context.reporter.report("unknownType", name.span, { name: name.text, suggestion, builtIn: builtInTypes });
}

export function find(attributes: readonly ReadAttribute[], name: string): ReadAttribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}
