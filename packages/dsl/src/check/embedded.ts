/** `home Address @embedded(prefix: "home_")`: the fields of a value type as columns of the model that holds it. */
import type { ColumnType } from "../ir/ir.ts";
import type { FieldAst } from "../syntax/ast.ts";
import { type ReadAttribute } from "./attributes.ts";
import { stringArgument } from "./arguments.ts";
import type { BindContext } from "./bind.ts";
import type { BoundColumn, BoundEmbedded } from "./bound.ts";
import type { OpenModel } from "./declare.ts";
import { columnName } from "./naming.ts";

/** The embedded value and its columns, which are named by their path; none where it has been reported. */
export function bindEmbedded(
  context: BindContext,
  model: OpenModel,
  ast: FieldAst,
  type: ColumnType,
  attribute: ReadAttribute,
  attributes: ReadonlyMap<string, ReadAttribute>,
): (BoundEmbedded | BoundColumn)[] {
  const name = ast.name.text;
  if (type.kind !== "value" || ast.type.arity === "list") {
    const parameters = { field: name, isList: ast.type.arity === "list" };
    context.reporter.report("notEmbeddable", attribute.ast.span, parameters);
    return [];
  }
  const shared = sharedAttributes(context, attribute, attributes);
  const given = stringArgument(attribute, "prefix")?.text;
  const prefix = given ?? `${columnName(name, context.settings.naming)}_`;
  const nullable = ast.type.arity === "optional";
  const fields = context.types.get(type.value)?.fields ?? [];
  const columns = fields.map((field): BoundColumn => ({
    kind: "column",
    model,
    name: `${name}.${field.name}`,
    column: prefix + (field.mapped ? field.key : columnName(field.name, context.settings.naming)),
    type: field.type,
    scalar: field.scalar,
    native: field.native,
    list: field.list,
    nullable: nullable || field.nullable,
    // A default would make an absent value half present.
    attributes: new Map([...(nullable ? withoutDefault(field.attributes) : field.attributes), ...shared]),
    default: null,
    computed: null,
    ignored: false,
    inferred: false,
    hidden: false,
    embedded: name,
    doc: field.ast.doc,
    span: ast.name.span,
  }));
  const names = columns.map((column) => column.name);
  return [
    { kind: "embedded", name, type: type.value, nullable, columns: names, doc: ast.doc, span: ast.name.span },
    ...columns,
  ];
}

/** What holds for each column of the value. All others are about a single column. */
function sharedAttributes(
  context: BindContext,
  embedded: ReadAttribute,
  attributes: ReadonlyMap<string, ReadAttribute>,
): [string, ReadAttribute][] {
  return [...attributes].filter(([name, attribute]) => {
    if (name === "secret" || name === "deferred") return true;
    if (attribute === embedded) return false;
    const parameters = {
      attribute: attribute.label,
      other: embedded.label,
      reason: "the value has columns of its own",
    };
    context.reporter.report("attributeConflict", attribute.ast.span, parameters);
    return false;
  });
}

function withoutDefault(attributes: ReadonlyMap<string, ReadAttribute>): ReadonlyMap<string, ReadAttribute> {
  return new Map([...attributes].filter(([name]) => name !== "default"));
}
