/** AST to bound schema: declares every top-level name, then resolves the type of every field and reads every attribute. */
import type { ColumnType } from "../ir/ir.ts";
import type { Span } from "../text/span.ts";
import type { Declaration, EnumAst, FieldAst, FileAst, ModelAst } from "../syntax/ast.ts";
import { databaseName } from "./arguments.ts";
import { type Place, type ReadAttribute, readAttributes } from "./attributes.ts";
import type { BoundEnum, BoundField, BoundMember, BoundModel, BoundSchema, CheckContext } from "./bound.ts";
import { builtInTypes, isScalarType, scalarCalled, yieldsToDeclaration } from "./scalars.ts";

/** A model under construction: relations hold the model they lead to before that one has its fields. */
interface OpenModel extends BoundModel {
  readonly fields: BoundField[];
  readonly byName: Map<string, BoundField | "broken">;
}

interface Declarations {
  readonly models: ReadonlyMap<string, OpenModel>;
  readonly enums: ReadonlyMap<string, BoundEnum>;
  /** Declared, but not compiled by this version. */
  readonly opaque: ReadonlySet<string>;
}

export function bind(context: CheckContext, files: readonly FileAst[]): BoundSchema {
  const declarations = declare(context, files);
  for (const model of declarations.models.values()) {
    bindFields(context, declarations, model);
    for (const name of model.ast.brokenNames) if (!model.byName.has(name)) model.byName.set(name, "broken");
  }
  return { models: [...declarations.models.values()], enums: declarations.enums };
}

function declare(context: CheckContext, files: readonly FileAst[]): Declarations {
  const first = new Map<string, Declaration>();
  const models = new Map<string, OpenModel>();
  const enums = new Map<string, BoundEnum>();
  const opaque = new Set<string>();
  for (const declaration of files.flatMap((file) => file.declarations)) {
    const { kind, name } = declaration;
    const earlier = first.get(name.text);
    if (earlier) {
      const parameters = { kind: kindOf(declaration), name: name.text, firstKind: kindOf(earlier) };
      context.reporter.report("duplicateDeclaration", name.span, parameters, [
        { message: "declared first here", span: earlier.name.span },
      ]);
      continue;
    }
    if (isScalarType(name.text) && !yieldsToDeclaration(name.text)) {
      context.reporter.report("builtInName", name.span, { kind: kindOf(declaration), name: name.text });
      continue;
    }
    first.set(name.text, declaration);
    if (kind === "model") models.set(name.text, openModel(context, declaration));
    else if (kind === "enum") enums.set(name.text, bindEnum(context, declaration));
    else opaque.add(name.text);
  }
  return { models, enums, opaque };
}

function kindOf(declaration: Declaration): string {
  return declaration.kind === "unsupported" ? "block" : declaration.kind;
}

function openModel(context: CheckContext, ast: ModelAst): OpenModel {
  const attributes = readAttributes(context, ast.attributes, "model");
  const mapped = databaseName(context, find(attributes, "map"), "name");
  return {
    ast,
    name: ast.name.text,
    table: mapped?.text ?? ast.name.text,
    tableSpan: mapped?.span ?? ast.name.span,
    fields: [],
    byName: new Map(),
    attributes,
  };
}

function bindEnum(context: CheckContext, ast: EnumAst): BoundEnum {
  const attributes = readAttributes(context, ast.attributes, "enum");
  const mapped = databaseName(context, find(attributes, "map"), "name");
  const members = new Map<string, BoundMember>();
  for (const member of ast.members) {
    const name = member.name.text;
    const read = readAttributes(context, member.attributes, "member");
    const earlier = members.get(name);
    if (earlier) {
      context.reporter.report("duplicateMember", member.name.span, { member: name, enum: ast.name.text }, [
        { message: "declared first here", span: earlier.span },
      ]);
      continue;
    }
    const value = databaseName(context, find(read, "map"), "name")?.text ?? name;
    members.set(name, { name, value, doc: member.doc, span: member.name.span });
  }
  return {
    ast,
    name: ast.name.text,
    type: mapped?.text ?? ast.name.text,
    typeSpan: mapped?.span ?? ast.name.span,
    members: [...members.values()],
    names: new Set([...members.keys(), ...ast.brokenNames]),
  };
}

function bindFields(context: CheckContext, declarations: Declarations, model: OpenModel): void {
  const first = new Map<string, Span>();
  for (const ast of model.ast.fields) {
    const { text, span } = ast.name;
    const earlier = first.get(text);
    if (earlier) {
      context.reporter.report("duplicateField", span, { field: text, model: model.name }, [
        { message: "declared first here", span: earlier },
      ]);
      continue;
    }
    first.set(text, span);
    const field = resolveField(context, declarations, model, ast);
    model.byName.set(text, field ?? "broken");
    if (field !== null) model.fields.push(field);
  }
}

function resolveField(
  context: CheckContext,
  declarations: Declarations,
  model: OpenModel,
  ast: FieldAst,
): BoundField | null {
  const typeText = ast.type.name.text;
  const target = declarations.models.get(typeText);
  const isList = ast.type.arity === "list";
  if (target) {
    const attributes = attributesByName(context, ast, isList ? "toMany" : "toOne");
    const relationName = databaseName(context, attributes.get("relation"), "name");
    return {
      kind: "relation",
      model,
      name: ast.name.text,
      target,
      arity: ast.type.arity,
      relationName: relationName?.text ?? null,
      attributes,
      doc: ast.doc,
      span: ast.name.span,
    };
  }
  const type = resolveColumnType(declarations, typeText);
  if (type === null) {
    if (!declarations.opaque.has(typeText)) reportUnknownType(context, declarations, ast);
    return null;
  }
  const attributes = attributesByName(context, ast, "column");
  return {
    kind: "column",
    model,
    name: ast.name.text,
    column: databaseName(context, attributes.get("map"), "name")?.text ?? ast.name.text,
    type,
    list: isList,
    nullable: ast.type.arity === "optional",
    attributes,
    default: null,
    inferred: false,
    hidden: false,
    doc: ast.doc,
    span: ast.name.span,
  };
}

function resolveColumnType(declarations: Declarations, name: string): ColumnType | null {
  if (declarations.enums.has(name)) return { kind: "enum", enum: name };
  if (declarations.opaque.has(name)) return null;
  return isScalarType(name) ? { kind: "scalar", scalar: name } : null;
}

function reportUnknownType(context: CheckContext, declarations: Declarations, ast: FieldAst): void {
  const name = ast.type.name.text;
  const near = context.reporter.suggest(name, () => [
    ...declarations.models.keys(),
    ...declarations.enums.keys(),
    ...builtInTypes,
  ]);
  const suggestion = near ?? scalarCalled(name);
  context.reporter.report("unknownType", ast.type.name.span, { name, suggestion, builtIn: builtInTypes });
}

function attributesByName(context: CheckContext, ast: FieldAst, place: Place): Map<string, ReadAttribute> {
  const read = readAttributes(context, ast.attributes, place);
  return new Map(read.map((attribute) => [attribute.name, attribute]));
}

function find(attributes: readonly ReadAttribute[], name: string): ReadAttribute | undefined {
  return attributes.find((attribute) => attribute.name === name);
}
