/** One field of a model or view: a column, a relation, an embedded value with its columns, or an expression. */
import type { Computed } from "../ir/ir.ts";
import type { FieldAst } from "../syntax/ast.ts";
import { booleanArgument, databaseName, sqlArgument } from "./arguments.ts";
import type { Place } from "./attribute-specs.ts";
import { type ReadAttribute, readAttributes } from "./attributes.ts";
import type { BindContext } from "./bind.ts";
import type { BoundColumn, BoundExpression, BoundMember, BoundRelation } from "./bound.ts";
import { type OpenModel, reportUnknownType } from "./declare.ts";
import { bindEmbedded } from "./embedded.ts";
import { columnName } from "./naming.ts";
import { type ResolvedType, resolveType } from "./resolve-type.ts";
import { readNative } from "./rules/native.ts";

/** The members that the field makes, itself first; none where it has been reported. */
export function bindField(context: BindContext, model: OpenModel, ast: FieldAst): BoundMember[] {
  const typeName = ast.type.name;
  const target = ast.type.unsupported === null ? context.declarations.models.get(typeName.text) : undefined;
  if (target) return [bindRelation(context, model, ast, target)];
  const resolved = resolveType(context, ast.type);
  if (resolved === null) {
    const isAbstract = context.declarations.abstracts.has(typeName.text);
    if (isAbstract) context.reporter.report("abstractType", typeName.span, { name: typeName.text });
    else reportUnknownType(context, typeName);
    return [];
  }
  const attributes = attributesByName(context, ast, "column");
  const { type } = resolved;
  const expression = attributes.get("expr");
  if (expression) return bindExpression(context, ast, resolved, expression, attributes);
  const embedded = attributes.get("embedded");
  if (embedded) return bindEmbedded(context, model, ast, type, embedded, attributes);
  return [bindColumn(context, model, ast, attributes, resolved)];
}

function bindRelation(context: BindContext, model: OpenModel, ast: FieldAst, target: OpenModel): BoundRelation {
  const { arity } = ast.type;
  const attributes = attributesByName(context, ast, arity === "list" ? "toMany" : "toOne");
  const relationName = databaseName(context, attributes.get("relation"), "name");
  return {
    kind: "relation",
    model,
    name: ast.name.text,
    target,
    arity,
    relationName: relationName?.text ?? null,
    ignored: attributes.has("ignore"),
    attributes,
    doc: ast.doc,
    span: ast.name.span,
  };
}

function bindColumn(
  context: BindContext,
  model: OpenModel,
  ast: FieldAst,
  attributes: ReadonlyMap<string, ReadAttribute>,
  resolved: ResolvedType,
): BoundColumn {
  const name = ast.name.text;
  const { type, scalar } = resolved;
  const mapped = databaseName(context, attributes.get("map"), "name");
  const isUnsupported = type.kind === "unsupported";
  return {
    kind: "column",
    model,
    name,
    column: mapped?.text ?? columnName(name, context.settings.naming),
    type,
    scalar,
    native: readNative(context, type, attributes.get("native")?.ast) ?? resolved.native,
    list: ast.type.arity === "list",
    nullable: ast.type.arity === "optional",
    attributes,
    default: null,
    computed: readComputed(context, attributes.get("computed")),
    ignored: isUnsupported || attributes.has("ignore"),
    inferred: false,
    hidden: false,
    embedded: null,
    doc: ast.doc,
    span: ast.name.span,
  };
}

/** Stored where the schema does not say: the one form that every engine has. */
function readComputed(context: BindContext, attribute: ReadAttribute | undefined): Computed | null {
  const sql = sqlArgument(context, attribute, "sql");
  return sql === null ? null : { sql, stored: booleanArgument(attribute, "stored") ?? true };
}

function bindExpression(
  context: BindContext,
  ast: FieldAst,
  { type, scalar }: ResolvedType,
  expression: ReadAttribute,
  attributes: ReadonlyMap<string, ReadAttribute>,
): BoundExpression[] {
  const sql = sqlArgument(context, expression, "sql");
  if (sql === null) return [];
  return [
    {
      kind: "expression",
      name: ast.name.text,
      type,
      list: ast.type.arity === "list",
      nullable: ast.type.arity === "optional",
      scalar,
      sql,
      attributes,
      doc: ast.doc,
      span: ast.name.span,
    },
  ];
}

export function attributesByName(
  context: BindContext,
  ast: FieldAst,
  place: Place,
): ReadonlyMap<string, ReadAttribute> {
  if (ast.attributes.length === 0) return noAttributes;
  const read = readAttributes(context, ast.attributes, place);
  return new Map(read.map((attribute) => [attribute.name, attribute]));
}

const noAttributes: ReadonlyMap<string, ReadAttribute> = new Map();
