/** `type Address { … }`: value objects. Their fields are values; what makes a row of a table has no place in them. */
import type { FieldAst, RecordAst } from "../syntax/ast.ts";
import type { Span } from "../text/span.ts";
import { databaseName } from "./arguments.ts";
import { readAttributes } from "./attributes.ts";
import { attributesByName } from "./bind-field.ts";
import type { BindContext } from "./bind.ts";
import type { BoundValueField, BoundValueType } from "./bound.ts";
import { findCycles } from "./cycles.ts";
import { reportUnknownType } from "./declare.ts";
import { isModel } from "./names.ts";
import { resolveType } from "./resolve-type.ts";
import { checkTs } from "./rules/columns.ts";
import { readNative } from "./rules/native.ts";

export function bindValueTypes(context: BindContext): Map<string, BoundValueType> {
  const types = new Map<string, BoundValueType>();
  for (const ast of context.declarations.types.values()) {
    if (context.settings.profile === "prisma") {
      context.reporter.report("compositeType", ast.name.span, { name: ast.name.text });
    }
    types.set(ast.name.text, bindValueType(context, ast));
  }
  checkNesting(context, types);
  return types;
}

function bindValueType(context: BindContext, ast: RecordAst): BoundValueType {
  readAttributes(context, ast.attributes, "type");
  const fields: BoundValueField[] = [];
  const first = new Map<string, Span>();
  for (const field of ast.fields) {
    const { text, span } = field.name;
    const earlier = first.get(text);
    if (earlier) {
      context.reporter.report("duplicateField", span, { field: text, model: ast.name.text }, [
        { message: "declared first here", span: earlier },
      ]);
      continue;
    }
    first.set(text, span);
    const bound = bindValueField(context, field);
    if (bound === null) continue;
    checkTs(context, bound);
    const other = fields.find((candidate) => candidate.key === bound.key);
    if (other) {
      context.reporter.report("duplicateColumn", span, { column: bound.key, other: other.name }, [
        { message: "the other field is here", span: other.ast.name.span },
      ]);
    }
    fields.push(bound);
  }
  if (ast.fields.length === 0 && ast.brokenNames.length === 0 && context.settings.profile === "model") {
    context.reporter.report("emptyValueType", ast.name.span, { type: ast.name.text });
  }
  return { ast, name: ast.name.text, fields };
}

function bindValueField(context: BindContext, ast: FieldAst): BoundValueField | null {
  const resolved = resolveType(context, ast.type);
  const typeName = ast.type.name;
  if (resolved === null) {
    const declaration = context.names.get(typeName.text);
    if (declaration && isModel(declaration)) {
      context.reporter.report("relationInValueType", typeName.span, { field: ast.name.text, model: typeName.text });
    } else if (context.declarations.abstracts.has(typeName.text)) {
      context.reporter.report("abstractType", typeName.span, { name: typeName.text });
    } else {
      reportUnknownType(context, typeName);
    }
    return null;
  }
  if (resolved.type.kind === "unsupported") {
    context.reporter.report("unsupportedInValueType", typeName.span, { field: ast.name.text });
    return null;
  }
  const attributes = attributesByName(context, ast, "typeField");
  const mapped = databaseName(context, attributes.get("map"), "name");
  const list = ast.type.arity === "list";
  const nativeAst = attributes.get("native")?.ast ?? null;
  return {
    ast,
    name: ast.name.text,
    key: mapped?.text ?? ast.name.text,
    mapped: mapped !== null,
    type: resolved.type,
    scalar: resolved.scalar,
    native: readNative(context, resolved.type, nativeAst ?? undefined) ?? resolved.native,
    nativeAst,
    list,
    nullable: ast.type.arity === "optional",
    attributes,
  };
}

/** A value that requires another one of its own type within it could never be complete. */
function checkNesting(context: BindContext, types: ReadonlyMap<string, BoundValueType>): void {
  const required = (name: string): string[] =>
    (types.get(name)?.fields ?? []).flatMap((field) =>
      field.type.kind === "value" && !field.list && !field.nullable ? [field.type.value] : [],
    );
  for (const cycle of findCycles(types.keys(), required)) {
    const [first] = cycle;
    const ast = first === undefined ? undefined : types.get(first)?.ast;
    if (ast) context.reporter.report("valueTypeCycle", ast.name.span, { path: [...cycle, ast.name.text].slice(0, 8) });
  }
}
